package host_test

import (
	"context"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/channeltest"
	"github.com/contactkit/contactkit/channel/conversation"
	"github.com/contactkit/contactkit/channel/conversation/host"
	"github.com/contactkit/contactkit/channel/directory"
	"github.com/contactkit/contactkit/channel/directory/directorytest"
)

func serve(h http.Handler, r *http.Request) int {
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w.Code
}

// A call that is under way when the host ends is answered, and what it stored is applied.
func TestServe(t *testing.T) {
	platform, err := channeltest.NewMemory(channeltest.MemoryConfig{})
	require.NoError(t, err)
	driver, record := directorytest.Memory(platform)
	h, err := host.New(t.Context(), host.Config{
		Store: conversation.NewMemory(conversation.MemoryConfig{}), Directory: directory.Options{Drivers: []channel.Driver{driver}},
		Records: []directory.Record{record}, Conversation: conversation.Config{Log: quiet()},
	})
	require.NoError(t, err)
	began, goOn := make(chan struct{}), make(chan struct{})
	server := &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		close(began)
		<-goOn
		h.Webhook.ServeHTTP(w, r)
	})}
	ending := make(chan struct{})
	server.RegisterOnShutdown(func() { close(ending) })
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	ctx, cancel := context.WithCancel(t.Context())
	served := make(chan error)
	go func() { served <- h.Serve(ctx, server, l) }()

	ann := channel.Thread{Platform: channeltest.MemoryPlatform, Account: platform.Info().Accounts[0], Contact: "ann"}
	call := channeltest.Request(directorytest.MemoryPath, platform.Webhook(channel.Event{Thread: ann, Body: channel.Message{Text: "hello"}}))
	call.RequestURI, call.URL.Scheme, call.URL.Host = "", "http", l.Addr().String()
	answered := make(chan int)
	go func() {
		resp, err := http.DefaultClient.Do(call)
		if err != nil {
			t.Error(err)
			answered <- 0
			return
		}
		resp.Body.Close()
		answered <- resp.StatusCode
	}()
	<-began
	cancel()
	<-ending
	close(goOn)
	if status := <-answered; status != http.StatusOK {
		t.Errorf("the call under way is answered with %d", status)
	}
	if err := <-served; err != nil {
		t.Errorf("Serve: %v", err)
	}
	v, err := h.Service.Look(context.Background(), ann)
	require.NoError(t, err)
	if !v.Row.Open() {
		t.Error("the session of the last call is not open")
	}
	if server.ReadHeaderTimeout == 0 || server.ReadTimeout == 0 {
		t.Error("the server has no bounds")
	}
}

// A server that cannot listen, or fails, ends the host with its error.
func TestServeFails(t *testing.T) {
	driver, _ := directorytest.Memory(nil)
	open := func() *host.Host {
		h, err := host.New(t.Context(), host.Config{Store: conversation.NewMemory(conversation.MemoryConfig{}), Directory: directory.Options{Drivers: []channel.Driver{driver}}})
		require.NoError(t, err)
		return h
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	if err := open().Serve(t.Context(), &http.Server{Addr: l.Addr().String()}, nil); err == nil {
		t.Error("Serve listens where another does")
	}
	require.NoError(t, l.Close())
	if err := open().Serve(t.Context(), &http.Server{}, l); err == nil {
		t.Error("Serve takes calls from a listener that is closed")
	}
}

// closing is a store that tells when it is closed.
type closing struct {
	*conversation.Memory
	closed *int
}

func (c closing) Close() error { *c.closed++; return nil }

// TestMainProcess is the program that TestMainEnds starts and tells to end.
func TestMainProcess(t *testing.T) {
	l := channeltest.ProcessListener(t)
	address := l.Addr().String()
	require.NoError(t, l.Close())
	driver, _ := directorytest.Memory(nil)
	closed := 0
	status := host.Main(host.Config{
		Store: closing{conversation.NewMemory(conversation.MemoryConfig{}), &closed}, Directory: directory.Options{Drivers: []channel.Driver{driver}},
	}, func(h *host.Host) *http.Server {
		end := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if self, err := os.FindProcess(os.Getpid()); err == nil {
				_ = self.Signal(os.Interrupt)
			}
		})
		return &http.Server{Addr: address, Handler: end}
	})
	if status != 0 || closed != 1 {
		t.Fatalf("Main: %d, and the store is closed %d times", status, closed)
	}
	_ = os.WriteFile(os.Getenv("MAIN_ENDED"), nil, 0o600)
}

// A program that is told to end closes its store and ends without an error.
func TestMainEnds(t *testing.T) {
	ended := filepath.Join(t.TempDir(), "ended")
	p := channeltest.StartProcess(t, "TestMainProcess", "MAIN_ENDED="+ended)
	for begin := time.Now(); ; time.Sleep(10 * time.Millisecond) {
		if resp, err := http.Get("http://" + p.Address); err == nil {
			resp.Body.Close()
		}
		if _, err := os.Stat(ended); err == nil {
			return
		}
		if time.Since(begin) > 2*time.Minute {
			t.Fatal("Main does not end")
		}
	}
}

// A configuration that is wrong is told, and its store is closed all the same.
func TestMainRefuses(t *testing.T) {
	closed := 0
	former := os.Stderr
	defer func() { os.Stderr = former }()
	said, err := os.Create(filepath.Join(t.TempDir(), "stderr"))
	require.NoError(t, err)
	defer said.Close()
	os.Stderr = said
	status := host.Main(host.Config{Store: closing{conversation.NewMemory(conversation.MemoryConfig{}), &closed}}, nil)
	text, err := os.ReadFile(said.Name())
	require.NoError(t, err)
	if status != 1 || closed != 1 || !strings.Contains(string(text), "drivers") {
		t.Errorf("Main without a platform: %d with %q, the store is closed %d times", status, text, closed)
	}
}
