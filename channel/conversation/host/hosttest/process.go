package hosttest

import (
	"context"
	"encoding/json"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/contactkit/contactkit/channel/channeltest"
	"github.com/contactkit/contactkit/channel/conversation"
	"github.com/contactkit/contactkit/channel/conversation/host"
	"github.com/contactkit/contactkit/channel/pace"
	"github.com/contactkit/contactkit/channel/standin"
)

// Variables of the environment of a host in a process of its own, and the path at which it says how
// much waits.
const (
	dirVariable      = "CONTACTKIT_HOSTTEST_DIR"
	internetVariable = "CONTACTKIT_HOSTTEST_INTERNET"
	backlogPath      = "/contactkit-hosttest/backlog"
)

// A Process is a host in a process of its own, which a test kills as kill -9 does. StartProcess
// starts one. Its methods must be called by the test's goroutine.
type Process struct {
	t         testing.TB
	process   *channeltest.Process
	platforms []Platform

	mu     sync.Mutex
	calls  int  // to the platforms, since KillAt
	killAt int  // the call at which the process is killed; zero: none
	killed bool // and not started again
}

// StartProcess starts the test binary again as a process that runs this test alone. In that process
// StartProcess does not return: it serves the host of the Config until the process is killed.
// config gets a folder for the store's file, which is the same after each start. The store must be
// a conversation.Backlogger. The platforms stay in the test, and must be made in the same way in
// both processes. StartProcess connects records and HTTP as [Start] does. If
// Conversation.Dispatch.Limiter is nil, the rate limits are unused again after each start.
//
// The store should end the claims of a killed process when it is opened, as with
// sqlite.Options.Alone. Otherwise Settle waits until they end by themselves.
func StartProcess(t testing.TB, config func(dir string) host.Config, platforms ...Platform) *Process {
	t.Helper()
	if channeltest.IsProcess(t) {
		serve(t, config, platforms)
	}
	p := &Process{t: t, platforms: platforms}
	connected := make([]standin.Connected, len(platforms))
	for i, one := range platforms {
		connected[i] = one
	}
	internet := httptest.NewServer(p.counted(standin.NewInternet(connected...)))
	t.Cleanup(internet.Close)
	p.process = channeltest.StartProcess(t, t.Name(), dirVariable+"="+t.TempDir(), internetVariable+"="+strings.TrimPrefix(internet.URL, "http://"))
	return p
}

// serve runs the host in its own process until the process is killed.
func serve(t testing.TB, config func(dir string) host.Config, platforms []Platform) {
	l := channeltest.ProcessListener(t)
	cfg := config(os.Getenv(dirVariable))
	cfg.Directory.HTTP = standin.ClientAt(os.Getenv(internetVariable))
	cfg = connect(cfg, platforms)
	if cfg.Conversation.Dispatch.Limiter == nil {
		cfg.Conversation.Dispatch.Limiter = pace.NewMemory(pace.MemoryConfig{Empty: true})
	}
	h, err := host.New(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	store, ok := h.Store.(conversation.Backlogger)
	if !ok {
		t.Fatalf("hosttest: the store %T needs a method Backlog", h.Store)
	}
	routes := http.NewServeMux()
	routes.Handle("/", h.Webhook)
	routes.HandleFunc(backlogPath, func(w http.ResponseWriter, r *http.Request) {
		b, err := store.Backlog(r.Context())
		if err != nil {
			http.Error(w, err.Error(), http.StatusServiceUnavailable)
			return
		}
		_ = json.NewEncoder(w).Encode(b)
	})
	t.Fatal("hosttest: the host ends by itself: ", h.Serve(t.Context(), &http.Server{Handler: routes}, l))
}

// counted serves the platforms, and kills the process at call killAt once they have taken it.
func (p *Process) counted(internet http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		answer := httptest.NewRecorder()
		internet.ServeHTTP(answer, r)
		p.mu.Lock()
		if p.calls++; p.calls == p.killAt {
			p.process.Kill()
			p.killed = true
		}
		p.mu.Unlock()
		w.WriteHeader(answer.Code)
		_, _ = w.Write(answer.Body.Bytes())
	})
}

// KillAt kills the process when the platforms have taken its n-th call from now, so that the answer
// of this call is lost. n counts from 1. Settle starts the process again. The test fails if the
// host never makes this call.
func (p *Process) KillAt(n int) {
	p.t.Cleanup(func() {
		p.mu.Lock()
		defer p.mu.Unlock()
		if p.killAt == n && p.calls < n {
			p.t.Errorf("hosttest: the host made %d calls, and was not killed at call %d", p.calls, n)
		}
	})
	p.mu.Lock()
	defer p.mu.Unlock()
	p.calls, p.killAt = 0, n
}

// Kill kills the process now. Settle starts it again.
func (p *Process) Kill() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.process.Kill()
	p.killed = true
}

// restart starts a process that was killed.
func (p *Process) restart() {
	p.t.Helper()
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.killed {
		p.process.Start()
		p.killed = false
	}
}

// processWithin is how long Settle waits for the process, by the clock of this machine, and
// processPause how often it looks.
const (
	processWithin = 2 * time.Minute
	processPause  = 5 * time.Millisecond
)

// Settle delivers what waits at the platforms, and returns when the host has done all that is due,
// as [Host.Settle] does. A process that was killed is started again. The test fails if something
// still waits after two minutes. A message that may have arrived does not count as waiting.
func (p *Process) Settle() {
	p.t.Helper()
	for end := time.Now().Add(processWithin); ; time.Sleep(processPause) {
		p.restart()
		for _, one := range p.platforms {
			one.Deliver(p.routes())
		}
		b, err := p.backlog()
		if err == nil && b == (conversation.Backlog{}) && p.pending() == 0 && !p.dead() {
			return
		}
		if time.Now().After(end) {
			p.t.Fatalf("hosttest: after %v %d webhooks wait at the platforms, and %+v in the host: %v", processWithin, p.pending(), b, err)
		}
	}
}

// Hear lets a contact write to a platform, and settles.
func (p *Process) Hear(on Platform, contact, text string) {
	p.t.Helper()
	on.Say(contact, text)
	p.Settle()
}

// routes leads to the process.
func (p *Process) routes() http.Handler {
	proxy := httputil.NewSingleHostReverseProxy(&url.URL{Scheme: "http", Host: p.process.Address})
	proxy.ErrorLog = log.New(io.Discard, "", 0) // the process may be dead: the platform tries again
	return proxy
}

func (p *Process) dead() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.killed
}

func (p *Process) pending() (n int) {
	for _, one := range p.platforms {
		n += one.Pending()
	}
	return n
}

// backlog asks the process how much waits.
func (p *Process) backlog() (b conversation.Backlog, err error) {
	ctx, cancel := context.WithTimeout(context.Background(), processWithin)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+p.process.Address+backlogPath, nil)
	if err != nil {
		return b, err
	}
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		return b, err
	}
	defer resp.Body.Close()
	return b, json.NewDecoder(resp.Body).Decode(&b)
}
