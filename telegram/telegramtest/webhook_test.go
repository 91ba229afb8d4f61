package telegramtest_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/contactkit/contactkit/telegram/telegramtest"
)

func TestDelivery(t *testing.T) {
	s := frozen(telegramtest.Config{URL: "https://user:pass@desk.example/hook/7"})
	id := s.Say("7001", "héllo /start")
	h := &host{}
	if got := s.Deliver(h); len(got) != 1 || got[0] != 200 {
		t.Fatalf("Deliver = %v", got)
	}
	if h.got[0].Message.Text != "héllo /start" || id != "1" || h.got[0].Message.ID != 1 || h.paths[0] != "/hook/7" {
		t.Errorf("got %+v at %s", h.got[0], h.paths[0])
	}
	if !strings.Contains(string(h.raw[0]), `h\u00e9llo`) {
		t.Errorf("not ASCII: %s", h.raw[0])
	}
	want := http.Header{
		"Content-Type": {"application/json"}, "Connection": {"keep-alive"}, "Accept-Encoding": {"gzip, deflate"},
		"X-Telegram-Bot-Api-Secret-Token": {"example-webhook-secret"},
		"Authorization":                   {"Basic dXNlcjpwYXNz"},
	}
	h.headers[0].Del("Content-Length")
	if diff := cmp.Diff(want, h.headers[0]); diff != "" {
		t.Errorf("headers (-want +got):\n%s", diff)
	}
	if s.Pending() != 0 || len(s.Deliver(h)) != 0 {
		t.Error("delivered twice")
	}
}

func TestOrderWithinAChatWaitsForEachAnswer(t *testing.T) {
	s := frozen(telegramtest.Config{})
	s.Say("7001", "one")
	s.Say("7001", "two")
	s.Say("7002", "other")
	s.Press("7001", "1", "x") // its own queue
	h := &host{statuses: []int{500}}
	if diff := cmp.Diff([]int{500, 200, 200}, s.Deliver(h)); diff != "" {
		t.Errorf("first (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]int{200, 200}, s.Deliver(h)); diff != "" {
		t.Errorf("second (-want +got):\n%s", diff)
	}
	if h.got[0].ID != h.got[3].ID || h.got[3].Message.Text != "one" || h.got[4].Message.Text != "two" {
		t.Errorf("got %+v", h.got)
	}
}

func TestRetrySchedule(t *testing.T) {
	s := frozen(telegramtest.Config{})
	s.Say("7001", "one")
	var at []time.Duration
	s.Hook(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		at = append(at, s.Now().Sub(noon))
		switch len(at) {
		case 6:
			w.Header().Set("Retry-After", "600")
			w.WriteHeader(503)
		case 7:
		default:
			w.WriteHeader(302)
		}
	}))
	if err := s.Flush(t.Context()); err != nil {
		t.Fatal(err)
	}
	want := []time.Duration{0, 0, 2e9, 6e9, 14e9, 30e9, 630e9}
	if diff := cmp.Diff(want, at); diff != "" {
		t.Errorf("tries (-want +got):\n%s", diff)
	}
}

func TestUpdatesExpire(t *testing.T) {
	s := frozen(telegramtest.Config{})
	s.Say("7001", "one")
	s.Press("7001", "1", "x")
	s.Hook(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(500) }))
	if err := s.Flush(t.Context()); err == nil || strings.Count(err.Error(), "the last answer was 500") != 2 {
		t.Errorf("Flush = %v, want two lost updates", err)
	}
	if d := s.Now().Sub(noon); d < 23*time.Hour || d > 24*time.Hour {
		t.Errorf("given up after %v", d)
	}
}

func TestSetWebhookRefusals(t *testing.T) {
	tests := []struct{ body, want string }{
		{`{"url":"http://desk.example/"}`, "Bad Request: bad webhook: An HTTPS URL must be provided for webhook"},
		{`{"url":"https://desk.example:444/"}`, "Bad Request: bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443"},
		{`{"url":"https://10.0.0.1/"}`, "Bad Request: bad webhook: IP address 10.0.0.1 is reserved"},
		{`{"url":"https://[2001:db8::1]/"}`, "Bad Request: bad webhook: IPv6-only addresses are not allowed"},
		{`{"url":"https://desk/"}`, "Bad Request: bad webhook: Failed to resolve host: Name or service not known"},
		{`{"url":"::"}`, "Bad Request: invalid webhook URL specified"},
		{`{"url":"https://desk.example/","secret_token":"a b"}`, "Bad Request: secret token contains unallowed characters"},
		{`{"url":"https://desk.example/","secret_token":"` + strings.Repeat("a", 257) + `"}`, "Bad Request: secret token is too long"},
	}
	for _, tt := range tests {
		s := frozen(telegramtest.Config{})
		if r := call(t, s, "setWebhook", tt.body); r.Description != tt.want || r.Code != 400 {
			t.Errorf("%s = %q, want %q", tt.body, r.Description, tt.want)
		}
	}
}

func TestWebhookSetting(t *testing.T) {
	s := frozen(telegramtest.Config{Fresh: true})
	set := func(method, body, want string) {
		t.Helper()
		if r := call(t, s, method, body); !r.OK || r.Description != want || string(r.Result) != "true" {
			t.Errorf("%s %s = %+v, want %q", method, body, r, want)
		}
	}
	info := func() (m map[string]any) {
		t.Helper()
		if err := json.Unmarshal(call(t, s, "getWebhookInfo", "").Result, &m); err != nil {
			t.Fatal(err)
		}
		return m
	}
	if diff := cmp.Diff(map[string]any{"url": "", "has_custom_certificate": false, "pending_update_count": 0.0}, info()); diff != "" {
		t.Errorf("fresh (-want +got):\n%s", diff)
	}
	set("deleteWebhook", "", "Webhook is already deleted")
	set("setWebhook", `{"url":"https://a.example/x","secret_token":"s1","max_connections":10,"allowed_updates":["message","nonsense"]}`, "Webhook was set")
	if r := call(t, s, "setWebhook", `{"url":"https://a.example/x"}`); r.Code != 429 || r.Parameters["retry_after"] != 1 {
		t.Errorf("again within a second = %+v", r)
	}
	s.Advance(time.Second)
	set("setWebhook", `{"url":"https://a.example/x","secret_token":"s1","max_connections":10}`, "Webhook is already set")
	s.Press("7001", "1", "x") // not asked for
	s.Say("7001", "hi")
	if n := s.Pending(); n != 1 {
		t.Errorf("%d updates wait, want the message alone", n)
	}
	h := &host{statuses: []int{403}}
	s.Deliver(h)
	want := map[string]any{
		"url": "https://a.example/x", "has_custom_certificate": false, "pending_update_count": 1.0, "max_connections": 10.0,
		"ip_address": "203.0.113.7", "allowed_updates": []any{"message"},
		"last_error_date": float64(noon.Unix() + 1), "last_error_message": "Wrong response from the webhook: 403 Forbidden",
	}
	if diff := cmp.Diff(want, info()); diff != "" {
		t.Errorf("failing (-want +got):\n%s", diff)
	}
	if h.headers[0].Get("X-Telegram-Bot-Api-Secret-Token") != "s1" {
		t.Error("the secret is not the one that was set")
	}
	s.Advance(time.Second)
	set("setWebhook", `{"url":"https://a.example/x"}`, "Webhook was set") // without secret and connections: they are gone
	if got := info(); got["max_connections"] != 40.0 || got["last_error_message"] != nil || got["allowed_updates"] == nil {
		t.Errorf("after a change: %v", got)
	}
	s.Advance(time.Second)
	if r := call(t, s, "setWebhook", `{"url":"http://a.example/x"}`); r.Code != 400 || info()["url"] != "" {
		t.Errorf("a refused change leaves %v", info())
	}
	s.Advance(time.Second)
	set("deleteWebhook", `{"drop_pending_updates":true}`, "Webhook is already deleted")
	if s.Pending() != 0 {
		t.Error("updates were not dropped")
	}
}

func TestMethodInTheAnswer(t *testing.T) {
	s := frozen(telegramtest.Config{})
	s.Say("7001", "hi")
	s.Deliver(&host{header: http.Header{"Content-Type": {"application/json"}}, body: `{"method":"sendMessage","chat_id":7001,"text":"hello"}`})
	s.Say("7001", "again")
	s.Deliver(&host{header: http.Header{"Content-Type": {"application/json"}}, body: `{"method":"deleteWebhook"}`})
	if got := s.Sent(); len(got) != 1 || got[0].Text != "hello" {
		t.Errorf("Sent = %+v", got)
	}
	if s.Say("7001", "third"); len(s.Deliver(&host{})) != 1 {
		t.Error("deleteWebhook in an answer is ignored")
	}
}

func TestPolling(t *testing.T) {
	s := frozen(telegramtest.Config{Fresh: true})
	for _, text := range []string{"one", "two", "three"} {
		s.Say("7001", text)
	}
	poll := func(body string) (texts []string) {
		t.Helper()
		var list []update
		if err := json.Unmarshal(call(t, s, "getUpdates", body).Result, &list); err != nil {
			t.Fatal(err)
		}
		for _, u := range list {
			texts = append(texts, u.Message.Text)
		}
		return texts
	}
	if diff := cmp.Diff([]string{"one", "two"}, poll(`{"limit":2}`)); diff != "" {
		t.Errorf("limit (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"two", "three"}, poll(`{"offset":500000002}`)); diff != "" {
		t.Errorf("offset (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"three"}, poll(`{"offset":-1}`)); diff != "" {
		t.Errorf("negative offset (-want +got):\n%s", diff)
	}
	s.Advance(24 * time.Hour)
	if got := poll(``); got != nil {
		t.Errorf("after a day: %v", got)
	}
	call(t, s, "setWebhook", `{"url":"https://a.example/x"}`)
	if r := call(t, s, "getUpdates", ""); r.Code != 409 || !strings.HasPrefix(r.Description, "Conflict: can't use getUpdates") {
		t.Errorf("with a webhook = %+v", r)
	}
}

func TestCustomers(t *testing.T) {
	s := frozen(telegramtest.Config{})
	s.Meet(telegramtest.Person{ID: "7001", First: "Ada", Last: "Muster", Username: "ada_m", Language: "de"})
	first := s.Start("7001", "order-7")
	s.SendPhoto("7001", "see", []byte("\xff\xd8\xff"))
	s.SendLocation("7001", 1.5, 2.5)
	s.Answer("7001", first, "that one")
	s.Edit("7001", first, "/start other")
	press := s.Press("7001", "99", "gone")
	s.Block("7001")
	s.Unblock("7001")
	h := &host{}
	s.Deliver(h)
	var kinds []string
	for _, u := range h.got {
		switch {
		case u.Message != nil && u.Message.Photo != nil:
			kinds = append(kinds, "photo")
		case u.Message != nil && u.Message.Location != nil:
			kinds = append(kinds, "location")
		case u.Message != nil && u.Message.Reply != nil:
			kinds = append(kinds, "reply to "+u.Message.Reply.Text)
		case u.Message != nil:
			kinds = append(kinds, u.Message.Text+" "+u.Message.Entities[0]["type"].(string))
		case u.Edited != nil:
			kinds = append(kinds, "edited "+u.Edited.Text)
		case u.Press != nil:
			kinds = append(kinds, "press "+string(u.Press["data"]))
		case u.Member != nil:
			var m struct{ Status string }
			if err := json.Unmarshal(u.Member["new_chat_member"], &m); err != nil {
				t.Fatal(err)
			}
			kinds = append(kinds, m.Status)
		}
	}
	want := []string{"/start order-7 bot_command", "photo", "location", "reply to /start order-7", "edited /start other", `press "gone"`, "kicked", "member"}
	if diff := cmp.Diff(want, kinds); diff != "" {
		t.Errorf("updates (-want +got):\n%s", diff)
	}
	if r := call(t, s, "answerCallbackQuery", `{"callback_query_id":"`+press+`"}`); !r.OK {
		t.Errorf("answerCallbackQuery = %+v", r)
	}
	s.Advance(150 * time.Second)
	if r := call(t, s, "answerCallbackQuery", `{"callback_query_id":"`+press+`"}`); r.OK {
		t.Error("a press can be answered after 150 s")
	}
	s.React("7001", first, "👍")
	if s.Pending() != 0 {
		t.Error("message_reaction came unasked")
	}
}

func TestBusiness(t *testing.T) {
	s := frozen(telegramtest.Config{})
	conn := s.Connect("6001")
	s.SayBusiness(conn, "7001", "is it open?")
	s.OwnerSays(conn, "7001", "wait")
	m := call(t, s, "sendMessage", `{"chat_id":7001,"text":"yes","business_connection_id":"`+conn+`"}`).message(t)
	if m.Business != conn || m.From.ID != 6001 || m.ID != 3 {
		t.Errorf("sent %+v", m)
	}
	h := &host{}
	s.Deliver(h)
	if len(h.got) != 4 || h.got[0].Connection == nil || h.got[3].Business.Text != "yes" {
		t.Errorf("got %+v", h.got)
	}
	s.Advance(24 * time.Hour)
	if r := call(t, s, "sendMessage", `{"chat_id":7001,"text":"late","business_connection_id":"`+conn+`"}`); r.Description != "Bad Request: BUSINESS_PEER_INVALID" {
		t.Errorf("after a day = %+v", r)
	}
	s.Disconnect(conn)
	if r := call(t, s, "sendMessage", `{"chat_id":7001,"text":"x","business_connection_id":"`+conn+`"}`); r.Description != "Bad Request: business connection not found" {
		t.Errorf("disconnected = %+v", r)
	}
}

func TestLongPolling(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := telegramtest.New(telegramtest.Config{Fresh: true})
		begin := time.Now()
		if r := call(t, s, "getUpdates", `{"timeout":90}`); string(r.Result) != "[]" || time.Since(begin) != 50*time.Second {
			t.Errorf("an empty poll = %+v after %v", r, time.Since(begin))
		}
		answers := make(chan reply, 2)
		poll := func() { answers <- call(t, s, "getUpdates", `{"timeout":50}`) }
		go poll()
		synctest.Wait()
		go poll()
		if r := <-answers; r.Code != 409 || !strings.Contains(r.Description, "terminated by other getUpdates request") {
			t.Errorf("the older poll = %+v", r)
		}
		synctest.Wait()
		s.Say("7001", "hi")
		if r := <-answers; !strings.Contains(string(r.Result), `"text":"hi"`) {
			t.Errorf("the newer poll = %+v", r)
		}
		go poll()
		synctest.Wait()
		call(t, s, "getUpdates", `{"offset":-1,"timeout":0}`) // ends the waiting one, too
		<-answers
		call(t, s, "getUpdates", `{"offset":500000002}`)
		go poll()
		synctest.Wait()
		call(t, s, "setWebhook", `{"url":"https://a.example/x"}`)
		if r := <-answers; r.Description != "Conflict: terminated by setWebhook request" {
			t.Errorf("a poll when the webhook is set = %+v", r)
		}
	})
}

func TestGoneForADayRemovesTheWebhook(t *testing.T) {
	s := frozen(telegramtest.Config{})
	s.Say("7001", "one")
	s.Hook(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(http.StatusGone) }))
	if err := s.Flush(t.Context()); err == nil || !strings.Contains(err.Error(), "none is set") {
		t.Errorf("Flush = %v", err)
	}
	var info struct{ URL string }
	if err := json.Unmarshal(call(t, s, "getWebhookInfo", "").Result, &info); err != nil || info.URL != "" {
		t.Errorf("webhook %+v, %v", info, err)
	}
}
