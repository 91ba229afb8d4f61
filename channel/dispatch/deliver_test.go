package dispatch_test

import (
	"errors"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/dispatch"
)

// accept gives a message its place and fails the test if it gets none.
func accept(t *testing.T, d *dispatch.Dispatcher, key string, to channel.Thread, m channel.Message, change ...func(*dispatch.Receipt)) *dispatch.Pending {
	t.Helper()
	r, _, _ := d.Prepare(key, to, m)
	for _, c := range change {
		c(&r)
	}
	accepted, err := d.Accept(t.Context(), r)
	if err != nil {
		t.Fatal(err)
	}
	return accepted
}

func TestTheSameKeyTwiceAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := &platform{limits: short, latency: constant(time.Second)}
		d := newDispatcher(t, p, dispatch.Config{})
		first := accept(t, d, "k", thread("a"), channel.Message{Text: "once"})
		r, _, _ := d.Prepare("k", thread("a"), channel.Message{Text: "once"})
		if _, err := d.Deliver(t.Context(), r); !errors.Is(err, dispatch.ErrBusy) {
			t.Errorf("the second: %v, want ErrBusy", err)
		}
		r, err := first.Wait()
		if err != nil {
			t.Fatal(err)
		}
		if again, err := d.Deliver(t.Context(), r); err != nil || cmp.Diff(r, again) != "" {
			t.Errorf("a receipt that was sent is sent again: %v %v", again, err)
		}
		if got := p.texts(); len(got) != 1 {
			t.Errorf("sent %q", got)
		}
	})
}

func TestAReceiptThatCannotBeSent(t *testing.T) {
	p := &platform{limits: channel.Limits{Text: channel.Length{Max: 1}}}
	d := newDispatcher(t, p, dispatch.Config{})
	for name, prepare := range map[string]func() dispatch.Receipt{
		"nothing fits": func() dispatch.Receipt {
			r, _, _ := d.Prepare("k", thread("a"), channel.Message{})
			return r
		},
		"no key": func() dispatch.Receipt {
			r, _, _ := d.Prepare("", thread("a"), channel.Message{})
			return r
		},
		"the zero receipt": func() dispatch.Receipt { return dispatch.Receipt{} },
	} {
		if _, err := d.Deliver(t.Context(), prepare()); !errors.Is(err, channel.ErrRejected) {
			t.Errorf("%s: %v, want ErrRejected", name, err)
		}
	}
	if calls, _, _ := p.counts(); calls != 0 {
		t.Errorf("%d calls", calls)
	}
}

// A thread in which nothing waits is forgotten.
func TestIdleThreadsAreForgotten(t *testing.T) {
	d := newDispatcher(t, &platform{limits: channel.Limits{Text: channel.Length{Max: 20}}}, dispatch.Config{})
	var pending []*dispatch.Pending
	for i := range 20_000 {
		pending = append(pending, accept(t, d, fmt.Sprint(i), thread(fmt.Sprint(i)), channel.Message{Text: "x"}))
	}
	for _, accepted := range pending {
		if _, err := accepted.Wait(); err != nil {
			t.Fatal(err)
		}
	}
	if err := d.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	if receipts, threads := d.Waiting(); receipts != 0 || threads != 0 {
		t.Errorf("%d receipts and %d threads are remembered", receipts, threads)
	}
}
