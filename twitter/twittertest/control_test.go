package twittertest_test

import (
	"cmp"
	"net/http"
	"testing"
	"time"

	"github.com/contactkit/contactkit/channel/standin/standintest"
	"github.com/contactkit/contactkit/twitter/twittertest"
)

func TestControls(t *testing.T) {
	standintest.Run(t, standintest.Harness[*twittertest.Server]{
		New: func() *twittertest.Server { return twittertest.New(twittertest.Config{}) },
		Say: func(s *twittertest.Server, text string) { s.Say("2001", text) },
		Send: func(s *twittertest.Server, client *http.Client, base string) error {
			address := cmp.Or(base, api) + "/2/dm_conversations/with/2001/messages"
			g := signerOf(s)
			g.at = time.Now()
			return standintest.Post(client, address, jsonType, `{"text":"x"}`, "Authorization", g.header("POST", address, ""))
		},
		Sent:    func(s *twittertest.Server) int { return len(s.Sent()) },
		Secrets: func(s *twittertest.Server) []string { return []string{s.Config().APISecret, s.Config().AccessSecret} },
	})
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
