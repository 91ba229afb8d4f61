package telegramtest_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/contactkit/contactkit/channel/standin"
	"github.com/contactkit/contactkit/telegram/telegramtest"
)

func TestFaults(t *testing.T) {
	tests := []struct {
		name  string
		fault standin.Fault
		fails bool
		acts  bool
	}{
		{"refuse", standin.Refuse(), true, false},
		{"drop", standin.Drop(), true, false},
		{"lose answer", standin.LoseAnswer(), true, true},
		{"reset", standin.Reset(), false, true}, // the body fails, not the call
		{"delay", standin.Delay(time.Minute), true, true},
		{"latency", standin.Latency(10*time.Millisecond, 10*time.Millisecond), false, true},
		{"status", standin.Status(502, "<html>").Header("Retry-After", "1"), false, false},
		{"other path", standin.Drop().On("/sendPhoto"), false, true},
	}
	for _, tt := range tests {
		synctest.Test(t, func(t *testing.T) {
			s := telegramtest.New(telegramtest.Config{})
			s.Say("7001", "hi")
			s.Fail(tt.fault, 1)
			client := s.Client()
			client.Timeout = time.Second
			resp, err := client.Post("https://api.telegram.org/bot"+s.Config().Token+"/sendMessage", "application/json", strings.NewReader(`{"chat_id":7001,"text":"x"}`))
			if err == nil {
				resp.Body.Close()
			}
			if (err != nil) != tt.fails || (len(s.Sent()) == 1) != tt.acts {
				t.Errorf("%s: error %v, sent %d", tt.name, err, len(s.Sent()))
			}
			s.Fail(standin.Drop(), -1)
			s.Heal()
			call(t, s, "getMe", "")
		})
	}
}

func TestWebhookFaults(t *testing.T) {
	s := frozen(telegramtest.Config{})
	s.Fail(standin.Duplicate(), 1)
	s.Say("7001", "one")
	s.Fail(standin.Reorder(), 1)
	s.Say("7001", "two")
	h := &host{}
	s.Deliver(h)
	var texts []string
	for _, u := range h.got {
		texts = append(texts, u.Message.Text)
	}
	if diff := cmp.Diff([]string{"one", "two", "one"}, texts); diff != "" || h.got[0].ID != h.got[2].ID {
		t.Errorf("updates (-want +got):\n%s", diff)
	}
}

func TestOverSockets(t *testing.T) {
	s := telegramtest.New(telegramtest.Config{})
	got := make(chan string, 1)
	desk := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		got <- r.URL.Path + " " + r.Header.Get("X-Telegram-Bot-Api-Secret-Token")
	}))
	defer desk.Close()
	if s.Flush(t.Context()) == nil || s.Run(t.Context()) == nil {
		t.Error("there is nobody to deliver to")
	}
	s.HookURL(desk.URL+"/mine", desk.Client())
	api := httptest.NewServer(s)
	defer api.Close()
	s.Say("7001", "hi")
	resp, err := http.Post(api.URL+"/bot"+s.Config().Token+"/sendMessage", "application/json", strings.NewReader(`{"chat_id":7001,"text":"x"}`))
	if err != nil || resp.StatusCode != 200 {
		t.Fatal(resp, err)
	}
	resp.Body.Close()
	ctx, cancel := context.WithCancel(t.Context())
	ran := make(chan error, 1)
	go func() { ran <- s.Run(ctx) }()
	if text := <-got; text != "/mine example-webhook-secret" {
		t.Errorf("delivered %s", text)
	}
	cancel()
	if err := <-ran; err != context.Canceled {
		t.Errorf("Run = %v", err)
	}
}

func TestRawUpdates(t *testing.T) {
	s := frozen(telegramtest.Config{})
	s.Raw([]byte(`{"update_id":7,"future_kind":{}}`))
	s.Raw([]byte(`not JSON`))
	h := &host{}
	s.Deliver(h)
	if string(h.raw[0]) != `{"update_id":7,"future_kind":{}}` || string(h.raw[1]) != `not JSON` || h.headers[0].Get("X-Telegram-Bot-Api-Secret-Token") == "" {
		t.Errorf("delivered %s", h.raw)
	}
}

func TestSmallMethods(t *testing.T) {
	s := frozen(telegramtest.Config{})
	s.Meet(telegramtest.Person{ID: "7001", First: "Ada"})
	s.TapQuickReply("7001", "Yes")
	s.ShareContact("7001", "+4930555")
	call(t, s, "sendLocation", `{"chat_id":7001,"latitude":1.5,"longitude":2.5}`).message(t)
	call(t, s, "sendContact", `{"chat_id":7001,"phone_number":"+4930555","first_name":"Shop"}`).message(t)
	for body, want := range map[string]string{
		`{"chat_id":7001,"phone_number":"1"}`: "first name is empty",
		`{"chat_id":7001,"phone_number":"1","first_name":"A","vcard":"` + strings.Repeat("v", 2049) + `"}`: "vcard is too long",
	} {
		if r := call(t, s, "sendContact", body); r.Description != "Bad Request: "+want {
			t.Errorf("sendContact = %q, want %q", r.Description, want)
		}
	}
	if r := call(t, s, "getChat", `{"chat_id":7001}`); !strings.Contains(string(r.Result), `"first_name":"Ada"`) {
		t.Errorf("getChat = %s", r.Result)
	}
	if r := call(t, s, "getChat", `{"chat_id":7}`); r.OK {
		t.Errorf("getChat of nobody = %s", r.Result)
	}
	if r := call(t, s, "close", ``); !r.OK {
		t.Errorf("close = %+v", r)
	}
	call(t, s, "logOut", "")
	if r := call(t, s, "getMe", ""); r.Description != "Bad Request: Logged out" {
		t.Errorf("after logOut = %+v", r)
	}
}
