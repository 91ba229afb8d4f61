package dispatch_test

import (
	"fmt"
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

func TestOneThreadIsSentInOrderWithItsParts(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := &platform{limits: short, latency: constant(50 * time.Millisecond)}
		d := newDispatcher(t, p, dispatch.Config{})
		var pending []*dispatch.Pending
		var want []string
		for i, by := range []channel.Author{channel.ByAutomatic, channel.ByRobot, channel.ByPerson, channel.ByAutomatic} {
			text := fmt.Sprintf("Message %d is here. It has two parts.", i)
			pending = append(pending, accept(t, d, fmt.Sprint(i), thread("a"), channel.Message{Text: text, By: by}))
			want = append(want, fmt.Sprintf("Message %d is here.", i), "It has two parts.")
		}
		for i, accepted := range pending {
			r, err := accepted.Wait()
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
		// A person's message raises its thread, and with it the notice before it.
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
		p := &platform{limits: slow(), latency: constant(100 * time.Millisecond)} // so that the first call lasts while others are accepted
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
		var pending []*dispatch.Pending
		for i := range 70 {
			pending = append(pending, accept(t, d, fmt.Sprint(i), thread(fmt.Sprint(i%35)), channel.Message{Text: "x"}))
		}
		for _, accepted := range pending {
			if _, err := accepted.Wait(); err != nil {
				t.Fatal(err)
			}
		}
		if p.most != 7 || time.Since(start) != time.Second {
			t.Errorf("%d at once in %v, want 7 in 1s", p.most, time.Since(start))
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
