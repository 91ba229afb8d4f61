// Package routing chooses the next agent for the next conversation: automatic call distribution, or
// ACD, for chats. Events and times go in; choices come out. It has no clock, no goroutine and no
// store.
//
//	board, err := routing.New(routing.Config{
//		Media:  []string{"telegram", "x"},
//		Queues: []routing.Queue{{ID: "claims", Stages: []routing.Stage{
//			{Needs: []routing.Need{{Skill: "claims", Level: 5}}},
//			{After: time.Minute, Needs: []routing.Need{{Skill: "claims", Level: 1}}},
//		}}},
//		Point: time.Minute,
//	})
//	board.Set(routing.Agent{ID: "ann", Ready: true, All: 3, Skills: map[string]uint8{"claims": 7}}, now)
//	choices, err := board.Wait(routing.Request{ID: "t1/4", Queue: "claims", Media: "x", Since: now}, now)
//	for _, c := range choices {
//		found(c.Request, c.Agent) // session.AgentFound, in the transaction that locks the agent's row
//	}
//	wake := board.Wake() // when to call Tick, if nothing comes before
//
// # What a host tells the board
//
// A [Board] advises. A [Choice] becomes an AgentFound of package session, and a choice without an
// agent a NoAgent, in the transaction that also locks the agent's row and counts the places. The
// decisions of the session come back to the board:
//
//	action of package session             call
//	Enqueue                               Wait
//	Dequeue                               Drop, unless an Offer or Assign follows
//	Offer that the board did not choose   Taken: a transfer to one agent holds a place, too
//	Withdraw of an offer                  Drop, unless an Enqueue follows
//	Assign                                Accepted; Taken if the board did not choose the agent
//	Unassign or Close                     Drop, or Wrap if the agent writes up the conversation
//	Join of a helper                      Taken, with an ID of its own for the helper's place
//
// "Follows" means later among the actions of the same step. Every call first does what time has
// brought since the call before, and returns all choices.
//
// A transfer or a helper that an agent asks for (Asks in the session's State) is a request of its
// own, and needs an ID of its own: under the ID of the conversation, Wait and Taken would free the
// place of the agent in charge. When the request is accepted, call Taken for the conversation or
// for the helper's place, and then Drop for the request. When it ends in any other way, call Drop
// alone.
//
// # The rules
//
// Places: a conversation that an agent is asked to take, serves or writes up takes one of the
// agent's places for its medium (Agent.Room) and one of all (Agent.All). The board chooses no agent
// without a free place. Taken may go beyond the places; the agent then gets no conversation until
// one is free.
//
// Order: each request has a key, an instant: Since − Priority × Point, or Answer − Config.Answer if
// that is earlier; with Front, FrontStep before that. The request with the earliest key is served
// first. The key never changes while a request waits, so that it ages without being sorted again.
// Where neither Front nor reply windows count, no request is passed by one that came more than
// (difference of priority) × Point later.
//
// Stages: an agent belongs to the first stage of a queue whose needs the agent meets. After a wait
// of t all stages with After ≤ t are asked, the earlier first.
//
// Free places: after every call, no waiting request could be served by an agent with a free place.
//
// # Restart and fail-over
//
// One node routes a tenant. If two boards do so at the same time, some offers are withdrawn, but no
// agent gets too many conversations, since the host's transaction counts the places. Fill a new
// board in this order: Set for every agent (with Got and Back as kept from Stamps); Hold for every
// place, followed by Wrap if the conversation is being wrapped up; then WaitAll. If a contact began
// anew during the wrap-up, call Hold and Wrap for the old conversation before Hold for the new one.
// The board then chooses as the old one would have. A small desk may keep no board, and fill a new
// one from its rows each time it needs choices.
//
// Agents who leave several offers unanswered should be set with Ready false (RONA, redirection on
// no answer). A session excludes an agent who did not answer its offer, and an agent whom n waiting
// requests exclude costs a walk past all n, 0.1 ms for 1,000.
package routing
