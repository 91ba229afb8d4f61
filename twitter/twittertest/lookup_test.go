package twittertest_test

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/contactkit/contactkit/channel/standin"
	"github.com/contactkit/contactkit/twitter/twittertest"
)

func TestUsers(t *testing.T) {
	s := frozen(twittertest.Config{Account: "3000", Username: "desk"})
	s.Meet(twittertest.Person{ID: "2001", Name: "Ada", Username: "ada_m", OpenDMs: true})
	s.Meet(twittertest.Person{ID: "2002", Name: "Gone", Username: "gone", Suspended: true})
	tests := []struct {
		path   string
		status int
		want   string
	}{
		{"/2/users/by/username/ADA_M", 200, `{"data":{"id":"2001","name":"Ada","username":"ada_m"}}`},
		{"/2/users/by/username/ada_m?user.fields=receives_your_dm", 200, `"receives_your_dm":true`},
		{"/2/users/2001", 200, `"username":"ada_m"`},
		{"/2/users/by/username/nobody", 200, `"title":"Not Found Error"`},
		{"/2/users/by/username/gone", 200, `"detail":"User has been suspended: [gone]."`},
		{"/2/users/by/username/no-body", 400, "invalid-request"},
		{"/2/users/abc", 400, "invalid-request"},
	}
	for _, tt := range tests {
		r := bearer(t, s, "GET", tt.path, "")
		if r.status != tt.status || !strings.Contains(r.body, tt.want) || tt.status == 200 && strings.Contains(r.body, `"data"`) == strings.Contains(r.body, `"errors"`) {
			t.Errorf("%s = %d %s, want %d %s", tt.path, r.status, r.body, tt.status, tt.want)
		}
	}
	r := call(t, s, "GET", "/1.1/account/verify_credentials.json", "", "")
	var me struct {
		ID     json.Number
		String string `json:"id_str"`
		Name   string `json:"screen_name"`
	}
	r.into(t, &me)
	if me.ID != "3000" || me.String != "3000" || me.Name != "desk" || r.header.Get("x-access-level") != "read-write-directmessages" {
		t.Errorf("verify_credentials = %s %v", r.body, r.header)
	}
	if r := call(t, s, "GET", "/2/users/me", "", ""); !strings.Contains(r.body, `"id":"3000"`) {
		t.Errorf("me = %s", r.body)
	}
	if r := bearer(t, s, "GET", "/2/users/me", ""); r.status != 403 {
		t.Errorf("me, app-only = %d", r.status)
	}
}

func TestHistoryV11(t *testing.T) {
	s := frozen(twittertest.Config{Account: "3000"})
	var ids []string
	ids = append(ids, s.Say("2001", "old"))
	s.Advance(31 * 24 * time.Hour)
	for _, text := range []string{"a", "b"} {
		ids = append(ids, s.Say("2001", text))
	}
	dm(t, s, "2001", `"text":"ours"`)
	ids = append(ids, s.Sent()[0].ID)
	type page struct {
		Events []struct {
			ID     string
			Create struct {
				App string `json:"source_app_id"`
			} `json:"message_create"`
		}
		Next string `json:"next_cursor"`
		Apps map[string]any
	}
	get := func(query string) (p page) {
		t.Helper()
		call(t, s, "GET", "/1.1/direct_messages/events/list.json"+query, "", "").into(t, &p)
		return p
	}
	p := get("")
	if len(p.Events) != 3 || p.Events[0].ID != ids[3] || p.Events[2].ID != ids[1] || p.Next != "" {
		t.Errorf("list = %+v", p)
	}
	if p.Events[0].Create.App != s.Config().AppID || p.Events[1].Create.App != "" || p.Apps[s.Config().AppID] == nil {
		t.Errorf("apps = %+v", p)
	}
	p = get("?count=2")
	if len(p.Events) != 2 || p.Next == "" {
		t.Errorf("first page = %+v", p)
	}
	p = get("?count=2&cursor=" + p.Next)
	if len(p.Events) != 1 || p.Events[0].ID != ids[1] || p.Next != "" {
		t.Errorf("second page = %+v", p)
	}
	p = get("?count=3")
	if p = get("?count=3&cursor=" + p.Next); len(p.Events) != 0 || p.Next != "" {
		t.Errorf("a last page that is empty = %+v", p)
	}
	if r := call(t, s, "GET", "/1.1/direct_messages/events/list.json?count=51", "", ""); r.status != 400 {
		t.Errorf("count=51: %d", r.status)
	}
	if r := call(t, s, "GET", "/1.1/direct_messages/events/show.json?id="+ids[1], "", ""); !strings.Contains(r.body, `"text":"a"`) {
		t.Errorf("show = %s", r.body)
	}
	destroy := "/1.1/direct_messages/events/destroy.json?id=" + ids[1]
	if r := call(t, s, "DELETE", destroy, "", ""); r.status != 204 {
		t.Errorf("destroy = %d %s", r.status, r.body)
	}
	if r := call(t, s, "DELETE", destroy, "", ""); r.status != 404 || r.code() != 34 {
		t.Errorf("destroy again = %d %s", r.status, r.body)
	}
}

func TestHistoryV2(t *testing.T) {
	s := frozen(twittertest.Config{Account: "3000"})
	const path = "/2/dm_events"
	if r := call(t, s, "GET", path, "", ""); r.body != `{"meta":{"result_count":0}}` {
		t.Errorf("nothing = %s", r.body)
	}
	a := s.Say("2001", "a")
	b := s.Say("2002", "b")
	photo := s.SendPhoto("2001", "", []byte("\xff\xd8\xff"))
	type page struct {
		Data []map[string]any
		Meta struct {
			Count int    `json:"result_count"`
			Next  string `json:"next_token"`
			Prev  string `json:"previous_token"`
		}
		Includes struct {
			Users []map[string]any
			Media []map[string]any
		}
	}
	get := func(path string) (p page) {
		t.Helper()
		call(t, s, "GET", path, "", "").into(t, &p)
		return p
	}
	p := get(path + "?max_results=2")
	if len(p.Data) != 2 || p.Data[0]["id"] != photo || p.Meta.Next == "" || len(p.Data[1]) != 3 {
		t.Errorf("default fields = %+v", p)
	}
	p = get(path + "?max_results=2&pagination_token=" + p.Meta.Next)
	if diff := cmp.Diff([]map[string]any{{"id": a, "event_type": "MessageCreate", "text": "a"}}, p.Data); diff != "" || p.Meta.Next != "" || p.Meta.Prev == "" {
		t.Errorf("second page %+v (-want +got):\n%s", p.Meta, diff)
	}
	p = get("/2/dm_conversations/with/2002/dm_events?dm_event.fields=id,event_type,text,dm_conversation_id,created_at,sender_id,attachments&expansions=sender_id")
	want := []map[string]any{{"id": b, "event_type": "MessageCreate", "text": "b", "dm_conversation_id": "2002-3000", "created_at": "2026-03-02T12:00:00.000Z", "sender_id": "2002"}}
	if diff := cmp.Diff(want, p.Data); diff != "" || len(p.Includes.Users) != 1 {
		t.Errorf("all fields %+v (-want +got):\n%s", p.Includes, diff)
	}
	p = get("/2/dm_conversations/2001-3000/dm_events?dm_event.fields=attachments&expansions=attachments.media_keys")
	if len(p.Data) != 2 || p.Data[0]["attachments"] == nil || len(p.Includes.Media) != 1 || p.Includes.Media[0]["type"] != "photo" {
		t.Errorf("media = %+v", p)
	}
	if r := call(t, s, "GET", path+"?max_results=101", "", ""); r.status != 400 {
		t.Errorf("max_results=101: %d", r.status)
	}
	if r := call(t, s, "DELETE", path+"/"+a, "", ""); r.body != `{"data":{"deleted":true}}` {
		t.Errorf("DELETE = %s", r.body)
	}
	if r := call(t, s, "GET", path+"/"+a, "", ""); r.status != 404 || !strings.Contains(r.body, "resource-not-found") {
		t.Errorf("a deleted event = %d %s", r.status, r.body)
	}
}

func TestDownloads(t *testing.T) {
	s := frozen(twittertest.Config{})
	s.SendPhoto("2001", "", []byte("\xff\xd8\xff photo"))
	s.SendFile("2001", "video", "", []byte("mpegmpeg"))
	h := &host{}
	s.Deliver(h)
	got := events(t, h, "direct_message_events")
	media := func(i int) map[string]any {
		return got[i]["message_create"].(map[string]any)["message_data"].(map[string]any)["attachment"].(map[string]any)["media"].(map[string]any)
	}
	photo := media(0)["media_url_https"].(string)
	if r := do(t, s, "GET", photo, "", "", signerOf(s).header("GET", photo, "")); r.status != 200 || r.body != "\xff\xd8\xff photo" {
		t.Errorf("signed = %d %q", r.status, r.body)
	}
	if r := do(t, s, "GET", photo, "", "", ""); r.status == 200 {
		t.Error("a photo without a signature")
	}
	if r := do(t, s, "GET", photo, "", "", "Bearer "+s.Config().Bearer); r.status == 200 {
		t.Error("a photo with the app's token")
	}
	parts := strings.Split(photo, "/")
	v2 := api + "/2/dm_conversations/media/" + strings.Join(parts[len(parts)-3:], "/")
	access, _ := s.Grant("dm.read")
	if r := do(t, s, "GET", v2, "", "", "Bearer "+access); r.status != 200 || r.body != "\xff\xd8\xff photo" || r.header.Get("Content-Type") != "application/octet-stream" {
		t.Errorf("by v2 = %d %q %v", r.status, r.body, r.header)
	}
	if r := do(t, s, "GET", v2, "", "", signerOf(s).header("GET", v2, "")); r.status != 403 {
		t.Errorf("by v2 with OAuth 1.0a = %d", r.status)
	}
	variants := media(1)["video_info"].(map[string]any)["variants"].([]any)
	if r := do(t, s, "GET", variants[2].(map[string]any)["url"].(string), "", "", ""); r.status != 200 || r.body != "mpegmpeg" {
		t.Errorf("video = %d %q", r.status, r.body)
	}
}

func TestMediaV2(t *testing.T) {
	s := frozen(twittertest.Config{Processing: 4 * time.Second})
	s.Say("2001", "hi")
	const path = "/2/media/upload"
	r := call(t, s, "POST", path+"/initialize", jsonType, `{"media_type":"video/mp4","total_bytes":8,"media_category":"dm_video"}`)
	var out struct {
		Data struct {
			ID         string
			Key        string `json:"media_key"`
			Size       int
			Processing *struct {
				State string
			} `json:"processing_info"`
		}
	}
	r.into(t, &out)
	id := out.Data.ID
	if r.status != 200 || id == "" || out.Data.Key != "13_"+id {
		t.Fatalf("initialize = %d %s", r.status, r.body)
	}
	part := "--b\r\nContent-Disposition: form-data; name=\"segment_index\"\r\n\r\n0\r\n" +
		"--b\r\nContent-Disposition: form-data; name=\"media\"; filename=\"blob\"\r\n\r\nmpeg\r\n--b--\r\n"
	if r := call(t, s, "POST", path+"/"+id+"/append", "multipart/form-data; boundary=b", part); r.status != 200 || !strings.Contains(r.body, "expires_at") {
		t.Errorf("append = %d %s", r.status, r.body)
	}
	if r := call(t, s, "POST", path+"/"+id+"/append", jsonType, `{"segment_index":1,"media":"`+base64.StdEncoding.EncodeToString([]byte("more"))+`"}`); r.status != 200 {
		t.Errorf("append JSON = %d %s", r.status, r.body)
	}
	call(t, s, "POST", path+"/"+id+"/finalize", "", "").into(t, &out)
	if out.Data.Size != 8 || out.Data.Processing == nil || out.Data.Processing.State != "pending" {
		t.Errorf("finalize = %+v", out)
	}
	s.Advance(4 * time.Second)
	call(t, s, "GET", path+"?command=STATUS&media_id="+id, "", "").into(t, &out)
	if out.Data.Processing.State != "succeeded" {
		t.Errorf("status = %+v", out.Data.Processing)
	}
	if r := call(t, s, "POST", "/2/dm_conversations/with/2001/messages", jsonType, `{"attachments":[{"media_id":"`+id+`"}]}`); r.status != 201 {
		t.Errorf("send = %d %s", r.status, r.body)
	}
	one := "--b\r\nContent-Disposition: form-data; name=\"media_category\"\r\n\r\ndm_image\r\n" +
		"--b\r\nContent-Disposition: form-data; name=\"media\"; filename=\"a.png\"\r\n\r\n\x89PNG\x0d\x0a\x1a\x0a\r\n--b--\r\n"
	if r := call(t, s, "POST", path, "multipart/form-data; boundary=b", one); r.status != 200 || !strings.Contains(r.body, `"media_key":"5_`) {
		t.Errorf("in one step = %d %s", r.status, r.body)
	}
	if r := call(t, s, "POST", path+"/9/finalize", "", ""); r.status != 400 {
		t.Errorf("finalize of nothing = %d", r.status)
	}
}

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

func TestWelcomeMessages(t *testing.T) {
	s := frozen(twittertest.Config{})
	const path = "/1.1/direct_messages/welcome_messages/"
	r := call(t, s, "POST", path+"new.json", jsonType, `{"welcome_message":{"name":"first","message_data":{"text":"Welcome!"}}}`)
	var made struct {
		Message struct{ ID, Name string } `json:"welcome_message"`
		Rule    struct{ ID string }       `json:"welcome_message_rule"`
	}
	r.into(t, &made)
	id := made.Message.ID
	if r.status != 200 || id == "" || made.Message.Name != "first" {
		t.Fatalf("new = %d %s", r.status, r.body)
	}
	if r := call(t, s, "PUT", path+"update.json?id="+id, jsonType, `{"message_data":{"text":"Hello!"}}`); !strings.Contains(r.body, "Hello!") {
		t.Errorf("update = %s", r.body)
	}
	rule := `{"welcome_message_rule":{"welcome_message_id":"` + id + `"}}`
	call(t, s, "POST", path+"rules/new.json", jsonType, rule).into(t, &made)
	if r := call(t, s, "POST", path+"rules/new.json", jsonType, rule); r.status != 403 {
		t.Errorf("a second rule = %d %s", r.status, r.body)
	}
	if r := call(t, s, "POST", path+"new.json", jsonType, `{"welcome_message":{"message_data":{"text":"`+strings.Repeat("x", 9991)+`"}}}`); r.code() != 354 {
		t.Errorf("too long = %s", r.body)
	}
	for _, p := range []string{"rules/destroy.json?id=" + made.Rule.ID, "destroy.json?id=" + id} {
		if r := call(t, s, "DELETE", path+p, "", ""); r.status != 204 {
			t.Errorf("%s = %d %s", p, r.status, r.body)
		}
		if r := call(t, s, "DELETE", path+p, "", ""); r.status != 404 {
			t.Errorf("%s again = %d", p, r.status)
		}
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

func TestWelcomeNeedsAnOpenAccount(t *testing.T) {
	s := frozen(twittertest.Config{OnlyFollowed: true})
	r := call(t, s, "POST", "/1.1/direct_messages/welcome_messages/new.json", jsonType, `{"welcome_message":{"message_data":{"text":"Welcome!"}}}`)
	if r.status != 403 || r.code() != 214 || !strings.Contains(r.body, "Owner must allow dms from anyone") {
		t.Errorf("new = %d %s", r.status, r.body)
	}
}
