package session_test

import (
	"slices"
	"testing"
	"time"

	"github.com/contactkit/contactkit/session"
	"github.com/contactkit/contactkit/worktime"
)

// TestClosedNotices checks histories whose hours do not change: between two closed notices there
// was working time, and a contact who writes outside working time, and got no notice since working
// time ended, gets one.
func TestClosedNotices(t *testing.T) {
	told, asked := 0, 0
	for seed := range *histories {
		n, m := closedNotices(func(format string, args ...any) {
			t.Helper()
			t.Fatalf("seed %d: "+format, append([]any{seed}, args...)...)
		}, &tape{x: uint64(seed)*7919 + 3}, seed%2 == 0)
		told, asked = told+n, asked+m
	}
	if told < *histories || asked < *histories {
		t.Errorf("only %d notices, and %d messages that ask for one", told, asked)
	}
}

// FuzzClosedNotices is TestClosedNotices with choices from a fuzzer's bytes.
func FuzzClosedNotices(f *testing.F) {
	for seed := range 20 {
		f.Add([]byte{byte(seed), byte(seed * 7)}, seed%2 == 0)
	}
	f.Fuzz(func(t *testing.T, b []byte, nothing bool) { closedNotices(t.Fatalf, &tape{b: b}, nothing) })
}

// closedNotices plays one history. With nothing, a message can open nothing while the desk is
// closed. It returns how many notices there were, and how many messages that ask for one.
func closedNotices(fatalf func(string, ...any), d dice, nothing bool) (told, asked int) {
	hours := pick(d, office(), lunch())
	c := anyConfig(d)
	c.ReplyWindow, c.AgentWindow, c.Mute = 0, 0, false
	if nothing {
		c.Mode, c.Offline, c.OfflineTo = session.AgentOnly, false, session.ToQueue
	}
	p := &session.Policy{Config: c, Hours: hours}
	if err := p.Check(); err != nil {
		fatalf("%v", err)
	}
	s, now := session.State{ID: "t"}, start
	var last time.Time
	for i := range 60 {
		now = later(now.Add(anyPause(d, now, p.Wake(s))), s.At.Time())
		e := anyEvent(d, s, now, i)
		if chance(d, 4) {
			e = tick
		}
		before, due := p.Step(s, tick, now)
		next, acts := p.Step(before, e, now)
		now1 := false
		for _, a := range slices.Concat(due, acts) {
			if a.Kind != session.Notify || a.Notice != session.NoticeNonWorking {
				continue
			}
			if !last.IsZero() && hours.Between(last, now) == 0 {
				fatalf("told at %v and again at %v, and the desk was closed in between", last, now)
			}
			last, now1 = now, true
			told++
		}
		if keepsWhileClosed(p, s, tick, due, now) || keepsWhileClosed(p, before, e, acts, now) {
			asked++
			if !now1 && (last.IsZero() || hours.Between(last, now) > 0) {
				fatalf("a message was kept at %v and the contact not told, though last at %v", now, last)
			}
		}
		if c.Mode == session.AgentOnly && !c.Offline && opensNothing(p, before, next, e, now) {
			asked++
			if !now1 && (last.IsZero() || hours.Between(last, now) > 0) {
				fatalf("not told at %v, though last at %v", now, last)
			}
		}
		s = next
	}
	return told, asked
}

// keepsWhileClosed reports whether a session becomes an offline message while the desk is closed,
// and not by a late or automatic message.
func keepsWhileClosed(p *session.Policy, before session.State, e session.Event, acts []session.Action, now time.Time) bool {
	open, _ := p.Hours.Open(now)
	at := session.InstantOf(now)
	if !e.Time.IsZero() {
		at = min(at, session.InstantOf(e.Time))
	}
	stored := slices.ContainsFunc(acts, func(a session.Action) bool { return a.Kind == session.StoreOffline })
	quiet := e.Kind == session.ContactMessage && (e.Automatic || at < before.Heard)
	return stored && !open && before.Stored == 0 && !quiet
}

// opensNothing reports whether e is a message of the contact that would open a session, were it not
// outside working time with offline messages off.
func opensNothing(p *session.Policy, before, next session.State, e session.Event, now time.Time) bool {
	open, _ := p.Hours.Open(now)
	at := session.InstantOf(now)
	if !e.Time.IsZero() {
		at = min(at, session.InstantOf(e.Time))
	}
	stale := 24 * time.Hour
	if p.Stale > 0 {
		stale = p.Stale
	}
	ours := before.Control == session.ControlOurs || before.Control == session.ControlAwaited
	return e.Kind == session.ContactMessage && !open && before.Phase == session.PhaseClosed && ours && next.Last != before.Last &&
		!e.Automatic && !e.Standby && !e.Thanks && at >= before.Heard && at >= before.Outside && now.Sub(at.Time()) <= stale &&
		int(next.Turns) < max(p.LoopTurns, 1)
}

// The same with calendars of package worktime: an emergency without an end is announced, and lifted
// on the next day.
func TestClosedNoticeAfterAnEmergency(t *testing.T) {
	days, _ := worktime.Default("UTC")
	hours, err := worktime.ParseSegments("09:00-18:00")
	if err != nil {
		t.Fatal(err)
	}
	calendar := func(e worktime.Emergency) *worktime.Calendar {
		with := *days
		with.Emergency = []worktime.Emergency{e}
		c, err := worktime.New(&with, worktime.Schedule{Workday: hours})
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	local := func(text string) (l worktime.LocalTime) {
		if err := l.UnmarshalText([]byte(text)); err != nil {
			t.Fatal(err)
		}
		return l
	}
	p := policy(func(p *session.Policy) {
		p.Mode, p.Offline = session.AgentOnly, false
		p.Hours = calendar(worktime.Emergency{From: local("2026-03-02T00:00")})
	})
	s := session.State{ID: "t"}
	for i, tt := range []struct {
		at   string
		told bool
	}{
		{"2026-03-02T10:00:00Z", true},  // on the first day
		{"2026-04-04T12:00:00Z", true},  // a Saturday after the emergency
		{"2026-04-04T13:00:00Z", false}, // told
		{"2026-04-06T20:00:00Z", true},  // Monday night
	} {
		now, err := time.Parse(time.RFC3339, tt.at)
		if err != nil {
			t.Fatal(err)
		}
		var acts []session.Action
		s, acts = p.Step(s, session.Event{Kind: session.ContactMessage, ID: tt.at}, now)
		told := acts[0].Notice == session.NoticeNonWorking
		if told != tt.told {
			t.Errorf("told at %s: %v", tt.at, kinds(acts))
		}
		if i == 0 {
			p.Hours = calendar(worktime.Emergency{From: local("2026-03-02T00:00"), Until: local("2026-03-03T09:00")})
		}
	}
}

// A deadline of an open session, not only an event, may show that people have worked since the
// notice: the message is routed on Tuesday morning, and on Tuesday night the contact is told again.
func TestClosedNoticeAfterADeadline(t *testing.T) {
	p := policy(func(p *session.Policy) { p.Mode, p.Spread = session.AgentOnly, 0 })
	p.Hours = week{}
	s, _ := p.Step(session.State{ID: "t"}, session.Event{Kind: session.ContactMessage, ID: "m1"}, start)
	if s.NoticedUntil == 0 {
		t.Fatalf("not told: %+v", s)
	}
	p.Hours = office()
	s, _ = p.Step(s, tick, start.Add(time.Hour))
	if s.Phase != session.PhaseQueued || s.NoticedUntil != 0 {
		t.Errorf("%v, told until %v", s.Phase, s.NoticedUntil)
	}
}
