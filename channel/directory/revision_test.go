package directory_test

import (
	"context"
	"testing"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/directory"
)

func TestIdentityIsAlwaysChecked(t *testing.T) {
	ctx := context.Background()
	for _, edit := range []func(*directory.Record){
		func(r *directory.Record) { r.ID = "" },
		func(r *directory.Record) { r.ID = "a/b" },
		func(r *directory.Record) { r.Name = "no name" },
		func(r *directory.Record) { r.State = "gone" },
		func(r *directory.Record) { r.Path = "no-slash" },
		func(r *directory.Record) { r.Settings = map[string]string{"token": "71001:misplaced"} },
		func(r *directory.Record) {
			r.Attributes = []directory.Attribute{{Key: "pin", Type: directory.Password, Value: "1234"}}
		},
	} {
		r := bot("bot", "Sales", 71001)
		edit(&r)
		d := newDirectory(t, options())
		if _, err := d.Add(ctx, r); len(channel.FieldErrors(err)) != 1 {
			t.Errorf("Add: %v", err)
		}
		r.Rev = 5
		if err := d.Load(ctx, r); err == nil || d.Len() != 0 {
			t.Errorf("Load: %v", err)
		}
	}
}
