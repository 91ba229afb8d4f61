package facebooktest_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

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

func TestProfiles(t *testing.T) {
	s := frozen(facebooktest.Config{})
	s.Meet(facebooktest.Person{ID: "24001", First: "Ada", Last: "Muster", Picture: "https://x.example/p.jpg", Locale: "de_DE", Timezone: 1})
	s.Meet(facebooktest.Person{ID: "24002", Hidden: true})
	s.Meet(facebooktest.Person{ID: "24003", None: true})
	s.Meet(facebooktest.Person{ID: "24004", First: "Never"})
	for _, id := range []string{"24001", "24002", "24003"} {
		s.Say(id, "hi")
	}
	tests := []struct{ path, want string }{
		{"24001", `{"first_name":"Ada","id":"24001","last_name":"Muster","profile_pic":"https:\/\/x.example\/p.jpg"}`},
		{"24001?fields=name,locale,timezone,gender", `{"id":"24001","locale":"de_DE","name":"Ada Muster","timezone":1}`},
		{"24002", `{}`},
		{"me", `{"id":"` + pageA + `","name":"Example Page"}`},
		{"me?fields=messaging_feature_status", `{"id":"` + pageA + `","messaging_feature_status":{"hop_v2":true,"ig_multi_app":true,"msgr_multi_app":true}}`},
	}
	for _, tt := range tests {
		if r := get(t, s, tt.path, tokenA); string(r.body) != tt.want || r.status != 200 {
			t.Errorf("%s = %s, want %s", tt.path, r.body, tt.want)
		}
	}
	for path, sub := range map[string]int{"24003": 2018218, "24004": 2018218, "1": 33} {
		if r := get(t, s, path, tokenA); r.Error.Sub != sub {
			t.Errorf("%s = %s, want %d", path, r.body, sub)
		}
	}
}

func TestConversations(t *testing.T) {
	s := frozen(facebooktest.Config{PageRates: true})
	var mids []string
	for i := range 22 {
		mids = append(mids, s.Say("24001", fmt.Sprint("n", i)))
		s.Advance(time.Second)
	}
	s.Say("24002", "other")
	r := get(t, s, pageA+"/conversations?platform=messenger&user_id=24001&fields=participants,messages%7Bid,message,from,created_time%7D", tokenA)
	var list []struct {
		ID           string
		Participants struct{ Data []struct{ ID string } }
		Messages     struct {
			Data []struct {
				ID, Message string
				Created     string `json:"created_time"`
				From        *struct{ ID string }
			}
		}
	}
	if err := json.Unmarshal(r.Data, &list); err != nil || len(list) != 1 || !strings.HasPrefix(list[0].ID, "t_") || list[0].Participants.Data[0].ID != "24001" {
		t.Fatalf("conversations = %s", r.body)
	}
	m := list[0].Messages.Data
	if len(m) != 22 || m[0].ID != mids[21] || m[0].Message != "n21" || m[0].Created != "2026-03-02T12:00:21+0000" || m[0].From.ID != "24001" {
		t.Errorf("newest message %+v of %d", m[0], len(m))
	}
	if m[19].Message == "" || m[20].Message != "" || m[20].From != nil || m[20].ID != mids[1] {
		t.Errorf("details end at %+v, %+v", m[19], m[20])
	}
	s.Advance(time.Minute)
	if r := get(t, s, mids[2]+"?fields=message,to", tokenA); !strings.Contains(string(r.body), `"message":"n2"`) || !strings.Contains(string(r.body), pageA) {
		t.Errorf("a message = %s", r.body)
	}
	if r := get(t, s, mids[1]+"?fields=message", tokenA); r.Error.Code != 9000001 {
		t.Errorf("an old message = %s", r.body)
	}
	if r := get(t, s, list[0].ID+"/messages?limit=2&fields=message", tokenA); strings.Count(string(r.Data), `"message"`) != 2 || !strings.Contains(string(r.body), `"next"`) {
		t.Errorf("messages = %s", r.body)
	}
	if r := get(t, s, list[0].ID+"?fields=is_owner", tokenA); !strings.Contains(string(r.body), `"is_owner":false`) {
		t.Errorf("conversation = %s", r.body)
	}
	if r := get(t, s, pageA+"/conversations", tokenA); r.Error.Code != 613 {
		t.Errorf("a third call within a second = %s", r.body)
	}
	s.Advance(time.Second)
	r = get(t, s, pageA+"/conversations?limit=1", tokenA)
	if err := json.Unmarshal(r.Data, &list); err != nil || len(list) != 1 || !strings.Contains(string(r.body), "after=QVFI1") {
		t.Errorf("the first of two = %s", r.body)
	}
}

func TestPersonas(t *testing.T) {
	s := frozen(facebooktest.Config{})
	s.Say("24001", "hi")
	path := "/" + pageA + "/personas?access_token=" + tokenA
	r := call(t, s, "POST", path, "application/json", `{"name":"Robin","profile_picture_url":"https://x.example/r.png"}`)
	var made struct{ ID string }
	if err := json.Unmarshal(r.body, &made); err != nil || made.ID == "" {
		t.Fatalf("create = %s", r.body)
	}
	if r := send(t, s, `{"recipient":{"id":"24001"},"persona_id":"`+made.ID+`","message":{"text":"x"}}`); r.status != 200 || s.Sent()[0].Persona != made.ID {
		t.Errorf("send as persona = %s", r.body)
	}
	if r := get(t, s, pageA+"/personas", tokenA); !strings.Contains(string(r.Data), "Robin") {
		t.Errorf("list = %s", r.body)
	}
	if r := get(t, s, made.ID, tokenA); !strings.Contains(string(r.body), "Robin") {
		t.Errorf("read = %s", r.body)
	}
	if r := call(t, s, "DELETE", "/"+made.ID+"?access_token="+tokenA, "", ""); !r.Success {
		t.Errorf("delete = %s", r.body)
	}
	if r := get(t, s, made.ID, tokenA); r.Error.Sub != 33 {
		t.Errorf("read a deleted one = %s", r.body)
	}
	if r := call(t, s, "POST", path, "application/json", `{"name":"`+strings.Repeat("n", 51)+`","profile_picture_url":"https://x.example/r.png"}`); r.Error.Code != 100 {
		t.Errorf("a long name = %s", r.body)
	}
}

func TestMessengerProfile(t *testing.T) {
	s := frozen(facebooktest.Config{PageRates: true})
	path := "/me/messenger_profile?access_token=" + tokenA
	set := func(body string) reply { return call(t, s, "POST", path, "application/json", body) }
	menu := `"persistent_menu":[{"locale":"default","call_to_actions":[{"type":"postback","title":"Help","payload":"H"}]}]`
	if r := set(`{` + menu + `}`); r.Error.Code != 100 {
		t.Errorf("menu without get_started = %s", r.body)
	}
	if r := set(`{"get_started":{"payload":"GO"},` + menu + `,"greeting":[{"locale":"default","text":"Hi"}]}`); string(r.body) != `{"result":"success"}` {
		t.Errorf("set = %s", r.body)
	}
	for _, body := range []string{
		`{}`,
		`{"ice_breakers":[{"locale":"default","call_to_actions":[{"question":"1"},{"question":"2"},{"question":"3"},{"question":"4"},{"question":"5"}]}]}`,
		`{"persistent_menu":[{"locale":"default","call_to_actions":[{"type":"postback","title":"` + strings.Repeat("t", 31) + `","payload":"p"}]}]}`,
		`{"commands":[{"locale":"default","commands":[{"name":"` + strings.Repeat("n", 33) + `","description":"d"}]}]}`,
	} {
		if r := set(body); r.Error.Code != 100 {
			t.Errorf("%s = %s", body, r.body)
		}
	}
	r := get(t, s, "me/messenger_profile?fields=get_started,greeting", tokenA)
	if diff := cmp.Diff(`[{"get_started":{"payload":"GO"},"greeting":[{"locale":"default","text":"Hi"}]}]`, string(r.Data)); diff != "" {
		t.Errorf("get (-want +got):\n%s", diff)
	}
	if r := call(t, s, "DELETE", path, "application/json", `{"fields":["get_started"]}`); r.Error.Code != 100 {
		t.Errorf("get_started goes before the menu = %s", r.body)
	}
	if r := call(t, s, "DELETE", path, "application/json", `{"fields":["persistent_menu","get_started"]}`); r.status != 200 {
		t.Errorf("delete = %s", r.body)
	}
	if r := get(t, s, "me/messenger_profile?fields=get_started", tokenA); string(r.Data) != "[]" {
		t.Errorf("after delete = %s", r.body)
	}
	if r := get(t, s, "me/messenger_profile?fields=get_started", tokenA); r.Error.Code != 613 {
		t.Errorf("the eleventh call in 10 minutes = %s", r.body)
	}
}
