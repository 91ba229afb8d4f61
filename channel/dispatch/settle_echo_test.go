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

// echoing are limits of a platform that sends back what it was sent, with our reference or without.
func echoing(ref bool) channel.Limits {
	l := short
	l.EchoesOwn, l.EchoesRef = true, ref
	return l
}

// lost loses the answer to the first call, after the platform has acted.
func lost() func(channel.Thread, channel.Message) (before, after error) {
	first := true
	return func(channel.Thread, channel.Message) (error, error) {
		if !first {
			return nil, nil
		}
		first = false
		return nil, fail(channel.ErrUncertain, errors.New("no answer"))
	}
}

// An echo settles a part whose answer was lost: at another node, from the stored receipt, whether
// it comes before the answer would or after.
func TestAnEchoSettlesTheStoredReceipt(t *testing.T) {
	for _, ref := range []bool{true, false} {
		for _, early := range []bool{true, false} {
			synctest.Test(t, func(t *testing.T) {
				p := &platform{limits: echoing(ref), latency: constant(100 * time.Millisecond), fault: lost()}
				j := newJournal()
				d := newDispatcher(t, p, dispatch.Config{Journal: j})
				prepared, _, _ := d.Prepare("k", thread("a"), channel.Message{Text: "First part of it. Second part."})
				var settled dispatch.Receipt
				ok := false
				p.arrived = func(a arrival) {
					if early && len(p.texts()) == 1 {
						settled, ok = j.receipt(prepared).Settle(a.echo(ref))
					}
				}
				r, err := d.Deliver(t.Context(), prepared)
				if !errors.Is(err, channel.ErrUncertain) || r.Status() != dispatch.Uncertain || len(p.texts()) != 1 {
					t.Fatalf("ref %v, early %v: %q %v", ref, early, r.Status(), err)
				}
				if !early {
					settled, ok = j.receipt(prepared).Settle(p.arrivals()[0].echo(ref))
				}
				if !ok || settled.Parts[0].Status != dispatch.Sent || cmp.Diff([]string{"m1"}, settled.IDs()) != "" {
					t.Fatalf("ref %v, early %v: settled %v as %q", ref, early, ok, settled.Parts[0].Status)
				}
				// A late entry of the first node changes nothing, and the rest can be delivered.
				for _, e := range j.all() {
					settled = settled.Apply(e)
				}
				other := newDispatcher(t, p, dispatch.Config{Journal: j})
				r, err = other.Deliver(t.Context(), settled)
				if err != nil || r.Status() != dispatch.Sent {
					t.Errorf("ref %v, early %v: the rest: %q %v", ref, early, r.Status(), err)
				}
				if diff := cmp.Diff([]string{"First part of it.", "Second part."}, p.texts()); diff != "" {
					t.Errorf("sent (-want +got):\n%s", diff)
				}
			})
		}
	}
}

// An echo that reaches the sending node before the answer is lost keeps the message going.
func TestAnEchoFasterThanTheAnswer(t *testing.T) {
	for _, ref := range []bool{true, false} {
		synctest.Test(t, func(t *testing.T) {
			p := &platform{limits: echoing(ref), latency: constant(100 * time.Millisecond), fault: lost()}
			j := newJournal()
			var what []dispatch.Event
			d := newDispatcher(t, p, dispatch.Config{Journal: j, Observe: func(o dispatch.Observation) {
				if o.Event == dispatch.EventSettled || o.Event == dispatch.EventSent || o.Event == dispatch.EventUncertain {
					what = append(what, o.Event)
				}
			}})
			p.arrived = func(a arrival) {
				if r, ok := d.Settle(a.echo(ref)); !ok || r.Key != "k" {
					t.Errorf("the echo of %q settles %v", a.Message.Text, ok)
				}
			}
			prepared, _, _ := d.Prepare("k", thread("a"), channel.Message{Text: "First part of it. Second part."})
			r, err := d.Deliver(t.Context(), prepared)
			if err != nil || r.Status() != dispatch.Sent || cmp.Diff([]string{"m1", "m2"}, r.IDs()) != "" {
				t.Errorf("%q %v %v", r.Status(), r.IDs(), err)
			}
			if got := j.receipt(prepared).Status(); got != dispatch.Sent {
				t.Errorf("the journal has it as %q", got)
			}
			if diff := cmp.Diff([]dispatch.Event{dispatch.EventSettled, dispatch.EventSent}, what); diff != "" {
				t.Errorf("reported (-want +got):\n%s", diff)
			}
		})
	}
}

// The platform takes back its word for a part while a later one is under way: the message has not
// been sent, and Deliver says so.
func TestAnEarlierPartFailsMeanwhile(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := &platform{limits: short, latency: constant(100 * time.Millisecond)}
		d := newDispatcher(t, p, dispatch.Config{})
		p.arrived = func(a arrival) {
			if a.ID != "m2" {
				return
			}
			e := channel.Event{Thread: a.To, Body: channel.Failed{ID: "m1", Reason: "the phone is off"}}
			if r, ok := d.Settle(e); !ok || r.Status() != dispatch.Failed {
				t.Errorf("settled %v as %q", ok, r.Status())
			}
		}
		prepared, _, _ := d.Prepare("k", thread("a"), channel.Message{Text: "First part of it. Second part."})
		r, err := d.Deliver(t.Context(), prepared)
		if !errors.Is(err, channel.ErrRejected) || r.Status() != dispatch.Failed || r.Parts[1].Status != dispatch.Sent {
			t.Errorf("%q, %q, %v", r.Status(), r.Parts[1].Status, err)
		}
	})
}

// Later messages of the thread wait for the echo, ten seconds at most; those of others do not.
func TestLaterMessagesWaitForTheEcho(t *testing.T) {
	tests := []struct {
		name  string
		after func(t *testing.T, d *dispatch.Dispatcher, p *platform, r dispatch.Receipt)
		wait  time.Duration
		want  []string
	}{
		{"no echo", func(*testing.T, *dispatch.Dispatcher, *platform, dispatch.Receipt) {}, 10 * time.Second,
			[]string{"First part of it.", "other", "later"}},
		{"an echo here, of all of it", func(t *testing.T, d *dispatch.Dispatcher, p *platform, _ dispatch.Receipt) {
			if r, ok := d.Settle(p.arrivals()[0].echo(true)); !ok || r.Status() != dispatch.Sent {
				t.Errorf("settled %v as %q", ok, r.Status())
			}
		}, 4 * time.Second, []string{"whole", "other", "later"}},
		{"an echo here, of a part", func(t *testing.T, d *dispatch.Dispatcher, p *platform, _ dispatch.Receipt) {
			r, ok := d.Settle(p.arrivals()[0].echo(true))
			time.Sleep(time.Second)
			if r, err := d.Deliver(t.Context(), r); err != nil || !ok || r.Status() != dispatch.Sent {
				t.Errorf("%q %v", r.Status(), err)
			}
		}, 5 * time.Second, []string{"First part of it.", "other", "Second part.", "later"}},
		{"sent again, as somebody decides", func(t *testing.T, d *dispatch.Dispatcher, _ *platform, r dispatch.Receipt) {
			if r, err := d.Deliver(t.Context(), r.Retry()); err != nil || r.Status() != dispatch.Sent {
				t.Errorf("%q %v", r.Status(), err)
			}
		}, 4 * time.Second, []string{"First part of it.", "other", "First part of it.", "Second part.", "later"}},
		{"settled, and the rest delivered", func(t *testing.T, d *dispatch.Dispatcher, p *platform, r dispatch.Receipt) {
			r, ok := r.Settle(p.arrivals()[0].echo(true))
			if r, err := d.Deliver(t.Context(), r); err != nil || !ok || r.Status() != dispatch.Sent {
				t.Errorf("%q %v", r.Status(), err)
			}
		}, 4 * time.Second, []string{"First part of it.", "other", "Second part.", "later"}},
		{"an echo of something else", func(t *testing.T, d *dispatch.Dispatcher, p *platform, _ dispatch.Receipt) {
			e := p.arrivals()[0].echo(false)
			e.Body = channel.Message{ID: "m9", Text: "by somebody else", Ref: "another"}
			if _, ok := d.Settle(e); ok {
				t.Error("settled by somebody else's")
			}
		}, 10 * time.Second, []string{"First part of it.", "other", "later"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				p := &platform{limits: echoing(true), fault: lost()}
				d := newDispatcher(t, p, dispatch.Config{})
				text := "First part of it. Second part."
				if tt.want[0] == "whole" {
					text = "whole"
				}
				first := accept(t, d, "1", thread("a"), channel.Message{Text: text})
				later := accept(t, d, "2", thread("a"), channel.Message{Text: "later"})
				r, err := first.Wait()
				if !errors.Is(err, channel.ErrUncertain) {
					t.Fatal(err)
				}
				start := time.Now()
				if _, err := accept(t, d, "3", thread("b"), channel.Message{Text: "other"}).Wait(); err != nil || time.Since(start) != 0 {
					t.Errorf("another thread: %v after %v", err, time.Since(start))
				}
				time.Sleep(4 * time.Second)
				tt.after(t, d, p, r)
				if _, err := later.Wait(); err != nil {
					t.Error(err)
				}
				if got := time.Since(start); got != tt.wait {
					t.Errorf("the later message waited %v, want %v", got, tt.wait)
				}
				if diff := cmp.Diff(tt.want, p.texts()); diff != "" {
					t.Errorf("sent (-want +got):\n%s", diff)
				}
			})
		})
	}
}

// A failed part ends its message, and later messages go on at once.
func TestAFailedPartEndsItsMessage(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := &platform{limits: echoing(true), fault: failing(nil, fail(channel.ErrRejected, nil))}
		d := newDispatcher(t, p, dispatch.Config{})
		first := accept(t, d, "1", thread("a"), channel.Message{Text: "First part of it. Second part of it. Third part."})
		later := accept(t, d, "2", thread("a"), channel.Message{Text: "later"})
		start := time.Now()
		r, err := first.Wait()
		if !errors.Is(err, channel.ErrRejected) || r.Parts[0].Status != dispatch.Sent || r.Parts[1].Status != dispatch.Failed || r.Parts[2].Status != dispatch.Unsent {
			t.Errorf("%v %v", r.Parts, err)
		}
		if _, err := later.Wait(); err != nil || time.Since(start) != 0 {
			t.Errorf("the later one: %v after %v", err, time.Since(start))
		}
		if _, err := d.Deliver(t.Context(), r); !errors.Is(err, channel.ErrRejected) {
			t.Errorf("delivered again: %v", err)
		}
		if diff := cmp.Diff([]string{"First part of it.", "later"}, p.texts()); diff != "" {
			t.Errorf("sent (-want +got):\n%s", diff)
		}
	})
}
