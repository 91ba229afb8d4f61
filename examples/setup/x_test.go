package main

import (
	"testing"

	"github.com/contactkit/contactkit/channel/directory"
)

// A record with "auto" has the product of one that names none.
func TestProduct(t *testing.T) {
	for _, tt := range []struct {
		settings map[string]string
		tokens   string
		want     string
	}{
		{nil, "", "v2"},
		{map[string]string{"env": "prod", "clientId": "client"}, "tokens.json", "premium"},
		{map[string]string{"clientId": "client"}, "tokens.json", "activity"},
		{map[string]string{"clientId": "client"}, "", "v2"},
	} {
		for _, word := range []string{"", "auto", "enterprise"} {
			j := &job{record: directory.Record{Settings: map[string]string{"product": word}}, in: input{tokens: tt.tokens}}
			for name, value := range tt.settings {
				j.record.Settings[name] = value
			}
			want := tt.want
			if word == "enterprise" {
				want = word
			}
			if got := product(j); got != want {
				t.Errorf("product %q, %v, tokens %q: %s, want %s", word, tt.settings, tt.tokens, got, want)
			}
		}
	}
}
