package facebook_test

import (
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/allow"
	"github.com/contactkit/contactkit/facebook"
	"github.com/contactkit/contactkit/facebook/facebooktest"
)

// If Meta names messages otherwise in history than in webhooks, the key still tells that they are
// the same.
func TestFallbackKey(t *testing.T) {
	live := channel.Event{ID: "facebook/1/m_live", Thread: thread("7"), Origin: channel.OriginUs, Time: now.Add(700 * time.Millisecond), Body: channel.Message{ID: "m_live", Text: "Hello", Ref: "1"}}
	past := channel.Event{ID: "facebook/1/other", Thread: thread("7"), Time: now, Late: true, Body: channel.Message{ID: "other", Text: "Hello"}}
	if a, b := facebook.FallbackKey(live), facebook.FallbackKey(past); a != b || a == "" {
		t.Errorf("keys of the same message: %q, %q", a, b)
	}
	for name, change := range map[string]func(*channel.Event){
		"side": func(e *channel.Event) { e.Origin = channel.OriginContact }, "thread": func(e *channel.Event) { e.Thread.Contact = "8" },
		"time": func(e *channel.Event) { e.Time = e.Time.Add(time.Second) }, "text": func(e *channel.Event) { e.Body = channel.Message{Text: "hello"} },
		"picture": func(e *channel.Event) { e.Body = channel.Message{Text: "Hello", Attachments: []channel.Attachment{{}}} },
	} {
		other := past
		change(&other)
		if facebook.FallbackKey(other) == facebook.FallbackKey(past) {
			t.Errorf("another %s has the same key", name)
		}
	}
	for _, ev := range []channel.Event{{Thread: thread("7"), Body: channel.Press{}}, {Thread: channel.Thread{Platform: "twitter"}, Body: channel.Message{Text: "a"}}} {
		if key := facebook.FallbackKey(ev); key != "" {
			t.Errorf("key of what is no message of Meta's: %q", key)
		}
	}
}

// renaming is a Meta whose history names messages otherwise than its webhooks.
type renaming struct{ next http.RoundTripper }

func (n renaming) RoundTrip(r *http.Request) (*http.Response, error) {
	resp, err := n.next.RoundTrip(r)
	if err != nil || !strings.Contains(r.URL.Path, "/t_") {
		return resp, err
	}
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		return nil, err
	}
	resp.Body = io.NopCloser(strings.NewReader(strings.ReplaceAll(string(body), `"id":"m_`, `"id":"aWdf`)))
	return resp, nil
}

func TestBackfillWhereNamesDiffer(t *testing.T) {
	fb, ch := standIn(t, facebooktest.Config{}, func(c *facebook.Config) {
		c.HistoryGap, c.HTTP = time.Nanosecond, &http.Client{Transport: renaming{c.HTTP.Transport}}
	})
	host, since := gather(ch), fb.Now()
	fb.Say("7", "Where is my parcel?")
	fb.SendPhoto("7", "", []byte("\xff\xd8\xff\xe0 label"))
	if _, err := ch.Send(t.Context(), standInThread("7"), channel.Message{Text: "On its way"}); err != nil {
		t.Fatal(err)
	}
	fb.Deliver(host)
	known := map[string]bool{}
	for _, ev := range host.take() {
		known[ev.ID], known[facebook.FallbackKey(ev)] = true, true
	}
	fb.Say("7", "ok")
	fb.Say("7", "ok") // the same words in the same second, and both are new
	var fresh []string
	for _, ev := range backfill(t, ch, standInPage, since) {
		if known[ev.ID] {
			t.Errorf("%s was known by its ID: the test tests nothing", ev.ID)
		}
		if !known[facebook.FallbackKey(ev)] {
			fresh = append(fresh, ev.Body.(channel.Message).Text)
		}
	}
	if diff := cmp.Diff([]string{"ok", "ok"}, fresh); diff != "" {
		t.Errorf("what is new (-want +got):\n%s", diff)
	}
}

// A story in which a person mentions the account comes with the name by which a host knows that it
// must not be stored, live and from the history, of an account behind a Page and of one without.
func TestStoryMentionIsNamed(t *testing.T) {
	for name, viaPage := range map[string]bool{"Instagram Login": false, "through a Page": true} {
		fb, ch, events := instagramHost(t, viaPage)
		since := fb.Now().Add(-time.Hour)
		mid := fb.MentionInStory(instagramAt+"/6500000000000001", []byte("\xff\xd8\xff a story"))
		all := take(t, fb, events)
		for ev, err := range channel.History(t.Context(), ch, instagramAt, since) {
			if err != nil {
				t.Fatalf("%s: history: %v", name, err)
			}
			all = append(all, ev)
		}
		if len(all) != 2 {
			t.Fatalf("%s: %d events, want one live and one of the history", name, len(all))
		}
		for i, ev := range all {
			m, ok := ev.Body.(channel.Message)
			if !ok || m.ID != mid || len(m.Attachments) != 1 || ev.Thread.Account != instagramAt {
				t.Fatalf("%s: %+v", name, ev)
			}
			if a := m.Attachments[0]; a.Kind != channel.MediaOther || a.Name != "story_mention" || !strings.HasPrefix(a.URL, "https://") || allow.Keep(ev.Thread, a) {
				t.Errorf("%s, event %d: %+v may be stored", name, i, a)
			}
			if ev.Late != (i == 1) {
				t.Errorf("%s, event %d: late %v", name, i, ev.Late)
			}
		}
	}
}
