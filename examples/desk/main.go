// Command desk is a contact center on one machine: three channels, one SQLite file, and a page on
// which agents see conversations live and answer. On a PostgreSQL database, several machines are
// one desk.
//
//	go run ./examples/desk                     with pretended platforms and simulated customers
//	go run ./examples/desk -config desk.yaml   with the real platforms
//	go run ./examples/desk -dsn postgres://desk@host/desk -key desk.key -config desk.yaml   one node of several
//	go run ./examples/desk -selftest           every policy on a fast clock over real HTTP; exits 0 if all held
//
// It is written to be copied from: read desk.go first (how it is wired), then package engine.
package main

import (
	"cmp"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/signal"
	"syscall"
	"time"
	_ "time/tzdata"

	"golang.org/x/sync/errgroup"

	"github.com/contactkit/contactkit/examples/desk/selftest"
	"github.com/contactkit/contactkit/examples/desk/world"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, os.Args[1:], os.Stdout, os.Stderr); err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(os.Stderr, "desk:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	flags := flag.NewFlagSet("desk", flag.ContinueOnError)
	flags.SetOutput(stderr)
	addr := flags.String("addr", "", "address of the pages and the webhooks; empty: that of the file, or 127.0.0.1:8080")
	dir := flags.String("data", "", "folder of the SQLite file and the media; empty: that of the file, or desk-data; desk-demo with pretended platforms")
	dsn := flags.String("dsn", os.Getenv("DESK_DSN"), "address of a PostgreSQL database (postgres://user@host/name) in place of the SQLite file; PGPASSWORD or ~/.pgpass has its password")
	key := flags.String("key", os.Getenv("DESK_KEY"), "file with the key that encrypts credentials in the database, and former keys below it; -dsn needs one, the same on all nodes")
	node := flags.String("node", "", "name of this node among those of a database, at most 80 bytes, which no other node should have: what it had begun when it was killed goes on as soon as it starts again")
	shared := flags.Bool("shared-data", false, "with -dsn: all nodes share the folder of -data, and keep media and exports there and not in the database")
	path := flags.String("config", "", "a file with channels and credentials: the desk talks to the real platforms")
	test := flags.Bool("selftest", false, "take every policy through its paces on a fast clock, and exit")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if *test {
		return selftest.Run(ctx, stdout, openForTest)
	}
	log := slog.New(slog.NewTextHandler(stderr, nil))
	o, set, pretended, err := plan(*path, log)
	if err != nil {
		return err
	}
	set.Addr, o.Folder, o.DSN, o.Node = cmp.Or(*addr, set.Addr), cmp.Or(*dir, set.Data), *dsn, *node
	o.Shared = *shared
	if o.Vault, err = vault(*key); err != nil {
		return err
	}
	var loginPages net.Listener
	if pretended != nil {
		if loginPages, err = net.Listen("tcp", "127.0.0.1:0"); err != nil {
			return err
		}
		defer loginPages.Close()
		o.LoginPage = func(address string) string { return world.LoginAddress("http://"+loginPages.Addr().String(), address) }
	}
	desk, err := Open(ctx, o)
	if err != nil {
		return err
	}
	defer desk.Close()
	if err := firstPeople(ctx, desk.Store, set.Queues, pretended != nil, stdout); err != nil {
		return err
	}
	listener, err := net.Listen("tcp", set.Addr)
	if err != nil {
		return err
	}
	at := "http://" + listener.Addr().String()
	fmt.Fprintf(stdout, "The desk is open: %s (its data is in %s). Ctrl-C closes it.\n", at, o.Folder)

	group, ctx := errgroup.WithContext(ctx)
	working, stop := context.WithCancel(context.WithoutCancel(ctx)) // for longer than the server, which it serves
	pages := desk.Pages(o)
	group.Go(func() error { return desk.Engine.Run(working) })
	group.Go(func() error { return pages.Exports(working) })
	group.Go(func() error {
		defer stop()
		return serve(ctx, listener, desk.Handler(pages))
	})
	if pretended != nil {
		group.Go(func() error { return serve(ctx, loginPages, pretended.LoginPage()) })
		fmt.Fprintln(stdout, "Three pretended platforms with simulated customers write to it.")
		group.Go(func() error { return pretended.Live(ctx, at) })
	}
	return group.Wait()
}

// serve answers until ctx ends, then lets calls in progress finish.
func serve(ctx context.Context, l net.Listener, h http.Handler) error {
	server := &http.Server{
		Handler:           h,
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       15 * time.Second,
		WriteTimeout:      30 * time.Second, // the stream of changes sets its own
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    64 << 10,
		BaseContext:       func(net.Listener) context.Context { return ctx }, // ends the streams of changes
	}
	done := make(chan error, 1)
	go func() { done <- server.Serve(l) }()
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
	}
	finish, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
	defer cancel()
	return server.Shutdown(finish)
}
