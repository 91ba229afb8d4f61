package router_test

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/contactkit/contactkit/channel/conversation"
	"github.com/contactkit/contactkit/channel/conversation/router"
	"github.com/contactkit/contactkit/session"
	"github.com/contactkit/contactkit/session/routing"
)

// One place, three customers: each is offered when the place is free, in their order.
func TestOneAfterAnother(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := start(t, newStore(), agentsOnly(), router.Config{}, false)
		defer d.stop()
		for _, contact := range []string{"bob", "ann", "cy"} {
			d.write(contact)
		}
		d.want("without agents", "ann: queued", "bob: queued", "cy: queued")
		if d.r.Present("eve") {
			t.Error("an agent is present that the router does not know")
		}
		d.ready("eve", 1)
		d.want("with eve", "ann: queued", "bob: offered eve", "cy: queued")
		if d.r.Present("eve") {
			t.Error("eve is asked, and has room")
		}
		d.accept("bob")
		d.want("after she accepted", "ann: queued", "bob: agent eve", "cy: queued")
		d.close("bob")
		d.want("after she closed", "ann: offered eve", "bob: closed", "cy: queued")
		d.do("ann", session.Event{Kind: session.AgentDeclined, Agent: "eve", Offer: d.state("ann").Part})
		d.want("after she declined", "ann: queued", "cy: offered eve")
		d.ready("max", 2)
		d.want("with max", "ann: offered max", "cy: offered eve")
		if !d.r.Present("max") {
			t.Error("max has a free place, and is not present")
		}
	})
}

// A router that begins with the rows of another chooses as that would have: whoever serves keeps
// the place, and what came in between is found.
func TestRestart(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		st := newStore()
		d := start(t, st, agentsOnly(), router.Config{}, false)
		d.ready("eve", 2)
		d.write("ann")
		d.accept("ann")
		d.write("bob") // offered
		d.write("cy")
		d.stop()

		d = start(t, st, agentsOnly(), router.Config{}, true) // hears of nothing but the rows
		defer d.stop()
		time.Sleep(time.Second)
		d.ready("eve", 2)
		d.want("after the restart", "ann: agent eve", "bob: offered eve", "cy: queued")
		d.close("ann")
		d.want("what the router has not heard of", "cy: queued")
		d.r.Resync()
		time.Sleep(10 * time.Millisecond)
		d.want("when it is told to look", "cy: offered eve")
		d.accept("bob")
		d.accept("cy")
		d.write("dan")
		d.close("bob")
		d.want("until it looks by itself", "dan: queued")
		time.Sleep(time.Minute)
		d.want("after a minute", "dan: offered eve", "cy: agent eve")
	})
}

// Stages widen and a queue's TTL ends although nothing happens.
func TestWake(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		board := routing.Config{Queues: []routing.Queue{{ID: "all", TTL: 5 * time.Minute, Stages: []routing.Stage{
			{Needs: []routing.Need{{Skill: "french", Level: 5}}}, {After: time.Minute, Needs: []routing.Need{{Skill: "french", Level: 1}}},
		}}}}
		p := agentsOnly()
		p.Offline = true
		d := start(t, newStore(), p, router.Config{Board: board}, false)
		defer d.stop()
		d.r.Set(routing.Agent{ID: "beginner", Ready: true, All: 1, Skills: map[string]uint8{"french": 2}})
		d.write("ann")
		d.write("bob")
		time.Sleep(59 * time.Second)
		d.want("before the second stage", "ann: queued", "bob: queued")
		time.Sleep(time.Second)
		d.want("after a minute", "ann: offered beginner", "bob: queued")
		d.accept("ann")
		time.Sleep(4*time.Minute - time.Second)
		d.want("before the wait is over", "ann: agent beginner", "bob: queued")
		time.Sleep(time.Second)
		d.want("after five minutes", "bob: offline")
	})
}

// A session that keeps no offline messages lets a customer wait beyond the TTL of the queue, and an
// agent who comes later is found.
func TestWaitBeyondTTL(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		board := routing.Config{Queues: []routing.Queue{{ID: "all", TTL: 5 * time.Minute}}}
		p := agentsOnly()
		p.Offline, p.QueueWait = false, nil
		d := start(t, newStore(), p, router.Config{Board: board}, false)
		defer d.stop()
		d.write("ann")
		time.Sleep(17 * time.Minute)
		d.want("after seventeen minutes", "ann: queued")
		d.ready("eve", 1)
		d.want("with eve", "ann: offered eve")
	})
}

// The place of a closed conversation stays taken while the agent writes it up, also over a
// restart, and is free as soon as that is done.
func TestWrapUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		st := newStore()
		cfg := router.Config{WrapUp: func(conversation.Row) time.Duration { return time.Minute }}
		d := start(t, st, agentsOnly(), cfg, false)
		d.ready("eve", 1)
		d.write("ann")
		d.accept("ann")
		_, err := d.s.Say(t.Context(), of("ann"), "form", conversation.Said{Agent: "eve", Messages: texts("hello")})
		require.NoError(t, err)
		d.close("ann")
		d.write("bob")
		time.Sleep(58 * time.Second)
		d.want("in the minute", "bob: queued")
		if d.r.Present("eve") {
			t.Error("eve writes up a conversation, and has room")
		}
		time.Sleep(2 * time.Second)
		d.want("after the minute", "bob: offered eve")

		d.accept("bob")
		_, err = d.s.Say(t.Context(), of("bob"), "form2", conversation.Said{Agent: "eve", Messages: texts("hello")})
		require.NoError(t, err)
		d.close("bob")
		d.write("cy")
		d.want("in the next minute", "cy: queued")
		d.stop()
		time.Sleep(10 * time.Second)

		d = start(t, st, agentsOnly(), cfg, false)
		defer d.stop()
		d.ready("eve", 1)
		time.Sleep(40 * time.Second)
		d.want("after the restart", "cy: queued")
		d.r.Wrapped(of("bob"), "eve")
		time.Sleep(10 * time.Millisecond)
		d.want("when the wrap-up is done", "cy: offered eve")
	})
}

// Conversations of an agent who leaves go to others: served, offered, chosen but not offered yet.
func TestLeave(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		st := newStore()
		d := start(t, st, agentsOnly(), router.Config{}, false)
		defer d.stop()
		d.ready("eve", 3)
		d.write("ann")
		d.accept("ann")
		d.write("bob")
		d.want("before", "ann: agent eve", "bob: offered eve")
		require.NoError(t, d.r.Leave(t.Context(), d.s, "eve"))
		time.Sleep(10 * time.Millisecond)
		d.want("after", "ann: queued", "bob: queued")
		d.ready("max", 2)
		d.want("with max", "ann: offered max", "bob: offered max")
		d.write("cy")
		d.want("a new one", "cy: queued")

		d.ready("eve", 1)
		d.want("when she is back", "cy: offered eve")
		st.down.Store(true)
		if err := d.r.Leave(t.Context(), d.s, "eve"); err == nil {
			t.Error("a session did not hear that eve left, and Leave says nothing")
		}
		st.down.Store(false)
		require.NoError(t, d.r.Leave(t.Context(), d.s, "eve"))
		time.Sleep(10 * time.Millisecond)
		d.want("when she leaves again", "cy: queued")
	})
}

// While the store is down no choice is lost, and none is made twice.
func TestStoreDown(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		st := newStore()
		d := start(t, st, agentsOnly(), router.Config{}, false)
		defer d.stop()
		d.write("ann")
		st.down.Store(true)
		d.ready("eve", 1)
		time.Sleep(20 * time.Second)
		st.down.Store(false)
		d.want("at first", "ann: queued")
		time.Sleep(time.Minute)
		d.want("later", "ann: offered eve")

		down := newStore()
		down.down.Store(true)
		other := start(t, down, agentsOnly(), router.Config{}, false)
		defer other.stop()
		other.ready("eve", 1)
		time.Sleep(10 * time.Second)
		down.down.Store(false)
		other.write("ann")
		time.Sleep(20 * time.Second)
		other.want("after rows could not be read", "ann: offered eve")
	})
}

// A session that does not take the choice waits for others, and is not asked for ever.
func TestRefusedChoice(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := agentsOnly()
		p.Routing = session.Pull // and the board pushes
		d := start(t, newStore(), p, router.Config{}, false)
		defer d.stop()
		d.ready("eve", 1)
		d.write("ann")
		time.Sleep(10 * time.Minute)
		d.want("later", "ann: queued")
		if rev := d.state("ann").Rev; rev > 20 {
			t.Errorf("the state has changed %d times", rev)
		}
	})
}

// Run ends with its context, also while the store is down.
func TestRunEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		st := newStore()
		st.down.Store(true)
		r, err := router.New(router.Config{Rows: st, Board: queues})
		require.NoError(t, err)
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		defer cancel()
		require.NoError(t, r.Run(ctx, nil))
	})
}
