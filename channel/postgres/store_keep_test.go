package postgres_test

import (
	"context"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/contactkit/contactkit/channel/conversation"
)

func alsoRuns(statement string) func(context.Context, pgx.Tx, conversation.View, conversation.Change) error {
	return func(ctx context.Context, tx pgx.Tx, v conversation.View, _ conversation.Change) error {
		_, err := tx.Exec(ctx, statement, v.Row.Thread.Key())
		return err
	}
}

// A redelivery that comes while its thread is being erased stays known: it waits for the erasing,
// and is not stored anew behind it.
func TestEraseWhileItIsDeliveredAgain(t *testing.T) {
	s, db := openStore(t)
	if err := s.Add(t.Context(), []conversation.Input{heard("e1", false)}); err != nil {
		t.Fatal(err)
	}
	tx, err := db.Begin(t.Context()) // as Erase does, up to its commit
	if err != nil {
		t.Fatal(err)
	}
	if _, err := tx.Exec(t.Context(), `UPDATE contactkit_input SET id = $1, thread = '', status = 3, data = 'null'`, conversation.ErasedID("e1")); err != nil {
		t.Fatal(err)
	}
	done := make(chan error, 1)
	go func() { done <- s.Add(t.Context(), []conversation.Input{heard("e1", false)}) }()
	blocked(t, db)
	if err := tx.Commit(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	if v := look(t, s); len(v.Inputs) != 0 {
		t.Errorf("an event that was erased is stored again: %+v", v.Inputs)
	}
}
