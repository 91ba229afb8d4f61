package storetest

import (
	"context"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/conversation"
	"github.com/contactkit/contactkit/channel/directory"
	"github.com/contactkit/contactkit/channel/dispatch"
	"github.com/contactkit/contactkit/session"
)

// dueCases check what is due and when.
var dueCases = []testCase{
	{"Uncertain", "what is uncertain and not closed is listed, oldest first, if the store can do that", func(s *suite) {
		lister, ok := s.s.(conversation.DoubtLister)
		if !ok {
			return
		}
		for _, key := range []string{"first", "open", "sent", "second", "later"} {
			s.change("ann", conversation.Change{New: []dispatch.Receipt{receipt("ann", key)}})
		}
		for _, key := range []string{"first", "second"} {
			s.note(key, dispatch.Begun, dispatch.Uncertain)
			s.clock.add(time.Second)
		}
		s.note("sent", dispatch.Begun, dispatch.Sent)
		before := s.clock.now()
		s.note("later", dispatch.Begun, dispatch.Uncertain)
		list := func(most int) (keys []string) {
			receipts, err := lister.Uncertain(s.t.Context(), before, most)
			if err != nil {
				s.t.Fatal(err)
			}
			for _, r := range receipts {
				keys = append(keys, r.Key+" to "+r.To.Contact)
			}
			return keys
		}
		s.want("uncertain", list(10), []string{"first to ann", "second to ann"})
		s.want("the oldest", list(1), []string{"first to ann"})
		s.change("ann", conversation.Change{Closed: []string{"first"}})
		s.want("not closed", list(10), []string{"second to ann"})
	}},
	{"Closing", "open conversations are listed by the end of their reply window, if the store can do that", func(s *suite) {
		lister, ok := s.s.(interface {
			Closing(ctx context.Context, before time.Time, max int) ([]conversation.Row, error)
		})
		if !ok {
			return
		}
		now := s.clock.now()
		put := func(contact string, phase session.Phase, answer time.Time) {
			row := conversation.Row{Thread: thread(contact), Channel: "c1", AnswerUntil: answer}
			row.State.ID, row.State.Phase = row.Thread.Key(), phase
			s.change(contact, conversation.Change{Row: row})
		}
		put("late", session.PhaseQueued, now.Add(3*time.Hour))
		put("soon", session.PhaseAgent, now.Add(time.Hour))
		put("later", session.PhaseRobot, now.Add(2*time.Hour))
		put("closed", session.PhaseClosed, now.Add(time.Hour))
		put("endless", session.PhaseQueued, time.Time{})
		list := func(before time.Time, most int) (contacts []string) {
			rows, err := lister.Closing(s.t.Context(), before, most)
			if err != nil {
				s.t.Fatal(err)
			}
			for _, r := range rows {
				contacts = append(contacts, r.Thread.Contact)
			}
			return contacts
		}
		s.want("within three hours", list(now.Add(3*time.Hour), 10), []string{"soon", "later"})
		s.want("the first", list(now.Add(24*time.Hour), 1), []string{"soon"})
		put("soon", session.PhaseAgent, now.Add(4*time.Hour)) // the contact wrote
		s.want("all", list(now.Add(24*time.Hour), 10), []string{"later", "late", "soon"})
	}},
	{"a wake", "a thread is due at its wake and not before, rounded up to what the store keeps", func(s *suite) {
		row := conversation.Row{Thread: thread("ann"), Channel: "c1", Wake: s.clock.now().Add(time.Hour + 1500*time.Nanosecond)}
		row.State.ID = "x"
		s.change("ann", conversation.Change{Row: row})
		s.clock.add(time.Hour + time.Microsecond)
		s.want("due", s.due(), []string{})
		s.clock.add(time.Second)
		s.want("due", s.due(), []string{"ann"})
		row.Wake = time.Time{}
		s.change("ann", conversation.Change{Row: row})
		s.want("due", s.due(), []string{})
	}},
	{"the longest due first", "threads come in the order since when they are due, no more than Max, and without those to skip", func(s *suite) {
		s.add(s.says("bob", "in1", "hi"))
		s.clock.add(time.Second)
		s.add(s.says("ann", "in2", "hi"))
		s.clock.add(time.Second)
		s.add(s.says("cid", "in3", "hi"), s.says("bob", "in4", "hi"))
		s.want("due", s.due(), []string{"bob", "ann", "cid"})
		list, err := s.s.Due(s.t.Context(), conversation.DueQuery{Max: 1, Skip: []channel.Thread{thread("bob")}})
		if err != nil || len(list) != 1 || list[0] != thread("ann") {
			s.t.Errorf("without bob %v and %v are due, want ann", list, err)
		}
	}},
	{"a held input", "it is not due by itself, is in every View, and is due when a part's answer is noted", func(s *suite) {
		s.change("ann", conversation.Change{New: []dispatch.Receipt{receipt("ann", "k")}})
		s.note("k", dispatch.Begun)
		in := event("ann", "echo", channel.OriginUnknown, channel.Message{ID: "x", Text: "else"})
		s.hear(in)
		s.want("due", s.due(), []string{})
		s.want("inputs", s.ids("ann"), "echo*")
		s.add(in)
		s.want("due", s.due(), []string{})
		s.clock.add(time.Hour)
		s.want("due", s.due(), []string{})
		s.note("k", dispatch.Uncertain)
		s.want("due", s.due(), []string{"ann"})
	}},
	{"an end that was not told", "a receipt that has ended makes its thread due until it is closed; an uncertain one does not", func(s *suite) {
		s.change("ann", conversation.Change{New: []dispatch.Receipt{receipt("ann", "k"), receipt("ann", "l")}})
		s.want("due", s.due(), []string{})
		s.note("k", dispatch.Begun, dispatch.Uncertain)
		s.want("due", s.due(), []string{})
		s.note("l", dispatch.Begun, dispatch.Sent)
		s.want("due", s.due(), []string{"ann"})
		s.change("ann", conversation.Change{Closed: []string{"l"}})
		s.want("due", s.due(), []string{})
		s.want("receipts", len(s.view("ann").Receipts), 1)
	}},
	{"a receipt that is uncertain", "its thread is due once, so that a screen can show it", func(s *suite) {
		row := conversation.Row{Thread: thread("ann"), Channel: "c1"}
		row.State.ID = "x"
		s.change("ann", conversation.Change{Row: row, New: []dispatch.Receipt{receipt("ann", "k")}})
		s.want("due", s.due(), []string{})
		s.note("k", dispatch.Begun)
		s.want("due while it is under way", s.due(), []string{})
		s.note("k", dispatch.Uncertain)
		s.want("due", s.due(), []string{"ann"})
		s.change("ann", conversation.Change{Row: row})
		s.want("due", s.due(), []string{})
	}},
	{"an input that panicked", "it is not due any more, and not in a View", func(s *suite) {
		in := s.says("ann", "in1", "hi")
		s.add(in)
		s.change("ann", conversation.Change{Bad: []conversation.Input{in}})
		s.want("due", s.due(), []string{})
		s.want("inputs", s.ids("ann"), "")
		s.add(in)
		s.want("inputs", s.ids("ann"), "")
	}},
	{"skipped", "an input of a paused channel waits for Release, and those released keep their order", func(s *suite) {
		one, two := s.says("ann", "z", "hi"), s.says("ann", "a", "there")
		one.Skipped, two.Skipped = directory.SkippedPaused, directory.SkippedPaused
		other := s.says("ann", "o", "hi")
		other.Channel, other.Skipped = "", directory.SkippedUnowned
		foreign := other
		foreign.ID, foreign.Thread.Account = "p", "else"
		s.add(one, two, other, foreign)
		s.want("due", s.due(), []string{})
		s.want("inputs", s.ids("ann"), "")
		s.clock.add(time.Minute)
		s.release(conversation.ReleaseQuery{Channel: "c2", Max: 10}, 0)
		s.release(conversation.ReleaseQuery{Channel: "c1", Max: 10}, 2)
		s.want("inputs", s.ids("ann"), "z a")
		s.want("stored at", s.view("ann").Inputs[0].At, s.clock.now())
		s.release(conversation.ReleaseQuery{Channel: "c1", Platform: "wire", Account: "desk", Max: 10}, 1)
		v := s.view("ann")
		s.want("inputs", s.ids("ann"), "z a o")
		s.want("channel", v.Inputs[2].Channel+string(v.Inputs[2].Skipped), "c1")
		s.apply("ann")
		s.want("phase", s.state("ann").Phase, session.PhaseRobot)
	}},
	{"released behind", "released inputs come behind what was stored meanwhile: they are stored now", func(s *suite) {
		paused := s.says("ann", "in1", "hello?")
		paused.Skipped = directory.SkippedPaused
		s.add(paused)
		s.add(s.says("ann", "in2", "hi"))
		s.release(conversation.ReleaseQuery{Channel: "c1", Max: 10}, 1)
		s.want("order", s.ids("ann"), "in2 in1")
	}},
	{"released in pages", "no more than Max inputs are released, oldest first", func(s *suite) {
		for _, id := range []string{"c", "b", "a"} {
			in := s.says("ann", id, "hi")
			in.Skipped = directory.SkippedPaused
			s.add(in)
			s.clock.add(time.Second)
		}
		s.release(conversation.ReleaseQuery{Channel: "c1", Max: 2}, 2)
		s.want("inputs", s.ids("ann"), "c b")
		s.release(conversation.ReleaseQuery{Channel: "c1", Max: 2}, 1)
		s.want("inputs", s.ids("ann"), "c b a")
	}},
	{"Wake", "open threads of the channel are due now, closed ones and those of others are not", func(s *suite) {
		s.hear(s.says("ann", "in1", "hi"), s.says("bob", "in2", "hi"))
		other := s.says("cid", "in3", "hi")
		other.Channel = "c2"
		s.hear(other)
		s.do("bob", session.Event{Kind: session.CloseRequested, By: session.Host})
		s.want("due", s.due(), []string{})
		if err := s.s.Wake(s.t.Context(), "c1"); err != nil {
			s.t.Fatal(err)
		}
		s.want("due", s.due(), []string{"ann"})
		s.apply("ann")
		s.want("due", s.due(), []string{})
	}},
	{"a deadline that a message has beaten", "an input that was stored before a deadline and applied after it counts as in time", func(s *suite) {
		s.hear(s.says("ann", "in1", "hi"))
		s.work(s.a)
		s.clock.add(19 * time.Minute)
		s.work(s.a) // warned
		s.clock.add(59 * time.Second)
		s.add(s.says("ann", "in2", "still here"))
		s.clock.add(5 * time.Second)
		s.work(s.a)
		s.want("phase", s.state("ann").Phase, session.PhaseRobot)
		s.want("closed", s.did(session.Close), 0)
	}},
}

func (s *suite) release(q conversation.ReleaseQuery, want int) {
	s.t.Helper()
	n, err := s.s.Release(s.t.Context(), q)
	if err != nil || n != want {
		s.t.Errorf("released %d, %v, want %d", n, err, want)
	}
}

// note notes the first try of a receipt's first part.
func (s *suite) note(key string, statuses ...dispatch.Status) {
	s.t.Helper()
	for _, status := range statuses {
		e := dispatch.Entry{Key: key, Try: 1, Status: status, At: s.clock.now(), Token: "a"}
		if status == dispatch.Sent {
			e.IDs = []string{"id of " + key}
		}
		if err := s.s.Note(s.t.Context(), e); err != nil {
			s.t.Fatal(err)
		}
	}
}
