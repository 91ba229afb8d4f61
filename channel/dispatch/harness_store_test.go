package dispatch_test

import (
	"context"
	"errors"
	"math/rand/v2"
	"sync"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/dispatch"
)

// wrapped is an OutboxStore with each of its calls in the hands of through. It embeds nothing: a
// method that is new in OutboxStore does not compile until it can fail here as well.
type wrapped struct {
	store   dispatch.OutboxStore
	through func(func() error) error
}

var _ dispatch.OutboxStore = wrapped{}

func (w wrapped) Note(ctx context.Context, e dispatch.Entry) error {
	return w.through(func() error { return w.store.Note(ctx, e) })
}

func (w wrapped) Claim(ctx context.Context, q dispatch.ClaimQuery) (claims []dispatch.Claim, err error) {
	err = w.through(func() (err error) { claims, err = w.store.Claim(ctx, q); return err })
	if err != nil {
		return nil, err
	}
	return claims, nil
}

func (w wrapped) Open(ctx context.Context, c dispatch.Claim) (receipts []dispatch.Receipt, err error) {
	err = w.through(func() (err error) { receipts, err = w.store.Open(ctx, c); return err })
	if err != nil {
		return nil, err
	}
	return receipts, nil
}

func (w wrapped) Yield(ctx context.Context, c dispatch.Claim, wait time.Duration) error {
	return w.through(func() error { return w.store.Yield(ctx, c, wait) })
}

func (w wrapped) Revise(ctx context.Context, to channel.Thread, change func([]dispatch.Receipt) []dispatch.Receipt) error {
	return w.through(func() error { return w.store.Revise(ctx, to, change) })
}

var errKilled = errors.New("the process is dead")

// mortal is the life of one process. It is killed before or after the effect of a certain call to
// its store or its platform; from then on nothing that it does has an effect.
type mortal struct {
	channel.Sender
	at    int // the call that it is killed at; 0: never
	after bool

	mu    sync.Mutex
	calls int
	dead  bool
}

// do counts a call. effect reports whether it happens, alive whether the process hears of it.
func (m *mortal) do() (effect, alive bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.dead {
		return false, false
	}
	m.calls++
	if m.calls != m.at {
		return true, true
	}
	m.dead = true
	return m.after, false
}

// killed reports whether the process is dead.
func (m *mortal) killed() bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.dead
}

func (m *mortal) through(f func() error) error {
	effect, alive := m.do()
	var err error
	if effect {
		err = f()
	}
	if !alive {
		return errKilled
	}
	return err
}

func (m *mortal) Send(ctx context.Context, to channel.Thread, msg channel.Message) (sent channel.Sent, err error) {
	err = m.through(func() (err error) { sent, err = m.Sender.Send(ctx, to, msg); return err })
	if errors.Is(err, errKilled) {
		err = fail(channel.ErrUncertain, err)
	}
	return sent, err
}

func (m *mortal) Upload(ctx context.Context, to channel.Thread, a channel.Attachment, f channel.File) (ready channel.Attachment, err error) {
	err = m.through(func() (err error) { ready, err = m.Sender.(channel.Uploader).Upload(ctx, to, a, f); return err })
	if errors.Is(err, errKilled) {
		err = fail(channel.ErrUncertain, err)
	}
	return ready, err
}

// flaky is a database whose calls fail now and then, before or after their effect.
type flaky struct {
	mu   sync.Mutex
	rand *rand.Rand
}

func (f *flaky) through(do func() error) error {
	f.mu.Lock()
	n := f.rand.IntN(16)
	f.mu.Unlock()
	if n == 0 {
		return errors.New("connection refused")
	}
	err := do()
	if n == 1 {
		return errors.New("connection reset: was it committed?")
	}
	return err
}
