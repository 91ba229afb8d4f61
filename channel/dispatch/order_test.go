package dispatch_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/dispatch"
)

// one permit in each second for the account, and no other limit.
func slow() channel.Limits {
	return channel.Limits{Text: channel.Length{Max: 20}, Rates: []channel.Rate{{Scope: channel.ScopeAccount, N: 1, Per: time.Second}}}
}

// accept gives a message its place and fails the test if it gets none.
func accept(t *testing.T, d *dispatch.Dispatcher, key string, to channel.Thread, m channel.Message, change ...func(*dispatch.Receipt)) *dispatch.Ticket {
	t.Helper()
	r, _, _ := d.Prepare(key, to, m)
	for _, c := range change {
		c(&r)
	}
	ticket, err := d.Accept(t.Context(), r)
	if err != nil {
		t.Fatal(err)
	}
	return ticket
}

func TestOneThreadIsSentInOrderWithItsParts(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := &platform{limits: short, latency: constant(50 * time.Millisecond)}
		d := newDispatcher(t, p, dispatch.Config{})
		var tickets []*dispatch.Ticket
		var want []string
		for i, by := range []channel.Author{channel.ByAutomatic, channel.ByRobot, channel.ByPerson, channel.ByAutomatic} {
			text := fmt.Sprintf("Message %d is here. It has two parts.", i)
			tickets = append(tickets, accept(t, d, fmt.Sprint(i), thread("a"), channel.Message{Text: text, By: by}))
			want = append(want, fmt.Sprintf("Message %d is here.", i), "It has two parts.")
		}
		for i, ticket := range tickets {
			r, err := ticket.Wait()
			if err != nil || r.Status() != dispatch.Sent || len(r.IDs()) != 2 {
				t.Errorf("message %d: %v %v %v", i, r.Status(), r.IDs(), err)
			}
		}
		if diff := cmp.Diff(want, p.texts()); diff != "" {
			t.Errorf("order (-want +got):\n%s", diff)
		}
		if p.most != 1 {
			t.Errorf("%d calls at once in one thread", p.most)
		}
	})
}

func TestPriorityDecidesWhenThePermitIsThere(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := &platform{limits: slow()}
		d := newDispatcher(t, p, dispatch.Config{})
		for i := range 5 {
			accept(t, d, fmt.Sprint("n", i), thread(fmt.Sprint("n", i)), channel.Message{Text: fmt.Sprint("notice ", i), By: channel.ByAutomatic})
		}
		time.Sleep(1500 * time.Millisecond)
		accept(t, d, "r", thread("r"), channel.Message{Text: "robot", By: channel.ByRobot})
		accept(t, d, "p", thread("p"), channel.Message{Text: "person", By: channel.ByPerson})
		time.Sleep(400 * time.Millisecond)
		// A person's message raises its thread, and with it the notice that stands before it.
		last := accept(t, d, "p4", thread("n4"), channel.Message{Text: "person 4", By: channel.ByPerson})
		if _, err := last.Wait(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Minute)
		want := []string{"notice 0", "notice 1", "notice 4", "person", "person 4", "robot", "notice 2", "notice 3"}
		if diff := cmp.Diff(want, p.texts()); diff != "" {
			t.Errorf("order (-want +got):\n%s", diff)
		}
	})
}

func TestEveryTenthPermitGoesToWhoWaitsLongest(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := &platform{limits: slow()}
		d := newDispatcher(t, p, dispatch.Config{})
		for i := range 3 {
			accept(t, d, fmt.Sprint("n", i), thread(fmt.Sprint("n", i)), channel.Message{Text: fmt.Sprint("notice ", i), By: channel.ByAutomatic})
		}
		synctest.Wait() // the first has its permit
		for i := range 40 {
			accept(t, d, fmt.Sprint("p", i), thread(fmt.Sprint("p", i)), channel.Message{Text: "person", By: channel.ByPerson})
		}
		time.Sleep(2 * time.Minute)
		var at []int
		for i, text := range p.texts() {
			if strings.HasPrefix(text, "notice") {
				at = append(at, i)
			}
		}
		if diff := cmp.Diff([]int{0, 9, 19}, at); diff != "" {
			t.Errorf("places of the notices among the persons' messages (-want +got):\n%s", diff)
		}
	})
}

func TestConcurrencyIsBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := &platform{limits: short, latency: constant(100 * time.Millisecond)}
		d := newDispatcher(t, p, dispatch.Config{Concurrency: 7})
		start := time.Now()
		var tickets []*dispatch.Ticket
		for i := range 70 {
			tickets = append(tickets, accept(t, d, fmt.Sprint(i), thread(fmt.Sprint(i%35)), channel.Message{Text: "x"}))
		}
		for _, ticket := range tickets {
			if _, err := ticket.Wait(); err != nil {
				t.Fatal(err)
			}
		}
		if p.most != 7 || time.Since(start) != time.Second {
			t.Errorf("%d at once in %v, want 7 in 1s", p.most, time.Since(start))
		}
	})
}

// Priority goes over accounts where they compete for the calls at one time.
func TestPriorityOverAccounts(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := &platform{limits: short, latency: constant(100 * time.Millisecond)}
		d := newDispatcher(t, p, dispatch.Config{Concurrency: 1})
		for i := range 4 {
			accept(t, d, fmt.Sprint(i), channel.Thread{Platform: "test", Account: fmt.Sprint(i), Contact: "a"}, channel.Message{Text: fmt.Sprint("notice ", i), By: channel.ByAutomatic})
		}
		synctest.Wait() // the first has its permit
		accept(t, d, "p", channel.Thread{Platform: "test", Account: "9", Contact: "a"}, channel.Message{Text: "person", By: channel.ByPerson})
		time.Sleep(time.Second)
		if diff := cmp.Diff([]string{"notice 0", "person", "notice 1", "notice 2", "notice 3"}, p.texts()); diff != "" {
			t.Errorf("order (-want +got):\n%s", diff)
		}
	})
}

// So does the tenth of the calls, where accounts compete for them.
func TestFairnessOverAccounts(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := &platform{limits: short, latency: constant(100 * time.Millisecond)}
		d := newDispatcher(t, p, dispatch.Config{Concurrency: 1})
		account := func(i int) channel.Thread {
			return channel.Thread{Platform: "test", Account: fmt.Sprint(i), Contact: "a"}
		}
		accept(t, d, "first", account(99), channel.Message{Text: "first", By: channel.ByPerson})
		synctest.Wait() // it has its permit
		accept(t, d, "n", account(100), channel.Message{Text: "notice", By: channel.ByAutomatic})
		for i := range 30 {
			accept(t, d, fmt.Sprint(i), account(i), channel.Message{Text: "person", By: channel.ByPerson})
		}
		time.Sleep(10 * time.Second)
		if at := slices.Index(p.texts(), "notice"); at != 9 {
			t.Errorf("the notice went as number %d, want 10", at+1)
		}
	})
}

// A permit that is in use is given back sooner or later: nobody is sent away for it, nor kept
// waiting longer than it takes.
func TestAllPermitsInUse(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := &platform{limits: channel.Limits{Text: channel.Length{Max: 20}, Rates: []channel.Rate{{Scope: channel.ScopeAccount, N: 2, Per: time.Second}}},
			latency: constant(3 * time.Second)}
		d := newDispatcher(t, p, dispatch.Config{})
		start := time.Now()
		var tickets []*dispatch.Ticket
		for i := range 6 {
			tickets = append(tickets, accept(t, d, fmt.Sprint(i), thread(fmt.Sprint(i)), channel.Message{Text: "x"}))
		}
		for i, ticket := range tickets {
			if _, err := ticket.Wait(); err != nil {
				t.Errorf("message %d: %v", i, err)
			}
		}
		// Each pair half a second apart, three seconds on its way, and its permits a second and a
		// millisecond later for the next.
		if got := time.Since(start); got < 11*time.Second || got > 12100*time.Millisecond {
			t.Errorf("six messages took %v", got)
		}
	})
}

func TestLimitsOfEveryScopeAreKept(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := &platform{limits: channel.Limits{
			Text: channel.Length{Max: 20}, Attachments: 1, Media: []channel.MediaLimit{{Kind: channel.MediaImage, ByID: true}},
			Rates: []channel.Rate{
				{Scope: channel.ScopeKind, Kind: "text", N: 100, Per: time.Hour},
				{Scope: channel.ScopeKind, Kind: "media", N: 1, Per: 10 * time.Second},
				{Scope: channel.ScopeKind, Kind: "reply", N: 100, Per: time.Hour},
				{Scope: channel.ScopeThread, N: 1, Per: 2 * time.Second},
				{Scope: channel.ScopeThread, N: 3, Per: 20 * time.Second},
				{Scope: channel.ScopeApp, N: 1000, Per: time.Hour},
			},
		}}
		d := newDispatcher(t, p, dispatch.Config{})
		start := time.Now()
		for i := range 4 {
			accept(t, d, fmt.Sprint("a", i), thread("a"), channel.Message{Text: fmt.Sprint("a", i)})
			accept(t, d, fmt.Sprint("p", i), thread(fmt.Sprint("p", i)), channel.Message{Attachments: []channel.Attachment{{Kind: channel.MediaImage, ID: fmt.Sprint("p", i)}}})
		}
		time.Sleep(time.Minute)
		got := make(map[string]time.Duration)
		for _, a := range p.arrivals() {
			name := a.Message.Text
			if name == "" {
				name = a.Message.Attachments[0].ID
			}
			got[name] = a.At.Sub(start).Truncate(100 * time.Millisecond)
		}
		want := map[string]time.Duration{
			"a0": 0, "a1": 6600 * time.Millisecond, "a2": 13300 * time.Millisecond, "a3": 20 * time.Second,
			"p0": 0, "p1": 10 * time.Second, "p2": 20 * time.Second, "p3": 30 * time.Second,
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("times (-want +got):\n%s", diff)
		}
	})
}

// A call that waits for its thread or its kind keeps no other from going.
func TestOthersGoMeanwhile(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := &platform{limits: channel.Limits{Text: channel.Length{Max: 20}, Rates: []channel.Rate{{Scope: channel.ScopeThread, N: 1, Per: 5 * time.Second}}}}
		d := newDispatcher(t, p, dispatch.Config{Concurrency: 1})
		for i := range 3 {
			accept(t, d, fmt.Sprint("a", i), thread("a"), channel.Message{Text: fmt.Sprint("a", i), By: channel.ByPerson})
		}
		for i := range 3 {
			accept(t, d, fmt.Sprint("b", i), thread(fmt.Sprint("b", i)), channel.Message{Text: fmt.Sprint("b", i), By: channel.ByAutomatic})
		}
		time.Sleep(100 * time.Millisecond)
		if diff := cmp.Diff([]string{"a0", "b0", "b1", "b2"}, p.texts()); diff != "" {
			t.Errorf("sent at once (-want +got):\n%s", diff)
		}
	})
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

// A thread in which nobody waits is forgotten.
func TestIdleThreadsAreForgotten(t *testing.T) {
	d := newDispatcher(t, &platform{limits: channel.Limits{Text: channel.Length{Max: 20}}}, dispatch.Config{})
	var tickets []*dispatch.Ticket
	for i := range 20_000 {
		tickets = append(tickets, accept(t, d, fmt.Sprint(i), thread(fmt.Sprint(i)), channel.Message{Text: "x"}))
	}
	for _, ticket := range tickets {
		if _, err := ticket.Wait(); err != nil {
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
