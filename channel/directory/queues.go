package directory

import (
	"cmp"
	"slices"

	"github.com/contactkit/contactkit/session/routing"
)

// Queues returns the queues that the channels of a tenant name, sorted by ID, for a board of
// package session/routing: Routing.Queue and Routing.Fallback, and Routing.List with Pull. A queue
// asks all agents; a host with skills sets its Stages. If channels name the same queue with
// different selections, the channel with the lowest ID counts. Channels with the routing mode
// External have a router of their own, so their queues are left out.
func (d *Directory) Queues(tenant string) []routing.Queue {
	byID := make(map[string]routing.Queue)
	add := func(q routing.Queue) {
		if _, ok := byID[q.ID]; !ok && q.ID != "" {
			byID[q.ID] = q
		}
	}
	for e := range d.All() {
		r := &e.r.rec
		if r.Tenant != tenant || r.Routing.Mode == External {
			continue
		}
		if r.Routing.Mode == Pull {
			add(routing.Queue{ID: r.Routing.List, Pull: true})
		} else {
			add(routing.Queue{ID: r.Routing.Queue, Select: r.Routing.Selection.Routing()})
		}
		add(routing.Queue{ID: r.Routing.Fallback, Select: r.Routing.Selection.Routing()})
	}
	queues := make([]routing.Queue, 0, len(byID))
	for _, q := range byID {
		queues = append(queues, q)
	}
	slices.SortFunc(queues, func(a, b routing.Queue) int { return cmp.Compare(a.ID, b.ID) })
	return queues
}
