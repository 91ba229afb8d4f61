package directory_test

import (
	"context"
	"iter"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/directory"
	"github.com/contactkit/contactkit/worktime"
)

// A node that did not hear of a Renew takes the certificate and the calendar with its next Sync,
// although the record has not changed. A Sync without news keeps the entry.
func TestSyncMendsALostRenew(t *testing.T) {
	ctx := context.Background()
	first, second := certificate(t, 1), certificate(t, 2)
	first.Rev, second.Rev = 1, 2
	inForce, zone := first, "Europe/Paris"
	r := bot("a", "One", 71001)
	r.Certificates.Identity, r.Hours.Calendar = "fabric", "office"
	r.Hours.Always, r.Hours.Zone = false, ""
	all := iter.Seq2[directory.Record, error](func(yield func(directory.Record, error) bool) { yield(r, nil) })
	var used string // by the channel that was opened last
	o := options()
	o.Lookup.Certificate = func(context.Context, string, string) (directory.Certificate, error) { return inForce, nil }
	o.Lookup.Calendar = func(context.Context, string, string) (*worktime.Days, error) { return &worktime.Days{Zone: zone}, nil }
	open := o.Drivers[0].Open
	o.Drivers[0].Open = func(s channel.Settings) (channel.Channel, error) {
		used = string(s.TLS.Certificate)
		return open(s)
	}
	here, there := newDirectory(t, o), newDirectory(t, o)
	location := func(d *directory.Directory) string {
		e, _ := d.Find("a")
		p, err := e.Policy(ctx)
		require.NoError(t, err)
		return p.Hours.(*worktime.Calendar).Location().String()
	}
	for _, d := range []*directory.Directory{here, there} {
		require.NoError(t, d.Sync(ctx, all))
		location(d)
	}
	before, _ := there.Find("a")
	require.NoError(t, there.Sync(ctx, all))
	if after, _ := there.Find("a"); after != before {
		t.Error("a Sync without news changed the entry")
	}

	inForce = second
	_, err := here.Renew(ctx, "north", directory.KindCertificate, "fabric")
	require.NoError(t, err)
	used = ""
	require.NoError(t, there.Sync(ctx, all))
	if used != string(second.Certificate) {
		t.Errorf("the other node opened no channel with the new certificate: %d bytes", len(used))
	}
	inForce = first // read from a copy of the database that is behind
	used = ""
	before, _ = there.Find("a")
	require.NoError(t, there.Sync(ctx, all))
	if after, _ := there.Find("a"); after != before || used != "" {
		t.Error("an older certificate takes the place of a newer one")
	}
	inForce = second
	location(there)
	zone = "Asia/Tokyo"
	require.NoError(t, there.Sync(ctx, all))
	if got := location(there); got != zone {
		t.Errorf("the other node keeps to %s", got)
	}

	inForce = directory.Certificate{Rev: 3, Certificate: []byte("rubbish"), Key: second.Key}
	before, _ = there.Find("a")
	if err := there.Sync(ctx, all); err == nil {
		t.Error("a useless certificate is no error")
	}
	if after, _ := there.Find("a"); after != before {
		t.Error("a useless certificate changed the entry")
	}
}
