package web

import (
	"crypto/sha256"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// Who mistypes has a few attempts at once, and then one in a while. They count for a name from an address, so that nobody can lock
// somebody else out from afar, and for the address whatever the names.
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
	mu       sync.Mutex
	limiters map[string]*rate.Limiter
}

// most is how many names and addresses are remembered before those are forgotten who have all their attempts again.
const most = 10_000

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

// try counts an attempt; if there is none left it says how long to wait.
func (a *attempts) try(now time.Time, name, address string) (attempt, time.Duration) {
	a.mu.Lock()
	defer a.mu.Unlock()
	try := attempt{at: now}
	// A name is remembered only for an address that has attempts left: else many made-up ones would push the address's own count out.
	sum := sha256.Sum256([]byte(name)) // however long it is
	for _, k := range []struct {
		key string
		limit
	}{{address, ofAddress}, {address + " " + string(sum[:]), ofName}} {
		r := a.limiter(k.key, k.limit, now).ReserveN(now, 1)
		try.reserved = append(try.reserved, r)
		if wait := r.DelayFrom(now); wait > 0 {
			try.forgive()
			return attempt{}, wait
		}
	}
	return try, 0
}

func (a *attempts) limiter(key string, l limit, now time.Time) *rate.Limiter {
	if known, ok := a.limiters[key]; ok {
		return known
	}
	if a.limiters == nil || len(a.limiters) >= most {
		a.forget(now)
	}
	fresh := rate.NewLimiter(rate.Every(l.every), l.burst)
	a.limiters[key] = fresh
	return fresh
}

// forget drops those who have all their attempts; if that is not enough, all.
func (a *attempts) forget(now time.Time) {
	for key, l := range a.limiters {
		if l.TokensAt(now) >= float64(l.Burst()) {
			delete(a.limiters, key)
		}
	}
	if a.limiters == nil || len(a.limiters) >= most {
		a.limiters = make(map[string]*rate.Limiter)
	}
}
