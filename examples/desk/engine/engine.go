// Package engine is the desk without its pages: what webhooks, people and time do to conversations.
//
// Every change is one transaction: what came in, the session's step, and what is to go out. Read it in this order: intake.go
// (a webhook), step.go (what the policy decides), outbox.go (what is sent), sweep.go (what time does), agent.go (what people do).
package engine

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/directory"
	"github.com/contactkit/contactkit/channel/dispatch"
	"github.com/contactkit/contactkit/channel/pace"
	"github.com/contactkit/contactkit/examples/desk/robot"
	"github.com/contactkit/contactkit/examples/desk/store"
	"github.com/contactkit/contactkit/session"
	"github.com/contactkit/contactkit/session/keyword"
)

// Config is what an Engine needs.
type Config struct {
	Store     *store.Store
	Directory *directory.Directory
	Robot     robot.Robot
	Log       *slog.Logger     // nil: nothing is logged
	Now       func() time.Time // nil: time.Now. Conversations go by it; pauses between sends by the real clock
	Limiter   pace.Limiter     // nil: one in memory, which counts as full at the start
}

// An Engine runs the desk. Its methods may be called concurrently.
type Engine struct {
	store     *store.Store
	directory *directory.Directory
	dispatch  *dispatch.Dispatcher
	robot     robot.Robot
	log       *slog.Logger
	now       func() time.Time
	keywords  sync.Map   // record id → compiled
	editing   sync.Mutex // held while a channel is changed
	sends     sync.WaitGroup
	wake      chan struct{} // somebody waits, or has room
	looked    time.Time     // when closing looked last; the store's writer alone uses it
	cleared   time.Time     // when forget did; the same
	questions *lane         // for robots
	fetches   *lane         // files and profiles

	Hub   Hub
	Count Counters
}

// Counters count since the start.
type Counters struct {
	Webhooks, Refused, Events, Repeated, Steps, Sent, Failed, Uncertain, Retried atomic.Int64
}

// New makes an engine. Resume takes up what was on its way, and Run lets it work.
func New(cfg Config) (*Engine, error) {
	e := &Engine{
		store: cfg.Store, directory: cfg.Directory, robot: cfg.Robot, log: cfg.Log, now: cfg.Now,
		wake:      make(chan struct{}, 1),
		questions: newLane(16, store.AskRobot, store.AskAssistant),
		fetches:   newLane(4, store.FetchFile, store.FetchProfile),
	}
	if e.log == nil {
		e.log = slog.New(slog.NewTextHandler(io.Discard, nil))
	}
	if e.now == nil {
		e.now = time.Now
	}
	var err error
	e.dispatch, err = dispatch.New(cfg.Directory.Sender(), dispatch.Config{
		Journal: e, Limiter: cfg.Limiter, Clock: clock{e.now}, Observe: e.observe,
		App: func(to channel.Thread) string {
			if owner, ok := cfg.Directory.Owner(to); ok {
				return owner.Channel().Info().App
			}
			return ""
		},
	})
	return e, err
}

// clock is the desk's time and real pauses.
type clock struct{ now func() time.Time }

func (c clock) Now() time.Time { return c.now() }

func (c clock) AfterFunc(d time.Duration, f func()) (stop func() bool) {
	return time.AfterFunc(d, f).Stop
}

// Run works until ctx ends. Then it lets calls in progress finish. Nothing may call the engine any more by then.
func (e *Engine) Run(ctx context.Context) error {
	group, inner := errgroup.WithContext(ctx)
	group.Go(func() error { return e.sweeper(inner) })
	group.Go(func() error { return e.work(inner, e.questions) })
	group.Go(func() error { return e.work(inner, e.fetches) })
	err := group.Wait()
	finish, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
	defer cancel()
	closed := e.dispatch.Close(finish)
	e.sends.Wait()
	if errors.Is(err, context.Canceled) && ctx.Err() != nil {
		err = nil
	}
	return errors.Join(err, closed)
}

// stamp is the present in whole microseconds, as the store keeps it.
func (e *Engine) stamp() time.Time { return e.now().UTC().Truncate(time.Microsecond) }

// poke wakes a loop up; one that is awake looks again.
func poke(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}

// policy is that of a channel. A conversation whose channel was taken out, or has no usable policy, goes on by the defaults: it must end one day.
func (e *Engine) policy(channelID string) *session.Policy {
	if entry, ok := e.directory.Find(channelID); ok {
		p, err := entry.Policy(context.Background())
		if err == nil {
			return p
		}
		e.log.Error("policy", "channel", channelID, "error", err)
	}
	return &session.Policy{Config: session.DefaultConfig()}
}

// Explain says what a conversation waits for.
func (e *Engine) Explain(c store.Conversation) string {
	return e.policy(c.Channel).Explain(c.State)
}

// record is a channel's; the zero Record where it was taken out.
func (e *Engine) record(channelID string) directory.Record {
	entry, _ := e.directory.Find(channelID)
	return entry.Record()
}

// Window says until when the platform takes an agent's answer; ok is false if it takes none now. The zero time: without end.
func (e *Engine) Window(c store.Conversation) (until time.Time, ok bool) {
	owner, found := e.directory.Owner(c.Thread)
	if !found {
		return time.Time{}, false
	}
	return windowEnd(owner.Channel().Limits(c.Thread), c.Heard, e.now())
}

// windowEnd is when the last of the windows closes in which a person may answer; zero: never.
func windowEnd(l channel.Limits, heard, now time.Time) (until time.Time, ok bool) {
	_, until, ok = channel.OpenWindow(l, channel.ByPerson, heard, now)
	for more := ok; more && !until.IsZero(); {
		var later time.Time
		if _, later, more = channel.OpenWindow(l, channel.ByPerson, heard, until); more {
			until = later
		}
	}
	return until, ok
}

// Limits is what a conversation's platform takes.
func (e *Engine) Limits(t channel.Thread) channel.Limits {
	if owner, ok := e.directory.Owner(t); ok {
		return owner.Channel().Limits(t)
	}
	return channel.Limits{}
}

// matcher is the compiled transfer keywords of a record.
type matcher struct {
	rev int64
	*keyword.Matcher
}

// asksForPerson reports whether a message holds one of the channel's transfer keywords.
func (e *Engine) asksForPerson(channelID, text string) bool {
	entry, ok := e.directory.Find(channelID)
	if !ok || text == "" {
		return false
	}
	known, ok := e.keywords.Load(channelID)
	if !ok || known.(matcher).rev != entry.Rev() {
		compiled, err := keyword.Compile(entry.Record().Service.Keywords)
		if err != nil {
			e.log.Error("transfer keywords", "channel", channelID, "error", err)
		}
		known = matcher{entry.Rev(), compiled} // nil never hits
		e.keywords.Store(channelID, known)
	}
	_, hit := known.(matcher).Match(text)
	return hit
}
