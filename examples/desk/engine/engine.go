// Package engine is the desk without its pages: people, files and the queue. Package
// channel/conversation runs the conversations.
//
// A webhook, a click and a robot's answer go to the service. It decides, and in the transaction
// that stores what it decided, rows.go writes what the desk shows of it. Read it in this order:
// intake.go (a webhook), rows.go, line.go and act.go (what is shown), show.go (how messages went),
// agent.go (what people do), route.go (who is next), sweep.go (what time does).
package engine

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/allow"
	"github.com/contactkit/contactkit/channel/conversation"
	"github.com/contactkit/contactkit/channel/directory"
	"github.com/contactkit/contactkit/channel/dispatch"
	"github.com/contactkit/contactkit/channel/pace"
	"github.com/contactkit/contactkit/examples/desk/robot"
	"github.com/contactkit/contactkit/examples/desk/store"
	"github.com/contactkit/contactkit/session"
	"github.com/contactkit/contactkit/session/routing"
)

// Config is what an Engine needs.
type Config struct {
	Store     *store.Store
	Directory *directory.Directory
	Robot     robot.Robot
	Allow     allow.List       // received files that are kept; nil: all but web pages
	Node      string           // the name of this node, which no other process should have, of at most store.LongestNode bytes; empty: one is made up
	Log       *slog.Logger     // nil: nothing is logged
	Now       func() time.Time // nil: time.Now. Conversations go by it; pauses between sends by the real clock
	Limiter   pace.Limiter     // nil: one in memory, which counts as full at the start
	Mentions  time.Duration    // how often mentions on X are asked for, which costs money; 0: never
	Misses    int              // offers in a row that put an agent who misses them on a break; 0: 3, negative: never
}

// An Engine runs the desk. Its methods may be called concurrently.
type Engine struct {
	store     *store.Store
	directory *directory.Directory
	service   *conversation.Service
	robot     robot.Robot
	allowed   allow.List
	log       *slog.Logger
	node      string // names this process for what it claims
	now       func() time.Time
	editing   sync.Mutex     // held while a channel is changed
	sends     sync.WaitGroup // calls that nothing depends on
	still     atomic.Bool    // Send runs, and not Run
	fresh     sync.Map       // ids of events that Accept has been given and that were not applied yet
	mentions  time.Duration  // as in Config
	misses    int            // as in Config
	wake      chan struct{}  // a customer waits, or an agent has room
	skips     sync.Map       // until when route leaves a conversation out, by the key of its wait
	cleared   time.Time      // when forget looked last; the store's writer alone uses it
	beaten    time.Time      // when alive wrote last; the store's writer alone uses it
	missed    time.Time      // since when the desk has missed what happened; zero: nothing
	back      time.Time      // when it came back; deadlines count from then. Zero: it was not away
	hints     *lane          // for assistants, and for agents who leave
	fetches   *lane          // files, profiles and pictures

	// Erasing finishes the deletion of a contact that another process began, or this one before it
	// was killed. It drops or postpones the task. Set it before Run; nil: the task stays.
	Erasing func(context.Context, store.Task) error

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
		store: cfg.Store, directory: cfg.Directory, robot: cfg.Robot, allowed: cfg.Allow, log: cfg.Log, now: cfg.Now,
		mentions: cfg.Mentions, misses: cmp.Or(cfg.Misses, 3), wake: make(chan struct{}, 1),
		hints:   newLane(store.HintLane),
		fetches: newLane(store.FetchLane),
	}
	if e.log == nil {
		e.log = slog.New(slog.NewTextHandler(io.Discard, nil))
	}
	if e.now == nil {
		e.now = time.Now
	}
	if n := len(e.platforms()); n > routing.MaxMedia {
		return nil, fmt.Errorf("the directory has %d platforms; the router takes at most %d", n, routing.MaxMedia)
	}
	if n := len(cfg.Node); n > store.LongestNode {
		return nil, fmt.Errorf("the name of the node has %d bytes; %d are the most", n, store.LongestNode)
	}
	e.node = cmp.Or(cfg.Node, rand.Text())
	if cfg.Store.Shared() {
		e.Hub.others = cfg.Store.Tell
	}
	cfg.Store.Serve(e.rows, e.now)
	var err error
	e.service, err = conversation.New(conversation.Config{
		Store: cfg.Store.Conversations, Directory: cfg.Directory, Log: e.log,
		Robot: e.answer, RobotTime: patience, Robots: 16,
		Present: e.present, Values: e.values, Since: func(string) time.Time { return e.back },
		Orphans: &session.Policy{Config: session.DefaultConfig()}, // it must end one day
		Tell:    e.tell, Changed: e.changed, Doubt: e.doubt,
		Dispatch: dispatch.Config{
			Limiter: cfg.Limiter, Clock: clock{e.now}, Observe: e.observe, Files: Files(cfg.Store),
			App: func(to channel.Thread) string {
				if owner, ok := cfg.Directory.Owner(to); ok {
					return owner.Channel().Info().App
				}
				return ""
			},
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

// Run works until ctx ends. Then it lets calls in progress finish. Nothing may call the engine any
// more by then.
func (e *Engine) Run(ctx context.Context) error {
	e.catchUp(ctx)
	group, inner := errgroup.WithContext(ctx)
	group.Go(func() error { return e.sweeper(inner) })
	if e.mentions > 0 {
		group.Go(func() error { return e.poll(inner, e.mentions) })
	}
	group.Go(func() error { e.follow(inner); return inner.Err() })
	if e.store.Shared() {
		group.Go(func() error {
			return e.store.RunTasks(inner, store.Work{Node: e.node, Lanes: []store.Lane{store.HintLane, store.FetchLane}, Do: e.do, Again: e.again, Log: e.log})
		})
	} else {
		group.Go(func() error { return e.work(inner, e.hints) })
		group.Go(func() error { return e.work(inner, e.fetches) })
	}
	var sends error
	group.Go(func() error {
		sends = e.service.Run(inner)
		return sends
	})
	err := group.Wait()
	e.sends.Wait()
	if errors.Is(err, context.Canceled) && ctx.Err() != nil {
		err = nil
	}
	return errors.Join(err, sends)
}

// Send delivers what is in the outbox, and stores how that ended, until ctx ends. It is the part of
// Run that needs no clock, for a desk whose clock does not run.
func (e *Engine) Send(ctx context.Context) error {
	e.still.Store(true)
	defer e.sends.Wait()
	return e.service.Outbox().Run(ctx)
}

// Resume takes up what was on its way when the desk stopped. It comes before anything new. Every
// open conversation is looked at once: its policy may have changed in the moment in which the desk
// stopped, or with a new version of the desk.
func (e *Engine) Resume(ctx context.Context) error {
	var open []string
	err := e.store.Do(ctx, func(t *store.Tx) (err error) {
		if open, err = t.OpenChannels(); err != nil {
			return err
		}
		return errors.Join(e.away(t, e.stamp()), e.unsettle(t))
	})
	for entry := range e.directory.All() {
		if err == nil && entry.State() == directory.Active { // what a crash cut short in Move
			_, err = e.service.Release(ctx, entry.ID())
		}
	}
	for _, id := range open {
		if err == nil {
			err = e.service.Wake(ctx, id)
		}
	}
	return err
}

// Node is the name of this node.
func (e *Engine) Node() string { return e.node }

// stamp is the present in whole microseconds, as the store keeps it.
func (e *Engine) stamp() time.Time { return e.now().UTC().Truncate(time.Microsecond) }

// poke wakes a loop up; one that is awake looks again.
func poke(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}

// policy is that of a conversation's thread. A conversation whose channel was taken out, or has no
// usable policy, goes on by the defaults: it must end one day.
func (e *Engine) policy(c store.Conversation) *session.Policy {
	if entry, ok := e.directory.Find(c.Channel); ok {
		p, err := entry.PolicyFor(context.Background(), c.Thread)
		if err == nil && e.back.After(p.Since) {
			own := *p
			own.Since = e.back // no person could be heard before
			return &own
		}
		if err == nil {
			return p
		}
		e.log.Error("policy", "channel", c.Channel, "error", err)
	}
	return &session.Policy{Config: session.DefaultConfig()}
}

// Explain says what a conversation waits for.
func (e *Engine) Explain(c store.Conversation) string {
	return e.policy(c).Explain(c.State)
}

// record is a channel's; the zero Record where it was taken out.
func (e *Engine) record(channelID string) directory.Record {
	entry, _ := e.directory.Find(channelID)
	return entry.Record()
}

// Window says until when the platform takes an agent's answer; ok is false if it takes none now.
// The zero time: without end.
func (e *Engine) Window(c store.Conversation) (until time.Time, ok bool) {
	if _, found := e.directory.Owner(c.Thread); !found {
		return time.Time{}, false
	}
	p := e.policy(c)
	if p.ReplyWindow == 0 {
		return time.Time{}, true
	}
	until = p.AnswerUntil(c.State, session.Agent)
	return until, e.now().Before(until) // zero if the customer was never heard
}

// Limits is what a conversation's platform takes.
func (e *Engine) Limits(t channel.Thread) channel.Limits {
	if owner, ok := e.directory.Owner(t); ok {
		return owner.Channel().Limits(t)
	}
	return channel.Limits{}
}
