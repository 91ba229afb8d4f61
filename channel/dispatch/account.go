package dispatch

import (
	"slices"
	"strings"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/pace"
)

type accountID struct{ platform, account string }

// accounts are those that something was sent with lately.
type accounts map[accountID]*account

// account is what a dispatcher knows of one account.
type account struct {
	id      accountID
	app     pace.Bucket
	wides   map[string][]string // by kinds: the queue's wide keys, which messages share
	pending int
	used    time.Duration

	fastest time.Duration // smallest round trip
	answers int           // that it was seen over

	limited   string // the thread that was last rate limited without a scope
	limitedAt time.Duration

	pauses pauses // that were refused again, or may be

	circuit  *circuit          // nil: it is closed
	suspect  map[string]string // first thread by reason, of refusals since something was accepted
	renewals int               // a refusal of what was sent before the last of them is no news: see decision 305
	sender   uint64            // the sender's Renewals when it was asked last; zero: not known
}

// keepAccount is how long an account without pending receipts is remembered, for the round trips
// that were seen; manyAccounts is the number from which on forgetting is worth the walk.
const (
	keepAccount  = time.Hour
	manyAccounts = 1024
)

// of returns what is known of an account.
func (all accounts) of(id accountID, app string, now time.Duration) *account {
	a := all[id]
	if a == nil {
		if n := len(all); n >= manyAccounts && n&(n-1) == 0 {
			for id, a := range all {
				if a.pending == 0 && a.circuit == nil && now-a.used > keepAccount {
					delete(all, id)
				}
			}
		}
		a = &account{id: id, app: pace.AppBucket(id.platform, app), wides: make(map[string][]string), pauses: make(pauses)}
		all[id] = a
	}
	a.used = now
	return a
}

// bucket is the bucket of the account.
func (a *account) bucket() pace.Bucket { return pace.AccountBucket(a.id.platform, a.id.account) }

// kind is the bucket of a kind of the account.
func (a *account) kind(kind string) pace.Bucket {
	return pace.KindBucket(a.id.platform, a.id.account, kind)
}

// wide returns the queue's wide keys of messages of these kinds: the account's, the app's, the
// kinds'.
func (a *account) wide(kinds []string) []string {
	name := strings.Join(kinds, "\x00")
	wide, ok := a.wides[name]
	if !ok {
		wide = []string{string(a.bucket()), string(a.app)}
		for _, kind := range kinds {
			wide = append(wide, string(a.kind(kind)))
		}
		a.wides[name] = wide
	}
	return wide
}

// saw takes note of a round trip.
func (a *account) saw(took time.Duration) {
	a.answers++
	if a.fastest == 0 || took < a.fastest {
		a.fastest = took
	}
}

// sureAfter is how many round trips must have been seen before the smallest of them is believed.
const sureAfter = 20

// sure is the smallest round trip, zero if too few were seen.
func (a *account) sure() time.Duration {
	if a.answers < sureAfter {
		return 0
	}
	return a.fastest
}

// scopeSoon is how soon after one thread another must be rate limited for their account to be the
// reason.
const scopeSoon = 5 * time.Second

// guess returns the scope of a pause that the platform gave none: the thread; but the account, if
// another thread was limited just now.
func (a *account) guess(thread string, now time.Duration) channel.Scope {
	scope := channel.ScopeThread
	if a.limited != "" && a.limited != thread && now-a.limitedAt <= scopeSoon {
		scope = channel.ScopeAccount
	}
	a.limited, a.limitedAt = thread, now
	return scope
}

// The kinds of message that channel.Rate tells apart.
const (
	kindText  = "text"
	kindMedia = "media"
)

// kindsOf returns the limits by kind that a message falls under, sorted: those of text or media,
// whichever it is, and whatever other kinds the thread has, for then all that is sent in it is of
// that kind.
func kindsOf(rates []channel.Rate, m channel.Message) []string {
	other := kindMedia
	if len(m.Attachments) > 0 {
		other = kindText
	}
	var kinds []string
	for _, r := range rates {
		if r.Scope == channel.ScopeKind && r.Kind != other && !slices.Contains(kinds, r.Kind) {
			kinds = append(kinds, r.Kind)
		}
	}
	slices.Sort(kinds)
	return kinds
}

// limits returns what a message falls under, from wide to narrow. A bucket without a rate is in it
// for its pauses.
func (a *account) limits(thread pace.Bucket, kinds []string, rates []channel.Rate) []pace.Limit {
	limits := make([]pace.Limit, 0, len(rates)+3+len(kinds))
	add := func(bucket pace.Bucket, scope channel.Scope, kind string) {
		from := len(limits)
		for _, r := range rates {
			if r.Scope == scope && r.Kind == kind && r.N > 0 && r.Per > 0 {
				limits = append(limits, pace.Limit{Bucket: bucket, N: r.N, Per: r.Per, Cost: r.Cost})
			}
		}
		if len(limits) == from {
			limits = append(limits, pace.Limit{Bucket: bucket})
		}
		slices.SortFunc(limits[from:], func(a, b pace.Limit) int { return int(b.Per - a.Per) })
	}
	add(a.app, channel.ScopeApp, "")
	add(a.bucket(), channel.ScopeAccount, "")
	for _, kind := range kinds {
		add(a.kind(kind), channel.ScopeKind, kind)
	}
	add(thread, channel.ScopeThread, "")
	return limits
}
