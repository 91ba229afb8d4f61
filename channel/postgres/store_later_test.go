package postgres_test

import (
	"context"
	"log/slog"
	"testing"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/conversation"
	"github.com/contactkit/contactkit/session"
)

// A row that a later release has written is left to its nodes, and stops no other thread.
func TestRowsOfALaterRelease(t *testing.T) {
	s, db := openStore(t)
	policy := &session.Policy{Config: session.DefaultConfig()}
	for _, contact := range []string{"later", "ours"} {
		in := heard(contact, false)
		in.Thread.Contact, in.Event.Thread.Contact = contact, contact
		if err := s.Add(t.Context(), []conversation.Input{in}); err != nil {
			t.Fatal(err)
		}
	}
	const later = `{"thread":{"platform":"x","account":"1","contact":"later"},"state":{"v":99,"id":"s","news":true}}`
	if _, err := db.Exec(t.Context(), `INSERT INTO contactkit_thread(thread, channel, phase, data) VALUES ('x/1/later', 'c1', 1, $1)`, later); err != nil {
		t.Fatal(err)
	}
	service, err := conversation.New(conversation.Config{Store: s, Sender: silent{}, Log: slog.New(slog.DiscardHandler),
		Rules: func(context.Context, string, channel.Thread) (conversation.Rules, error) {
			return conversation.Rules{Policy: policy}, nil
		}})
	if err != nil {
		t.Fatal(err)
	}
	if err := service.Sweep(t.Context()); err != nil {
		t.Fatal(err)
	}
	var data string
	var applied int
	if err := db.QueryRow(t.Context(), `SELECT (SELECT data FROM contactkit_thread WHERE thread = 'x/1/later'),
		(SELECT count(*) FROM contactkit_input WHERE thread = 'x/1/ours' AND status = 3)`).Scan(&data, &applied); err != nil {
		t.Fatal(err)
	}
	if data != later || applied != 1 {
		t.Errorf("the row of the later release is %s, and %d inputs of the other thread were applied, want 1", data, applied)
	}
}
