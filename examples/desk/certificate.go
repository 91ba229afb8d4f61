package main

import (
	"context"

	"github.com/contactkit/contactkit/channel/directory"
	"github.com/contactkit/contactkit/examples/desk/store"
)

// certificate finds what a record names: a certificate that an administrator uploaded, or else a
// file of the configuration.
func (d *Desk) certificate(o Options) func(ctx context.Context, tenant, name string) (directory.Certificate, error) {
	return func(ctx context.Context, tenant, name string) (c directory.Certificate, err error) {
		err = d.Store.View(ctx, func(t *store.Tx) error { c, err = t.Certificate(name); return err })
		if err != nil || len(c.Certificate) > 0 {
			return c, err
		}
		if o.Certificate == nil {
			return directory.Certificate{}, directory.ErrNotFound
		}
		return o.Certificate(ctx, tenant, name)
	}
}
