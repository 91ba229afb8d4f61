package facebooktest_test

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/contactkit/contactkit/facebook/facebooktest"
)

const back = "https://desk.example/login"

// page is the address of a login page, with changes.
func page(s *facebooktest.Server, instagram bool, change url.Values) string {
	c := s.Config()
	base, q := "https://www.facebook.com/v26.0/dialog/oauth", url.Values{"client_id": {c.AppID}, "scope": {"pages_show_list,pages_messaging"}}
	if instagram {
		base, q = "https://www.instagram.com/oauth/authorize", url.Values{"client_id": {c.InstagramAppID}, "scope": {"instagram_business_basic"}}
	}
	q.Set("redirect_uri", back)
	q.Set("state", "s7")
	q.Set("response_type", "code")
	for name, v := range change {
		q[name] = v
	}
	return base + "?" + q.Encode()
}

func logins() *facebooktest.Server {
	return frozen(facebooktest.Config{Pages: map[string]string{pageA: tokenA}, Callbacks: []string{back}, Configuration: "4711",
		Instagram: map[string]facebooktest.Instagram{"17841400000000001": {Username: "shop"}}})
}

func TestLoginPageRefuses(t *testing.T) {
	s := logins()
	for _, instagram := range []bool{false, true} {
		if _, err := s.Allow(page(s, instagram, nil)); err != nil {
			t.Errorf("instagram %t: %v", instagram, err)
		}
		for name, change := range map[string]url.Values{
			"another app":           {"client_id": {"1"}},
			"an unknown callback":   {"redirect_uri": {back + "/"}},
			"no callback":           {"redirect_uri": {""}},
			"no state":              {"state": {""}},
			"a token":               {"response_type": {"token"}},
			"an unknown permission": {"scope": {"pages_everything"}},
			"no permission":         {"scope": {""}},
			"a configuration":       {"config_id": {"1"}},
		} {
			if _, err := s.Allow(page(s, instagram, change)); err == nil {
				t.Errorf("instagram %t: %s is taken", instagram, name)
			}
			if _, err := s.Deny(page(s, instagram, change)); err == nil {
				t.Errorf("instagram %t: %s is taken by Deny", instagram, name)
			}
		}
	}
	if _, err := s.Allow("https://www.facebook.com/login"); err == nil {
		t.Error("there is a login page at another path")
	}
	if _, err := s.Allow(page(s, false, url.Values{"config_id": {"4711"}}), facebooktest.Choice{Without: []string{"pages_messaging"}}); err == nil {
		t.Error("a configuration was granted in part")
	}
	if _, err := s.Allow(page(s, true, nil), facebooktest.Choice{Account: "1"}); err == nil {
		t.Error("a stranger logged in with Instagram")
	}
}

// A code works once, for an hour, with the address and the secret of its login.
func TestCodeIsTradedOnce(t *testing.T) {
	s := logins()
	c := s.Config()
	trade := func(code string, change url.Values) reply {
		v := url.Values{"client_id": {c.AppID}, "client_secret": {c.AppSecret}, "redirect_uri": {back}, "code": {code}}
		for name, w := range change {
			v[name] = w
		}
		return call(t, s, "POST", "/v26.0/oauth/access_token", "application/x-www-form-urlencoded", v.Encode())
	}
	code := func() string {
		address, err := s.Allow(page(s, false, nil))
		if err != nil {
			t.Fatal(err)
		}
		u, err := url.Parse(address)
		if err != nil || u.Query().Get("state") != "s7" {
			t.Fatal(address, err)
		}
		return u.Query().Get("code")
	}
	one := code()
	for name, change := range map[string]url.Values{"secret": {"client_secret": {"x"}}, "app": {"client_id": {"1"}}, "address": {"redirect_uri": {back + "/"}}} {
		if r := trade(one, change); r.Error.Code == 0 {
			t.Errorf("with another %s = %s", name, r.body)
		}
	}
	if r := trade(one, nil); !strings.Contains(string(r.body), `"access_token"`) || !strings.Contains(string(r.body), `"expires_in":7200`) {
		t.Errorf("traded = %s", r.body)
	}
	if r := trade(one, nil); r.Error.Code != 100 {
		t.Errorf("traded twice = %s", r.body)
	}
	late := code()
	s.Advance(time.Hour)
	if r := trade(late, nil); r.Error.Code != 100 {
		t.Errorf("after an hour = %s", r.body)
	}
}

// A token of Instagram Login works at its own host alone, and one of a Page does not.
func TestInstagramTokenHasItsHost(t *testing.T) {
	s := frozen(facebooktest.Config{Pages: map[string]string{pageA: tokenA}, Instagram: map[string]facebooktest.Instagram{"17841400000000001": {Username: "shop", Token: "IGAAx"}}})
	for _, tt := range []struct {
		host, token string
		good        bool
	}{{"graph.instagram.com", "IGAAx", true}, {"graph.facebook.com", "IGAAx", false}, {"graph.instagram.com", tokenA, false}, {"graph.facebook.com", tokenA, true}} {
		resp, err := s.Client().Get("https://" + tt.host + "/v26.0/me?fields=id&access_token=" + tt.token)
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		if (resp.StatusCode == 200) != tt.good {
			t.Errorf("%s at %s = %d", tt.token, tt.host, resp.StatusCode)
		}
	}
}
