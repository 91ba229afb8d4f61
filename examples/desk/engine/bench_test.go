package engine_test

import (
	"bytes"
	"context"
	"flag"
	"io"
	"log/slog"
	"net/http"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/directory"
	"github.com/contactkit/contactkit/channel/pace"
	"github.com/contactkit/contactkit/channel/postgres/postgrestest"
	"github.com/contactkit/contactkit/examples/desk/engine"
	"github.com/contactkit/contactkit/examples/desk/robot"
	"github.com/contactkit/contactkit/examples/desk/store"
	"github.com/contactkit/contactkit/examples/desk/world"
	"github.com/contactkit/contactkit/facebook"
	"github.com/contactkit/contactkit/facebook/facebooktest"
	"github.com/contactkit/contactkit/session"
	"github.com/contactkit/contactkit/session/keyword"
	"github.com/contactkit/contactkit/telegram"
	"github.com/contactkit/contactkit/twitter"
)

// bench is an engine with one page on Facebook, whose answers can be held up.
type bench struct {
	t *testing.T
	*engine.Engine
	store    *store.Store
	platform *world.Platform
	server   *facebooktest.Server
	gate     *gate
	thread   channel.Thread
	folder   string
	robot    answer
	entry    func() (directory.Entry, bool)
	deaf     bool // to the echoes that tell which app wrote
	stop     func()
	ahead    time.Duration          // of the engine's clock
	database *postgrestest.Database // nil: the desk keeps a file
}

// answer is a robot.
type answer func(context.Context, robot.Question) (robot.Reply, error)

func (a answer) Answer(ctx context.Context, q robot.Question) (robot.Reply, error) { return a(ctx, q) }

// says is a robot that always says the same.
func says(texts ...string) answer {
	return func(context.Context, robot.Question) (r robot.Reply, _ error) {
		for _, text := range texts {
			r.Messages = append(r.Messages, channel.Message{Text: text})
		}
		return r, nil
	}
}

// gate holds back what the platform answers to sends.
type gate struct {
	next http.RoundTripper
	mu   sync.Mutex
	hold chan struct{} // nil: it is open
	held int
}

func (g *gate) RoundTrip(r *http.Request) (*http.Response, error) {
	resp, err := g.next.RoundTrip(r)
	if !strings.HasSuffix(r.URL.Path, "/messages") && !strings.HasSuffix(r.URL.Path, "/sendMessage") {
		return resp, err
	}
	g.mu.Lock()
	hold := g.hold
	if hold != nil {
		g.held++
	}
	g.mu.Unlock()
	if hold != nil {
		select {
		case <-hold:
		case <-r.Context().Done():
		}
	}
	return resp, err
}

// close holds answers until the function that it returns is called.
func (g *gate) close() (open func()) {
	g.mu.Lock()
	defer g.mu.Unlock()
	hold := make(chan struct{})
	g.hold = hold
	return sync.OnceFunc(func() {
		g.mu.Lock()
		g.hold = nil
		g.mu.Unlock()
		close(hold)
	})
}

// waiting is how many answers were held so far.
func (g *gate) waiting() int {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.held
}

// free is a limiter without rates.
type free struct{ *pace.Memory }

func (f free) Acquire(ctx context.Context, _ []pace.Limit, hold time.Duration) (pace.Grant, error) {
	return f.Memory.Acquire(ctx, nil, hold)
}

func newBench(t *testing.T, r answer) *bench {
	t.Helper()
	b := newBenchOn(t, "facebook", r)
	b.server = b.platform.Server.(*facebooktest.Server)
	return b
}

// newBenchOn is newBench on another platform. It has no server of Facebook.
func newBenchOn(t *testing.T, platform string, r answer) *bench {
	t.Helper()
	w := world.New(nil)
	at := slices.IndexFunc(w.Platforms, func(p *world.Platform) bool { return p.Name == platform })
	b := &bench{t: t, platform: w.Platforms[at], folder: t.TempDir(), robot: r}
	b.gate = &gate{next: w.Client().Transport}
	b.thread = channel.Thread{Platform: b.platform.Name, Account: b.platform.Account, Contact: b.platform.Contact}
	b.start()
	t.Cleanup(func() { b.stop() })
	return b
}

// open opens the store.
func (b *bench) open() (*store.Store, error) {
	if !*onPostgres {
		return store.Open(b.folder)
	}
	if b.database == nil {
		b.database = postgrestest.Open(b.t)
	}
	s, err := store.OpenPool(b.t.Context(), b.database.Connect(), b.folder)
	if err == nil {
		s.Patience(5 * time.Minute) // no test is about the speed of the machine
	}
	return s, err
}

// With -postgres, the tests of the engine run on PostgreSQL.
var onPostgres = flag.Bool("postgres", false, "run the tests of the engine on PostgreSQL")

func TestMain(m *testing.M) { os.Exit(postgrestest.Main(m)) }

// start opens the store and lets the engine run, as after a restart.
func (b *bench) start() {
	b.t.Helper()
	ctx := b.t.Context()
	s, err := b.open()
	if err != nil {
		b.t.Fatal(err)
	}
	known := func(context.Context, string, string) (bool, error) { return true, nil }
	d, err := directory.New(directory.Options{
		Drivers: []channel.Driver{telegram.Driver(), facebook.Driver(), twitter.Driver()}, OfflineOn: []string{"facebook"}, Lookup: directory.Lookup{Queue: known, Robot: known, List: known},
		HTTP: &http.Client{Transport: b.gate}, Media: &http.Client{Transport: b.gate}, Files: engine.Files(s),
	})
	if err != nil {
		b.t.Fatal(err)
	}
	rec := b.platform.Record.Clone()
	rec.State, rec.Rev = directory.Active, 1
	rec.Service.Mode, rec.Service.Robot = directory.Hybrid, "robot"
	rec.Service.Keywords = keyword.Set{List: []keyword.Word{{Text: "agent"}}}
	rec.Routing.Queue, rec.Offline.On = "support", true
	rec.Routing.WrapUp, rec.Routing.WrapCodes = 3600, []directory.WrapCode{{ID: "complaint"}, {ID: "old", Retired: true}}
	rec.Notices.Translations = []directory.Translation{{Language: "de", Notice: "queued", Text: "Moment, {contact}. Sie sind Nummer {place}."}}
	rec.Notices.Queued = "One moment, we are looking for somebody who can help."
	if err := d.Load(ctx, rec); err != nil {
		b.t.Fatal(err)
	}
	// Nodes serve the channels that the database has.
	if err := s.Do(ctx, func(t *store.Tx) error { return t.PutRecord(rec) }); err != nil {
		b.t.Fatal(err)
	}
	b.store = s
	b.entry = func() (directory.Entry, bool) { return d.Find(rec.ID) }
	b.Engine, err = engine.New(engine.Config{
		Store: s, Directory: d, Robot: b.robot, Limiter: free{pace.NewMemory(pace.MemoryConfig{Empty: true})},
		Log: slog.New(slog.NewTextHandler(b.t.Output(), nil)),
		Now: func() time.Time { return time.Now().Add(b.ahead) },
	})
	if err == nil {
		err = b.Resume(ctx)
	}
	if err != nil {
		b.t.Fatal(err)
	}
	if _, err := b.person("anna"); err != nil {
		if err := s.PutPerson(ctx, store.Person{ID: "anna", Name: "Anna", Role: store.RoleAgent, Queues: []string{"support"}, Room: 100}, "a password of anna"); err != nil {
			b.t.Fatal(err)
		}
	}
	mux := http.NewServeMux()
	mux.Handle(rec.CallbackPath(), b.Engine)
	b.platform.Server.Hook(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil || b.deaf && bytes.Contains(body, []byte(`"app_id"`)) {
			return
		}
		r.Body, r.URL.Path = io.NopCloser(bytes.NewReader(body)), rec.CallbackPath()
		mux.ServeHTTP(w, r)
	}))
	running, cancel := context.WithCancel(context.WithoutCancel(ctx))
	done := make(chan error, 1)
	go func() { done <- b.Run(running) }()
	b.stop = sync.OnceFunc(func() {
		cancel()
		if err := <-done; err != nil {
			b.t.Error("the engine:", err)
		}
		if err := s.Close(); err != nil {
			b.t.Error("the store:", err)
		}
	})
}

func (b *bench) person(id string) (p store.Person, err error) {
	err = b.store.View(b.t.Context(), func(t *store.Tx) (err error) {
		p, err = t.Person(id)
		return err
	})
	return p, err
}

// deliver brings all webhooks that wait.
func (b *bench) deliver() {
	b.t.Helper()
	if err := b.platform.Server.Flush(b.t.Context()); err != nil {
		b.t.Fatal(err)
	}
}

// say lets the customer write.
func (b *bench) say(text string) {
	b.t.Helper()
	b.server.Say(b.thread.Contact, text)
	b.deliver()
}

// serve gives the customer to Anna.
func (b *bench) serve() {
	b.t.Helper()
	b.say("agent")
	if err := b.Ready(b.t.Context(), "anna", true); err != nil {
		b.t.Fatal(err)
	}
	b.until("an offer", func() bool { return b.state().Phase == session.PhaseOffered })
	if err := b.Act(b.t.Context(), "accept", b.thread, session.Event{Kind: session.AgentAccepted, Agent: "anna", Offer: b.state().Part}); err != nil {
		b.t.Fatal(err)
	}
	b.rest()
}

func (b *bench) answer(id, text string) {
	b.t.Helper()
	if err := b.Answer(b.t.Context(), "anna", id, b.thread, channel.Message{Text: text}); err != nil {
		b.t.Fatal(err)
	}
}

// until waits for a condition.
func (b *bench) until(what string, holds func() bool) {
	b.t.Helper()
	end := time.After(2 * time.Minute)
	tick := time.NewTicker(time.Millisecond)
	defer tick.Stop()
	for !holds() {
		select {
		case <-end:
			b.t.Fatalf("in vain waited for %s; %s", what, b.lines())
		case <-tick.C:
		}
	}
}

// rest waits until nothing is on its way, and delivers what that led to.
func (b *bench) rest() {
	b.t.Helper()
	for range 2 {
		b.deliver()
		b.until("rest", func() bool {
			busy, err := b.store.Busy(b.t.Context(), time.Now())
			return err == nil && len(busy) == 0
		})
	}
}

func (b *bench) state() session.State {
	b.t.Helper()
	return b.conversation().State
}

func (b *bench) conversation() (c store.Conversation) {
	b.t.Helper()
	if err := b.store.View(b.t.Context(), func(t *store.Tx) (err error) {
		c, err = t.Conversation(b.thread)
		return err
	}); err != nil {
		b.t.Fatal(err)
	}
	return c
}

func (b *bench) messages() (list []store.Message) {
	b.t.Helper()
	if err := b.store.View(b.t.Context(), func(t *store.Tx) (err error) {
		list, err = t.Messages(b.thread, 1000)
		return err
	}); err != nil {
		b.t.Fatal(err)
	}
	return list
}

// lines are the messages of a conversation with their side and state, but for the desk's own
// remarks and notices.
func (b *bench) lines() (lines []string) {
	b.t.Helper()
	for _, m := range b.messages() {
		if m.Side != store.Desk && m.Side != store.Notice {
			lines = append(lines, strings.TrimSpace(string(m.Side)+": "+m.Text+" "+m.State))
		}
	}
	return lines
}

// got is what the customer got, but for notices.
func (b *bench) got() (texts []string) {
	for _, m := range b.server.Sent() {
		if m.To == b.thread.Contact && !strings.HasPrefix(m.Text, "One moment") {
			texts = append(texts, m.Text)
		}
	}
	return texts
}
