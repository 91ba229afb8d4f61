package session_test

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/contactkit/contactkit/session"
)

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
			w += "(a person in the platform's inbox)"
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
