package telegramtest_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
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
