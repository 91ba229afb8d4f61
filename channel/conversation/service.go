package conversation

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/dispatch"
	"github.com/contactkit/contactkit/session"
)

// A Service runs the loop over a store: it takes what happens in, applies it, asks robots and
// sends. Several of them, on several nodes, can work on one store. Its methods may be called
// concurrently.
type Service struct {
	cfg    Config
	outbox *dispatch.Outbox
	book   ruleBook
	sweeps poker // threads may be due
	asks   poker // calls may be there
	failed failures

	deafUntil atomic.Pointer[time.Time] // the end of the outage that Recover was told of
}

// New makes a service. It does no I/O and starts nothing. It joins all complaints about the
// configuration, one *channel.FieldError each; without a store or a sender it cannot check
// Dispatch, Lease and Poll.
func New(cfg Config) (*Service, error) {
	bad := cfg.check()
	if cfg.Store == nil || cfg.Sender == nil {
		return nil, bad
	}
	s := &Service{cfg: cfg, sweeps: newPoker(), asks: newPoker(), failed: newFailures()}
	observe := cfg.Dispatch.Observe
	cfg.Dispatch.Observe = func(o dispatch.Observation) {
		if o.Event == dispatch.EventDone {
			s.sweeps.poke() // the end of a receipt is stored
		}
		if observe != nil {
			observe(o)
		}
	}
	var err error
	s.outbox, err = dispatch.NewOutbox(cfg.Sender, dispatch.OutboxConfig{
		Store: cfg.Store, Dispatch: cfg.Dispatch, Worker: cfg.Node, Lease: cfg.Lease, Poll: cfg.Poll, Tell: s.returned,
		Context: func(ctx context.Context, r dispatch.Receipt) context.Context { return s.resume(ctx, r.Trace) },
	})
	if err != nil {
		err = fmt.Errorf("conversation: %w", err)
	}
	if err := errors.Join(bad, err); err != nil {
		return nil, err
	}
	return s, nil
}

// Outbox returns the outbox that the service sends with, for Dispatcher().Waiting and for tests.
// New credentials of a record need no Dispatcher().Renew: see directory.Directory.Sender.
func (s *Service) Outbox() *dispatch.Outbox { return s.outbox }

// Apply brings one thread up to date: inputs, ends of receipts and time. Run calls it for what is
// due.
func (s *Service) Apply(ctx context.Context, thread channel.Thread) error {
	_, err := s.update(ctx, thread)
	return err
}

// Say lets a robot or an agent speak, and returns what that led to. id names the action for good:
// the same id again changes nothing. The errors are those of Put.
func (s *Service) Say(ctx context.Context, to channel.Thread, id string, said Said) (Result, error) {
	return s.Put(ctx, Input{ID: id, Thread: to, Said: &said})
}

// Again sends a receipt that failed or is uncertain once more, at the wish of an agent. id names
// the wish for good. The session may refuse it (Result.Refused): the agent is not in charge, or the
// reply window is over. If the thread has no receipt with this key, or the receipt still waits or
// was sent meanwhile, Again changes nothing: Result.Done is false, and Result.Refused is empty. An
// empty agent is the host itself, for messages of robots. The errors are those of Put.
func (s *Service) Again(ctx context.Context, in channel.Thread, id, agent, key string) (Result, error) {
	return s.Say(ctx, in, id, Said{Agent: agent, Again: key})
}

// Do passes an event of a router, of an agent's screen or of the host to the session, and returns
// what that led to. The event's ID names it for good. The errors are those of Put.
func (s *Service) Do(ctx context.Context, in channel.Thread, e session.Event) (Result, error) {
	return s.Put(ctx, Input{ID: e.ID, Thread: in, Session: &e})
}

// DoIf is Do for what may have become impossible since a page was made: if the session would refuse
// or ignore the event, nothing is stored, Result.Done is false, and Result.Refused is the reason,
// where there is one.
func (s *Service) DoIf(ctx context.Context, in channel.Thread, e session.Event) (Result, error) {
	input := s.traced(ctx, Input{ID: e.ID, Thread: in, Session: &e})
	if err := input.Check(); err != nil {
		return Result{}, fmt.Errorf("conversation: %w", err)
	}
	var r Result
	_, err := s.updateIf(ctx, in, []Input{input}, nil, func(c Change) error {
		if r = ResultOf(c, input.ID); !r.Done() {
			return errLooked
		}
		return nil
	})
	if err != nil && !errors.Is(err, errLooked) {
		return Result{}, err
	}
	return r, nil
}

// Put stores an input and applies it in one transaction, and returns what that led to. Say and Do
// are short forms; Put also takes Input.Data. The same Input.ID again changes nothing.
//
// If the error is not nil, nothing was stored, unless the answer of the database to the commit was
// lost. So call Put again with the same ID: it cannot act twice. The error is the complaints of
// Input.Check (channel.FieldErrors), matches channel.ErrUnavailable if the limits of the thread are
// not known now, or is that of Config.Rules or of the store.
func (s *Service) Put(ctx context.Context, in Input) (Result, error) {
	if err := in.Check(); err != nil {
		return Result{}, fmt.Errorf("conversation: %w", err)
	}
	c, err := s.update(ctx, in.Thread, s.traced(ctx, in))
	if err != nil {
		return Result{}, err
	}
	return ResultOf(c, in.ID), nil
}

// errLooked ends an Update that is to change nothing.
var errLooked = errors.New("conversation: only looked at")

// Try reports whether an event would do something now and, if not, the reason, where there is one.
// It changes nothing: a page asks what it may offer.
func (s *Service) Try(ctx context.Context, in channel.Thread, e session.Event) (bool, session.Reason, error) {
	if e.ID == "" {
		e.ID = "try"
	}
	input := Input{ID: e.ID, Thread: in, Session: &e}
	if err := input.Check(); err != nil {
		return false, session.ReasonNone, fmt.Errorf("conversation: %w", err)
	}
	var r Result
	err := s.withRules(ctx, in, nil, func(id *string) error {
		return s.cfg.Store.Update(ctx, in, nil, func(v View) (Change, error) {
			input.At = v.Now
			v.Inputs = append(v.Inputs, input)
			c, err := s.decide(ctx, in, v, id)
			if err != nil {
				return Change{}, err
			}
			r = ResultOf(c, input.ID)
			return Change{}, errLooked
		})
	})
	if !errors.Is(err, errLooked) {
		return false, session.ReasonNone, err
	}
	return r.Done(), r.Refused, nil
}

// Look returns a thread as it is stored. It takes the thread's lock for a moment.
func (s *Service) Look(ctx context.Context, thread channel.Thread) (View, error) {
	var view View
	err := s.cfg.Store.Update(ctx, thread, nil, func(v View) (Change, error) {
		view = v
		return Change{}, errLooked
	})
	if !errors.Is(err, errLooked) {
		return View{}, err
	}
	return view, nil
}

// update applies a thread, with inputs that are new.
func (s *Service) update(ctx context.Context, thread channel.Thread, in ...Input) (Change, error) {
	return s.updateIf(ctx, thread, in, nil, nil)
}

// updateIf applies a thread unless one of two checks, where there are any, returns an error: before
// of what is stored, after of what would be stored. Then it returns that error.
func (s *Service) updateIf(ctx context.Context, thread channel.Thread, in []Input, before func(View) error, after func(Change) error) (Change, error) {
	var c Change
	err := s.withRules(ctx, thread, in, func(id *string) error {
		return s.cfg.Store.Update(ctx, thread, in, func(v View) (_ Change, err error) {
			if before != nil {
				err = before(v)
			}
			if err == nil {
				c, err = s.decide(ctx, thread, v, id)
			}
			if err == nil && after != nil {
				err = after(c)
			}
			return c, err
		})
	})
	if err != nil {
		return Change{}, err
	}
	s.after(thread, c)
	return c, nil
}

// decide plans one View by the rules of its channel, whose id it leaves in id.
func (s *Service) decide(ctx context.Context, thread channel.Thread, v View, id *string) (Change, error) {
	if thread.Contact == "" {
		return guarded(Rules{}, v, s.cfg.Log)
	}
	*id = newest(v.Row.Channel, v.Inputs)
	r, err := s.rules(ctx, *id, thread)
	if err != nil {
		return Change{}, fmt.Errorf("conversation: rules of channel %q: %w", *id, err)
	}
	return guarded(r, v, s.cfg.Log)
}

// after does what follows a commit. All of it is a hint: what is to be done is stored.
func (s *Service) after(thread channel.Thread, c Change) {
	for _, r := range c.Changed {
		if r.Status() == dispatch.Cancelled {
			s.outbox.Dispatcher().Withdraw(r.Key)
		}
	}
	for _, e := range c.settled { // nothing of the thread waits for these echoes any longer
		s.outbox.Dispatcher().Settle(e)
	}
	if len(c.New)+len(c.Changed) > 0 {
		s.outbox.Wake()
	}
	if len(c.Calls) > 0 {
		s.asks.poke()
	}
	if c.Move != nil {
		s.sweeps.poke()
	}
	if s.cfg.Changed != nil {
		s.cfg.Changed(thread, c)
	}
}

// DeliverThread sends what is open in a thread, oldest first, and applies how that ended. It is
// for a job engine that keeps one job for each thread, made in the hook of the store for
// Change.New; Run does the same for what is due. Several calls for one thread, on any nodes, are
// safe. The errors are those of dispatch.Outbox.DeliverThread and of Apply. After an error call
// DeliverThread again later: after channel.Error.Wait if that is set.
func (s *Service) DeliverThread(ctx context.Context, thread channel.Thread) error {
	err := s.outbox.DeliverThread(ctx, thread)
	return errors.Join(err, s.Apply(context.WithoutCancel(ctx), thread))
}

// returned hears of a receipt that was given back unsent. If the platform says that the thread goes
// on under another name, that is an event like any other.
func (s *Service) returned(ctx context.Context, r dispatch.Receipt, err error) error {
	if s.cfg.Tell != nil && r.Open() {
		s.cfg.Tell(ctx, r, err)
	}
	e, ok := errors.AsType[*channel.Error](err)
	if !r.Open() || !ok || e.Moved == (channel.Thread{}) || e.Moved == r.To {
		return nil
	}
	moved := channel.Event{
		ID:     channel.EventID(r.To.Platform, r.To.Account, "moved", r.To.Key(), e.Moved.Key()),
		Thread: e.Moved, Origin: channel.OriginPlatform, Body: channel.Moved{From: r.To},
	}
	return s.receive(ctx, []Input{{ID: moved.ID, Thread: r.To, Event: &moved}})
}

// Erase deletes what is stored of a thread: see Store.Erase. While a worker sends to the thread,
// the error matches dispatch.ErrClaimed: try again.
func (s *Service) Erase(ctx context.Context, thread channel.Thread) error {
	return s.cfg.Store.Erase(ctx, thread)
}

// Prune deletes what was stored before an instant and is over, and returns how many things that
// were: see Store.Prune.
func (s *Service) Prune(ctx context.Context, before time.Time) (int, error) {
	return inPages(func(max int) (int, error) { return s.cfg.Store.Prune(ctx, before, max) })
}

// inPages repeats a call until it does less than it might.
func inPages(page func(max int) (int, error)) (total int, err error) {
	const max = 500
	for {
		n, err := page(max)
		if total += n; err != nil || n < max {
			return total, err
		}
	}
}
