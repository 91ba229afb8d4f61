package dispatch_test

import (
	"fmt"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/dispatch"
)

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

// A permit that is in use is given back sooner or later: no message is given back for it, nor waits
// longer than it takes.
func TestAllPermitsInUse(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := &platform{limits: channel.Limits{Text: channel.Length{Max: 20}, Rates: []channel.Rate{{Scope: channel.ScopeAccount, N: 2, Per: time.Second}}},
			latency: constant(3 * time.Second)}
		d := newDispatcher(t, p, dispatch.Config{})
		start := time.Now()
		var pending []*dispatch.Pending
		for i := range 6 {
			pending = append(pending, accept(t, d, fmt.Sprint(i), thread(fmt.Sprint(i)), channel.Message{Text: "x"}))
		}
		for i, accepted := range pending {
			if _, err := accepted.Wait(); err != nil {
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
