package facebooktest_test

import (
	"cmp"
	"net/http"
	"testing"

	"github.com/contactkit/contactkit/channel/standin/standintest"
	"github.com/contactkit/contactkit/facebook/facebooktest"
)

func TestControls(t *testing.T) {
	standintest.Run(t, standintest.Harness[*facebooktest.Server]{
		New: func() *facebooktest.Server { return facebooktest.New(facebooktest.Config{}) },
		Say: func(s *facebooktest.Server, text string) { s.Say("24001", text) },
		Send: func(_ *facebooktest.Server, client *http.Client, base string) error {
			address := cmp.Or(base, "https://graph.facebook.com") + "/me/messages?access_token=" + tokenA
			return standintest.Post(client, address, "application/json", `{"recipient":{"id":"24001"},"message":{"text":"x"}}`)
		},
		Sent: func(s *facebooktest.Server) int { return len(s.Sent()) },
		Secrets: func(s *facebooktest.Server) []string {
			return []string{tokenA, s.Config().AppSecret, s.Config().VerifyToken}
		},
	})
}
