package router_test

import (
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/conversation"
	"github.com/contactkit/contactkit/channel/conversation/router"
	"github.com/contactkit/contactkit/session"
	"github.com/contactkit/contactkit/session/routing"
)

func texts(text string) []channel.Message { return []channel.Message{{Text: text}} }

// A transfer to a queue, an offer to one agent, a helper and a supervisor who takes over: places
// are where people are.
func TestPlaces(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := start(t, newStore(), agentsOnly(), router.Config{}, false)
		defer d.stop()
		d.ready("eve", 1)
		d.write("ann")
		d.accept("ann")
		d.ready("max", 1)
		d.do("ann", session.Event{Kind: session.TransferRequested, Agent: "eve", To: session.Queue, Queue: "claims"})
		if s := d.state("ann"); s.Ask != "claims\nmax" || s.Agent != "eve" {
			t.Fatalf("the transfer asks %q of %s", s.Ask, s.Agent)
		}
		d.write("bob")
		d.want("while max is asked", "ann: agent eve", "bob: queued")
		d.accept("ann")
		d.want("after the transfer", "ann: agent max", "bob: offered eve")
		d.accept("bob")

		d.do("ann", session.Event{Kind: session.JoinRequested, Agent: "max", Role: session.Consulted, To: session.Agent, Target: "sue"})
		d.accept("ann") // sue, whom the router does not know
		d.ready("sue", 1)
		d.write("cy")
		d.want("while sue helps", "cy: queued")
		d.do("ann", session.Event{Kind: session.AgentLeft, Agent: "sue"})
		d.want("when sue is free", "ann: agent max", "cy: offered sue")

		d.accept("cy")
		d.do("bob", session.Event{Kind: session.TransferRequested, Agent: "max", To: session.Agent, Target: "max", Force: true})
		d.write("dan")
		d.want("after max took over", "bob: agent max", "dan: offered eve")
	})
}

// A conversation is kept for the last agent as long as the policy says, also when rows are read.
func TestPreference(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := agentsOnly()
		p.LastAgent, p.LastAgentWait = time.Hour, 5*time.Minute
		d := start(t, newStore(), p, router.Config{}, false)
		defer d.stop()
		d.ready("eve", 1)
		d.write("ann")
		d.accept("ann")
		_, err := d.s.Say(t.Context(), of("ann"), "form", conversation.Said{Agent: "eve", Messages: texts("hello")})
		require.NoError(t, err)
		d.close("ann")
		d.r.Set(routing.Agent{ID: "eve", All: 1}) // away
		d.ready("max", 1)
		d.write("ann")
		d.write("ann")
		d.want("the last agent is waited for", "ann: queued")
		d.r.Resync()
		time.Sleep(4 * time.Minute)
		d.want("also after rows were read", "ann: queued")
		time.Sleep(2 * time.Minute)
		d.want("until the wait is over", "ann: offered max")
	})
}

// A conversation whose agent leaves goes to the front, also if the customer writes meanwhile.
func TestFront(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := start(t, newStore(), agentsOnly(), router.Config{}, false)
		defer d.stop()
		d.ready("eve", 1)
		d.write("ann")
		d.accept("ann")
		d.write("bob")
		time.Sleep(time.Minute)
		d.do("ann", session.Event{Kind: session.AgentMessage, Agent: "eve"})
		d.write("ann") // since now
		require.NoError(t, d.r.Leave(t.Context(), d.s, "eve"))
		d.write("ann")
		d.ready("max", 1)
		d.want("with max", "ann: offered max", "bob: queued")
	})
}

// Threads that are erased, or renamed by the platform, leave their place.
func TestGone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := start(t, newStore(), agentsOnly(), router.Config{}, false)
		defer d.stop()
		d.ready("eve", 1)
		d.write("ann")
		d.accept("ann")
		d.write("bob")
		moved := channel.Event{ID: "moved", Thread: of("new"), Origin: channel.OriginPlatform, Body: channel.Moved{From: of("ann")}}
		_, err := d.s.Put(t.Context(), conversation.Input{ID: "moved", Thread: of("ann"), Event: &moved})
		require.NoError(t, err)
		time.Sleep(2 * time.Minute)
		d.want("after the move", "new: agent eve", "bob: queued")
		require.NoError(t, d.s.Erase(t.Context(), of("new")))
		time.Sleep(70 * time.Second)
		d.want("after the erasure", "bob: offered eve")
		d.accept("bob")
		d.close("bob")
		d.write("new")
		d.want("when the contact begins anew", "new: offered eve")
	})
}

// The list for an agent has the conversations that this agent may take, and Request may leave
// conversations to another router.
func TestPull(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := agentsOnly()
		p.Routing = session.Pull
		d := start(t, newStore(), p, router.Config{
			Board: routing.Config{Queues: []routing.Queue{{ID: "all", Pull: true}}},
			Request: func(row conversation.Row, r *routing.Request) bool {
				if row.Thread.Contact == "vip" {
					r.Priority, r.Front = 10, true
				}
				return row.Thread.Contact != "external"
			},
		}, false)
		defer d.stop()
		d.ready("eve", 1)
		for _, contact := range []string{"ann", "external", "vip"} {
			d.write(contact)
		}
		want := []channel.Thread{of("vip"), of("ann")}
		if got := d.r.Waiting("eve", 9); !slices.Equal(got, want) {
			t.Errorf("eve may take %v, want %v", got, want)
		}
		d.do("ann", session.Event{Kind: session.AgentAccepted, Agent: "eve"})
		if got := d.r.Waiting("eve", 9); !slices.Equal(got, want[:1]) || d.r.Present("eve") {
			t.Errorf("then %v", got)
		}
		if got, back := d.r.Stamps("eve"); got == 0 || back == 0 {
			t.Errorf("marks of fairness are %d and %d", got, back)
		}
	})
}

func TestNew(t *testing.T) {
	_, err := router.New(router.Config{Resync: -1, LongestWrapUp: -1, Board: routing.Config{Point: -1}})
	var fields []string
	for _, f := range channel.FieldErrors(err) {
		fields = append(fields, f.Field)
	}
	if diff := cmp.Diff([]string{"rows", "board.queues", "resync", "longestWrapUp", "Point"}, fields); diff != "" {
		t.Errorf("complaints (-want +got):\n%s\n%v", diff, err)
	}
}
