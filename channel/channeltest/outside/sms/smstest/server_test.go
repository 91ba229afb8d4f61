package smstest_test

import (
	"cmp"
	"net/http"
	"testing"

	"example.com/sms/smstest"
	"github.com/contactkit/contactkit/channel/standin/standintest"
)

func TestControls(t *testing.T) {
	standintest.Run(t, standintest.Harness[*smstest.Server]{
		New: func() *smstest.Server { return smstest.New(smstest.Config{}) },
		Say: func(s *smstest.Server, text string) { s.Write("+15550100", text) },
		Send: func(s *smstest.Server, client *http.Client, base string) error {
			address := cmp.Or(base, "https://api.sms.example") + "/send"
			return standintest.Post(client, address, "application/x-www-form-urlencoded", "To=%2B15550100&Text=x", "Authorization", "Bearer "+s.Config().Token)
		},
		Sent:    func(s *smstest.Server) int { return len(s.Sent()) },
		Secrets: func(s *smstest.Server) []string { return []string{s.Config().Token, s.Config().Key} },
	})
}
