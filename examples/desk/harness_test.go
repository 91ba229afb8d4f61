package main

import (
	"context"
	"encoding/base64"
	"flag"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/directory"
	"github.com/contactkit/contactkit/channel/pace"
	"github.com/contactkit/contactkit/channel/postgres/postgrestest"
	"github.com/contactkit/contactkit/examples/desk/robot"
	"github.com/contactkit/contactkit/examples/desk/store"
	"github.com/contactkit/contactkit/examples/desk/world"
	"github.com/contactkit/contactkit/session"
)

// A testDesk is a desk on pretended platforms, with the agents ann and bob and the administrator
// root. Its methods fail the test.
type testDesk struct {
	*Desk
	t       *testing.T
	options Options
	world   *world.World
	handler http.Handler // webhooks and pages
	exports func(context.Context) error
	renew   func(context.Context) error
	log     printed
	still   time.Time    // the time of a clock that does not run; if zero, the clock runs
	passed  atomic.Int64 // how far a test put it ahead, in nanoseconds

	stopSending func()
	database    *postgrestest.Database // nil: the desk keeps a file
}

// With -postgres, the tests of the desk run on PostgreSQL. Those of a single file are skipped.
var (
	onPostgres = flag.Bool("postgres", false, "run the tests of the desk on PostgreSQL")
	nightly    = flag.Bool("nightly", false, "also run the tests that take minutes, as .ci/long does")
)

// takesMinutes skips a test that .ci/long runs.
func takesMinutes(t *testing.T) {
	t.Helper()
	if !*nightly {
		t.Skip("takes minutes: -nightly")
	}
}

// testVault encrypts the credentials of desks in tests.
var testVault = func() *store.Vault {
	v, err := store.NewVault(base64.StdEncoding.EncodeToString([]byte("the key of the desks in tests 32")))
	if err != nil {
		panic(err)
	}
	return v
}()

// password is everybody's.
const password = "a long password"

// openDesk opens a desk that works by itself. changes alter each of its channels.
func openDesk(t *testing.T, changes ...func(*directory.Record)) *testDesk {
	t.Helper()
	d := newDesk(t, time.Time{}, changes...)
	d.run()
	return d
}

// run lets the desk work by itself, and returns what ends that: the test does, at the latest.
func (d *testDesk) run() (stop func()) {
	d.t.Helper()
	ctx, cancel := context.WithCancel(context.WithoutCancel(d.t.Context()))
	done := make(chan error, 1)
	go func() { done <- d.Engine.Run(ctx) }()
	end := sync.OnceFunc(func() {
		cancel()
		if err := <-done; err != nil {
			d.t.Error(err)
		}
	})
	d.t.Cleanup(end)
	return end
}

// stillDesk opens a desk whose clock does not run, on a Friday morning, until a test lets time
// pass; nothing happens but what the test does.
func stillDesk(t *testing.T) *testDesk {
	t.Helper()
	return newDesk(t, time.Date(2026, 11, 20, 10, 0, 0, 0, time.UTC))
}

func newDesk(t *testing.T, still time.Time, changes ...func(*directory.Record)) *testDesk {
	t.Helper()
	var db *postgrestest.Database
	if *onPostgres {
		db = postgrestest.Open(t)
	}
	return newDeskOn(t, db, still, changes...)
}

// newDeskOn is newDesk on a database of PostgreSQL. nil: on a file.
func newDeskOn(t *testing.T, db *postgrestest.Database, still time.Time, changes ...func(*directory.Record)) *testDesk {
	t.Helper()
	faq, err := robot.ParseFAQ(robot.Example)
	if err != nil {
		t.Fatal(err)
	}
	d := &testDesk{t: t, still: still, database: db}
	d.world = world.New(d.now)
	d.options = Options{
		Folder: t.TempDir(), Vault: testVault, Records: records(d.world, changes...), Queues: demoQueues, Robot: faq, HTTP: d.world.Client(), Now: d.now,
		Log: slog.New(slog.NewTextHandler(io.MultiWriter(&d.log, t.Output()), nil)),
	}
	d.open()
	t.Cleanup(func() { d.close() })
	for _, p := range []store.Person{
		{ID: "ann", Name: "Ann <b>", Role: store.RoleAgent, Queues: demoQueues, Room: 3},
		{ID: "bob", Name: "Bob", Role: store.RoleAgent, Queues: demoQueues, Room: 3},
		{ID: "root", Name: "Root", Role: store.RoleAdmin, Queues: demoQueues, Room: 3},
	} {
		if err := d.Store.PutPerson(t.Context(), p, password); err != nil {
			t.Fatal(err)
		}
	}
	return d
}

// records are the channels on the pretended platforms, as the demo has them.
func records(w *world.World, changes ...func(*directory.Record)) []directory.Record {
	list := w.Records()
	for i, r := range list {
		list[i] = demoRecord(r)
		for _, change := range changes {
			change(&list[i])
		}
	}
	return list
}

// withoutRobot leads customers to agents at once.
func withoutRobot(r *directory.Record) { r.Service.Mode, r.Service.Assistant = directory.Agent, "" }

// open opens the desk: again, after it was closed.
func (d *testDesk) open() {
	d.t.Helper()
	d.options.Limiter = pace.NewMemory(pace.MemoryConfig{Empty: true, Now: d.now})
	if d.database != nil {
		d.database.Clock(d.now)
		d.options.Pool = d.database.Connect()
	}
	var err error
	if d.Desk, err = Open(d.t.Context(), d.options); err != nil {
		d.t.Fatal(err)
	}
	d.Store.Patience(5 * time.Minute) // no test is about the speed of the machine
	d.stopSending = func() {}
	if !d.still.IsZero() { // nothing runs but the outbox
		ctx, cancel := context.WithCancel(context.WithoutCancel(d.t.Context()))
		done := make(chan error, 1)
		engine := d.Engine
		go func() { done <- engine.Send(ctx) }()
		d.stopSending = sync.OnceFunc(func() {
			cancel()
			if err := <-done; err != nil {
				d.t.Error(err)
			}
		})
	}
	pages := d.Pages(d.options)
	d.handler, d.exports, d.renew = d.Handler(pages), pages.Exports, pages.Renew
	for _, p := range d.world.Platforms {
		p.Server.Hook(d.webhook(p))
	}
}

func (d *testDesk) close() {
	d.t.Helper()
	d.stopSending()
	if err := d.Close(); err != nil {
		d.t.Error(err)
	}
}

// webhook takes a platform's calls, wherever they go.
func (d *testDesk) webhook(p *world.Platform) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r = r.Clone(r.Context())
		r.URL.Path = p.Record.CallbackPath()
		d.handler.ServeHTTP(w, r)
	})
}

// serve gives the desk an address, for browsers and for webhooks.
func (d *testDesk) serve() (address string) {
	server := httptest.NewServer(d.handler)
	d.t.Cleanup(func() {
		server.CloseClientConnections()
		server.Close()
	})
	for _, p := range d.world.Platforms {
		p.Server.HookURL(server.URL+p.Record.CallbackPath(), server.Client())
	}
	return server.URL
}

func (d *testDesk) now() time.Time {
	from := d.still
	if from.IsZero() {
		from = time.Now()
	}
	return from.Add(time.Duration(d.passed.Load()))
}

func (d *testDesk) pass(by time.Duration) { d.passed.Add(int64(by)) }

// until waits for a change in the desk.
func (d *testDesk) until(what string, ok func() bool) {
	d.t.Helper()
	changes, leave := d.Engine.Hub.Join()
	defer leave()
	limit := time.After(2 * time.Minute)
	tick := time.NewTicker(50 * time.Millisecond) // not everything that is waited for changes a conversation
	defer tick.Stop()
	for !ok() {
		select {
		case <-changes:
		case <-tick.C:
		case <-limit:
			d.t.Fatalf("waited in vain for %s", what)
		}
	}
}

func (d *testDesk) platform(name string) *world.Platform {
	d.t.Helper()
	i := slices.IndexFunc(d.world.Platforms, func(p *world.Platform) bool { return p.Name == name })
	if i < 0 {
		d.t.Fatalf("no platform %s", name)
	}
	return d.world.Platforms[i]
}

// says lets a platform's first customer write, and the desk hear of it.
func (d *testDesk) says(p *world.Platform, text string) channel.Thread {
	d.t.Helper()
	p.Server.Say(p.Contact, text)
	d.flush(p)
	return channel.Thread{Platform: p.Name, Account: p.Account, Contact: p.Contact}
}

// flush delivers what customers did.
func (d *testDesk) flush(p *world.Platform) {
	d.t.Helper()
	ctx, cancel := context.WithTimeout(d.t.Context(), 2*time.Minute)
	defer cancel()
	if err := p.Server.Flush(ctx); err != nil {
		d.t.Fatal(err)
	}
}

func (d *testDesk) view(f func(*store.Tx) error) {
	d.t.Helper()
	if err := d.Store.View(d.t.Context(), f); err != nil {
		d.t.Fatal(err)
	}
}

// state is a conversation's.
func (d *testDesk) state(thread channel.Thread) (s session.State) {
	d.t.Helper()
	d.view(func(t *store.Tx) error {
		found, err := t.Conversation(thread)
		s = found.State
		return err
	})
	return s
}

func (d *testDesk) conversations() (list []store.Conversation) {
	d.t.Helper()
	d.view(func(t *store.Tx) (err error) { list, err = t.Conversations(10_000); return err })
	return list
}

// record is a channel's, as it is in force.
func (d *testDesk) record(id string) directory.Record {
	d.t.Helper()
	e, ok := d.Directory.Find(id)
	if !ok {
		d.t.Fatalf("there is no channel %s", id)
	}
	return e.Record()
}
