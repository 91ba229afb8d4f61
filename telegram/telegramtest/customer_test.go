package telegramtest_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/contactkit/contactkit/telegram/telegramtest"
	"github.com/google/go-cmp/cmp"
)

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
