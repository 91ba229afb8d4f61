package dispatch_test

import (
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/dispatch"
)

// However long the store cannot say how a call ended, it says so in the end: a part that was
// refused is sent later, and one that was sent or refused for good is not uncertain.
func TestTheEndOfACallIsNotedUntilItIsStored(t *testing.T) {
	tests := []struct {
		name   string
		answer error // to the first call
		status dispatch.Status
		want   dispatch.Status
	}{
		{"not accepted", fail(channel.ErrUnavailable, nil), dispatch.Unsent, dispatch.Sent},
		{"too many", limited(channel.ScopeAccount, 10*time.Second), dispatch.Unsent, dispatch.Sent},
		{"sent", nil, dispatch.Sent, dispatch.Sent},
		{"refused for good", fail(channel.ErrRejected, nil), dispatch.Failed, dispatch.Failed},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				p := &platform{limits: short, fault: failing(tt.answer)}
				j := newJournal()
				left := 7
				j.fail = func(e dispatch.Entry) error {
					if e.Status == tt.status && left > 0 {
						left--
						return errors.New("connection refused")
					}
					return nil
				}
				failed := 0
				d := newDispatcher(t, p, dispatch.Config{Journal: j, Observe: func(o dispatch.Observation) {
					if o.Event == dispatch.EventStoreFailed {
						failed++
					}
				}})
				prepared, _, _ := d.Prepare("k", thread("a"), channel.Message{Text: "hello"})
				r, err := d.Deliver(t.Context(), prepared)
				if r.Status() != tt.want || errors.Is(err, dispatch.ErrJournal) || failed != 7 {
					t.Errorf("%q: %v, after %d failures of the journal; want %q after 7", r.Status(), err, failed, tt.want)
				}
				if diff := cmp.Diff(r, j.receipt(prepared)); diff != "" {
					t.Errorf("the journal knows something else (-returned +stored):\n%s", diff)
				}
			})
		})
	}
}

// The note of how a call ended is given up once the receipt was erased.
func TestTheEndOfACallWhoseReceiptIsGone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		j := newJournal()
		asked := 0
		j.fail = func(e dispatch.Entry) error {
			if e.Status == dispatch.Sent {
				asked++
				return dispatch.ErrFenced
			}
			return nil
		}
		d := newDispatcher(t, &platform{limits: short}, dispatch.Config{Journal: j})
		r, err := accept(t, d, "k", thread("a"), channel.Message{Text: "hello"}).Wait()
		if r.Status() != dispatch.Sent || !errors.Is(err, dispatch.ErrFenced) || asked != 1 {
			t.Errorf("%q: %v, after %d notes; want one", r.Status(), err, asked)
		}
	})
}
