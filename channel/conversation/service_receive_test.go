package conversation_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/channeltest"
	"github.com/contactkit/contactkit/channel/conversation"
	"github.com/contactkit/contactkit/channel/directory"
	"github.com/contactkit/contactkit/session"
)

// historian is a directory of one channel that keeps a history.
func historian(t testing.TB, state directory.State) (*directory.Directory, *channeltest.Memory) {
	t.Helper()
	m, err := channeltest.NewMemory(channeltest.MemoryConfig{})
	require.NoError(t, err)
	d, err := directory.New(directory.Options{Drivers: []channel.Driver{{
		Platform: channeltest.MemoryPlatform, Open: func(channel.Settings) (channel.Channel, error) { return m, nil },
	}}, Now: func() time.Time { return nine }})
	require.NoError(t, err)
	r := directory.Default(channeltest.MemoryPlatform)
	r.Tenant, r.ID, r.Name, r.State = "shop", "c1", "memory", state
	r.Service.Mode, r.Service.Robot, r.Routing.Queue = directory.Bot, "greeter", "first"
	_, err = d.Add(t.Context(), r)
	require.NoError(t, err)
	return d, m
}

// History comes newest first, and some of it came live: it is applied in the order of time, once.
func TestCatchUp(t *testing.T) {
	d, m := historian(t, directory.Active)
	account := channel.Thread{Platform: channeltest.MemoryPlatform, Account: m.Info().Accounts[0]}
	to := account
	to.Contact = "ann"
	clock := nine.Add(time.Hour)
	var order []string
	store := conversation.NewMemory(conversation.MemoryConfig{Now: func() time.Time { return clock }, Also: func(_ conversation.View, c conversation.Change) error {
		for _, in := range c.Applied {
			order = append(order, in.Event.Body.(channel.Message).Text)
		}
		return nil
	}})
	s := newService(t, conversation.Config{Store: store, Directory: d})
	var live channel.Event
	for n, text := range []string{"one", "two", "three"} {
		w := m.Webhook(channel.Event{Thread: to, Origin: channel.OriginContact, Time: nine.Add(time.Duration(n) * time.Minute), Renews: true, Body: channel.Message{Text: text}})
		got, err := m.Receive(w)
		require.NoError(t, err)
		live = got.Events[0]
	}
	entry, _ := d.Find("c1")
	require.NoError(t, s.Receive(t.Context(), []directory.Routed{{Event: live, Owner: entry}}))
	for range 2 {
		n, err := s.CatchUp(t.Context(), account, nine.Add(time.Second))
		require.NoError(t, err)
		require.Equal(t, 2, n)
	}
	require.Equal(t, []string{"three", "two"}, order)
	v, err := s.Look(t.Context(), to)
	require.NoError(t, err)
	if v.Row.Channel != "c1" || v.Row.State.Phase != session.PhaseRobot {
		t.Errorf("row %+v", v.Row)
	}
	unknown := channel.Thread{Platform: channeltest.MemoryPlatform, Account: "other"}
	if _, err := s.CatchUp(t.Context(), unknown, nine); !errors.Is(err, directory.ErrNotFound) {
		t.Errorf("an unknown account: %v", err)
	}
	bare := newService(t, config(t, store, new(recorder)))
	if _, err := bare.CatchUp(t.Context(), account, nine); !errors.Is(err, errors.ErrUnsupported) {
		t.Errorf("without a directory: %v", err)
	}
}

// Events that a platform tells of a paused channel or a draft wait for Release.
func TestCatchUpKeepsAside(t *testing.T) {
	for _, state := range []directory.State{directory.Paused, directory.Draft} {
		d, m := historian(t, state)
		to := channel.Thread{Platform: channeltest.MemoryPlatform, Account: m.Info().Accounts[0], Contact: "ann"}
		s := newService(t, conversation.Config{Store: conversation.NewMemory(conversation.MemoryConfig{Now: func() time.Time { return nine }}), Directory: d})
		_, err := m.Receive(m.Webhook(channel.Event{Thread: to, Origin: channel.OriginContact, Time: nine, Renews: true, Body: channel.Message{Text: "one"}}))
		require.NoError(t, err)
		_, err = s.CatchUp(t.Context(), to, nine.Add(-time.Second))
		require.NoError(t, err)
		v, err := s.Look(t.Context(), to)
		require.NoError(t, err)
		if v.Row.Open() {
			t.Errorf("%s: a session began", state)
		}
		if n, err := s.Release(t.Context(), "c1"); n != 1 || err != nil {
			t.Errorf("%s: %d released, %v", state, n, err)
		}
	}
}

// A platform without history is no error.
func TestCatchUpWithoutHistory(t *testing.T) {
	s := newService(t, conversation.Config{Store: conversation.NewMemory(conversation.MemoryConfig{}), Directory: channels(t, nil)})
	_, err := s.CatchUp(t.Context(), channel.Thread{Platform: "telegram", Account: "4711"}, nine)
	require.NoError(t, err)
}

// Events of one thread take one transaction together.
func TestReceiveUpdatesAThreadOnce(t *testing.T) {
	store := &watched{Store: conversation.NewMemory(conversation.MemoryConfig{})}
	s := newService(t, config(t, store, new(recorder)))
	require.NoError(t, s.Receive(t.Context(), []directory.Routed{said("1", "hi"), said("2", "there?")}))
	if store.updates != 1 {
		t.Errorf("%d transactions, want one", store.updates)
	}
}

// Try asks for the present: an agent may write first for an hour after the contact's last word, and
// not later.
func TestTryAsksForThePresent(t *testing.T) {
	now := nine
	cfg := config(t, conversation.NewMemory(conversation.MemoryConfig{Now: func() time.Time { return now }}), new(recorder))
	policy := &session.Policy{Config: session.DefaultConfig()}
	policy.Mode, policy.Outbound = session.AgentOnly, new(time.Hour)
	cfg.Rules = func(context.Context, string, channel.Thread) (conversation.Rules, error) {
		return conversation.Rules{Policy: policy}, nil
	}
	s := newService(t, cfg)
	require.NoError(t, s.Receive(t.Context(), []directory.Routed{said("1", "hi")}))
	_, err := s.Do(t.Context(), ann, session.Event{ID: "end", Kind: session.CloseRequested, By: session.Host})
	require.NoError(t, err)
	for _, want := range []bool{true, false} {
		may, reason, err := s.Try(t.Context(), ann, session.Event{Kind: session.AgentMessage, Agent: "eve"})
		if err != nil || may != want {
			t.Errorf("%v after the contact's word: %v, %v, %v; want %v", now.Sub(nine), may, reason, err, want)
		}
		now = now.Add(2 * time.Hour)
	}
}
