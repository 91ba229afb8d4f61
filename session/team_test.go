package session_test

import (
	"slices"
	"strings"

	"github.com/contactkit/contactkit/session"
)

// team holds a state to law T3: helpers only together with an agent, never the agent in charge, at
// most four.
func (w *world) team(s session.State) {
	team := s.Helpers()
	if len(team) > 4 || len(team) != len(s.Members.Slice()) {
		broken("law T3: helpers %q", s.Members)
	}
	for i, m := range team {
		again := slices.ContainsFunc(team[:i], func(n session.Member) bool { return n.Agent == m.Agent })
		if m.Agent == s.Agent || again || s.Role(m.Agent) != m.Role {
			broken("law T3: %s helps %s as %v among %q", m.Agent, s.Agent, m.Role, s.Members)
		}
	}
}

// lines are the helpers of a desk, each with the digit of the role in front.
func (d *desk) lines() []string { return session.List(d.Team).Slice() }

func (d *desk) role(agent string) session.Role {
	for _, one := range d.lines() {
		if one[1:] == agent {
			return session.Role(one[0] - '0')
		}
	}
	return session.NoRole
}

// help carries out a Join or a Leave (law T1).
func (d *desk) help(a session.Action) string {
	rest := slices.DeleteFunc(d.lines(), func(one string) bool { return one[1:] == a.Agent })
	switch {
	case a.Kind == session.Join && (!d.Agent || a.Agent == "" || a.Agent == d.Who || a.Role == session.NoRole):
		return "joined nobody, or without a role"
	case a.Kind == session.Join:
		if d.To == a.Agent {
			d.Offer, d.To = 0, ""
		}
		rest = append(rest, string('0'+rune(a.Role))+a.Agent)
	case d.Team == "":
		return "nobody is there to leave"
	case a.Agent == "":
		rest = nil
	case len(rest) == len(d.lines()):
		return "left without being there"
	}
	d.Team = strings.Join(rest, "\n")
	return ""
}
