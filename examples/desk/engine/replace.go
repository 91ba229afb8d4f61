package engine

import (
	"context"

	"github.com/contactkit/contactkit/channel/directory"
	"github.com/contactkit/contactkit/examples/desk/store"
)

// Replace puts an edited record in place of a channel's, and looks at every open conversation by the new policies. What was held up by
// credentials that the platform refused is sent.
func (e *Engine) Replace(ctx context.Context, r directory.Record) (directory.Record, error) {
	r, err := e.directory.Replace(ctx, r)
	if err != nil {
		return r, err
	}
	entry, _ := e.directory.Find(r.ID)
	for _, account := range entry.Channel().Info().Accounts {
		e.dispatch.Renew(r.Platform, account)
	}
	return r, e.store.Do(ctx, func(t *store.Tx) error {
		t.After(func() { poke(e.wake) })
		if err := t.PutRecord(r); err != nil {
			return err
		}
		return t.WakeAll(r.ID, e.stamp())
	})
}
