package conversation_test

import (
	"context"
	"fmt"
	"iter"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/channeltest"
	"github.com/contactkit/contactkit/channel/conversation"
	"github.com/contactkit/contactkit/channel/directory"
	"github.com/contactkit/contactkit/channel/dispatch"
	"github.com/contactkit/contactkit/session"
)

// silentRobot has nothing to say.
func silentRobot(context.Context, conversation.Call) (conversation.Said, error) {
	return conversation.Said{}, nil
}

// Run asks about a message that a killed process left, and tells of it once, however often it asks.
// If the message is sent again and its answer is lost again, that is a new doubt.
func TestRunTellsOfDoubts(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d, platform, entry := deskDirectory(directory.Active)
		store := conversation.NewMemory(conversation.MemoryConfig{})
		var mu sync.Mutex
		var told []string
		heard := func() []string {
			mu.Lock()
			defer mu.Unlock()
			return slices.Clone(told)
		}
		s := newService(t, conversation.Config{Store: store, Directory: d, DoubtEvery: 2 * time.Minute, Robot: silentRobot, Doubt: func(_ context.Context, d conversation.Doubt) {
			mu.Lock()
			defer mu.Unlock()
			told = append(told, fmt.Sprint(d.Receipt.Parts[0].Message.Text, " ", d.Asked))
		}})
		ctx, cancel := context.WithCancel(t.Context())
		e := hello(platform, "1", time.Now())
		require.NoError(t, s.Receive(ctx, []directory.Routed{{Event: e, Owner: entry}}))
		r, err := s.Say(ctx, e.Thread, "push/1", conversation.Said{Messages: []channel.Message{{Text: "How can I help?"}}})
		require.NoError(t, err)
		lose := func(try int) {
			for _, status := range []dispatch.Status{dispatch.Begun, dispatch.Uncertain} {
				require.NoError(t, store.Note(ctx, dispatch.Entry{Key: r.Delivered[0].Key, Try: try, Status: status, At: time.Now()}))
			}
		}
		lose(1)
		over := make(chan error)
		go func() { over <- s.Run(ctx) }()
		time.Sleep(30 * time.Second)
		if got := heard(); len(got) > 0 {
			t.Errorf("told of %q before an echo could come", got)
		}
		time.Sleep(7 * time.Minute)
		if diff := cmp.Diff([]string{"How can I help? true"}, heard()); diff != "" {
			t.Errorf("told of doubts (-want +got):\n%s", diff)
		}
		platform.Fail(channel.ErrUncertain, 1)
		again, err := s.Again(ctx, e.Thread, "page/again", "", r.Delivered[0].Key)
		require.NoError(t, err)
		require.True(t, again.Done())
		time.Sleep(7 * time.Minute)
		if got := heard(); len(got) != 2 {
			t.Errorf("told of %q, want the second call as well", got)
		}
		cancel()
		require.NoError(t, <-over)
	})
}

// sharedStore lets one process at a time in.
type sharedStore struct {
	*conversation.Memory
	inside chan struct{} // has room for one
}

func (s sharedStore) Exclusive(ctx context.Context, _ string, f func(context.Context) error) (bool, error) {
	select {
	case s.inside <- struct{}{}:
		defer func() { <-s.inside }()
		return true, f(ctx)
	default:
		return false, nil
	}
}

// Of two processes that share a store one asks and tells of a doubt. When it ends, the other does.
func TestOneProcessAsksPlatforms(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d, platform, entry := deskDirectory(directory.Active)
		store := sharedStore{conversation.NewMemory(conversation.MemoryConfig{}), make(chan struct{}, 1)}
		var told [2]atomic.Int64
		var services [2]*conversation.Service
		var cancels [2]context.CancelFunc
		var over [2]chan error
		for i := range services {
			services[i] = newService(t, conversation.Config{Store: store, Directory: d, DoubtEvery: 2 * time.Minute, Robot: silentRobot, Doubt: func(context.Context, conversation.Doubt) { told[i].Add(1) }})
			over[i] = make(chan error)
		}
		e := hello(platform, "1", time.Now())
		require.NoError(t, services[0].Receive(t.Context(), []directory.Routed{{Event: e, Owner: entry}}))
		r, err := services[0].Say(t.Context(), e.Thread, "push/1", conversation.Said{Messages: []channel.Message{{Text: "How can I help?"}}})
		require.NoError(t, err)
		for _, status := range []dispatch.Status{dispatch.Begun, dispatch.Uncertain} {
			require.NoError(t, store.Note(t.Context(), dispatch.Entry{Key: r.Delivered[0].Key, Try: 1, Status: status, At: time.Now()}))
		}
		for i, s := range services {
			ctx, cancel := context.WithCancel(t.Context())
			cancels[i] = cancel
			go func() { over[i] <- s.Run(ctx) }()
			synctest.Wait() // the first is inside
		}
		time.Sleep(10 * time.Minute)
		if told[0].Load() != 1 || told[1].Load() != 0 {
			t.Errorf("the processes told of %d and %d doubts, want 1 and 0", told[0].Load(), told[1].Load())
		}
		cancels[0]()
		require.NoError(t, <-over[0])
		time.Sleep(5 * time.Minute)
		if told[1].Load() != 1 {
			t.Errorf("after the end of the first process the other told of %d doubts, want 1", told[1].Load())
		}
		cancels[1]()
		require.NoError(t, <-over[1])
	})
}

// walked counts the walks through its history.
type walked struct {
	*channeltest.Memory
	walks atomic.Int64
}

func (w *walked) History(ctx context.Context, account string, since time.Time) iter.Seq2[channel.Event, error] {
	w.walks.Add(1)
	return w.Memory.History(ctx, account, since)
}

// during returns how many walks there are within d.
func (w *walked) during(d time.Duration) int64 {
	before := w.walks.Load()
	time.Sleep(d)
	return w.walks.Load() - before
}

// Run asks a platform that does not have a message for an hour, and anew about its next call. A new
// process asks once.
func TestRunAsksForAnHour(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		memory, err := channeltest.NewMemory(channeltest.MemoryConfig{})
		require.NoError(t, err)
		platform := &walked{Memory: memory}
		d, err := directory.New(directory.Options{Drivers: []channel.Driver{{
			Platform: channeltest.MemoryPlatform, Open: func(channel.Settings) (channel.Channel, error) { return platform, nil },
		}}})
		require.NoError(t, err)
		record := directory.Default(channeltest.MemoryPlatform)
		record.Tenant, record.ID, record.Name, record.State, record.Service.Robot = "shop", "c1", "shop", directory.Active, "greeter"
		_, err = d.Add(t.Context(), record)
		require.NoError(t, err)
		entry, _ := d.Find("c1")
		store := conversation.NewMemory(conversation.MemoryConfig{})
		var told atomic.Int64
		start := func() (s *conversation.Service, stop func()) {
			s = newService(t, conversation.Config{Store: store, Directory: d, Robot: silentRobot, Doubt: func(context.Context, conversation.Doubt) { told.Add(1) }})
			ctx, cancel := context.WithCancel(t.Context())
			over := make(chan error)
			go func() { over <- s.Run(ctx) }()
			return s, func() { cancel(); require.NoError(t, <-over) }
		}
		s, stop := start()
		e := hello(memory, "1", time.Now())
		require.NoError(t, s.Receive(t.Context(), []directory.Routed{{Event: e, Owner: entry}}))
		memory.Fail(channel.ErrUncertain, 1)
		r, err := s.Say(t.Context(), e.Thread, "push/1", conversation.Said{Messages: []channel.Message{{Text: "How can I help?"}}})
		require.NoError(t, err)
		got := []int64{platform.during(62 * time.Minute), platform.during(3 * time.Hour), told.Load()}
		require.NoError(t, s.Receive(t.Context(), []directory.Routed{{Event: hello(memory, "2", time.Now()), Owner: entry}})) // the first session is over
		memory.Fail(channel.ErrUncertain, 1)
		again, err := s.Again(t.Context(), e.Thread, "page/again", "", r.Delivered[0].Key)
		require.NoError(t, err)
		require.True(t, again.Done())
		got = append(got, platform.during(70*time.Minute), platform.during(3*time.Hour), told.Load())
		stop()
		_, stop = start()
		got = append(got, platform.during(62*time.Minute), told.Load())
		stop()
		// Run asks every five minutes: 12 times in the first hour, and for the second call, which
		// is made between two of them, once more.
		if diff := cmp.Diff([]int64{12, 0, 1, 13, 0, 2, 1, 3}, got); diff != "" {
			t.Errorf("walks and doubts (-want +got):\n%s", diff)
		}
	})
}

// With Keep, Run deletes what is over, and only when it is old enough.
func TestRunPrunes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := conversation.NewMemory(conversation.MemoryConfig{})
		cfg := config(t, store, new(recorder))
		cfg.Keep, cfg.Poll = 8*24*time.Hour, time.Minute
		s := newService(t, cfg)
		ctx, cancel := context.WithCancel(t.Context())
		over := make(chan error)
		go func() { over <- s.Run(ctx) }()
		require.NoError(t, s.Receive(ctx, []directory.Routed{said("1", "hi")}))
		known := func() bool {
			e := said("1", "hi").Event
			r, err := s.Put(ctx, conversation.Input{ID: e.ID, Thread: e.Thread, Event: &e})
			require.NoError(t, err)
			return r.Known
		}
		time.Sleep(cfg.Keep - time.Hour)
		if !known() {
			t.Error("an event is deleted before its time")
		}
		time.Sleep(3 * time.Hour)
		if known() {
			t.Error("an event is still stored after its time")
		}
		cancel()
		require.NoError(t, <-over)
	})
}

// unreadable is a store whose threads cannot be read in an outage.
type unreadable struct {
	*conversation.Memory
	out atomic.Bool
}

func (u *unreadable) Update(ctx context.Context, to channel.Thread, in []conversation.Input, decide func(conversation.View) (conversation.Change, error)) error {
	if u.out.Load() {
		return errStore
	}
	return u.Memory.Update(ctx, to, in, decide)
}

// With Resend, Run sends a message again that the platform does not have, once. A person decides
// about one that is lost twice, and about one of a platform that tells no history.
func TestRunSendsLostMessagesAgain(t *testing.T) {
	for name, tt := range map[string]struct {
		agent string // who wrote the message
		deaf  bool   // the thread cannot be read when it is asked for
		lost  int    // how often it is lost
		want  int    // messages that arrive
		told  int    // doubts
	}{
		"of the robot":     {lost: 1, want: 1},
		"of an agent":      {agent: "eve", lost: 1, want: 1},
		"of an absent one": {agent: "max", lost: 1, told: 1},
		"lost twice":       {lost: 2, told: 1},
		"in an outage":     {agent: "eve", deaf: true, lost: 1, told: 1},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				d, platform, entry := deskDirectory(directory.Active)
				store := &unreadable{Memory: conversation.NewMemory(conversation.MemoryConfig{})}
				var told atomic.Int64
				s := newService(t, conversation.Config{Store: store, Directory: d, DoubtEvery: 2 * time.Minute, Robot: silentRobot, Resend: true,
					Doubt: func(context.Context, conversation.Doubt) { told.Add(1) }})
				ctx, cancel := context.WithCancel(t.Context())
				e := hello(platform, "1", time.Now())
				require.NoError(t, s.Receive(ctx, []directory.Routed{{Event: e, Owner: entry}}))
				if tt.agent != "" {
					for _, event := range []session.Event{{Kind: session.Handoff, ID: "wish"}, {Kind: session.AgentFound, ID: "router/1", Agent: tt.agent}, {Kind: session.AgentAccepted, ID: "page/1", Agent: tt.agent}} {
						v, err := s.Look(ctx, e.Thread)
						require.NoError(t, err)
						if event.Kind == session.AgentAccepted {
							event.Offer = v.Row.State.Part
						}
						_, err = s.Do(ctx, e.Thread, event)
						require.NoError(t, err)
					}
				}
				r, err := s.Say(ctx, e.Thread, "push/1", conversation.Said{Agent: tt.agent, Messages: []channel.Message{{Text: "How can I help?"}}})
				require.NoError(t, err)
				require.Len(t, r.Delivered, 1)
				for _, status := range []dispatch.Status{dispatch.Begun, dispatch.Uncertain} {
					require.NoError(t, store.Note(ctx, dispatch.Entry{Key: r.Delivered[0].Key, Try: 1, Status: status, At: time.Now()}))
				}
				if tt.agent == "max" {
					_, err := s.Do(ctx, e.Thread, session.Event{Kind: session.CloseRequested, ID: "page/2", By: session.Agent, Agent: "max"})
					require.NoError(t, err)
				}
				store.out.Store(tt.deaf)
				platform.Fail(channel.ErrUncertain, tt.lost-1)
				over := make(chan error)
				go func() { over <- s.Run(ctx) }()
				time.Sleep(20 * time.Minute)
				var got []string
				for _, m := range platform.Sent() {
					if m.Message.Text == "How can I help?" {
						got = append(got, m.Message.Text)
					}
				}
				if len(got) != tt.want || int(told.Load()) != tt.told {
					t.Errorf("%d arrived and %d doubts told, want %d and %d", len(got), told.Load(), tt.want, tt.told)
				}
				cancel()
				require.NoError(t, <-over)
			})
		})
	}
}

// New asks for all that Run needs for these lanes.
func TestNewComplainsAboutLanes(t *testing.T) {
	for field, change := range map[string]func(*conversation.Config){
		"keep":       func(c *conversation.Config) { c.Keep = time.Hour },
		"doubtEvery": func(c *conversation.Config) { c.DoubtEvery = -1 },
		"doubt":      func(c *conversation.Config) { c.Doubt = func(context.Context, conversation.Doubt) {} }, // without a directory
		"resend":     func(c *conversation.Config) { c.Resend = true },
	} {
		cfg := config(t, conversation.NewMemory(conversation.MemoryConfig{}), new(recorder))
		change(&cfg)
		if _, err := conversation.New(cfg); err == nil || !strings.Contains(err.Error(), field) {
			t.Errorf("New: %v, want a complaint about %s", err, field)
		}
	}
	d, _, _ := deskDirectory(directory.Active)
	cfg := conversation.Config{Store: struct{ conversation.Store }{conversation.NewMemory(conversation.MemoryConfig{})}, Directory: d}
	cfg.Doubt = func(context.Context, conversation.Doubt) {}
	if _, err := conversation.New(cfg); err == nil || !strings.Contains(err.Error(), "doubt") {
		t.Errorf("New with a store that lists nothing: %v", err)
	}
}
