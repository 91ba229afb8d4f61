package sqlite_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/conversation"
	"github.com/contactkit/contactkit/channel/conversation/sqlite"
	"github.com/contactkit/contactkit/channel/directory"
	"github.com/contactkit/contactkit/channel/dispatch"
	"github.com/contactkit/contactkit/session"
)

// screen is a platform that prints.
type screen struct{}

func (screen) Limits(channel.Thread) channel.Limits {
	return channel.Limits{Text: channel.Length{Max: 1000}}
}

func (screen) Send(_ context.Context, _ channel.Thread, m channel.Message) (channel.Sent, error) {
	fmt.Println("->", m.Text)
	return channel.Sent{IDs: []string{"1"}}, nil
}

// A job engine sends in place of Service.Run: one job for each thread, stored in the commit that
// decides what to send. If another node delivers the thread, the job is snoozed.
func ExampleOptions_jobs() {
	ctx := context.Background()
	db, err := sql.Open("sqlite", ":memory:")
	if err != nil {
		log.Fatal(err)
	}
	defer db.Close()
	db.SetMaxOpenConns(1) // each connection in memory is a database of its own
	if _, err := db.Exec(`CREATE TABLE job (thread TEXT PRIMARY KEY, due INTEGER NOT NULL)`); err != nil {
		log.Fatal(err)
	}
	now := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	store, err := sqlite.New(ctx, db, sqlite.Options{
		Now: func() time.Time { return now },
		Also: func(ctx context.Context, tx *sql.Tx, _ conversation.View, c conversation.Change) error {
			if len(c.New) == 0 {
				return nil
			}
			_, err := tx.ExecContext(ctx, `INSERT INTO job VALUES (?, ?) ON CONFLICT DO NOTHING`, c.Row.Thread.Key(), now.Unix())
			return err
		},
	})
	if err != nil {
		log.Fatal(err)
	}
	policy := &session.Policy{Config: session.DefaultConfig()}
	policy.Config.Mode = session.AgentOnly
	s, err := conversation.New(conversation.Config{
		Store: store, Sender: screen{}, Node: "n1",
		Rules: func(context.Context, string, channel.Thread) (conversation.Rules, error) {
			return conversation.Rules{Policy: policy, Text: func(session.Action, conversation.Row, time.Time) string { return "One moment, please." }}, nil
		},
	})
	if err != nil {
		log.Fatal(err)
	}
	work := func() { // the engine's worker
		var key string
		if err := db.QueryRow(`SELECT thread FROM job WHERE due <= ?`, now.Unix()).Scan(&key); err != nil {
			fmt.Println("no job is due")
			return
		}
		to, err := channel.ParseThread(key)
		if err != nil {
			log.Fatal(err)
		}
		switch err := s.DeliverThread(ctx, to); {
		case err == nil:
			_, err = db.Exec(`DELETE FROM job WHERE thread = ?`, key)
			fmt.Println("done", err)
		case errors.Is(err, dispatch.ErrClaimed):
			_, err = db.Exec(`UPDATE job SET due = ? WHERE thread = ?`, now.Add(time.Minute).Unix(), key)
			fmt.Println("snoozed: another node delivers the thread", err)
		default:
			log.Fatal(err)
		}
	}

	ann := channel.Thread{Platform: "screen", Account: "shop", Contact: "ann"}
	hello := channel.Event{ID: "m1", Thread: ann, Origin: channel.OriginContact, Renews: true, Time: now, Body: channel.Message{ID: "m1", Text: "hello"}}
	if err := s.Receive(ctx, []directory.Routed{{Event: hello}}); err != nil {
		log.Fatal(err)
	}
	if _, err := store.Claim(ctx, dispatch.ClaimQuery{Worker: "n2", Lease: time.Minute, Thread: ann}); err != nil { // and dies
		log.Fatal(err)
	}
	work()
	work()
	now = now.Add(time.Minute)
	work()
	work()
	// Output:
	// snoozed: another node delivers the thread <nil>
	// no job is due
	// -> One moment, please.
	// done <nil>
	// no job is due
}
