// Command desk is a contact center on one machine: three channels, one SQLite file, and a page on which agents see
// conversations live and answer.
//
//	go run ./examples/desk              with pretended platforms and simulated customers
//	go run ./examples/desk -selftest    every policy on a fast clock over real HTTP; exits 0 if all held
//
// It is written to be copied from: read desk.go first (how it is wired), then package engine.
package main

import (
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

	"github.com/contactkit/contactkit/examples/desk/robot"
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
	addr := flags.String("addr", "127.0.0.1:8080", "address of the agents' page and the webhooks")
	dir := flags.String("data", "desk-data", "folder of the SQLite file and the media")
	test := flags.Bool("selftest", false, "take every policy through its paces on a fast clock, and exit")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if *test {
		return selftest.Run(ctx, stdout, openForTest)
	}
	log := slog.New(slog.NewTextHandler(stderr, nil))
	faq, err := robot.ParseFAQ(robot.Example)
	if err != nil {
		return err
	}
	w := world.New(nil)
	o := Options{Folder: *dir, Queues: demoQueues, Robot: faq, HTTP: w.Client(), Log: log}
	for _, r := range w.Records() {
		o.Records = append(o.Records, demoRecord(r))
	}
	desk, err := Open(ctx, o)
	if err != nil {
		return err
	}
	defer desk.Close()
	if err := demoPeople(ctx, desk.Store, stdout); err != nil {
		return err
	}
	listener, err := net.Listen("tcp", *addr)
	if err != nil {
		return err
	}
	fmt.Fprintf(stdout, "The desk is open: http://%s\nThree pretended platforms with simulated customers write to it. Ctrl-C ends it.\n", listener.Addr())

	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error { return desk.Engine.Run(ctx) })
	group.Go(func() error { return serve(ctx, listener, desk.Handler(http.NotFoundHandler())) })
	group.Go(func() error { return w.Live(ctx, "http://"+listener.Addr().String()) })
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
