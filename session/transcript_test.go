package session_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/contactkit/contactkit/session"
)

var update = flag.Bool("update", false, "rewrite the outputs in testdata")

// TestTranscripts plays the stories in testdata/*.txt. A line that is indented
// is output and compared; the others are:
//
//	# what the story is about
//	hours office             Monday to Friday, 9 to 18, UTC; also: always, never, lunch
//	policy key=value …       changes to DefaultConfig, or to the policy so far
//	09:00 contact m1         an event of this day
//	tue 09:00 tick           of the next Tuesday
//	explain                  what Policy.Explain says
//
// Events are written as teller.event reads them. Each is followed by its
// actions and, after "=", by the state and the next wake.
func TestTranscripts(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txt")
	if err != nil || len(files) < 40 {
		t.Fatalf("%d transcripts, %v", len(files), err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) {
			b, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			got := newTeller(t).tell(string(b))
			if *update {
				if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			if diff := cmp.Diff(string(b), got); diff != "" {
				t.Errorf("%s (-file +now; -update rewrites):\n%s", file, diff)
			}
		})
	}
}

// A teller plays one transcript. Every step also keeps the laws.
type teller struct {
	t      *testing.T
	w      *world
	day    time.Time
	last   session.Event
	serial int
}

func newTeller(t *testing.T) *teller {
	w := newWorld(&session.Policy{Config: session.DefaultConfig()})
	w.s.ID = "telegram/77/4"
	return &teller{t: t, w: w, day: time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC)}
}

func (r *teller) tell(script string) string {
	defer guard(r.t, r.w)
	var out strings.Builder
	for line := range strings.Lines(script) {
		line = strings.TrimRight(line, "\n")
		if strings.HasPrefix(line, "  ") {
			continue
		}
		out.WriteString(line + "\n")
		f := strings.Fields(line)
		if len(f) == 0 || f[0] == "#" {
			continue
		}
		switch f[0] {
		case "hours":
			r.w.p = &session.Policy{Config: r.w.p.Config, Hours: map[string]session.Hours{"always": nil, "never": week{}, "office": office(), "lunch": lunch()}[f[1]]}
		case "policy":
			c := r.w.p.Config
			for _, kv := range f[1:] {
				r.set(&c, kv)
			}
			if err := c.Check(); err != nil {
				r.t.Fatalf("%s: %v", line, err)
			}
			r.w.p = &session.Policy{Config: c, Hours: r.w.p.Hours}
		case "explain":
			fmt.Fprintf(&out, "  %s\n", r.w.p.Explain(r.w.s))
		default:
			r.play(&out, f)
		}
	}
	return out.String()
}

func (r *teller) play(out *strings.Builder, f []string) {
	if day := weekday(f[0]); day >= 0 {
		r.day = r.day.AddDate(0, 0, 1)
		for r.day.Weekday() != day {
			r.day = r.day.AddDate(0, 0, 1)
		}
		f = f[1:]
	}
	r.w.now = r.time(f[0])
	e := r.event(f[1:])
	before := r.w.s
	acts := r.w.step(e)
	for _, a := range acts {
		fmt.Fprintf(out, "  %s\n", r.action(a))
	}
	if r.w.s == before {
		out.WriteString("  nothing\n")
		return
	}
	out.WriteString("  = " + r.state() + "\n")
}

func weekday(s string) time.Weekday {
	return time.Weekday(slices.Index([]string{"sun", "mon", "tue", "wed", "thu", "fri", "sat"}, s))
}

func (r *teller) time(s string) time.Time {
	layout := time.TimeOnly
	if strings.Count(s, ":") == 1 {
		layout = "15:04"
	}
	at, err := time.Parse(layout, s)
	if err != nil {
		r.t.Fatalf("%q: %v", s, err)
	}
	return r.day.Add(at.Sub(time.Date(0, 1, 1, 0, 0, 0, 0, time.UTC)))
}

// event reads the words after the time. The first words after the kind are
// what the kind needs, the rest are options.
func (r *teller) event(f []string) session.Event {
	if f[0] == "tick" {
		return tick
	}
	if f[0] == "replay" {
		return r.last
	}
	type form struct {
		kind  session.EventKind
		words string // a: agent, i: id
	}
	forms := map[string]form{
		"contact": {session.ContactMessage, "i"}, "robot": {session.RobotMessage, "i"},
		"agent": {session.AgentMessage, "ai"}, "person": {session.PersonMessage, "i"},
		"assistant": {session.AssistantMessage, "i"}, "undelivered": {session.Undelivered, ""},
		"handoff": {session.Handoff, ""}, "robot-failed": {session.RobotFailed, ""},
		"found": {session.AgentFound, "a"}, "accept": {session.AgentAccepted, "a"},
		"decline": {session.AgentDeclined, "a"}, "no-agent": {session.NoAgent, ""},
		"left": {session.AgentLeft, "a"}, "transfer": {session.TransferRequested, "a"},
		"cancel": {session.TransferCancelled, "a"}, "hold": {session.HoldStarted, "a"},
		"resume": {session.HoldEnded, "a"}, "close": {session.CloseRequested, ""},
		"gone": {session.ContactGone, ""}, "lost": {session.ControlLost, ""},
		"returned": {session.ControlReturned, ""}, "waived": {session.Waived, "a"}, "join": {session.JoinRequested, "a"},
	}
	m, ok := forms[f[0]]
	if !ok {
		r.t.Fatalf("unknown event %q", f[0])
	}
	r.serial++
	e := session.Event{Kind: m.kind, ID: fmt.Sprintf("x%d", r.serial), Offer: r.w.s.Part}
	f = f[1:]
	for _, c := range m.words {
		if c == 'a' {
			e.Agent = f[0]
		} else {
			e.ID = f[0]
		}
		f = f[1:]
	}
	for i := 0; i < len(f); i++ {
		key, value, _ := strings.Cut(f[i], "=")
		switch key {
		case "keyword":
			e.Keyword = true
		case "automatic":
			e.Automatic = true
		case "no-renew":
			e.NoRenew = true
		case "present":
			e.Present = true
		case "press":
			e.Press = true
		case "thanks":
			e.Thanks = true
		case "standby":
			e.Standby = true
		case "saw":
			e.Saw = value
		case "role":
			if err := e.Role.UnmarshalText([]byte(value)); err != nil {
				r.t.Fatal(err)
			}
		case "target":
			e.Target = value
		case "force":
			e.Force = true
		case "at":
			e.Time = r.time(value)
		case "yesterday":
			e.Time = e.Time.AddDate(0, 0, -1)
		case "queue":
			e.Queue = value
		case "priority":
			e.Priority = int16(r.number(value))
		case "offer":
			e.Offer = uint32(r.number(value))
		case "as":
			e.Agent = value
		case "id":
			e.ID = value
		case "to":
			i++
			switch f[i] {
			case "robot":
				e.To = session.Robot
			case "offline":
				e.To = session.Offline
			case "queue":
				i++
				e.To, e.Queue = session.Queue, f[i]
			default:
				e.To, e.Target = session.Agent, f[i]
			}
		case "by":
			i++
			if err := e.By.UnmarshalText([]byte(f[i])); err != nil {
				r.t.Fatal(err)
			}
			if e.By == session.Agent {
				i++
				e.Agent = f[i]
			}
		default:
			r.t.Fatalf("unknown word %q", f[i])
		}
	}
	r.last = e
	return e
}

func (r *teller) number(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil {
		r.t.Fatal(err)
	}
	return n
}

// clock shows a time, with its day if it is not the one of the story.
func (r *teller) clock(i session.Instant) string {
	t := i.Time()
	s := t.Format(time.TimeOnly)
	s = strings.TrimSuffix(s, ":00")
	switch days := t.Sub(r.day) / (24 * time.Hour); {
	case t.Before(r.day) || days >= 7:
		return t.Format("2006-01-02 ") + s
	case days > 0:
		return strings.ToLower(t.Format("Mon ")) + s
	}
	return s
}

func (r *teller) action(a session.Action) string {
	w := []string{a.Kind.String()}
	add := func(ok bool, s ...string) {
		if ok {
			w = append(w, s...)
		}
	}
	switch a.Kind {
	case session.Forward:
		add(true, a.To.String())
		add(a.Agent != "", a.Agent)
	case session.Notify:
		add(true, a.To.String())
		add(a.Agent != "", a.Agent)
		add(true, a.Notice.String())
	case session.Refuse:
		add(a.Notice != session.NoticeNone, "to send "+a.Notice.String())
		add(a.By != session.Nobody, a.By.String())
		add(a.Agent != "", a.Agent)
		add(true, "("+a.Reason.String()+")")
	case session.Close:
		add(true, "("+a.Reason.String()+")")
	case session.Deliver:
		add(true, a.By.String())
		add(a.Agent != "", a.Agent)
	case session.RouteOffline:
		add(true, "to "+a.To.String())
		add(a.Agent != "", a.Agent)
		add(a.Until != 0, "until", r.clock(a.Until))
	case session.Assign:
		add(a.Agent != "", a.Agent)
		add(a.Queue != "", "in", a.Queue)
	case session.Enqueue:
		add(a.Queue != "", a.Queue)
		add(a.Agent != "", "first", a.Agent)
		add(a.Until != 0, "until", r.clock(a.Until))
		add(a.Exclude != "", "without", strings.Join(a.Exclude.Slice(), ","))
		add(a.Offer != 0 && a.Role == session.NoRole, "for a transfer")
		add(a.Role != session.NoRole, "for help")
		add(a.Front, "at the front")
		add(a.Priority != 0, "priority", strconv.Itoa(int(a.Priority)))
	case session.RememberAgent:
		add(a.Agent == "", "nobody")
		add(a.Agent != "", a.Agent)
	default:
		add(a.Agent != "", a.Agent)
		add(a.Until != 0, "until", r.clock(a.Until))
	}
	add(a.Role != session.NoRole, "as "+a.Role.String())
	add(a.Kind == session.StopRobot && a.By == session.Robot, "by itself")
	add(a.Kind == session.Leave && a.Agent == "", "all")
	add(a.Late, "late")
	add(a.Reopened, "reopened")
	return strings.Join(w, " ")
}

func (r *teller) state() string {
	s := r.w.s
	w := s.Phase.String()
	if s.Phase == session.PhaseAgent || s.Phase == session.PhaseHold || s.Phase == session.PhaseOffered {
		w += " " + s.Agent
		if s.Agent == "" {
			w += "(somebody in the platform's inbox)"
		}
	}
	for _, m := range s.Helpers() {
		w += " with " + m.Agent + " " + m.Role.String()
	}
	if s.Session > 1 {
		w += ", session " + strconv.Itoa(int(s.Session))
	}
	switch s.Owes {
	case session.Nobody, session.Queue:
	default:
		w += ", " + s.Owes.String() + " owes"
	}
	switch {
	case s.Joining != session.NoRole:
		w += ", help requested"
	case s.Asks != session.Nobody:
		w += ", transfer requested"
	}
	if wake := r.w.p.Wake(s); !wake.IsZero() {
		w += ", wake " + r.clock(session.InstantOf(wake))
	}
	return w
}

// set changes one setting: "key=value", in the words of this file.
func (r *teller) set(c *session.Config, kv string) {
	key, value, _ := strings.Cut(kv, "=")
	durations := map[string]*time.Duration{
		"offer-time": &c.OfferTime, "transfer-time": &c.TransferTime, "hold-max": &c.HoldMax, "reopen": &c.Reopen,
		"last-agent": &c.LastAgent, "last-agent-wait": &c.LastAgentWait, "offline-limit": &c.OfflineLimit,
		"offline-reassign": &c.OfflineReassign, "offline-max": &c.OfflineMax, "spread": &c.Spread,
		"reply-window": &c.ReplyWindow, "window-margin": &c.WindowMargin, "stale": &c.Stale, "loop-gap": &c.LoopGap,
		"agent-window": &c.AgentWindow, "answer-margin": &c.AnswerMargin, "close-grace": &c.CloseGrace,
	}
	ladders := map[string]*[]session.Rung{"contact-silent": &c.ContactSilent, "called-silent": &c.CalledSilent,
		"agent-silent": &c.AgentSilent, "robot-silent": &c.RobotSilent, "queue-wait": &c.QueueWait}
	words := map[string]interface{ UnmarshalText([]byte) error }{"mode": &c.Mode, "routing": &c.Routing,
		"anchor": &c.Anchor, "offline-to": &c.OfflineTo, "reopen-to": &c.ReopenTo}
	var err error
	switch {
	case durations[key] != nil:
		*durations[key], err = time.ParseDuration(value)
	case ladders[key] != nil:
		*ladders[key] = r.ladder(value)
	case words[key] != nil:
		err = words[key].UnmarshalText([]byte(value))
	case key == "supersede":
		c.Supersede = value == "on"
	case key == "mute":
		c.Mute = value == "on"
	case key == "offline":
		c.Offline = value == "on"
	case key == "queue":
		c.Queue = value
	case key == "fallback":
		c.Fallback = value
	case key == "max-hops":
		c.MaxHops = r.number(value)
	case key == "loop-turns":
		c.LoopTurns = r.number(value)
	case key == "outbound" && value == "unlimited":
		c.Outbound = nil
	case key == "outbound":
		c.Outbound = new(time.Duration)
		*c.Outbound, err = time.ParseDuration(value)
	case key == "since":
		c.Since = r.time(value)
	case key == "open-time":
		c.OpenTime = session.OpenTime{Contact: strings.Contains(value, "contact"), Agent: strings.Contains(value, "agent"),
			Robot: strings.Contains(value, "robot"), Queue: strings.Contains(value, "queue")}
	default:
		r.t.Fatalf("unknown setting %q", key)
	}
	if err != nil {
		r.t.Fatalf("%s: %v", kv, err)
	}
}

func (r *teller) ladder(value string) (l []session.Rung) {
	if value == "off" {
		return nil
	}
	for one := range strings.SplitSeq(value, ",") {
		silence, do, _ := strings.Cut(one, ":")
		d, err := time.ParseDuration(silence)
		if err != nil {
			r.t.Fatal(err)
		}
		g := session.Rung{Silence: d}
		if err := g.Then.UnmarshalText([]byte(do)); err != nil {
			r.t.Fatal(err)
		}
		l = append(l, g)
	}
	return l
}
