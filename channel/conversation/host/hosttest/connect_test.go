package hosttest_test

import (
	"slices"
	"testing"
	"testing/synctest"

	"github.com/contactkit/contactkit/channel/conversation/host/hosttest"
	"github.com/contactkit/contactkit/channel/directory"
	"github.com/contactkit/contactkit/facebook/facebooktest"
)

// A record that names some of the stand-in's Pages has these alone; one that names others has all,
// with its own settings besides those of the stand-in.
func TestPagesOfARecord(t *testing.T) {
	for named, want := range map[string][]string{"24002": {"24002"}, "of-the-real-app": {"24001", "24002"}} {
		synctest.Test(t, func(t *testing.T) {
			cfg := program()
			page := &cfg.Records[1]
			page.Pages = []directory.Page{{ID: named}}
			page.Settings = map[string]string{"appId": "8801", "humanAgent": "true"}
			h := hosttest.Start(t, cfg, facebooktest.New(facebooktest.Config{Pages: map[string]string{"24001": "token-of-24001", "24002": "token-of-24002"}}))
			e, _ := h.Directory.Find("north-facebook")
			r := e.Record()
			if got := e.Channel().Info().Accounts; !slices.Equal(got, want) || len(r.Secrets.Tokens["pages"]) != len(want) {
				t.Errorf("a record with the Page %s serves %v with %d tokens, want %v", named, got, len(r.Secrets.Tokens["pages"]), want)
			}
			if r.Settings["humanAgent"] != "true" || r.Settings["appId"] == "8801" {
				t.Errorf("settings %v", r.Settings)
			}
		})
	}
}
