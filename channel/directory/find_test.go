package directory_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/directory"
)

func TestFinding(t *testing.T) {
	ctx := context.Background()
	d := newDirectory(t, options(), bot("bot", "Sales_Bot", 71001), pages("fb", "Support", "8801", "24001"))
	found := func(e directory.Entry, ok bool) string {
		if !ok {
			return e.ID()
		}
		return e.ID() + " " + e.Channel().Info().Platform
	}
	if got := found(d.FindName("north", "sales_BOT")); got != "bot telegram" {
		t.Errorf("by name: %q", got)
	}
	if got := found(d.FindName("south", "Sales_Bot")) + found(d.FindName("north", strings.Repeat("n", 70))) + found(d.Find("none")); got != "" {
		t.Errorf("found %q, want nothing", got)
	}
	page := channel.Thread{Platform: "facebook", Account: "24001", Contact: "70"}
	if got := found(d.Owner(page)); got != "fb facebook" {
		t.Errorf("by account: %q", got)
	}

	if e, ok := d.Owner(channel.Thread{Platform: "twitter", Account: "24001"}); ok || !e.IsZero() {
		t.Error("a channel of another platform")
	}

	// The record loses one page, wins another, and has a new name and path.
	r := find(d, "fb")
	next := pages("fb", "Helpdesk", "8801", "24002")
	next.Rev, next.Path = r.Rev, "/hooks/helpdesk"
	r, err := d.Replace(ctx, next)
	require.NoError(t, err)
	if r.Rev != 2 {
		t.Errorf("Rev %d, want 2", r.Rev)
	}
	if got := found(d.Owner(page)) + found(d.FindName("north", "Support")); got != "" {
		t.Errorf("the former page or name still finds %q", got)
	}
	page.Account = "24002"
	if got := found(d.Owner(page)) + found(d.FindName("north", "helpdesk")); got != "fb facebookfb facebook" {
		t.Errorf("the new page and name find %q", got)
	}
	for path, want := range map[string]int{"/facebook/fb": 401, "/hooks/helpdesk": 200} {
		_, err := d.Receive(ctx, path, batch("app-secret-8801", "24002"))
		if got := channel.StatusCode(err); got != want {
			t.Errorf("%s: status %d, want %d", path, got, want)
		}
	}

	list := d.FindPath("/hooks/helpdesk")
	if len(list) != 1 || list[0].ID() != "fb" || len(d.FindPath("/facebook/fb")) != 0 {
		t.Errorf("by path: %d records", len(list))
	}

	if err := d.Remove("fb", 1); !errors.Is(err, directory.ErrStale) {
		t.Errorf("Remove of a former revision: %v", err)
	}
	require.NoError(t, d.Remove("fb", 2))
	if got := found(d.Owner(page)) + found(d.FindName("north", "helpdesk")) + found(d.Find("fb")); got != "" {
		t.Errorf("the removed channel is found: %q", got)
	}
	if _, err := d.Receive(ctx, "/hooks/helpdesk", batch("app-secret-8801", "24002")); !errors.Is(err, directory.ErrNotFound) {
		t.Errorf("its path: %v", err)
	}
	_, err = d.Add(ctx, pages("fb2", "Helpdesk", "8801", "24002")) // everything is free again
	require.NoError(t, err)
	var ids []string
	for e := range d.All() {
		ids = append(ids, e.ID())
	}
	if !slices.Equal(ids, []string{"bot", "fb2"}) {
		t.Errorf("All: %v", ids)
	}
}
