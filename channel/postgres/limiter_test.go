package postgres_test

import (
	"testing"
	"time"

	"github.com/contactkit/contactkit/channel/pace"
	"github.com/contactkit/contactkit/channel/pace/limitertest"
	"github.com/contactkit/contactkit/channel/postgres"
	"github.com/contactkit/contactkit/channel/postgres/postgrestest"
)

func TestLimiter(t *testing.T) {
	db := postgrestest.Open(t)
	now := time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC) // a clock that only the suite moves
	db.Clock(func() time.Time { return now })
	limitertest.Run(t, limitertest.Harness{
		New: func(t *testing.T) pace.Limiter {
			if _, err := db.Exec(t.Context(), `TRUNCATE contactkit_bucket, contactkit_limit, contactkit_permit`); err != nil {
				t.Fatal(err)
			}
			return postgres.NewLimiter(db)
		},
		Advance: func(by time.Duration) { now = now.Add(by) },
	})
}

// Prune removes rows that no call needs any more, and keeps the others.
func TestLimiterPrune(t *testing.T) {
	db := postgrestest.Open(t)
	now := time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC) // a clock that only the test moves
	db.Clock(func() time.Time { return now })
	l := postgres.NewLimiter(db)
	count := func() (n int) {
		t.Helper()
		err := db.QueryRow(t.Context(), `SELECT (SELECT count(*) FROM contactkit_bucket) + (SELECT count(*) FROM contactkit_limit) +
			(SELECT count(*) FROM contactkit_permit)`).Scan(&n)
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	limit := pace.Limit{Bucket: "account/x/1", N: 20, Per: time.Second}
	g, err := l.Acquire(t.Context(), []pace.Limit{limit}, time.Second)
	if err != nil || g.Wait > 0 {
		t.Fatal(g, err)
	}
	if err := l.Pause(t.Context(), "account/x/1", time.Minute); err != nil {
		t.Fatal(err)
	}
	for _, step := range []struct {
		advance time.Duration
		rows    int
	}{{0, 3}, {10 * time.Second, 1}, {time.Minute, 0}} {
		now = now.Add(step.advance)
		if err := l.Prune(t.Context()); err != nil {
			t.Fatal(err)
		}
		if n := count(); n != step.rows {
			t.Errorf("after %v more %d rows are left, want %d", step.advance, n, step.rows)
		}
	}
}
