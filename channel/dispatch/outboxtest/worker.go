package outboxtest

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/dispatch"
	"github.com/contactkit/contactkit/channel/pace"
)

// workerCases let whole outboxes work on the store.
var workerCases = []testCase{
	{"two workers", "two workers on one store send each receipt once, and each thread in order", func(s *suite) {
		const threads, each = 12, 6
		var all []dispatch.Receipt
		for k := range each {
			for i := range threads {
				all = append(all, receipt(fmt.Sprintf("%02d/%d", i, k), fmt.Sprint(i), 1+k%2))
			}
		}
		w := newWire(all)
		ctx, cancel := context.WithCancel(s.t.Context())
		defer cancel()
		var working sync.WaitGroup
		for range 2 {
			o := s.outbox(w)
			working.Go(func() {
				if err := o.Run(ctx); err != nil {
					s.t.Error(err)
				}
			})
		}
		for _, r := range all {
			s.put(r)
		}
		w.wait(s)
		cancel()
		working.Wait()
		for _, r := range all {
			if got := s.h.Get(s.test, s.s, r.Key).Status(); got != dispatch.Sent {
				s.t.Errorf("%s is %q, want sent", r.Key, got)
			}
		}
	}},
	{"by thread", "a job engine that calls DeliverThread several times at once sends each receipt once", func(s *suite) {
		all := []dispatch.Receipt{receipt("a", "ann", 2), receipt("b", "ann", 1), receipt("c", "ann", 1)}
		s.put(all...)
		w := newWire(all)
		many(4, func(int) {
			o := s.outbox(w)
			if err := o.DeliverThread(s.t.Context(), thread("ann")); err != nil && !errors.Is(err, dispatch.ErrClaimed) {
				s.t.Error(err)
			}
			if err := o.Close(s.t.Context()); err != nil {
				s.t.Error(err)
			}
		})
		w.wait(s)
	}},
	{"a receipt cancelled elsewhere", "is not sent", func(s *suite) {
		kept := receipt("b", "ann", 1)
		kept.Priority = dispatch.Person
		s.put(receipt("a", "ann", 1), kept)
		w := newWire([]dispatch.Receipt{kept})
		o, other := s.outbox(w), s.outbox(w)
		if cancelled, err := other.Withdraw(s.t.Context(), thread("ann"), dispatch.Robot); err != nil || len(cancelled) != 1 {
			s.t.Errorf("%d cancelled and %v, want 1", len(cancelled), err)
		}
		if err := o.DeliverThread(s.t.Context(), thread("ann")); err != nil {
			s.t.Error(err)
		}
		w.wait(s)
		if err := errors.Join(o.Close(s.t.Context()), other.Close(s.t.Context())); err != nil {
			s.t.Error(err)
		}
	}},
}

// outbox makes a worker that closes what has ended.
func (s *suite) outbox(w *wire) *dispatch.Outbox {
	s.t.Helper()
	cfg := dispatch.OutboxConfig{
		Store: s.s, Poll: 10 * time.Millisecond,
		Dispatch: dispatch.Config{Limiter: pace.NewMemory(pace.MemoryConfig{Empty: true})},
	}
	if s.h.Done != nil {
		cfg.Tell = func(_ context.Context, r dispatch.Receipt, _ error) error {
			if !r.Open() {
				s.h.Done(s.test, s.s, r.Key)
			}
			return nil
		}
	}
	o, err := dispatch.NewOutbox(w, cfg)
	if err != nil {
		s.t.Fatal(err)
	}
	return o
}

// wire is a platform that notes what it is sent.
type wire struct {
	mu   sync.Mutex
	want map[channel.Thread][]string
	got  map[channel.Thread][]string
	left int
	all  chan struct{}
}

// newWire makes one that expects the parts of receipts.
func newWire(receipts []dispatch.Receipt) *wire {
	w := &wire{want: make(map[channel.Thread][]string), got: make(map[channel.Thread][]string), all: make(chan struct{})}
	for _, r := range receipts {
		for _, p := range r.Parts {
			w.want[r.To] = append(w.want[r.To], p.Message.Ref)
			w.left++
		}
	}
	return w
}

func (w *wire) Limits(channel.Thread) channel.Limits {
	return channel.Limits{Text: channel.Length{Max: 100}}
}

func (w *wire) Send(_ context.Context, to channel.Thread, m channel.Message) (channel.Sent, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.got[to] = append(w.got[to], m.Ref)
	if w.left--; w.left == 0 {
		close(w.all)
	}
	return channel.Sent{IDs: []string{m.Ref}}, nil
}

// wait waits until all was sent, and compares.
func (w *wire) wait(s *suite) {
	s.t.Helper()
	select {
	case <-w.all:
	case <-time.After(time.Minute):
		s.t.Error("not everything was sent within a minute")
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	for to, want := range w.want {
		if got := w.got[to]; fmt.Sprint(got) != fmt.Sprint(want) {
			s.t.Errorf("%s got %v, want %v", to.Contact, got, want)
		}
	}
}
