package telegramtest_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/contactkit/contactkit/telegram/telegramtest"
)

func TestDrafts(t *testing.T) {
	s := frozen(telegramtest.Config{})
	s.Group("-1002100000555", "Plain")
	s.Say("7001", "hi")
	for body, want := range map[string]string{
		`{"chat_id":7001,"draft_id":0,"text":"x"}`:           "Bad Request: RANDOM_ID_INVALID",
		`{"chat_id":7001,"draft_id":"a","text":"x"}`:         "Bad Request: RANDOM_ID_INVALID",
		`{"chat_id":-1002100000555,"draft_id":1,"text":"x"}`: "Bad Request: TEXTDRAFT_PEER_INVALID",
		`{"chat_id":7002,"draft_id":1,"text":"x"}`:           "Bad Request: chat not found",
	} {
		if r := call(t, s, "sendMessageDraft", body); r.OK || r.Description != want {
			t.Errorf("%s: %v %q, want %q", body, r.OK, r.Description, want)
		}
	}
	for _, body := range []string{`{"chat_id":7001,"draft_id":5,"text":""}`, `{"chat_id":7001,"draft_id":5,"text":"So","can_stop":true,"business_connection_id":"x"}`} {
		if r := call(t, s, "sendMessageDraft", body); !r.OK || string(r.Result) != "true" {
			t.Errorf("%s: %q %s", body, r.Description, r.Result)
		}
	}
	want := []telegramtest.Draft{{To: "7001", ID: 5}, {To: "7001", ID: 5, Text: "So", Stop: true}}
	if diff := cmp.Diff(want, s.Drafts()); diff != "" || len(s.Sent()) != 0 {
		t.Errorf("%d messages, drafts (-want +got):\n%s", len(s.Sent()), diff)
	}
	before := s.Pending()
	if s.StopDraft("7001", 5); s.Pending() != before+1 {
		t.Errorf("%d updates wait, want %d", s.Pending(), before+1)
	}
}
