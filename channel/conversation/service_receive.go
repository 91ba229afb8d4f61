package conversation

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/directory"
)

// Receive stores the events of a webhook call and applies them. If it returns an error, not all of
// them are stored: do not answer the call with 200, so that the platform delivers it again. An
// event that is stored and cannot be applied now is applied by Run.
func (s *Service) Receive(ctx context.Context, events []directory.Routed) error {
	in := make([]Input, len(events))
	for i, r := range events {
		in[i] = s.traced(ctx, inputOf(r))
	}
	return s.receive(ctx, in)
}

// inputOf makes the input of an event.
func inputOf(r directory.Routed) Input {
	e := r.Event
	in := Input{ID: e.ID, Thread: e.Thread, Channel: r.Owner.ID(), Skipped: r.Skipped, Event: &e}
	if m, ok := e.Body.(channel.Moved); ok {
		in.Thread = m.From // the conversation under the former name goes along
	}
	return in
}

func (s *Service) receive(ctx context.Context, in []Input) error {
	var threads []channel.Thread
	for _, i := range in {
		if err := i.Check(); err != nil {
			return fmt.Errorf("conversation: event %q: %w", i.ID, err)
		}
		if i.Skipped == "" && !slices.Contains(threads, i.Thread) {
			threads = append(threads, i.Thread)
		}
	}
	switch {
	case len(in) == 0:
		return nil
	case len(threads) == 1 && !slices.ContainsFunc(in, func(i Input) bool { return i.Thread != threads[0] }):
		_, err := s.update(ctx, threads[0], in...) // the usual case takes one transaction
		if err == nil {
			s.failed.remove(threads[0])
			return nil
		}
		s.failed.add(threads[0])
		s.cfg.Log.Warn("conversation: stored and not applied yet", "thread", threads[0].Key(), "error", err)
		threads = nil
	}
	if err := s.cfg.Store.Add(ctx, in); err != nil {
		return fmt.Errorf("conversation: %w", err)
	}
	s.applyAll(ctx, threads) // in a store that groups commits, the threads share one
	s.sweeps.poke()
	return nil
}

// tryApply applies a thread now or leaves it to a later sweep.
func (s *Service) tryApply(ctx context.Context, t channel.Thread) {
	if err := s.Apply(ctx, t); err == nil {
		s.failed.remove(t)
	} else if ctx.Err() == nil {
		s.failed.add(t)
		s.cfg.Log.Warn("conversation: not applied yet", "thread", t.Key(), "error", err)
	}
}

// Release makes due what was skipped while a channel was paused, a draft, or not there, and returns
// how many inputs that were. Run applies them; a host without Run calls Sweep. Call Release when
// the channel begins to work.
func (s *Service) Release(ctx context.Context, channelID string) (int, error) {
	accounts := []channel.Thread{{}}
	if s.cfg.Directory != nil {
		if entry, ok := s.cfg.Directory.Find(channelID); ok {
			info := entry.Channel().Info()
			for _, account := range info.Accounts {
				accounts = append(accounts, channel.Thread{Platform: info.Platform, Account: account})
			}
		}
	}
	total := 0
	for _, a := range accounts {
		n, err := inPages(func(max int) (int, error) {
			return s.cfg.Store.Release(ctx, ReleaseQuery{Channel: channelID, Platform: a.Platform, Account: a.Account, Max: max})
		})
		if total += n; err != nil {
			return total, err
		}
	}
	s.sweeps.poke()
	return total, nil
}

// Wake makes every open thread of a channel due: call it after the channel's policy has changed, or
// when the host hears again (Config.Since).
func (s *Service) Wake(ctx context.Context, channelID string) error {
	if err := s.cfg.Store.Wake(ctx, channelID); err != nil {
		return err
	}
	s.sweeps.poke()
	return nil
}

// CatchUp stores and applies what a platform tells of an account since an instant, in the order of
// time, and returns how many events the platform told. account is a thread with Platform and
// Account alone. An event that a webhook brought already changes nothing. If the channel is paused
// or a draft, its events are stored and wait for [Service.Release]. After an outage call
// [Service.Recover], which does this for every account. A host that does it by itself lets
// Config.Since return the end of the outage, calls Wake, then CatchUp, and only then Run: otherwise
// sessions end whose contacts have answered. A platform without history is no error. If no channel
// has the account, the error matches directory.ErrNotFound; without Config.Directory it matches
// errors.ErrUnsupported.
func (s *Service) CatchUp(ctx context.Context, account channel.Thread, since time.Time) (int, error) {
	n, err := s.catchUp(ctx, account, since)
	if errors.Is(err, errNoHistory) {
		return 0, nil
	}
	return n, err
}

// errNoHistory says that a platform tells no history.
var errNoHistory = fmt.Errorf("conversation: the platform tells no history: %w", errors.ErrUnsupported)

// catchUp is CatchUp, with errNoHistory if the platform tells none.
func (s *Service) catchUp(ctx context.Context, account channel.Thread, since time.Time) (int, error) {
	if s.cfg.Directory == nil {
		return 0, fmt.Errorf("conversation: catching up needs a directory: %w", errors.ErrUnsupported)
	}
	owner, ok := s.cfg.Directory.Owner(account)
	if !ok {
		return 0, fmt.Errorf("conversation: catch up %s/%s: %w", account.Platform, account.Account, directory.ErrNotFound)
	}
	events, err := channel.InOrder(channel.History(ctx, owner.Channel(), account.Account, since), since)
	switch {
	case errors.Is(err, errors.ErrUnsupported) && len(events) == 0:
		return 0, errNoHistory
	case err != nil && !errors.Is(err, errors.ErrUnsupported):
		return 0, fmt.Errorf("conversation: catch up: %w", err) // the oldest may be missing: all of it again
	}
	routed := make([]directory.Routed, len(events))
	for i, e := range events {
		routed[i] = directory.Routed{Event: e, Owner: owner}
		switch owner.State() {
		case directory.Paused:
			routed[i].Skipped = directory.SkippedPaused
		case directory.Draft:
			routed[i].Skipped = directory.SkippedDraft
		}
	}
	return len(routed), s.Receive(ctx, routed)
}
