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

// Once the journal is back, the end of a call is stored within a second, however long the journal
// was out of reach: a worker that claims the thread later does not find the part begun.
func TestTheEndOfACallIsStoredSoonAfterAnOutage(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		back := time.Now().Add(5*time.Minute + 100*time.Millisecond)
		j := newJournal()
		j.fail = func(e dispatch.Entry) error {
			if e.Status == dispatch.Sent && time.Now().Before(back) {
				return errors.New("connection refused")
			}
			return nil
		}
		d := newDispatcher(t, &platform{limits: short}, dispatch.Config{Journal: j, Random: func() float64 { return 1 }})
		r, err := accept(t, d, "k", thread("a"), channel.Message{Text: "hello"}).Wait()
		if late := time.Since(back); r.Status() != dispatch.Sent || err != nil || late > time.Second {
			t.Errorf("%q %v after the journal was back: %v", r.Status(), late, err)
		}
	})
}

// A receipt that is withdrawn during the pause before its call's end is noted again: the end is
// noted once more, so that no worker finds the part begun.
func TestWithdrawnBeforeTheEndOfItsCallIsStored(t *testing.T) {
	for _, stored := range []bool{false, true} { // the host stores that it was withdrawn
		synctest.Test(t, func(t *testing.T) {
			p := &platform{limits: short, fault: failing(fail(channel.ErrUnavailable, nil))}
			j := &doubtful{MemoryOutbox: dispatch.NewMemoryOutbox(nil)}
			d := newDispatcher(t, p, dispatch.Config{Journal: j, Random: func() float64 { return 1 }})
			p.latency = constant(time.Second)
			j.from, j.until = time.Now().Add(time.Second/2), time.Now().Add(time.Minute+time.Second/10)
			r, _, _ := d.Prepare("k", thread("a"), channel.Message{Text: "hello"})
			if err := j.Put(r); err != nil {
				t.Fatal(err)
			}
			accepted, err := d.Accept(t.Context(), r)
			if err != nil {
				t.Fatal(err)
			}
			time.Sleep(time.Minute + time.Second/5) // the journal is back
			want := dispatch.Unsent
			if got, _ := j.Get("k"); got.Status() != dispatch.Begun {
				t.Fatalf("it is %q during the pause", got.Status())
			} else if stored {
				want = dispatch.Cancelled
				if err := j.Save(got.Cancel()); err != nil {
					t.Fatal(err)
				}
			}
			d.Withdraw("k")
			if r, err := accepted.Wait(); !errors.Is(err, dispatch.ErrCancelled) || errors.Is(err, dispatch.ErrJournal) || r.Status() != dispatch.Cancelled {
				t.Errorf("it is %q: %v", r.Status(), err)
			}
			if got, _ := j.Get("k"); got.Status() != want {
				t.Errorf("stored is %q, want %q", got.Status(), want)
			}
			if texts := p.texts(); len(texts) > 0 {
				t.Errorf("sent %q", texts)
			}
		})
	}
}
