package twittertest_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/contactkit/contactkit/twitter/twittertest"
)

// problem is what tests compare of an error: v1.1's code, or v2's title, detail and type.
func problem(r reply) any {
	var e struct {
		Errors []struct{ Code int }
		Title  string
		Detail string
		Type   string
	}
	_ = json.Unmarshal([]byte(r.body), &e) // an answer without a body has its status alone
	if len(e.Errors) > 0 && e.Errors[0].Code != 0 {
		return []any{r.status, e.Errors[0].Code}
	}
	if e.Title == "" {
		return r.status
	}
	return []any{r.status, e.Title, e.Detail, e.Type}
}

func TestAccess(t *testing.T) {
	const types = "https://api.twitter.com/2/problems/"
	notPermitted := []any{403, "Forbidden", "This operation is not permitted.", "about:blank"}
	tests := []struct {
		access        twittertest.Access
		v1, media, v2 any
	}{
		{twittertest.AccessAll, 200, 202, 201},
		{twittertest.AccessV2, []any{403, 453}, 202, 201},
		{twittertest.AccessV11, 200, 202, []any{403, "Client Forbidden", "This request must be made using an approved developer account that is enrolled in the requested endpoint. Learn more by visiting our documentation.", "https://api.x.com/2/problems/client-forbidden"}},
		{twittertest.NoCredits, 200, 202, []any{402, "CreditsDepleted", "Your enrolled account [27000001] does not have any credits to fulfill this request.", types + "credits"}},
		{twittertest.UsageSpent, 200, 202, []any{429, "UsageCapExceeded", "Usage cap exceeded: Monthly product cap", types + "usage-capped"}},
		{twittertest.AppSuspended, []any{401, 416}, []any{401, 416}, []any{401, "Unauthorized", "Unauthorized", "about:blank"}},
		{twittertest.Suspended, []any{403, 64}, []any{403, 64}, notPermitted},
		{twittertest.Locked, []any{403, 326}, []any{403, 326}, notPermitted},
		{twittertest.LooksAutomated, []any{403, 226}, 202, notPermitted},
	}
	for _, tt := range tests {
		s := frozen(twittertest.Config{})
		s.Say("2001", "hi")
		s.SetAccess(tt.access)
		got := []any{
			problem(dm(t, s, "2001", `"text":"x"`)),
			problem(call(t, s, "POST", "/1.1/media/upload.json", formType, "command=INIT&media_type=image%2Fpng&total_bytes=4&media_category=dm_image")),
			problem(call(t, s, "POST", "/2/dm_conversations/with/2001/messages", jsonType, `{"text":"y"}`)),
		}
		if diff := cmp.Diff([]any{tt.v1, tt.media, tt.v2}, got); diff != "" {
			t.Errorf("%q (-want +got):\n%s", tt.access, diff)
		}
		s.SetAccess(twittertest.AccessAll)
		if r := dm(t, s, "2001", `"text":"again"`); r.status != 200 {
			t.Errorf("after %q: %d %s", tt.access, r.status, r.body)
		}
	}
}

func TestHosts(t *testing.T) {
	s := frozen(twittertest.Config{})
	const typing = "/1.1/direct_messages/indicate_typing.json?recipient_id=2001"
	s.Say("2001", "hi")
	tests := []struct {
		address string
		want    any
	}{
		{"https://api.twitter.com" + typing, 204},
		{"https://api.x.com" + typing, 204},
		{"https://api.x.com:443" + typing, 204},
		{"http://desk.test:8080" + typing, 204},
		{"http://api.x.com" + typing, []any{403, 92}},
		{"https://upload.twitter.com" + typing, []any{404, 34}},
		{"https://api.x.com/1.1/media/upload.json?command=INIT", []any{404, 34}},
		{"https://upload.x.com/1.1/media/upload.json?command=INIT", 400},
	}
	for _, tt := range tests {
		g := signerOf(s)
		signed := tt.address
		if tt.address == "https://api.x.com:443"+typing {
			signed = "https://api.x.com" + typing // a default port is not signed
		}
		r := do(t, s, "POST", tt.address, "", "", g.header("POST", signed, ""))
		if diff := cmp.Diff(tt.want, problem(r)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.address, diff)
		}
	}
}

func TestScopes(t *testing.T) {
	all := []string{"dm.read", "dm.write", "tweet.read", "users.read"}
	for i := range all {
		s := frozen(twittertest.Config{})
		s.Say("2001", "hi")
		fewer := append(append([]string(nil), all[:i]...), all[i+1:]...)
		for _, tt := range []struct {
			scopes []string
			want   int
		}{{all, 201}, {fewer, 403}} {
			token, _ := s.Grant(tt.scopes...)
			r := do(t, s, "POST", api+"/2/dm_conversations/with/2001/messages", jsonType, `{"text":"x"}`, "Bearer "+token)
			if r.status != tt.want {
				t.Errorf("with %v: %d %s, want %d", tt.scopes, r.status, r.body, tt.want)
			}
		}
	}
}

// A nonce is kept as long as its timestamp is good, and the time of day then refuses it.
func TestNoncesOfLongRuns(t *testing.T) {
	now := noon
	s := twittertest.New(twittertest.Config{Now: func() time.Time { return now }})
	s.Say("2001", "hi")
	const path = "/1.1/direct_messages/indicate_typing.json?recipient_id=2001"
	g := signerOf(s)
	g.nonce = "the first"
	send := func(g signer) reply { return do(t, s, "POST", api+path, "", "", g.header("POST", api+path, "")) }
	if r := send(g); r.status != 204 {
		t.Fatal(r.status, r.body)
	}
	for i := range 1500 {
		now = noon.Add(time.Duration(i) * 100 * time.Millisecond)
		again := signerOf(s)
		again.at = now
		if r := send(again); r.status != 204 {
			t.Fatal(i, r.status, r.body)
		}
	}
	if r := send(g); r.code() != 32 {
		t.Errorf("the first nonce again = %d %s", r.status, r.body)
	}
	now = noon.Add(5*time.Minute + time.Second)
	if r := send(g); r.code() != 135 {
		t.Errorf("the first nonce much later = %d %s", r.status, r.body)
	}
}
