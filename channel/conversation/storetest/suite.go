package storetest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/conversation"
	"github.com/contactkit/contactkit/channel/dispatch"
	"github.com/contactkit/contactkit/channel/pace"
	"github.com/contactkit/contactkit/session"
	"github.com/contactkit/contactkit/session/keyword"
)

// suite is one case: a store, its clock, a platform, and the nodes that work on them.
type suite struct {
	t     testing.TB
	h     Harness
	clock *clock
	s     conversation.Store
	wire  *wire
	a     *conversation.Service // one node; others are made where they are needed

	mu       sync.Mutex
	actions  []session.Action // of all changes
	contacts []string
	serial   int
}

func newSuite(t testing.TB, h Harness) *suite {
	s := &suite{t: t, h: h, clock: newClock(), contacts: []string{"ann", "bob"}}
	s.wire = &wire{clock: s.clock}
	s.s = h.New(t, s.clock.now)
	s.a = s.node("a", func(_ context.Context, c conversation.Call) (conversation.Said, error) {
		return conversation.Said{Messages: []channel.Message{{Text: "answer"}}}, nil
	})
	return s
}

// node makes a service over the store. Notices say their name in brackets, and "agent" is the
// keyword.
func (s *suite) node(name string, robot conversation.Robot) *conversation.Service {
	s.t.Helper()
	svc, err := newService(s.s, s.wire, name, robot, func(_ channel.Thread, c conversation.Change) {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.actions = append(s.actions, c.Actions...)
	})
	if err != nil {
		s.t.Fatal(err)
	}
	return svc
}

// lease is how long a worker keeps what it claimed. A call's timeout is half of it, by the real
// clock: a machine that stalls for seconds must not end a call.
const lease = 40 * time.Second

func newService(store conversation.Store, sender channel.Sender, name string, robot conversation.Robot, changed func(channel.Thread, conversation.Change)) (*conversation.Service, error) {
	words, err := keyword.Compile(keyword.Set{List: []keyword.Word{{Text: "agent"}}})
	if err != nil {
		return nil, err
	}
	policy := &session.Policy{Config: session.DefaultConfig()}
	return conversation.New(conversation.Config{
		Store: store, Sender: sender, Node: name, Robot: robot, Changed: changed,
		Lease:    lease,
		Dispatch: dispatch.Config{SettleWithin: time.Nanosecond, Attempts: 1, Timeout: lease / 2, Limiter: pace.NewMemory(pace.MemoryConfig{Empty: true})},
		Rules: func(context.Context, string, channel.Thread) (conversation.Rules, error) {
			return conversation.Rules{Policy: policy, Keywords: words, App: "us",
				Text:    func(a session.Action, _ conversation.Row, _ time.Time) string { return "(" + a.Notice.String() + ")" },
				Present: func(string) bool { return true }}, nil
		},
	})
}

func thread(contact string) channel.Thread {
	return channel.Thread{Platform: "wire", Account: "desk", Contact: contact}
}

// says is a message of a contact. Its id is that of the event too.
func (s *suite) says(contact, id, text string) conversation.Input {
	e := channel.Event{
		ID: id, Thread: thread(contact), From: channel.Person{ID: contact}, Origin: channel.OriginContact, Time: s.clock.now(), Renews: true,
		Body: channel.Message{ID: id, Text: text},
	}
	return conversation.Input{ID: id, Thread: e.Thread, Channel: "c1", Event: &e}
}

// event is any other event of a thread.
func event(contact, id string, origin channel.Origin, b channel.Body) conversation.Input {
	e := channel.Event{ID: id, Thread: thread(contact), Origin: origin, Body: b}
	return conversation.Input{ID: id, Thread: e.Thread, Channel: "c1", Event: &e}
}

func (s *suite) add(in ...conversation.Input) {
	s.t.Helper()
	if err := s.s.Add(s.t.Context(), in); err != nil {
		s.t.Fatal(err)
	}
}

// hear stores inputs and applies their threads.
func (s *suite) hear(in ...conversation.Input) {
	s.t.Helper()
	s.add(in...)
	for _, i := range in {
		s.apply(i.Thread.Contact)
	}
}

func (s *suite) apply(contact string) {
	s.t.Helper()
	if err := s.a.Apply(s.t.Context(), thread(contact)); err != nil {
		s.t.Fatal(err)
	}
}

// due are the contacts that are due, in order.
func (s *suite) due() []string {
	s.t.Helper()
	list, err := s.s.Due(s.t.Context(), conversation.DueQuery{Max: 100})
	if err != nil {
		s.t.Fatal(err)
	}
	var contacts []string
	for _, t := range list {
		contacts = append(contacts, t.Contact)
	}
	return contacts
}

// calls claims the questions that are there.
func (s *suite) calls(node string) []conversation.Call {
	s.t.Helper()
	calls, err := s.s.Calls(s.t.Context(), conversation.CallQuery{Node: node, Lease: time.Minute, Max: 100})
	if err != nil {
		s.t.Fatal(err)
	}
	return calls
}

// call claims the only question that is there.
func (s *suite) call(node string) conversation.Call {
	s.t.Helper()
	calls := s.calls(node)
	if len(calls) != 1 {
		s.t.Fatalf("%d questions, want 1", len(calls))
	}
	return calls[0]
}

// work does what Run would do, until nothing is left to do now.
func (s *suite) work(svc *conversation.Service) {
	s.t.Helper()
	for range 10 {
		did := 0
		for _, contact := range s.due() {
			did++
			if err := svc.Apply(s.t.Context(), thread(contact)); err != nil {
				s.t.Fatal(err)
			}
		}
		for _, c := range s.calls("worker") {
			did++
			if err := svc.Ask(s.t.Context(), c); err != nil {
				s.t.Fatal(err)
			}
		}
		before := len(s.wire.sent)
		for _, contact := range s.contacts {
			s.deliver(svc, contact)
		}
		if did+len(s.wire.sent)-before == 0 {
			return
		}
	}
}

// deliver sends what is open in a thread. That something is given back is no error of the suite.
func (s *suite) deliver(svc *conversation.Service, contact string) {
	s.t.Helper()
	err := svc.DeliverThread(s.t.Context(), thread(contact))
	if _, ok := errors.AsType[*channel.Error](err); err != nil && !ok {
		s.t.Fatal(err)
	}
}

// view reads a thread.
func (s *suite) view(contact string) conversation.View {
	s.t.Helper()
	v, err := s.a.Look(s.t.Context(), thread(contact))
	if err != nil {
		s.t.Fatal(err)
	}
	return v
}

func (s *suite) state(contact string) session.State { s.t.Helper(); return s.view(contact).Row.State }

// stored returns a receipt, closed or not.
func stored(t testing.TB, store conversation.Store, to channel.Thread, key string) dispatch.Receipt {
	t.Helper()
	var found *dispatch.Receipt
	ask := conversation.Input{ID: "ask for " + key, Thread: to, Said: &conversation.Said{Agent: "suite", Again: key}}
	err := store.Update(t.Context(), to, []conversation.Input{ask}, func(v conversation.View) (conversation.Change, error) {
		for _, r := range append(slices.Clone(v.Receipts), v.Named...) {
			if r.Key == key {
				found = &r
			}
		}
		return conversation.Change{}, errLooked
	})
	if !errors.Is(err, errLooked) || found == nil {
		t.Fatalf("receipt %q: found %v, %v", key, found != nil, err)
	}
	return *found
}

// change stores a Change of a thread.
func (s *suite) change(contact string, c conversation.Change) {
	s.t.Helper()
	err := s.s.Update(s.t.Context(), thread(contact), nil, func(conversation.View) (conversation.Change, error) { return c, nil })
	if err != nil {
		s.t.Fatal(err)
	}
}

// did counts the actions of a kind.
func (s *suite) did(kind session.ActionKind) int {
	n := 0
	for _, a := range s.actions {
		if a.Kind == kind {
			n++
		}
	}
	return n
}

// want compares in the form that a test prints.
func (s *suite) want(what string, got, want any) {
	s.t.Helper()
	if g, w := fmt.Sprint(got), fmt.Sprint(want); g != w {
		s.t.Errorf("%s: %s, want %s", what, g, w)
	}
}

// reads compares what a contact has read, joined by " | ".
func (s *suite) reads(contact, want string) {
	s.t.Helper()
	s.want(contact+" reads", strings.Join(s.wire.read(contact), " | "), want)
}

// ids are those of the inputs of a thread that are not applied; a held one has a "*".
func (s *suite) ids(contact string) string {
	s.t.Helper()
	var ids []string
	for _, i := range s.view(contact).Inputs {
		id := i.ID
		if i.Held {
			id += "*"
		}
		ids = append(ids, id)
	}
	return strings.Join(ids, " ")
}
