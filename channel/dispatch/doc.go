// Package dispatch sends messages over any channel.Sender. It fits them to the thread, keeps to
// rate limits, repeats a call only if that is safe, resumes after a kill, and reports what became
// of each message.
//
//	d, err := dispatch.New(ch, dispatch.Config{Journal: journal})
//	…
//	r, changes, err := d.Prepare(action.Key, to, m) // store r in the transaction that decides to send
//	r, err = d.Deliver(ctx, r)                      // sends its parts in order
//	…
//	stored, ok := stored.Settle(event)              // an echo, on any node: what was uncertain was sent
//	…
//	err = d.Close(ctx)
//
// A [Receipt] is plain data that a host stores. An [Outbox] does the rest for a host that keeps its
// receipts in rows: it claims threads, delivers, tries again and tells of ends.
//
// A permit is the right to make one call within a rate limit, and a bucket the calls that share a
// limit; both are of package pace. The circuit of an account is open while nothing is sent for it,
// because its platform refuses it. A notice is perishable (Receipt.Perishable) if it is useless
// once a person has written.
//
// # Order and priority
//
// The messages of one thread are sent in the order in which they were accepted, each with all its
// parts, one call at a time. Threads compete for permits: the next goes to the thread with the
// highest priority waiting in it (person, robot, notice), chosen when the permit is there, and
// among equals to the one that has waited longest; every tenth goes to the one that has waited
// longest of all. A message past its NotAfter is dropped. A perishable notice is dropped if a
// person's message joins its thread before the notice has begun to leave.
//
// If a receipt is given back unsent, so are those behind it in its thread ([ErrBehind]), if they
// were accepted together or while the first was pending: an Outbox never lets a customer read a
// later message before an earlier one.
//
// A call needs a permit of every rate of the thread's Limits (see package pace), and none of its
// buckets may be paused. A pause that the platform asks for holds what it names: the thread, the
// kind, the account or the app. If it names nothing, the thread is held; if a second thread is
// refused within five seconds, the account. If the wait is longer than Config.MaxWait, the message
// is given back with the wait, instead of waiting.
//
// # Retries
//
// A part is sent again only if the platform surely did not accept it and may accept it later:
// channel.ErrRateLimited and ErrUnavailable. The wait is the one that the platform asked for, else
// a random one up to a bound that doubles. It holds up no other thread. Config.Attempts and the
// context bound the tries. Some platforms take a file before its message. The file is then uploaded
// in a step of its own, within Config.PrepareWithin, and is not uploaded again when the message is
// sent a second time.
//
// A part whose answer was lost is uncertain. An uncertain or failed part ends its message: no part
// after it is sent. Later messages of the thread wait for its echo, for Config.SettleWithin at
// most. Once it is settled, deliver the receipt again for the rest: within that time it goes before
// them.
//
// # Refusals
//
// A refusal that concerns a message or a person (channel.Error.Affects) ends that message, and the
// account goes on. The circuit of an account opens if the platform says that credentials or money
// are missing, or if a second thread is refused for the same reason: by channel.ErrUnauthorized
// with the same code, with nothing accepted in between. The second message is then held, also if
// the refusal seemed to concern the first message alone. While the circuit is open, no message of
// the account is tried. It closes when the sender says that the credentials were replaced (see
// [Renewer]), or by Renew. If money is missing, a message is also tried fifteen minutes after each
// such refusal, and the circuit closes once the platform accepts one.
//
// The sender of a directory.Directory reports every change of a record on its node, so that no host
// has to call Renew for new credentials. An Outbox tries the held messages again within a minute of
// the change. A message that was refused with channel.ErrUnauthorized is sent after all others of
// its account, and ends after five refusals.
//
// # Reading the code
//
// The way of a message crosses three files: Deliver gives a receipt its place in a queue
// (deliver.go), the loop takes it out when it may leave (loop.go), and try takes its next part from
// the permits over the fence (see the next section) to Send (call.go).
//
// # After a kill, and on several nodes
//
// The [Journal] is called before a part leaves and again after the answer. It must store what each
// call says. Whenever the process is killed, the platform sees each part at most once, and each
// part is sent, unsent or uncertain in the stored receipt: one that is begun and not ended is
// uncertain, and never sent again by itself. After a restart, accept the open receipts before new
// ones, oldest first.
//
// The journal is also the fence between nodes: a part begins only as [Receipt.Begin] allows for the
// stored receipt, so of two nodes that hold a receipt one sends it, and one that was cancelled is
// not sent. Order across nodes needs one worker for each thread: the claims of an Outbox, for
// instance.
package dispatch
