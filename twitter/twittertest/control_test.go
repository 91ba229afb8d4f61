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
