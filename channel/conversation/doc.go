// Package conversation is the loop between webhooks and a session, which every host needs. Each
// event is stored once. A pure function decides what to do about it. The decisions are stored in
// the same transaction, and then carried out.
//
//	s, err := conversation.New(conversation.Config{
//		Store:     store,     // package conversation/sqlite, or NewMemory in tests
//		Directory: channels,  // the records: policies, keywords, texts, credentials
//		Robot:     robot,     // answers one question
//	})
//	http.Handle("/", s.Handler())        // the webhooks of all channels, each at its path
//	go s.Run(ctx)                        // applies what is due, asks the robot, sends
//
//	r, err := s.Say(ctx, thread, "form/17", conversation.Said{Agent: "eve", Messages: answer})
//	r, err = s.Do(ctx, thread, session.Event{Kind: session.HoldStarted, ID: "click/18", Agent: "eve"})
//
// A session is one service episode in a thread, from the customer's first message to its end; see
// package session, which decides about it.
//
// HTTP, pages, the router, files and the host's own tables stay with the host, and so does
// channel.AnswerPress for a press.
//
// # The idea
//
// Everything that happens is an [Input], stored before anything else and once for good: an event
// of a platform, what a robot or an agent wants to say ([Said]), and what a router, a screen or
// the host tells the session. A webhook that is delivered again (redelivery), a form that is sent
// again and a robot that answers again are all the same case (idempotency by [Input].ID).
//
// Everything else is read from rows. A store locks a thread and gives [Plan] its [View]: inputs
// that are not applied, receipts (messages on their way, see package dispatch) that are not closed,
// questions that wait. Plan returns a [Change]: the new state, what was decided, receipts to send,
// questions to ask. The store stores all of it or nothing. That a send failed or that a deadline
// has come is read from rows as well, so no kill can lose it.
//
//	webhook ─┐                      ┌─ receipts ─► dispatch.Outbox ─► platform
//	agent   ─┼─► Input ─► Plan ─► Change ─ calls ─► Robot ─► Input
//	router  ─┘            ▲         ├─ state, wake ─► due again
//	                      └─ View ◄─┘  actions ─► the hook of the store: the host's own rows
//
// [Meaning] says what an event of a channel is for the session. Plan applies inputs in the order in
// which they were stored, then the ends of receipts, then the passing of time.
//
// # Promises
//
//   - If processes are killed at any point, on any number of nodes, no message is lost, sent twice
//     or sent out of order. A message whose answer the kill lost is uncertain: it stays in the
//     View, is sent again by itself only with [Config.Resend], and ends with its echo, with
//     [Said.Again] or [Said.Arrived], or with [Store.Prune].
//   - A robot is asked at least once and heard once. If it is stopped, its messages that still wait
//     are withdrawn; if it leaves by itself, they are sent. The questions of a thread are asked one
//     at a time.
//   - An echo of our own message is never taken for a person's message. While a message of ours is
//     being sent, a message of unknown origin in the thread waits until the send has ended.
//   - A message that was stored before a deadline beats it, however late it is applied.
//   - An input on which Plan panics is set aside (a dead letter, [Change].Bad) and logged; the rest
//     of the thread goes on.
//   - If the limits of a thread or the rules of a channel are not known, nothing is decided, and
//     the thread is tried again, later each time up to five minutes. If limits stay unknown for
//     Config.Patience, the thread goes on, and messages to it fail.
//
// # Who does what
//
//	in one transaction      Add: all inputs of a call. Update: inputs, state, receipts, calls and the
//	                        hook's rows of one thread. Note: one step of one part.
//	tried again             a webhook by its platform; a thread by Run; a question by its lease; a send
//	                        by dispatch. An uncertain part only with Config.Resend.
//	hints that may be lost  signals between the loops of Run, Waiter, Config.Changed
//
// A host with a job engine inserts a job for each Change.New in the hook of its store and calls
// [Service.DeliverThread] from it, and [Service.Apply] and [Service.Ask] for the rest.
//
// After an outage call [Service.Recover], and only then Run. When a policy was changed, call Wake.
// When a paused channel goes on, call [Service.Release]. With Config.Doubt or Config.Resend, Run
// asks the platforms about uncertain messages and reports those that a person must decide about.
// [Service.EraseContact] deletes everything of a contact, [Service.Erase] one thread.
//
// Package conversation/host joins a service to a directory, a router and an HTTP server, as most
// hosts do. Package storetest checks a store. It also plays one long conversation again and again,
// and kills the process at each point of it.
package conversation
