package directory_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/directory"
)

// A form shows no secrets, and sends only those that were entered anew.
func TestKeep(t *testing.T) {
	old := pages("c", "Support", "8801", "24001", "24002").Secrets
	old.Attributes = map[string]channel.Secret{"pin": "1234"}
	entered := directory.Secrets{
		Keys:   map[string]channel.Keys{"appSecret": channel.NewKeys("new"), "verifyToken": channel.NewKeys("")},
		Tokens: map[string]map[string]channel.Keys{"pages": {"24002": channel.NewKeys("new-token")}},
	}
	got := entered.Keep(old)
	reveal := func(s directory.Secrets) []string {
		return []string{s.Keys["appSecret"].First().Reveal(), s.Keys["verifyToken"].First().Reveal(), s.Tokens["pages"]["24001"].First().Reveal(),
			s.Tokens["pages"]["24002"].First().Reveal(), s.Attributes["pin"].Reveal()}
	}
	if diff := cmp.Diff([]string{"new", "verify-8801", "page-token-24001", "new-token", "1234"}, reveal(got)); diff != "" {
		t.Errorf("Keep (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(reveal(old), reveal(directory.Secrets{}.Keep(old))); diff != "" {
		t.Errorf("Keep of nothing entered (-want +got):\n%s", diff)
	}
	got.Keys["appSecret"][0].Secret = "changed"
	if entered.Keys["appSecret"].First() != "new" {
		t.Error("Keep shares its keys")
	}
}

// A login changes the credentials that it yields, and leaves the others.
func TestSecretsFrom(t *testing.T) {
	got := directory.SecretsFrom(channel.Settings{
		Keys:   map[string]channel.Keys{"accessToken": channel.NewKeys("new")},
		Tokens: map[string]map[string]channel.Secret{"pages": {"24001": "page"}},
	}).Keep(directory.Secrets{
		Keys:   map[string]channel.Keys{"accessToken": channel.NewKeys("old"), "apiSecret": channel.NewKeys("app")},
		Tokens: map[string]map[string]channel.Keys{"pages": {"24002": channel.NewKeys("other")}},
	})
	if a, b := got.Keys["accessToken"].First(), got.Keys["apiSecret"].First(); a != "new" || b != "app" {
		t.Error("the access token was not replaced, or the app's secret is lost")
	}
	if a, b := got.Tokens["pages"]["24001"].First(), got.Tokens["pages"]["24002"].First(); a != "page" || b != "other" {
		t.Error("the token of the new Page is missing, or that of the other is lost")
	}
	if none := directory.SecretsFrom(channel.Settings{}); none.Keys != nil || none.Tokens != nil {
		t.Errorf("of no settings: %+v", none)
	}
}
