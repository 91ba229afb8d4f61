// Command setup is the administrator's command line: it connects a contact center with X, Telegram
// and Facebook Messenger, checks the connection and takes it down again.
//
//	go run ./examples/setup help                                     all commands
//	go run ./examples/setup telegram connect -credentials desk.yaml  the webhook is set and looked at
//	go run ./examples/setup x check -credentials desk.yaml -o json   for a program
//	go run ./examples/setup init                                     asks, and writes the file
//	go run ./examples/setup doctor -credentials desk.yaml            every channel, and the public address
//	go run ./examples/setup -selftest                                every command, against pretended platforms
//
// Credentials come from a file or from environment variables, never from the command line; none is
// ever printed. README.md says what to click at each platform, step by step.
//
// The exit status is
//
//	0  done, and nothing is wrong
//	1  the platform refused what it was asked
//	2  the command line or the configuration is wrong; nothing was asked
//	3  a check found something that has to be mended
//	4  the platform refused the credentials
//	5  not now: the platform cannot be reached, fails, or asks to wait
package main

import (
	"context"
	"io"
	"net"
	"net/http"
	"os"
	"os/signal"
	"time"
	_ "time/tzdata" // for machines without a zone database
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	a := &app{stdin: os.Stdin, stdout: os.Stdout, stderr: os.Stderr, environ: os.Environ(), now: time.Now, client: func(string) *http.Client {
		return &http.Client{Timeout: 30 * time.Second}
	}}
	code := a.run(ctx, os.Args[1:])
	stop()
	os.Exit(code)
}

// app is what the command has from outside.
type app struct {
	stdin          io.Reader
	stdout, stderr io.Writer
	environ        []string
	now            func() time.Time
	client         func(platform string) *http.Client // for platforms at their own addresses
}

// dial reaches any address that a file names: it is the administrator's own.
func dial(ctx context.Context, network, address string) (net.Conn, error) {
	return new(net.Dialer).DialContext(ctx, network, address)
}
