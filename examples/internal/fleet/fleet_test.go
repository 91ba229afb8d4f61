package fleet_test

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/contactkit/contactkit/examples/internal/fleet"
)

func TestMain(m *testing.M) {
	if os.Getenv(fleet.Env) == "" {
		os.Exit(m.Run())
	}
	if err := node(os.Args[len(os.Args)-1]); err != nil {
		_, _ = io.WriteString(os.Stderr, err.Error()+"\n")
		os.Exit(1)
	}
}

// node is a program of a fleet that answers each call with its name and the call's path and body.
func node(name string) error {
	ctx, stop := signal.NotifyContext(fleet.UntilEnd(context.Background()), syscall.SIGTERM)
	defer stop()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	fmt.Println(listener.Addr())
	server := &http.Server{ReadHeaderTimeout: time.Second, Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		fmt.Fprintf(w, "%s %s %s", name, r.URL, body)
	})}
	context.AfterFunc(ctx, func() { _ = server.Close() })
	_ = server.Serve(listener) // until Close
	return nil
}

// Calls go round the nodes that are there, and one that is frozen or killed costs its caller a 502.
func TestFleet(t *testing.T) {
	f := fleet.New(fleet.Config{
		Args:   func(name, program string) []string { return []string{"-test.run=^$", name + program} },
		Stderr: io.Discard, End: time.Minute, Rest: time.Hour, // however long the calls take
	})
	t.Cleanup(func() {
		if err := f.Stop(); err != nil {
			t.Error(err)
		}
	})
	call := func() string {
		w := httptest.NewRecorder()
		f.Deliver("/hook", w, httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/?a=b", strings.NewReader("hi")))
		return fmt.Sprint(w.Code, " ", w.Body)
	}
	must := func(name string, err error) string {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return name
	}
	if got := call(); !strings.HasPrefix(got, "502") {
		t.Errorf("without a node: %s", got)
	}
	first, second := must(f.Add("")), must(f.Add(""))
	answered := map[string]bool{call(): true, call(): true}
	for _, want := range []string{"200 " + first + " /hook?a=b hi", "200 " + second + " /hook?a=b hi"} {
		if !answered[want] {
			t.Errorf("the answers are %v, want %q among them", answered, want)
		}
	}
	must(f.Freeze(time.Hour))
	refused := 0
	for range 4 { // it is left alone after the call that failed
		if strings.HasPrefix(call(), "502") {
			refused++
		}
	}
	if refused != 1 {
		t.Errorf("%d of four calls failed beside a frozen node, want 1", refused)
	}
	if name := must(f.Kill()); name != first {
		t.Errorf("%s was killed, want %s", name, first)
	}
	third := must(f.Add(""))
	if name := must(f.Terminate()); name != second || len(f.Addresses()) != 1 {
		t.Errorf("%s was told to end, want %s; %v are left", name, second, f.Addresses())
	}
	if name := must(f.Retire()); name != third || len(f.Addresses()) != 0 {
		t.Errorf("%s ended, want %s; %v are left", name, third, f.Addresses())
	}
	if _, err := f.Kill(); err == nil {
		t.Error("a fleet without nodes has one to kill")
	}
}
