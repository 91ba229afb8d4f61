package postgres_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"os"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

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

// Rows whose states version 1 of session.State stored lie in one table with those of version 2, as
// while nodes are updated. Two nodes go on with both alike, and leave none behind.
func TestRowsOfTheFormerVersion(t *testing.T) {
	s, db := openStore(t)
	file, err := os.ReadFile("../../session/testdata/v1.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	insert := func(contact string, phase session.Phase, state []byte) {
		t.Helper()
		if _, err := db.Exec(t.Context(), `INSERT INTO contactkit_thread(thread, channel, phase, data) VALUES ($1, 'c1', $2,
			json_build_object('thread', json_build_object('platform', 'x', 'account', '1', 'contact', $3::text), 'channel', 'c1', 'state', $4::json))`,
			"x/1/"+contact, int16(phase), contact, string(state)); err != nil {
			t.Fatal(err)
		}
	}
	var in []conversation.Input
	said := func(contact string) {
		e := channel.Event{ID: contact, Thread: channel.Thread{Platform: "x", Account: "1", Contact: contact}, Origin: channel.OriginContact, Renews: true,
			Time: time.Now().UTC(), Body: channel.Message{ID: contact, Text: "hello"}}
		in = append(in, conversation.Input{ID: e.ID, Thread: e.Thread, Channel: "c1", Event: &e})
	}
	n := 0
	for i, line := range bytes.Split(bytes.TrimSpace(file), []byte("\n")) {
		if i%4 > 0 {
			continue
		}
		var stored struct{ State json.RawMessage }
		var state session.State
		if err := json.Unmarshal(line, &stored); err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(stored.State, &state); err != nil || state.V != 1 {
			t.Fatalf("line %d has a state of version %d, %v", i, state.V, err)
		}
		insert(fmt.Sprint("former-", n), state.Phase, stored.State)
		state.V = session.Version
		now, err := json.Marshal(state)
		if err != nil {
			t.Fatal(err)
		}
		insert(fmt.Sprint("present-", n), state.Phase, now)
		said(fmt.Sprint("former-", n))
		said(fmt.Sprint("present-", n))
		n++
	}
	versions := func() (former, present int) {
		t.Helper()
		err := db.QueryRow(t.Context(), `SELECT count(*) FILTER (WHERE (data->'state'->>'v')::int = 1), count(*) FILTER (WHERE (data->'state'->>'v')::int = $1) FROM contactkit_thread`, session.Version).Scan(&former, &present)
		if err != nil {
			t.Fatal(err)
		}
		return former, present
	}
	if former, present := versions(); n < 30 || former != n || present != n {
		t.Fatalf("%d rows of version 1 and %d of version %d, of %d states", former, present, session.Version, n)
	}
	if err := s.Add(t.Context(), in); err != nil {
		t.Fatal(err)
	}
	var nodes sync.WaitGroup
	for range 2 {
		service, err := conversation.New(conversation.Config{Store: s, Sender: silent{}, Log: slog.New(slog.NewTextHandler(t.Output(), nil)),
			Rules: func(context.Context, string, channel.Thread) (conversation.Rules, error) {
				return conversation.Rules{Policy: &session.Policy{Config: session.DefaultConfig()},
					Text: func(session.Action, conversation.Row, time.Time) string { return "One moment, please." }}, nil
			}})
		if err != nil {
			t.Fatal(err)
		}
		nodes.Go(func() {
			if err := service.Sweep(t.Context()); err != nil {
				t.Error(err)
			}
		})
	}
	nodes.Wait()
	if former, present := versions(); former != 0 || present != 2*n {
		t.Errorf("%d rows of version 1 and %d of version 2 are left, want 0 and %d", former, present, 2*n)
	}
	var applied int
	if err := db.QueryRow(t.Context(), `SELECT count(*) FROM contactkit_input WHERE status = 3 AND id !~ '^call/'`).Scan(&applied); err != nil || applied != 2*n {
		t.Errorf("%d messages were applied, %v, want %d", applied, err, 2*n)
	}
	rows, err := db.Query(t.Context(), `SELECT f.thread, f.phase, p.phase FROM contactkit_thread f JOIN contactkit_thread p ON p.thread = replace(f.thread, 'former', 'present')
		WHERE f.thread LIKE 'x/1/former-%' AND f.phase <> p.phase`)
	if err != nil {
		t.Fatal(err)
	}
	other, err := pgx.CollectRows(rows, pgx.RowToStructByPos[struct {
		Thread          string
		Former, Present int16
	}])
	if err != nil || len(other) > 0 {
		t.Errorf("rows of both versions went on in another way: %v, %v", other, err)
	}
}
