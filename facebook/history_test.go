package facebook_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/facebook"
	"github.com/contactkit/contactkit/facebook/facebooktest"
)

// backfill walks the history of a page.
func backfill(t *testing.T, ch channel.Channel, account string, since time.Time) (events []channel.Event) {
	t.Helper()
	for ev, err := range channel.History(t.Context(), ch, account, since) {
		if err != nil {
			t.Fatal(err)
		}
		events = append(events, ev)
	}
	return events
}

// History tells the same of a message as the webhook, as far as it can. The clock runs in a bubble,
// and the stand-in enforces the rate of the Conversations API.
func TestHistoryTellsWhatWebhooksTell(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		fb, ch := standIn(t, facebooktest.Config{PageRates: true}, nil)
		host := gather(ch)
		fb.Advance(10000 * 24 * time.Hour) // a bubble begins in 2000, whose milliseconds look like seconds
		since := fb.Now()
		for i := range 5 {
			person := fmt.Sprint(71 + i)
			mid := fb.Say(person, "Grüße "+person+" 👋")
			time.Sleep(1500 * time.Millisecond)
			if _, err := ch.Send(t.Context(), standInThread(person), channel.Message{Text: "Hello", ReplyTo: mid, Ref: "outbox:" + person}); err != nil {
				t.Fatal(err)
			}
			time.Sleep(1500 * time.Millisecond)
		}
		fb.SendPhoto("71", "", []byte("\xff\xd8\xff\xe0 photo"))
		fb.Deliver(host)
		live := map[string]channel.Event{}
		for _, ev := range host.take() {
			ev.Late, ev.Time, ev.Raw, ev.From.Name = true, ev.Time.Truncate(time.Second), nil, ""
			if m := ev.Body.(channel.Message); ev.Origin == channel.OriginUs { // the API names neither app nor metadata
				ev.Origin, m.Ref = channel.OriginUnknown, ""
				ev.Body = m
			}
			live[ev.ID] = ev
		}
		past := map[string]channel.Event{}
		var order []string
		for _, ev := range backfill(t, ch, standInPage, since) {
			if ev.Raw == nil || ev.From.Name == "" {
				t.Errorf("%s has no bytes or no name", ev.ID)
			}
			ev.Raw, ev.From.Name = nil, ""
			past[ev.ID] = ev
			order = append(order, ev.Thread.Contact)
		}
		if diff := cmp.Diff(live, past); diff != "" {
			t.Errorf("live (-) and from history (+):\n%s", diff)
		}
		if diff := cmp.Diff([]string{"71", "71", "71", "75", "75", "74", "74", "73", "73", "72", "72"}, order); diff != "" {
			t.Errorf("order (-want +got):\n%s", diff)
		}
		if again := backfill(t, ch, standInPage, fb.Now().Add(-2*time.Second)); len(again) != 1 {
			t.Errorf("%d events of the last two seconds, want the photo alone", len(again))
		}
		for ev := range channel.History(t.Context(), ch, standInPage, since) {
			if ev.Thread.Contact == "75" {
				break
			}
		}
	})
}

func TestHistoryReportsGaps(t *testing.T) {
	fb, ch := standIn(t, facebooktest.Config{}, func(c *facebook.Config) { c.HistoryGap = time.Nanosecond })
	since := fb.Now()
	var first time.Time
	for i := range 25 {
		fb.Advance(time.Minute)
		if i == 0 {
			first = fb.Now()
		}
		fb.Say("7", fmt.Sprint("message ", i))
	}
	fb.Say("8", "only one")
	events := backfill(t, ch, standInPage, since)
	if len(events) != 22 {
		t.Fatalf("%d events, want a gap and 20 messages of one, and one of the other", len(events))
	}
	var gaps []facebook.Gap
	for _, ev := range events {
		if c, ok := ev.Body.(channel.Custom); ok {
			gap, err := facebook.DecodeGap(c)
			if err != nil || ev.Thread != standInThread("7") || !ev.Late {
				t.Errorf("a gap as %+v", ev)
			}
			gaps = append(gaps, gap)
		}
	}
	first = first.UTC().Truncate(time.Second)
	want := []facebook.Gap{{From: first, To: first.Add(4 * time.Minute), Missing: 5}}
	if diff := cmp.Diff(want, gaps, cmpopts.IgnoreFields(facebook.Gap{}, "Conversation")); diff != "" {
		t.Errorf("gaps (-want +got):\n%s", diff)
	}
	for _, c := range []channel.Custom{{Kind: "other", Data: []byte(`{"conversation":"t_1"}`)}, {Kind: facebook.KindGap, Data: []byte(`[]`)}, {Kind: facebook.KindGap, Data: []byte(`{}`)}} {
		if _, err := facebook.DecodeGap(c); err == nil {
			t.Errorf("DecodeGap(%+v) is no error", c)
		}
	}
}

// detail is a conversation whose newest messages are told in detail.
func detail(n int, from time.Time) string {
	s := `{"id":"t_1","messages":{"data":[`
	for i := range n {
		if i > 0 {
			s += ","
		}
		s += fmt.Sprintf(`{"id":"m_%d","created_time":%q,"from":{"id":"7","name":"Ada"},"to":{"data":[{"id":%q}]},"message":"x"}`, i, from.Add(-time.Duration(i)*time.Minute).Format("2006-01-02T15:04:05+0000"), pageID)
	}
	return s + `]}}`
}

func TestHistoryOnTheWire(t *testing.T) {
	const list = `{"data":[{"id":"t_1","updated_time":"2026-11-20T08:00:00+0000","participants":{"data":[{"id":"7","name":"Ada"},{"id":"` + pageID + `"}]}}]}`
	at := time.Date(2026, 11, 20, 8, 0, 0, 0, time.UTC)
	older := detail(23, at)
	tests := []struct {
		name    string
		answers answers
		since   time.Time
		want    []string // kinds of events
		gap     facebook.Gap
		err     error
	}{
		{"nobody wrote", answers{`{"data":[]}`}, at.Add(-time.Hour), nil, facebook.Gap{}, nil},
		{"nobody wrote since", answers{list}, at.Add(time.Second), nil, facebook.Gap{}, nil},
		{"twenty, and no more", answers{list, detail(20, at), detail(20, at)}, at.Add(-time.Hour), []string{"message*20"}, facebook.Gap{}, nil},
		{"twenty, and three older", answers{list, detail(20, at), older}, at.Add(-21 * time.Minute), []string{"gap", "message*20"},
			facebook.Gap{Conversation: "t_1", From: at.Add(-21 * time.Minute), To: at.Add(-20 * time.Minute), Missing: 2}, nil},
		{"a hundred, and who knows", answers{list, detail(20, at), detail(100, at)}, at.Add(-1000 * time.Minute), []string{"gap", "message*20"},
			facebook.Gap{Conversation: "t_1", From: at.Add(-99 * time.Minute), To: at.Add(-20 * time.Minute), Missing: 80, More: true}, nil},
		{"a conversation that is refused", answers{list, `{"error":{"code":9000001}}`}, at.Add(-time.Hour), []string{"gap"},
			facebook.Gap{Conversation: "t_1", From: at.Add(-time.Hour), To: at, More: true, Code: "9000001"}, nil},
		{"what is older is refused", answers{list, detail(20, at), `{"error":{"code":9000001}}`}, at.Add(-time.Hour), []string{"gap", "message*20"},
			facebook.Gap{Conversation: "t_1", More: true}, nil},
		{"too fast", answers{list, `{"error":{"code":613}}`}, at.Add(-time.Hour), nil, facebook.Gap{}, channel.ErrRateLimited},
		{"a dead token", answers{`{"error":{"code":190}}`}, at, nil, facebook.Gap{}, channel.ErrUnauthorized},
		{"no JSON", answers{`<html>`}, at, nil, facebook.Gap{}, channel.ErrMalformed},
		{"no JSON later", answers{list, `<html>`}, at, nil, facebook.Gap{}, channel.ErrMalformed},
		{"odd members", answers{list, `{"messages":{"data":[{"id":"m_1","created_time":"2026-11-20T08:00:00+0000","from":{"id":"` + pageID + `"},"attachments":{"data":[
			{"mime_type":"application/pdf","name":"a.pdf","size":7,"file_url":"https://x.fbcdn.example/a"},{"mime_type":"audio/mpeg","file_url":"https://x.fbcdn.example/b"},
			{"video_data":{"url":"https://x.fbcdn.example/c","width":4,"height":3}}]}},{"id":"m_0","created_time":"2026-11-20T08:00:00+0000","from":{"id":"7"}}, 7]}}`}, at, []string{"message*2"}, facebook.Gap{}, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			ch := newChannel(t, func(c *facebook.Config) {
				c.HTTP, c.HistoryGap = &http.Client{Transport: &tt.answers}, time.Nanosecond
			})
			var got []string
			var gap facebook.Gap
			var err error
			messages := 0
			for ev, e := range ch.History(t.Context(), pageID, tt.since) {
				if err = e; err != nil {
					break
				}
				switch b := ev.Body.(type) {
				case channel.Custom:
					got = append(got, "gap")
					gap, _ = facebook.DecodeGap(b)
				default:
					messages++
				}
			}
			if messages > 0 {
				got = append(got, fmt.Sprint("message*", messages))
			}
			if tt.err == nil && err != nil || !errors.Is(err, tt.err) {
				t.Errorf("ends with %v, want %v", err, tt.err)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("events (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(tt.gap, gap); diff != "" {
				t.Errorf("gap (-want +got):\n%s", diff)
			}
			if len(tt.answers) > 0 {
				t.Errorf("%d answers were not asked for", len(tt.answers))
			}
		})
	}
}

func TestHistoryOfOthers(t *testing.T) {
	ch := newChannel(t, nil)
	for _, err := range ch.History(t.Context(), "5", now) {
		if !errors.Is(err, channel.ErrRejected) {
			t.Errorf("an account of somebody else's: %v", err)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	f := answers{`{"data":[{"id":"t_1"}]}`}
	ch = newChannel(t, func(c *facebook.Config) {
		c.HTTP, c.HistoryGap = &http.Client{Transport: cancelling{&f, cancel}}, time.Hour
	})
	n := 0
	for _, err := range ch.History(ctx, pageID, now) {
		if n++; !errors.Is(err, channel.ErrUnavailable) {
			t.Errorf("given up while it waits: %v", err)
		}
	}
	if n != 1 {
		t.Errorf("%d steps, want one error", n)
	}
}

// cancelling gives up after the first answer.
type cancelling struct {
	next   http.RoundTripper
	cancel func()
}

func (c cancelling) RoundTrip(r *http.Request) (*http.Response, error) {
	defer c.cancel()
	resp, err := c.next.RoundTrip(r)
	return resp, err
}

// A conversation whose id cannot be asked for is reported with its bytes; the others are walked.
func TestHistoryOfOddConversations(t *testing.T) {
	at := `"updated_time":"2026-11-20T08:00:00+0000"`
	a := &answers{
		`{"data":[{` + at + `},{"id":"","updated_time":""},{"id":"/0",` + at + `},{"id":"me",` + at + `},{"id":"t_1",` + at + `}]}`,
		`{"messages":{"data":[{"id":"m_1","created_time":"2026-11-20T08:00:00+0000","from":{"id":"7"},"message":"Hello"}]}}`,
	}
	ch := newChannel(t, func(c *facebook.Config) { c.HTTP, c.HistoryGap = &http.Client{Transport: a}, time.Nanosecond })
	events := backfill(t, ch, pageID, now.AddDate(-1, 0, 0))
	var got []string
	for _, ev := range events {
		switch b := ev.Body.(type) {
		case channel.Custom:
			got = append(got, b.Kind+" "+string(ev.Raw))
		case channel.Message:
			got = append(got, b.Text)
		}
		if !ev.Late {
			t.Errorf("%s is not late", ev.ID)
		}
	}
	want := []string{`odd {` + at + `}`, `odd {"id":"","updated_time":""}`, `odd {"id":"/0",` + at + `}`, `odd {"id":"me",` + at + `}`, "Hello"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("history (-want +got):\n%s", diff)
	}
}
