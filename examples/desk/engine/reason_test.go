package engine

import (
	"strconv"
	"testing"

	"github.com/contactkit/contactkit/session"
)

// Every reason of the session has words.
func TestReasons(t *testing.T) {
	n := 0
	for r := session.ReasonNone + 1; r.String() != strconv.Itoa(int(r)) && n < 100; r++ {
		if n++; Reason(r.String()) == "" {
			t.Errorf("%v has no words", r)
		}
	}
	if n != len(reasons) {
		t.Errorf("the session has %d reasons, and %d have words", n, len(reasons))
	}
	if got := Reason("new"); got != "" {
		t.Error(got)
	}
}
