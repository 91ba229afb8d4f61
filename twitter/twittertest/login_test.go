package twittertest_test

import (
	"crypto/sha256"
	"encoding/base64"
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/contactkit/contactkit/twitter/twittertest"
)

// with adds parameters to a signed header.
func (g signer) with(pairs ...string) signer {
	g.more = pairs
	return g
}

func TestLogin(t *testing.T) {
	const callback = "https://desk.example/x/login?a=b"
	s := frozen(twittertest.Config{Callbacks: []string{callback}})
	c := s.Config()
	app := signer{key: c.APIKey, secret: c.APISecret, method: "HMAC-SHA1", at: noon, version: "1.0"}
	post := func(g signer, path, form string) reply {
		t.Helper()
		typ := ""
		if form != "" {
			typ = formType
		}
		return do(t, s, "POST", api+path, typ, form, g.header("POST", api+path, form))
	}
	begin := func(callback string) url.Values {
		t.Helper()
		r := post(app.with("oauth_callback", callback), "/oauth/request_token", "")
		values, err := url.ParseQuery(r.body)
		if r.status != 200 || err != nil || values.Get("oauth_callback_confirmed") != "true" {
			t.Fatalf("request_token = %d %s", r.status, r.body)
		}
		return values
	}
	if r := post(app.with("oauth_callback", "https://evil.example/"), "/oauth/request_token", ""); r.status != 403 || r.code() != 415 {
		t.Errorf("another callback = %d %s", r.status, r.body)
	}
	if r := post(app, "/oauth/request_token", ""); r.code() != 215 {
		t.Errorf("no callback = %d %s", r.status, r.body)
	}

	first := begin(callback)
	half := app
	half.token, half.tokenSecret = first.Get("oauth_token"), first.Get("oauth_token_secret")
	if r := post(half, "/oauth/access_token", "oauth_verifier=guess"); r.code() != 32 {
		t.Errorf("before the user allowed it = %d %s", r.status, r.body)
	}
	back, err := url.Parse(s.AllowLogin(half.token))
	if err != nil || back.Query().Get("oauth_token") != half.token || back.Query().Get("a") != "b" {
		t.Fatalf("the browser goes to %v, %v", back, err)
	}
	verifier := back.Query().Get("oauth_verifier")
	if r := post(half, "/oauth/access_token", "oauth_verifier=wrong"); r.code() != 32 {
		t.Errorf("wrong verifier = %d %s", r.status, r.body)
	}
	if r := post(half, "/1.1/direct_messages/indicate_typing.json", "recipient_id=1"); r.code() != 89 {
		t.Errorf("a request token on the API = %d %s", r.status, r.body)
	}
	s.Revoke()
	if r := call(t, s, "GET", "/1.1/account/verify_credentials.json", "", ""); r.code() != 89 {
		t.Errorf("revoked = %d %s", r.status, r.body)
	}
	r := post(half, "/oauth/access_token", "oauth_verifier="+verifier)
	got, err := url.ParseQuery(r.body)
	if err != nil {
		t.Fatal(err)
	}
	want := url.Values{
		"oauth_token": {c.AccessToken}, "oauth_token_secret": {c.AccessSecret}, "user_id": {c.Account}, "screen_name": {c.Username},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("access_token (-want +got):\n%s", diff)
	}
	if r := post(half, "/oauth/access_token", "oauth_verifier="+verifier); r.code() != 89 {
		t.Errorf("a second time = %d %s", r.status, r.body)
	}
	if r := call(t, s, "GET", "/1.1/account/verify_credentials.json", "", ""); r.status != 200 {
		t.Errorf("allowed again = %d %s", r.status, r.body)
	}

	pin := begin("oob")
	half.token, half.tokenSecret = pin.Get("oauth_token"), pin.Get("oauth_token_secret")
	if r := post(half.with("oauth_verifier", s.AllowLogin(half.token)), "/oauth/access_token", ""); r.status != 200 {
		t.Errorf("with a PIN in the header = %d %s", r.status, r.body)
	}
	denied := begin(callback).Get("oauth_token")
	if got, want := s.DenyLogin(denied), callback+"&denied="+denied; got != want {
		t.Errorf("denied: %s, want %s", got, want)
	}
	if s.AllowLogin(denied) != "" || s.DenyLogin("none") != "" {
		t.Error("a login goes on that does not exist")
	}
}

func TestInvalidateToken(t *testing.T) {
	s := frozen(twittertest.Config{})
	count := func() int { return bearer(t, s, "GET", "/2/account_activity/subscriptions/count", "").status }
	form := url.Values{"access_token": {s.Config().Bearer}}.Encode()
	invalidate := func() reply { return call(t, s, "POST", "/oauth2/invalidate_token", formType, form) }
	if got := count(); got != 200 {
		t.Fatal(got)
	}
	if r := invalidate(); r.status != 200 || !strings.Contains(r.body, `"access_token"`) {
		t.Errorf("invalidate = %d %s", r.status, r.body)
	}
	if got := count(); got != 401 {
		t.Errorf("with the dead token: %d", got)
	}
	if r := invalidate(); r.code() != 89 {
		t.Errorf("invalidate again = %d %s", r.status, r.body)
	}
	c := s.Config()
	basic := "Basic " + base64.StdEncoding.EncodeToString([]byte(c.APIKey+":"+c.APISecret))
	if r := do(t, s, "POST", api+"/oauth2/token", formType, "grant_type=client_credentials", basic); r.status != 200 || count() != 200 {
		t.Errorf("a new token = %d %s, and then %d", r.status, r.body, count())
	}
}

func TestPublicClient(t *testing.T) {
	const callback = "https://desk.example/x/callback"
	s := frozen(twittertest.Config{PublicClient: true, Callbacks: []string{callback}})
	sum := sha256.Sum256([]byte("a verifier"))
	q := url.Values{
		"response_type": {"code"}, "client_id": {s.Config().ClientID}, "redirect_uri": {callback}, "state": {"s t"},
		"scope": {"users.read tweet.read offline.access"}, "code_challenge_method": {"S256"},
		"code_challenge": {base64.RawURLEncoding.EncodeToString(sum[:])},
	}
	const page = "https://x.com/i/oauth2/authorize?"
	for name, value := range map[string]string{
		"client_id": "other", "redirect_uri": "https://evil.example/", "response_type": "token", "scope": "", "state": "",
		"code_challenge": "", "code_challenge_method": "plain",
	} {
		bad := url.Values{}
		for k, v := range q {
			bad[k] = v
		}
		bad.Set(name, value)
		if to, err := s.Allow(page + bad.Encode()); err == nil {
			t.Errorf("%s=%q was allowed: %s", name, value, to)
		}
	}
	to, err := s.Allow(page + q.Encode())
	if err != nil {
		t.Fatal(err)
	}
	back, err := url.Parse(to)
	if err != nil || back.Query().Get("state") != "s t" {
		t.Fatalf("the browser goes to %s, %v", to, err)
	}
	form := url.Values{
		"grant_type": {"authorization_code"}, "code": {back.Query().Get("code")}, "redirect_uri": {callback}, "code_verifier": {"a verifier"},
	}
	exchange := func() reply { return do(t, s, "POST", api+"/2/oauth2/token", formType, form.Encode(), "") }
	if r := exchange(); r.status != 401 {
		t.Errorf("without client_id = %d %s", r.status, r.body)
	}
	form.Set("client_id", s.Config().ClientID)
	var out struct {
		Access  string `json:"access_token"`
		Refresh string `json:"refresh_token"`
	}
	exchange().into(t, &out)
	if r := do(t, s, "GET", api+"/2/users/me", "", "", "Bearer "+out.Access); r.status != 200 || out.Refresh == "" {
		t.Errorf("me = %d %s", r.status, r.body)
	}
	if r := exchange(); r.status != 400 {
		t.Errorf("the code again = %d %s", r.status, r.body)
	}
}

// Both login pages refuse what they do not know; a cancelled login says so and cannot be ended.
func TestLoginPages(t *testing.T) {
	s := frozen(twittertest.Config{})
	for _, page := range []string{"https://api.x.com/oauth/authorize?oauth_token=none", "https://x.com/i/oauth2/authorize?client_id=none", "https://x.com/login", "%"} {
		if _, err := s.Allow(page); err == nil {
			t.Errorf("%s is a login page", page)
		}
		if _, err := s.Deny(page); err == nil {
			t.Errorf("%s is a login page that can be cancelled", page)
		}
	}
	good := "https://x.com/i/oauth2/authorize?response_type=code&client_id=" + s.Config().ClientID + "&redirect_uri=https://desk.example/&scope=dm.read&state=s&code_challenge=c&code_challenge_method=S256"
	if back, err := s.Deny(good); err != nil || !strings.Contains(back, "error=access_denied") || !strings.Contains(back, "state=s") {
		t.Errorf("cancelled: %s, %v", back, err)
	}
	if _, err := s.Allow(strings.Replace(good, "S256", "plain", 1)); err == nil {
		t.Error("a plain challenge is taken")
	}
}
