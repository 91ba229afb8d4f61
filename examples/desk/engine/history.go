package engine

import (
	"context"
	"errors"
	"fmt"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/directory"
	"github.com/contactkit/contactkit/examples/desk/store"
)

const (
	// outage is how long the desk must have been away for its deadlines to count anew: the
	// customers may have written meanwhile.
	outage = time.Minute
	// overlap is what is read twice of the time before an outage: clocks differ, and an event that
	// is known changes nothing.
	overlap = time.Minute
	// startUp bounds how long the desk reads histories before it lets time pass. The rest can be
	// read on request.
	startUp = 30 * time.Second
)

// ErrNoHistory: the channel's platform cannot tell what was missed.
var ErrNoHistory = errors.New("this platform cannot tell what was missed: it delivers again by itself")

// HasHistory reports whether CatchUp can do anything for a channel.
func HasHistory(entry directory.Entry) bool {
	_, ok := channel.As[channel.HistoryReader](entry.Channel())
	return ok && entry.State() == directory.Active
}

// CatchUp reads what the accounts of a channel missed since an instant, and returns how many events
// it read. It stores them as webhooks would, oldest first, whatever order the platform tells them
// in; events that are known change nothing. If a platform's answer breaks off, nothing of that
// account is stored: call CatchUp again with the same instant.
func (e *Engine) CatchUp(ctx context.Context, channelID string, since time.Time) (int, error) {
	entry, ok := e.directory.Find(channelID)
	if !ok {
		return 0, store.ErrNotFound
	}
	if !HasHistory(entry) {
		return 0, ErrNoHistory
	}
	read := 0
	var errs []error
	info := entry.Channel().Info()
	for _, account := range info.Accounts {
		n, err := e.service.CatchUp(ctx, channel.Thread{Platform: info.Platform, Account: account}, since)
		if read += n; err != nil {
			errs = append(errs, fmt.Errorf("account %s: %w", account, err))
		}
	}
	return read, errors.Join(errs...)
}

// away notes how long the desk was away: Resume calls it once, before anything happens.
func (e *Engine) away(t *store.Tx, now time.Time) error {
	if e.store.Shared() {
		if err := t.Setting(backSetting, &e.back); err != nil {
			return err
		}
	}
	last, err := t.Alive()
	if err != nil || last.IsZero() || now.Sub(last) < outage {
		return err
	}
	e.missed, e.back = last.Add(-overlap), now
	return errors.Join(t.SetSetting(backSetting, e.back), e.aliveNow(t, now))
}

// backSetting is when the desk came back: a node that starts a little later than the first one goes
// by it too.
const backSetting = "desk.back"

// catchUp reads what all channels missed while the desk was away. It comes before the first
// deadline is looked at: a desk that lets time pass first ends conversations whose customers have
// answered.
func (e *Engine) catchUp(ctx context.Context) {
	if e.missed.IsZero() {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, startUp)
	defer cancel()
	var group errgroup.Group
	group.SetLimit(8)
	for entry := range e.directory.All() {
		if !HasHistory(entry) {
			continue
		}
		group.Go(func() error {
			n, err := e.CatchUp(ctx, entry.ID(), e.missed)
			if err != nil {
				e.log.Warn("what was missed could not all be read: an administrator can read it on the channel's page", "channel", entry.Name(), "since", e.missed, "error", err)
			}
			e.log.Info("read what was missed", "channel", entry.Name(), "since", e.missed, "events", n)
			return nil
		})
	}
	_ = group.Wait() // each has told its own
}

// beat is how often the desk stores that it is alive.
const beat = 10 * time.Second

// alive stores that the desk is there, so that the next start knows how long it was away.
func (e *Engine) alive(t *store.Tx, now time.Time) error {
	if now.Sub(e.beaten) < beat && !now.Before(e.beaten) {
		return nil
	}
	return e.aliveNow(t, now)
}

func (e *Engine) aliveNow(t *store.Tx, now time.Time) error {
	e.beaten = now
	return t.SetAlive(now)
}
