package conversation

import (
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/contactkit/contactkit/channel"
)

// A thread that fails by itself pauses longer each time. An outage of the store makes no pause
// longer than its own, and the first thread that is applied ends the pauses of the others.
func TestPausesOfThreads(t *testing.T) {
	thread := func(contact string) channel.Thread {
		return channel.Thread{Platform: "toy", Account: "1", Contact: contact}
	}
	ann, bob, cid := thread("ann"), thread("bob"), thread("cid")
	synctest.Test(t, func(t *testing.T) {
		f := newFailures()
		paused := func(when string, want ...channel.Thread) {
			t.Helper()
			if got := f.now(); !slices.Equal(got, want) {
				t.Errorf("%s: %v pause, want %v", when, got, want)
			}
		}
		for range 100 { // redeliveries within the pause
			f.add(ann)
		}
		paused("at once", ann)
		time.Sleep(firstPause)
		paused("after one pause")
		f.add(ann)
		time.Sleep(firstPause)
		paused("in a second one of twice the length", ann)

		for range 9 { // the outage lasts
			time.Sleep(lastPause)
			f.add(ann)
			f.add(bob)
		}
		paused("in the outage", ann, bob)
		f.remove(cid)
		paused("once a thread was applied")

		f.add(ann) // which fails for a reason of its own
		f.remove(cid)
		paused("while others are applied", ann)
		f.remove(ann)
		f.add(ann)
		f.remove(cid)
		paused("a new fault, tried again at once")
		f.add(ann)
		f.remove(cid)
		paused("and only once", ann)
	})
}
