package directory_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/directory"
)

func TestChange(t *testing.T) {
	ctx := context.Background()
	o := options()
	old := bot("bot", "Sales", 71001)
	old.Rev = 7
	edit := func(change func(*directory.Record)) directory.Record {
		r := old.Clone()
		change(&r)
		return r
	}
	before := describe(old)
	next, err := o.Change(ctx, old, edit(func(r *directory.Record) {
		r.About = "all day"
		r.Silence.Agent = 600
		r.Secrets.Keys["webhookSecret"] = channel.NewKeys("renewed-secret")
	}))
	require.NoError(t, err)
	want := old.Clone()
	want.Rev, want.About, want.Silence.Agent, want.TimesSince = 8, "all day", 600, epoch
	want.Secrets.Keys["webhookSecret"] = channel.Keys{{Secret: "renewed-secret"}, {Secret: "webhook-bot", Until: epoch.Add(directory.DefaultOverlap)}}
	if diff := cmp.Diff(describe(want), describe(next)); diff != "" {
		t.Errorf("the next revision (-want +got):\n%s", diff)
	}
	if describe(old) != before {
		t.Error("the former record was changed")
	}
	revoked, err := o.Revoke(ctx, next)
	require.NoError(t, err)
	if keys := revoked.Secrets.Keys["webhookSecret"]; len(keys) != 1 || revoked.Rev != 9 {
		t.Errorf("after Revoke: revision %d, %d secrets", revoked.Rev, len(keys))
	}

	paused := old.Clone()
	paused.State = directory.Paused
	for name, tt := range map[string]struct {
		old, edit directory.Record
		field     string // of the complaint; empty: stale
	}{
		"another revision":     {old, edit(func(r *directory.Record) { r.Rev = 6 }), ""},
		"another channel":      {old, edit(func(r *directory.Record) { r.ID = "other" }), "id"},
		"another platform":     {old, edit(func(r *directory.Record) { r.Platform = "facebook" }), "platform"},
		"another tenant":       {old, edit(func(r *directory.Record) { r.Tenant = "south" }), "platform"},
		"back to a draft":      {old, edit(func(r *directory.Record) { r.State = directory.Draft }), "state"},
		"active and not whole": {paused, edit(func(r *directory.Record) { r.Service.Robot = "" }), "service.robot"},
		"a token that is none": {paused, edit(func(r *directory.Record) {
			r.State = directory.Paused
			r.Secrets.Keys["token"] = channel.NewKeys("none")
		}), "secrets.token"},
	} {
		got, err := o.Change(ctx, tt.old, tt.edit)
		fields := channel.FieldErrors(err)
		switch {
		case tt.field == "" && !errors.Is(err, directory.ErrStale), tt.field != "" && (len(fields) == 0 || fields[0].Field != tt.field):
			t.Errorf("%s: %v, want a complaint about %q", name, err, tt.field)
		case got.ID != "":
			t.Errorf("%s: a record comes with the error", name)
		}
	}
	if _, err := o.ChangeSecrets(directory.Secrets{Rev: 2}, directory.Secrets{Rev: 1}); !errors.Is(err, directory.ErrStale) {
		t.Errorf("credentials of another revision: %v", err)
	}
}

// Memory changed before the store was asked, the store refused, and its record has the same
// revision: the store counts.
func TestLoadOfAnEqualRevision(t *testing.T) {
	ctx := context.Background()
	o := options()
	d := newDirectory(t, o, bot("bot", "Sales", 71001))
	mine := find(d, "bot")
	mine.About = "mine"
	_, err := d.Replace(ctx, mine)
	require.NoError(t, err)
	stored := bot("bot", "Sales", 71001)
	stored.Rev, stored.About = 2, "the store's"
	require.NoError(t, d.Load(ctx, stored))
	if got := find(d, "bot"); got.About != "the store's" || got.Rev != 2 {
		t.Errorf("revision %d says %q", got.Rev, got.About)
	}
	e, _ := d.Find("bot")
	same := stored.Clone()
	same.Attributes, same.TimesSince = []directory.Attribute{}, time.Time{}.In(time.FixedZone("", 3600))
	require.NoError(t, d.Load(ctx, same))
	if again, _ := d.Find("bot"); again != e {
		t.Error("a record that says the same was built anew")
	}
	late := stored.Clone()
	late.Rev, late.About = 1, "late"
	require.NoError(t, d.Load(ctx, late))
	if got := find(d, "bot"); got.About != "the store's" {
		t.Errorf("an older revision took over: %q", got.About)
	}
}

// Older credentials of a connector arrive late, alone and with a record.
func TestSharedSecretsHaveARevision(t *testing.T) {
	ctx := context.Background()
	o := shared()
	first := pages("", "", "8801", "24001").Secrets
	a := pages("a", "North", "8801", "24001")
	a.Connector, a.Secrets = "meta", first
	d := newDirectory(t, o, a)
	rotate := func(old directory.Secrets, secret channel.Secret) directory.Secrets {
		edit := old.Clone()
		edit.Keys["appSecret"] = channel.NewKeys(secret)
		next, err := o.ChangeSecrets(old, edit)
		require.NoError(t, err)
		return next
	}
	second := rotate(first, "second-secret")
	third := rotate(second, "third-secret")
	newest := func() string { return find(d, "a").Secrets.Keys["appSecret"].First().Reveal() }
	for _, step := range []struct {
		name string
		do   func() error
		want string
	}{
		{"the newest first", func() error { _, err := d.LoadSecrets(ctx, "north", "meta", third); return err }, "third-secret"},
		{"an older one, late", func() error { _, err := d.LoadSecrets(ctx, "north", "meta", second); return err }, "third-secret"},
		{"a newer record that was read with older ones", func() error {
			r := find(d, "a")
			r.Rev, r.About, r.Secrets = 5, "edited", second
			return d.Load(ctx, r)
		}, "third-secret"},
		{"an older record with newer ones", func() error {
			r := find(d, "a")
			r.Rev, r.About, r.Secrets = 4, "late", rotate(third, "fourth-secret")
			return d.Load(ctx, r)
		}, "fourth-secret"},
	} {
		require.NoError(t, step.do(), step.name)
		if got := newest(); got != step.want {
			t.Errorf("%s: the app secret is the %s, want the %s", step.name, got, step.want)
		}
	}
	if got := find(d, "a"); got.Rev != 5 || got.About != "edited" {
		t.Errorf("the record is revision %d, %q", got.Rev, got.About)
	}
}
