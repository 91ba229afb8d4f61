// Package router joins a service of package conversation to a board of package session/routing: it
// finds an agent for each conversation that waits, and tells the session.
//
//	r, err := router.New(router.Config{Rows: store, Queues: func() []routing.Queue { return channels.Queues("north") }})
//	s, err := conversation.New(conversation.Config{
//		Store: store, Directory: channels,
//		Changed: r.Changed, Present: r.Present,
//	})
//	go s.Run(ctx)
//	go r.Run(ctx, s)
//	r.Set(routing.Agent{ID: "eve", Ready: true, All: 3})
//
// The agents' screens tell the session what agents do, with [conversation.Service.Do]: accept,
// decline, close. The router hears of it from the rows.
//
// # What it does
//
// The router reads from the state of each thread which conversations wait, which agents are asked
// and which serve, help or are asked to help (see [conversation.Row]), and tells the board what has
// changed. It carries out each choice of the board with session.AgentFound, and with
// session.NoAgent when the TTL of a queue is over. The session decides. If it does not take an
// agent, the conversation waits again, without that agent; if it does not take a NoAgent, the
// conversation begins to wait anew. A choice that could not be stored is tried again.
//
// Time changes things, too: a queue asks further agents after a while ([routing.Stage]), a wait
// ends, or the time ends in which an agent writes up a conversation (wrap-up). Run calls the board
// when that is due.
//
// Change.Actions adds what the state does not keep: that a conversation goes to the front, and
// whom it prefers without waiting for that agent. After a restart the conversation is an ordinary
// one of its queue.
//
// # Queues
//
// The queues in Config.Board are fixed. The queues that Config.Queues returns may change while Run
// works: the router asks for them every Resync, and when a conversation waits in a queue that the
// router does not know. If they have changed, it fills a new board with the agents, places and
// waits of the former one. See decision 381.
//
// # Restart, and several nodes
//
// Nothing of the router is stored. Run begins with the rows of the store: places first, then all
// that wait, in their order. Wrap-ups that are not over are made of the closed rows. The host tells
// of its agents with Set, before Run or at any time; [Router.Stamps] may be kept with them, so that
// the agent who has waited longest is still the next.
//
// One node of a tenant runs the router. Changes on other nodes do not reach it by Config.Changed:
// it reads all rows again every [Config].Resync, or at once with [Router.Resync], for example when
// a notification of the database comes. If two nodes run a router, the session takes one choice for
// each conversation and ignores the other, but an agent may be asked beyond the free places until
// both have read the rows again. If a host cannot allow that, the hook of its store counts the
// places and fails.
package router
