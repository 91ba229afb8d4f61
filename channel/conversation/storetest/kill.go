package storetest

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/conversation"
	"github.com/contactkit/contactkit/session"
)

// Kill plays one story to a service over the store, once whole and then once for each point at
// which the process can be killed: before and after each call of the store, each send and each
// question to the robot. The world outside behaves as in production: platforms deliver again, forms
// are sent again, and a new process starts. The messages that the contacts must read are written
// down here, and not taken from a run without a kill. No message may be lost, doubled or out of
// order; if the kill lost the answer to a send, its message is marked uncertain and not sent again.
//
// Harness.Every says which points are tried.
func Kill(t *testing.T, h Harness) {
	whole := newStory(t, h, never)
	whole.play()
	whole.check()
	points := never - whole.left.Load()
	step := int64(h.Every)
	switch {
	case step > 0:
	case testing.Short():
		step = 17
	default:
		step = 1
	}
	tried, uncertain := 0, 0
	for at := int64(1); at <= points && !t.Failed(); at += step {
		tried++
		t.Run(fmt.Sprint("point ", at), func(t *testing.T) { // so that its store is deleted at once
			s := newStory(t, h, at)
			s.play()
			unsure := s.check()
			if unsure > 0 && s.where != afterBegun && !strings.HasPrefix(s.where, beforeSending) {
				t.Errorf("%d messages are uncertain, although their echoes came", unsure)
			}
			uncertain += unsure
			if t.Failed() {
				t.Logf("killed at point %d of %d, %s", at, points, s.where)
			}
		})
	}
	if t.Failed() {
		return
	}
	t.Logf("%d of %d points: nothing lost, doubled or out of order; %d messages uncertain", tried, points, uncertain)
}

const never = 1 << 40

// A message may be left uncertain only between these points: it was begun and did not leave, so no
// echo can come.
const (
	afterBegun    = "after Note of begun"
	beforeSending = "before sending "
)

// toRead is what the contacts must read, in this order. cid's conversation moves to cyd.
var toRead = map[string][]string{
	"ann": {"re hello", "re where is it?", "(queued)", "It comes", "at noon.", "(still-there)", "Bye."},
	"bob": {"re hi", "(still-there)"},
	"cid": {"re order 7", "re and 8"},
	"dan": {"re first", "(queued)", "It left."},
}

// story is one run.
type story struct {
	t     *testing.T
	h     Harness
	clock *clock
	wire  *wire
	s     conversation.Store
	left  atomic.Int64 // points until the kill
	where string

	life   *life
	svc    *conversation.Service
	ctx    context.Context
	n      int
	echoed int
	// contacts are those whose threads are delivered.
	contacts []string
}

// life is one life of the process. All that it does to the world passes point.
type life struct {
	story *story
	dead  atomic.Bool
	end   context.CancelFunc
}

var errKilled = errors.New("the process is dead")

func (l *life) point(where string) error {
	if l.dead.Load() {
		return errKilled
	}
	if l.story.left.Add(-1) == 0 {
		l.dead.Store(true)
		l.story.where = where
		l.end()
		return errKilled
	}
	return nil
}

// through does something between two points.
func (l *life) through(what string, f func() error) error {
	if err := l.point("before " + what); err != nil {
		return err
	}
	err := f()
	if killed := l.point("after " + what); killed != nil {
		return killed
	}
	return err
}

func newStory(t *testing.T, h Harness, at int64) *story {
	s := &story{t: t, h: h, clock: newClock(), contacts: []string{"ann", "bob", "cid", "cyd"}}
	s.wire = &wire{clock: s.clock, echoes: true}
	s.s = h.New(t, s.clock.now)
	s.left.Store(at)
	s.start()
	return s
}

// start starts a process. Claims of the one that died have ended by then.
func (s *story) start() {
	s.t.Helper()
	if s.svc != nil {
		ended, cancel := context.WithCancel(context.Background())
		cancel()
		_ = s.svc.Outbox().Close(ended)
		s.clock.add(lease + time.Second)
		if s.h.Reopen != nil {
			s.s = s.h.Reopen(s.t, s.s, s.clock.now)
		}
	}
	l := &life{story: s}
	s.life = l
	s.ctx, l.end = context.WithCancel(context.Background())
	s.t.Cleanup(l.end)
	var err error
	s.svc, err = newService(mortal{s.s, l}, mortalSender{s.wire, l}, fmt.Sprint("life ", s.left.Load()), func(_ context.Context, c conversation.Call) (said conversation.Said, err error) {
		err = l.through("robot", func() error {
			m, _ := c.Event.Body.(channel.Message)
			said = conversation.Said{Messages: text("re " + m.Text)}
			return nil
		})
		return said, err
	}, nil)
	if err != nil {
		s.t.Fatal(err)
	}
}

// until repeats what the world outside repeats.
func (s *story) until(f func() error) {
	s.t.Helper()
	var err error
	for range 20 {
		if err = f(); s.life.dead.Load() {
			s.start()
			continue
		}
		if err == nil {
			return
		}
	}
	s.t.Fatalf("killed %s: never done: %v", s.where, err)
}

func (s *story) work() {
	s.t.Helper()
	for range 5 {
		s.until(func() error {
			due, err := s.svcStore().Due(s.ctx, conversation.DueQuery{Max: 100})
			for _, t := range due {
				err = errors.Join(err, s.svc.Apply(s.ctx, t))
			}
			calls, failed := s.svcStore().Calls(s.ctx, conversation.CallQuery{Node: "n", Lease: lease, Max: 100})
			err = errors.Join(err, failed)
			for _, c := range calls {
				err = errors.Join(err, s.svc.Ask(s.ctx, c))
			}
			for _, contact := range s.contacts {
				if failed := s.svc.Outbox().DeliverThread(s.ctx, thread(contact)); !errors.Is(failed, channel.ErrUncertain) {
					err = errors.Join(err, failed)
				}
			}
			return err
		})
	}
}

func (s *story) svcStore() conversation.Store { return mortal{s.s, s.life} }

func (s *story) state(contact string) session.State {
	s.t.Helper()
	var state session.State
	err := s.s.Update(context.Background(), thread(contact), nil, func(v conversation.View) (conversation.Change, error) {
		state = v.Row.State
		return conversation.Change{}, errLooked
	})
	if !errors.Is(err, errLooked) {
		s.t.Fatal(err)
	}
	return state
}

// hear delivers a webhook call, twice.
func (s *story) hear(in ...conversation.Input) {
	s.t.Helper()
	for range 2 {
		s.until(func() error {
			if err := s.svcStore().Add(s.ctx, in); err != nil {
				return err
			}
			var errs []error
			for _, i := range in {
				errs = append(errs, s.svc.Apply(s.ctx, i.Thread))
			}
			return errors.Join(errs...)
		})
	}
}

func (s *story) says(contact, text string) conversation.Input {
	s.n++
	e := channel.Event{
		ID: fmt.Sprint("in", s.n), Thread: thread(contact), From: channel.Person{ID: contact}, Origin: channel.OriginContact,
		Time: s.clock.now(), Renews: true, Body: channel.Message{ID: fmt.Sprint("c", s.n), Text: text},
	}
	return conversation.Input{ID: e.ID, Thread: e.Thread, Channel: "c1", Event: &e}
}

// echoes delivers the echoes of what arrived, with an unknown origin.
func (s *story) echoes() {
	s.t.Helper()
	for ; s.echoed < len(s.wire.sent); s.echoed++ {
		m := s.wire.sent[s.echoed]
		in := event(m.to.Contact, fmt.Sprint("echo", s.echoed), channel.OriginUnknown, channel.Message{ID: m.id, Text: m.text, Ref: m.ref})
		s.hear(in)
	}
}

func (s *story) do(contact string, e session.Event) {
	s.t.Helper()
	s.until(func() error { _, err := s.svc.Do(s.ctx, thread(contact), e); return err })
}

// agent sends a form, twice.
func (s *story) agent(contact, id string, texts ...string) {
	s.t.Helper()
	for range 2 {
		s.until(func() error {
			_, err := s.svc.Say(s.ctx, thread(contact), id, conversation.Said{Agent: "eve", Messages: text(texts...)})
			return err
		})
	}
}
