package dispatch

import (
	"slices"
	"strings"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/pace"
)

// line is the line of one thread. It is forgotten when nobody waits in it.
type line struct {
	key     pace.Bucket
	account *account
	queue   []*Ticket
	busy    bool // the first in the queue is being tried

	unsettled *Receipt      // the message of which a part is uncertain
	settle    time.Duration // the others wait until then

	bin   *bin // where it waits for a permit; nil: it does not
	level int
	since uint64
	at    int // its place there
	alarm alarm
}

// levels are the priorities as numbers.
const levels = 3

func levelOf(p Priority) int {
	switch p {
	case Person:
		return 0
	case Notice:
		return 2
	default:
		return 1
	}
}

// line returns the line of a thread.
func (d *Dispatcher) line(to channel.Thread, app string) *line {
	key := pace.ThreadBucket(to)
	l := d.lines[key]
	if l == nil {
		a := d.account(accountID{to.Platform, to.Account}, app)
		a.lines++
		l = &line{key: key, account: a, at: -1}
		l.alarm = alarm{place: -1, line: l}
		d.lines[key] = l
	}
	return l
}

// place puts a line where it belongs now: waiting for a permit, sleeping, or forgotten.
func (d *Dispatcher) place(l *line) {
	d.unplace(l)
	if l.busy {
		return
	}
	until := l.settle
	if len(l.queue) > 0 {
		until = max(until, l.queue[0].retryAt)
	}
	if until > d.now() {
		d.sleep(&l.alarm, until)
		return
	}
	l.unsettled, l.settle = nil, 0
	if len(l.queue) == 0 {
		delete(d.lines, l.key)
		l.account.lines--
		return
	}
	first := l.queue[0]
	l.since, l.level = first.seq, levels-1
	for _, t := range l.queue {
		l.level = min(l.level, levelOf(t.receipt.Priority))
	}
	l.bin = l.account.bin(kindsOf(first.rates, first.receipt.Parts[first.receipt.next()].Message))
	l.bin.lines[l.level].fix(l)
	d.board.fix(l.account, d.now())
}

// unplace takes a line out of where it waits or sleeps.
func (d *Dispatcher) unplace(l *line) {
	if l.bin != nil {
		l.bin.lines[l.level].remove(l)
		l.bin = nil
		d.board.fix(l.account, d.now())
	}
	d.alarms.remove(&l.alarm)
}

// supersede drops what is useless now that a person wrote.
func (d *Dispatcher) supersede(l *line) {
	if len(l.queue) == 1 {
		return
	}
	for _, t := range slices.Clone(l.queue) {
		if l.superseded(t) && !(l.busy && t == l.queue[0]) {
			d.drop(t, ReasonSuperseded)
		}
	}
}

// superseded reports whether a ticket is a perishable notice of which nothing has left, and a person wrote after it.
func (l *line) superseded(t *Ticket) bool {
	if t.receipt.Priority != Notice || !t.receipt.Perishable || t.receipt.Parts[0].Status != Unsent {
		return false
	}
	after := l.queue[slices.Index(l.queue, t)+1:]
	return slices.ContainsFunc(after, func(other *Ticket) bool { return other.receipt.Priority == Person })
}

// useless says why a ticket need not be sent any more; empty: it must.
func (l *line) useless(t *Ticket, now time.Time) Reason {
	end := t.receipt.Parts[t.receipt.next()].Message.NotAfter
	switch {
	case !end.IsZero() && !now.Before(end):
		return ReasonExpired
	case l.superseded(t):
		return ReasonSuperseded
	default:
		return ""
	}
}

// kindsOf names the limits by kind that a message falls under, in order: those of text or media, whichever it is, and whatever other
// kinds the thread has, for then all that is sent in it is of that kind.
func kindsOf(rates []channel.Rate, m channel.Message) string {
	other := kindMedia
	if len(m.Attachments) > 0 {
		other = kindText
	}
	kinds := ""
	for _, r := range rates {
		switch {
		case r.Scope != channel.ScopeKind || r.Kind == other || hasKind(kinds, r.Kind):
		case kinds == "":
			kinds = r.Kind
		default:
			all := append(strings.Split(kinds, kindSeparator), r.Kind)
			slices.Sort(all)
			kinds = strings.Join(all, kindSeparator)
		}
	}
	return kinds
}

// The kinds of message that channel.Rate tells apart.
const (
	kindText  = "text"
	kindMedia = "media"

	kindSeparator = "\x00"
)

func hasKind(kinds, kind string) bool {
	for k := range strings.SplitSeq(kinds, kindSeparator) {
		if k == kind {
			return true
		}
	}
	return false
}

// limits are what the first part in the line falls under, from wide to narrow. A key without a rate is in it for its pauses.
func (l *line) limits(b *bin, rates []channel.Rate) []pace.Limit {
	limits := make([]pace.Limit, 0, len(rates)+3+len(b.keys))
	add := func(key pace.Bucket, scope channel.Scope, kind string) {
		from := len(limits)
		for _, r := range rates {
			if r.Scope == scope && r.Kind == kind && r.N > 0 && r.Per > 0 {
				limits = append(limits, pace.Limit{Bucket: key, N: r.N, Per: r.Per, Cost: r.Cost})
			}
		}
		if len(limits) == from {
			limits = append(limits, pace.Limit{Bucket: key})
		}
		slices.SortFunc(limits[from:], func(a, b pace.Limit) int { return int(b.Per - a.Per) })
	}
	a := l.account
	add(a.appKey, channel.ScopeApp, "")
	add(a.key, channel.ScopeAccount, "")
	for i, key := range b.keys {
		add(key, channel.ScopeKind, b.names[i])
	}
	add(l.key, channel.ScopeThread, "")
	return limits
}
