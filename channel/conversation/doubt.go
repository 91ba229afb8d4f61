package conversation

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/dispatch"
)

// A Doubt is a message that may have arrived, after its platform was asked. A person decides about
// it: [Said.Again] or [Said.Arrived]. With [Config.Resend] the service sends the message again by
// itself, once, if Asked is true.
type Doubt struct {
	Receipt dispatch.Receipt
	// Asked says that the platform told its history since the message left, and that the message
	// was not in it: it was probably lost. If false, the platform tells no history, and a person
	// looks into the conversation there.
	Asked bool
}

// A DoubtLister is a Store that can list what is uncertain. All stores of this library are.
type DoubtLister interface {
	// Uncertain returns up to max receipts that are uncertain, are not closed and were last stored
	// before an instant, oldest first.
	Uncertain(ctx context.Context, before time.Time, max int) ([]dispatch.Receipt, error)
}

// mostDoubts bounds how many messages one call of Doubts asks about, and the memory that it takes.
const mostDoubts = 10_000

// Doubts asks the platforms about messages that have been uncertain since before an instant, as a
// process that was killed leaves some, and returns those that stay so, oldest first. If more than
// 10,000 are uncertain, only the oldest 10,000 are asked about and returned. Let the instant be a
// minute ago or more, so that an echo may come first. Other events of the history are stored and
// applied as CatchUp does.
//
// Each account costs one walk through its history since the oldest such message: X allows fifteen
// calls in fifteen minutes. Of an account whose history cannot be read no message is returned; the
// error says so, and a later call asks again. If the store is no [DoubtLister], or there is no
// Config.Directory, the error matches errors.ErrUnsupported. Only one process should call it.
func (s *Service) Doubts(ctx context.Context, before time.Time) ([]Doubt, error) {
	return s.doubts(ctx, before, func(dispatch.Receipt) bool { return false })
}

// doubts is Doubts, but asks no platform about a message that is final: the platform has answered
// that it does not have it.
func (s *Service) doubts(ctx context.Context, before time.Time, final func(dispatch.Receipt) bool) ([]Doubt, error) {
	lister, ok := s.cfg.Store.(DoubtLister)
	if !ok {
		return nil, fmt.Errorf("conversation: the store cannot list what is uncertain: %w", errors.ErrUnsupported)
	}
	if s.cfg.Directory == nil {
		return nil, fmt.Errorf("conversation: asking platforms needs a directory: %w", errors.ErrUnsupported)
	}
	found, err := lister.Uncertain(ctx, before, mostDoubts)
	if err != nil {
		return nil, err
	}
	since := make(map[channel.Thread]time.Time) // by account
	for _, r := range found {
		if final(r) {
			continue
		}
		account := channel.Thread{Platform: r.To.Platform, Account: r.To.Account}
		for _, p := range r.Parts {
			if p.Status == dispatch.Uncertain && (since[account].IsZero() || p.Begun.Before(since[account])) {
				since[account] = p.Begun
			}
		}
	}
	var errs []error
	asked, failed := make(map[channel.Thread]bool), make(map[channel.Thread]bool)
	for account, first := range since {
		_, err := s.catchUp(ctx, account, first.Add(-time.Minute)) // the platform's clock may be behind
		switch {
		case err == nil:
			asked[account] = true
		case !errors.Is(err, errNoHistory):
			failed[account] = true
			errs = append(errs, err)
		}
	}
	for _, r := range found {
		if final(r) {
			continue
		}
		if err := s.Apply(ctx, r.To); err != nil {
			errs = append(errs, err)
		}
	}
	found, err = lister.Uncertain(ctx, before, mostDoubts)
	if err != nil {
		return nil, errors.Join(append(errs, err)...)
	}
	var doubts []Doubt
	for _, r := range found {
		account := channel.Thread{Platform: r.To.Platform, Account: r.To.Account}
		if _, known := since[account]; final(r) {
			doubts = append(doubts, Doubt{Receipt: r, Asked: true})
		} else if known && !failed[account] {
			doubts = append(doubts, Doubt{Receipt: r, Asked: asked[account]})
		}
	}
	return doubts, errors.Join(errs...)
}
