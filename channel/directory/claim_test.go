package directory_test

import (
	"context"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/contactkit/contactkit/channel/directory"
)

func TestWhatMustBeUnique(t *testing.T) {
	ctx := context.Background()
	elsewhere := func(r directory.Record) directory.Record { r.Tenant = "south"; return r }
	tests := []struct {
		name   string
		record directory.Record
		shared bool
		want   string // empty: taken in
	}{
		{name: "another bot", record: bot("n", "Other", 71002)},
		{name: "the same id", record: bot("bot", "Other", 71002), want: "directory: channel bot: already in another channel"},
		{name: "the same name, folded", record: bot("n", "sALES", 71002), want: "directory: the name sales is already in channel Sales"},
		{name: "the same name of another tenant", record: elsewhere(bot("n", "Sales", 71002))},
		{name: "the same bot", record: bot("n", "Other", 71001), want: "directory: the account 71001 is already in channel Sales"},
		{name: "the same bot of another tenant", record: elsewhere(bot("n", "Other", 71001)), want: "directory: the account 71001 is already in a channel of another tenant"},
		{name: "the same Facebook app", record: pages("n", "Other", "8801", "24009"), want: "directory: the app 8801 is already in channel Support; only an app in Options.SharedApps may be in several channels"},
		{name: "the same page in another app", record: pages("n", "Other", "8802", "24009", "24002"), want: "directory: the account 24002 is already in channel Support"},
		{name: "a shared app", record: elsewhere(pages("n", "Other", "8801", "24009")), shared: true},
		{name: "a shared app, the same page", record: elsewhere(pages("n", "Other", "8801", "24001")), shared: true, want: "directory: the account 24001 is already in a channel of another tenant"},
		{name: "the same X app", record: func() directory.Record {
			r := handle("n", "Other", "2002")
			r.Settings["apiKey"] = "api-key-2001"
			return r
		}(), want: "directory: the app api-key-2001 is already in channel Press; only an app in Options.SharedApps may be in several channels"},
		{name: "no channel at all", record: handle("n", "Other", "@x"), want: "settings.account: a user id of X must be a number of at most 19 digits, not the @name"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			o := options()
			if tt.shared {
				o.SharedApps = []directory.App{{Platform: "facebook", App: "8801"}}
			}
			d := newDirectory(t, o, bot("bot", "Sales", 71001), pages("fb", "Support", "8801", "24001", "24002"), handle("x", "Press", "2001"))
			stored, err := d.Add(ctx, tt.record)
			if got := errorText(err); got != tt.want {
				t.Errorf("Add: %q, want %q", got, tt.want)
			}
			if err == nil && stored.Rev != 1 {
				t.Errorf("Rev %d, want 1", stored.Rev)
			}
			if tt.want != "" && d.Len() != 3 {
				t.Errorf("%d channels, want 3", d.Len())
			}
			if strings.Contains(tt.want, "already in") && tt.record.ID == "n" {
				report, err := d.Check(ctx, tt.record)
				require.NoError(t, err)
				if got := fields(report.Complaints); len(got) != 1 || !strings.HasSuffix(got[0], " taken") {
					t.Errorf("Check: %v", got)
				}
			}
		})
	}
}

func TestClaims(t *testing.T) {
	o := options()
	got, err := o.Claims(context.Background(), pages("fb", "Support", "8801", "24002", "24001"))
	require.NoError(t, err)
	var keys []string
	for _, c := range got {
		keys = append(keys, c.Key())
	}
	want := []string{"name/north/support", "app/facebook/8801", "account/facebook/24001", "account/facebook/24002"}
	if diff := cmp.Diff(want, keys); diff != "" {
		t.Errorf("claims (-want +got):\n%s", diff)
	}
}
