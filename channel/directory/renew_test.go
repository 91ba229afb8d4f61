package directory_test

import (
	"context"
	"errors"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/directory"
)

func TestRenewingACertificate(t *testing.T) {
	ctx := context.Background()
	first, second := certificate(t, 1), certificate(t, 2)
	inForce, reads := first, 0
	o := options()
	o.Lookup.Certificate = func(_ context.Context, tenant, name string) (directory.Certificate, error) {
		if reads++; tenant != "north" || name != "fabric" {
			return directory.Certificate{}, directory.ErrNotFound
		}
		return inForce, nil
	}
	with := func(r directory.Record) directory.Record {
		r.Certificates = directory.Certificates{Trust: []string{"fabric"}, Identity: "fabric", ServerName: "fabric.example"}
		return r
	}
	d := newDirectory(t, o, with(bot("a", "One", 71001)), with(handle("b", "Two", "2001")), bot("c", "Three", 71003))
	report, err := d.Check(ctx, with(bot("a", "One", 71001)))
	require.NoError(t, err)
	require.NoError(t, report.Err())
	before, _ := d.Find("a")
	other, _ := d.Find("c")

	inForce, reads = second, 0
	ids, err := d.Renew(ctx, "north", directory.KindCertificate, "fabric")
	require.NoError(t, err)
	after, _ := d.Find("a")
	otherAfter, _ := d.Find("c")
	if !slices.Equal(ids, []string{"a", "b"}) || reads != 4 || before.Channel() == after.Channel() || other != otherAfter || after.Rev() != 1 {
		t.Errorf("renewed %v with %d reads, channel new: %v, revision %d", ids, reads, before != after, after.Rev())
	}

	inForce = directory.Certificate{Certificate: []byte("rubbish"), Key: second.Key}
	_, err = d.Renew(ctx, "north", directory.KindCertificate, "fabric")
	if got := fields(channel.FieldErrors(err)); !slices.Contains(got, "certificates.trust[0] invalid") || !slices.Contains(got, "certificates.identity invalid") {
		t.Errorf("a useless certificate: %v", err)
	}
	if still, _ := d.Find("a"); still != after {
		t.Error("the former channel is gone")
	}
	if ids := d.Users("south", directory.KindCertificate, "fabric"); len(ids) > 0 {
		t.Errorf("another tenant's certificate is used by %v", ids)
	}
}

// A node reads a certificate from a copy of the database that lags behind: the newer one stays.
func TestRenewingFromAnOldCopy(t *testing.T) {
	ctx := context.Background()
	first, second := certificate(t, 1), certificate(t, 2)
	first.Rev, second.Rev = 1, 2
	read := second
	shown := map[string]string{string(first.Certificate): "first", string(second.Certificate): "second"}
	used := ""
	o := options()
	o.Lookup.Certificate = func(context.Context, string, string) (directory.Certificate, error) { return read, nil }
	open := o.Drivers[0].Open
	o.Drivers[0].Open = func(s channel.Settings) (channel.Channel, error) {
		used = shown[string(s.TLS.Certificate)]
		return open(s)
	}
	r := bot("a", "One", 71001)
	r.Certificates.Identity = "fabric"
	d := newDirectory(t, o, r)
	read = first
	_, err := d.Renew(ctx, "north", directory.KindCertificate, "fabric")
	require.NoError(t, err)
	if used != "second" {
		t.Errorf("after a renewal from an old copy the channel uses the %s certificate", used)
	}
	r.Rev, r.About = 2, "edited"
	require.NoError(t, d.Load(ctx, r))
	if used != "second" {
		t.Errorf("after an edit the channel uses the %s certificate", used)
	}
	read = second
	read.Rev = 3
	_, err = d.Renew(ctx, "north", directory.KindCertificate, "fabric")
	require.NoError(t, err)
	if e, _ := d.Find("a"); used != "second" || e.Rev() != 2 {
		t.Errorf("a newer one is not taken: %s, revision %d", used, e.Rev())
	}
}

func TestSharedConnector(t *testing.T) {
	ctx := context.Background()
	a, b := pages("a", "One", "8801", "24001"), pages("b", "Two", "8801", "24002")
	both := pages("", "", "8801", "24001", "24002").Secrets // a connector has the tokens of all its pages
	a.Connector, b.Connector = "meta", "meta"
	store := storeOf{"north/meta": both, "north/c": bot("c", "Three", 71003).Secrets}
	records := []directory.Record{a, b, bot("c", "Three", 71003)}
	require.NoError(t, directory.Fill(ctx, store, records))
	d := newDirectory(t, shared(), records...)
	report, err := d.Check(ctx, records[0])
	require.NoError(t, err)
	require.NoError(t, report.Err())

	edit := both.Clone()
	edit.Keys["appSecret"] = channel.NewKeys("renewed-secret")
	next, err := d.Options().ChangeSecrets(both, edit)
	require.NoError(t, err)
	ids, err := d.LoadSecrets(ctx, "north", "meta", next)
	require.NoError(t, err)
	if !slices.Equal(ids, []string{"a", "b"}) {
		t.Errorf("channels %v", ids)
	}
	for _, id := range ids {
		for secret, want := range map[channel.Secret]int{"renewed-secret": 200, "app-secret-8801": 200, "else": 401} {
			_, err := d.Receive(ctx, "/facebook/"+id, batch(secret, "24001"))
			if got := channel.StatusCode(err); got != want {
				t.Errorf("%s: status %d, want %d", id, got, want)
			}
		}
	}
	records[0].Connector = "lost"
	if err := directory.Fill(ctx, store, records); !errors.Is(err, directory.ErrNotFound) {
		t.Errorf("Fill: %v", err)
	}
}
