package pace

import (
	"cmp"
	"slices"
	"time"
)

// grain is into how many steps a Per is divided when permits that come back at nearly the same time
// are kept as one, which bounds what a limit of many thousands costs in memory.
const grain = 1024

// wait returns how long until the cost is free, at least. start is the instant that all times count
// from.
func (p *permits) wait(l Limit, now time.Duration, start time.Time) time.Duration {
	p.expire(now)
	var wait time.Duration
	if lack := p.used + l.cost() - l.N; lack > 0 {
		for _, out := range p.out {
			back := out.back
			if out.held {
				back = min(back, now+l.Per/4) // it may be given back any moment, and is then soon or late free: ask again
			}
			wait = max(wait, back-now)
			if lack -= int(out.cost); lack <= 0 {
				break
			}
		}
	}
	if p.space == nil {
		return wait
	}
	// Float arithmetic may fall short of a whole token by a hair; a microsecond is worth more than
	// that.
	if missing := float64(l.cost()) - p.space.TokensAt(start.Add(now)); missing > 1e-9 {
		wait = max(wait, time.Duration(missing/float64(p.space.Limit())*float64(time.Second))+time.Microsecond)
	}
	return wait
}

// expire drops the permits that have come back.
func (p *permits) expire(now time.Duration) {
	n := 0
	for n < len(p.out) && p.out[n].back <= now {
		p.used -= int(p.out[n].cost)
		n++
	}
	if n > 0 {
		p.out = slices.Delete(p.out, 0, n)
	}
}

// put adds a permit, joined to one that comes back within the step after it, if there is one.
func (p *permits) put(out permit, step time.Duration) {
	p.used += int(out.cost)
	i, _ := slices.BinarySearchFunc(p.out, out, func(a, b permit) int { return cmp.Compare(a.back, b.back) })
	if i < len(p.out) && !out.held && !p.out[i].held && p.out[i].back-out.back <= step {
		p.out[i].cost += out.cost
		return
	}
	p.out = slices.Insert(p.out, i, out)
}

// remove takes away a permit in use; it is not there if it has expired.
func (p *permits) remove(back time.Duration, cost int32) bool {
	for i, out := range p.out {
		if out.held && out.back == back && out.cost == cost {
			p.out = slices.Delete(p.out, i, i+1)
			p.used -= int(cost)
			return true
		}
	}
	return false
}

// free reports whether nothing is out, and the spacing is as at the start.
func (p *permits) free(now time.Duration, start time.Time) bool {
	p.expire(now)
	return p.used == 0 && (p.space == nil || p.space.TokensAt(start.Add(now)) >= float64(p.space.Burst()))
}
