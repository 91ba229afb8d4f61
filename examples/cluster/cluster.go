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

	"github.com/contactkit/contactkit/channel/postgres"
	"github.com/contactkit/contactkit/channel/postgres/postgrestest"
	"github.com/contactkit/contactkit/examples/desk/world"
	"github.com/contactkit/contactkit/examples/internal/crowd"
	"github.com/contactkit/contactkit/examples/internal/fleet"
)

// plan is what is played.
type plan struct {
	nodes  int
	crowd  crowd.Crowd
	kills  int // nodes that are killed, one after the other
	terms  int // nodes that are told to end
	freeze bool
	cut    bool
	crash  bool
	former string // program of the former release: all nodes are of it first, and are updated one by one
	within time.Duration
}

// last is the name of the node that starts last: no fault before it concerns it.
func (p plan) last() string { return fmt.Sprint("node-", p.nodes+p.kills+p.terms) }

// stage is where a plan is played: a database, the pretended platforms, and nodes.
type stage struct {
	out    io.Writer
	server *postgrestest.Server
	pool   *pgxpool.Pool
	link   *postgrestest.Link // the way to the database of the node that starts last
	nodes  *fleet.Fleet
}

// play starts everything, lets customers write, and counts.
func (p plan) play(ctx context.Context, stdout, stderr io.Writer) (l crowd.Ledger, err error) {
	ctx, cancel := context.WithTimeout(ctx, p.within)
	defer cancel()
	server, err := postgrestest.Start(ctx)
	if err != nil {
		return l, err
	}
	defer func() { err = errors.Join(err, server.Stop()) }()
	link, err := server.Link()
	if err != nil {
		return l, err
	}
	defer link.Close()
	pool, err := pgxpool.New(ctx, server.DSN("postgres"))
	if err != nil {
		return l, err
	}
	defer pool.Close()
	p.crowd.World = world.New(nil)
	if p.former == "" { // otherwise the former release makes its tables, and the new one changes them
		err = postgres.Migrate(ctx, pool)
	}
	internet, failed := net.Listen("tcp", "127.0.0.1:0")
	if err = errors.Join(err, failed); err != nil {
		return l, err
	}
	platforms := &http.Server{Handler: p.crowd.World, ReadHeaderTimeout: 5 * time.Second}
	go func() { _ = platforms.Serve(internet) }() // until Close
	defer platforms.Close()

	nodes := fleet.New(fleet.Config{
		Args: func(name, program string) []string {
			args := []string{"-node", name, "-dsn", server.DSN("postgres") + connections, "-internet", internet.Addr().String()}
			if name == p.last() {
				args[3] = link.DSN("postgres") + connections
			}
			if program == "" { // the former release does not ask
				args = append(args, "-ask", "3s")
				if p.kills == 0 && !p.freeze && !p.cut && !p.crash { // no lease has to end: a slow call may
					args = append(args, "-lease", "40s")
				}
			}
			return args
		},
		Stderr: stderr, End: 30 * time.Second, // as in examples/deploy
	})
	defer func() { err = errors.Join(err, nodes.Stop()) }()
	for range p.nodes {
		if _, err := nodes.Add(p.former); err != nil {
			return l, err
		}
	}
	if err := p.crowd.AddRecords(ctx, pool, options(pool, p.crowd.World.Client())); err != nil {
		return l, err
	}
	var delivering sync.WaitGroup
	defer delivering.Wait()
	defer cancel()
	for _, one := range p.crowd.World.Platforms {
		fmt.Fprintf(stdout, "%d customers on %s\n", p.crowd.Customers(one.Name), one.Name)
		one.Server.Hook(http.HandlerFunc(func(out http.ResponseWriter, r *http.Request) { nodes.Deliver(one.Record.CallbackPath(), out, r) }))
		for range 4 { // a platform makes several calls at once
			delivering.Go(func() { _ = one.Server.Run(ctx) }) // until ctx ends
		}
	}
	err = errors.Join(p.crowd.Write(ctx, p.faults(stage{stdout, server, pool, link, nodes})...), nodes.Thaw(ctx))
	if err != nil {
		return l, err
	}
	link.Mend()
	if l, err = p.crowd.Count(ctx, pool); err != nil || len(l.Uncertain) == 0 {
		return l, err
	}
	return p.crowd.Offered(ctx, pool, func(ctx context.Context) (string, error) { return nodes.Page(ctx, "/uncertain") })
}
