// Command conversation is the host of package host at work.
//
//	go run ./examples/conversation                      a short day with pretended platforms, on loopback
//	go run ./examples/conversation -config desk.yaml    the real platforms of a file, until Ctrl-C
//
// The host itself is in host/host.go. play.go is the day.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/signal"
	"syscall"
	_ "time/tzdata"

	"github.com/contactkit/contactkit/examples/conversation/host"
	"github.com/contactkit/contactkit/examples/internal/config"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, os.Args[1:], os.Stdout, os.Stderr); err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(os.Stderr, "conversation:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	flags := flag.NewFlagSet("conversation", flag.ContinueOnError)
	flags.SetOutput(stderr)
	path := flags.String("config", "", "a file with channels and credentials, as examples/setup writes it")
	addr := flags.String("addr", "127.0.0.1:8081", "address of the webhooks; a reverse proxy stands before it")
	file := flags.String("file", "conversation.db", "the SQLite file")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if *path == "" {
		return play(ctx, stdout)
	}
	cfg, err := config.Load(*path)
	if err != nil {
		return err
	}
	h, err := host.Open(ctx, host.Config{File: *file, Records: cfg.Records})
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", *addr)
	if err != nil {
		return errors.Join(err, h.Close())
	}
	for _, r := range cfg.Records {
		fmt.Fprintf(stdout, "%s receives at http://%s%s\n", r.Name, listener.Addr(), r.CallbackPath())
	}
	return errors.Join(h.Serve(ctx, &http.Server{Handler: h.Webhook}, listener), h.Close())
}
