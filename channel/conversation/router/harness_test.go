package router_test

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"log/slog"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/conversation"
	"github.com/contactkit/contactkit/channel/conversation/router"
	"github.com/contactkit/contactkit/channel/directory"
	"github.com/contactkit/contactkit/session"
	"github.com/contactkit/contactkit/session/routing"
)

// silent is a platform that takes everything.
type silent struct{}

func (silent) Limits(channel.Thread) channel.Limits {
	return channel.Limits{Text: channel.Length{Max: 1000}}
}

func (silent) Send(context.Context, channel.Thread, channel.Message) (channel.Sent, error) {
	return channel.Sent{IDs: []string{"m"}}, nil
}

// store is a store that can be down.
type store struct {
	*conversation.Memory
	down atomic.Bool
}

var errDown = errors.New("down")

func (s *store) Update(ctx context.Context, t channel.Thread, in []conversation.Input, plan func(conversation.View) (conversation.Change, error)) error {
	if s.down.Load() {
		return errDown
	}
	return s.Memory.Update(ctx, t, in, plan)
}

func (s *store) Rows(ctx context.Context, since time.Time) iter.Seq2[conversation.Row, error] {
	if s.down.Load() {
		return func(yield func(conversation.Row, error) bool) { yield(conversation.Row{}, errDown) }
	}
	return s.Memory.Rows(ctx, since)
}

// desk is a node: a service and its router, over a store that other nodes may share.
type desk struct {
	t    *testing.T
	s    *conversation.Service
	r    *router.Router
	stop func()
	n    int
}

func newStore() *store {
	return &store{Memory: conversation.NewMemory(conversation.MemoryConfig{})}
}

// queues are the queues of most tests.
var queues = routing.Config{Queues: []routing.Queue{{ID: "all"}, {ID: "claims"}}}

// start starts a node. Its router hears of its own service unless deaf is set.
func start(t *testing.T, st *store, policy session.Policy, cfg router.Config, deaf bool) *desk {
	t.Helper()
	if len(cfg.Board.Queues) == 0 && cfg.Queues == nil {
		cfg.Board = queues
	}
	cfg.Rows, cfg.Log = st, slog.New(slog.DiscardHandler)
	r, err := router.New(cfg)
	require.NoError(t, err)
	c := conversation.Config{
		Store: st, Sender: silent{}, Log: slog.New(slog.DiscardHandler), Present: r.Present, Changed: r.Changed,
		Rules: func(context.Context, string, channel.Thread) (conversation.Rules, error) {
			return conversation.Rules{Policy: &policy}, nil
		},
	}
	if deaf {
		c.Changed = nil
	}
	s, err := conversation.New(c)
	require.NoError(t, err)
	ctx, cancel := context.WithCancel(context.Background())
	ran := make(chan error, 2)
	go func() { ran <- s.Run(ctx) }()
	go func() { ran <- r.Run(ctx, s) }()
	d := &desk{t: t, s: s, r: r}
	d.stop = func() {
		cancel()
		for range 2 {
			require.NoError(t, <-ran)
		}
	}
	return d
}

func agentsOnly() session.Policy {
	p := session.Policy{Config: session.DefaultConfig()}
	p.Mode, p.AgentSilent, p.ContactSilent = session.AgentOnly, nil, nil
	return p
}

func of(contact string) channel.Thread {
	return channel.Thread{Platform: "test", Account: "1", Contact: contact}
}

// write lets a contact write, and gives everything a moment.
func (d *desk) write(contact string) {
	d.t.Helper()
	d.n++
	id := fmt.Sprint(contact, "/", d.n, "/", time.Now().UnixNano())
	e := channel.Event{ID: id, Thread: of(contact), Origin: channel.OriginContact, Renews: true, Time: time.Now(), Body: channel.Message{ID: id, Text: "hi"}}
	require.NoError(d.t, d.s.Receive(d.t.Context(), []directory.Routed{{Event: e}}))
	time.Sleep(10 * time.Millisecond)
}

// do tells the session something, and gives everything a moment.
func (d *desk) do(contact string, e session.Event) {
	d.t.Helper()
	e.ID = fmt.Sprint(time.Now().UnixNano())
	_, err := d.s.Do(d.t.Context(), of(contact), e)
	require.NoError(d.t, err)
	time.Sleep(10 * time.Millisecond)
}

func (d *desk) state(contact string) session.State {
	d.t.Helper()
	v, err := d.s.Look(d.t.Context(), of(contact))
	require.NoError(d.t, err)
	return v.Row.State
}

// accept lets the agent who is asked accept.
func (d *desk) accept(contact string) {
	d.t.Helper()
	s := d.state(contact)
	agent := s.Agent
	if s.Asks == session.Agent {
		_, agent, _ = strings.Cut(s.Ask, "\n")
	}
	d.do(contact, session.Event{Kind: session.AgentAccepted, Agent: agent, Offer: s.Part})
}

func (d *desk) close(contact string) {
	d.t.Helper()
	d.do(contact, session.Event{Kind: session.CloseRequested, By: session.Host})
}

// is is the phase of a contact's conversation, with its agent.
func (d *desk) is(contact string) string {
	d.t.Helper()
	s := d.state(contact)
	return strings.TrimSpace(fmt.Sprint(s.Phase, " ", s.Agent))
}

// want compares where conversations are with what is wanted, such as "ann: agent eve".
func (d *desk) want(when string, lines ...string) {
	d.t.Helper()
	for _, line := range lines {
		contact, want, _ := strings.Cut(line, ": ")
		if got := d.is(contact); got != want {
			d.t.Errorf("%s: %s is %q, want %q (%s)", when, contact, got, want, d.r.Explain(of(contact)))
		}
	}
}

// ready tells of an agent with so many places.
func (d *desk) ready(agent string, places int) {
	d.r.Set(routing.Agent{ID: agent, Ready: true, All: places})
	time.Sleep(10 * time.Millisecond)
}
