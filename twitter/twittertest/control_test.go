package twittertest_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/contactkit/contactkit/channel/standin"
	"github.com/contactkit/contactkit/twitter/twittertest"
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
		{"status", standin.Status(503, ""), false, false},
	}
	const address = api + "/2/dm_conversations/with/2001/messages"
	for _, tt := range tests {
		synctest.Test(t, func(t *testing.T) {
			s := twittertest.New(twittertest.Config{})
			s.Say("2001", "hi")
			s.Fail(tt.fault, 1)
			client := s.Client()
			client.Timeout = time.Second
			req, err := http.NewRequest("POST", address, strings.NewReader(`{"text":"x"}`))
			if err != nil {
				t.Fatal(err)
			}
			g := signerOf(s)
			g.at = time.Now()
			req.Header.Set("Authorization", g.header("POST", address, ""))
			req.Header.Set("Content-Type", jsonType)
			resp, err := client.Do(req)
			if err == nil {
				resp.Body.Close()
			}
			if (err != nil) != tt.fails || (len(s.Sent()) == 1) != tt.acts {
				t.Errorf("%s: error %v, sent %d", tt.name, err, len(s.Sent()))
			}
			s.Fail(standin.Drop(), -1)
			s.Heal()
			if r := bearer(t, s, "GET", "/2/users/2001", ""); r.status != 200 {
				t.Errorf("%s: healed %d %s", tt.name, r.status, r.body)
			}
		})
	}
}

func TestWebhookFaults(t *testing.T) {
	s := frozen(twittertest.Config{})
	s.Fail(standin.Duplicate(), 1)
	one := s.Say("2001", "one")
	s.Fail(standin.Reorder(), 1)
	two := s.Say("2001", "two")
	h := &host{}
	s.Deliver(h)
	for i, id := range []string{one, two, one} {
		if !strings.Contains(h.raw[i], `"id":"`+id+`"`) {
			t.Errorf("call %d is %s", i, h.raw[i])
		}
	}
}

func TestOverSockets(t *testing.T) {
	s := twittertest.New(twittertest.Config{})
	got := make(chan string, 1)
	desk := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { got <- r.URL.Path }))
	defer desk.Close()
	if s.Flush(t.Context()) == nil || s.Run(t.Context()) == nil {
		t.Error("there is nobody to deliver to")
	}
	s.HookURL(desk.URL+"/mine", desk.Client())
	s.Say("2001", "hi")
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

func TestUploadRefusals(t *testing.T) {
	s := frozen(twittertest.Config{})
	s.Say("2001", "hi")
	s.Block("2001")
	s.Unblock("2001")
	upload := func(form string) reply { return call(t, s, "POST", "/1.1/media/upload.json", formType, form) }
	r := upload("command=INIT&media_type=image%2Fpng&total_bytes=4")
	var made struct {
		ID string `json:"media_id_string"`
	}
	r.into(t, &made)
	for _, form := range []string{
		"command=DANCE", "command=APPEND&media_id=1&segment_index=0&media_data=YWJjZA%3D%3D",
		"command=APPEND&segment_index=x&media_data=YWJjZA%3D%3D&media_id=" + made.ID, "command=APPEND&segment_index=0&media_id=" + made.ID,
		"command=FINALIZE&media_id=1",
	} {
		if r := upload(form); r.status != 400 {
			t.Errorf("%s = %d %s", form, r.status, r.body)
		}
	}
	if r := upload("command=APPEND&segment_index=0&media_data=YWJjZA%3D%3D&media_id=" + made.ID); r.status != 204 {
		t.Errorf("base64 = %d %s", r.status, r.body)
	}
	if r := upload("command=FINALIZE&media_id=" + made.ID); r.status != 201 {
		t.Errorf("FINALIZE = %d %s", r.status, r.body)
	}
	if r := upload("command=APPEND&segment_index=1&media_data=YWJjZA%3D%3D&media_id=" + made.ID); r.status != 400 {
		t.Errorf("APPEND after FINALIZE = %d", r.status)
	}
	// Without a dm_ category it cannot be attached.
	if r := dm(t, s, "2001", `"text":"x","attachment":{"type":"media","media":{"id":"`+made.ID+`"}}`); r.code() != 324 {
		t.Errorf("attach = %s", r.body)
	}
}
