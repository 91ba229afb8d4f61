package postgres_test

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/contactkit/contactkit/channel/dispatch"
	"github.com/contactkit/contactkit/channel/pace"
	"github.com/contactkit/contactkit/channel/postgres"
	"github.com/contactkit/contactkit/twitter"
)

// How does a host that runs on several nodes share limits, receipts and tokens? Each part is used
// alone, over the host's own pool. It needs a database, so the example has no output.
func Example() {
	open := func(ctx context.Context, dsn string) error {
		pool, err := pgxpool.New(ctx, dsn)
		if err != nil {
			return err
		}
		if err := postgres.Migrate(ctx, pool); err != nil { // at each start
			return err
		}
		var limiter pace.Limiter = postgres.NewLimiter(pool)
		var outbox dispatch.OutboxStore = postgres.NewOutbox(pool, postgres.OutboxConfig{})
		var tokens twitter.TokenStore = postgres.NewTokens(pool, nil) // nil: stored as they are, not sealed
		fmt.Printf("%T %T %T\n", limiter, outbox, tokens)
		return nil
	}
	_ = open
}
