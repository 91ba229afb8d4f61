package postgres_test

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/contactkit/contactkit/channel/conversation"
	"github.com/contactkit/contactkit/channel/postgres"
)

// How does one node of several ask the platforms about uncertain messages? Each node calls this
// every few minutes. It needs a database, so the example has no output.
func ExampleExclusive() {
	settle := func(ctx context.Context, pool *pgxpool.Pool, service *conversation.Service) error {
		_, err := postgres.Exclusive(ctx, pool, "doubts", func(ctx context.Context) error {
			doubts, err := service.Doubts(ctx, time.Now().Add(-time.Minute))
			for _, d := range doubts {
				fmt.Println(d.Receipt.Key, d.Asked) // a person decides
			}
			return err
		})
		return err
	}
	_ = settle
}
