package routing_test

import (
	"runtime"
	"testing"

	"github.com/contactkit/contactkit/session/routing"
)

// A board of 10,000 agents, with 100,000 contacts who wait, takes at most 70 MiB. The names and the
// agents' maps are the caller's.
func TestBoardFitsInMemory(t *testing.T) {
	if testing.Short() {
		t.Skip("it fills the heap")
	}
	const most = 70.0
	h := newHall(t, routing.LongestAvailable, 3)
	h.fill(100_000, 0)
	with := heapBytes()
	h.b = nil // everything else of the hall stays
	got := float64(with-heapBytes()) / (1 << 20)
	t.Logf("the board takes %.1f MiB", got)
	if got > most {
		t.Errorf("the board takes %.1f MiB, want %.0f at most", got, most)
	}
	runtime.KeepAlive(h)
}

func heapBytes() uint64 {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}
