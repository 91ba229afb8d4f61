package login_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/login"
)

func TestFindings(t *testing.T) {
	now := time.Date(2026, 11, 29, 12, 0, 0, 0, time.UTC)
	day := 24 * time.Hour
	ends := func(in time.Duration) login.Grant { return login.Grant{Flow: "f", Until: now.Add(in)} }
	renewed := ends(40 * day)
	renewed.Renew = now.Add(10 * day)
	late := ends(20 * day)
	late.Renew = now.Add(-2 * day)
	soon := ends(20 * day)
	soon.Renew = now.Add(-time.Hour)
	for name, tt := range map[string]struct {
		grant login.Grant
		want  []string
	}{
		"without an end":                   {login.Grant{}, nil},
		"31 days":                          {ends(31 * day), nil},
		"30 days":                          {ends(30 * day), []string{channel.FindingTokenExpires}},
		"over":                             {ends(0), []string{channel.FindingUnauthorized + "!"}},
		"renewed by itself":                {renewed, nil},
		"due since an hour":                {soon, nil},
		"due for two days":                 {late, []string{channel.FindingTokenExpires}},
		"consent ends":                     {login.Grant{DataAccess: now.Add(29 * day)}, []string{channel.FindingTokenExpires}},
		"lacks":                            {login.Grant{Missing: []string{"pages_messaging"}}, []string{channel.FindingMissingPermission}},
		"an account lacks":                 {login.Grant{Accounts: []login.Account{{ID: "1", Missing: []string{"MESSAGING"}}}}, []string{channel.FindingMissingPermission + "!1"}},
		"ended, and no more about consent": {login.Grant{Ended: true, DataAccess: now}, []string{channel.FindingUnauthorized + "!"}},
	} {
		var got []string
		for _, f := range login.Findings(tt.grant, now) {
			code := f.Code
			if f.Fatal {
				code += "!"
			}
			got = append(got, code+f.Account)
		}
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}
