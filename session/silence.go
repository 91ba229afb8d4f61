package session

import "time"

// ladder returns the ladder of whose turn it is: the rungs before the last, the
// silence of the last (zero: off), and whether it counts working time.
func (p *Policy) ladder(s *State) (rungs []Rung, last time.Duration, working bool) {
	switch s.Owes {
	case Contact:
		rungs, working = p.ContactSilent, p.OpenTime.Contact
		if s.Called && len(p.CalledSilent) > 0 {
			rungs = p.CalledSilent
		}
	case Agent:
		rungs, working = p.AgentSilent, p.OpenTime.Agent
	case Robot:
		rungs, working = p.RobotSilent, p.OpenTime.Robot
	case Queue:
		if s.Stored != 0 {
			return nil, p.OfflineLimit, false
		}
		rungs, working = p.QueueWait, p.OpenTime.Queue
	}
	if len(rungs) == 0 {
		return nil, 0, false
	}
	return rungs[:len(rungs)-1], rungs[len(rungs)-1].Silence, working
}

// anchor is where the turn counts from, and what was counted before.
func (p *Policy) anchor(s *State) (since Instant, used time.Duration) {
	if c := p.since(); c > s.Since {
		return c, 0
	}
	return s.Since, time.Duration(s.Used) * time.Microsecond
}

func (p *Policy) since() Instant {
	if p.Since.IsZero() {
		return 0
	}
	return InstantOf(p.Since)
}

// from is where the phase, offer or request counts from.
func (p *Policy) from(s *State) Instant { return max(s.From, p.since()) }

// ladderWake is when the next rung ahead is due; zero if the ladder is off.
func (p *Policy) ladderWake(s *State) Instant {
	rungs, last, working := p.ladder(s)
	if last == 0 {
		return 0
	}
	for _, g := range rungs {
		if seconds(g.Silence) > s.Taken {
			return p.warnDue(s, g, working)
		}
	}
	return p.rungDue(s, last, working)
}

func (p *Policy) rungDue(s *State, silence time.Duration, working bool) Instant {
	since, used := p.anchor(s)
	return p.after(since, max(silence-used, 0), working)
}

// warnDue is rungDue for a rung before the last.
func (p *Policy) warnDue(s *State, g Rung, working bool) Instant {
	return earliest(p.rungDue(s, g.Silence, working), p.windowCall(s))
}

// windowCall is when a warning to a silent contact must be given for not to
// miss the platform's reply window; zero if nothing can be missed, or the turn
// began too late for it.
func (p *Policy) windowCall(s *State) Instant {
	end := p.windowEnd(s)
	if end == 0 || s.Owes != Contact {
		return 0
	}
	since, _ := p.anchor(s)
	if call := end - Instant(p.WindowMargin.Microseconds()); call > since {
		return call
	}
	return 0
}

// early reports that a rung cannot be due yet, without asking the calendar:
// working time never runs faster than the clock.
func (r *step) early(silence time.Duration) bool {
	since, used := r.p.anchor(&r.s)
	return since.add(max(silence-used, 0)) > r.now
}

// climb takes the last rung that is due, if any: of several the others are
// obsolete.
func (r *step) climb() bool {
	p, s := r.p, &r.s
	rungs, _, working := p.ladder(s)
	call := p.windowCall(s)
	for i := len(rungs) - 1; i >= 0; i-- {
		g := rungs[i]
		silence := seconds(g.Silence)
		if silence <= s.Taken {
			break
		}
		if (call == 0 || call > r.now) && (r.early(g.Silence) || p.rungDue(s, g.Silence, working) > r.now) {
			continue
		}
		r.deadline(s.Debt, silence)
		s.Taken = silence
		r.warn(g)
		return true
	}
	return false
}

// exhausted reports whether the last rung is due.
func (r *step) exhausted() bool {
	p, s := r.p, &r.s
	_, last, working := p.ladder(s)
	if last == 0 || r.early(last) || p.rungDue(s, last, working) > r.now {
		return false
	}
	r.deadline(s.Debt, 0)
	return true
}

// warn carries out a rung before the last.
func (r *step) warn(g Rung) {
	if g.Then == Remind {
		r.tell(NoticeReminder)
		return
	}
	switch r.s.Owes {
	case Contact:
		r.notify(NoticeStillThere)
	case Agent:
		r.notify(NoticeAgentBusy)
	case Robot:
		r.notify(NoticeRobotBusy)
	case Queue:
		r.notify(NoticeStillWaiting)
	}
}

func seconds(d time.Duration) uint32 { return uint32(d / time.Second) }
