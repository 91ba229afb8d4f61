package telegramtest_test

import (
	"net/http"
	"strings"
	"testing"

	"cmp"

	"github.com/contactkit/contactkit/channel/standin/standintest"
	"github.com/contactkit/contactkit/telegram/telegramtest"
)

func TestControls(t *testing.T) {
	standintest.Run(t, standintest.Harness[*telegramtest.Server]{
		New: func() *telegramtest.Server { return telegramtest.New(telegramtest.Config{}) },
		Say: func(s *telegramtest.Server, text string) { s.Say("7001", text) },
		Send: func(s *telegramtest.Server, client *http.Client, base string) error {
			address := cmp.Or(base, "https://api.telegram.org") + "/bot" + s.Config().Token + "/sendMessage"
			return standintest.Post(client, address, "application/json", `{"chat_id":7001,"text":"x"}`)
		},
		Sent:    func(s *telegramtest.Server) int { return len(s.Sent()) },
		Secrets: func(s *telegramtest.Server) []string { return []string{s.Config().Token, s.Config().WebhookSecret} },
	})
}

// After Rotate, only the new token is taken, and updates are delivered as before.
func TestRotate(t *testing.T) {
	s := frozen(telegramtest.Config{})
	s.Say("7001", "hello")
	former := s.Config().Token
	next := "7100000001:BBFnewnewnewnewnewnewnewnewnewnewnew"
	s.Rotate(next)
	for token, want := range map[string]int{former: 401, next: 200} {
		resp, err := s.Client().Post("https://api.telegram.org/bot"+token+"/sendMessage", "application/json", strings.NewReader(`{"chat_id":7001,"text":"x"}`))
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		if resp.StatusCode != want {
			t.Errorf("token %.14s is answered %d, want %d", token, resp.StatusCode, want)
		}
	}
	if got := s.Deliver(&host{}); len(got) != 1 || s.Config().Token != next {
		t.Errorf("%d updates are delivered, and the token is %.14s", len(got), s.Config().Token)
	}
	for _, c := range s.Calls() {
		if strings.Contains(c.Path, "BBFnew") {
			t.Errorf("the log of calls shows the token: %s", c.Path)
		}
	}
	for _, wrong := range []string{"7100000002:BBF", "7100000001:", "x"} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("Rotate takes %q", wrong)
				}
			}()
			s.Rotate(wrong)
		}()
	}
}
