package pace

import (
	"maps"
	"slices"
	"time"
)

// forget drops the limits that are wholly free, which are then as if never used; and more, if there
// are still too many.
func (m *Memory) forget(now time.Duration) {
	kept := make(map[limitID]*permits)
	for id, p := range m.limits {
		if !p.free(now, m.start) {
			kept[id] = p
		}
	}
	m.limits = kept
	maps.DeleteFunc(m.grants, func(_ uint64, h held) bool { return now > h.until+24*time.Hour })
	m.evict(len(kept) - m.cfg.MaxLimits/2)
	m.sweep = max(firstSweep, 2*len(m.limits)) // so that a walk costs each new limit two steps, on average
}

// evict forgets up to n limits over long times: first those of which hardly anything is used, then
// any that no call is under.
func (m *Memory) evict(n int) {
	for _, share := range [...]int{100, 10, 1} {
		for id, p := range m.limits {
			if n <= 0 {
				return
			}
			if id.per > spaced && p.used*share <= p.n && !slices.ContainsFunc(p.out, func(o permit) bool { return o.held }) {
				delete(m.limits, id)
				n--
			}
		}
	}
}
