package dispatch

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/pace"
)

// attempt is one try for the first ticket of a line. The line is busy meanwhile.
type attempt struct {
	line   *line
	bin    *bin
	ticket *Ticket
	to     channel.Thread
	key    string // of the receipt
	at     int    // the part
	part   Part   // as it was
	limits []pace.Limit
	ctx    context.Context // of everything before the answer; what comes after it is not broken off
}

// try gets permits for an attempt, and makes the call if it has them.
func (d *Dispatcher) try(a attempt) {
	if a.part.Status == Begun {
		d.found(a)
		return
	}
	grant, err := d.cfg.Limiter.Acquire(a.ctx, a.limits, d.cfg.Timeout)

	d.mu.Lock()
	t := a.ticket
	a.line.account.asking = false
	switch {
	case err != nil:
		t.tries++
		d.again(a, fmt.Errorf("%w: %w", ErrLimiter, err), 0)
	case grant.Wait > 0:
		d.refused(a, grant)
	case t.err != nil || d.closed || a.line.useless(t, d.cfg.Clock.Now()) != "":
		d.board.fix(a.line.account, d.now())
		d.unlock()
		d.unused(a, grant)
		d.mu.Lock()
	default:
		d.grants++
		a.line.account.grants++
		d.board.fix(a.line.account, d.now())
		d.pump()
		d.unlock()
		d.call(a, grant)
		return
	}
	d.release(a)
	d.unlock()
}

// found makes a part uncertain that was begun in another life.
func (d *Dispatcher) found(a attempt) {
	e := Entry{Key: a.key, Part: a.at, Try: a.part.Try, Status: Uncertain, At: d.stamp(), Error: "found begun and not ended"}
	ctx, cancel := d.after(a.ctx)
	err := d.journal(ctx, e)
	cancel()
	d.mu.Lock()
	a.line.account.asking = false
	a.ticket.receipt = a.ticket.receipt.Apply(e)
	d.over(a, Observation{Event: EventUncertain}, err)
	d.release(a)
	d.unlock()
}

// refused waits, as the limiter says: the thread, the kind or the whole account. A wait over MaxWait is returned.
func (d *Dispatcher) refused(a attempt, g pace.Grant) {
	t, l := a.ticket, a.line
	scope := g.Bucket.Scope()
	if g.Wait > d.cfg.MaxWait {
		d.end(t, &channel.Error{Op: channel.OpSend, Platform: t.receipt.To.Platform, Kind: channel.ErrRateLimited, Scope: scope, Wait: g.Wait, Err: errHeldUp})
		return
	}
	until := d.now() + g.Wait
	switch scope {
	case channel.ScopeThread:
		t.retryAt = until
	case channel.ScopeKind:
		a.bin.blocked = until
		d.sleep(&a.bin.alarm, until)
	default:
		l.account.blocked = until
		d.sleep(&l.account.alarm, until)
	}
	d.note(Observation{Event: EventHeldUp, Key: t.receipt.Key, To: a.to, Priority: t.receipt.Priority, Wait: g.Wait, Scope: scope})
}

var errHeldUp = errors.New("a limit is used up, or the platform asked for a pause")

// call notes the part, sends it, and notes what became of it.
func (d *Dispatcher) call(a attempt, grant pace.Grant) {
	t, l := a.ticket, a.line
	begin := Entry{Key: a.key, Part: a.at, Try: a.part.Try + 1, Status: Begun, At: d.stamp(), Token: newToken()}
	if err := d.journal(a.ctx, begin); err != nil {
		d.unused(a, grant)
		d.mu.Lock()
		d.end(t, err)
		d.release(a)
		d.unlock()
		return
	}
	d.mu.Lock()
	t.receipt = t.receipt.Apply(begin)
	t.tries++
	renewals := d.renewals
	d.unlock()

	start := d.now()
	sent, err := d.sender.Send(a.ctx, a.to, a.part.Message)
	end := d.now()

	d.mu.Lock()
	o, v := a.answered(err, end-start)
	pause := d.learn(a, v, err, renewals)
	entry := v.entry(begin, d.stamp(), sent, err)
	t.receipt = t.receipt.Apply(entry)
	back := pace.Return{Answered: v.answered, Fastest: l.account.sure(), Caps: l.caps(sent.Pace)}
	d.unlock()

	ctx, cancel := d.after(a.ctx)
	defer cancel()
	failed := d.journal(ctx, entry)
	back.Ago = d.now() - end
	d.giveBack(ctx, a, grant, back)
	failed = with(failed, d.pause(ctx, pause))

	d.mu.Lock()
	if v.state == Uncertain && t.receipt.Parts[a.at].Status == Sent {
		o.Event = EventSettled // while the journal was told
	}
	switch {
	case v.again && failed == nil:
		d.again(a, err, pause.wait)
	case v.again || v.back:
		d.end(t, with(err, failed))
	default:
		d.over(a, o, failed)
	}
	d.release(a)
	d.unlock()
}

// answered judges an answer. An echo that was faster knows better.
func (a attempt) answered(err error, took time.Duration) (Observation, verdict) {
	v := judge(err)
	o := Observation{Event: v.event, Took: took, Err: err}
	if err == nil || errors.Is(err, channel.ErrRateLimited) {
		a.line.account.saw(took)
	}
	if err != nil && a.ticket.receipt.Parts[a.at].Status == Sent {
		o.Event = EventSettled
		v = verdict{state: Sent, event: EventSettled, answered: v.answered}
	}
	return o, v
}

// pause makes others wait as the platform asked.
func (d *Dispatcher) pause(ctx context.Context, p pause) error {
	var errs []error
	for _, key := range p.keys {
		if err := d.cfg.Limiter.Pause(ctx, key, p.wait); err != nil {
			errs = append(errs, fmt.Errorf("%w: %w", ErrLimiter, err))
		}
	}
	return errors.Join(errs...)
}

// giveBack returns a grant. Where the limiter fails, it ends by itself.
func (d *Dispatcher) giveBack(ctx context.Context, a attempt, grant pace.Grant, r pace.Return) {
	if err := d.cfg.Limiter.Return(ctx, grant.ID, r); err != nil {
		d.mu.Lock()
		d.note(Observation{Event: EventLimiterFailed, To: a.to, Err: fmt.Errorf("%w: %w", ErrLimiter, err)})
		d.unlock()
	}
}

// unused returns a grant of which nothing came.
func (d *Dispatcher) unused(a attempt, grant pace.Grant) {
	ctx, cancel := d.after(a.ctx)
	defer cancel()
	d.giveBack(ctx, a, grant, pace.Return{Unused: true})
}

// again sends the part once more after a while, or gives the receipt back.
func (d *Dispatcher) again(a attempt, err error, wait time.Duration) {
	t := a.ticket
	if wait == 0 {
		wait = d.backoff(t.tries)
	}
	switch {
	case t.err != nil:
		d.end(t, fmt.Errorf("%w; %w", t.err, err))
	case t.tries >= d.cfg.Attempts || wait > d.cfg.MaxWait || d.closed:
		d.end(t, err)
	default:
		d.noteCall(a, Observation{Event: EventRetried, Wait: wait, Err: err})
		t.retryAt = d.now() + wait
	}
}

// backoff is a random wait up to a bound that doubles with each try.
func (d *Dispatcher) backoff(tries int) time.Duration {
	bound := d.cfg.Backoff << min(max(0, tries-1), 20)
	if bound > d.cfg.MaxWait || bound <= 0 {
		bound = d.cfg.MaxWait
	}
	return max(1, time.Duration(d.cfg.Random()*float64(bound)))
}

// over ends a part whose fate is known, or known to be unknown. The message goes on if it was sent.
func (d *Dispatcher) over(a attempt, o Observation, failed error) {
	t := a.ticket
	d.noteCall(a, o)
	switch state := t.receipt.Parts[a.at].Status; {
	case state == Sent && failed == nil && t.receipt.Open():
		t.tries, t.retryAt = 0, 0
		return
	case state == Sent: // all of it, unless the platform took back its word for an earlier part
		d.end(t, with(t.receipt.Err(), failed))
		return
	case state == Uncertain:
		r := t.receipt
		a.line.unsettled, a.line.settle = &r, d.now()+d.cfg.SettleWithin
	}
	err := o.Err
	if !errors.Is(err, t.receipt.Parts[a.at].kind()) {
		err = with(t.receipt.Err(), err)
	}
	d.end(t, with(err, failed))
}

// after is the context of what follows a call: it does not end with the delivery's.
func (d *Dispatcher) after(ctx context.Context) (context.Context, context.CancelFunc) {
	return context.WithTimeout(context.WithoutCancel(ctx), d.cfg.Timeout)
}

// with joins what failed besides.
func with(err, more error) error {
	switch {
	case more == nil:
		return err
	case err == nil:
		return more
	default:
		return errors.Join(err, more)
	}
}

// release ends an attempt: the line goes where it belongs, and others may go.
func (d *Dispatcher) release(a attempt) {
	t, l := a.ticket, a.line
	t.cancel()
	l.busy = false
	d.board.fix(l.account, d.now())
	if !t.ended && t.err == nil && d.closed {
		t.err = ErrClosed
	}
	if !t.ended && t.err != nil {
		d.end(t, t.err)
	}
	d.place(l)
	d.sends.Release(1)
	d.pump()
}

// noteCall fills in what every observation of a call has.
func (d *Dispatcher) noteCall(a attempt, o Observation) {
	r := a.ticket.receipt
	o.Key, o.To, o.Priority, o.Part, o.Parts, o.Try, o.Waited = r.Key, r.To, r.Priority, a.at, len(r.Parts), a.ticket.tries, d.now()-a.ticket.accepted
	d.note(o)
}
