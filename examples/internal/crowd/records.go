package crowd

import (
	"context"

	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/contactkit/contactkit/channel/directory"
	"github.com/contactkit/contactkit/channel/postgres"
	"github.com/contactkit/contactkit/session/keyword"
)

// AddRecords stores the records of the channels, as an administrator does once. They have a robot
// first, and are open around the clock.
func (c *Crowd) AddRecords(ctx context.Context, pool *pgxpool.Pool, o directory.Options) (err error) {
	to := postgres.NewRecords(pool, postgres.RecordsConfig{Options: o})
	for _, r := range c.World.Records() {
		r.State, r.Service.Robot, r.Routing.Queue = directory.Active, "echo", "people"
		r.Service.LoopTurns = 0 // these customers write faster than people
		r.Service.Keywords = keyword.Set{Mode: keyword.Phrase, List: []keyword.Word{{Text: "agent"}}}
		r.Hours.Always, r.Hours.Zone = true, "UTC"
		if _, err := to.Add(ctx, r); err != nil {
			return err
		}
	}
	c.Before, err = cost(ctx, pool)
	return err
}
