package twittertest_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/contactkit/contactkit/channel/standin"
	"github.com/contactkit/contactkit/twitter/twittertest"
)

func TestDocumentedRates(t *testing.T) {
	s := frozen(twittertest.Config{Documented: true, Others: standin.Rate{Kind: standin.FixedWindow, N: 7, Per: time.Hour}})
	s.Say("2001", "hi")
	limit := func(r reply) string {
		return r.header.Get("x-rate-limit-limit") + " " + r.header.Get("x-user-limit-24hour-limit") + " " + r.header.Get("x-app-limit-24hour-limit")
	}
	tests := []struct {
		name string
		r    reply
		want string
	}{
		{"v2 send", call(t, s, "POST", "/2/dm_conversations/with/2001/messages", jsonType, `{"text":"x"}`), "15 1440 1440"},
		{"v1.1 send", dm(t, s, "2001", `"text":"y"`), "  "},
		{"typing", call(t, s, "POST", "/1.1/direct_messages/indicate_typing.json?recipient_id=2001", "", ""), "1000  "},
		{"dm_events", call(t, s, "GET", "/2/dm_events", "", ""), "15  "},
		{"webhooks v2", bearer(t, s, "GET", "/2/webhooks", ""), "450  "},
		{"webhooks v1.1", bearer(t, s, "GET", "/1.1/account_activity/webhooks.json", ""), "15  "},
		{"a name, for the app", bearer(t, s, "GET", "/2/users/by/username/desk", ""), "300  "},
		{"a name, for a user", call(t, s, "GET", "/2/users/by/username/desk", "", ""), "900  "},
		{"one without a figure", call(t, s, "GET", "/2/users/2001", "", ""), "7  "},
	}
	for _, tt := range tests {
		if got := limit(tt.r); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
	for i := range 15 {
		if r := call(t, s, "GET", "/2/dm_events", "", ""); (r.status == 429) != (i == 14) {
			t.Errorf("call %d = %d %v", i+2, r.status, r.header)
		}
	}
}

func TestTheAppsDay(t *testing.T) {
	perDay := func(n int) standin.Rate {
		return standin.Rate{Kind: standin.FixedWindow, N: n, Per: 24 * time.Hour}
	}
	s := frozen(twittertest.Config{Day: perDay(5), AppDay: perDay(2)})
	s.Say("2001", "hi")
	var got []string
	for i := range 3 {
		r := call(t, s, "POST", "/2/dm_conversations/with/2001/messages", jsonType, fmt.Sprintf(`{"text":"%d"}`, i))
		got = append(got, fmt.Sprint(r.status, " ", r.header.Get("x-user-limit-24hour-remaining"), " ", r.header.Get("x-app-limit-24hour-remaining")))
	}
	if diff := cmp.Diff([]string{"201 4 1", "201 3 0", "429 2 0"}, got); diff != "" {
		t.Errorf("answers (-want +got):\n%s", diff)
	}
}

func TestUnheardMessages(t *testing.T) {
	s := frozen(twittertest.Config{})
	s.Say("2001", "heard")
	if r := call(t, s, "POST", "/2/users/2001/dm/block", "", ""); r.status != 200 {
		t.Fatal(r.status, r.body)
	}
	id := s.Say("2001", "unheard")
	if r := call(t, s, "GET", "/2/dm_events/"+id, "", ""); r.status != http.StatusNotFound || s.Pending() != 1 {
		t.Errorf("%d %s, and %d webhooks", r.status, r.body, s.Pending())
	}
	if r := call(t, s, "POST", "/2/users/2001/dm/unblock", "", ""); r.status != 200 {
		t.Fatal(r.status, r.body)
	}
	if s.Say("2001", "heard again"); s.Pending() != 2 {
		t.Error("nothing comes after the block was lifted")
	}
	if r := call(t, s, "POST", "/2/users/9/dm/block", "", ""); r.status != 404 {
		t.Errorf("nobody = %d %s", r.status, r.body)
	}
}

func TestRates(t *testing.T) {
	s := frozen(twittertest.Config{
		Rate: standin.Rate{Kind: standin.FixedWindow, N: 2, Per: 15 * time.Minute},
		Day:  standin.Rate{Kind: standin.FixedWindow, N: 3, Per: 24 * time.Hour},
	})
	s.Say("2001", "hi")
	say := func(text string) reply {
		return call(t, s, "POST", "/2/dm_conversations/with/2001/messages", jsonType, `{"text":"`+text+`"}`)
	}
	want := func(r reply, status int, headers ...string) {
		t.Helper()
		if r.status != status {
			t.Errorf("got %d %s, want %d", r.status, r.body, status)
		}
		for i := 0; i < len(headers); i += 2 {
			if got := r.header.Get(headers[i]); got != headers[i+1] {
				t.Errorf("%s = %q, want %q", headers[i], got, headers[i+1])
			}
		}
	}
	want(say("1"), 201, "x-rate-limit-limit", "2", "x-rate-limit-remaining", "1", "x-rate-limit-reset", "1772453700",
		"x-user-limit-24hour-limit", "3", "x-user-limit-24hour-remaining", "2", "x-app-limit-24hour-reset", "1772539200")
	want(say("2"), 201, "x-rate-limit-remaining", "0")
	r := say("3")
	want(r, 429, "x-rate-limit-remaining", "0", "x-rate-limit-reset", "1772453700")
	if !strings.Contains(r.body, `"title":"Too Many Requests"`) {
		t.Errorf("429 = %s", r.body)
	}
	s.Advance(15 * time.Minute)
	want(say("4"), 201, "x-user-limit-24hour-remaining", "0")
	// A quarter of an hour less to wait, by the clock that did not move.
	want(say("5"), 429, "x-user-limit-24hour-remaining", "0", "x-user-limit-24hour-reset", "1772538300")
	s.Advance(15 * time.Minute)
	for i := range 2 { // on v1.1 five answers to each message are free of the day's limit
		r := dm(t, s, "2001", `"text":"`+strings.Repeat("x", i+1)+`"`)
		want(r, 200, "x-rate-limit-limit", "", "x-user-limit-24hour-limit", "")
	}
	if r := dm(t, s, "2001", `"text":"more"`); r.status != 429 || r.code() != 88 {
		t.Errorf("v1.1 over the rate = %d %s", r.status, r.body)
	}
}

func TestOtherRates(t *testing.T) {
	s := frozen(twittertest.Config{Others: standin.Rate{Kind: standin.FixedWindow, N: 1, Per: 15 * time.Minute}})
	if r := call(t, s, "GET", "/2/users/me", "", ""); r.status != 200 || r.header.Get("x-rate-limit-remaining") != "0" || r.header.Get("x-user-limit-24hour-limit") != "" {
		t.Errorf("first = %d %v", r.status, r.header)
	}
	if r := call(t, s, "GET", "/2/users/me", "", ""); r.status != 429 {
		t.Errorf("second = %d", r.status)
	}
	if r := call(t, s, "GET", "/2/dm_events", "", ""); r.status != 200 {
		t.Errorf("another endpoint = %d", r.status)
	}
}
