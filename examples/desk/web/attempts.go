package web

import (
	"crypto/sha256"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// A person who mistypes has a few attempts at once, and then one in a while. Attempts count for a
// name from an address, so that no one locks another person out from afar, and for the address
// whatever the names.
var (
	ofName    = limit{5, 30 * time.Second}
	ofAddress = limit{20, 6 * time.Second}
)

type limit struct {
	burst int
	every time.Duration
}

// attempts counts wrong passwords. The zero value is ready.
type attempts struct {
	mu        sync.Mutex
	addresses limiters
	names     limiters // of a name from an address
	waiting   map[string]int
}

// attempt is one that has been counted.
type attempt struct {
	at       time.Time
	reserved []*rate.Reservation
}

// forgive gives an attempt back: the password was right.
func (a attempt) forgive() {
	for _, r := range a.reserved {
		r.CancelAt(a.at)
	}
}

// try counts an attempt. If none is left, try returns how long to wait. When the address has none
// left, a name that has not been mistyped from there still has one: other people behind the same
// proxy cannot take it away.
func (a *attempts) try(now time.Time, name, address string) (attempt, time.Duration) {
	a.mu.Lock()
	defer a.mu.Unlock()
	sum := sha256.Sum256([]byte(name)) // however long it is
	ofThis := a.names.of(address+" "+string(sum[:]), ofName, now)
	clean := ofThis.TokensAt(now) >= float64(ofName.burst)
	named := ofThis.ReserveN(now, 1)
	if wait := named.DelayFrom(now); wait > 0 {
		named.CancelAt(now)
		return attempt{}, wait
	}
	try := attempt{at: now, reserved: []*rate.Reservation{named}}
	from := a.addresses.of(address, ofAddress, now).ReserveN(now, 1)
	wait := from.DelayFrom(now)
	switch {
	case wait == 0:
		try.reserved = append(try.reserved, from)
	case clean:
		from.CancelAt(now)
	default:
		from.CancelAt(now)
		try.forgive()
		return attempt{}, wait
	}
	return try, 0
}

// atOnce is how many passwords of one address wait to be compared. Comparing takes a processor for
// a while.
const atOnce = 4

// enter reports whether another password of an address may wait to be compared. If so, leave must
// follow.
func (a *attempts) enter(address string) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.waiting[address] >= atOnce {
		return false
	}
	if a.waiting == nil {
		a.waiting = make(map[string]int)
	}
	a.waiting[address]++
	return true
}

func (a *attempts) leave(address string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.waiting[address]--; a.waiting[address] == 0 {
		delete(a.waiting, address)
	}
}

// most is how many names, and how many addresses, are remembered before those are forgotten that
// have all their attempts.
const most = 10_000

// limiters count by key. Names and addresses are apart, so that many made-up names push out no
// address's count.
type limiters map[string]*rate.Limiter

func (l *limiters) of(key string, of limit, now time.Time) *rate.Limiter {
	if known, ok := (*l)[key]; ok {
		return known
	}
	if *l == nil || len(*l) >= most {
		l.forget(now)
	}
	fresh := rate.NewLimiter(rate.Every(of.every), of.burst)
	(*l)[key] = fresh
	return fresh
}

// forget drops those that have all their attempts. If that is not enough, it drops all.
func (l *limiters) forget(now time.Time) {
	for key, limiter := range *l {
		if limiter.TokensAt(now) >= float64(limiter.Burst()) {
			delete(*l, key)
		}
	}
	if *l == nil || len(*l) >= most {
		*l = make(limiters)
	}
}
