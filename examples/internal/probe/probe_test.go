package probe_test

import (
	"context"
	"errors"
	"net"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/contactkit/contactkit/examples/internal/probe"
)

// pipes is a listener without a network.
type pipes struct {
	conns chan net.Conn
	ended chan struct{}
}

func (p pipes) Accept() (net.Conn, error) {
	select {
	case c := <-p.conns:
		return c, nil
	case <-p.ended:
		return nil, net.ErrClosed
	}
}

func (p pipes) Close() error   { close(p.ended); return nil }
func (p pipes) Addr() net.Addr { return &net.UnixAddr{} }

func (p pipes) dial(context.Context, string, string) (net.Conn, error) {
	here, there := net.Pipe()
	select {
	case p.conns <- there:
		return here, nil
	case <-p.ended:
		return nil, net.ErrClosed
	}
}

// A node that is to end says so, still takes calls for a while, lets a call that is under way end,
// and stops listening.
func TestServe(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		listener := pipes{make(chan net.Conn), make(chan struct{})}
		client := http.Client{Transport: &http.Transport{DialContext: listener.dial, DisableKeepAlives: true}}
		call := func(path string) int {
			resp, err := client.Get("http://node" + path)
			if err != nil {
				return 0
			}
			resp.Body.Close()
			return resp.StatusCode
		}
		var away error
		p := &probe.Probe{Check: func(context.Context) error { return away }, Drain: 5 * time.Second, End: time.Minute}
		mux := http.NewServeMux()
		p.Handle(mux)
		mux.HandleFunc("/hook", func(http.ResponseWriter, *http.Request) {})
		mux.HandleFunc("/slow", func(http.ResponseWriter, *http.Request) { time.Sleep(10 * time.Second) })
		ctx, cancel := context.WithCancel(t.Context())
		served := make(chan error, 1)
		go func() { served <- p.Serve(ctx, &http.Server{Handler: mux, ReadHeaderTimeout: time.Second}, listener) }()
		slow := make(chan int, 1)

		var got []int
		ask := func() { got = append(got, call("/healthz"), call("/readyz"), call("/hook")) }
		ask()
		away = errors.New("no database")
		ask()
		away = nil
		cancel()
		synctest.Wait()
		ask()
		time.Sleep(4 * time.Second)
		ask()
		go func() { slow <- call("/slow") }()
		time.Sleep(2 * time.Second)
		ask()
		want := []int{
			200, 200, 200, // it works
			200, 503, 200, // without its database
			200, 503, 200, // it is to end
			200, 503, 200,
			0, 0, 0, // it does not listen
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("answers (-want +got):\n%s", diff)
		}
		if err, status := <-served, <-slow; err != nil || status != http.StatusOK {
			t.Errorf("the end: %v, and the call under way was answered %d", err, status)
		}
	})
}
