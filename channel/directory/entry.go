package directory

import (
	"context"
	"fmt"
	"io"
	"log/slog"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/session"
)

// Entry is a channel as it was when it was looked up: its record, and what was built from it. It
// has the size of a pointer and never changes, so that a call which holds one uses the same channel
// to its end. Two entries are equal if nothing was written between the two lookups. The zero Entry
// is no channel's: it has a zero Record and a nil Channel.
type Entry struct{ r *revision }

// IsZero reports whether there is no channel.
func (e Entry) IsZero() bool { return e.r == nil }

// ID is that of the record.
func (e Entry) ID() string { return e.record().ID }

// Tenant is whom the channel belongs to.
func (e Entry) Tenant() string { return e.record().Tenant }

// Name is that of the record.
func (e Entry) Name() string { return e.record().Name }

// State is what the channel does.
func (e Entry) State() State { return e.record().State }

// Rev is the revision of the record.
func (e Entry) Rev() int64 { return e.record().Rev }

// Routing is that of the record. Its WrapCodes are shared, and must not be changed.
func (e Entry) Routing() Routing { return e.record().Routing }

// Record returns a copy of the record, with its secrets, which is the caller's own to change and to
// give to Directory.Replace. It is about a kilobyte and a dozen allocations: ask for single fields,
// Channel or Policy on the way of every message.
func (e Entry) Record() Record { return e.record().Clone() }

// Channel is what sends and receives. It keeps working after the record was changed or removed,
// with the credentials that it began with.
func (e Entry) Channel() channel.Channel {
	if e.r == nil {
		return nil
	}
	return e.r.ch
}

// Policy returns the session policy of the revision. It is built once, and anew after
// Directory.Renew; it is shared and must not be changed. The zero Entry yields ErrNotFound. Other
// errors are those of [Options.Policy], which does not replace Check.
func (e Entry) Policy(ctx context.Context) (*session.Policy, error) {
	if e.r == nil {
		return nil, notFound("")
	}
	if p := e.r.policy.Load(); p != nil {
		return p, nil
	}
	p, err := e.r.o.policy(ctx, e.r.rec, e.r.ch)
	if err != nil {
		return nil, err
	}
	e.r.policy.Store(p)
	return p, nil
}

// PolicyFor returns the session policy of one thread of the channel: that of Policy, with the reply
// windows of the thread. Threads of one kind share a policy; a channel has two or three kinds. A
// public thread (Thread.IsPublic) gets no notices: none may use up the one private answer to a
// comment, or write to a person who did not write to the account. A host uses it wherever it has a
// thread, and Policy for forms.
func (e Entry) PolicyFor(ctx context.Context, to channel.Thread) (*session.Policy, error) {
	p, err := e.Policy(ctx)
	if err != nil {
		return nil, err
	}
	l := e.r.ch.Limits(to)
	w := windowsOf(l)
	w.once = w.once || to.IsPublic()
	if known, ok := e.r.policies.Load(w); ok {
		return known.(*session.Policy), nil
	}
	own := &session.Policy{Config: e.r.rec.config(), Hours: p.Hours}
	setWindows(&own.Config, l)
	own.Mute = w.once
	if own.ReplyWindow == p.ReplyWindow && own.AgentWindow == p.AgentWindow && own.Mute == p.Mute {
		own = p
	}
	known, _ := e.r.policies.LoadOrStore(w, own)
	return known.(*session.Policy), nil
}

// String names the channel.
func (e Entry) String() string { return fmt.Sprintf("directory.Entry(%s)", e.ID()) }

// Format writes String for every verb: fmt would print the credentials in unexported fields.
func (e Entry) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, e.String()) }

// LogValue returns String.
func (e Entry) LogValue() slog.Value { return slog.StringValue(e.String()) }

// record is the shared one, for reading.
func (e Entry) record() *Record {
	if e.r == nil {
		return &none
	}
	return &e.r.rec
}

// none is the record of the zero Entry. It never changes.
var none Record
