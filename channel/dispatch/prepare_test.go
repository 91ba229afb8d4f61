package dispatch_test

import (
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/dispatch"
)

// Zero limits mean that they are not known: nothing is planned, failed or paced by them.
func TestLimitsThatAreNotKnown(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := &platform{}
		d := newDispatcher(t, p, dispatch.Config{})
		if r, _, err := d.Prepare("k", thread("a"), channel.Message{Text: "hello"}); !errors.Is(err, channel.ErrUnavailable) || r.Key != "" {
			t.Errorf("Prepare: %+v, %v", r, err)
		}
		p.limits = slow()
		first, _, err := d.Prepare("1", thread("a"), channel.Message{Text: "1"})
		if err != nil {
			t.Fatal(err)
		}
		p.limits = channel.Limits{} // another node, which has not loaded the record
		if r, err := d.Deliver(t.Context(), first); !errors.Is(err, channel.ErrUnavailable) || r.Status() != dispatch.Unsent {
			t.Errorf("Deliver: %q, %v", r.Status(), err)
		}
		p.limits = slow()
		start := time.Now()
		second, _, _ := d.Prepare("2", thread("b"), channel.Message{Text: "2"})
		for _, r := range []dispatch.Receipt{first, second} {
			if _, err := d.Deliver(t.Context(), r); err != nil {
				t.Error(err)
			}
		}
		if got := time.Since(start).Round(time.Second); got != time.Second {
			t.Errorf("two messages took %v at one a second", got)
		}
	})
}
