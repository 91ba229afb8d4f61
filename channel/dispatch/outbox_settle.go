package dispatch

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/contactkit/contactkit/channel"
)

// errAwaited says why a thread waits after a part whose fate is unknown.
var errAwaited = errors.New("waits for the echo of an uncertain message")

// awaited is the error of a thread in which receipts wait for an echo; nil if there are none.
func awaited(to channel.Thread, open int, wait time.Duration) error {
	if open == 0 {
		return nil
	}
	return &channel.Error{Op: channel.OpSend, Platform: to.Platform, Kind: channel.ErrUnavailable, Scope: channel.ScopeThread, Wait: wait, Err: errAwaited}
}

// Settle stores what an event shows of a receipt that is open or unsettled, as Receipt.Settle does:
// the echo of a part, or the platform's word that a part failed. It may be called on any node. It
// returns the receipt and whether the event shows anything new of one; what is left of the receipt
// is delivered.
//
// If it is not ok, the event may still be of a message of yours: Settle does not look at receipts
// that are neither open nor unsettled. For a receipt that was sent, it is not ok for the echo, nor
// for the platform's later word that the message failed (channel.Failed). Find that receipt by the
// event's message id or Ref; Receipt.Settle then applies the failure.
//
// If the platform returns no reference (EchoesOwn), ask first whether a message of yours has the
// event's id already: then the event is that one's.
func (o *Outbox) Settle(ctx context.Context, e channel.Event) (settled Receipt, ok bool, err error) {
	o.dispatcher.Settle(e)
	err = o.cfg.Store.Revise(ctx, e.Thread, func(receipts []Receipt) []Receipt {
		for _, r := range receipts {
			if settled, ok = r.Settle(e); ok {
				return []Receipt{settled}
			}
		}
		settled, ok = Receipt{}, false
		return nil
	})
	if err != nil {
		return Receipt{}, false, err
	}
	if ok {
		o.Wake()
	}
	return settled, ok, nil
}

// settleWait returns how long a thread still waits for the echo of an uncertain part. The claim is
// given back meanwhile: whichever node receives the echo makes the thread due, and any worker goes
// on.
func (o *Outbox) settleWait(ctx context.Context, to channel.Thread) time.Duration {
	key, left := o.dispatcher.settleWait(to)
	if left <= 0 {
		return 0
	}
	uncertain := false
	err := o.cfg.Store.Revise(ctx, to, func(receipts []Receipt) []Receipt {
		uncertain = isUncertain(receipts, key)
		return nil
	})
	if err == nil && !uncertain {
		o.dispatcher.endSettleWait(to)
		return 0
	}
	return left
}

// storedSettleWait returns how long a thread still waits for the echo of a part that another worker
// found uncertain. A line may be due sooner than that worker said: an echo of another part, or a
// receipt that is withdrawn, makes it due. The clocks of the nodes may differ by seconds, and so
// may the wait, but it is never longer than SettleWithin.
func (o *Outbox) storedSettleWait(ctx context.Context, to channel.Thread) time.Duration {
	var left time.Duration
	now, within := o.cfg.Dispatch.Clock.Now(), o.cfg.Dispatch.SettleWithin
	_ = o.cfg.Store.Revise(ctx, to, func(receipts []Receipt) []Receipt { // if it fails, nothing is awaited
		left = 0
		for _, r := range receipts {
			if r.Status() == Uncertain {
				left = max(left, min(r.Parts[r.next()].Ended.Add(within).Sub(now), within))
			}
		}
		return nil
	})
	return left
}

// settledMeanwhile makes a thread due again whose echo came after the last look and before Yield.
func (o *Outbox) settledMeanwhile(ctx context.Context, to channel.Thread) error {
	key, left := o.dispatcher.settleWait(to)
	if left <= 0 {
		return nil
	}
	due := false
	err := o.cfg.Store.Revise(ctx, to, func(receipts []Receipt) []Receipt {
		open := slices.IndexFunc(receipts, Receipt.Open)
		if due = open >= 0 && !isUncertain(receipts, key); due {
			return receipts[open : open+1] // as it is: that makes the thread due
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("%w: revise: %w", errStore, err)
	}
	if due {
		o.Wake()
	}
	return nil
}

func isUncertain(receipts []Receipt, key string) bool {
	return slices.ContainsFunc(receipts, func(r Receipt) bool { return r.Key == key && r.Status() == Uncertain })
}
