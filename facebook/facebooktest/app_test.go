package facebooktest_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/contactkit/contactkit/facebook/facebooktest"
)

func get(t *testing.T, s *facebooktest.Server, path, token string) reply {
	t.Helper()
	sep := "?"
	if strings.Contains(path, "?") {
		sep = "&"
	}
	return call(t, s, "GET", "/v26.0/"+path+sep+"access_token="+url.QueryEscape(token), "", "")
}

func appToken(s *facebooktest.Server) string { return s.Config().AppID + "|" + s.Config().AppSecret }

func TestAppSubscriptions(t *testing.T) {
	s := frozen(facebooktest.Config{Fresh: true})
	path := "/v26.0/" + s.Config().AppID + "/subscriptions?access_token=" + url.QueryEscape(appToken(s))
	subscribe := func(change func(url.Values)) reply {
		v := url.Values{"object": {"page"}, "callback_url": {"https://desk.example/fb"}, "verify_token": {"vt"}, "fields": {"messages,messaging_postbacks"}}
		if change != nil {
			change(v)
		}
		return call(t, s, "POST", path, "application/x-www-form-urlencoded", v.Encode())
	}
	if r := subscribe(nil); r.Error.Code != 2200 {
		t.Errorf("nobody listens = %s", r.body)
	}
	s.Hook(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Query().Get("hub.verify_token") != "vt" {
			w.WriteHeader(403)
			return
		}
		_, _ = io.WriteString(w, r.URL.Query().Get("hub.challenge"))
	}))
	for name, change := range map[string]func(url.Values){
		"token":  func(v url.Values) { v.Set("verify_token", "other") },
		"scheme": func(v url.Values) { v.Set("callback_url", "http://desk.example/fb") },
		"object": func(v url.Values) { v.Set("object", "user") },
		"fields": func(v url.Values) { v.Set("fields", "nonsense") },
		"none":   func(v url.Values) { v.Del("verify_token") },
	} {
		if r := subscribe(change); r.Error.Code == 0 {
			t.Errorf("%s = %s", name, r.body)
		}
	}
	if r := call(t, s, "POST", "/"+s.Config().AppID+"/subscriptions?access_token="+tokenA, "", ""); r.Error.Code != 15 {
		t.Errorf("with a page's token = %s", r.body)
	}
	var raw struct{ Success any }
	r := call(t, s, "GET", path, "", "")
	if string(r.Data) != "[]" {
		t.Errorf("fresh = %s", r.body)
	}
	req, _ := http.NewRequest("POST", "https://graph.facebook.com"+path, strings.NewReader("object=page&callback_url=https://desk.example/fb&verify_token=vt&fields=messages"))
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	resp, err := s.Client().Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if err := json.NewDecoder(resp.Body).Decode(&raw); err != nil || raw.Success != "true" {
		t.Errorf("subscribe = %v, %v", raw, err)
	}
	r = call(t, s, "GET", path, "", "")
	if !strings.Contains(string(r.Data), `"name":"messages"`) || !strings.Contains(string(r.Data), `"callback_url":"https:\/\/desk.example\/fb"`) {
		t.Errorf("subscribed = %s", r.body)
	}
	call(t, s, "POST", "/"+pageA+"/subscribed_apps?subscribed_fields=messages,message_echoes&access_token="+tokenA, "", "")
	s.Say("24001", "hi")
	say(t, s, "24001", "echo not subscribed for the app")
	if s.Pending() != 1 {
		t.Errorf("%d webhooks wait, want 1", s.Pending())
	}
	if r := call(t, s, "DELETE", path, "", ""); !r.Success {
		t.Errorf("delete = %s", r.body)
	}
}

func TestTokensOfOthers(t *testing.T) {
	s := frozen(facebooktest.Config{Pages: map[string]string{"1": "EAA1", "2": "EAA2"}})
	r := get(t, s, "me/accounts?limit=1", s.Config().UserToken)
	var page []struct {
		ID    string
		Token string `json:"access_token"`
		Tasks []string
	}
	if err := json.Unmarshal(r.Data, &page); err != nil || len(page) != 1 || page[0].ID != "1" || page[0].Token != "EAA1" || len(page[0].Tasks) == 0 {
		t.Errorf("accounts = %s", r.body)
	}
	if !strings.Contains(string(r.body), `"after":"QVFI1"`) {
		t.Errorf("paging = %s", r.body)
	}
	if r := get(t, s, "me/accounts?after=QVFI1", s.Config().UserToken); !strings.Contains(string(r.Data), "EAA2") || strings.Contains(string(r.Data), "EAA1") {
		t.Errorf("second page = %s", r.body)
	}
	if r := get(t, s, "me/accounts", "EAA1"); r.Error.Code != 100 {
		t.Errorf("with a page's token = %s", r.body)
	}
	debug := func(token string) (out struct {
		Data struct {
			Type    string
			Valid   bool   `json:"is_valid"`
			Profile string `json:"profile_id"`
			Error   *struct{ Code, Subcode int }
			Scopes  []string
		}
	}) {
		t.Helper()
		r := get(t, s, "debug_token?input_token="+url.QueryEscape(token), appToken(s))
		if err := json.Unmarshal(r.body, &out); err != nil {
			t.Fatal(err)
		}
		return out
	}
	if got := debug("EAA1").Data; !got.Valid || got.Type != "PAGE" || got.Profile != "1" || len(got.Scopes) == 0 {
		t.Errorf("debug_token = %+v", got)
	}
	s.Revoke("EAA2", 460)
	if got := debug("EAA2").Data; got.Valid || got.Error == nil || got.Error.Code != 190 || got.Error.Subcode != 460 {
		t.Errorf("a dead token = %+v", got)
	}
	if got := debug("nonsense").Data; got.Valid || got.Error == nil {
		t.Errorf("no token = %+v", got)
	}
	if r := get(t, s, "debug_token?input_token=EAA1", "EAA1"); r.Error.Code != 15 {
		t.Errorf("debug_token with a page's token = %s", r.body)
	}
	long := call(t, s, "GET", "/oauth/access_token?grant_type=fb_exchange_token&client_id="+s.Config().AppID+"&client_secret="+s.Config().AppSecret+
		"&fb_exchange_token="+s.Config().UserToken, "", "")
	if !strings.Contains(string(long.body), `"expires_in":5183944`) {
		t.Errorf("exchange = %s", long.body)
	}
	if r := call(t, s, "GET", "/oauth/access_token?grant_type=fb_exchange_token&client_id=1&client_secret=2", "", ""); r.status == 200 {
		t.Errorf("a wrong secret = %s", r.body)
	}
}

// The app's webhooks for Pages and for Instagram are two.
func TestWebhooksOfTwoObjects(t *testing.T) {
	s := frozen(facebooktest.Config{})
	s.Hook(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.WriteString(w, r.URL.Query().Get("hub.challenge"))
	}))
	path := "/v26.0/" + s.Config().AppID + "/subscriptions?access_token=" + url.QueryEscape(appToken(s))
	set := func(fields string) int {
		v := url.Values{"object": {"instagram"}, "callback_url": {"https://desk.example/ig"}, "verify_token": {"vt"}, "fields": {fields}}
		resp, err := s.Client().PostForm("https://graph.facebook.com"+path, v)
		if err != nil {
			t.Fatal(err)
		}
		_ = resp.Body.Close()
		return resp.StatusCode
	}
	if status := set("message_echoes"); status != 400 {
		t.Errorf("a field that Instagram has not = %d", status)
	}
	if status := set("messages,messaging_seen"); status != 200 {
		t.Fatalf("subscribe = %d", status)
	}
	list := func() string { return string(get(t, s, s.Config().AppID+"/subscriptions", appToken(s)).body) }
	if got := strings.ReplaceAll(list(), `\/`, "/"); !strings.Contains(got, "desk.example/ig") || !strings.Contains(got, `"object":"page"`) {
		t.Errorf("both webhooks = %s", got)
	}
	if r := call(t, s, "DELETE", path+"&object=instagram", "", ""); r.Error.Code != 0 {
		t.Fatalf("delete = %s", r.body)
	}
	if got := strings.ReplaceAll(list(), `\/`, "/"); strings.Contains(got, "desk.example/ig") || !strings.Contains(got, `"object":"page"`) {
		t.Errorf("after one was deleted = %s", got)
	}
}
