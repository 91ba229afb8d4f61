package telegramtest_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/contactkit/contactkit/telegram/telegramtest"
)

func TestEditMessageMedia(t *testing.T) {
	s := frozen(telegramtest.Config{})
	s.Say("7001", "hi")
	upload(t, s, "sendDocument", multi(map[string]string{"chat_id": "7001", "caption": "old"}, [3]string{"document", "a.pdf", "PDF"})).message(t)
	fields := map[string]string{"chat_id": "7001", "message_id": "2",
		"media": `{"type":"photo","media":"attach://new","caption":"fat","caption_entities":[{"type":"bold","offset":0,"length":3}]}`}
	r := upload(t, s, "editMessageMedia", multi(fields, [3]string{"new", "a.jpg", "JPG"}))
	var m map[string]json.RawMessage
	if err := json.Unmarshal(r.Result, &m); err != nil || m["photo"] == nil || m["document"] != nil || !strings.Contains(string(m["caption_entities"]), "bold") {
		t.Errorf("edited %s, %v", r.Result, err)
	}
	if got := s.Sent()[0]; got.Text != "fat" || len(got.Attachments) != 1 || string(got.Attachments[0].Data) != "JPG" {
		t.Errorf("Sent %+v", got)
	}
	call(t, s, "sendMessage", `{"chat_id":7001,"text":"plain"}`)
	for body, want := range map[string]string{
		`{"chat_id":7001,"message_id":3,"media":{"type":"photo","media":"https://a.example/b.jpg"}}`: "message can't be edited",
		`{"chat_id":7001,"message_id":2,"media":{"type":"voice","media":"https://a.example/b.ogg"}}`: "media type is unsupported",
		`{"chat_id":7001,"message_id":2,"media":{"type":"photo","media":"attach://none"}}`:           "wrong file identifier/HTTP URL specified",
		`{"chat_id":7001,"message_id":9,"media":{"type":"photo","media":"https://a.example/b.jpg"}}`: "message to edit not found",
	} {
		if r := call(t, s, "editMessageMedia", body); r.Code != 400 || !strings.Contains(r.Description, want) {
			t.Errorf("%s = %d %q, want %q", body, r.Code, r.Description, want)
		}
	}
}
