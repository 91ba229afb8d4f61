package console

import (
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/examples/desk/locale"
	"github.com/contactkit/contactkit/examples/desk/store"
	"github.com/contactkit/contactkit/session"
)

// most is how many conversations a list shows: with as many messages as a page has, it weighs less
// than 100 KB.
const most = 50

// tab is one of the lists.
type tab struct {
	Name, Label string
	Href        string
	Count       int
	Counted     bool
	Current     bool
}

// entry is a conversation in a list.
type entry struct {
	store.Conversation
	Href    string
	Current bool
	Status  string    // in a few words
	Why     string    // of a customer who waits: what is in the way of an agent
	Due     bool      // the customer waits for me
	Since   time.Time // when the wait began
	Until   time.Time // when the offer ends
	Offer   uint32
	Take    bool // I may help myself
}

// Whose says who wrote the newest message, where it was not the customer.
func (e entry) Whose() string {
	switch e.Side {
	case store.Customer, "":
		return ""
	case store.Robot:
		return locale.Mark("Robot:")
	case store.Notice:
		return locale.Mark("Automatic:")
	case store.Inbox:
		return locale.Mark("Inbox:")
	default:
		return locale.Mark("Agent:")
	}
}

// list fills in what the page lists.
func (c *console) list(t *store.Tx, v *view, n names) error {
	offers, err := t.Offers(v.Me.ID)
	if err != nil {
		return err
	}
	offered := 0 // and not served
	for _, o := range offers {
		e := c.entry(v, n, o.Conversation)
		e.Offer, e.Until = o.Number, o.Until
		e.Status = n.T("{name} asks you to take over", "name", n.of(o.State.Agent))
		if o.State.Joining != session.NoRole {
			e.Status = n.T("{name} asks for your help", "name", n.of(o.State.Agent))
		}
		if o.State.Phase == session.PhaseOffered {
			e.Status = n.T("asks for you")
			offered++
		}
		v.Offers = append(v.Offers, e)
	}
	if err := c.wraps(t, v, n); err != nil {
		return err
	}
	mine, err := t.With(v.Me.ID)
	if err != nil {
		return err
	}
	waiting, err := t.Queue()
	if err != nil {
		return err
	}
	tallies, err := t.Phases()
	if err != nil {
		return err
	}
	phases := make(map[string]int)
	for _, p := range tallies {
		phases[p.Name] = p.N
	}
	v.Due = len(offers)
	for _, conversation := range mine {
		if due(conversation.State, v.Me.ID) {
			v.Due++
		}
	}
	v.tabs(map[string]int{
		"mine": len(mine), "queue": len(waiting), "robot": phases["robot"], "offline": phases["offline"],
		"others": phases["agent"] + phases["hold"] + phases["offered"] - len(mine) - offered,
	})
	if v.Public, err = t.TalksDue(); err != nil {
		return err
	}
	if v.Channels, v.Labels, err = c.filters(t); err != nil {
		return err
	}
	var list []store.Conversation
	f := v.Filter()
	switch {
	case v.Query != "":
		if list, err = t.Search(v.Query, f, most); err == nil {
			v.Found, err = c.found(t, v, n)
		}
	case v.Tab == "queue":
		return c.queue(t, v, n, waiting)
	case v.Tab == "robot":
		list, err = t.FilteredPhase(session.PhaseRobot, f, most)
	case v.Tab == "others":
		list, err = t.FilteredWithOthers(v.Me.ID, f, most)
	case v.Tab == "offline":
		list, err = t.FilteredPhase(session.PhaseOffline, f, most)
	case v.Tab == "closed":
		list, err = t.FilteredPhase(session.PhaseClosed, f, most)
	default:
		list, err = t.FilteredWith(v.Me.ID, f, most)
	}
	for _, conversation := range list {
		v.List = append(v.List, c.entry(v, n, conversation))
	}
	return err
}

// tabs fills in the lists to choose from.
func (v *view) tabs(counts map[string]int) {
	for _, b := range []tab{
		{Name: "mine", Label: locale.Mark("Mine")}, {Name: "queue", Label: locale.Mark("Queue")}, {Name: "robot", Label: locale.Mark("Robot")},
		{Name: "others", Label: locale.Mark("Colleagues")}, {Name: "offline", Label: locale.Mark("Offline")}, {Name: "closed", Label: locale.Mark("Closed")},
	} {
		if v.Tab == "" {
			v.Tab = b.Name
		}
		b.Count, b.Counted = counts[b.Name]
		b.Current = b.Name == v.Tab && v.Query == ""
		b.Href = where{Tab: b.Name, Channel: v.Channel, Label: v.Label}.link(channel.Thread{})
		v.Tabs = append(v.Tabs, b)
	}
}

// queue lists all who wait, in the order in which they are to be served.
func (c *console) queue(t *store.Tx, v *view, n names, waiting []store.Waiting) error {
	why, err := c.engine.Waits(t, waiting)
	if err != nil {
		return err
	}
	for _, w := range waiting[:min(len(waiting), most)] {
		conversation, err := t.Conversation(w.Thread)
		if err != nil {
			return err
		}
		if kept, err := t.Keeps(v.Filter(), w.Thread); err != nil || !kept {
			if err != nil {
				return err
			}
			continue
		}
		e := c.entry(v, n, conversation)
		e.Since = w.Since.Time()
		e.Status, e.Why = n.T("waits"), why[w.Thread]
		if w.Queue != "" {
			e.Status = n.T("waits in {queue}", "queue", w.Queue)
		}
		v.List = append(v.List, e)
	}
	return nil
}

func (c *console) entry(v *view, n names, conversation store.Conversation) entry {
	e := entry{Conversation: conversation, Href: v.link(conversation.Thread), Status: phase(conversation, n, v.Me.ID)}
	e.Current = v.Open != nil && v.Open.Thread == conversation.Thread
	s := conversation.State
	e.Due = due(s, v.Me.ID)
	e.Offer = s.Part
	e.Take, _ = c.engine.Allows(conversation, accept(v.Me.ID, s.Part))
	return e
}

// due reports whether a customer waits for a person.
func due(s session.State, me string) bool {
	return s.Agent == me && s.Phase == session.PhaseAgent && s.Owes == session.Agent
}

// phase says in a few words who serves a customer.
func phase(c store.Conversation, n names, me string) string {
	s := c.State
	mine := s.Agent == me
	switch s.Phase {
	case session.PhaseRobot:
		return n.T("with the robot")
	case session.PhaseQueued:
		return n.T("waits")
	case session.PhaseOffered:
		return whose(mine, n.T("offered to you"), n.T("offered to {name}", "name", n.of(s.Agent)))
	case session.PhaseAgent:
		if mine && s.Owes == session.Agent {
			return n.T("waits for you")
		}
		return whose(mine, n.T("with you"), n.T("with {name}", "name", n.of(s.Agent)))
	case session.PhaseHold:
		return whose(mine, n.T("on hold"), n.T("on hold by {name}", "name", n.of(s.Agent)))
	case session.PhaseOffline:
		return n.T("left a message")
	default:
		return n.T("closed")
	}
}

func whose(mine bool, yours, other string) string {
	if mine {
		return yours
	}
	return other
}
