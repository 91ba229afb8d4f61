package recordexport_test

import (
	"strings"
	"testing"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/directory"
	"github.com/contactkit/contactkit/facebook"
	"github.com/contactkit/contactkit/telegram"
	"github.com/contactkit/contactkit/twitter"
)

// A credential is in no file, wherever a careless hand put it. The tests of package export/xlsx say
// the same of 100,000 records in every format.
func TestNoCredentialIsExported(t *testing.T) {
	var records []directory.Record
	for _, d := range []channel.Driver{telegram.Driver(), facebook.Driver(), twitter.Driver()} {
		r := record("c-" + d.Platform)
		r.Platform = d.Platform
		r.Secrets = directory.Secrets{Keys: map[string]channel.Keys{}, Tokens: map[string]map[string]channel.Keys{},
			Attributes: map[string]channel.Secret{"pin": "canary-pin"}}
		for _, f := range d.Fields {
			canary := channel.Secret("canary-" + f.Name)
			switch f.Kind {
			case channel.FieldKeys:
				r.Secrets.Keys[f.Name] = channel.NewKeys(canary)
				r.Settings[f.Name] = canary.Reveal()
			case channel.FieldTokens:
				r.Secrets.Tokens[f.Name] = map[string]channel.Keys{"24001": channel.NewKeys(canary)}
				r.Settings[f.Name] = canary.Reveal()
			}
		}
		r.Attributes = []directory.Attribute{{Key: "pin", Type: directory.Password, Value: "canary-misplaced"}, {Key: "tier", Type: directory.String50, Value: "gold"}}
		records = append(records, r)
	}
	_, all := write(t, records...)
	if i := strings.Index(all, "canary"); i >= 0 {
		t.Errorf("a credential came out: %.80s", all[i:])
	}
	for _, want := range []string{"secrets.appSecret", "secrets.token", "secrets.accessSecret", "secrets.pages", `""value"":""gold""`} {
		if !strings.Contains(all, want) {
			t.Errorf("%s is not mentioned", want)
		}
	}
}
