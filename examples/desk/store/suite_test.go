package store

import (
	"testing"
	"time"

	"github.com/contactkit/contactkit/channel/conversation"
	"github.com/contactkit/contactkit/channel/conversation/sqlite"
	"github.com/contactkit/contactkit/channel/conversation/storetest"
)

// hooked is a desk's store of conversations, whose hook tests set.
type hooked struct {
	*sqlite.Store
	desk *Store
	now  func() time.Time
}

func served(t testing.TB, desk *Store, now func() time.Time) *hooked {
	desk.Serve(nil, now)
	return &hooked{desk.Conversations.(*sqlite.Store), desk, now}
}

var harness = storetest.Harness{
	New: func(t testing.TB, now func() time.Time) conversation.Store {
		desk, err := Open(t.TempDir())
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() {
			if err := desk.Close(); err != nil {
				t.Error(err)
			}
		})
		return served(t, desk, now)
	},
	Hook: func(s conversation.Store, hook func(conversation.Change) error) {
		h := s.(*hooked)
		var also func(*Tx, conversation.View, conversation.Change) error
		if hook != nil {
			also = func(_ *Tx, _ conversation.View, c conversation.Change) error { return hook(c) }
		}
		h.desk.Serve(also, h.now)
	},
}

// The part of the desk's file that conversations are in keeps all promises of a conversation.Store,
// those of a dispatch.OutboxStore and of a journal among them.
func TestConversations(t *testing.T) {
	if testing.Short() {
		t.Skip("the SQLite module runs the same suite")
	}
	Durable = "off"
	defer func() { Durable = "full" }()
	storetest.Run(t, harness)
}
