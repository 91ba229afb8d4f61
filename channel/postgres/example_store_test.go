package postgres_test

import (
	"context"
	"log"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/contactkit/contactkit/channel/conversation"
	"github.com/contactkit/contactkit/channel/postgres"
	"github.com/contactkit/contactkit/session"
)

// How do several nodes share their conversations?
func ExampleNewStore() {
	ctx := context.Background()
	pool, err := pgxpool.New(ctx, "postgres://desk@db.example/desk") // straight to the server, or through a pooler
	if err != nil {
		log.Fatal(err)
	}
	if err := postgres.Migrate(ctx, pool); err != nil {
		log.Fatal(err)
	}
	store := postgres.NewStore(pool, postgres.StoreConfig{
		// The host's own table of who waits is part of the same transaction.
		Also: func(ctx context.Context, tx pgx.Tx, v conversation.View, c conversation.Change) error {
			if c.Row.State.Phase != session.PhaseQueued {
				_, err := tx.Exec(ctx, `DELETE FROM waiting WHERE thread = $1`, v.Row.Thread.Key())
				return err
			}
			_, err := tx.Exec(ctx, `INSERT INTO waiting(thread, since) VALUES ($1, $2) ON CONFLICT DO NOTHING`, v.Row.Thread.Key(), v.Now)
			return err
		},
	})
	// On each node: conversation.New(conversation.Config{Store: store, …}) and its Run.
	_ = store
}
