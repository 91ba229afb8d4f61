package pace_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/contactkit/contactkit/channel/pace"
)

// fill lets so many other limits be used that the free ones are forgotten.
func (g *grants) fill() {
	g.t.Helper()
	for range 3000 {
		g.others++
		limits := []pace.Limit{{Bucket: pace.AccountBucket("test", fmt.Sprint("other", g.others)), N: 1, Per: time.Minute}}
		if got, err := g.m.Acquire(g.t.Context(), limits, time.Second); err != nil || got.Wait > 0 {
			g.t.Fatalf("%+v, %v", got, err)
		}
	}
}

// A call that ends long after its permit has come back takes none again, also if its limit is
// forgotten.
func TestALateReturnTakesNoPermit(t *testing.T) {
	for _, forgotten := range []bool{false, true} {
		g := newGrants(t)
		late := g.acquire(1, time.Second)
		g.clock.advance(time.Hour)
		if forgotten {
			g.fill()
		} else {
			g.give(g.acquire(1, time.Second), pace.Return{Unused: true}) // sees that the permit is back
		}
		g.give(late, pace.Return{Answered: true})
		if got := g.acquire(1, time.Second); got.Wait > 0 {
			t.Errorf("forgotten %v: the permit is taken for %v", forgotten, got.Wait)
		}
	}
}

// A grant that is never given back is forgotten a day after its hold, and not before.
func TestALostGrantIsForgotten(t *testing.T) {
	g := newGrants(t)
	g.acquire(1, time.Minute)
	kept := func() int {
		g.fill()
		_, _, grants := g.m.Len()
		return grants
	}
	g.clock.advance(23 * time.Hour)
	first := kept()
	g.clock.advance(2 * time.Hour)
	g.fill() // those of the round before are younger than a day
	if second := kept(); first != 3001 || second != 9000 {
		t.Errorf("%d and %d grants are kept, want 3001 and, without the first, 9000", first, second)
	}
}

// If permits come back one after the other, a call waits for as many as it needs.
func TestACallWaitsForThePermitsThatItNeeds(t *testing.T) {
	g := newGrants(t)
	g.give(g.acquire(2, time.Second), pace.Return{})
	g.clock.advance(time.Minute)
	g.give(g.acquire(2, time.Second), pace.Return{})
	if got := g.acquire(2, time.Second); got.Wait != time.Minute {
		t.Errorf("waits %v, want a minute, for the first permit", got.Wait)
	}
	g.clock.advance(time.Minute)
	if got := g.acquire(2, time.Second); got.Wait > 0 {
		t.Errorf("waits %v, although the first permit is back", got.Wait)
	}
}

// A call takes one from the number that the platform named for a bucket, however many limits of the
// bucket it falls under, and one from each bucket.
func TestCapsCountCallsOfABucket(t *testing.T) {
	g := newGrants(t)
	one, two := pace.AccountBucket("test", "1"), pace.AccountBucket("test", "2")
	limits := []pace.Limit{{Bucket: one, N: 100, Per: 2 * time.Minute}, {Bucket: one, N: 100, Per: time.Hour}, {Bucket: two, N: 100, Per: time.Hour}}
	ask := func() pace.Grant {
		got, err := g.m.Acquire(t.Context(), limits, time.Second)
		if err != nil {
			t.Fatal(err)
		}
		return got
	}
	g.give(ask(), pace.Return{Answered: true, Caps: []pace.Cap{{Bucket: one, Remaining: 2, Reset: time.Hour}, {Bucket: two, Remaining: 2, Reset: time.Hour}}})
	for n := range 3 {
		if got := ask(); got.Wait > 0 != (n == 2) {
			t.Errorf("call %d waits %v", n+1, got.Wait)
		}
	}
}

// A limit without a time is not spaced.
func TestSpacingOfALimitWithoutATime(t *testing.T) {
	if perSecond, _, ok := (pace.Limit{N: 10}).Spacing(); ok {
		t.Errorf("spaced to %v a second", perSecond)
	}
}
