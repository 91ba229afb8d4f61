package dispatch_test

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/dispatch"
)

// host plays the rest of a host, over the rows of its outboxes: it stores each end in the
// transaction that closes the receipt, and answers webhooks.
type host struct {
	rows *dispatch.MemoryOutbox

	mu   sync.Mutex
	ends map[string][]dispatch.Status // by key, as they were told
}

func newHost() *host {
	return &host{rows: dispatch.NewMemoryOutbox(nil), ends: make(map[string][]dispatch.Status)}
}

// process sets up the outbox of one process, whose calls go through a function.
func (h *host) process(through func(func() error) error) func(*dispatch.OutboxConfig) {
	return func(c *dispatch.OutboxConfig) {
		c.Store, c.Dispatch.Files = wrapped{h.rows, through}, shelf
		c.Tell = func(_ context.Context, r dispatch.Receipt, _ error) error {
			return through(func() error {
				h.mu.Lock()
				defer h.mu.Unlock()
				if !r.Open() {
					h.ends[r.Key] = append(h.ends[r.Key], r.Status())
					h.rows.Done(r.Key)
				}
				return nil
			})
		}
	}
}

// webhook lets the platform call the host a second from now, and every second until a process
// answers: living returns the outbox of one, or nil. That is sooner than SettleWithin, so that an
// echo never lets a message go behind a later one.
func (h *host) webhook(living func() *dispatch.Outbox, handle func(*dispatch.Outbox) error) {
	go func() {
		for {
			time.Sleep(time.Second)
			if o := living(); o != nil && handle(o) == nil {
				return
			}
		}
	}()
}

// hears lets a platform send the echo of every message that it takes.
func (h *host) hears(p *platform, living func() *dispatch.Outbox) {
	p.arrived = func(a arrival) {
		h.webhook(living, func(o *dispatch.Outbox) error {
			_, _, err := o.Settle(context.Background(), a.echo(true))
			return err
		})
	}
}

// check checks that each end was told as often as the receipt ended, and the last of them last. An
// uncertain receipt ends again after its echo, perhaps uncertain in its next part; every other one
// ends once.
func (h *host) check(complain func(format string, args ...any), keys []string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, key := range keys {
		r, _ := h.rows.Get(key)
		told := h.ends[key]
		if len(told) == 0 || told[len(told)-1] != r.Status() {
			complain("%s is %q, and %q was told", key, r.Status(), told)
		}
		for i, s := range told {
			if i+1 < len(told) && s != dispatch.Uncertain || i > len(r.Parts) {
				complain("%s was told as %q", key, told)
				break
			}
		}
	}
}

// conversation lists two threads of three messages, the second with two parts, and a third thread
// whose robot is stopped.
func conversation(last channel.Message) map[string][]channel.Message {
	all := make(map[string][]channel.Message)
	for _, contact := range []string{"a", "b"} {
		all[contact] = []channel.Message{{Text: "1 first"}, {Text: "2 second part one. 2 second part two."}, last}
	}
	all[stopped] = []channel.Message{{Text: "1 robot"}, {Text: "2 robot"}}
	return all
}

// stopped is the contact of the thread whose robot is stopped.
const stopped = "c"

// prepare stores messages of the robot, and returns their keys.
func (h *host) prepare(o *dispatch.Outbox, all map[string][]channel.Message) (keys []string, err error) {
	for _, contact := range []string{"a", "b", stopped} {
		for i, m := range all[contact] {
			m.By = channel.ByRobot
			r, _, err := o.Dispatcher().Prepare(fmt.Sprint(contact, i+1), thread(contact), m)
			if err != nil {
				return nil, err
			}
			if err := h.rows.Put(r); err != nil {
				return nil, err
			}
			keys = append(keys, r.Key)
		}
	}
	return keys, nil
}

// teller is what a host does with ends: it notes them, and closes what has ended.
type teller struct {
	rows *dispatch.MemoryOutbox
	fail func(r dispatch.Receipt) error // nil: never

	mu   sync.Mutex
	told []string
}

func (h *teller) tell(_ context.Context, r dispatch.Receipt, err error) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.fail != nil {
		if err := h.fail(r); err != nil {
			return err
		}
	}
	if r.Open() {
		h.told = append(h.told, r.Key+" waits")
		return nil
	}
	h.told = append(h.told, fmt.Sprint(r.Key, " ", r.Status()))
	h.rows.Done(r.Key)
	return nil
}

func (h *teller) all() []string {
	h.mu.Lock()
	defer h.mu.Unlock()
	return slices.Clone(h.told)
}

// newOutbox makes an outbox that closes with its test.
func newOutbox(t *testing.T, s channel.Sender, store dispatch.OutboxStore, change ...func(*dispatch.OutboxConfig)) *dispatch.Outbox {
	t.Helper()
	cfg := dispatch.OutboxConfig{Store: store, Dispatch: dispatch.Config{Limiter: emptyLimiter()}}
	for _, c := range change {
		c(&cfg)
	}
	o, err := dispatch.NewOutbox(s, cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := o.Close(t.Context()); err != nil && t.Context().Err() == nil {
			t.Error(err)
		}
	})
	return o
}

// run lets an outbox work until its test ends.
func run(t *testing.T, o *dispatch.Outbox) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error)
	go func() { done <- o.Run(ctx) }()
	t.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
}

// put stores messages for a contact, with the text as key.
func put(t *testing.T, o *dispatch.Outbox, rows *dispatch.MemoryOutbox, contact string, by channel.Author, texts ...string) {
	t.Helper()
	for _, text := range texts {
		r, _, err := o.Dispatcher().Prepare(text, thread(contact), channel.Message{Text: text, By: by})
		if err != nil {
			t.Fatal(err)
		}
		if err := rows.Put(r); err != nil {
			t.Fatal(err)
		}
	}
	o.Wake()
}

func want(t *testing.T, what string, want, got any) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}
