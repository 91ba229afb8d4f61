package directory_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/contactkit/contactkit/channel/directory"
	"github.com/contactkit/contactkit/session/routing"
)

// The queues are those of one tenant's records as they are now, each once.
func TestQueues(t *testing.T) {
	first, second, list, apart, other := bot("c1", "One", 71001), bot("c2", "Two", 71002), bot("c3", "Three", 71003), bot("c4", "Four", 71004), bot("c5", "Five", 71005)
	first.Routing.Queue, first.Routing.Fallback, first.Routing.Selection = "claims", "all", directory.LeastLoaded
	second.Routing.Queue, second.Routing.Selection = "claims", directory.RoundRobin
	list.Routing.Mode, list.Routing.List, list.Routing.Queue = directory.Pull, "open", "unused"
	apart.Routing.Mode, apart.Routing.Queue = directory.External, "of-another-router"
	other.Tenant, other.Routing.Queue = "south", "parcels"
	d := newDirectory(t, options(), second, first, list, apart, other)
	want := []routing.Queue{{ID: "all", Select: routing.LeastLoaded}, {ID: "claims", Select: routing.LeastLoaded}, {ID: "open", Pull: true}}
	if diff := cmp.Diff(want, d.Queues("north")); diff != "" {
		t.Errorf("queues of north (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]routing.Queue{{ID: "parcels"}}, d.Queues("south")); diff != "" {
		t.Errorf("queues of south (-want +got):\n%s", diff)
	}
	changed := find(d, "c5")
	changed.Routing.Queue = "letters"
	if _, err := d.Replace(t.Context(), changed); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]routing.Queue{{ID: "letters"}}, d.Queues("south")); diff != "" {
		t.Errorf("queues of south after a change (-want +got):\n%s", diff)
	}
	if got := d.Queues("west"); len(got) != 0 {
		t.Errorf("queues of a tenant without channels: %v", got)
	}
}
