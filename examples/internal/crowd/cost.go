package crowd

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5/pgxpool"
)

// Cost is what the database did for the messages, since it was made. After a crash of the database
// the commits count from there.
type Cost struct {
	Messages int // of customers
	WAL      int64
	Commits  int64
	Rows     int64 // bytes of tables and indexes
}

// String gives the cost of one message with its answer and its echo.
func (c Cost) String() string {
	n := float64(max(c.Messages, 1))
	return fmt.Sprintf("of each message: %.1f KB of write-ahead log, %.1f commits, %.1f KB of rows and indexes",
		float64(c.WAL)/n/1000, float64(c.Commits)/n, float64(c.Rows)/n/1000)
}

// cost reads what the database has counted so far.
func cost(ctx context.Context, pool *pgxpool.Pool) (c Cost, err error) {
	err = pool.QueryRow(ctx, `SELECT (pg_current_wal_lsn() - '0/0')::bigint,
		(SELECT xact_commit FROM pg_stat_database WHERE datname = current_database()),
		(SELECT coalesce(sum(pg_total_relation_size(oid)), 0)::bigint FROM pg_class WHERE relname LIKE 'contactkit\_%' AND relkind = 'r')`).Scan(&c.WAL, &c.Commits, &c.Rows)
	return c, err
}
