package conversation_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"testing"
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

// An input on which deciding panics is set aside with an alarm that says nothing of its text; the
// rest of the thread goes on.
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

// DoIf does what the session would do, and otherwise stores nothing: the same event may be sent
// again later, and counts then.
func TestDoIf(t *testing.T) {
	s := newService(t, config(t, conversation.NewMemory(conversation.MemoryConfig{}), new(recorder)))
	require.NoError(t, s.Receive(t.Context(), []directory.Routed{said("1", "agent")}))
	_, err := s.Do(t.Context(), ann, session.Event{Kind: session.AgentFound, ID: "router/1", Agent: "eve"})
	require.NoError(t, err)
	before := state(t, s)
	accept := session.Event{Kind: session.AgentAccepted, ID: "page/1", Agent: "eve", Offer: before.Part}
	transfer := session.Event{Kind: session.TransferRequested, ID: "page/2", Agent: "eve", To: session.Queue}
	if r, err := s.DoIf(t.Context(), ann, transfer); err != nil || r.Done() || r.Refused != session.ReasonNotInCharge {
		t.Errorf("%+v, %v; want a refusal", r, err)
	}
	hold := session.Event{Kind: session.HoldStarted, ID: "page/3", Agent: "eve"}
	if r, err := s.DoIf(t.Context(), ann, hold); err != nil || r.Done() {
		t.Errorf("%+v, %v; want nothing done", r, err)
	}
	if diff := cmp.Diff(before, state(t, s)); diff != "" {
		t.Errorf("the state changed:\n%s", diff)
	}
	if r, err := s.DoIf(t.Context(), ann, accept); err != nil || !r.Done() {
		t.Errorf("%+v, %v; want it accepted", r, err)
	}
	if r, err := s.DoIf(t.Context(), ann, hold); err != nil || !r.Done() || r.Known {
		t.Errorf("%+v, %v; want the hold, which was not stored before", r, err)
	}
	accept.ID, accept.Agent = "page/4", "bob"
	if r, err := s.DoIf(t.Context(), ann, accept); err != nil || r.Done() {
		t.Errorf("%+v, %v; want it too late", r, err)
	}
	if _, err := s.DoIf(t.Context(), ann, session.Event{}); err == nil {
		t.Error("a tick was taken")
	}
}

// The hook of the store gets what was there, each step and the host's own data.
func TestHookGetsViewStepsAndData(t *testing.T) {
	var steps []string
	var data []string
	store := conversation.NewMemory(conversation.MemoryConfig{Also: func(v conversation.View, c conversation.Change) error {
		for _, one := range c.Steps {
			steps = append(steps, fmt.Sprint(v.Row.State.Phase, ": ", one.Event.Kind, " ", one.Before.Phase, "→", one.After.Phase, " ", len(one.Actions) > 0))
		}
		for _, in := range c.Applied {
			data = append(data, string(in.Data))
		}
		return nil
	}})
	s := newService(t, config(t, store, new(recorder)))
	require.NoError(t, s.Receive(t.Context(), []directory.Routed{said("1", "hi"), said("2", "agent")}))
	ev := session.Event{Kind: session.AgentFound, ID: "x", Agent: "eve"}
	_, err := s.Put(t.Context(), conversation.Input{ID: "x", Thread: ann, Session: &ev, Data: []byte("note")})
	require.NoError(t, err)
	want := []string{"closed: contact-message closed→robot true", "closed: contact-message robot→queued true", "queued: agent-found queued→offered true"}
	if diff := cmp.Diff(want, steps); diff != "" {
		t.Errorf("steps (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"", "", "note"}, data); diff != "" {
		t.Errorf("data (-want +got):\n%s", diff)
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
	cfg := config(t, conversation.NewMemory(conversation.MemoryConfig{}), new(recorder))
	cfg.Robots, cfg.Poll, cfg.Dispatch.Attempts = -1, -1, -1
	_, err = conversation.New(cfg)
	var all []string
	for _, e := range channel.FieldErrors(err) {
		all = append(all, e.Field)
	}
	if diff := cmp.Diff([]string{"robots", "attempts", "poll"}, all); diff != "" {
		t.Errorf("complaints (-want +got):\n%s", diff)
	}
}
