package conversation

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/directory"
)

// Recover prepares for Run after an outage. since is when the host was last known to be reachable,
// such as sqlite.Store.LastStored; with the zero Time, Recover does nothing. Deadlines that ended
// in the outage count from now (see session.Config.Since), and what the platforms tell since then
// of the accounts of every active or paused channel is stored, and applied if the channel is
// active: see [Service.CatchUp]. Otherwise sessions would end whose contacts have answered.
// Webhooks may arrive meanwhile. Recover knows only the channels that Config.Directory has by then,
// and asks directory.Options.Load for none: load the records first, as with
// directory.Directory.Sync.
//
// The error joins those of accounts whose history cannot be read. The others are recovered, so a
// host may log it and go on with Run. Recover walks the history of each account: X allows fifteen
// calls in fifteen minutes. Without Config.Directory the error matches errors.ErrUnsupported.
func (s *Service) Recover(ctx context.Context, since time.Time) error {
	if since.IsZero() {
		return nil
	}
	if s.cfg.Directory == nil {
		return fmt.Errorf("conversation: recovering needs a directory: %w", errors.ErrUnsupported)
	}
	now := s.now()
	s.deafUntil.Store(&now)
	var errs []error
	for e := range s.cfg.Directory.All() {
		errs = append(errs, s.Wake(ctx, e.ID()))
	}
	for e := range s.cfg.Directory.All() {
		if e.State() == directory.Draft {
			continue
		}
		info := e.Channel().Info()
		for _, account := range info.Accounts {
			if _, err := s.CatchUp(ctx, channel.Thread{Platform: info.Platform, Account: account}, since); err != nil {
				errs = append(errs, fmt.Errorf("%s/%s: %w", info.Platform, account, err))
			}
		}
	}
	return errors.Join(errs...)
}
