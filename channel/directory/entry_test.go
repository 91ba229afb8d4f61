package directory_test

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/directory"
)

// A record that was looked up is the caller's: changes to it are not seen by others.
func TestRecordsAreCopies(t *testing.T) {
	ctx := context.Background()
	start := pages("fb", "Support", "8801", "24001")
	start.Attributes = []directory.Attribute{{Key: "tier", Type: directory.String50, Value: "gold", Options: []string{"gold", "grey"}}}
	d := newDirectory(t, options(), start)
	want := find(d, "fb")
	spoil := func(r directory.Record) {
		r.Name, r.State = "spoilt", directory.Paused
		r.Settings["appId"] = "spoilt"
		r.Pages[0].ID = "spoilt"
		r.Service.Keywords.List[0].Text = "spoilt"
		r.Attributes[0].Options[0] = "spoilt"
		r.Secrets.Keys["appSecret"][0].Secret = "spoilt"
		r.Secrets.Tokens["pages"]["24001"][0].Secret = "spoilt"
	}
	spoil(find(d, "fb"))
	for e := range d.All() {
		spoil(e.Record())
	}
	spoil(d.FindPath("/facebook/fb")[0].Record())
	got, err := d.Receive(ctx, "/facebook/fb", batch("app-secret-8801", "24001"))
	require.NoError(t, err)
	spoil(got.Prover.Record())
	spoil(got.Events[0].Owner.Record())
	edit := want
	edit.About = "edited"
	stored, err := d.Replace(ctx, edit)
	require.NoError(t, err)
	spoil(stored)
	want.About, want.Rev = "edited", 2
	plain := cmp.Comparer(func(a, b channel.Secret) bool { return a == b })
	if diff := cmp.Diff(want, find(d, "fb"), plain); diff != "" {
		t.Errorf("record (-want +got):\n%s", diff)
	}
}

func TestEntry(t *testing.T) {
	ctx := context.Background()
	d := newDirectory(t, options(), bot("bot", "Sales", 71001))
	e, ok := d.Find("bot")
	if !ok || e.ID() != "bot" || e.Tenant() != "north" || e.Name() != "Sales" || e.State() != directory.Active || e.Rev() != 1 || e.IsZero() {
		t.Errorf("%v: %s %s %s %d", e, e.Tenant(), e.Name(), e.State(), e.Rev())
	}
	if same, _ := d.Owner(customer); same != e {
		t.Error("two looks at one revision differ")
	}
	r, err := d.Move(ctx, "bot", directory.Paused)
	require.NoError(t, err)
	now, _ := d.Find("bot")
	if now == e || now.State() != directory.Paused || e.State() != directory.Active || now.Rev() != r.Rev {
		t.Errorf("after a change: %s, held: %s", now.State(), e.State())
	}
	if e.Channel().Verify(update("webhook-bot", 1)) != nil {
		t.Error("the channel of a former revision does not go on")
	}

	none, ok := d.Find("none")
	if ok || !none.IsZero() || none != (directory.Entry{}) || none.ID() != "" || none.Channel() != nil || none.Record().ID != "" || fmt.Sprint(none) != "directory.Entry()" {
		t.Errorf("an entry of nothing: %v", none)
	}
	if _, err := none.Policy(ctx); !errors.Is(err, directory.ErrNotFound) {
		t.Errorf("its policy: %v", err)
	}
}
