package session

import "strings"

// A Role is what an agent does who helps the agent in charge: [Listening], [Consulted], [Joined],
// or [NoRole].
type Role = Enum[roleWords]

// Roles of a helper.
const (
	NoRole    Role = iota
	Listening      // reads along and gives hints to the agent in charge: a supervisor
	Consulted      // the same at the agent's wish: a colleague
	Joined         // writes to the contact as well: a conference
)

type roleWords struct{}

func (roleWords) words() (string, []string) { return "role", roleNames }

var roleNames = []string{"none", "listening", "consulted", "joined"}

// maxMembers is how many helpers a session may have in addition to the agent in charge.
const maxMembers = 4

// A Member is an agent who helps the agent in charge.
type Member struct {
	Agent string
	Role  Role
}

// Helpers returns who helps the agent in charge, in the order in which they came, or nil. See
// decision 153.
func (s State) Helpers() []Member {
	var team []Member
	for one := range s.Members.each {
		if m := member(one); m.Role != NoRole {
			team = append(team, m)
		}
	}
	return team
}

// Role returns the role of a helper, and NoRole for every other agent, also for the one in charge.
func (s State) Role(agent string) Role { return s.role(agent) }

func (s *State) role(agent string) Role {
	for one := range s.Members.each {
		if m := member(one); m.Agent == agent {
			return m.Role
		}
	}
	return NoRole
}

// joined is the first helper who may write to the contact; empty if there is none.
func (s *State) joined() string {
	for one := range s.Members.each {
		if m := member(one); m.Role == Joined {
			return m.Agent
		}
	}
	return ""
}

// member reads an entry of State.Members: the digit of the role, and the agent.
func member(entry string) Member {
	if len(entry) < 2 || entry[0] < '1' || int(entry[0]-'0') >= len(roleNames) {
		return Member{}
	}
	return Member{Agent: entry[1:], Role: Role(entry[0] - '0')}
}

func (m Member) entry() string { return string('0'+rune(m.Role)) + m.Agent }

// served reports whether an agent is in charge.
func (r *step) served() bool { return r.s.Phase == PhaseAgent || r.s.Phase == PhaseHold }

// joinRequested asks for a helper, or lets one in at once.
func (r *step) joinRequested(e *Event) bool {
	s := &r.s
	if why := r.mayJoin(e); why != ReasonNone {
		r.emit(Refuse, Action{By: Agent, Agent: e.Agent, Reason: why})
		return true
	}
	switch has := s.role(e.Target); {
	case e.Target != "" && has == e.Role:
		return false
	case e.Force || has != NoRole:
		if s.Asks == Agent && s.askAgent() == e.Target {
			r.dropRequest() // what was asked of this agent is answered
		}
		r.join(Member{Agent: e.Target, Role: e.Role})
	default:
		if s.Phase == PhaseHold {
			r.resume()
		}
		r.dropRequest()
		if e.Priority != 0 {
			s.Priority = e.Priority
		}
		r.ask(e.Queue, e.Target, e.Role)
	}
	return true
}

// mayJoin says why there can be no such helper.
func (r *step) mayJoin(e *Event) Reason {
	s := &r.s
	if !r.served() || !e.Force && !r.serves(e.Agent) {
		return ReasonNotInCharge
	}
	full := strings.Count(string(s.Members), "\n")+1 >= maxMembers && s.Members != ""
	if e.Role == NoRole || int(e.Role) >= len(roleNames) || e.Target == "" && (e.Queue == "" || e.Force) ||
		e.Target != "" && e.Target == s.Agent || full && (e.Target == "" || s.role(e.Target) == NoRole) {
		return ReasonNoTarget
	}
	return ReasonNone
}

// helpless is who need not be asked for help or to take over: who let the session down, who has
// it, and who helps already.
func (r *step) helpless() List {
	s := &r.s
	l := s.Excluded.with(s.Agent)
	if s.Joining == NoRole {
		return l
	}
	for one := range s.Members.each {
		l = l.with(member(one).Agent)
	}
	return l
}

// helps lets in the agent who accepted a request for help. If others have taken the places
// meanwhile, it came too late.
func (r *step) helps(agent string) {
	s := &r.s
	m := Member{Agent: agent, Role: s.Joining}
	if s.role(agent) == NoRole && len(s.Helpers()) >= maxMembers {
		r.dropRequest()
		r.tell(NoticeTransferFailed)
		return
	}
	r.taken()
	r.join(m)
}

// join gives a helper a role.
func (r *step) join(m Member) {
	s := &r.s
	if has := s.role(m.Agent); has != NoRole {
		s.Members = s.Members.without(Member{m.Agent, has}.entry())
	}
	s.Members = s.Members.with(m.entry())
	r.emit(Join, Action{Agent: m.Agent, Role: m.Role})
}

// dismiss ends the help of one agent.
func (r *step) dismiss(agent string) {
	s := &r.s
	s.Members = s.Members.without(Member{agent, s.role(agent)}.entry())
	r.emit(Leave, Action{Agent: agent})
}

// dismissAll ends all help, as one effect.
func (r *step) dismissAll() {
	if r.s.Members != "" {
		r.s.Members = ""
		r.emit(Leave, Action{})
	}
}

// helperLeft ends the help of an agent who left, and what was asked of this agent.
func (r *step) helperLeft(agent string) {
	s := &r.s
	r.dismiss(agent)
	if s.Asks == Agent && s.askAgent() == agent {
		r.dropRequest()
		r.tell(NoticeTransferFailed)
	}
}

// follow ends the charge of an agent whom another follows at once: the helpers stay.
func (r *step) follow() {
	r.stay = true
	r.leave()
	r.stay = false
}

// succeed puts a helper in charge in place of an agent who left. Whose turn it is stays, and its
// time and rungs; a hold ends.
func (r *step) succeed(agent string) {
	s := &r.s
	if s.Phase == PhaseHold {
		r.resume()
	}
	r.dismiss(agent)
	r.follow()
	r.assign(agent)
}

// takeSession gives the session to the agent who takes it: a supervisor, a helper, or an agent who
// helps himself from a queue. No other agent is asked.
func (r *step) takeSession(e *Event) {
	s := &r.s
	waits := r.waits()
	if s.Phase == PhaseOffered && s.Agent == e.Agent { // as if the offer was accepted
		r.want(e)
		r.take(e.Agent)
		return
	}
	if s.role(e.Agent) != NoRole {
		r.dismiss(e.Agent)
	}
	if r.served() {
		r.follow()
	} else {
		r.leave()
	}
	s.Excluded = s.Excluded.without(e.Agent)
	r.want(e)
	r.assign(e.Agent)
	if waits {
		r.debt(Agent)
	} else {
		r.debt(Contact)
	}
}
