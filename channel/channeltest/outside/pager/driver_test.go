package pager_test

import (
	"fmt"
	"slices"
	"testing"

	"example.com/pager"
	"github.com/contactkit/contactkit/channel"
)

// A directory opens channels by their drivers, with what a form and a secret store gave it.
func ExampleDriver() {
	d := pager.Driver()
	for _, f := range d.Fields {
		fmt.Println(f.Name, f.Kind)
	}
	ch, err := d.Open(channel.Settings{
		Values: map[string]string{"account": "555"},
		Keys:   map[string]channel.Keys{"keys": channel.NewKeys("whsec"), "token": channel.NewKeys("pt_1")},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(ch, ch.Info().Accounts)
	// Output:
	// account text
	// keys keys
	// token keys
	// pager.Channel(555) [555]
}

// An empty form gets a complaint in each place, and no channel.
func TestDriverComplainsByField(t *testing.T) {
	d := pager.Driver()
	ch, err := d.Open(channel.Settings{})
	if ch != nil {
		t.Errorf("a channel beside %v", err)
	}
	var want, got []string
	for _, f := range d.Fields {
		want = append(want, f.Name)
	}
	for _, f := range channel.FieldErrors(err) {
		got = append(got, f.Field)
	}
	slices.Sort(want)
	slices.Sort(got)
	if !slices.Equal(want, got) {
		t.Errorf("complaints about %q, the fields are %q", got, want)
	}
}
