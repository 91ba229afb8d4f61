package session_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/contactkit/contactkit/session"
)

// The text of a key is what an outbox is unique on: different keys must not
// share it, whatever is in the ids.
func TestKeyText(t *testing.T) {
	ids := []string{"", "a", "a b", " ", "a 1", "1.2.3 a", "contact-message.1 a", "b"}
	seen := map[string]session.Key{}
	count := 0
	for _, thread := range ids[1:] {
		for _, event := range ids[1:] {
			for _, kind := range []session.ActionKind{session.Forward, session.Notify, session.Close} {
				for _, cause := range []session.EventKind{session.ContactMessage, session.AgentMessage} {
					for _, to := range []session.Party{session.Nobody, session.Robot} {
						count++
						k := session.Key{Thread: thread, Event: event, Kind: kind, Cause: cause, To: to}
						seen[k.String()] = k
					}
				}
			}
		}
		for _, n := range []uint32{0, 1, 12} {
			for _, m := range []uint32{0, 1, 12} {
				for _, notice := range []session.Notice{session.NoticeNone, session.NoticeEnded} {
					count++
					k := session.Key{Thread: thread, Session: n, Number: m, Silence: m + n, Kind: session.Notify, Notice: notice}
					seen[k.String()] = k
				}
			}
		}
	}
	if len(seen) != count {
		t.Errorf("%d texts for %d keys", len(seen), count)
	}
}

// Each field of a key has its place in the text. Of a deadline, the thread, the session, the debt's
// number and the silence of the rung tell two effects apart: without the number, two debts of one
// session would share an outbox key.
func TestKeyTextHasEveryField(t *testing.T) {
	due := session.Key{Thread: "t 1", Session: 2, Number: 3, Silence: 60, Kind: session.Notify, Notice: session.NoticeEnded}
	said := session.Key{Thread: "t 1", Event: "e 4", Cause: session.ContactMessage, Kind: session.Forward, To: session.Robot}
	for text, k := range map[string]session.Key{
		"notify.ended 2.3.60 t 1":                 due,
		"forward.robot contact-message.3 t 1 e 4": said,
	} {
		if got := k.String(); got != text {
			t.Errorf("the text is %q, want %q", got, text)
		}
	}
	for name, change := range map[string]func(k *session.Key){
		"thread":  func(k *session.Key) { k.Thread = "t 2" },
		"session": func(k *session.Key) { k.Session++ },
		"number":  func(k *session.Key) { k.Number++ },
		"silence": func(k *session.Key) { k.Silence++ },
		"kind":    func(k *session.Key) { k.Kind = session.Close },
		"notice":  func(k *session.Key) { k.Notice = session.NoticeQueued },
		"to":      func(k *session.Key) { k.To = session.Robot },
	} {
		k := due
		change(&k)
		if k.String() == due.String() {
			t.Errorf("a deadline's keys that differ by their %s have one text, %q", name, k)
		}
	}
}

// Actions survive the outbox.
func TestActionJSON(t *testing.T) {
	d := &tape{x: 3}
	for range 50 {
		w := newWorld(&session.Policy{Config: anyConfig(d), Hours: anyHours(d)})
		for i := range 40 {
			w.now = w.now.Add(anyPause(d, w.now, w.p.Wake(w.s)))
			e := anyEvent(d, w.s, w.now, i)
			for _, a := range w.step(e) {
				var back session.Action
				b, err := json.Marshal(a)
				if err == nil {
					err = json.Unmarshal(b, &back)
				}
				if diff := cmp.Diff(a, back); diff != "" || err != nil {
					t.Fatalf("%s: %v (-want +got):\n%s", b, err, diff)
				}
			}
			var back session.Event
			b, err := json.Marshal(e)
			if err == nil {
				err = json.Unmarshal(b, &back)
			}
			if diff := cmp.Diff(e, back); diff != "" || err != nil {
				t.Fatalf("%s: %v (-want +got):\n%s", b, err, diff)
			}
		}
	}
}

// The end of a turn has the same key whatever its time was: a host that acted
// before it stored, and whose policy changed meanwhile, does not end it twice.
func TestLastRungKey(t *testing.T) {
	p := policy(nil)
	s, now := opened(p, agentOwes()[:4]...)
	_, first := p.Step(s, tick, now.Add(30*time.Minute))
	p.Config.ContactSilent = session.ContactLadder(5*time.Minute, time.Minute)
	_, second := p.Step(s, tick, now.Add(time.Hour))
	if diff := cmp.Diff(first, second); diff != "" || len(first) != 3 {
		t.Errorf("the end of a turn (-20 minutes +5 minutes):\n%s", diff)
	}
}

// A last event that is not among the last eight is the inbox's to know.
func TestLastEight(t *testing.T) {
	p := policy(nil)
	s := session.State{ID: "t"}
	event := func(i int) session.Event {
		return session.Event{Kind: session.ContactMessage, ID: string(rune('a' + i))}
	}
	for i := range 9 {
		s, _ = p.Step(s, event(i), start.Add(time.Duration(i)*time.Minute))
	}
	later := start.Add(10 * time.Minute)
	for i := 8; i > 0; i-- {
		if _, acts := p.Step(s, event(i), later); acts != nil {
			t.Errorf("event %d, among the last eight, did %v", i, acts)
		}
	}
	if _, acts := p.Step(s, event(0), later); len(acts) != 1 {
		t.Errorf("event 0, the ninth, did %v", acts)
	}
	// The kind belongs to the name: an answer may go by the id of a message.
	if _, acts := p.Step(s, session.Event{Kind: session.RobotMessage, ID: event(8).ID}, later); len(acts) != 1 {
		t.Errorf("an event of another kind did %v", acts)
	}
}
