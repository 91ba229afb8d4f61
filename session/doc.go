// Package session decides what happens next in a conversation between a contact, a robot and
// agents: who serves, who is told what, when a party has been silent for too long. [Policy.Step] is
// a pure function: state, event and time go in; the new state and the actions come out. The package
// has no clock, no goroutine and no store, and knows no platform: of a message it sees the id and
// the time.
//
//	p := &session.Policy{Config: session.DefaultConfig(), Hours: calendar}
//	s := session.State{ID: "telegram/4711/889900"} // one for each thread
//	s, actions := p.Step(s, session.Event{Kind: session.ContactMessage, ID: "m1"}, now)
//	for _, a := range actions {
//		outbox.Add(a.Key.String(), a) // start-robot, forward robot
//	}
//	wake := p.Wake(s) // when to call Step with a Tick, if nothing comes before
//
// # The host loop
//
// The host's webhook endpoint stores each event, unique on its id, with the database's time of
// storing, and answers the platform. Then, for a thread at a time and in one transaction:
//
//	lock the thread's row: state, rev, wake
//	for each stored event not yet applied, in the order stored:
//		state, actions = policy.Step(state, event, event.storedAt)
//	if there was none and the row is due:
//		state, actions = policy.Step(state, session.Event{}, database time)
//	store state, wake = policy.Wake(state) rounded up, and until when agents may answer
//	insert the actions into the outbox, unique on Key.String()
//	mark the events as applied, commit
//
// The policy is that of the thread, since threads of one channel differ in their reply windows. A
// loop of the host looks for rows whose wake has come. The order matters: a message stored at
// 09:59:59 beats a deadline at 10:00:00 however late it is processed, since a thread gets a Tick
// only when it has no event left. The outbox carries the actions out in their order.
//
// The host shows an [Offer] on the agent's screen. For the rest there are other packages: routing
// chooses the agent behind [Enqueue], texts writes the text of a [Notify], keyword sets
// [Event].Keyword, and metrics makes the figures of a desk.
//
// # Turns and ladders
//
// In an open session it is one party's turn: the party that owes the next message (State.Owes). A
// turn begins with the message that is to be answered, and ends with the answer. A ladder is a list
// of rungs, the steps that follow while that party stays silent: for the contact, warn after 18
// minutes and end the session after 20. [Config] has a ladder for each party and for the queue.
//
// # Exactly once
//
// There are two promises, and the host's store decides which one it gets. If state and actions are
// stored in one commit and the outbox is unique on the key, each effect is decided exactly once. If
// the store cannot do that and the host acts before it stores, a crash in between makes Step decide
// the same again, under the same key: each effect happens at most once per key if the receiver
// keeps the keys.
//
// Step knows a repetition of one of the last eight events of a thread from the state. The host's
// table of events must know older ones: it keeps ids for at least five days, because X replays
// events for that long.
//
// # What a platform's events are
//
//	of package channel                                 here
//	Message, Press or Started, OriginContact           ContactMessage; NoRenew unless Event.Renews; Standby if Event.Standby;
//	                                                   Press for a Press, and a Message with the payload of a quick reply
//	Message, OriginPerson                              PersonMessage
//	Blocked; ErrUnreachable of a send                  ContactGone; Undelivered if Error.Scope is ScopeThread
//	Failed; any other final error of an answer         Undelivered
//	Handover to another app; ErrNotOwner               ControlLost
//	Handover to us; an event that Replaces its copy    ControlReturned
//
// State.ID is the key of the thread, and the ID of a session event is that of the channel event.
// The package's example "Channel" goes the whole way, from a webhook call to the answer.
//
// If the platform moves a thread (Moved; ErrUnreachable with Error.Moved), the contact is not gone:
// the state goes along. In one transaction the host sets State.ID to the new key, renames its rows
// and readdresses the receipts that wait. If the new thread has an open session already, the host
// closes the old one (CloseRequested by Host) instead.
//
// # What is no event
//
// Delivered, read, typing, reactions and edits cannot change a session and are not passed. Nor are
// echoes of our own sends: taken for an agent's answer, a notice would stop the agent's clock. The
// host drops an echo whose platform id is in a receipt, or which the platform attributes to us;
// while a send to the thread is in flight, an echo of unknown origin waits for the send's answer.
// Any other echo that an employee of the business wrote is a [PersonMessage].
//
// A message of the robot or of an agent is passed before it is sent, and comes back as [Deliver] or
// [Refuse]: a robot's answer that comes after a person took over must not reach the contact.
//
// # Phases
//
//	            contact writes                     robot fails, is silent,
//	  ┌────────────────────────────► Robot ─────── keyword, handoff ─────┐
//	  │                                │ ▲                               │
//	  │   (without a robot)            │ └── transfer to robot ──┐       │
//	  │  ┌─────────────────────────────┼────────────────────┐    │       │
//	  │  │                             │                    ▼    │       ▼
//	Closed ◄── close, silence, gone ───┤                  Queued ◄───────┘
//	  ▲  ▲                             │     found │  ▲     │  ▲
//	  │  │                             │           ▼  │     │  │ agent silent or left,
//	  │  │                             │     Offered ─┘     │  │ forced transfer
//	  │  │                             │  declined,│        │  │
//	  │  │                             │  time out │ accept │ accept (pull)
//	  │  │                             │           ▼        ▼  │
//	  │  └─────────────────────────────┴───────── Agent ───────┘◄──┐
//	  │                                             │ ▲            │
//	  │                                        hold │ │ resume     │ transfer accepted
//	  │                                             ▼ │            │ (the phase stays
//	  │                                            Hold            │ Agent meanwhile)
//	  │
//	  │ expired                  out of hours, no agent, wait ended
//	  └───────────────── Offline ◄──────────────── Robot, Queued, Offered, Agent
//	                        │
//	                        └── opening, reassign interval ──► Queued (or Robot)
//
// At closing time a queue closes by itself: the contact is told, and the session waits as an
// offline message, or in the queue if those are off.
//
// The picture leaves out "Phase" in the names. The robot is in charge in PhaseRobot, the agent in
// PhaseAgent and PhaseHold; in the other phases no party is. A thread in PhaseClosed keeps its
// state: the reopen window, the last agent, the numbers, what the contact was told.
//
// # Helpers
//
// In addition to the agent in charge up to four others may help ([JoinRequested]), each in a
// [Role]: a supervisor who reads along and gives hints, a colleague whom the agent consults, or a
// colleague who writes to the contact as well. They share one clock: an answer of any of them is
// the agent's. Helping has no phase of its own. Neither has wrap-up, the time in which an agent
// writes up a closed session: the host keeps it, such as with Board.Wrap of package routing.
//
// # Time
//
// Deadlines are computed from the state, and no timer is set. So there is nothing to cancel, a tick
// too early, too late or twice is harmless, and a policy may be replaced at any time. The next
// deadline counts from the time at which the present one is noticed: after an outage a new agent
// has the whole time. If several deadlines are due at once, only the last rung of a ladder acts. Of
// different deadlines the one with the greatest effect acts first, such as the end of the wait in
// the queue before the end of an offer; the others may then be no longer due. The time a platform
// gives a message starts no deadline; it decides what is late, what a person answered in the
// platform's own inbox, and how long the reply window is open.
package session
