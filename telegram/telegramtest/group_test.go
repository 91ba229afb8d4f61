package telegramtest_test

import (
	"encoding/json"
	"fmt"
	"testing"

	"github.com/contactkit/contactkit/telegram/telegramtest"
	"github.com/google/go-cmp/cmp"
)

func TestGroups(t *testing.T) {
	s := frozen(telegramtest.Config{})
	s.Group("-4001", "Shop")
	s.SayIn("-4001", "7001", "hi all")
	call(t, s, "sendMessage", `{"chat_id":-4001,"text":"hello"}`).message(t)
	s.Migrate("-4001", "-1002000000001")
	r := call(t, s, "sendMessage", `{"chat_id":-4001,"text":"hello"}`)
	if diff := cmp.Diff(map[string]int64{"migrate_to_chat_id": -1002000000001}, r.Parameters); diff != "" || r.Code != 400 {
		t.Errorf("after migration %+v (-want +got):\n%s", r, diff)
	}
	call(t, s, "sendMessage", `{"chat_id":-1002000000001,"text":"hello"}`).message(t)
	s.Kick("-1002000000001", "7001")
	if r := call(t, s, "sendMessage", `{"chat_id":-1002000000001,"text":"x"}`); r.Description != "Forbidden: bot was kicked from the supergroup chat" {
		t.Errorf("kicked = %q", r.Description)
	}
	h := &host{}
	s.Deliver(h)
	var got []string
	for _, raw := range h.raw {
		var u struct {
			Message struct {
				Chat struct {
					ID   int64
					Type string
				}
				Text string
				To   int64 `json:"migrate_to_chat_id"`
				From int64 `json:"migrate_from_chat_id"`
			}
			Member *struct{} `json:"my_chat_member"`
		}
		if err := json.Unmarshal(raw, &u); err != nil {
			t.Fatal(err)
		}
		got = append(got, fmt.Sprint(u.Message.Chat.ID, " ", u.Message.Chat.Type, u.Message.Text, u.Message.To, u.Message.From, u.Member != nil))
	}
	want := []string{
		"-4001 grouphi all0 0 false", "-4001 group-1002000000001 0 false", "-1002000000001 supergroup0 -4001 false", "0 0 0 true",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("updates (-want +got):\n%s", diff)
	}
}
