package dispatch

import (
	"context"

	"github.com/contactkit/contactkit/channel"
)

// Settle stores what an event shows of a receipt, as Receipt.Settle does: the echo of a part that was
// begun or is uncertain, or the platform's word that it failed. It may be called on any node. It
// returns the receipt and whether the event belongs to one; what is left of the receipt is delivered.
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

// Withdraw cancels the receipts of a thread that have this priority, as far as they have not left, and
// returns them. A part that is under way is sent, and what follows it is cancelled.
func (o *Outbox) Withdraw(ctx context.Context, to channel.Thread, p Priority) ([]Receipt, error) {
	return o.withdraw(ctx, to, func(receipts []Receipt) []Receipt { return CancelAll(receipts, p) })
}

// StopRobot acts on the end of a robot's work in a thread: see [StopRobot].
func (o *Outbox) StopRobot(ctx context.Context, to channel.Thread, by channel.Author) ([]Receipt, error) {
	return o.withdraw(ctx, to, func(receipts []Receipt) []Receipt { return StopRobot(receipts, by) })
}

func (o *Outbox) withdraw(ctx context.Context, to channel.Thread, change func([]Receipt) []Receipt) ([]Receipt, error) {
	var cancelled []Receipt
	err := o.cfg.Store.Revise(ctx, to, func(receipts []Receipt) []Receipt {
		cancelled = change(receipts)
		return cancelled
	})
	if err != nil {
		return nil, err
	}
	for _, r := range cancelled {
		o.dispatcher.withdraw(r.Key) // a hint: the fence refuses it anyway
	}
	if len(cancelled) > 0 {
		o.Wake()
	}
	return cancelled, nil
}

// CancelAll returns those of some receipts that have a priority and are open, cancelled. A host calls
// it in its own transaction, and Dispatcher.Withdraw after the commit.
func CancelAll(receipts []Receipt, p Priority) []Receipt {
	var cancelled []Receipt
	for _, r := range receipts {
		if r.Priority == p && r.Open() {
			cancelled = append(cancelled, r.Cancel())
		}
	}
	return cancelled
}

// StopRobot returns those of a thread's receipts that are withdrawn when the robot stops, cancelled.
// by is who ended its work. If the robot itself did (channel.ByRobot), what it has waiting is sent: it
// may be a farewell. Otherwise everything of the robot's is withdrawn.
func StopRobot(receipts []Receipt, by channel.Author) []Receipt {
	if by == channel.ByRobot {
		return nil
	}
	return CancelAll(receipts, Robot)
}
