package conversation_test

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/conversation"
	"github.com/contactkit/contactkit/channel/directory"
	"github.com/contactkit/contactkit/session"
)

// Run does everything by itself: it answers, warns the contact when the time comes and ends the
// session.
func TestRun(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		platform := new(recorder)
		s := newService(t, config(t, conversation.NewMemory(conversation.MemoryConfig{}), platform))
		ctx, cancel := context.WithCancel(t.Context())
		var ran error
		over := make(chan struct{})
		go func() { ran = s.Run(ctx); close(over) }()
		require.NoError(t, s.Receive(ctx, []directory.Routed{said("1", "hi"), said("2", "there?")}))
		time.Sleep(2 * time.Minute)
		require.NoError(t, s.Receive(ctx, []directory.Routed{said("3", "and now?")}))
		time.Sleep(time.Hour)
		want := []string{"ann: re hi", "ann: re there?", "ann: re and now?", "ann: (still-there)", "ann: (ended)"}
		if diff := cmp.Diff(want, platform.read()); diff != "" {
			t.Errorf("ann reads (-want +got):\n%s", diff)
		}
		if got := state(t, s); got.Phase != session.PhaseClosed || got.Reason != session.ReasonContactSilent {
			t.Errorf("phase %v, reason %v", got.Phase, got.Reason)
		}
		cancel()
		<-over
		require.NoError(t, ran)
	})
}

// A store that cannot wait, or whose waiting fails or hears nothing, is polled.
func TestRunPolls(t *testing.T) {
	memory := func() *conversation.Memory { return conversation.NewMemory(conversation.MemoryConfig{}) }
	for name, store := range map[string]conversation.Store{
		"no Waiter": struct{ conversation.Store }{memory()}, "a Waiter that fails": deafStore{memory()},
		"a Waiter that hears nothing": silentStore{memory()}, // as LISTEN through a pooler in transaction mode
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				platform := new(recorder)
				receiver := newService(t, config(t, store, platform)) // another node
				s := newService(t, config(t, store, platform))
				ctx, cancel := context.WithCancel(t.Context())
				over := make(chan struct{})
				go func() { _ = s.Run(ctx); close(over) }()
				time.Sleep(time.Minute)
				require.NoError(t, receiver.Receive(ctx, []directory.Routed{said("1", "hi")}))
				time.Sleep(5 * time.Second)
				if diff := cmp.Diff([]string{"ann: re hi"}, platform.read()); diff != "" {
					t.Errorf("ann reads (-want +got):\n%s", diff)
				}
				cancel()
				<-over
			})
		})
	}
}

type deafStore struct{ conversation.Store }

func (deafStore) Wait(context.Context) error { return errStore }

type silentStore struct{ conversation.Store }

func (silentStore) Wait(ctx context.Context) error {
	<-ctx.Done()
	return ctx.Err()
}

// A robot that takes its time holds up neither agents' answers nor other threads.
func TestSlowRobotHoldsUpNobody(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		platform := new(recorder)
		cfg := config(t, conversation.NewMemory(conversation.MemoryConfig{}), platform)
		cfg.Robot = func(ctx context.Context, _ conversation.Call) (conversation.Said, error) {
			<-ctx.Done()
			return conversation.Said{}, ctx.Err()
		}
		s := newService(t, cfg)
		ctx, cancel := context.WithCancel(t.Context())
		over := make(chan struct{})
		go func() { _ = s.Run(ctx); close(over) }()
		slow := said("1", "hi")
		slow.Event.Thread.Contact = "bob"
		require.NoError(t, s.Receive(ctx, []directory.Routed{slow, said("2", "agent")}))
		time.Sleep(2 * time.Second)
		if diff := cmp.Diff([]string{"ann: (queued)"}, platform.read()); diff != "" {
			t.Errorf("after two seconds (-want +got):\n%s", diff)
		}
		time.Sleep(20 * time.Second)
		if diff := cmp.Diff([]string{"ann: (queued)", "bob: (queued)"}, platform.read()); diff != "" {
			t.Errorf("after the robot's time (-want +got):\n%s", diff)
		}
		cancel()
		<-over
	})
}

// claimed counts the questions that were claimed.
type claimed struct {
	conversation.Store
	n atomic.Int64
}

func (c *claimed) Calls(ctx context.Context, q conversation.CallQuery) ([]conversation.Call, error) {
	calls, err := c.Store.Calls(ctx, q)
	c.n.Add(int64(len(calls)))
	return calls, err
}

// A node claims no more questions than it asks at one time: other nodes ask the rest.
func TestRunClaimsNoMoreThanItAsks(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := &claimed{Store: conversation.NewMemory(conversation.MemoryConfig{})}
		cfg := config(t, store, new(recorder))
		cfg.Robots, cfg.RobotTime = 2, time.Minute
		answers := make(chan conversation.Said)
		cfg.Robot = func(ctx context.Context, _ conversation.Call) (conversation.Said, error) {
			select {
			case said := <-answers:
				return said, nil
			case <-ctx.Done():
				return conversation.Said{}, ctx.Err()
			}
		}
		s := newService(t, cfg)
		ctx, cancel := context.WithCancel(t.Context())
		over := make(chan struct{})
		go func() { _ = s.Run(ctx); close(over) }()
		for i := range 5 {
			id := fmt.Sprint(i)
			event := said(id, "hi")
			event.Event.Thread.Contact = id
			require.NoError(t, s.Receive(ctx, []directory.Routed{event}))
		}
		for want := int64(2); want <= 4; want++ {
			time.Sleep(5 * time.Second)
			if got := store.n.Load(); got != want {
				t.Errorf("%d questions are claimed, want %d", got, want)
			}
			answers <- conversation.Said{Messages: []channel.Message{{Text: "Yes."}}}
		}
		cancel()
		<-over
	})
}

// While the rules of a channel cannot be had, a webhook is stored and answered, and applied later.
func TestRulesThatFail(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		platform := new(recorder)
		cfg := config(t, conversation.NewMemory(conversation.MemoryConfig{}), platform)
		rules := cfg.Rules
		var down atomic.Bool
		down.Store(true)
		cfg.Rules = func(ctx context.Context, id string, to channel.Thread) (conversation.Rules, error) {
			if down.Load() {
				return conversation.Rules{}, errors.New("down")
			}
			return rules(ctx, id, to)
		}
		s := newService(t, cfg)
		require.NoError(t, s.Receive(t.Context(), []directory.Routed{said("1", "hi")}))
		if _, err := s.Say(t.Context(), ann, "form", conversation.Said{Agent: "eve", Messages: []channel.Message{{Text: "x"}}}); err == nil {
			t.Error("Say returned no error")
		}
		ctx, cancel := context.WithCancel(t.Context())
		over := make(chan struct{})
		go func() { _ = s.Run(ctx); close(over) }()
		time.Sleep(10 * time.Second)
		down.Store(false)
		time.Sleep(time.Minute)
		cancel()
		<-over
		if diff := cmp.Diff([]string{"ann: re hi"}, platform.read()); diff != "" {
			t.Errorf("ann reads (-want +got):\n%s", diff)
		}
	})
}

// Robots that fail in any way leave the contact to people, and their words unsaid.
func TestRobotFails(t *testing.T) {
	for name, robot := range map[string]conversation.Robot{
		"none": nil,
		"an error": func(context.Context, conversation.Call) (conversation.Said, error) {
			return conversation.Said{}, errStore
		},
		"a panic": func(context.Context, conversation.Call) (conversation.Said, error) { panic("x") },
		"a contradiction": func(context.Context, conversation.Call) (conversation.Said, error) {
			return conversation.Said{Done: true, Handoff: true}, nil
		},
		"it says it fails": func(context.Context, conversation.Call) (conversation.Said, error) {
			return conversation.Said{Failed: true}, nil
		},
	} {
		platform := new(recorder)
		cfg := config(t, conversation.NewMemory(conversation.MemoryConfig{}), platform)
		cfg.Robot = robot
		s := newService(t, cfg)
		require.NoError(t, s.Receive(t.Context(), []directory.Routed{said("1", "hi")}))
		v, err := s.Look(t.Context(), ann)
		require.NoError(t, err)
		require.Len(t, v.Calls, 1, name)
		require.NoError(t, s.Ask(t.Context(), v.Calls[0]), name)
		if got := state(t, s).Phase; got != session.PhaseQueued {
			t.Errorf("%s: phase %v, want queued", name, got)
		}
	}
}

// A robot that ends with its process has not failed: the question stays.
func TestRobotWhoseProcessEnds(t *testing.T) {
	cfg := config(t, conversation.NewMemory(conversation.MemoryConfig{}), new(recorder))
	ctx, cancel := context.WithCancel(t.Context())
	cfg.Robot = func(context.Context, conversation.Call) (conversation.Said, error) {
		cancel()
		return conversation.Said{}, errStore
	}
	s := newService(t, cfg)
	require.NoError(t, s.Receive(t.Context(), []directory.Routed{said("1", "hi")}))
	v, err := s.Look(t.Context(), ann)
	require.NoError(t, err)
	require.ErrorIs(t, s.Ask(ctx, v.Calls[0]), context.Canceled)
	if v, err = s.Look(t.Context(), ann); err != nil || len(v.Calls) != 1 || v.Row.State.Phase != session.PhaseRobot {
		t.Errorf("%d questions in phase %v, %v; want one with the robot", len(v.Calls), v.Row.State.Phase, err)
	}
}

// After a thread was erased it counts from the beginning, and its questions may have former keys.
func TestRobotAnswersUnderFormerKey(t *testing.T) {
	store := conversation.NewMemory(conversation.MemoryConfig{})
	cfg := config(t, store, new(recorder))
	cfg.Robot = func(context.Context, conversation.Call) (conversation.Said, error) {
		return conversation.Said{Messages: []channel.Message{{Text: "answer"}}}, nil
	}
	s := newService(t, cfg)
	ask := func(id, key string) conversation.View {
		require.NoError(t, s.Receive(t.Context(), []directory.Routed{said(id, "hi")}))
		call := conversation.Call{Key: key, Thread: ann}
		err := store.Update(t.Context(), ann, nil, func(v conversation.View) (conversation.Change, error) {
			return conversation.Change{Row: v.Row, Calls: []conversation.Call{call}, Dropped: []string{v.Calls[0].Key}}, nil
		})
		require.NoError(t, err)
		require.NoError(t, s.Ask(t.Context(), call))
		v, err := s.Look(t.Context(), ann)
		require.NoError(t, err)
		return v
	}
	ask("1", "start-robot 1.3.0")
	require.NoError(t, s.DeliverThread(t.Context(), ann))
	require.NoError(t, s.Erase(t.Context(), ann))
	if v := ask("2", "start-robot 1.3.0"); len(v.Calls) != 0 || len(v.Receipts) != 1 {
		t.Errorf("%d questions and %d receipts, want the answer", len(v.Calls), len(v.Receipts))
	}
}

// A robot that answers with nothing owes nothing, unless it says so.
func TestRobotThatSaysNothing(t *testing.T) {
	for owes, want := range map[bool]session.Party{false: session.Contact, true: session.Robot} {
		cfg := config(t, conversation.NewMemory(conversation.MemoryConfig{}), new(recorder))
		cfg.Robot = func(context.Context, conversation.Call) (conversation.Said, error) {
			return conversation.Said{Owes: owes}, nil
		}
		s := newService(t, cfg)
		require.NoError(t, s.Receive(t.Context(), []directory.Routed{said("1", "hi")}))
		v, err := s.Look(t.Context(), ann)
		require.NoError(t, err)
		require.NoError(t, s.Ask(t.Context(), v.Calls[0]))
		if v, err = s.Look(t.Context(), ann); err != nil || len(v.Calls)+len(v.Receipts) != 0 || v.Row.State.Owes != want {
			t.Errorf("%d questions, %d receipts, %v owes, %v; want %v", len(v.Calls), len(v.Receipts), v.Row.State.Owes, err, want)
		}
	}
}
