// Command replay shows what recorded webhook bodies become.
//
//	go run ./examples/replay -platform telegram update.json
//	go run ./examples/replay -platform facebook recorded/
//	cat body.json | go run ./examples/replay -platform twitter -
//
// It takes files, folders (their *.json files, in the order of their names) and "-" for standard
// input. It signs each body, byte for byte, as the platform would, pushes it through
// Channel.Receive and prints JSON lines:
//
//	{"file":"a.json","status":200,"event":{…}}            for each event
//	{"file":"b.json","status":200,"events":0}             for a body without events
//	{"file":"c.json","status":400,"error":"…","kind":"malformed"}  for a body that fails
//
// The exit status is 1 if any body failed, and 2 if the command itself could not run.
package main

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/contactkit/contactkit/channel"
)

func main() { os.Exit(run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr)) }

func run(args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	flags := flag.NewFlagSet("replay", flag.ContinueOnError)
	flags.SetOutput(stderr)
	name := flags.String("platform", "", "whose bodies: "+strings.Join(platformNames(), ", "))
	flags.Usage = func() {
		fmt.Fprintln(stderr, "usage: replay -platform NAME DIR|FILE|- …")
		flags.PrintDefaults()
	}
	if err := flags.Parse(args); err != nil {
		return 2
	}
	chosen, ok := platforms[*name]
	if !ok || flags.NArg() == 0 {
		flags.Usage()
		return 2
	}
	ch, err := chosen.open()
	if err != nil {
		fmt.Fprintln(stderr, "replay:", err)
		return 2
	}
	r := replayer{ch: ch, sign: chosen.sign, out: json.NewEncoder(stdout)}
	r.out.SetEscapeHTML(false)
	for _, arg := range flags.Args() {
		if err := r.argument(arg, stdin); err != nil {
			fmt.Fprintln(stderr, "replay:", err)
			return 2
		}
	}
	if r.failed {
		return 1
	}
	return 0
}

// A replayer pushes bodies through one channel.
type replayer struct {
	ch     channel.Channel
	sign   func(body []byte) channel.Webhook
	out    *json.Encoder
	failed bool
}

func (r *replayer) argument(arg string, stdin io.Reader) error {
	if arg == "-" {
		body, err := io.ReadAll(stdin)
		if err != nil {
			return err
		}
		return r.body("-", body)
	}
	files, err := filesOf(arg)
	if err != nil {
		return err
	}
	for _, file := range files {
		body, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		if err := r.body(file, body); err != nil {
			return err
		}
	}
	return nil
}

// filesOf returns the file itself, or the *.json files of a folder.
func filesOf(arg string) ([]string, error) {
	info, err := os.Stat(arg)
	if err != nil {
		return nil, err
	}
	if !info.IsDir() {
		return []string{arg}, nil
	}
	files, err := filepath.Glob(filepath.Join(arg, "*.json"))
	if err != nil {
		return nil, err
	}
	if len(files) == 0 {
		return nil, fmt.Errorf("no *.json in %s", arg)
	}
	slices.Sort(files)
	return files, nil
}

// line is one line of output. Exactly one of Event, Events and Error is there.
type line struct {
	File   string         `json:"file"`
	Status int            `json:"status"`
	Event  *channel.Event `json:"event,omitempty"`
	Events *int           `json:"events,omitempty"`
	Error  string         `json:"error,omitempty"`
	Kind   string         `json:"kind,omitempty"`
}

func (r *replayer) body(file string, body []byte) error {
	call := r.sign(body)
	call.At = time.Now()
	got, err := r.ch.Receive(call)
	status := channel.StatusCode(err)
	if err != nil {
		r.failed = true
		return r.out.Encode(line{File: file, Status: status, Error: err.Error(), Kind: kindOf(err)})
	}
	if len(got.Events) == 0 {
		return r.out.Encode(line{File: file, Status: status, Events: new(int)})
	}
	for _, event := range got.Events {
		if err := r.out.Encode(line{File: file, Status: status, Event: &event}); err != nil {
			return err
		}
	}
	return nil
}

// kindOf names the kind of a failure in one word.
func kindOf(err error) string {
	for _, k := range []struct {
		kind error
		word string
	}{
		{channel.ErrMalformed, "malformed"}, {channel.ErrForged, "forged"}, {channel.ErrTooLarge, "too_large"},
		{channel.ErrMethod, "method"}, {channel.ErrEncoding, "encoding"},
	} {
		if errors.Is(err, k.kind) {
			return k.word
		}
	}
	return "other"
}
