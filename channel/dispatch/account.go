package dispatch

import (
	"math"
	"strings"
	"time"

	"github.com/contactkit/contactkit/channel/pace"
)

type accountID struct{ platform, account string }

// account is what a dispatcher knows of one account. Its lines compete for its permits.
type account struct {
	id      accountID
	key     pace.Bucket
	appKey  pace.Bucket
	bins    []*bin
	lines   int
	asking  bool          // a line is asking the limiter
	blocked time.Duration // no permit of the account, or of its app, before
	open    bool          // the circuit: its credentials failed
	grants  int
	used    time.Duration

	fastest time.Duration // smallest round trip
	answers int           // that it was seen over

	refused   pace.Bucket // the thread that was last refused without a scope
	refusedAt time.Duration

	oldest [levels]uint64 // of each priority, the line that may go and waits longest
	at     [levels]int    // its places on the board
	alarm  alarm
}

// bin holds the lines of an account that fall under the same limits by kind.
type bin struct {
	account *account
	kinds   string
	names   []string
	keys    []pace.Bucket
	lines   [levels]heap[*line] // that wait for a permit
	blocked time.Duration
	alarm   alarm
}

// keepAccount is how long an account without lines is remembered, for the round trips that were seen.
const keepAccount = time.Hour

// account returns what is known of an account.
func (d *Dispatcher) account(id accountID, app string) *account {
	a := d.accounts[id]
	now := d.now()
	if a == nil {
		if n := len(d.accounts); n >= 1024 && n&(n-1) == 0 {
			for id, a := range d.accounts {
				if a.lines == 0 && !a.open && now-a.used > keepAccount {
					delete(d.accounts, id)
				}
			}
		}
		a = &account{id: id, key: pace.AccountBucket(id.platform, id.account), appKey: pace.AppBucket(id.platform, app), at: [levels]int{-1, -1, -1}}
		a.alarm = alarm{place: -1, account: a}
		d.accounts[id] = a
	}
	a.used = now
	return a
}

// bin returns the bin for a set of kinds.
func (a *account) bin(kinds string) *bin {
	for _, b := range a.bins {
		if b.kinds == kinds {
			return b
		}
	}
	b := &bin{account: a, kinds: kinds}
	b.alarm = alarm{place: -1, account: a}
	if kinds != "" {
		b.names = strings.Split(kinds, kindSeparator)
	}
	for _, kind := range b.names {
		b.keys = append(b.keys, pace.KindBucket(a.id.platform, a.id.account, kind))
	}
	for i := range b.lines {
		b.lines[i] = heap[*line]{
			less:  func(x, y *line) bool { return x.since < y.since },
			place: func(l *line) *int { return &l.at },
		}
	}
	a.bins = append(a.bins, b)
	return b
}

// oldestOf returns the line of a priority that may go and waits longest.
func (a *account) oldestOf(level int, now time.Duration) *line {
	var oldest *line
	for _, b := range a.bins {
		if b.blocked > now {
			continue
		}
		if l, ok := b.lines[level].first(); ok && (oldest == nil || l.since < oldest.since) {
			oldest = l
		}
	}
	return oldest
}

// pick returns the line that goes next: of the highest priority, or, when fair, of whichever waits longest.
func (a *account) pick(fair bool, now time.Duration) *line {
	var best *line
	for level := range levels {
		l := a.oldestOf(level, now)
		if l != nil && (best == nil || l.since < best.since) {
			best = l
		}
		if best != nil && !fair {
			break
		}
	}
	return best
}

// board holds the accounts that have a line which may go, by priority.
type board [levels]heap[*account]

// fairness is how often a permit goes to who waits longest: every tenth.
const fairness = 10

func newBoard() (b board) {
	for level := range b {
		b[level] = heap[*account]{
			less:  func(x, y *account) bool { return x.oldest[level] < y.oldest[level] },
			place: func(a *account) *int { return &a.at[level] },
		}
	}
	return b
}

// fix puts an account where it belongs now.
func (b *board) fix(a *account, now time.Duration) {
	for level := range b {
		var l *line
		if !a.asking && a.blocked <= now {
			l = a.oldestOf(level, now)
		}
		if l == nil {
			b[level].remove(a)
			continue
		}
		a.oldest[level] = l.since
		b[level].fix(a)
	}
}

// pick returns the account whose line goes next.
func (b *board) pick(fair bool) *account {
	var best *account
	oldest := uint64(math.MaxUint64)
	for level := range b {
		if a, ok := b[level].first(); ok && a.oldest[level] < oldest {
			best, oldest = a, a.oldest[level]
		}
		if best != nil && !fair {
			break
		}
	}
	return best
}
