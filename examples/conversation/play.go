package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/conversation"
	"github.com/contactkit/contactkit/channel/directory"
	"github.com/contactkit/contactkit/examples/conversation/host"
	"github.com/contactkit/contactkit/examples/desk/world"
	"github.com/contactkit/contactkit/session"
	"github.com/contactkit/contactkit/session/keyword"
)

// records are the channels of the day: robot first, then people; X is closed.
func records(w *world.World) []directory.Record {
	list := w.Records()
	for i := range list {
		r := &list[i]
		r.State = directory.Active
		r.Service.Robot = "echo"
		r.Service.Keywords = keyword.Set{Mode: keyword.Phrase, List: []keyword.Word{{Text: "agent"}}}
		r.Routing.Queue = "parcels"
		r.Notices.Queued, r.Notices.NonWorking = "One moment, we are looking for someone.", "We are closed. Write again tomorrow."
		r.Hours.Always, r.Hours.Zone = r.Platform != "twitter", "UTC"
	}
	return list
}

// play lets a customer of each platform write to a host, on loopback, and prints what is said. An
// unexpected text is an error.
func play(ctx context.Context, out io.Writer) (err error) {
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	dir, err := os.MkdirTemp("", "conversation")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	w := world.New(nil)
	h, err := host.Open(ctx, host.Config{File: filepath.Join(dir, "host.db"), Records: records(w), HTTP: w.Client(), Limiter: world.Unlimited(nil)})
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return errors.Join(err, h.Close())
	}
	serving, stop := context.WithCancel(ctx)
	ended := make(chan error, 1)
	go func() { ended <- h.Serve(serving, &http.Server{Handler: h.Webhook}, listener) }()
	for _, p := range w.Platforms {
		p.Server.HookURL("http://"+listener.Addr().String()+p.Record.CallbackPath(), nil)
		go func() { _ = p.Server.Run(ctx) }() // for longer than the host: no call breaks off
	}
	for _, p := range w.Platforms {
		if err = day(ctx, &scene{out: out, host: h, platform: p, thread: channel.Thread{Platform: p.Name, Account: p.Account, Contact: p.Contact}}); err != nil {
			break
		}
	}
	for _, p := range w.Platforms {
		err = errors.Join(err, p.Server.Flush(ctx)) // what is delivered twice
	}
	stop()
	return errors.Join(err, <-ended, h.Close())
}

// day is what is said on one platform.
func day(ctx context.Context, s *scene) error {
	steps := []func() error{
		func() error { return s.customer(ctx, "Where is my parcel?", "You said “Where is my parcel?”") },
		func() error { return s.customer(ctx, "An agent, please!", "One moment") },
		func() error { return s.agent(ctx, "eve", "It comes at noon.") },
	}
	if s.thread.Platform == "twitter" {
		steps[1] = func() error { return s.customer(ctx, "An agent, please!", "We are closed") }
		steps = steps[:2]
	}
	for _, step := range steps {
		if err := step(); err != nil {
			return fmt.Errorf("%s: %w", s.platform.Name, err)
		}
	}
	return nil
}

// scene is a conversation of the day.
type scene struct {
	out      io.Writer
	host     *host.Host
	platform *world.Platform
	thread   channel.Thread
	read     int // messages that the customer has read
}

// customer says something, and reads the answer, which begins as expected. The platform delivers it
// twice, which must not be seen.
func (s *scene) customer(ctx context.Context, text, answer string) error {
	fmt.Fprintf(s.out, "%-8s customer: %s\n", s.platform.Name, text)
	s.platform.Redeliver()
	s.platform.Server.Say(s.platform.Contact, text)
	return s.reads(ctx, answer)
}

// agent lets an agent take the customer and answer.
func (s *scene) agent(ctx context.Context, name, text string) error {
	if err := serveOne(ctx, s.host, s.thread, name, text); err != nil {
		return err
	}
	return s.reads(ctx, text)
}

// serveOne does what a router and an agent's page do: it offers a customer who waits to an agent,
// who accepts and answers. The names of the actions are the same each time, so doing it again
// changes nothing.
func serveOne(ctx context.Context, h *host.Host, thread channel.Thread, name, text string) error {
	if _, err := h.Service.Do(ctx, thread, session.Event{Kind: session.AgentFound, ID: "router/" + thread.Key(), Agent: name}); err != nil {
		return err
	}
	v, err := h.Service.Look(ctx, thread)
	if err != nil {
		return err
	}
	accepted := session.Event{Kind: session.AgentAccepted, ID: "page/accept/" + thread.Key(), Agent: name, Offer: v.Row.State.Part}
	if _, err := h.Service.Do(ctx, thread, accepted); err != nil {
		return err
	}
	got, err := h.Service.Say(ctx, thread, "page/answer/"+thread.Key(), conversation.Said{Agent: name, Messages: []channel.Message{{Text: text}}})
	if err == nil && !got.Known && !got.Done() {
		err = fmt.Errorf("the answer is refused: %s", got.Refused)
	}
	return err
}

// reads waits for the one message that the customer gets next.
func (s *scene) reads(ctx context.Context, want string) error {
	for {
		got := s.platform.Received()
		if len(got) > s.read {
			text := got[s.read].Text
			s.read++
			fmt.Fprintf(s.out, "%-8s      us: %s\n", s.platform.Name, text)
			if !strings.HasPrefix(text, want) {
				return fmt.Errorf("the customer reads %q, want %q", text, want)
			}
			return nil
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("the customer waits for %q: %w", want, ctx.Err())
		case <-time.After(5 * time.Millisecond):
		}
	}
}
