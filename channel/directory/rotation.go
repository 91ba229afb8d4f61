package directory

import (
	"slices"
	"time"

	"github.com/contactkit/contactkit/channel"
)

// DefaultOverlap is how long a former credential stays valid together with the new one: Meta
// redelivers for up to 36 hours, Telegram for 24.
const DefaultOverlap = 48 * time.Hour

// After returns s as the successor of old: where the newest secret of a credential is another than
// before, the former ones stay valid until now + overlap, or their own end if that comes first.
// What has ended is dropped. With an overlap of zero or less no former secret stays.
func (s Secrets) After(old Secrets, now time.Time, overlap time.Duration) Secrets {
	next := s.Clone()
	for field, keys := range next.Keys {
		next.Keys[field] = succeedKeys(keys, old.Keys[field], now, overlap)
	}
	for field, accounts := range next.Tokens {
		for account, keys := range accounts {
			accounts[account] = succeedKeys(keys, old.Tokens[field][account], now, overlap)
		}
	}
	return next
}

// Newest returns s without any former secret: what was disclosed is refused from now on.
func (s Secrets) Newest() Secrets { return s.After(Secrets{}, time.Time{}, 0) }

func succeedKeys(keys, old channel.Keys, now time.Time, overlap time.Duration) channel.Keys {
	if len(keys) == 0 {
		return keys
	}
	next := channel.Keys{keys[0]}
	if overlap <= 0 {
		return next
	}
	end := now.Add(overlap)
	keep := func(k channel.Key) {
		known := slices.ContainsFunc(next, func(n channel.Key) bool { return n.Secret == k.Secret })
		if known || k.Secret == "" || !k.Until.IsZero() && !now.Before(k.Until) {
			return
		}
		if k.Until.IsZero() || k.Until.After(end) {
			k.Until = end
		}
		next = append(next, k)
	}
	for _, k := range old { // first: their ends are running
		keep(k)
	}
	for _, k := range keys[1:] {
		keep(k)
	}
	return next
}

// second are the credentials for sending as they were before the last change of any, and until when
// they are valid. A credential that was replaced earlier stays as it is now, since the platform has
// long taken it: the token before a wrong one needs the app secret of today. A page's token that
// changed after the app's own credentials steps back alone.
func (r *Record) second(d channel.Driver, now time.Time) (keys map[string]channel.Keys, tokens map[string]map[string]channel.Secret, until time.Time) {
	if !r.hasFormer(d) { // the usual case
		return nil, nil, time.Time{}
	}
	valid := func(list channel.Keys) bool {
		return len(list) > 1 && list[1].Secret != "" && (list[1].Until.IsZero() || now.Before(list[1].Until))
	}
	var last time.Time // what was replaced last has the longest to go
	for name, list := range r.Secrets.Keys {
		if !hostChosen(name) && valid(list) && list[1].Until.After(last) {
			last = list[1].Until
		}
	}
	alone := false
	for _, list := range r.Secrets.Tokens[tokenField(d)] {
		alone = alone || valid(list) && list[1].Until.After(last)
	}
	changed := false
	back := func(list channel.Keys, does bool) channel.Keys {
		if !valid(list) || !does && !list[1].Until.IsZero() {
			return list
		}
		changed = true
		if u := list[1].Until; !u.IsZero() && (until.IsZero() || u.Before(until)) {
			until = u
		}
		return list[1:]
	}
	keys = make(map[string]channel.Keys, len(r.Secrets.Keys))
	for name, list := range r.Secrets.Keys {
		if keys[name] = list; !hostChosen(name) {
			keys[name] = back(list, !alone && len(list) > 1 && list[1].Until.Equal(last))
		}
	}
	tokens = r.tokens(d, func(list channel.Keys) channel.Secret {
		return back(list, len(list) > 1 && !list[1].Until.Before(last)).First()
	})
	if !changed {
		return nil, nil, time.Time{}
	}
	return keys, tokens, until
}

// hasFormer reports whether there is a second credential of anything.
func (r *Record) hasFormer(d channel.Driver) bool {
	for _, list := range r.Secrets.Keys {
		if len(list) > 1 {
			return true
		}
	}
	for _, list := range r.Secrets.Tokens[tokenField(d)] {
		if len(list) > 1 {
			return true
		}
	}
	return false
}

// hostChosen reports whether a credential is one that the host tells the platform: nothing is sent
// with it.
func hostChosen(field string) bool { return field == FieldVerifyToken || field == FieldWebhookSecret }

// mayUseNext reports whether the next credentials are there, valid, and those of the same account.
func (e *revision) mayUseNext(to channel.Thread, now time.Time) bool {
	return e.next != nil && (e.until.IsZero() || now.Before(e.until)) && slices.Contains(e.next.Info().Accounts, to.Account)
}
