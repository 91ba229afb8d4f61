package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"log"
	"log/slog"
	"net"
	"net/http"
	"net/http/httputil"
	"net/url"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/telegram"
	"github.com/contactkit/contactkit/telegram/telegramtest"
)

// The test binary is also the desk that gets killed: TestMain runs it when these are set.
const (
	childDir  = "DESK_TEST_DIR"  // folder of the store
	childKill = "DESK_TEST_KILL" // not empty: dies between storing a webhook and answering it
)

func TestMain(m *testing.M) {
	if dir := os.Getenv(childDir); dir != "" {
		if err := child(dir, os.Getenv(childKill) != ""); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	os.Exit(m.Run())
}

// child serves a desk and prints its address, until standard input ends.
func child(dir string, die bool) error {
	store, err := OpenStore(dir)
	if err != nil {
		return err
	}
	bot := telegramtest.New(telegramtest.Config{}).Config() // the example credentials
	ch, err := telegram.New(telegram.Config{Token: channel.Secret(bot.Token), WebhookSecret: channel.NewKeys(channel.Secret(bot.WebhookSecret))})
	if err != nil {
		return err
	}
	handler := NewDesk(store, slog.New(slog.NewTextHandler(os.Stderr, nil)), ch).Handler()
	if die {
		inner := handler
		handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { inner.ServeHTTP(dying{w}, r) })
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	fmt.Println(l.Addr())
	ctx, stop := context.WithCancel(context.Background())
	go func() {
		_, _ = io.Copy(io.Discard, os.Stdin)
		stop()
	}()
	return serve(ctx, l, handler)
}

// dying kills the process when the answer is about to be written: the event is stored by then.
type dying struct{ http.ResponseWriter }

func (d dying) WriteHeader(int) {
	_ = syscall.Kill(os.Getpid(), syscall.SIGKILL)
	select {}
}

// start runs a child and returns its address and how to end it.
func start(t *testing.T, dir string, die bool) (addr string, end func() error) {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(self)
	cmd.Env = append(os.Environ(), childDir+"="+dir)
	if die {
		cmd.Env = append(cmd.Env, childKill+"=1")
	}
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cmd.Process.Kill() })
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(line), func() error {
		in.Close()
		return cmd.Wait()
	}
}

// to reaches a desk in another process.
func to(addr string) http.Handler {
	proxy := httputil.NewSingleHostReverseProxy(&url.URL{Scheme: "http", Host: addr})
	proxy.ErrorLog = log.New(io.Discard, "", 0)
	return proxy
}

func TestKilledBetweenStoringAndAnswering(t *testing.T) {
	dir := t.TempDir()
	platform := telegramtest.New(telegramtest.Config{URL: "https://desk.example/webhook/telegram"})
	platform.Say("5551000001", "please do not lose me")

	addr, end := start(t, dir, true)
	if diff := cmp.Diff([]int{http.StatusBadGateway}, platform.Deliver(to(addr))); diff != "" {
		t.Errorf("first delivery (-want +got):\n%s", diff)
	}
	if err := end(); err == nil {
		t.Error("the desk ended in order, and was to be killed")
	}
	addr, end = start(t, dir, false)
	if diff := cmp.Diff([]int{http.StatusOK}, platform.Deliver(to(addr))); diff != "" {
		t.Errorf("second delivery (-want +got):\n%s", diff)
	}
	if err := end(); err != nil {
		t.Fatal(err)
	}

	store, err := OpenStore(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	list, err := store.Conversations(t.Context())
	if err != nil || len(list) != 1 {
		t.Fatalf("conversations %v, %v", list, err)
	}
	_, lines, err := store.Lines(t.Context(), list[0].Thread)
	if err != nil || len(lines) != 1 || lines[0].Text != "please do not lose me" {
		t.Errorf("stored %+v, %v; want the message once", lines, err)
	}
}
