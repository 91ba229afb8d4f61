package session_test

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/channeltest"
	"github.com/contactkit/contactkit/channel/dispatch"
	"github.com/contactkit/contactkit/session"
	"github.com/contactkit/contactkit/session/keyword"
)

// host keeps in maps what belongs into tables.
type host struct {
	ch     *channeltest.Memory // or telegram.New, facebook.New, twitter.New
	out    *dispatch.Dispatcher
	policy *session.Policy
	words  *keyword.Matcher
	now    time.Time

	seen   map[string]channel.Event         // by id: platforms deliver again
	states map[channel.Thread]session.State // with Policy.Wake in its own column, for a sweeper
	drafts map[string]channel.Message       // what robot and agents want to say, by the event's id
}

// receive is the webhook handler.
func (h *host) receive(call channel.Webhook) error {
	got, err := h.ch.Receive(call)
	for _, e := range got.Events {
		old, known := h.seen[e.ID]
		switch {
		case !known:
			h.step(e.Thread, h.meaning(e))
		case e.Replaces(old): // it came on standby: the session has the message, and hears that we may answer
			h.step(e.Thread, session.Event{Kind: session.ControlReturned, ID: e.ID + "/live"})
		default:
			continue
		}
		h.seen[e.ID] = e
	}
	return err
}

// meaning is what an event of a channel is to the session: the six rows of the package comment.
func (h *host) meaning(e channel.Event) session.Event {
	ev := session.Event{ID: e.ID, Time: e.Time, NoRenew: !e.Renews, Standby: e.Standby}
	switch b := e.Body.(type) {
	case channel.Message:
		switch e.Origin {
		case channel.OriginContact:
			ev.Kind, ev.Press = session.ContactMessage, b.Payload != ""
			_, ev.Keyword = h.words.Match(b.Text)
		case channel.OriginPerson: // in the platform's own inbox
			ev.Kind = session.PersonMessage
		}
	case channel.Press, channel.Started:
		if e.Origin == channel.OriginContact {
			ev.Kind = session.ContactMessage
			_, ev.Press = b.(channel.Press)
		}
	case channel.Blocked:
		ev.Kind = session.ContactGone
	case channel.Failed:
		ev.Kind = session.Undelivered
	case channel.Handover:
		switch us := h.ch.Info().App; {
		case b.Kind == channel.HandoverPassed && b.To == us:
			ev.Kind = session.ControlReturned
		case b.Kind == channel.HandoverPassed, b.Kind == channel.HandoverTaken && b.From == us:
			ev.Kind = session.ControlLost
		}
	}
	return ev // a Tick, unless it has a kind
}

// refused is what the refusal of a message is to the session: the same rows, seen by Send.
func refused(key string, err error) session.Event {
	ev := session.Event{ID: key + "/refused", Kind: session.Undelivered}
	e, _ := errors.AsType[*channel.Error](err)
	switch {
	case errors.Is(err, channel.ErrNotOwner):
		ev.Kind = session.ControlLost
	case errors.Is(err, channel.ErrUnreachable) && e.Scope != channel.ScopeThread:
		ev.Kind = session.ContactGone
	}
	return ev
}

// say is what a robot or an agent wants to be said.
func (h *host) say(to channel.Thread, e session.Event, text string) {
	by := channel.ByRobot
	if e.Kind == session.AgentMessage {
		by = channel.ByPerson
	}
	h.drafts[e.ID] = channel.Message{Text: text, By: by}
	h.step(to, e)
}

// step lets the policy decide, and does what it decided.
func (h *host) step(to channel.Thread, e session.Event) {
	s, ok := h.states[to]
	if !ok {
		s.ID = to.Key()
	}
	s, actions := h.policy.Step(s, e, h.now)
	h.states[to] = s
	for _, a := range actions {
		switch a.Kind {
		case session.Deliver:
			h.send(to, a, h.drafts[a.Event])
		case session.Notify:
			h.send(to, a, channel.Message{Text: "(" + a.Notice.String() + ")", By: channel.ByAutomatic})
		case session.Forward:
			fmt.Println("  forward to", a.To) // the robot's input, the agents' screen
		case session.Offer:
			fmt.Println("  offer to", a.Agent)
		}
	}
}

// send carries out one decision, once: its key is the receipt's.
func (h *host) send(to channel.Thread, a session.Action, m channel.Message) {
	m.Heard = h.states[to].Window.Time()
	r, _, err := h.out.Prepare(a.Key.String(), to, m)
	if err == nil {
		_, err = h.out.Deliver(context.Background(), r)
	}
	if err != nil {
		ev := refused(a.Key.String(), err)
		fmt.Println("  not sent:", ev.Kind)
		h.step(to, ev)
		return
	}
	fmt.Println("  ->", m.Text)
}

// From a webhook call to the answer: the robot, a word that asks for a person, an agent. Package
// channel's events become those of this package, and its decisions become messages.
func Example_channel() {
	h := &host{
		policy: &session.Policy{Config: session.DefaultConfig()},
		now:    time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC),
		seen:   map[string]channel.Event{}, states: map[channel.Thread]session.State{}, drafts: map[string]channel.Message{},
	}
	var errs [3]error
	h.words, errs[0] = keyword.Compile(keyword.Set{List: []keyword.Word{{Text: "agent"}}})
	h.ch, errs[1] = channeltest.NewMemory(channeltest.MemoryConfig{Now: func() time.Time { return h.now }})
	h.out, errs[2] = dispatch.New(h.ch, dispatch.Config{})
	if errs != [3]error{} {
		fmt.Println(errs)
		return
	}
	defer h.out.Close(context.Background())
	ann := channel.Thread{Platform: channeltest.MemoryPlatform, Account: "desk", Contact: "customer"}
	customer := func(text string) {
		fmt.Println(text)
		call := h.ch.Webhook(channel.Event{Body: channel.Message{Text: text}})
		for range 2 { // platforms repeat themselves
			if err := h.receive(call); err != nil {
				fmt.Println(err)
			}
		}
		h.now = h.now.Add(10 * time.Second)
	}

	happens := func(what string, e channel.Event) {
		fmt.Println(what)
		if err := h.receive(h.ch.Webhook(e)); err != nil {
			fmt.Println(err)
		}
		fmt.Println("  phase", h.states[ann].Phase)
		h.now = h.now.Add(10 * time.Second)
	}

	customer("Where is my parcel?")
	h.say(ann, session.Event{Kind: session.RobotMessage, ID: "robot/1"}, "On its way.")
	customer("Agent")
	h.say(ann, session.Event{Kind: session.RobotMessage, ID: "robot/2"}, "I am a good robot.") // too late: refused
	h.step(ann, session.Event{Kind: session.AgentFound, ID: "router/1", Agent: "bob"})
	h.step(ann, session.Event{Kind: session.AgentAccepted, ID: "screen/1", Agent: "bob", Offer: h.states[ann].Part})
	h.say(ann, session.Event{Kind: session.AgentMessage, ID: "screen/2", Agent: "bob"}, "It comes at noon.")
	h.now = h.policy.Wake(h.states[ann]) // a sweeper looks for these
	h.step(ann, session.Event{})
	fmt.Println(h.policy.Explain(h.states[ann]))

	// Another app of the page takes the thread, and gives it back.
	us := h.ch.Info().App
	happens("another app takes control", channel.Event{Origin: channel.OriginPlatform, Body: channel.Handover{Kind: channel.HandoverTaken, From: us, To: "another"}})
	happens("the customer writes to it", channel.Event{Standby: true, Body: channel.Message{Text: "Hello?"}})
	happens("control is passed back", channel.Event{Origin: channel.OriginPlatform, Body: channel.Handover{Kind: channel.HandoverPassed, From: "another", To: us}})

	// A message on standby may come once more, live and with its ID: control is ours again.
	happens("control is passed on", channel.Event{Origin: channel.OriginPlatform, Body: channel.Handover{Kind: channel.HandoverPassed, From: us, To: "another"}})
	once := channel.Event{ID: channel.EventID(channeltest.MemoryPlatform, "desk", "once"), Standby: true, Body: channel.Message{ID: "once", Text: "Still there?"}}
	happens("the customer writes again", once)
	once.Standby = false
	happens("the same message comes live", once)
	happens("the customer presses a button", channel.Event{Body: channel.Press{Button: "Track it", Payload: "track:17"}})
	h.say(ann, session.Event{Kind: session.RobotMessage, ID: "robot/3"}, "It left the depot.")
	happens("a colleague answers in the platform's inbox", channel.Event{Origin: channel.OriginPerson, Body: channel.Message{Text: "It is at your neighbour's."}})
	happens("the platform could not deliver it", channel.Event{Origin: channel.OriginPlatform, Body: channel.Failed{}})
	happens("the customer blocks us", channel.Event{Body: channel.Blocked{}})
	customer("I am back")
	h.ch.Fail(channel.ErrNotOwner, 1) // the event of a handover is late: the refusal tells of it
	h.say(ann, session.Event{Kind: session.RobotMessage, ID: "robot/4"}, "Welcome!")
	fmt.Println("  phase", h.states[ann].Phase)
	// Output:
	// Where is my parcel?
	//   forward to robot
	//   -> On its way.
	// Agent
	//   -> (queued)
	//   forward to queue
	//   offer to bob
	//   -> It comes at noon.
	//   -> (still-there)
	// the contact owes bob an answer since 2026-03-02 09:00:20 UTC; closed at 2026-03-02 09:20:20 UTC
	// another app takes control
	//   phase closed
	// the customer writes to it
	//   forward to nobody
	//   phase closed
	// control is passed back
	//   phase robot
	// control is passed on
	//   phase closed
	// the customer writes again
	//   forward to nobody
	//   phase closed
	// the same message comes live
	//   phase robot
	// the customer presses a button
	//   forward to robot
	//   phase robot
	//   -> It left the depot.
	// a colleague answers in the platform's inbox
	//   phase agent
	// the platform could not deliver it
	//   phase agent
	// the customer blocks us
	//   phase closed
	// I am back
	//   forward to robot
	//   not sent: control-lost
	//   phase closed
}
