package twittertest_test

import (
	"crypto/sha256"
	"encoding/base64"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/contactkit/contactkit/twitter/twittertest"
)

func TestOAuth2(t *testing.T) {
	s := frozen(twittertest.Config{})
	basic := func(id, secret string) string {
		return "Basic " + base64.StdEncoding.EncodeToString([]byte(url.QueryEscape(id)+":"+url.QueryEscape(secret)))
	}
	c := s.Config()
	if r := do(t, s, "POST", api+"/oauth2/token", formType+";charset=UTF-8", "grant_type=client_credentials", basic(c.APIKey, c.APISecret)); !strings.Contains(r.body, c.Bearer) {
		t.Errorf("app token = %d %s", r.status, r.body)
	}
	if r := do(t, s, "POST", api+"/oauth2/token", formType, "grant_type=client_credentials", basic(c.APIKey, "wrong")); r.status != 403 || r.code() != 99 || !strings.Contains(r.body, "authenticity_token_error") {
		t.Errorf("app token = %d %s", r.status, r.body)
	}
	type tokens struct {
		Access  string `json:"access_token"`
		Refresh string `json:"refresh_token"`
		Expires int    `json:"expires_in"`
		Scope   string
		Error   string
	}
	exchange := func(form string) (out tokens) {
		t.Helper()
		do(t, s, "POST", api+"/2/oauth2/token", formType, form, basic(c.ClientID, c.ClientSecret)).into(t, &out)
		return out
	}
	sum := sha256.Sum256([]byte("verifier"))
	challenge := base64.RawURLEncoding.EncodeToString(sum[:])
	authorize := func() string {
		return s.Authorize("https://desk.example/cb", challenge, "dm.read", "tweet.read", "users.read", "offline.access")
	}
	form := func(code, verifier string) string {
		return "grant_type=authorization_code&redirect_uri=https%3A%2F%2Fdesk.example%2Fcb&code=" + code + "&code_verifier=" + verifier
	}
	if out := exchange(form(authorize(), "other")); out.Error != "invalid_request" {
		t.Errorf("wrong verifier = %+v", out)
	}
	late := authorize()
	s.Advance(30 * time.Second)
	if out := exchange(form(late, "verifier")); out.Error != "invalid_request" {
		t.Errorf("after 30 s = %+v", out)
	}
	first := exchange(form(authorize(), "verifier"))
	if first.Access == "" || first.Refresh == "" || first.Expires != 7200 || first.Scope != "dm.read tweet.read users.read offline.access" {
		t.Fatalf("exchange = %+v", first)
	}
	read := func(token string) int { return do(t, s, "GET", api+"/2/dm_events", "", "", "Bearer "+token).status }
	if got := read(first.Access); got != 200 {
		t.Errorf("with the token: %d", got)
	}
	s.Advance(2 * time.Hour)
	if got := read(first.Access); got != 401 {
		t.Errorf("after two hours: %d", got)
	}
	second := exchange("grant_type=refresh_token&refresh_token=" + first.Refresh)
	if got := read(second.Access); got != 200 || second.Refresh == first.Refresh {
		t.Errorf("refreshed: %d, %+v", got, second)
	}
	if out := exchange("grant_type=refresh_token&refresh_token=" + first.Refresh); out.Error != "invalid_request" {
		t.Errorf("the old refresh token = %+v", out)
	}
	if out := exchange("grant_type=password"); out.Error != "unsupported_grant_type" {
		t.Errorf("another grant = %+v", out)
	}
	if r := do(t, s, "POST", api+"/2/oauth2/token", formType, "grant_type=refresh_token", basic(c.ClientID, "wrong")); r.status != 401 || !strings.Contains(r.body, "unauthorized_client") {
		t.Errorf("wrong client = %d %s", r.status, r.body)
	}
	if r := do(t, s, "POST", api+"/2/oauth2/revoke", formType, "token="+second.Access, basic(c.ClientID, c.ClientSecret)); r.body != `{"revoked":true}` || read(second.Access) != 401 {
		t.Errorf("revoke = %s", r.body)
	}
	write, _ := s.Grant("dm.read", "tweet.read", "users.read")
	if r := do(t, s, "POST", api+"/2/dm_conversations/with/2001/messages", jsonType, `{"text":"x"}`, "Bearer "+write); r.status != 403 || !strings.Contains(r.body, `"detail":"Forbidden"`) {
		t.Errorf("without dm.write = %d %s", r.status, r.body)
	}
}
