package hosttest

import (
	"context"
	"log/slog"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/contactkit/contactkit/channel/conversation"
	"github.com/contactkit/contactkit/channel/conversation/host"
	"github.com/contactkit/contactkit/channel/standin"
)

// A Platform is a stand-in of a platform, such as *telegramtest.Server. All stand-ins of this
// library implement it.
type Platform interface {
	standin.Connected
	// Hook sets the handler that the stand-in's own Flush and Run deliver to.
	Hook(http.Handler)
	// Deliver calls a handler with every webhook that waits, and returns the statuses of the
	// answers.
	Deliver(http.Handler) []int
	// Pending returns how many webhooks wait.
	Pending() int
	// Say lets a contact write a text, and returns the id of the message.
	Say(contact, text string) string
}

// A Host is a host at work in a test. Run and Start make one. Its own methods, except Call, must be
// called by the test's goroutine; those of the embedded Host may be called concurrently.
type Host struct {
	*host.Host
	// Routes is where the platforms deliver. It is the host's Webhook unless a test sets it to a
	// router of its own.
	Routes http.Handler

	t         testing.TB
	cfg       host.Config
	platforms []Platform
	cancel    context.CancelFunc
	over      chan error
}

// Run calls a test in a bubble of testing/synctest, with a host that Start has started on one
// platform. For more platforms call synctest.Test and [Start].
func Run[P Platform](t *testing.T, cfg host.Config, platform P, test func(t *testing.T, h *Host, platform P)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		test(t, Start(t, cfg, platform), platform)
	})
}

// Start starts a host, and ends it when the test does. It must be called in a bubble: within
// synctest.Test. It changes the Config of a program so that it works in a test:
//
//   - If Store is nil, a store in memory is used, and Open and Recover are not.
//   - If Directory.HTTP is nil, it becomes a client that reaches the platforms.
//   - Records keep their policies and get the credentials, accounts and paths of the platforms: the
//     first record of a platform those of its first stand-in, and so on. If Pages names pages of
//     the stand-in, the record keeps these alone. Records without a stand-in are left out. A
//     stand-in without a record gets that of directorytest.Record.
//   - If Conversation.Log is nil, warnings are written to the test's output.
//
// The time of a bubble begins at midnight UTC of 1 January 2000, a Saturday. If Directory.Now is
// set, the store in memory has that clock; the platforms have one of their own.
func Start(t testing.TB, cfg host.Config, platforms ...Platform) *Host {
	t.Helper()
	if !inBubble() {
		t.Fatal("hosttest: Start needs a bubble: call it within synctest.Test, or call Run")
	}
	cfg = connect(cfg, platforms)
	if cfg.Store == nil {
		cfg.Store, cfg.Open, cfg.Recover = conversation.NewMemory(conversation.MemoryConfig{Now: cfg.Directory.Now}), nil, false
	}
	if cfg.Conversation.Log == nil {
		cfg.Conversation.Log = slog.New(slog.NewTextHandler(t.Output(), &slog.HandlerOptions{Level: slog.LevelWarn}))
	}
	h := &Host{t: t, cfg: cfg, platforms: platforms}
	h.start()
	t.Cleanup(h.stop)
	return h
}

// inBubble reports whether this goroutine is in a bubble of synctest.
func inBubble() (in bool) {
	defer func() { in = recover() == nil }()
	synctest.Wait()
	return true
}

func (h *Host) start() {
	h.t.Helper()
	var err error
	if h.Host, err = host.New(h.t.Context(), h.cfg); err != nil {
		h.t.Fatal(err)
	}
	h.Routes = h.Webhook
	for _, p := range h.platforms {
		p.Hook(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { h.Routes.ServeHTTP(w, r) }))
	}
	ctx, cancel := context.WithCancel(context.WithoutCancel(h.t.Context()))
	h.cancel, h.over = cancel, make(chan error, 1)
	running, over := h.Host, h.over
	go func() { over <- running.Run(ctx) }()
}

func (h *Host) stop() {
	h.cancel()
	if err := <-h.over; err != nil {
		h.t.Error(err)
	}
}

// Restart ends the host and starts it again with the same store, as an update of the program does.
// Routes are the new host's Webhook.
func (h *Host) Restart() {
	h.t.Helper()
	h.stop()
	h.start()
}

// Bounds of Settle, in the time of the bubble.
const (
	settleStep   = 100 * time.Millisecond
	settleWithin = time.Minute
)

// Settle delivers what waits at the platforms, and returns when the host has done all that is due:
// what was delivered is applied, robots have answered, agents were found, messages are sent, and
// their echoes were delivered as well. If messages wait for a rate limit or for a platform that is
// down, it lets up to a minute pass.
func (h *Host) Settle() {
	h.t.Helper()
	for end := time.Now().Add(settleWithin); ; {
		went := h.deliver()
		synctest.Wait()
		switch {
		case went:
		case h.waits() && time.Now().Before(end):
			time.Sleep(settleStep)
		default:
			return
		}
	}
}

// deliver makes the calls that wait at the platforms, and reports whether the host took one.
func (h *Host) deliver() bool {
	took := false
	for _, p := range h.platforms {
		for _, status := range p.Deliver(h.Routes) {
			took = took || status >= 200 && status < 300
		}
	}
	return took
}

// waits reports whether the store, or a platform, has something that was not done at once.
func (h *Host) waits() bool {
	h.t.Helper()
	for _, p := range h.platforms {
		if p.Pending() > 0 {
			return true
		}
	}
	store, ok := h.cfg.Store.(conversation.Backlogger)
	if !ok {
		return false
	}
	b, err := store.Backlog(h.t.Context())
	if err != nil {
		h.t.Fatal(err)
	}
	return b != conversation.Backlog{}
}

// Hear lets a contact write to a platform, and settles.
func (h *Host) Hear(on Platform, contact, text string) {
	h.t.Helper()
	on.Say(contact, text)
	h.Settle()
}

// Advance lets time pass, for the host and the platforms, and settles: silences, warnings, the
// opening of the desk. Days take seconds, since the host's loops wake as often as in production.
func (h *Host) Advance(d time.Duration) {
	h.t.Helper()
	time.Sleep(d)
	h.Settle()
}
