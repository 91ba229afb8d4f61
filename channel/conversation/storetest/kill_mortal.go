package storetest

import (
	"context"
	"errors"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/conversation"
	"github.com/contactkit/contactkit/channel/dispatch"
)

// mortal is the store as one life of the process sees it.
type mortal struct {
	s conversation.Store
	l *life
}

func (m mortal) Add(ctx context.Context, in []conversation.Input) error {
	return m.l.through("Add", func() error { return m.s.Add(ctx, in) })
}

func (m mortal) Update(ctx context.Context, to channel.Thread, in []conversation.Input, plan func(conversation.View) (conversation.Change, error)) error {
	return m.l.through("Update", func() error { return m.s.Update(ctx, to, in, plan) })
}

func (m mortal) Due(ctx context.Context, q conversation.DueQuery) (due []channel.Thread, err error) {
	err = m.l.through("Due", func() (err error) { due, err = m.s.Due(ctx, q); return err })
	return due, err
}

func (m mortal) Calls(ctx context.Context, q conversation.CallQuery) (calls []conversation.Call, err error) {
	err = m.l.through("Calls", func() (err error) { calls, err = m.s.Calls(ctx, q); return err })
	return calls, err
}

func (m mortal) Release(ctx context.Context, q conversation.ReleaseQuery) (n int, err error) {
	err = m.l.through("Release", func() (err error) { n, err = m.s.Release(ctx, q); return err })
	return n, err
}

func (m mortal) Wake(ctx context.Context, channelID string) error {
	return m.l.through("Wake", func() error { return m.s.Wake(ctx, channelID) })
}

func (m mortal) Erase(ctx context.Context, to channel.Thread) error {
	return m.l.through("Erase", func() error { return m.s.Erase(ctx, to) })
}

func (m mortal) Prune(ctx context.Context, before time.Time, most int) (n int, err error) {
	err = m.l.through("Prune", func() (err error) { n, err = m.s.Prune(ctx, before, most); return err })
	return n, err
}

func (m mortal) Note(ctx context.Context, e dispatch.Entry) error {
	return m.l.through("Note of "+string(e.Status), func() error { return m.s.Note(ctx, e) })
}

func (m mortal) Claim(ctx context.Context, q dispatch.ClaimQuery) (claims []dispatch.Claim, err error) {
	err = m.l.through("Claim", func() (err error) { claims, err = m.s.Claim(ctx, q); return err })
	if errors.Is(err, errKilled) {
		claims = nil
	}
	return claims, err
}

func (m mortal) Open(ctx context.Context, c dispatch.Claim) (open []dispatch.Receipt, err error) {
	err = m.l.through("Open", func() (err error) { open, err = m.s.Open(ctx, c); return err })
	return open, err
}

func (m mortal) Yield(ctx context.Context, c dispatch.Claim, wait time.Duration) error {
	return m.l.through("Yield", func() error { return m.s.Yield(ctx, c, wait) })
}

func (m mortal) Revise(ctx context.Context, to channel.Thread, change func([]dispatch.Receipt) []dispatch.Receipt) error {
	return m.l.through("Revise", func() error { return m.s.Revise(ctx, to, change) })
}

// mortalSender is the platform as one life of the process sees it.
type mortalSender struct {
	*wire
	l *life
}

func (m mortalSender) Send(ctx context.Context, to channel.Thread, msg channel.Message) (sent channel.Sent, err error) {
	err = m.l.through("sending "+msg.Text, func() (err error) { sent, err = m.wire.Send(ctx, to, msg); return err })
	if errors.Is(err, errKilled) {
		err = &channel.Error{Op: channel.OpSend, Kind: channel.ErrUncertain, Err: err}
	}
	return sent, err
}
