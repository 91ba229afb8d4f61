package whatsapp_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/examples/whatsapp"
)

// An empty form gets a complaint in each required place, and no channel.
func TestDriverComplainsByField(t *testing.T) {
	d := whatsapp.Driver()
	ch, err := d.Open(channel.Settings{Values: map[string]string{"linkNumbers": "maybe"}})
	if ch != nil {
		t.Errorf("a channel beside %v", err)
	}
	want, got := []string{"linkNumbers"}, []string{}
	for _, f := range d.Fields {
		if f.Required {
			want = append(want, f.Name)
		}
	}
	for _, f := range channel.FieldErrors(err) {
		got = append(got, f.Field)
	}
	slices.Sort(want)
	slices.Sort(got)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("complaints (-want +got):\n%s", diff)
	}
}

// A form makes a channel, whatever separates the numbers.
func TestDriverOpens(t *testing.T) {
	ch, err := whatsapp.Driver().Open(channel.Settings{
		Values: map[string]string{"appId": " " + appID, "businessId": business, "numbers": secondID + ",\n" + numberID, "linkNumbers": "true", "baseUrl": "https://gateway.example/meta/"},
		Keys:   map[string]channel.Keys{"appSecret": channel.NewKeys(appSecret), "verifyToken": channel.NewKeys(verifyToken), "token": channel.NewKeys(token)},
	})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(channel.Info{Platform: "whatsapp", App: appID, Accounts: []string{numberID, secondID}}, ch.Info()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
