package telegramtest_test

import (
	"testing"

	"github.com/contactkit/contactkit/channel/standin"
	"github.com/contactkit/contactkit/telegram/telegramtest"
)

func TestRates(t *testing.T) {
	s := frozen(telegramtest.Config{
		ChatRate: standin.Rate{Kind: standin.FixedWindow, N: 1, Per: 3e9},
		Rate:     standin.Rate{Kind: standin.SlidingWindow, N: 2, Per: 60e9},
	})
	s.Say("7001", "a")
	s.Say("7002", "b")
	say := func(chat string) reply { return call(t, s, "sendMessage", `{"chat_id":`+chat+`,"text":"x"}`) }
	say("7001").message(t)
	r := say("7001")
	if r.status != 429 || r.Description != "Too Many Requests: retry after 3" || r.Parameters["retry_after"] != 3 || r.header.Get("Retry-After") != "3" {
		t.Errorf("one chat = %+v", r)
	}
	say("7002").message(t)
	s.Advance(3e9)
	if r := say("7001"); r.Parameters["retry_after"] != 57 {
		t.Errorf("all chats = %+v", r)
	}
	s.Advance(57e9)
	say("7001").message(t)
}

func TestRateOfAGroup(t *testing.T) {
	s := frozen(telegramtest.Config{GroupRate: standin.Rate{Kind: standin.SlidingWindow, N: 2, Per: 60e9}})
	s.Group("-42", "Crew")
	s.Say("7001", "a")
	say := func(chat string) reply { return call(t, s, "sendMessage", `{"chat_id":`+chat+`,"text":"x"}`) }
	say("-42").message(t)
	say("-42").message(t)
	if r := say("-42"); r.Parameters["retry_after"] != 60 {
		t.Errorf("a third in the group = %+v", r)
	}
	for range 3 {
		say("7001").message(t) // a person is no group
	}
	s.Advance(60e9)
	say("-42").message(t)
}
