package postgres_test

import (
	"context"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/conversation"
	"github.com/contactkit/contactkit/channel/dispatch"
	"github.com/contactkit/contactkit/channel/postgres"
	"github.com/contactkit/contactkit/channel/postgres/postgrestest"
)

func TestBacklogAndSkipped(t *testing.T) {
	db := postgrestest.Open(t)
	s := postgres.NewStore(db.Pool, postgres.StoreConfig{})
	at := channel.Thread{Platform: "x", Account: "1", Contact: "2"}
	in := []conversation.Input{{ID: "a", Thread: at, Channel: "bot"}, {ID: "b", Thread: at, Channel: "bot", Skipped: "paused"}, {ID: "c", Thread: at, Skipped: "unowned"}}
	if err := s.Add(t.Context(), in); err != nil {
		t.Fatal(err)
	}
	receipt := dispatch.Receipt{Key: "k", To: at, Parts: []dispatch.Part{{Message: channel.Message{Text: "hi"}}}}
	err := s.Update(t.Context(), at, nil, func(conversation.View) (conversation.Change, error) {
		return conversation.Change{New: []dispatch.Receipt{receipt}, Calls: []conversation.Call{{Key: "q", Thread: at}}}, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	got, err := s.Backlog(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if want := (postgres.Backlog{Inputs: 1, Calls: 1, Receipts: 1}); got != want {
		t.Errorf("backlog %+v, want %+v", got, want)
	}
	for owner, want := range map[string]string{"bot": "b", "": "c"} {
		list, err := s.Skipped(t.Context(), owner, 10)
		if err != nil || len(list) != 1 || list[0].ID != want || list[0].Skipped == "" {
			t.Errorf("skipped of %q: %v, %v, want input %s", owner, list, err, want)
		}
	}
}

// A transaction of the host that has locked a thread sees what an Update did before, and an Update
// waits for it.
func TestLockThread(t *testing.T) {
	db := postgrestest.Open(t)
	s := postgres.NewStore(db.Pool, postgres.StoreConfig{})
	at := channel.Thread{Platform: "x", Account: "1", Contact: "2"}
	updated := make(chan error, 1)
	err := pgx.BeginFunc(t.Context(), db.Pool, func(tx pgx.Tx) error {
		if err := postgres.LockThread(t.Context(), tx, at); err != nil {
			return err
		}
		go func() {
			updated <- s.Update(context.Background(), at, nil, func(conversation.View) (conversation.Change, error) { return conversation.Change{}, nil })
		}()
		for waits := false; !waits; { // until the server says that the update waits
			err := db.QueryRow(t.Context(), `SELECT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND NOT granted)`).Scan(&waits)
			if err != nil {
				return err
			}
		}
		select {
		case err := <-updated:
			t.Errorf("the update did not wait: %v", err)
		default:
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := <-updated; err != nil {
		t.Error(err)
	}
}
