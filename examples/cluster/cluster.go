package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"sync"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/contactkit/contactkit/channel/directory"
	"github.com/contactkit/contactkit/channel/postgres"
	"github.com/contactkit/contactkit/channel/postgres/postgrestest"
	"github.com/contactkit/contactkit/examples/desk/world"
	"github.com/contactkit/contactkit/session/keyword"
	"github.com/contactkit/contactkit/telegram"
	"github.com/contactkit/contactkit/twitter"
)

// plan is what is played.
type plan struct {
	nodes    int
	contacts int // customers of all platforms together
	each     int // messages of each customer
	kills    int // nodes that are killed, one after the other
	freeze   bool
	crash    bool
	within   time.Duration
}

// customers returns how many of the customers are on a platform. A bot of Telegram may send 30
// messages a second, and an account of X 1,000 a day, so they have fewer of them.
func (p plan) customers(platform string) int {
	few := max(p.contacts/6, 1)
	onX := max(min(few, 900/p.each), 1)
	switch platform {
	case telegram.Platform:
		return few
	case twitter.Platform:
		return onX
	default:
		return p.contacts - few - onX
	}
}

// play starts everything, lets customers write, and counts.
func (p plan) play(ctx context.Context, stdout, stderr io.Writer) (l ledger, err error) {
	ctx, cancel := context.WithTimeout(ctx, p.within)
	defer cancel()
	server, err := postgrestest.Start(ctx)
	if err != nil {
		return l, err
	}
	defer func() { err = errors.Join(err, server.Stop()) }()
	pool, err := pgxpool.New(ctx, server.DSN("postgres"))
	if err != nil {
		return l, err
	}
	defer pool.Close()
	w := world.New(nil)
	if err := setUp(ctx, pool, w); err != nil {
		return l, err
	}
	internet, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return l, err
	}
	platforms := &http.Server{Handler: w, ReadHeaderTimeout: 5 * time.Second}
	go func() { _ = platforms.Serve(internet) }() // until Close
	defer platforms.Close()

	f := newFront(func(name string) (*process, error) {
		return startNode(stderr, name, server.DSN("postgres"), internet.Addr().String())
	})
	defer func() { err = errors.Join(err, f.stop()) }()
	for range p.nodes {
		if err := f.add(); err != nil {
			return l, err
		}
	}
	var delivering sync.WaitGroup
	defer delivering.Wait()
	defer cancel()
	for _, one := range w.Platforms {
		fmt.Fprintf(stdout, "%d customers on %s\n", p.customers(one.Name), one.Name)
		one.Server.Hook(http.HandlerFunc(func(out http.ResponseWriter, r *http.Request) { f.deliver(one.Record.CallbackPath(), out, r) }))
		for range 4 { // a platform makes several calls at once
			delivering.Go(func() { _ = one.Server.Run(ctx) }) // until ctx ends
		}
	}
	if err := p.write(ctx, w, p.faults(stdout, server, f)); err != nil {
		return l, err
	}
	if err := f.thaw(ctx); err != nil {
		return l, err
	}
	return p.count(ctx, pool, w)
}

// write lets customers write, one round after the other, and does the faults between rounds. Every
// tenth webhook call is made twice, and every twentieth one overtakes another.
func (p plan) write(ctx context.Context, w *world.World, faults []func(context.Context) error) error {
	said, done := 0, 0
	for i := range p.each {
		for _, one := range w.Platforms {
			for c := range p.customers(one.Name) {
				if said++; said%10 == 0 {
					one.Redeliver()
				}
				if said%20 == 0 {
					one.Reorder()
				}
				one.Server.Say(one.Customer(c), fmt.Sprint(i))
			}
		}
		for ; done < (i+1)*len(faults)/p.each; done++ {
			for answers(w) < said/2 { // the cluster is at work, and behind
				if err := pause(ctx); err != nil {
					return fmt.Errorf("no answers come: %w", err)
				}
			}
			if err := faults[done](ctx); err != nil {
				return err
			}
		}
	}
	return nil
}

// setUp makes the tables and stores the records of the channels, as an administrator does once.
func setUp(ctx context.Context, pool *pgxpool.Pool, w *world.World) error {
	if err := postgres.Migrate(ctx, pool); err != nil {
		return err
	}
	records := postgres.NewRecords(pool, postgres.RecordsConfig{Options: options(pool, w.Client())})
	for _, r := range w.Records() {
		r.State, r.Service.Robot, r.Routing.Queue = directory.Active, "echo", "people"
		r.Service.LoopTurns = 0 // these customers write faster than people
		r.Service.Keywords = keyword.Set{Mode: keyword.Phrase, List: []keyword.Word{{Text: "agent"}}}
		r.Hours.Always, r.Hours.Zone = true, "UTC"
		if _, err := records.Add(ctx, r); err != nil {
			return err
		}
	}
	return nil
}

func pause(ctx context.Context) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(50 * time.Millisecond):
		return nil
	}
}
