package conversation_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/contactkit/contactkit/channel/conversation"
	"github.com/contactkit/contactkit/channel/directory"
)

// The store counts what waits: an input that is not applied, a question, a message to be sent.
func TestMemoryBacklog(t *testing.T) {
	store := conversation.NewMemory(conversation.MemoryConfig{})
	s := newService(t, config(t, store, new(recorder)))
	is := func(want conversation.Backlog) {
		t.Helper()
		if got, err := store.Backlog(t.Context()); err != nil || got != want {
			t.Errorf("%+v, %v; want %+v", got, err, want)
		}
	}
	is(conversation.Backlog{})
	e := said("1", "hi").Event
	require.NoError(t, store.Add(t.Context(), []conversation.Input{{ID: e.ID, Thread: e.Thread, Event: &e}}))
	is(conversation.Backlog{Inputs: 1})
	require.NoError(t, s.Apply(t.Context(), ann))
	is(conversation.Backlog{Calls: 1})
	calls, err := store.Calls(t.Context(), conversation.CallQuery{Node: "n", Lease: time.Minute, Max: 1})
	require.NoError(t, err)
	require.NoError(t, s.Ask(t.Context(), calls[0]))
	is(conversation.Backlog{Receipts: 1})
	require.NoError(t, s.DeliverThread(t.Context(), ann))
	is(conversation.Backlog{})
	require.NoError(t, s.Receive(t.Context(), []directory.Routed{said("1", "hi")}))
	is(conversation.Backlog{})
}
