package directory_test

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/directory"
)

// shop is a provider with a secret attribute and a choice.
func shop() directory.Provider {
	return directory.Provider{Name: "shop", Attributes: []directory.Attribute{
		{Key: "API-KEY", Label: "API key", Type: directory.String2000, Required: true, Secret: true},
		{Key: "tier", Label: "Tier", Type: directory.String50, Required: true, Options: []string{"gold", "silver"}},
		{Key: "mail", Type: directory.Email},
	}}
}

func withShop() directory.Options {
	o := options()
	o.Lookup.Provider = func(_ context.Context, tenant, name string) (directory.Provider, error) {
		if tenant != "north" || name != "shop" {
			return directory.Provider{}, directory.ErrNotFound
		}
		return shop(), nil
	}
	return o
}

// Channels of one provider have its attributes with values of their own.
func TestSharedAttributes(t *testing.T) {
	ctx := context.Background()
	o := withShop()
	good := bot("c", "Sales", 71001)
	good.Provider = "shop"
	good.Attributes = []directory.Attribute{{Key: "tier", Value: "gold"}, {Key: "API-KEY", Secret: true}, {Key: "own", Type: directory.Number, Value: "7"}}
	good.Secrets.Attributes = map[string]channel.Secret{"API-KEY": "k-1"}
	rep, err := o.Check(ctx, good)
	require.NoError(t, err)
	require.NoError(t, rep.Err())

	list, err := o.Attributes(ctx, good)
	require.NoError(t, err)
	want := shop().Attributes
	want[1].Value = "gold"
	want = append(want, good.Attributes[2])
	if diff := cmp.Diff(want, list); diff != "" {
		t.Errorf("Attributes (-want +got):\n%s", diff)
	}
	d := newDirectory(t, o, good)
	if got := d.Users("north", directory.KindProvider, "shop"); !cmp.Equal(got, []string{"c"}) {
		t.Errorf("channels of the provider: %v", got)
	}

	for name, tt := range map[string]struct {
		edit func(*directory.Record)
		want []string
	}{
		"no such provider":        {func(r *directory.Record) { r.Provider, r.Attributes, r.Secrets.Attributes = "other", nil, nil }, []string{"provider unknown"}},
		"another tenant's":        {func(r *directory.Record) { r.Tenant, r.Attributes, r.Secrets.Attributes = "south", nil, nil }, []string{"provider unknown"}},
		"an attribute is missing": {func(r *directory.Record) { r.Attributes = r.Attributes[1:] }, []string{"attributes missing"}},
		"no option":               {func(r *directory.Record) { r.Attributes[0].Value = "tin" }, []string{"attributes[0].value invalid"}},
		"another type":            {func(r *directory.Record) { r.Attributes[0].Type = directory.Number }, []string{"attributes[0].type conflict"}},
		"a secret without its mark": {func(r *directory.Record) {
			r.Attributes[1] = directory.Attribute{Key: "API-KEY", Value: "k-1"}
			r.Secrets.Attributes = nil
		}, []string{"attributes[1].secret conflict", "attributes[1].value conflict", "attributes[1].value missing"}},
		"no secret": {func(r *directory.Record) { r.Secrets.Attributes = nil }, []string{"attributes[1].value missing"}},
	} {
		r := good.Clone()
		tt.edit(&r)
		rep, err := o.Check(ctx, r)
		require.NoError(t, err)
		if diff := cmp.Diff(tt.want, fields(rep.Complaints)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
	rep, err = options().Check(ctx, good)
	require.NoError(t, err)
	if got := fields(rep.Complaints); len(got) == 0 || got[0] != "provider unknown" {
		t.Errorf("without Lookup.Provider: %v", got)
	}
}

func TestProviderCheck(t *testing.T) {
	require.NoError(t, shop().Check())
	bad := directory.Provider{Attributes: []directory.Attribute{{Key: "a b", Type: directory.Number}, {Key: "x"}, {Key: "x", Type: directory.Number, Value: "1"}}}
	want := []string{"name missing", "attributes[0].key invalid", "attributes[2].key duplicate", "attributes[1].type invalid", "attributes[2].value conflict"}
	if diff := cmp.Diff(want, fields(channel.FieldErrors(bad.Check()))); diff != "" {
		t.Errorf("Check (-want +got):\n%s", diff)
	}
}
