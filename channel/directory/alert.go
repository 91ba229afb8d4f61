package directory

import (
	"errors"
	"sync"

	"github.com/contactkit/contactkit/channel"
)

// Alert says that a platform refuses everything for an account. If Err matches
// channel.ErrUnauthorized, an administrator must enter new credentials, unless its Affects is
// channel.AffectsApp or channel.AffectsAccount: then a permission is missing, or the account is
// restricted, and the administrator must act at the platform. If the platform does not say whom its
// refusal concerns (channel.AffectsUnknown, or channel.AffectsMessage with
// channel.ErrUnauthorized), there is an alert once messages to two contacts were refused with the
// same code: a single refusal may concern one message. If Err matches channel.ErrCredit, money is
// missing.
type Alert struct {
	Record  Record
	Account string
	Err     error // matches channel.ErrUnauthorized or channel.ErrCredit
}

// note alerts once for an account that is refused, and anew after it was accepted.
func (d *Directory) note(e *revision, to channel.Thread, err error) {
	switch {
	case err == nil:
		e.refusals.forget(to.Account)
	case refusesAccount(err):
		if e.refusals.news(to, err) && d.o.Alert != nil {
			d.o.Alert(Alert{Record: e.rec.Clone(), Account: to.Account, Err: err})
		}
	}
}

// mostSuspects bounds the codes that an account remembers: they are the platform's words.
const mostSuspects = 64

// refusals are those of a record's accounts since each was accepted last.
type refusals struct {
	mu  sync.Mutex
	all map[string]*refused // by account
}

// refused is an account that the platform refuses.
type refused struct {
	told  bool
	first map[string]string // contact who met a code first
}

func (r *refusals) forget(account string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.all, account)
}

// news reports whether the refusal is the first that concerns all of its account.
func (r *refusals) news(to channel.Thread, err error) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	a := r.all[to.Account]
	if a == nil {
		a = &refused{}
		if r.all == nil {
			r.all = make(map[string]*refused)
		}
		r.all[to.Account] = a
	}
	e, ok := errors.AsType[*channel.Error](err)
	doubtful := ok && (e.Affects == channel.AffectsUnknown || e.Affects == channel.AffectsMessage) && !errors.Is(err, channel.ErrCredit)
	if a.told || doubtful && !a.again(e.Code, to.Contact) {
		return false
	}
	a.told = true
	return true
}

// again reports whether another contact met the code before.
func (a *refused) again(code, contact string) bool {
	first, known := a.first[code]
	if !known {
		if a.first == nil || len(a.first) >= mostSuspects {
			a.first = make(map[string]string)
		}
		a.first[code] = contact
	}
	return known && first != contact
}

// refusesAccount reports whether a refusal may concern more than its message and its person.
func refusesAccount(err error) bool {
	e, ok := errors.AsType[*channel.Error](err)
	switch {
	case errors.Is(err, channel.ErrUnauthorized):
		return !ok || e.Affects != channel.AffectsPerson
	case errors.Is(err, channel.ErrCredit):
		return !ok || e.Affects != channel.AffectsPerson && e.Affects != channel.AffectsMessage
	}
	return false
}
