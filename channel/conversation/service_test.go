package conversation_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
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

var ann = channel.Thread{Platform: "printer", Account: "shop", Contact: "ann"}

// recorder is a platform that remembers what it is sent.
type recorder struct {
	mu   sync.Mutex
	sent []string
}

func (r *recorder) Limits(channel.Thread) channel.Limits {
	return channel.Limits{Text: channel.Length{Max: 1000}}
}

func (r *recorder) Send(_ context.Context, to channel.Thread, m channel.Message) (channel.Sent, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.sent = append(r.sent, to.Contact+": "+m.Text)
	return channel.Sent{IDs: []string{fmt.Sprint(len(r.sent))}}, nil
}

func (r *recorder) read() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return append([]string(nil), r.sent...)
}

// said is a message of a contact.
func said(id, text string) directory.Routed {
	return directory.Routed{Event: channel.Event{ID: id, Thread: ann, Origin: channel.OriginContact, Renews: true, Body: channel.Message{ID: id, Text: text}}}
}

// config is a host whose robot says what it hears.
func config(t testing.TB, store conversation.Store, sender channel.Sender) conversation.Config {
	policy := &session.Policy{Config: session.DefaultConfig()}
	return conversation.Config{
		Store: store, Sender: sender, Log: slog.New(slog.DiscardHandler),
		Rules: func(context.Context, string, channel.Thread) (conversation.Rules, error) {
			return conversation.Rules{Policy: policy, Keywords: matcher(t, "agent"), Text: func(a session.Action, _ conversation.Row, _ time.Time) string {
				return "(" + a.Notice.String() + ")"
			}}, nil
		},
		Robot: func(_ context.Context, c conversation.Call) (conversation.Said, error) {
			return conversation.Said{Messages: []channel.Message{{Text: "re " + c.Event.Body.(channel.Message).Text}}}, nil
		},
	}
}

func newService(t testing.TB, cfg conversation.Config) *conversation.Service {
	t.Helper()
	s, err := conversation.New(cfg)
	require.NoError(t, err)
	return s
}

func state(t testing.TB, s *conversation.Service) session.State {
	t.Helper()
	v, err := s.Look(context.Background(), ann)
	require.NoError(t, err)
	return v.Row.State
}

// Run does everything by itself: it answers, warns the contact when the time comes and ends the session.
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

// While the rules of a channel cannot be had, a webhook is stored and answered, and applied later.
func TestRulesThatFail(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		platform := new(recorder)
		cfg := config(t, conversation.NewMemory(conversation.MemoryConfig{}), platform)
		rules, down := cfg.Rules, true
		cfg.Rules = func(ctx context.Context, id string, to channel.Thread) (conversation.Rules, error) {
			if down {
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
		down = false
		time.Sleep(time.Minute)
		cancel()
		<-over
		if diff := cmp.Diff([]string{"ann: re hi"}, platform.read()); diff != "" {
			t.Errorf("ann reads (-want +got):\n%s", diff)
		}
	})
}

// A store that fails is an error of Receive, so that the platform delivers again.
func TestReceiveIsNotAnsweredUnstored(t *testing.T) {
	s := newService(t, config(t, failing{conversation.NewMemory(conversation.MemoryConfig{})}, new(recorder)))
	if err := s.Receive(t.Context(), []directory.Routed{said("1", "hi")}); !errors.Is(err, errStore) {
		t.Errorf("error %v, want the store's", err)
	}
	wrong := said("", "hi")
	if err := s.Receive(t.Context(), []directory.Routed{wrong}); err == nil {
		t.Error("an event without an id was taken")
	}
}

var errStore = errors.New("the database is down")

type failing struct{ conversation.Store }

func (failing) Add(context.Context, []conversation.Input) error { return errStore }

func (failing) Update(context.Context, channel.Thread, []conversation.Input, func(conversation.View) (conversation.Change, error)) error {
	return errStore
}

// An input on which deciding panics is set aside with an alarm that says nothing of its text; the rest
// of the thread goes on.
func TestPoison(t *testing.T) {
	var log strings.Builder
	cfg := config(t, conversation.NewMemory(conversation.MemoryConfig{}), new(recorder))
	cfg.Log = slog.New(slog.NewTextHandler(&log, nil))
	rules := cfg.Rules
	cfg.Rules = func(ctx context.Context, id string, to channel.Thread) (conversation.Rules, error) {
		r, err := rules(ctx, id, to)
		r.Text = func(session.Action, conversation.Row, time.Time) string { panic("secret words") }
		return r, err
	}
	s := newService(t, cfg)
	require.NoError(t, s.Receive(t.Context(), []directory.Routed{said("1", "hi"), said("2", "agent"), said("3", "there?")}))
	v, err := s.Look(t.Context(), ann)
	require.NoError(t, err)
	if v.Row.State.Phase != session.PhaseRobot || len(v.Calls) != 2 || len(v.Inputs) != 0 {
		t.Errorf("phase %v, %d questions, %d inputs; want the robot with two questions", v.Row.State.Phase, len(v.Calls), len(v.Inputs))
	}
	if got := log.String(); strings.Count(got, "input=2") != 1 || strings.Contains(got, "secret words") {
		t.Errorf("the log says %s", got)
	}
	r, err := s.Do(t.Context(), ann, session.Event{Kind: session.Handoff, ID: "x"})
	require.NoError(t, err)
	if !r.Bad || r.Known || r.Done() {
		t.Errorf("%+v, want bad", r)
	}
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

// A robot that answers with nothing owes nothing.
func TestRobotThatSaysNothing(t *testing.T) {
	cfg := config(t, conversation.NewMemory(conversation.MemoryConfig{}), new(recorder))
	cfg.Robot = func(context.Context, conversation.Call) (conversation.Said, error) { return conversation.Said{}, nil }
	s := newService(t, cfg)
	require.NoError(t, s.Receive(t.Context(), []directory.Routed{said("1", "hi")}))
	v, err := s.Look(t.Context(), ann)
	require.NoError(t, err)
	require.NoError(t, s.Ask(t.Context(), v.Calls[0]))
	if v, err = s.Look(t.Context(), ann); err != nil || len(v.Calls)+len(v.Receipts) != 0 || v.Row.State.Owes != session.Contact {
		t.Errorf("%d questions, %d receipts, %v owes, %v", len(v.Calls), len(v.Receipts), v.Row.State.Owes, err)
	}
}

// Try says what Do would, and changes nothing.
func TestTry(t *testing.T) {
	s := newService(t, config(t, conversation.NewMemory(conversation.MemoryConfig{}), new(recorder)))
	require.NoError(t, s.Receive(t.Context(), []directory.Routed{said("1", "agent")}))
	before := state(t, s)
	for _, tt := range []struct {
		event  session.Event
		may    bool
		reason session.Reason
	}{
		{session.Event{Kind: session.AgentFound, Agent: "eve"}, true, session.ReasonNone},
		{session.Event{Kind: session.CloseRequested, By: session.Host}, true, session.ReasonNone},
		{session.Event{Kind: session.HoldStarted, Agent: "eve"}, false, session.ReasonNone},
		{session.Event{Kind: session.TransferRequested, Agent: "eve", To: session.Queue}, false, session.ReasonNotInCharge},
	} {
		may, reason, err := s.Try(t.Context(), ann, tt.event)
		if may != tt.may || reason != tt.reason || err != nil {
			t.Errorf("%v: %v, %v, %v; want %v, %v", tt.event.Kind, may, reason, err, tt.may, tt.reason)
		}
	}
	if _, _, err := s.Try(t.Context(), ann, session.Event{}); err == nil {
		t.Error("a tick was tried")
	}
	if diff := cmp.Diff(before, state(t, s)); diff != "" {
		t.Errorf("the state changed:\n%s", diff)
	}
}

// A service complains of everything that is missing or wrong.
func TestNewComplains(t *testing.T) {
	_, err := conversation.New(conversation.Config{Robots: -1})
	for _, field := range []string{"store", "rules", "sender", "robots"} {
		if err == nil || !strings.Contains(err.Error(), field) {
			t.Errorf("%v says nothing of %s", err, field)
		}
	}
}
