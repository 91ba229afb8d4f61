package facebook_test

import (
	"errors"
	"net/http"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/standin"
	"github.com/contactkit/contactkit/facebook"
	"github.com/contactkit/contactkit/facebook/facebooktest"
)

// A week at a desk with two Pages: connected, asked in one call, answered from the right Page, late
// by a person and not by a robot, and caught up after an outage that made Meta switch the webhook
// off.
func TestJourney(t *testing.T) {
	const one, two = "108000000000001", "108000000000002"
	fb, ch := standIn(t, facebooktest.Config{Fresh: true, Pages: twoPages}, func(c *facebook.Config) { c.HistoryGap = time.Millisecond })
	host := gather(ch)
	var down atomic.Bool
	fb.Hook(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if down.Load() {
			w.WriteHeader(http.StatusServiceUnavailable)
			return
		}
		host.ServeHTTP(w, r)
	}))

	for _, page := range []string{one, two} {
		sub, err := ch.Connect(t.Context(), page, callback)
		if err != nil || len(sub.Findings) > 0 {
			t.Fatalf("connecting %s: %+v, %v", page, sub, err)
		}
	}

	fb.Say(one+"/7", "Is it raining?")
	fb.Say(two+"/7", "Est-ce qu’il pleut ?") // another person: ids belong to a Page
	fb.Together()
	if fb.Pending() != 1 {
		t.Fatalf("%d calls wait, want one with both", fb.Pending())
	}
	if err := fb.Flush(t.Context()); err != nil {
		t.Fatal(err)
	}
	asked := host.take()
	if len(asked) != 2 || asked[0].Thread == asked[1].Thread {
		t.Fatalf("one call carried %d events", len(asked))
	}
	for _, ev := range asked {
		sent, err := ch.Send(t.Context(), ev.Thread, channel.Message{Text: "Answer to " + ev.Body.(channel.Message).Text, By: channel.ByRobot, Heard: ev.Time, Ref: ev.Thread.Account})
		if err != nil || len(sent.IDs) != 1 {
			t.Fatal(sent, err)
		}
	}
	if err := fb.Flush(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, echo := range host.take() {
		if m := echo.Body.(channel.Message); echo.Origin != channel.OriginUs || m.Ref != echo.Thread.Account {
			t.Errorf("echo %+v", echo)
		}
	}

	fb.Advance(25 * time.Hour)
	late := channel.Message{Text: "Sorry for the wait.", By: channel.ByPerson, Heard: asked[0].Time}
	if _, err := ch.Send(t.Context(), asked[0].Thread, late); err != nil {
		t.Fatal(err)
	}
	calls := len(fb.Calls())
	late.By = channel.ByRobot
	if _, err := ch.Send(t.Context(), asked[0].Thread, late); !errors.Is(err, channel.ErrWindowClosed) || len(fb.Calls()) != calls {
		t.Errorf("a robot after 25 hours: %v, after %d calls", err, len(fb.Calls())-calls)
	}
	late.Heard = time.Time{} // a host that does not know: Meta refuses, and no tag is tried
	if _, err := ch.Send(t.Context(), asked[0].Thread, late); !errors.Is(err, channel.ErrWindowClosed) {
		t.Errorf("a robot after 25 hours, refused by Meta: %v", err)
	}
	type short struct{ Page, To, Type, Tag, Text string }
	var sent []short
	for _, s := range fb.Sent() {
		sent = append(sent, short{s.Page, s.To, s.Type, s.Tag, s.Text})
	}
	want := []short{
		{one, "7", "RESPONSE", "", "Answer to Is it raining?"},
		{two, "7", "RESPONSE", "", "Answer to Est-ce qu’il pleut ?"},
		{one, "7", "MESSAGE_TAG", "HUMAN_AGENT", "Sorry for the wait."},
	}
	if diff := cmp.Diff(want, sent); diff != "" {
		t.Errorf("sent (-want +got):\n%s", diff)
	}
	if err := fb.Flush(t.Context()); err != nil {
		t.Fatal(err)
	}
	host.take()

	left := fb.Now()
	down.Store(true)
	fb.Say(two+"/7", "Allô ?")
	if err := fb.Flush(t.Context()); err == nil {
		t.Fatal("Meta went on for ever")
	}
	fb.Say(two+"/7", "Il y a quelqu’un ?") // no event is sent
	down.Store(false)
	if err := fb.Flush(t.Context()); err != nil || len(host.take()) > 0 {
		t.Fatalf("something arrived of a Page that is switched off: %v", err)
	}
	state, err := ch.CheckSubscription(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"not_subscribed 2!"}, codes(state.Findings)); diff != "" {
		t.Fatalf("findings (-want +got):\n%s", diff)
	}
	if _, err := ch.Connect(t.Context(), two, ""); err != nil {
		t.Fatal(err)
	}
	fb.Say(two+"/7", "Bon.")
	if err := fb.Flush(t.Context()); err != nil { // live again, before the backfill is through
		t.Fatal(err)
	}
	host.keep(backfill(t, ch, two, left)...)
	host.keep(backfill(t, ch, two, left)...)
	var texts []string
	for _, ev := range host.take() {
		texts = append(texts, ev.Body.(channel.Message).Text)
		if ev.Thread != asked[1].Thread || !ev.Renews {
			t.Errorf("caught up: %+v", ev)
		}
	}
	if diff := cmp.Diff([]string{"Bon.", "Allô ?", "Il y a quelqu’un ?"}, texts); diff != "" {
		t.Errorf("after the outage, each once (-want +got):\n%s", diff)
	}
}

// early delivers what waits before the answer of a call is seen.
type early struct {
	next    http.RoundTripper
	deliver func()
}

func (e early) RoundTrip(r *http.Request) (*http.Response, error) {
	resp, err := e.next.RoundTrip(r)
	e.deliver()
	return resp, err
}

// An echo that arrives before our own Send returns is matched to it, once, however often it comes.
func TestEchoBeforeTheAnswer(t *testing.T) {
	fb := facebooktest.New(facebooktest.Config{})
	var host *store
	outbox := map[string]string{} // our reference to the message's id, learnt from the echo
	matched := 0
	ch, err := facebook.New(forServer(fb, func(c *facebook.Config) {
		c.HTTP = lookedUp(t, &http.Client{Transport: early{fb.Client().Transport, func() {
			fb.Deliver(host)
			for _, ev := range host.take() {
				if m := ev.Body.(channel.Message); ev.Origin == channel.OriginUs {
					outbox[m.Ref] = ev.ID
					matched++
				}
			}
		}}})
	}))
	if err != nil {
		t.Fatal(err)
	}
	host = gather(ch)
	fb.Say("7", "hi")
	fb.Fail(standin.Duplicate(), -1)
	for _, ref := range []string{"outbox:1", "outbox:2"} {
		sent, err := ch.Send(t.Context(), standInThread("7"), channel.Message{Text: "Hello", Ref: ref})
		if err != nil {
			t.Fatal(err)
		}
		if got, want := outbox[ref], channel.EventID("facebook", standInPage, sent.IDs[0]); got != want {
			t.Errorf("echo of %s is %q, Send says %q", ref, got, want)
		}
	}
	fb.Deliver(host)
	if rest := host.take(); matched != 2 || len(rest) > 0 || host.twice == 0 {
		t.Errorf("%d echoes were matched, %d are left, %d came twice", matched, len(rest), host.twice)
	}
	// Where the answer is lost, the echo alone tells that the message arrived.
	fb.Fail(standin.LoseAnswer(), 1)
	if _, err := ch.Send(t.Context(), standInThread("7"), channel.Message{Text: "Hello", Ref: "outbox:3"}); !errors.Is(err, channel.ErrUncertain) || outbox["outbox:3"] == "" {
		t.Errorf("a lost answer: %v, echo %q", err, outbox["outbox:3"])
	}
}
