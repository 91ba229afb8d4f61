package dispatch_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/dispatch"
)

func perishable(r *dispatch.Receipt) { r.Perishable = true }

func TestAPerishableNoticeGivesWayToAPerson(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var seen []dispatch.Event
		p := &platform{limits: slow()}
		j := newJournal()
		d := newDispatcher(t, p, dispatch.Config{Journal: j, Observe: func(o dispatch.Observation) {
			if o.Key == "still there?" && o.Event != dispatch.EventHeldUp {
				seen = append(seen, o.Event)
			}
		}})
		accept(t, d, "first", thread("other"), channel.Message{Text: "first"})
		gone := accept(t, d, "still there?", thread("a"), channel.Message{Text: "Still there?", By: channel.ByAutomatic}, perishable)
		kept := accept(t, d, "lasting", thread("a"), channel.Message{Text: "We close at six", By: channel.ByAutomatic})
		elsewhere := accept(t, d, "b", thread("b"), channel.Message{Text: "Still there, b?", By: channel.ByAutomatic}, perishable)
		time.Sleep(300 * time.Millisecond)
		person := accept(t, d, "person", thread("a"), channel.Message{Text: "Here I am", By: channel.ByPerson})
		later := accept(t, d, "later", thread("a"), channel.Message{Text: "Anything else?", By: channel.ByAutomatic}, perishable)

		r, err := gone.Wait()
		if !errors.Is(err, dispatch.ErrSuperseded) || r.Status() != dispatch.Dropped {
			t.Errorf("the notice: %v %v, want it dropped as superseded", r.Status(), err)
		}
		if since := time.Since(time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)); since != 300*time.Millisecond {
			t.Errorf("that was known after %v, want it at once", since)
		}
		for _, accepted := range []*dispatch.Pending{kept, elsewhere, person, later} {
			if r, err := accepted.Wait(); err != nil {
				t.Errorf("%s: %v", r.Key, err)
			}
		}
		want := []string{"first", "We close at six", "Here I am", "Still there, b?", "Anything else?"}
		if diff := cmp.Diff(want, p.texts()); diff != "" {
			t.Errorf("sent (-want +got):\n%s", diff)
		}
		if diff := cmp.Diff([]dispatch.Event{dispatch.EventPrepared, dispatch.EventAccepted, dispatch.EventDropped, dispatch.EventDone}, seen); diff != "" {
			t.Errorf("reported (-want +got):\n%s", diff)
		}
		if got := j.receipt(r).Status(); got != dispatch.Dropped {
			t.Errorf("the journal has it as %q", got)
		}
	})
}

// A perishable notice of which something has left is finished.
func TestABegunNoticeIsFinished(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := &platform{limits: slow(), latency: constant(100 * time.Millisecond)}
		d := newDispatcher(t, p, dispatch.Config{})
		notice := accept(t, d, "n", thread("a"), channel.Message{Text: "We are closed now. Write again at nine.", By: channel.ByAutomatic}, perishable)
		time.Sleep(50 * time.Millisecond)
		person := accept(t, d, "p", thread("a"), channel.Message{Text: "Here I am", By: channel.ByPerson})
		if r, err := notice.Wait(); err != nil || r.Status() != dispatch.Sent {
			t.Errorf("the notice: %v %v", r.Status(), err)
		}
		if _, err := person.Wait(); err != nil {
			t.Error(err)
		}
		if diff := cmp.Diff([]string{"We are closed now.", "Write again at nine.", "Here I am"}, p.texts()); diff != "" {
			t.Errorf("sent (-want +got):\n%s", diff)
		}
	})
}

func TestNotAfterDrops(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := &platform{limits: slow()}
		d := newDispatcher(t, p, dispatch.Config{Journal: newJournal()})
		now := time.Now()
		accept(t, d, "1", thread("a"), channel.Message{Text: "first"})
		late := accept(t, d, "2", thread("b"), channel.Message{Text: "too late", NotAfter: now.Add(time.Second)})
		intime := accept(t, d, "3", thread("c"), channel.Message{Text: "in time", NotAfter: now.Add(5 * time.Second)})
		half := accept(t, d, "4", thread("d"), channel.Message{Text: "Half of it is in. The other is not.", NotAfter: now.Add(3 * time.Second)})
		r, err := late.Wait()
		if !errors.Is(err, dispatch.ErrExpired) || r.Status() != dispatch.Dropped {
			t.Errorf("the late one: %v %v", r.Status(), err)
		}
		if _, err := intime.Wait(); err != nil {
			t.Error(err)
		}
		r, err = half.Wait()
		if !errors.Is(err, dispatch.ErrExpired) || r.Parts[0].Status != dispatch.Sent || r.Parts[1].Status != dispatch.Dropped {
			t.Errorf("the half one: %v %v %v", r.Parts[0].Status, r.Parts[1].Status, err)
		}
		if diff := cmp.Diff([]string{"first", "in time", "Half of it is in."}, p.texts()); diff != "" {
			t.Errorf("sent (-want +got):\n%s", diff)
		}
	})
}

func TestTheContextEndsTheWaiting(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := &platform{limits: slow()}
		d := newDispatcher(t, p, dispatch.Config{})
		accept(t, d, "1", thread("a"), channel.Message{Text: "one"})
		ctx, cancel := context.WithTimeout(t.Context(), 500*time.Millisecond)
		defer cancel()
		r, _, _ := d.Prepare("2", thread("a"), channel.Message{Text: "two"})
		start := time.Now()
		r, err := d.Deliver(ctx, r)
		if !errors.Is(err, context.DeadlineExceeded) || r.Status() != dispatch.Unsent || time.Since(start) != 500*time.Millisecond {
			t.Errorf("%v %v after %v", r.Status(), err, time.Since(start))
		}
		accept(t, d, "3", thread("a"), channel.Message{Text: "three"})
		if r, err = d.Deliver(t.Context(), r); err != nil || r.Status() != dispatch.Sent {
			t.Errorf("delivered again: %v %v", r.Status(), err)
		}
		if diff := cmp.Diff([]string{"one", "three", "two"}, p.texts()); diff != "" {
			t.Errorf("sent (-want +got):\n%s", diff)
		}
	})
}

func TestWithdraw(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := &platform{limits: short, latency: constant(time.Second)}
		d := newDispatcher(t, p, dispatch.Config{})
		half := accept(t, d, "half", thread("a"), channel.Message{Text: "Half of it is in. The other is not."})
		waiting := accept(t, d, "waiting", thread("a"), channel.Message{Text: "never sent"})
		last := accept(t, d, "last", thread("b"), channel.Message{Text: "sent whole"})
		time.Sleep(500 * time.Millisecond)
		for _, w := range []struct {
			key  string
			want dispatch.Status
		}{{"waiting", dispatch.Cancelled}, {"half", dispatch.Cancelled}, {"last", dispatch.Sent}} {
			if r, ok := d.Withdraw(w.key); w.key != "last" && (!ok || r.Status() != w.want) {
				t.Errorf("%s: %v %v, want %v", w.key, r.Status(), ok, w.want)
			}
		}
		for accepted, want := range map[*dispatch.Pending]error{half: dispatch.ErrCancelled, waiting: dispatch.ErrCancelled, last: nil} {
			if r, err := accepted.Wait(); !errors.Is(err, want) {
				t.Errorf("%s: %v, want %v", r.Key, err, want)
			}
		}
		if _, ok := d.Withdraw("half"); ok {
			t.Error("withdrawn twice")
		}
		if got := p.texts(); !slices.Contains(got, "Half of it is in.") || len(got) != 2 {
			t.Errorf("sent %q", got)
		}
	})
}

// If the call under way is lost when its receipt is withdrawn, the rest is cancelled all the same,
// and the echo does not bring it back.
func TestWithdrawWhileACallIsLost(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := &platform{limits: short, latency: constant(time.Second), fault: func(channel.Thread, channel.Message) (before, after error) {
			return nil, fail(channel.ErrUncertain, nil)
		}}
		d := newDispatcher(t, p, dispatch.Config{})
		half := accept(t, d, "half", thread("a"), channel.Message{Text: "Half of it is in. The other is not."})
		time.Sleep(500 * time.Millisecond)
		r, ok := d.Withdraw("half")
		if _, err := half.Wait(); !ok || !errors.Is(err, channel.ErrUncertain) || r.Status() != dispatch.Uncertain || r.Parts[1].Status != dispatch.Cancelled {
			t.Errorf("%v %+v: %v", ok, r.Parts, err)
		}
		if r, ok := d.Settle(p.arrivals()[0].echo(true)); !ok || r.Open() || r.Status() != dispatch.Cancelled {
			t.Errorf("after the echo: %v %q", ok, r.Status())
		}
	})
}
