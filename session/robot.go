package session

// startRobot puts the robot in charge of a contact who waits for an answer.
func (r *step) startRobot(reopened bool) {
	r.s.Stored, r.s.Answered, r.s.Called = 0, false, false
	r.enter(PhaseRobot)
	r.debt(Robot)
	r.emit(StartRobot, Action{Reopened: reopened})
}

// robotMessage delivers what the robot says while it is in charge.
func (r *step) robotMessage(e *Event) bool {
	if r.s.Phase != PhaseRobot {
		r.emit(Refuse, Action{By: Robot, Reason: ReasonNotInCharge})
		return true
	}
	if r.p.Supersede && r.crossed(e) {
		r.emit(Refuse, Action{By: Robot, Reason: ReasonSuperseded})
		return true // it owes the answer since when it did, so that a contact who writes on reaches people
	}
	r.emit(Deliver, Action{By: Robot})
	r.answered(e, Robot)
	return true
}

// assistantMessage shows a hint, the robot's or a helper's, to the agent in charge.
func (r *step) assistantMessage(e *Event) bool {
	if s := &r.s; r.served() && (e.Agent == "" || s.role(e.Agent) != NoRole) {
		r.emit(Suggest, Action{Agent: s.Agent})
	} else {
		by := Robot
		if e.Agent != "" {
			by = Agent
		}
		r.emit(Refuse, Action{By: by, Agent: e.Agent, Reason: ReasonNotInCharge})
	}
	return true
}

// handoff passes the contact to people on request. The robot that asked is told
// if it must stay.
func (r *step) handoff(e *Event) bool {
	if r.s.Phase != PhaseRobot {
		return false
	}
	if r.p.Mode == RobotOnly {
		r.emit(Refuse, Action{By: Robot, Reason: ReasonNoAgent})
		return true
	}
	r.want(e)
	r.toPeople(e.Present)
	if r.s.Phase == PhaseRobot {
		r.emit(Refuse, Action{By: Robot, Reason: ReasonClosedHours})
	}
	return true
}

func (r *step) robotFailed(e *Event) bool {
	if r.s.Phase != PhaseRobot {
		return false
	}
	r.robotEnds(ReasonRobotFailed, e.Present)
	return true
}

func (r *step) robotLadderEnds() {
	if r.s.Owes == Contact {
		r.contactLadderEnds()
		return
	}
	r.robotEnds(ReasonRobotSilent, false)
}

// toPeople passes the contact from the robot to people on request. While the desk is closed and
// offline messages are off the robot stays, and owes the answer.
func (r *step) toPeople(present bool) {
	if r.p.Offline || r.p.open(r.now) {
		r.robotEnds(ReasonNone, present)
		return
	}
	r.tellClosed()
	r.owe(Robot)
}

// robotEnds takes the session from the robot for good: to the queue, to
// offline messages, or to its end.
func (r *step) robotEnds(why Reason, present bool) {
	p := r.p
	switch {
	case p.Mode == RobotOnly:
		r.notify(NoticeRobotFailed)
		r.end(why)
	case p.open(r.now):
		r.leave()
		r.enqueue(queueing{first: true, present: present})
	case p.Offline:
		r.leave()
		r.toOffline()
	default:
		r.tellClosed()
		r.end(ReasonClosedHours)
	}
}
