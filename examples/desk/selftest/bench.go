package selftest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/directory"
	"github.com/contactkit/contactkit/examples/desk/robot"
	"github.com/contactkit/contactkit/examples/desk/store"
	"github.com/contactkit/contactkit/examples/desk/world"
	"github.com/contactkit/contactkit/session/keyword"
)

// A bench is the desk under test and the world around it.
type bench struct {
	Desk
	ctx     context.Context
	out     io.Writer
	clock   *clock
	world   *world.World
	robot   *actor
	alerts  *alerts
	client  *http.Client
	address string
	stuck   *time.Timer // fires if a journey does not end

	customers    int // who have written so far
	acts         int // of people so far
	held, failed int
}

// clock runs as all clocks do, and can be moved ahead.
type clock struct {
	mu    sync.Mutex
	began time.Time
	from  time.Time
}

// newClock starts on a Monday at ten.
func newClock() *clock {
	return &clock{began: time.Now(), from: time.Date(2026, 3, 2, 10, 0, 0, 0, time.UTC)}
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.from.Add(time.Since(c.began))
}

func (c *clock) pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.from = c.from.Add(d)
}

// alerts is a log that keeps the lines that need attention.
type alerts struct {
	mu               sync.Mutex
	errors, warnings []string
}

func (a *alerts) Enabled(_ context.Context, l slog.Level) bool { return l >= slog.LevelWarn }
func (a *alerts) WithAttrs([]slog.Attr) slog.Handler           { return a }
func (a *alerts) WithGroup(string) slog.Handler                { return a }

func (a *alerts) Handle(_ context.Context, r slog.Record) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	line := r.Message
	r.Attrs(func(at slog.Attr) bool { line += " " + at.String(); return true })
	if r.Level >= slog.LevelError {
		a.errors = append(a.errors, line)
	} else {
		a.warnings = append(a.warnings, line)
	}
	return nil
}

// take returns what was logged since the last time.
func (a *alerts) take() (errors, warnings []string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	errors, warnings, a.errors, a.warnings = a.errors, a.warnings, nil, nil
	return errors, warnings
}

// actor is the robot of the FAQ, which plays up when told so.
type actor struct {
	*robot.FAQ
	thinking atomic.Bool
	think    chan struct{} // ends it
}

// The lines that the actor is told.
const (
	breakDown  = "break down"
	sayNothing = "say nothing"
	thinkLong  = "think long"
	repeatMe   = "repeat this: "
)

func newActor() (*actor, error) {
	f, err := robot.ParseFAQ(robot.Example)
	return &actor{FAQ: f, think: make(chan struct{})}, err
}

func (a *actor) Answer(ctx context.Context, q robot.Question) (robot.Reply, error) {
	if strings.HasPrefix(q.Text, repeatMe) {
		return robot.Reply{Messages: []channel.Message{{Text: q.Text}}}, nil
	}
	switch q.Text {
	case breakDown:
		return robot.Reply{}, errors.New("out of order")
	case sayNothing:
		return robot.Reply{}, nil
	case thinkLong:
		a.thinking.Store(true)
		defer a.thinking.Store(false)
		select {
		case <-a.think:
		case <-ctx.Done():
			return robot.Reply{}, ctx.Err()
		}
		return robot.Reply{Messages: []channel.Message{{Text: "after long thought"}}}, nil
	}
	return a.FAQ.Answer(ctx, q)
}

// basic are the policies that journeys start from.
func basic(r directory.Record) directory.Record {
	r.State = directory.Active
	r.Service = directory.Service{Mode: directory.Hybrid, LoopTurns: 10, LoopGap: 2, Robot: "faq", Keywords: keyword.Set{
		Mode: keyword.Phrase, List: []keyword.Word{{Text: "agent"}, {Text: "人工"}, {Text: "موظف"}},
	}}
	r.Routing.Queue, r.Routing.LastAgent = "support", false
	r.Routing.RequestTTL, r.Routing.TransferWait, r.Routing.QueueWait = 100, 100, 600
	r.Silence = directory.Silence{Customer: 1200, CustomerWarn: 120, Called: 180, Agent: 300, Robot: 60, Hold: 600, AnswerWarn: 900}
	r.Notices = directory.Notices{NonWorking: "We are closed.", Offline: "Leave a message.", Warning: "Still there?", End: "We end here.",
		Queued: "One moment, we are looking for somebody who can help.", Transferred: "A colleague takes over.",
		NoAgent: "Leave a message.", RobotFailed: "Sorry, our robot is out of order."}
	return r
}

// hire gives the desk its agents. All serve support; bert serves billing too.
func (b *bench) hire() error {
	var errs []error
	for _, id := range []string{"anna", "bert", "carl"} {
		p := store.Person{ID: id, Name: strings.ToTitle(id[:1]) + id[1:], Role: store.RoleAgent, Queues: []string{"support"}, Room: 3,
			Levels: map[string]uint8{"support": map[string]uint8{"anna": 7, "bert": 3, "carl": 9}[id]}}
		if id == "bert" {
			p.Queues = append(p.Queues, "billing")
		}
		errs = append(errs, b.Store.PutPerson(b.ctx, p, "selftest "+id))
	}
	return errors.Join(errs...)
}

// take lets a new customer go on a journey.
func (b *bench) take(p *world.Platform, name string, f func(*journey)) {
	b.customers++
	b.stuck.Reset(stuckAfter)
	j := &journey{bench: b, p: p, contact: p.Customer(b.customers)}
	j.thread = channel.Thread{Platform: p.Name, Account: p.Account, Contact: j.contact}
	p.Meet(j.contact, fmt.Sprint("Customer ", b.customers))
	j.policy(func(*directory.Record) {})
	f(j)
	if j.err != nil { // and no step has told so
		j.ok("%s", name)
	}
	j.err = nil
	j.clear()
	errs, _ := b.alerts.take()
	for _, line := range errs {
		j.fail(errors.New("an error was logged: " + line))
	}
	if j.err != nil {
		j.ok("%s, afterwards", name)
	}
}

// settle waits until nothing is under way: no webhook, no send, no question to the robot, no file;
// and lets the desk look at its clock.
func (b *bench) settle() error {
	for range 2 {
		if err := b.idle(); err != nil {
			return err
		}
		if err := b.Engine.Sweep(b.ctx); err != nil {
			return err
		}
	}
	return b.idle()
}

func (b *bench) idle() error {
	var pending int
	var busy []string
	var failed error
	err := b.poll(func() bool {
		webhooks := b.Engine.Count.Webhooks.Load()
		pending = b.pending()
		busy, failed = b.Store.Busy(b.ctx, b.clock.Now())
		return failed != nil || pending == 0 && len(busy) == 0 && b.pending() == 0 && b.Engine.Count.Webhooks.Load() == webhooks
	})
	if err != nil {
		return fmt.Errorf("the desk does not come to rest: %d webhooks, under way %q: %w", pending, busy, err)
	}
	return failed
}

// poll waits until something holds.
func (b *bench) poll(holds func() bool) error {
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	pause := time.NewTicker(time.Millisecond)
	defer pause.Stop()
	for !holds() {
		select {
		case <-ctx.Done():
			return context.Cause(ctx)
		case <-pause.C:
		}
	}
	return nil
}

func (b *bench) pending() (n int) {
	for _, p := range b.world.Platforms {
		n += p.Server.Pending()
	}
	return n
}
