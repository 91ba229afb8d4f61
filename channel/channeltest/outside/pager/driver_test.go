package pager_test

import (
	"slices"
	"testing"

	"example.com/pager"

	"github.com/contactkit/contactkit/channel"
)

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
