package conversation

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/directory"
	"github.com/contactkit/contactkit/channel/dispatch"
	"github.com/contactkit/contactkit/session"
	"github.com/contactkit/contactkit/session/texts"
)

// A Robot answers a question. It is called concurrently, for different threads. Its context ends
// after Config.RobotTime. If it does not return within ten seconds of that, or if its process is
// killed, it is asked again, perhaps on another node, and only the first answer is heard. An error,
// such as that of a context that has ended, or an answer that Input.Check refuses, counts as
// Said.Failed: people take over. An empty Said.Saw means that the robot has seen no more than the
// message of the call. See decision 213.
type Robot func(ctx context.Context, c Call) (Said, error)

// Config says how a Service works. Store must be set, and Directory or both Rules and Sender. Its
// functions may be called concurrently.
type Config struct {
	Store Store
	// Directory has the channels. Rules and Sender default to what it makes of them. A record that
	// it does not have is loaded (directory.Options.Load) before a transaction begins.
	Directory *directory.Directory
	// Rules returns how a thread is served. channelID may be empty if nothing but the host has
	// spoken in the thread yet. It is called within the transaction of the store, so it must not
	// wait. If it fails, nothing is decided, and the thread is tried again.
	Rules func(ctx context.Context, channelID string, to channel.Thread) (Rules, error)
	// Sender sends to the threads of all channels.
	Sender channel.Sender
	// Dispatch configures the dispatcher. Journal must be nil: the store is the journal.
	Dispatch dispatch.Config
	// Lease is how long a worker's claim of a thread lasts. It must be longer than
	// Dispatch.Timeout: see dispatch.OutboxConfig.Lease. Defaults to twice Dispatch.Timeout.
	Lease time.Duration

	// Robot answers questions. If nil, every question counts as failed, and people take over.
	Robot Robot
	// RobotTime bounds one question. It should be shorter than the
	// last rung of session.Config.RobotSilent. Defaults to 20 s.
	RobotTime time.Duration
	// Robots bounds the questions at one time. Defaults to 32.
	Robots int

	// Present reports whether an agent is on duty and has room, for Rules of Directory. If nil, no
	// agent is. It is called within the transaction of the store, so it must not wait.
	Present func(agent string) bool
	// Values are the placeholders of a notice that only the host knows, such as the agent's name
	// and the place in the queue, for Rules of Directory. Its Now and Zone are filled in from the
	// record if they are empty. If Values is nil, sentences with such placeholders are left out.
	Values func(a session.Action, row Row) texts.Values
	// Since returns when the last outage ended in which the host got no events of a channel: see
	// session.Config.Since. If nil, or if it returns the zero Time, there was none.
	// [Service.Recover] sets it for all channels.
	Since func(channelID string) time.Time

	// Doubt is called by Run with each message that may have arrived, once its platform was asked:
	// see [Service.Doubts]. A person decides about it. While the process runs, it is called once
	// for each send that is uncertain; after a restart it is called again. If several processes
	// share a store, one of them at a time asks; if the store is no [Excluder], set Doubt and
	// Resend in one of them alone. It needs a Directory and a store that is a [DoubtLister]. If
	// nil, and Resend is false, Run asks no platform.
	Doubt func(ctx context.Context, d Doubt)
	// Resend lets Run send a message once more that may have arrived, if its platform has returned
	// its history since the send and the message is not in it (Doubt.Asked). It does so once for
	// each message: the history is asked a minute or more after the send, but if a platform shows a
	// message later still, the contact reads it twice. Doubt is called with the others, and with
	// those that the session refuses, as after the end of the reply window. Resend needs the same
	// Directory and store as Doubt. If Doubt is nil, those messages are logged. See decision 410.
	Resend bool
	// DoubtEvery is how often Run asks. Defaults to 5 minutes. A platform that does not have a
	// message an hour after it was sent is not asked about it again while the process runs; an echo
	// still settles it.
	DoubtEvery time.Duration
	// Keep is how long inputs and receipts stay stored once they are over. Every hour Run deletes
	// those that are older: see [Service.Prune]. It must be a week or more, since X delivers again
	// for five days. If zero, Run deletes nothing.
	Keep time.Duration

	// Patience is how long a thread waits if its limits are not known: see Rules.Patience. Defaults
	// to 10 s.
	Patience time.Duration
	// Orphans is the policy of threads whose channel was removed, so that their sessions end one
	// day. Messages in them fail. It needs a Directory that has all records when Run begins,
	// or loads them. If nil, nothing is decided on such a thread.
	Orphans *session.Policy

	// Trace returns the trace context of ctx as text, such as a traceparent of W3C, so that one
	// trace leads from a webhook call to the messages that come of it, over nodes and restarts. It
	// is stored with each input. If nil, or if the text is longer than 1,024 bytes, none is stored.
	// See decision 402.
	Trace func(ctx context.Context) string
	// Resume returns a context, made from ctx, with the trace context that Trace returned on some
	// node: for Robot, and for the calls that send. If nil, ctx is used.
	Resume func(ctx context.Context, trace string) context.Context

	// Tell is called with each receipt that was given back unsent, with the error of
	// dispatch.Dispatcher.Deliver, for screens that say why a message waits. It is a hint that a
	// kill may lose: how a receipt ended is told by Changed. If nil, nothing is called.
	Tell func(ctx context.Context, r dispatch.Receipt, err error)
	// Changed is called after each commit with what was stored, for screens. Calls for one thread
	// may come in another order than their commits: a greater Row.State.Rev is newer. It is a hint
	// that a kill may lose: a host's own rows belong into the hook of its store. If nil, nothing is
	// called.
	Changed func(thread channel.Thread, c Change)
	// Log hears what an administrator should look at. If nil, slog.Default is used. It gets no
	// text of a message.
	Log *slog.Logger

	// Node names this process; different for each process and each start. Defaults to a random
	// name.
	Node string
	// Poll is how often the store is asked for what is due. Defaults to 1 s.
	Poll time.Duration
	// Workers bounds the threads that Run applies at one time. Defaults to 8.
	Workers int
}

// shortestKeep is longer than any platform delivers again.
const shortestKeep = 7 * 24 * time.Hour

// check fills in defaults and joins all complaints but those of dispatch.NewOutbox, one
// *channel.FieldError each.
func (c *Config) check() error {
	var errs []error
	complain := func(is bool, field, code, reason string) {
		if is {
			errs = append(errs, &channel.FieldError{Field: field, Code: code, Reason: reason})
		}
	}
	if c.Sender == nil && c.Directory != nil {
		c.Sender = c.Directory.Sender()
	}
	complain(c.Store == nil, "store", channel.CodeMissing, "service needs a store")
	complain(c.Directory == nil && c.Rules == nil, "rules", channel.CodeMissing, "service needs rules or a directory")
	complain(c.Sender == nil, "sender", channel.CodeMissing, "service needs a sender or a directory")
	for _, d := range []struct {
		field string
		value int64
	}{{"robotTime", int64(c.RobotTime)}, {"robots", int64(c.Robots)}, {"workers", int64(c.Workers)}, {"patience", int64(c.Patience)}, {"doubtEvery", int64(c.DoubtEvery)}} {
		complain(d.value < 0, d.field, channel.CodeInvalid, "must not be negative")
	}
	_, lists := c.Store.(DoubtLister)
	for _, lane := range []struct {
		field string
		set   bool
	}{{"doubt", c.Doubt != nil}, {"resend", c.Resend}} {
		complain(lane.set && c.Store != nil && !lists, lane.field, channel.CodeUnsupported, "needs a store that can list what is uncertain")
		complain(lane.set && c.Directory == nil, lane.field, channel.CodeConflict, "needs a directory, through which platforms are asked")
	}
	complain(c.Keep != 0 && c.Keep < shortestKeep, "keep", channel.CodeInvalid, "must be a week or more")
	if err := errors.Join(errs...); err != nil {
		return fmt.Errorf("conversation: %w", err)
	}
	c.DoubtEvery = cmp.Or(c.DoubtEvery, 5*time.Minute)
	c.RobotTime = cmp.Or(c.RobotTime, 20*time.Second)
	c.Robots = cmp.Or(c.Robots, 32)
	c.Poll = cmp.Or(c.Poll, time.Second)
	c.Patience = cmp.Or(c.Patience, 10*time.Second)
	c.Workers = cmp.Or(c.Workers, 8)
	c.Node = cmp.Or(c.Node, rand.Text())
	if c.Log == nil {
		c.Log = slog.Default()
	}
	if c.Resend && c.Doubt == nil {
		c.Doubt = c.logDoubt
	}
	if c.Robot == nil {
		c.Robot = func(context.Context, Call) (Said, error) { return Said{Failed: true}, nil }
	}
	return nil
}

// logDoubt tells the log of a message that a person must decide about.
func (c *Config) logDoubt(_ context.Context, d Doubt) {
	c.Log.Warn("conversation: a message may have arrived, and a person must decide", "thread", d.Receipt.To.Key(), "receipt", d.Receipt.Key, "asked", d.Asked)
}
