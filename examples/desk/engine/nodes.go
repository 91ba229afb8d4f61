package engine

import (
	"context"
	"errors"
	"maps"

	"github.com/contactkit/contactkit/channel/directory"
	"github.com/contactkit/contactkit/examples/desk/store"
)

// follow hears of what other nodes do, until ctx ends: pages are told of it, and channels that were
// changed elsewhere are served as they are now.
func (e *Engine) follow(ctx context.Context) {
	sync := func() {
		if err := e.SyncRecords(ctx); err != nil && ctx.Err() == nil {
			e.log.Error("channels that this node cannot take", "node", e.node, "error", err)
		}
	}
	e.store.Follow(ctx, store.News{
		Changed: e.Hub.here,
		Record:  sync,
		All:     func() { sync(); e.Hub.here(everything) },
		Log: func(err error) {
			e.log.Warn("other nodes are not heard, and everything is compared soon", "node", e.node, "error", err)
		},
	})
}

// SyncRecords serves the channels as the store has them now. Other nodes may have changed them.
// Open conversations of a channel that changed are looked at by its present policy.
func (e *Engine) SyncRecords(ctx context.Context) error {
	if !e.store.Shared() {
		return nil
	}
	e.editing.Lock()
	defer e.editing.Unlock()
	_, err := e.syncRecords(ctx)
	return err
}

// syncRecords is SyncRecords while no channel is changed here. It returns the revisions of the
// store.
func (e *Engine) syncRecords(ctx context.Context) (map[string]int64, error) {
	var records []directory.Record
	err := e.store.View(ctx, func(t *store.Tx) (err error) {
		records, err = t.Records()
		return err
	})
	if err != nil {
		return nil, err
	}
	former := make(map[string]int64)
	for entry := range e.directory.All() {
		former[entry.ID()] = entry.Rev()
	}
	failed := e.directory.Sync(ctx, func(yield func(directory.Record, error) bool) {
		for _, r := range records {
			if !yield(r, nil) {
				return
			}
		}
	})
	for entry := range e.directory.All() {
		if entry.Rev() != former[entry.ID()] {
			failed = errors.Join(failed, e.service.Wake(ctx, entry.ID()))
			e.renewed(entry)
			poke(e.wake)
		}
	}
	return revisions(records), failed
}

func revisions(records []directory.Record) map[string]int64 {
	revs := make(map[string]int64, len(records))
	for _, r := range records {
		revs[r.ID] = r.Rev
	}
	return revs
}

// renewed lets messages leave again whose account was refused: it may have right credentials now.
func (e *Engine) renewed(entry directory.Entry) {
	info := entry.Channel().Info()
	for _, account := range info.Accounts {
		e.service.Outbox().Dispatcher().Renew(info.Platform, account)
	}
}

// errOtherNode: another node has changed a channel since this one looked.
var errOtherNode = errors.New("another node has changed a channel meanwhile")

// unchanged fails with errOtherNode if the store has other revisions than those on which a change
// was decided. No other node changes a channel until the transaction ends.
func unchanged(t *store.Tx, revs map[string]int64) error {
	if revs == nil {
		return nil
	}
	if err := t.Lock("records"); err != nil {
		return err
	}
	now, err := t.Records()
	if err == nil && !maps.Equal(revs, revisions(now)) {
		err = errOtherNode
	}
	return err
}
