package telegramtest_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/contactkit/contactkit/telegram/telegramtest"
	"github.com/google/go-cmp/cmp"
)

func TestAlbums(t *testing.T) {
	s := frozen(telegramtest.Config{})
	ids := s.SendAlbum("7001", "front and back", []byte("1"), []byte("2"))
	h := &host{}
	s.Deliver(h)
	s.Deliver(h)
	var groups []string
	for _, raw := range h.raw {
		var u struct {
			Message struct {
				Group   string `json:"media_group_id"`
				Caption string
			}
		}
		if err := json.Unmarshal(raw, &u); err != nil {
			t.Fatal(err)
		}
		groups = append(groups, u.Message.Group+u.Message.Caption)
	}
	if len(ids) != 2 || len(groups) != 2 || groups[0] != groups[1]+"front and back" {
		t.Errorf("album %v", groups)
	}
	body := multi(map[string]string{
		"chat_id": "7001",
		"media":   `[{"type":"photo","media":"attach://a","caption":"<b>A</b>","parse_mode":"HTML"},{"type":"video","media":"https://x.example/b.mp4"}]`,
	}, [3]string{"a", "a.jpg", "JPG"})
	r := upload(t, s, "sendMediaGroup", body)
	var list []message
	if err := json.Unmarshal(r.Result, &list); err != nil || len(list) != 2 || list[0].ID+1 != list[1].ID {
		t.Fatalf("sendMediaGroup = %+v, %v", r, err)
	}
	got := s.Sent()
	if got[0].Album == "" || got[0].Album != got[1].Album || got[0].Text != "A" || got[1].Attachments[0].Kind != "video" {
		t.Errorf("Sent %+v", got)
	}
	item := `{"type":"photo","media":"https://x.example/a.jpg"}`
	for _, tt := range []struct{ media, more, want string }{
		{`[` + item + `]`, "", "wrong number of messages in the album: there must be 2-10 items"},
		{`[` + strings.TrimSuffix(strings.Repeat(item+",", 11), ",") + `]`, "", "wrong number of messages in the album: there must be 2-10 items"},
		{`[` + item + `,{"type":"document","media":"https://x.example/a.pdf"}]`, "", "can't use the media of the specified type in the album"},
		{`[` + item + `,{"type":"sticker","media":"x"}]`, "", "can't use the media of the specified type in the album"},
		{`[` + item + `,` + item + `]`, `,"reply_markup":{"inline_keyboard":[]}`, "reply markup can't be used in albums"},
		{`[` + item + `,{"type":"photo","media":"attach://x"}]`, "", "wrong file identifier/HTTP URL specified"},
	} {
		if r := call(t, s, "sendMediaGroup", `{"chat_id":7001,"media":`+tt.media+tt.more+`}`); r.Description != "Bad Request: "+tt.want {
			t.Errorf("%.60s = %q, want %q", tt.media, r.Description, tt.want)
		}
	}
	if diff := cmp.Diff(2, len(s.Sent())); diff != "" {
		t.Errorf("a refused album was sent (-want +got):\n%s", diff)
	}
}

func TestEntitiesInAlbums(t *testing.T) {
	s := frozen(telegramtest.Config{})
	s.Say("7001", "hi")
	item := `{"type":"photo","media":"https://a.example/b.jpg","caption":"fat","caption_entities":[{"type":"bold","offset":0,"length":3}]}`
	r := call(t, s, "sendMediaGroup", `{"chat_id":7001,"media":[`+item+`,`+item+`]}`)
	if r.Code != 0 || strings.Count(string(r.Result), `"bold"`) != 2 {
		t.Errorf("album %d %s %s", r.Code, r.Description, r.Result)
	}
}
