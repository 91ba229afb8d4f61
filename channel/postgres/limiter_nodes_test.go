package postgres_test

import (
	"context"
	"fmt"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/dispatch"
	"github.com/contactkit/contactkit/channel/pace"
	"github.com/contactkit/contactkit/channel/postgres"
	"github.com/contactkit/contactkit/channel/postgres/postgrestest"
	"github.com/contactkit/contactkit/channel/standin"
	"github.com/contactkit/contactkit/telegram"
	"github.com/contactkit/contactkit/telegram/telegramtest"
)

// Three nodes share a bot that may send 30 messages a second. They send all that they have, and the
// bot refuses none: it counts by itself, and its answers take 20 to 60 ms.
func TestLimiterOfThreeNodes(t *testing.T) {
	if testing.Short() {
		t.Skip("four seconds of the real clock: not in the short form")
	}
	const nodes, rate, each = 3, 30, 45
	db := postgrestest.Open(t)
	bot := telegramtest.New(telegramtest.Config{Rate: standin.Rate{Kind: standin.SlidingWindow, N: rate, Per: time.Second}})
	bot.Fail(standin.Latency(20*time.Millisecond, 40*time.Millisecond), -1)
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute) // against hanging
	defer cancel()
	var all sync.WaitGroup
	var sent atomic.Int64
	began := time.Now()
	for n := range nodes {
		ch, err := telegram.New(telegram.Config{
			Token: channel.Secret(bot.Config().Token), WebhookSecret: channel.NewKeys(channel.Secret(bot.Config().WebhookSecret)),
			HTTP: bot.Client(), Rates: []channel.Rate{{Scope: channel.ScopeAccount, N: rate, Per: time.Second}},
		})
		if err != nil {
			t.Fatal(err)
		}
		d, err := dispatch.New(ch, dispatch.Config{Limiter: postgres.NewLimiter(db.Connect()), MaxWait: 10 * time.Minute})
		if err != nil {
			t.Fatal(err)
		}
		for i := range each {
			to := channel.Thread{Platform: telegram.Platform, Account: ch.Info().App, Contact: fmt.Sprint(5551000000 + n*each + i)}
			bot.Say(to.Contact, "hello")
			r, _, err := d.Prepare(to.Contact, to, channel.Message{Text: "hi", By: channel.ByRobot})
			if err != nil {
				t.Fatal(err)
			}
			all.Go(func() {
				if r, err := d.Deliver(ctx, r); err != nil || r.Status() != dispatch.Sent {
					t.Errorf("%s: %v, %v", r.Key, r.Status(), err)
					return
				}
				sent.Add(1)
			})
		}
	}
	all.Wait()
	took := time.Since(began)
	refused := 0
	for _, c := range bot.Calls() {
		if c.Status == http.StatusTooManyRequests {
			refused++
		}
	}
	t.Logf("%d messages of %d nodes in %v: %.0f %% of the rate, %d refused", sent.Load(), nodes, took, 100*float64(sent.Load())/rate/took.Seconds(), refused)
	if n := len(bot.Sent()); n != nodes*each || sent.Load() != nodes*each || refused != 0 {
		t.Errorf("%d of %d messages were sent, %d arrived, and %d calls were refused", sent.Load(), nodes*each, n, refused)
	}
}

// counted counts statements.
type counted struct{ n atomic.Int64 }

func (c *counted) TraceQueryStart(ctx context.Context, _ *pgx.Conn, _ pgx.TraceQueryStartData) context.Context {
	c.n.Add(1)
	return ctx
}

func (c *counted) TraceQueryEnd(context.Context, *pgx.Conn, pgx.TraceQueryEndData) {}

// A permit is taken in one statement, and given back in one: no row is locked while a node is
// asked. A bucket without a number has no row to lock, so calls of one app do not wait for each
// other. A connection commits as before afterwards.
func TestLimiterIsOneStatement(t *testing.T) {
	db := postgrestest.Open(t)
	cfg, err := pgxpool.ParseConfig(db.DSN())
	if err != nil {
		t.Fatal(err)
	}
	statements := new(counted)
	cfg.ConnConfig.Tracer, cfg.MaxConns = statements, 1
	pool, err := pgxpool.NewWithConfig(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	defer pool.Close()
	l := postgres.NewLimiter(pool)
	limits := []pace.Limit{{Bucket: "app/x"}, {Bucket: "account/x/1", N: 5, Per: time.Second}, {Bucket: "thread/x/1/ann", N: 1, Per: time.Second}}
	g, err := l.Acquire(t.Context(), limits, time.Minute)
	if err != nil || g.Wait > 0 {
		t.Fatal(g, err)
	}
	if n := statements.n.Load(); n != 1 {
		t.Errorf("Acquire took %d statements, want 1", n)
	}
	if err := l.Return(t.Context(), g.ID, pace.Return{}); err != nil {
		t.Fatal(err)
	}
	if n := statements.n.Load(); n != 2 {
		t.Errorf("Return took %d statements, want 1", n-1)
	}
	var app int
	var commits string
	if err := pool.QueryRow(t.Context(), `SELECT count(*), current_setting('synchronous_commit') FROM contactkit_limit WHERE bucket = 'app/x'`).Scan(&app, &commits); err != nil {
		t.Fatal(err)
	}
	if app != 0 || commits != "on" {
		t.Errorf("the app has %d rows to lock, want none; synchronous_commit is %s, want on", app, commits)
	}
}
