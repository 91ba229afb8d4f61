package directory

import (
	"strconv"
	"testing"
	"time"
)

// However many paths strangers think of, the memory stays bounded, and what was asked for last is
// known.
func TestAbsentIsBounded(t *testing.T) {
	var a absent
	now := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	const calls = 10 * mostAbsent
	for i := range calls {
		a.add("/x/"+strconv.Itoa(i), now.Add(time.Second))
	}
	if n := len(a.young) + len(a.old); n > 2*mostAbsent {
		t.Errorf("%d paths are kept", n)
	}
	for i := calls - mostAbsent; i < calls; i++ {
		if !a.has("/x/"+strconv.Itoa(i), now) {
			t.Fatalf("path %d of %d is forgotten", i, calls)
		}
	}
	if a.has("/x/0", now) || a.has("/x/"+strconv.Itoa(calls-1), now.Add(time.Second)) {
		t.Error("what is long gone, or over, is still absent")
	}
}
