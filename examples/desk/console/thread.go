package console

import (
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/examples/desk/engine"
	"github.com/contactkit/contactkit/examples/desk/locale"
	"github.com/contactkit/contactkit/examples/desk/store"
	"github.com/contactkit/contactkit/session"
)

// open is the conversation that a page shows.
type open struct {
	store.Conversation
	Href    string // of this page
	Back    string // to the list alone
	Channel string
	Phase   string
	Queue   string
	Ahead   []ahead
	Typing  time.Time // until when the customer counts as typing; zero: not typing
	Lines   []line
	Earlier string // leads to the lines before; empty: there are none
	Later   string // leads to the newest lines; empty: these are they
	Heard   int64  // the customer's newest message
	Saw     string // its key
	Mine    bool   // I serve the customer
	Tool    *tool  // a message that something is to be done with; nil: none
	Box     box
	Acts    acts
	Panel   panel
}

// ahead is what time will do to the conversation.
type ahead struct {
	At    time.Time
	Words string // before the time that is left
}

// prospects are the words for what time will do.
var prospects = map[engine.Prospect]string{
	engine.AgentReminded:    locale.Mark("a reminder for the agent"),
	engine.CustomerReminded: locale.Mark("an automatic message to the customer"),
	engine.PassedOn:         locale.Mark("it goes to another agent"),
	engine.OfferEnds:        locale.Mark("the offer ends"),
	engine.RequestEnds:      locale.Mark("the request ends"),
	engine.HoldEnds:         locale.Mark("the hold ends"),
	engine.WaitEnds:         locale.Mark("it leaves the queue"),
	engine.ToPeople:         locale.Mark("it goes to an agent"),
	engine.Given:            locale.Mark("it is offered to an agent"),
	engine.Ends:             locale.Mark("it ends"),
}

// box is where an answer is written, or why none can be.
type box struct {
	Why, Instead string // not empty: no answer is possible
	Label        string
	Text         string    // to begin with
	Until        time.Time // the platform takes answers until then; zero: without end
	Limits       channel.Limits
}

func (c *console) ahead(conversation store.Conversation) (list []ahead) {
	for _, a := range c.engine.Ahead(conversation) {
		list = append(list, ahead{a.At, prospects[a.What]})
	}
	return list
}

// lines is how many messages are shown at one time.
const lines = 100

// typingLasts is how long a customer who was seen typing counts as typing.
const typingLasts = 10 * time.Second

// openThread fills in the conversation that is shown.
func (c *console) openThread(t *store.Tx, v *view, n names, thread channel.Thread, q url.Values) error {
	conversation, err := t.Conversation(thread)
	if err != nil {
		return err
	}
	shown, err := pageOf(t, thread, q)
	if err != nil {
		return err
	}
	messages := shown.Messages
	heard, err := t.Heard(thread)
	if err != nil {
		return err
	}
	o := &open{
		Conversation: conversation, Href: v.link(thread), Back: v.link(channel.Thread{}),
		Channel: c.engine.ChannelName(conversation), Phase: phase(conversation, n, v.Me.ID), Queue: conversation.State.Queue,
		Heard: heard.Seq, Saw: heard.Key,
	}
	o.Ahead = c.ahead(conversation)
	o.Mine = conversation.State.Phase == session.PhaseAgent && (conversation.State.Agent == v.Me.ID || conversation.State.Role(v.Me.ID) == session.Joined)
	if until := conversation.Typing.Add(typingLasts); until.After(c.site.Time()) {
		o.Typing = until
	}
	if shown.Earlier {
		o.Earlier = v.link(thread, "before", strconv.FormatInt(messages[0].Seq, 10))
	}
	if shown.Later {
		o.Later = v.link(thread)
	}
	if o.Lines, err = c.lines(t, messages, conversation, v.Me, n); err != nil {
		return err
	}
	for i, l := range o.Lines {
		if o.Mine && c.engine.Tools(l.Message).Any() {
			o.Lines[i].Tools = v.link(thread, "line", strconv.FormatInt(l.Seq, 10))
		}
	}
	if o.Tool, err = c.tool(t, o, q.Get("line")); err != nil {
		return err
	}
	if o.Panel, err = c.panel(t, v, n, conversation); err != nil {
		return err
	}
	o.Box = c.box(conversation, v.Me)
	if use, err := strconv.ParseInt(q.Get("use"), 10, 64); err == nil {
		for _, m := range messages {
			if m.Seq == use && m.Side == store.Assistant {
				o.Box.Text = m.Text
			}
		}
	}
	if o.Acts, err = c.acts(t, conversation, v.Me, n); err != nil {
		return err
	}
	if asks := conversation.State.Ask; conversation.State.Asks != session.Nobody {
		o.Acts.Asked = asked(asks, n)
	}
	v.Open = o
	return nil
}

// pageOf reads the messages that an address asks for: the newest, those before one, or those around
// one. A message of another conversation leads to the newest.
func pageOf(t *store.Tx, thread channel.Thread, q url.Values) (store.Page, error) {
	if seq, err := strconv.ParseInt(q.Get("before"), 10, 64); err == nil {
		p, err := t.Before(thread, seq, lines)
		p.Later = true
		return p, err
	}
	if seq, err := strconv.ParseInt(q.Get("at"), 10, 64); err == nil {
		return t.Around(thread, seq, lines)
	}
	return t.Newest(thread, lines)
}

// box says whether an answer is possible: the session judges who may speak, the platform until
// when.
func (c *console) box(conversation store.Conversation, me store.Person) box {
	s := conversation.State
	b := box{Label: locale.Mark("Answer"), Limits: c.engine.Limits(conversation.Thread)}
	if s.Phase == session.PhaseClosed || s.Phase == session.PhaseOffline {
		b.Label = locale.Mark("Sending takes over this conversation")
	}
	ok, why := c.engine.Allows(conversation, session.Event{Kind: session.AgentMessage, Agent: me.ID})
	var window bool
	b.Until, window = c.engine.Window(conversation)
	switch {
	case !ok && why == session.ReasonNotInCharge:
		b.Why, b.Instead = notInCharge(s, me.ID)
	case !ok:
		b.Why, b.Instead = reasons[why], locale.Mark("You can read on. As soon as the customer writes, the conversation opens again.")
	case !window && conversation.State.Window == 0:
		b.Why, b.Instead = locale.Mark("The platform lets nobody write before the customer has."), locale.Mark("Wait until the customer writes.")
	case !window:
		b.Why = locale.Mark("The platform takes no more answers: the customer's last message is too old.")
		b.Instead = locale.Mark("As soon as the customer writes again, you can answer. Until then you can put the conversation on hold, pass it on or end it.")
	case b.Limits.Text.Max == 0:
		b.Why, b.Instead = locale.Mark("The channel of this conversation takes no texts, or was taken out."), locale.Mark("Ask an administrator.")
	}
	if s.Phase == session.PhaseClosed && !window {
		b.Instead = locale.Mark("As soon as the customer writes again, the conversation opens.")
	}
	return b
}

// notInCharge says whose word it is, and what can be done instead.
func notInCharge(s session.State, me string) (why, instead string) {
	switch s.Phase {
	case session.PhaseRobot:
		return locale.Mark("The robot serves this customer."), locale.Mark("You can watch. If the robot cannot go on, or the customer asks for a person, the conversation comes to the queue.")
	case session.PhaseQueued:
		return locale.Mark("This customer waits for an agent."), locale.Mark("Take the conversation if the button is there. Else it is offered to whoever is ready and has room.")
	case session.PhaseOffered:
		if s.Agent == me {
			return locale.Mark("You are asked to take this conversation."), locale.Mark("Accept it, and you can answer.")
		}
		return locale.Mark("A colleague is asked to take this conversation."), locale.Mark("If nobody accepts, it goes back to the queue.")
	default:
		if s.Role(me) != session.NoRole {
			return locale.Mark("You help the agent who serves this customer."), locale.Mark("Write a hint to the agent. The agent can let you join, and then you can answer.")
		}
		return locale.Mark("Somebody else serves this customer."), locale.Mark("You can read along. A transfer gives the conversation to you.")
	}
}

// asked says whom a transfer waits for.
func asked(ask string, n names) string {
	queue, agent, _ := strings.Cut(ask, "\n")
	if agent != "" {
		return n.of(agent)
	}
	return n.T("the queue {queue}", "queue", queue)
}

// LengthText says how long a text may be; its value is n.
func (b box) LengthText() string {
	if b.Limits.Text.Unit == channel.Bytes {
		return locale.Mark("up to {n} bytes, a longer text goes in parts; / for canned answers")
	}
	return locale.Mark("up to {n} characters, a longer text goes in parts; / for canned answers")
}
