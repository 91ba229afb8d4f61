package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/conversation"
	"github.com/contactkit/contactkit/channel/directory"
	"github.com/contactkit/contactkit/channel/dispatch"
	"github.com/contactkit/contactkit/channel/postgres"
	"github.com/contactkit/contactkit/examples/desk/world"
	"github.com/contactkit/contactkit/examples/internal/crowd"
	"github.com/contactkit/contactkit/examples/internal/doubts"
	"github.com/contactkit/contactkit/examples/internal/probe"
	"github.com/contactkit/contactkit/examples/observe"
	"github.com/contactkit/contactkit/facebook"
	"github.com/contactkit/contactkit/telegram"
	"github.com/contactkit/contactkit/twitter"
)

// node is one process of the host. All nodes are equal.
type node struct {
	name     string
	dsn      string
	addr     string        // to listen at
	internet string        // where the pretended platforms are; empty: the platforms themselves
	ask      time.Duration // how often platforms are asked about uncertain messages, and how old these are
	drain    time.Duration // how long the node still takes calls after SIGTERM, while /readyz fails
	lease    time.Duration // how long it keeps what it claimed; zero: the constant
	within   time.Duration // bounds the database's part of a webhook call; zero: handlerTime
}

// options are those of all nodes and of an administrator.
func options(pool *pgxpool.Pool, client *http.Client) directory.Options {
	tokens := postgres.NewTokens(pool, nil) // a real host seals them, and the records' credentials
	return directory.Options{Drivers: []channel.Driver{telegram.Driver(), facebook.Driver(), twitter.DriverWith(tokens)}, HTTP: client}
}

// handlerTime bounds the database's part of a webhook call: a platform then gets 503 and delivers
// again. X hangs up after three seconds, and Facebook after five.
const handlerTime = 2 * time.Second

// endTime is how long webhooks that are under way may take when the node ends. net/http waits five
// seconds for a connection on which no call has come.
const endTime = 8 * time.Second

// workers is how many threads a node sends to at one time. It needs a connection for each, some for
// webhooks, and two to listen: the pool of pgx has four unless its address says more.
const workers, connections = 8, " pool_max_conns=20"

// lease is short, so that a killed node's claims end soon: no call may last longer than half of it.
const lease = 6 * time.Second

// run serves webhooks and works until ctx ends. It prints its address.
func (n node) run(ctx context.Context, stdout io.Writer) error {
	pool, err := pgxpool.New(ctx, n.dsn)
	if err != nil {
		return err
	}
	defer pool.Close()
	if err := postgres.Migrate(ctx, pool); err != nil {
		return err
	}
	client := &http.Client{Timeout: 10 * time.Second}
	if n.internet != "" {
		client.Transport = world.Relay{Address: n.internet}
	}
	o := options(pool, client)
	records := postgres.NewRecords(pool, postgres.RecordsConfig{Options: o})
	o.Load = records.Load
	d, err := directory.New(o)
	if err != nil {
		return err
	}
	metrics := prometheus.NewRegistry()
	metrics.MustRegister(observe.NewDatabase(pool), collectors.NewGoCollector())
	platforms := observe.NewPlatforms(metrics, 2*n.ask)
	kept, within := cmp.Or(n.lease, lease), cmp.Or(n.within, handlerTime)
	store := postgres.NewStore(pool, postgres.StoreConfig{})
	defer store.Close()
	service, err := conversation.New(conversation.Config{
		Store: store, Directory: d, Robot: crowd.Echo, Node: n.name,
		Lease: kept, Workers: workers, RobotTime: 2 * time.Second,
		Dispatch: dispatch.Config{Limiter: postgres.NewLimiter(pool), Timeout: kept / 2, Observe: observe.NewMetrics(metrics).Observe},
	})
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", n.addr)
	if err != nil {
		return err
	}
	webhooks := &directory.Handler{Directory: d, LoadWithin: within, StoreWithin: within, Store: platforms.Receive(service)}
	mux := http.NewServeMux()
	unsure := doubts.Desk{Pool: pool, Service: service, Store: store, Every: n.ask, Check: platforms.Check(d)}
	mux.Handle("/", webhooks)
	mux.Handle("/uncertain", unsure)
	mux.Handle("/metrics", promhttp.HandlerFor(metrics, promhttp.HandlerOpts{}))
	ready := &probe.Probe{Check: pool.Ping, Drain: n.drain, End: endTime}
	ready.Handle(mux)
	server := &http.Server{Handler: mux, ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 15 * time.Second}
	// Webhooks end first, so that what they store is worked on, here or at another node.
	work, stop := context.WithCancel(context.WithoutCancel(ctx))
	defer stop()
	ctx, fail := context.WithCancel(ctx)
	defer fail()
	ended := make(chan error, 3)
	go func() { records.Follow(work, d, n.name); ended <- nil }()
	go func() { unsure.Run(work); ended <- nil }()
	go func() { defer fail(); ended <- service.Run(work) }()
	fmt.Fprintln(stdout, listener.Addr())
	err = ready.Serve(ctx, server, listener)
	stop()
	return errors.Join(err, <-ended, <-ended, <-ended)
}
