package router_test

import (
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/contactkit/contactkit/channel/conversation/router"
	"github.com/contactkit/contactkit/session"
	"github.com/contactkit/contactkit/session/routing"
)

// queueList is the queues of a host, which change.
type queueList struct {
	mu     sync.Mutex
	queues []routing.Queue
}

func (l *queueList) set(ids ...string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.queues = nil
	for _, id := range ids {
		l.queues = append(l.queues, routing.Queue{ID: id})
	}
}

func (l *queueList) list() []routing.Queue {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.queues
}

func inQueue(name string) session.Policy {
	p := agentsOnly()
	p.Queue = name
	return p
}

// A router that begins without queues takes them from the host when a conversation waits in one,
// and keeps places, the order of agents and what waits.
func TestQueuesOfTheHost(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var l queueList
		d := start(t, newStore(), inQueue("parcels"), router.Config{Board: routing.Config{Media: []string{"test"}}, Queues: l.list}, false)
		defer d.stop()
		d.ready("eve", 1)
		d.ready("max", 1)
		d.write("ann")
		d.want("without queues", "ann: queued")
		l.set("parcels")
		d.write("bob") // in a queue that the board does not have
		d.want("with the queue", "ann: offered eve", "bob: offered max")
		d.accept("ann")
		d.accept("bob")
		d.write("cy")
		d.want("nobody is free", "cy: queued")

		l.set("letters", "parcels")
		time.Sleep(time.Minute) // Resync
		d.want("after a change", "ann: agent eve", "bob: agent max", "cy: queued")
		if d.r.Present("eve") {
			t.Error("eve has no place, and is present after a change of the queues")
		}
		d.close("bob")
		d.want("after bob is closed", "ann: agent eve", "cy: offered max")
	})
}

// Conversations whose queue is gone wait until it is back.
func TestQueueGoneAndBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var l queueList
		l.set("letters", "parcels")
		d := start(t, newStore(), inQueue("parcels"), router.Config{Board: routing.Config{Media: []string{"test"}}, Queues: l.list}, false)
		defer d.stop()
		d.write("ann")
		l.set("letters")
		time.Sleep(time.Minute)
		d.ready("eve", 1)
		d.want("without its queue", "ann: queued")
		l.set("letters", "parcels")
		time.Sleep(time.Minute)
		d.want("with its queue", "ann: offered eve")
	})
}

// A list that is not right changes nothing.
func TestQueuesThatAreWrong(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var l queueList
		l.set("parcels")
		d := start(t, newStore(), inQueue("parcels"), router.Config{Board: routing.Config{Media: []string{"test"}}, Queues: l.list}, false)
		defer d.stop()
		l.set("parcels", "")
		time.Sleep(time.Minute)
		d.ready("eve", 1)
		d.write("ann")
		d.want("with a wrong list", "ann: offered eve")
	})
}

// A choice that the store could not take yet keeps its place on the new board.
func TestQueuesChangeWhileTheStoreIsDown(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var l queueList
		l.set("parcels")
		st := newStore()
		d := start(t, st, inQueue("parcels"), router.Config{Board: routing.Config{Media: []string{"test"}}, Queues: l.list}, false)
		defer d.stop()
		d.write("ann")
		d.write("bob")
		st.down.Store(true)
		d.ready("eve", 1)
		l.set("letters", "parcels")
		time.Sleep(2 * time.Minute)
		st.down.Store(false)
		time.Sleep(10 * time.Second)
		d.want("when the store is back", "ann: offered eve", "bob: queued")
	})
}
