package console

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/examples/desk/locale"
	"github.com/contactkit/contactkit/examples/desk/store"
	"github.com/contactkit/contactkit/examples/desk/web"
	"github.com/contactkit/contactkit/session"
)

// acts are what a person may do with a conversation now.
type acts struct {
	Accept, Take, Decline, Hold, Resume, Cancel, Close bool
	Waive                                              bool     // say that the customer needs no answer
	Listen, Enter, TakeOver                            bool     // a supervisor's
	Leave                                              bool     // end my help
	Hint                                               bool     // tell the agent in charge something
	Help                                               []target // whom to ask for help
	Helpers                                            []helper
	Offer                                              uint32
	Asked                                              string // whom a transfer waits for
	Transfer                                           []target
	Force                                              bool // a supervisor may transfer without asking
	Forced                                             bool // and cannot do it otherwise
}

// target is where a conversation can be passed on to.
type target struct{ Value, Label string }

// helper is a person in addition to the agent in charge.
type helper struct{ Name, Does string }

// does says what a helper does.
var does = map[session.Role]string{session.Listening: locale.Mark("reads along"), session.Consulted: locale.Mark("is consulted"), session.Joined: locale.Mark("writes to the customer")}

// accept is the word of a person who takes a conversation.
func accept(me string, offer uint32) session.Event {
	return session.Event{Kind: session.AgentAccepted, Agent: me, Offer: offer}
}

// event is what a form asks for. ok is false if it asks for nothing.
func event(me store.Person, do, to string, offer uint32, force bool) (ev session.Event, ok bool) {
	switch do {
	case "accept":
		return accept(me.ID, offer), true
	case "decline":
		return session.Event{Kind: session.AgentDeclined, Agent: me.ID, Offer: offer}, true
	case "hold":
		return session.Event{Kind: session.HoldStarted, Agent: me.ID}, true
	case "resume":
		return session.Event{Kind: session.HoldEnded, Agent: me.ID}, true
	case "cancel":
		return session.Event{Kind: session.TransferCancelled, Agent: me.ID}, true
	case "close":
		ev = session.Event{Kind: session.CloseRequested, Agent: me.ID, By: session.Agent}
		if force {
			ev.By = session.Host
		}
		return ev, true
	case "waive":
		return session.Event{Kind: session.Waived, Agent: me.ID}, true
	case "listen":
		return session.Event{Kind: session.JoinRequested, Agent: me.ID, Target: me.ID, Role: session.Listening, Force: force}, true
	case "enter":
		return session.Event{Kind: session.JoinRequested, Agent: me.ID, Target: me.ID, Role: session.Joined, Force: force}, true
	case "takeover":
		return session.Event{Kind: session.TransferRequested, Agent: me.ID, To: session.Agent, Target: me.ID, Force: force}, true
	case "leave":
		return session.Event{Kind: session.AgentLeft, Agent: me.ID}, true
	case "consult", "join":
		ev = session.Event{Kind: session.JoinRequested, Agent: me.ID, Role: session.Consulted}
		if do == "join" {
			ev.Role = session.Joined
		}
		kind, name, _ := strings.Cut(to, ":")
		if ev.Target = name; kind == "queue" {
			ev.Queue, ev.Target = name, ""
		}
		return ev, kind == "queue" || kind == "agent"
	case "transfer":
		ev = session.Event{Kind: session.TransferRequested, Agent: me.ID, Force: force}
		kind, name, _ := strings.Cut(to, ":")
		switch kind {
		case "queue":
			ev.To, ev.Queue = session.Queue, name
		case "agent":
			ev.To, ev.Target = session.Agent, name
		case "robot":
			ev.To = session.Robot
		case "offline":
			ev.To = session.Offline
		default:
			return ev, false
		}
		return ev, true
	}
	return ev, false
}

// acts asks the session what a person may do.
func (c *console) acts(t *store.Tx, conversation store.Conversation, me store.Person, n names) (a acts, err error) {
	s := conversation.State
	a.Offer = s.Part
	may := func(do, to string, force bool) bool {
		ev, _ := event(me, do, to, s.Part, force)
		ok, _ := c.engine.Allows(conversation, ev)
		return ok
	}
	supervises := me.Supervises()
	a.Decline = may("decline", "", false)
	a.Accept = may("accept", "", false)
	a.Take, a.Accept = a.Accept && !a.Decline, a.Accept && a.Decline
	a.Hold, a.Resume, a.Cancel = may("hold", "", false), may("resume", "", false), may("cancel", "", false)
	a.Close = may("close", "", false) || supervises && may("close", "", true)
	a.Waive = may("waive", "", false)
	a.Leave = s.Role(me.ID) != session.NoRole
	a.Hint = a.Leave
	if supervises && s.Agent != me.ID {
		a.Listen, a.Enter, a.TakeOver = may("listen", "", true), may("enter", "", true), may("takeover", "", true)
	}
	for _, m := range s.Helpers() {
		a.Helpers = append(a.Helpers, helper{n.of(m.Agent), does[m.Role]})
	}
	var targets []target
	queues, err := t.Queues()
	if err != nil {
		return a, err
	}
	for _, q := range queues {
		targets = append(targets, target{"queue:" + q, n.T("the queue {queue}", "queue", q)})
	}
	people, err := t.People()
	if err != nil {
		return a, err
	}
	for _, p := range people {
		label := p.Name
		switch {
		case p.ID == me.ID:
			label = n.T("{name} (you)", "name", p.Name)
		case !p.Ready:
			label = n.T("{name} (on a break)", "name", p.Name)
		}
		targets = append(targets, target{"agent:" + p.ID, label})
	}
	targets = append(targets, target{"robot", n.T("the robot")}, target{"offline", n.T("the offline messages")})
	a.Force, a.Forced = supervises, true
	for _, to := range targets {
		asked := may("transfer", to.Value, false)
		if asked || supervises && may("transfer", to.Value, true) {
			a.Transfer = append(a.Transfer, to)
			a.Forced = a.Forced && !asked
		}
		if may("consult", to.Value, false) {
			a.Help = append(a.Help, to)
		}
	}
	return a, nil
}

// note says what became of a form, where the page does not show it by itself.
func note(code string) string {
	switch code {
	case "late":
		return locale.Mark("That was no longer possible: somebody was faster, or it has ended.")
	case "refused":
		return locale.Mark("The platform did not do that.")
	case "full":
		return locale.Mark("There are 50 of them: delete one first.")
	case "nothing":
		return locale.Mark("This message was sent meanwhile, or is on its way.")
	}
	for reason, words := range reasons {
		if reason.String() == code {
			return words
		}
	}
	return ""
}

// reasons are the session's, as an agent reads them.
var reasons = map[session.Reason]string{
	session.ReasonNotInCharge:       locale.Mark("You do not serve this customer."),
	session.ReasonOutboundForbidden: locale.Mark("On this channel agents do not write first."),
	session.ReasonOutboundLate:      locale.Mark("The customer's last message is too long ago for an agent to write first."),
	session.ReasonControlLost:       locale.Mark("Another app controls this conversation on the platform."),
	session.ReasonNoTarget:          locale.Mark("It cannot be passed on to there."),
}

// act does what a form asks for, if the session does.
func (c *console) act(w http.ResponseWriter, r *http.Request) {
	me := web.Who(r.Context())
	thread, ok := c.thread(w, r)
	if !ok {
		return
	}
	offer, _ := strconv.ParseUint(r.PostFormValue("offer"), 10, 32) // without one: 0, which is no offer's number
	do := r.PostFormValue("do")
	force := me.Supervises() && (r.PostFormValue("force") != "" || do == "listen" || do == "enter" || do == "takeover")
	ev, ok := event(me, do, r.PostFormValue("to"), uint32(offer), force)
	if !ok || !isForm(r.PostFormValue("form")) {
		c.site.Refuse(w, r, http.StatusBadRequest, locale.Mark("The form is not complete."))
		return
	}
	if known, err := c.isTarget(r.Context(), ev); err != nil {
		c.site.Fail(w, r, err)
		return
	} else if !known {
		c.site.Refuse(w, r, http.StatusBadRequest, locale.Mark("There is no such queue or person."))
		return
	}
	if ev.Kind == session.CloseRequested && me.Supervises() {
		if found, err := c.conversation(r.Context(), thread); err == nil && found.State.Agent != me.ID {
			ev.By = session.Host
		}
	}
	aside := strings.TrimSpace(channel.Clean(r.PostFormValue("note")))
	if aside != "" && ev.Kind == session.TransferRequested {
		if len(aside) > longestNote {
			c.site.Refuse(w, r, http.StatusBadRequest, locale.Mark("The note is too long."))
			return
		}
		if err := c.engine.Note(r.Context(), me.ID, r.PostFormValue("form"), thread, aside); err != nil {
			c.site.Fail(w, r, err)
			return
		}
	}
	if ev.Kind == session.CloseRequested && ev.By == session.Agent {
		if err := c.engine.AskSurvey(r.Context(), me.ID, thread); err != nil {
			c.site.Fail(w, r, err)
			return
		}
	}
	done, why, err := c.engine.Ask(r.Context(), r.PostFormValue("form"), thread, ev)
	if err != nil {
		c.site.Fail(w, r, err)
		return
	}
	code := ""
	if !done {
		code = "late"
		if reasons[why] != "" {
			code = why.String()
		}
		if found, err := c.conversation(r.Context(), thread); err == nil && ev.Kind == session.AgentAccepted && found.State.Agent == me.ID {
			code = "" // the same form a second time
		}
	}
	c.back(w, r, thread, code)
}

// isForm reports whether a form's name can be one that a page gave it. It is stored with what the
// form leads to.
func isForm(name string) bool { return name != "" && len(name) <= 64 }

// isTarget reports whether a transfer or a request for help has an existing target. The session
// knows no names: a customer whom a forged form sends to a queue that does not exist would wait
// there without end.
func (c *console) isTarget(ctx context.Context, ev session.Event) (known bool, err error) {
	asks := ev.Kind == session.JoinRequested || ev.Kind == session.TransferRequested && (ev.To == session.Queue || ev.To == session.Agent)
	if !asks {
		return true, nil
	}
	err = c.site.Store.View(ctx, func(t *store.Tx) error {
		if ev.Target != "" || ev.To == session.Agent {
			_, err := t.Person(ev.Target)
			if known = err == nil; errors.Is(err, store.ErrNotFound) {
				return nil
			}
			return err
		}
		queues, err := t.Queues()
		known = slices.Contains(queues, ev.Queue)
		return err
	})
	return known, err
}

// thread reads which conversation a form is about; if it names none, the answer is given.
func (c *console) thread(w http.ResponseWriter, r *http.Request) (channel.Thread, bool) {
	thread, err := channel.ParseThread(r.PostFormValue("thread"))
	if err != nil {
		c.site.Refuse(w, r, http.StatusBadRequest, locale.Mark("The form names no conversation."))
		return thread, false
	}
	return thread, true
}
