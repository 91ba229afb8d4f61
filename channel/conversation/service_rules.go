package conversation

import (
	"context"
	"errors"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/directory"
	"github.com/contactkit/contactkit/channel/dispatch"
	"github.com/contactkit/contactkit/channel/plan"
)

// rules are those of the host or of the directory, with what the service adds.
func (s *Service) rules(ctx context.Context, id string, to channel.Thread) (r Rules, err error) {
	if s.cfg.Rules != nil {
		r, err = s.cfg.Rules(ctx, id, to)
	} else {
		r, err = s.book.of(ctx, s.cfg.Directory, id, to, s.cfg.Values)
	}
	if s.cfg.Orphans != nil && errors.Is(err, directory.ErrNotFound) {
		r, err = Rules{Policy: s.cfg.Orphans, Prepare: orphaned}, nil
	}
	if err != nil {
		return Rules{}, err
	}
	if r.Prepare == nil {
		r.Prepare = s.outbox.Dispatcher().Prepare
	}
	if r.Patience == 0 {
		r.Patience = s.cfg.Patience
	}
	if r.Present == nil {
		r.Present = s.cfg.Present
	}
	var since time.Time
	if s.cfg.Since != nil {
		since = s.cfg.Since(id)
	}
	if end := s.deafUntil.Load(); end != nil && end.After(since) {
		since = *end
	}
	if since.After(r.Policy.Since) {
		own := *r.Policy
		own.Since = since
		r.Policy = &own
	}
	return r, nil
}

// orphaned prepares what is said in a thread whose channel was removed.
func orphaned(key string, to channel.Thread, m channel.Message) (dispatch.Receipt, []plan.Degradation, error) {
	return unsendable(key, to, m, dispatch.ReasonRejected, "the channel was removed"), nil, nil
}

// withRules calls a function that uses the rules of a thread within a transaction. The record and
// its calendar, which the directory may have to read, are read before the transaction. If only the
// function finds out which channel it is, and this node does not have it, the function is called
// again. It leaves the id of the channel in id.
func (s *Service) withRules(ctx context.Context, thread channel.Thread, in []Input, use func(id *string) error) error {
	var id string
	if s.cfg.Rules != nil || thread.Contact == "" {
		return use(&id)
	}
	d := s.cfg.Directory
	if id = newest("", in); id != "" {
		_, _ = d.Fetch(ctx, id) // without it the rules say what is wrong
	}
	_, _ = s.book.of(ctx, d, id, thread, s.cfg.Values)
	err := use(&id)
	if !errors.Is(err, directory.ErrNotFound) {
		return err
	}
	if id == "" {
		d.Sender().Limits(thread) // loads the record of the account's owner
	} else if _, failed := d.Fetch(ctx, id); failed != nil {
		return err
	}
	_, _ = s.book.of(ctx, d, id, thread, s.cfg.Values)
	return use(&id)
}

// newest is the channel of the newest input that names one.
func newest(id string, in []Input) string {
	for _, i := range in {
		if i.Channel != "" {
			id = i.Channel
		}
	}
	return id
}
