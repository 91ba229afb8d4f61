package dispatch

import (
	"context"
	"slices"

	"github.com/contactkit/contactkit/channel"
)

// Withdraw cancels the receipts of a thread that have this priority, as far as they have not left,
// and returns them. The call of a part that is under way goes on, and what follows the part is
// cancelled. If the platform does not accept the call, the part is cancelled as well.
func (o *Outbox) Withdraw(ctx context.Context, to channel.Thread, p Priority) ([]Receipt, error) {
	return o.withdraw(ctx, to, func(receipts []Receipt) []Receipt { return CancelAll(receipts, p) })
}

// StopRobot stores in the thread's receipts what the function [StopRobot] makes of them, when a
// robot's work in the thread ends, and returns those that it cancelled.
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

// CancelAll returns, cancelled, the receipts of priority p that may still send something: those
// that are open, and those whose unsent parts wait for the echo of an uncertain one. A host calls
// it in its own transaction, and Dispatcher.Withdraw after the commit.
func CancelAll(receipts []Receipt, p Priority) []Receipt {
	var cancelled []Receipt
	for _, r := range receipts {
		if r.Priority == p && (r.Open() || r.awaitsEcho()) {
			cancelled = append(cancelled, r.Cancel())
		}
	}
	return cancelled
}

// awaitsEcho reports whether parts of the receipt are sent once an echo settles an uncertain one.
func (r Receipt) awaitsEcho() bool {
	return r.Status() == Uncertain && slices.ContainsFunc(r.Parts, func(p Part) bool { return p.Status == Unsent })
}

// StopRobot returns those of a thread's receipts that are withdrawn when the robot stops,
// cancelled. by is who ended its work. If the robot itself did (channel.ByRobot), what it has
// waiting is sent: it may be a farewell. Otherwise everything of the robot's is withdrawn.
func StopRobot(receipts []Receipt, by channel.Author) []Receipt {
	if by == channel.ByRobot {
		return nil
	}
	return CancelAll(receipts, Robot)
}
