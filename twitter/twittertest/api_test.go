package twittertest_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/contactkit/contactkit/twitter/twittertest"
)

func TestOAuth1(t *testing.T) {
	const path = "/1.1/direct_messages/indicate_typing.json"
	form := "recipient_id=2001"
	tests := []struct {
		name   string
		change func(*signer)
		status int
		code   int
	}{
		{"right", func(*signer) {}, 204, 0},
		{"SHA-256", func(g *signer) { g.method = "HMAC-SHA256" }, 204, 0},
		{"version 1.0a", func(g *signer) { g.version = "1.0a" }, 204, 0},
		{"version 2.0", func(g *signer) { g.version = "2.0" }, 400, 215},
		{"plaintext", func(g *signer) { g.method = "PLAINTEXT" }, 401, 32},
		{"consumer key", func(g *signer) { g.key = "other" }, 401, 32},
		{"consumer secret", func(g *signer) { g.secret = "other" }, 401, 32},
		{"token", func(g *signer) { g.token = "other" }, 401, 89},
		{"token too long", func(g *signer) { g.token = strings.Repeat("x", 51) }, 400, 215},
		{"no token", func(g *signer) { g.token, g.tokenSecret = "", "" }, 400, 215},
		{"token secret", func(g *signer) { g.tokenSecret = "other" }, 401, 32},
		{"other host signed", func(g *signer) { g.signAs = "https://api.x.com" }, 401, 32},
		{"other scheme signed", func(g *signer) { g.signAs = "http://api.twitter.com" }, 401, 32},
		{"five minutes ahead", func(g *signer) { g.at = noon.Add(5 * time.Minute) }, 204, 0},
		{"more", func(g *signer) { g.at = noon.Add(5*time.Minute + time.Second) }, 401, 135},
		{"behind", func(g *signer) { g.at = noon.Add(-5*time.Minute - time.Second) }, 401, 135},
	}
	s := frozen(twittertest.Config{})
	s.Say("2001", "hi")
	s.Advance(48 * time.Hour) // timestamps are checked against the wall clock
	for _, tt := range tests {
		g := signerOf(s)
		tt.change(&g)
		base := api
		if g.signAs != "" {
			base = g.signAs
		}
		r := do(t, s, "POST", api+path, formType, form, g.header("POST", base+path, form))
		if r.status != tt.status || r.code() != tt.code {
			t.Errorf("%s = %d %s, want %d/%d", tt.name, r.status, r.body, tt.status, tt.code)
		}
	}
	g := signerOf(s)
	g.nonce = "once"
	head := g.header("POST", api+path, form)
	if r := do(t, s, "POST", api+path, formType, form, head); r.status != 204 {
		t.Errorf("a nonce = %d %s", r.status, r.body)
	}
	if r := do(t, s, "POST", api+path, formType, form, head); r.code() != 32 {
		t.Errorf("the same nonce = %d %s", r.status, r.body)
	}
	// A form with a charset is counted all the same, so a signature without it is wrong.
	if r := do(t, s, "POST", api+path, formType+"; charset=utf-8", form, signerOf(s).header("POST", api+path, "")); r.code() != 32 {
		t.Errorf("an unsigned form with charset = %d %s", r.status, r.body)
	}
	if r := do(t, s, "POST", api+path, formType, form, ""); r.status != 400 || r.code() != 215 {
		t.Errorf("no header = %d %s", r.status, r.body)
	}
	if r := do(t, s, "POST", api+path, formType, form, "OAuth oauth_token=unquoted"); r.code() != 215 {
		t.Errorf("malformed header = %d %s", r.status, r.body)
	}
	for _, c := range s.Calls() {
		if strings.Contains(c.Path+c.Body, s.Config().AccessToken) {
			t.Errorf("the log shows the token: %+v", c)
		}
	}
}

func TestOAuth1SignsThePortOfASocket(t *testing.T) {
	s := frozen(twittertest.Config{})
	s.Say("2001", "hi")
	srv := httptest.NewServer(s)
	defer srv.Close()
	address := srv.URL + "/1.1/direct_messages/indicate_typing.json?recipient_id=2001"
	req, _ := http.NewRequest("POST", address, nil)
	req.Header.Set("Authorization", signerOf(s).header("POST", address, ""))
	resp, err := http.DefaultClient.Do(req)
	if err != nil || resp.StatusCode != 204 {
		t.Errorf("got %v, %v", resp, err)
	}
	resp.Body.Close()
}

func TestKindsOfToken(t *testing.T) {
	s := frozen(twittertest.Config{})
	s.Say("2001", "hi")
	v11, v2 := "/1.1/direct_messages/events/new.json", "/2/dm_conversations/with/2001/messages"
	if r := bearer(t, s, "POST", v11, `{}`); r.status != 403 || r.code() != 220 {
		t.Errorf("bearer on v1.1 = %d %s", r.status, r.body)
	}
	r := bearer(t, s, "POST", v2, `{"text":"x"}`)
	if r.status != 403 || !strings.Contains(r.body, "unsupported-authentication") || !strings.Contains(r.body, "[OAuth 1.0a User Context, OAuth 2.0 User Context]") {
		t.Errorf("bearer on v2 = %d %s", r.status, r.body)
	}
	if r := do(t, s, "POST", api+v2, jsonType, `{"text":"x"}`, "Bearer wrong"); r.status != 401 || !strings.Contains(r.body, `"title":"Unauthorized"`) {
		t.Errorf("a wrong bearer on v2 = %d %s", r.status, r.body)
	}
	if r := do(t, s, "POST", api+v11, jsonType, `{}`, "Bearer wrong"); r.status != 401 || r.code() != 89 {
		t.Errorf("a wrong bearer on v1.1 = %d %s", r.status, r.body)
	}
	if r := call(t, s, "GET", "/1.1/nothing.json", "", ""); r.status != 404 || r.code() != 34 {
		t.Errorf("no such page = %d %s", r.status, r.body)
	}
	s.Revoke()
	if r := dm(t, s, "2001", `"text":"x"`); r.code() != 89 {
		t.Errorf("revoked = %d %s", r.status, r.body)
	}
}

func TestLevels(t *testing.T) {
	for _, tt := range []struct {
		cfg        twittertest.Config
		v11, media int
		v2         int
	}{
		{twittertest.Config{}, 0, 0, 201},
		{twittertest.Config{Level: "read-write"}, 93, 0, 403},
		{twittertest.Config{Level: "read"}, 93, 261, 403},
		{twittertest.Config{NoV11: true}, 453, 0, 201},
	} {
		s := frozen(tt.cfg)
		s.Say("2001", "hi")
		r := dm(t, s, "2001", `"text":"x"`)
		if r.code() != tt.v11 || r.header.Get("X-Access-Level") != s.Config().Level {
			t.Errorf("%+v: v1.1 = %d %s %v", tt.cfg, r.status, r.body, r.header)
		}
		if r := call(t, s, "POST", "/1.1/media/upload.json", formType, "command=INIT&media_type=image%2Fpng&total_bytes=4&media_category=dm_image"); r.code() != tt.media {
			t.Errorf("%+v: media = %d %s", tt.cfg, r.status, r.body)
		}
		if r := call(t, s, "POST", "/2/dm_conversations/with/2001/messages", jsonType, `{"text":"y"}`); r.status != tt.v2 {
			t.Errorf("%+v: v2 = %d %s", tt.cfg, r.status, r.body)
		}
	}
}
