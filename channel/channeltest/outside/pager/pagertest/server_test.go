package pagertest_test

import (
	"cmp"
	"net/http"
	"testing"

	"example.com/pager/pagertest"
	"github.com/contactkit/contactkit/channel/standin/standintest"
)

func TestControls(t *testing.T) {
	standintest.Run(t, standintest.Harness[*pagertest.Server]{
		New: func() *pagertest.Server { return pagertest.New(pagertest.Config{}) },
		Say: func(s *pagertest.Server, text string) { s.Page("77", text) },
		Send: func(s *pagertest.Server, client *http.Client, base string) error {
			address := cmp.Or(base, "https://api.pager.example") + "/send"
			return standintest.Post(client, address, "application/json", `{"to":"77","text":"x"}`, "Pager-Token", s.Config().Token)
		},
		Sent:    func(s *pagertest.Server) int { return len(s.Sent()) },
		Secrets: func(s *pagertest.Server) []string { return []string{s.Config().Token, s.Config().Key} },
	})
}
