package facebooktest_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/contactkit/contactkit/channel/standin"
	"github.com/contactkit/contactkit/facebook/facebooktest"
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
		{"latency", standin.Latency(time.Millisecond, time.Millisecond), false, true},
		{"status", standin.Status(502, "<html>"), false, false},
		{"no chance", standin.Drop().Chance(1e-12), false, true},
	}
	for _, tt := range tests {
		synctest.Test(t, func(t *testing.T) {
			s := facebooktest.New(facebooktest.Config{})
			s.Say("24001", "hi")
			s.Fail(tt.fault, 1)
			client := s.Client()
			client.Timeout = time.Second
			resp, err := client.Post("https://graph.facebook.com/me/messages?access_token="+tokenA, "application/json", strings.NewReader(`{"recipient":{"id":"24001"},"message":{"text":"x"}}`))
			if err == nil {
				resp.Body.Close()
			}
			if (err != nil) != tt.fails || (len(s.Sent()) == 1) != tt.acts {
				t.Errorf("%s: error %v, sent %d", tt.name, err, len(s.Sent()))
			}
			s.Fail(standin.Drop(), -1)
			s.Heal()
			if r := say(t, s, "24001", "after"); r.status != 200 {
				t.Errorf("%s: healed %s", tt.name, r.body)
			}
		})
	}
}

func TestWebhookFaults(t *testing.T) {
	s := frozen(facebooktest.Config{})
	s.Fail(standin.Duplicate(), 1)
	one := s.Say("24001", "one")
	s.Fail(standin.Reorder(), 1)
	two := s.Say("24001", "two")
	h := &host{}
	s.Deliver(h)
	for i, mid := range []string{one, two, one} {
		if !strings.Contains(h.raw[i], mid) {
			t.Errorf("call %d is %s", i, h.raw[i])
		}
	}
}

func TestOverSockets(t *testing.T) {
	s := facebooktest.New(facebooktest.Config{})
	got := make(chan string, 1)
	desk := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { got <- r.URL.Path }))
	defer desk.Close()
	if s.Flush(t.Context()) == nil || s.Run(t.Context()) == nil {
		t.Error("there is nobody to deliver to")
	}
	s.HookURL(desk.URL+"/mine", desk.Client())
	api := httptest.NewServer(s)
	defer api.Close()
	s.Say("24001", "hi")
	resp, err := http.Get(api.URL + "/v26.0/me?access_token=" + tokenA)
	if err != nil || resp.StatusCode != 200 {
		t.Fatal(resp, err)
	}
	resp.Body.Close()
	ctx, cancel := context.WithCancel(t.Context())
	ran := make(chan error, 1)
	go func() { ran <- s.Run(ctx) }()
	if path := <-got; path != "/mine" {
		t.Errorf("delivered to %s", path)
	}
	cancel()
	if err := <-ran; err != context.Canceled {
		t.Errorf("Run = %v", err)
	}
}

func TestTemplates(t *testing.T) {
	s := frozen(facebooktest.Config{})
	s.Say("24001", "hi")
	template := func(payload, rest string) reply {
		return send(t, s, `{"recipient":{"id":"24001"},"message":{"attachment":{"type":"template","payload":{`+payload+`}}}`+rest+`}`)
	}
	ok := map[string]string{
		"generic": `"template_type":"generic","elements":[{"title":"Red","subtitle":"a shirt","buttons":[{"type":"postback","title":"Buy","payload":"B"}]}]`,
		"media":   `"template_type":"media","elements":[{"media_type":"image","url":"https://www.facebook.com/photo/?fbid=1"}]`,
		"login":   `"template_type":"button","text":"Log in","buttons":[{"type":"account_link","url":"https://x.example/"}]`,
		"call":    `"template_type":"button","text":"Call","buttons":[{"type":"phone_number","title":"Call","payload":"+4930"}]`,
	}
	for name, payload := range ok {
		if r := template(payload, ""); r.status != 200 {
			t.Errorf("%s = %s", name, r.body)
		}
	}
	if r := template(`"template_type":"customer_feedback"`, `,"messaging_type":"MESSAGE_TAG","tag":"CUSTOMER_FEEDBACK"`); r.status != 200 {
		t.Errorf("feedback = %s", r.body)
	}
	button := func(b string) string { return `"template_type":"button","text":"x","buttons":[{` + b + `}]` }
	for name, payload := range map[string]string{
		"kind":       button(`"type":"share","title":"a"`),
		"url":        button(`"type":"web_url","title":"a","url":"javascript:1"`),
		"no payload": button(`"type":"postback","title":"a"`),
		"payload":    button(`"type":"postback","title":"a","payload":"` + strings.Repeat("p", 1001) + `"`),
		"title":      `"template_type":"generic","elements":[{"title":"` + strings.Repeat("t", 81) + `","subtitle":"s"}]`,
		"two media":  `"template_type":"media","elements":[{"media_type":"image","url":"https://facebook.com/1"},{"media_type":"image","url":"https://facebook.com/2"}]`,
		"both":       `"template_type":"media","elements":[{"media_type":"image","url":"https://facebook.com/1","attachment_id":"2"}]`,
	} {
		if r := template(payload, ""); r.Error.Code != 100 {
			t.Errorf("%s = %s", name, r.body)
		}
	}
	if r := template(`"template_type":"media","elements":[{"media_type":"image","attachment_id":"2"}]`, ""); r.Error.Sub != 2018074 {
		t.Errorf("unknown attachment = %s", r.body)
	}
}
