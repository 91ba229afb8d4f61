package facebooktest_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/contactkit/contactkit/facebook/facebooktest"
)

func TestConversations(t *testing.T) {
	s := frozen(facebooktest.Config{PageRates: true})
	var mids []string
	for i := range 22 {
		mids = append(mids, s.Say("24001", fmt.Sprint("n", i)))
		s.Advance(time.Second)
	}
	s.Say("24002", "other")
	r := get(t, s, pageA+"/conversations?platform=messenger&user_id=24001&fields=participants,messages%7Bid,message,from,created_time%7D", tokenA)
	var list []struct {
		ID           string
		Participants struct{ Data []struct{ ID string } }
		Messages     struct {
			Data []struct {
				ID, Message string
				Created     string `json:"created_time"`
				From        *struct{ ID string }
			}
		}
	}
	if err := json.Unmarshal(r.Data, &list); err != nil || len(list) != 1 || !strings.HasPrefix(list[0].ID, "t_") || list[0].Participants.Data[0].ID != "24001" {
		t.Fatalf("conversations = %s", r.body)
	}
	m := list[0].Messages.Data
	if len(m) != 22 || m[0].ID != mids[21] || m[0].Message != "n21" || m[0].Created != "2026-03-02T12:00:21+0000" || m[0].From.ID != "24001" {
		t.Errorf("newest message %+v of %d", m[0], len(m))
	}
	if m[19].Message == "" || m[20].Message != "" || m[20].From != nil || m[20].ID != mids[1] {
		t.Errorf("details end at %+v, %+v", m[19], m[20])
	}
	s.Advance(time.Minute)
	if r := get(t, s, mids[2]+"?fields=message,to", tokenA); !strings.Contains(string(r.body), `"message":"n2"`) || !strings.Contains(string(r.body), pageA) {
		t.Errorf("a message = %s", r.body)
	}
	if r := get(t, s, mids[1]+"?fields=message", tokenA); r.Error.Code != 9000001 {
		t.Errorf("an old message = %s", r.body)
	}
	if r := get(t, s, list[0].ID+"/messages?limit=2&fields=message", tokenA); strings.Count(string(r.Data), `"message"`) != 2 || !strings.Contains(string(r.body), `"next"`) {
		t.Errorf("messages = %s", r.body)
	}
	if r := get(t, s, list[0].ID+"?fields=is_owner", tokenA); !strings.Contains(string(r.body), `"is_owner":false`) {
		t.Errorf("conversation = %s", r.body)
	}
	if r := get(t, s, pageA+"/conversations", tokenA); r.Error.Code != 613 {
		t.Errorf("a third call within a second = %s", r.body)
	}
	s.Advance(time.Second)
	r = get(t, s, pageA+"/conversations?limit=1", tokenA)
	if err := json.Unmarshal(r.Data, &list); err != nil || len(list) != 1 || !strings.Contains(string(r.body), "after=QVFI1") {
		t.Errorf("the first of two = %s", r.body)
	}
}
