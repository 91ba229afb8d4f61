package recordexport_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/directory"
	"github.com/contactkit/contactkit/channel/directory/recordexport"
	"github.com/contactkit/contactkit/telegram"
)

// The list is frozen when the source is made; what was removed since is a row that is gone.
func TestSource(t *testing.T) {
	ctx := context.Background()
	d, err := directory.New(directory.Options{Drivers: []channel.Driver{telegram.Driver()}})
	require.NoError(t, err)
	add := func(n int, tenant string) {
		r := directory.Default("telegram")
		r.Tenant, r.ID, r.Name = tenant, fmt.Sprint("c", n), fmt.Sprint("Bot", n)
		r.Secrets.Keys = map[string]channel.Keys{
			"token": channel.NewKeys(channel.Secret(fmt.Sprint(71000+n, ":", strings.Repeat("t", 35)))), "webhookSecret": channel.NewKeys("hook-secret"),
		}
		_, err := d.Add(ctx, r)
		require.NoError(t, err)
	}
	add(1, "north")
	add(3, "north")
	add(2, "south")
	all, north := recordexport.Source(d, ""), recordexport.Source(d, "north")
	add(4, "north")
	require.NoError(t, d.Remove("c3", 1))
	got := map[string][]string{}
	for row, err := range all.Rows(ctx, "") {
		require.NoError(t, err)
		got["all"] = append(got["all"], fmt.Sprint(row.Key, " ", row.Value.Name, " ", row.Gone))
	}
	for row, err := range north.Rows(ctx, "c1") { // a task that goes on after c1
		require.NoError(t, err)
		got["north"] = append(got["north"], fmt.Sprint(row.Key, " ", row.Value.Name, " ", row.Gone))
	}
	want := map[string][]string{"all": {"c1 Bot1 false", "c2 Bot2 false", "c3  true"}, "north": {"c3  true"}}
	if diff := cmp.Diff(want, got); diff != "" || all.Total != 3 || north.Total != 2 {
		t.Errorf("totals %d and %d, rows (-want +got):\n%s", all.Total, north.Total, diff)
	}
}
