package main

import (
	"context"
	"errors"
	"flag"
	"math/rand/v2"
	"runtime"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/standin"
	"github.com/contactkit/contactkit/examples/desk/store"
	"github.com/contactkit/contactkit/session"
)

// attend lets an agent work until ctx ends: accept what is offered, answer who waits, and end what
// has been said.
func (d *testDesk) attend(ctx context.Context, agent string, seed uint64) {
	dice := rand.New(rand.NewPCG(seed, 1))
	if err := d.Engine.Ready(ctx, agent, true); err != nil {
		d.t.Error(err)
	}
	answered := make(map[channel.Thread]int)
	for n := 0; ; n++ {
		select {
		case <-ctx.Done():
			return
		case <-time.After(time.Duration(5+dice.IntN(10)) * time.Second):
		}
		var offers []store.Offer
		var mine []store.Conversation
		d.view(func(t *store.Tx) (err error) {
			if offers, err = t.Offers(agent); err == nil {
				mine, err = t.With(agent)
			}
			return err
		})
		id := agent + "/" + time.Now().Format(time.RFC3339Nano)
		for _, o := range offers {
			ev := session.Event{Kind: session.AgentAccepted, Agent: agent, Offer: o.Number}
			if err := d.Engine.Act(ctx, id+o.Thread.Key(), o.Thread, ev); err != nil {
				d.t.Error(err)
			}
		}
		for _, c := range mine {
			var err error
			if answered[c.Thread]++; answered[c.Thread]%4 == 0 {
				err = d.Engine.Act(ctx, id+c.Thread.Key(), c.Thread, session.Event{Kind: session.CloseRequested, Agent: agent, By: session.Agent})
			} else if c.State.Owes == session.Agent {
				err = d.Engine.Answer(ctx, agent, id+c.Thread.Key(), c.Thread, channel.Message{Text: "One moment, I am looking into it."})
			}
			if err != nil {
				d.t.Error(err)
			}
		}
	}
}

// tally is how much the demo holds at a moment.
type tally struct {
	events     int64  // received since the start
	kept       int    // calls and messages that the pretended platforms remember
	heap       uint64 // bytes
	served     int
	waiting    int
	unattended int // offline
}

func (d *testDesk) tally() (n tally) {
	n.events = d.Engine.Count.Events.Load()
	for _, p := range d.world.Platforms {
		n.kept += len(p.Received())
		n.kept += len(p.Server.(interface{ Calls() []standin.Call }).Calls())
	}
	d.view(func(t *store.Tx) error {
		phases, err := t.Phases()
		for _, p := range phases {
			switch p.Name {
			case "agent", "hold", "offered":
				n.served += p.N
			case "queued":
				n.waiting += p.N
			case "offline":
				n.unattended += p.N
			}
		}
		return err
	})
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	n.heap = m.HeapAlloc
	return n
}

var demoHalf = flag.Duration("demo-half", 40*time.Minute, "half of what TestLongDemo plays, longer than what the platforms remember")

// Hours of the demo on a fast clock: customers still arrive, agents still serve, and the pretended
// platforms remember no more at the end than after half of the time.
func TestLongDemo(t *testing.T) {
	takesMinutes(t) // it plays more than an hour
	synctest.Test(t, func(t *testing.T) {
		d := openDesk(t)
		ctx, stop := context.WithCancel(t.Context())
		var group sync.WaitGroup
		group.Go(func() {
			if err := d.world.Play(ctx, 1); err != nil && !errors.Is(err, context.Canceled) {
				t.Error(err)
			}
		})
		for i, agent := range []string{"ann", "bob"} {
			group.Go(func() { d.attend(ctx, agent, uint64(i)) })
		}
		time.Sleep(*demoHalf / 2)
		t.Logf("after a quarter %+v", d.tally())
		time.Sleep(*demoHalf / 2)
		one := d.tally()
		time.Sleep(*demoHalf)
		two := d.tally()
		stop()
		group.Wait()
		t.Logf("after half %+v, at the end %+v", one, two)
		if fresh := two.events - one.events; fresh < int64(5*demoHalf.Minutes()) {
			t.Errorf("%d events in the second half: the demo has run out of work", fresh)
		}
		if two.kept > one.kept+one.kept/10 {
			t.Errorf("the platforms remember %d things after half and %d at the end", one.kept, two.kept)
		}
		if two.heap > one.heap+one.heap/10 {
			t.Errorf("the memory holds %d bytes after half and %d at the end", one.heap, two.heap)
		}
		if two.unattended > 12 {
			t.Errorf("%d customers are offline while agents are ready", two.unattended)
		}
		for line := range strings.Lines(d.log.String()) {
			if strings.Contains(line, "level=ERROR") {
				t.Error(line)
			}
		}
	})
}
