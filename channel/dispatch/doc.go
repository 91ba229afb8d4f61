// Package dispatch sends messages over any channel.Sender so that what it says of them can be trusted: it plans, paces, retries what is
// safe, and resumes after a kill.
//
//	d, err := dispatch.New(ch, dispatch.Config{Journal: outbox})
//	…
//	r, changes := d.Prepare(action.Key, to, m) // pure: store r in the transaction that decides to send
//	r, err = d.Deliver(ctx, r)                 // sends its parts in order
//	…
//	stored, ok := stored.Settle(event)         // an echo, on any node: what was uncertain was sent
//	…
//	err = d.Close(ctx)
//
// # What is sent when
//
// The messages of one thread are sent in the order in which they were accepted, each with all its parts, one call at a time. Threads
// compete for permits: the next goes to the thread with the highest priority waiting in it (person, robot, notice), chosen when the permit is
// there, and among equals to the one that waits longest; every tenth goes to the one that waits longest of all. A message past its
// NotAfter is dropped, and a perishable notice of which nothing has left once a person's message joins its thread.
//
// A call needs a permit of every rate of the thread's Limits (see Limiter), and none of its keys may be paused. A pause that
// the platform asks for holds what it names: the thread, the kind, the account or the app. If it names nothing, the thread is held; if
// a second thread is refused within five seconds, the account. A wait of more than MaxWait is returned, not slept.
//
// # What is sent again
//
// Only what the platform surely did not accept and may accept later: channel.ErrRateLimited and ErrUnavailable. The wait is the one that the
// platform asked for, else a random one up to a bound that doubles. It holds up no other thread. The tries are bounded by Attempts and by the
// context.
//
// An uncertain part, whose answer was lost, ends its message, as does one that failed: nothing after it is sent. Later
// messages of the thread wait SettleWithin for its echo. Once it is settled, deliver the receipt again for the rest: within that
// time it goes before them.
//
// When credentials fail (channel.ErrUnauthorized), the circuit of the account opens, and nothing of it is tried until Renew.
//
// # What survives
//
// The Journal is told before a part leaves, which must be stored, and after its answer. Whenever the process is killed, the platform sees each
// part at most once, and each part is sent, unsent or uncertain in the stored receipt: one that is begun and not ended is
// uncertain, and never sent again by itself. After a restart, accept the open receipts before new ones, oldest first.
//
// Order across nodes is the host's: one line per thread in its database, for instance. Within one dispatcher it is the dispatcher's.
package dispatch
