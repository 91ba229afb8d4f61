package pace

import (
	"context"
	"slices"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// MemoryConfig is the configuration of the limiter in memory. The zero value is the one for
// production.
type MemoryConfig struct {
	// Empty says that the platform has counted no calls before the start, as in a test or at the
	// very first start. If false, no call is made under a limit until its Per has passed since the
	// start, because it is not known what an earlier process sent. Limits with a Per over a minute
	// do not wait at the start.
	Empty bool
	// MaxLimits bounds the limits that are remembered; defaults to 262,144. Limits that are wholly
	// free again are forgotten first; after them those with a Per over a minute, the least used
	// first. A forgotten limit holds back no call; the platform's own answers (Return.Caps) still
	// do.
	MaxLimits int
	// Now is the clock. If nil, time.Now is used.
	Now func() time.Time
}

// Memory is a Limiter for one node. It forgets what is free again.
type Memory struct {
	cfg   MemoryConfig
	since *Stopwatch
	start time.Time

	mu     sync.Mutex
	last   uint64
	grants map[uint64]held
	limits map[limitID]*permits
	gates  map[Bucket]*gate
	sweep  int // the number of limits at which the free ones are forgotten
}

type limitID struct {
	bucket Bucket
	per    time.Duration
}

// held is a grant in use.
type held struct {
	limits []Limit
	until  time.Duration // since start; each limit's Per comes on top
}

// permits is the state of one limit: which of its permits are out, and until when.
type permits struct {
	out   []permit // by the time of their coming back
	used  int
	n     int           // as last asked
	space *rate.Limiter // nil: no spacing
}

type permit struct {
	back time.Duration // since start
	cost int32
	held bool // in use: it comes back earlier, but it is unknown when
}

// gate is the state of a bucket: closed for a time, or open for a counted number.
type gate struct {
	paused   time.Duration // until, since start
	left     int
	leftTill time.Duration // left counts until then
}

// NewMemory makes a limiter for one node.
func NewMemory(cfg MemoryConfig) *Memory {
	if cfg.MaxLimits == 0 {
		cfg.MaxLimits = 1 << 18
	}
	since := NewStopwatch(cfg.Now)
	return &Memory{cfg: cfg, since: since, start: since.start, grants: make(map[uint64]held), limits: make(map[limitID]*permits), gates: make(map[Bucket]*gate), sweep: firstSweep}
}

// firstSweep is the number of limits from which on forgetting is worth the walk.
const firstSweep = 1024

// Acquire takes the permits of all limits or of none.
func (m *Memory) Acquire(_ context.Context, limits []Limit, hold time.Duration) (Grant, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	now := m.now()
	var worst Grant
	for _, l := range limits {
		if wait := m.wait(l, now); wait > worst.Wait {
			worst = Grant{Wait: wait, Bucket: l.Bucket}
		}
	}
	if worst.Wait > 0 {
		return worst, nil
	}
	for i, l := range limits {
		m.take(l, now, now+hold)
		if d := m.gates[l.Bucket]; d != nil && now < d.leftTill && (i == 0 || limits[i-1].Bucket != l.Bucket) {
			d.left--
		}
	}
	m.last++
	m.grants[m.last] = held{limits, now + hold}
	return Grant{ID: m.last}, nil
}

func (m *Memory) now() time.Duration { return m.since.Elapsed() }

// wait returns how long the limit makes a call wait.
func (m *Memory) wait(l Limit, now time.Duration) time.Duration {
	var wait time.Duration
	if d := m.gates[l.Bucket]; d != nil {
		wait = d.paused - now
		if d.left < 1 && now < d.leftTill {
			wait = max(wait, d.leftTill-now)
		}
	}
	if l.N <= 0 {
		return wait
	}
	if !m.cfg.Empty && l.Per <= spaced {
		wait = max(wait, l.Per-now)
	}
	if p := m.limits[limitID{l.Bucket, l.Per}]; p != nil {
		wait = max(wait, p.wait(l, now, m.start))
	}
	return wait
}

func (m *Memory) take(l Limit, now, until time.Duration) {
	if l.N <= 0 {
		return
	}
	id := limitID{l.Bucket, l.Per}
	p := m.limits[id]
	if p == nil {
		if len(m.limits) >= m.sweep {
			m.forget(now)
		}
		p = &permits{}
		m.limits[id] = p
	}
	if perSecond, burst, ok := l.Spacing(); ok && p.n != l.N {
		p.space = rate.NewLimiter(rate.Limit(perSecond), burst)
	}
	p.n = l.N
	if p.space != nil {
		p.space.AllowN(m.start.Add(now), l.cost())
	}
	p.put(permit{back: until + l.Per, cost: int32(l.cost()), held: true}, 0)
}

// Return gives a grant back.
func (m *Memory) Return(_ context.Context, grant uint64, r Return) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	now := m.now()
	h, ok := m.grants[grant]
	if !ok {
		return nil
	}
	delete(m.grants, grant)
	for _, l := range h.limits {
		if p := m.limits[limitID{l.Bucket, l.Per}]; p != nil && l.N > 0 && p.remove(h.until+l.Per, int32(l.cost())) {
			if after := r.After(l.Per); after > 0 {
				p.put(permit{back: now + after, cost: int32(l.cost())}, l.Per/grain)
			}
		}
	}
	for _, c := range r.Caps {
		m.lower(c, now)
	}
	return nil
}

// lower notes what a platform said of a bucket. Calls that are under way may not be in its count
// yet.
func (m *Memory) lower(c Cap, now time.Duration) {
	if c.Reset <= 0 {
		return
	}
	left := c.Remaining
	for _, h := range m.grants {
		if slices.ContainsFunc(h.limits, func(l Limit) bool { return l.Bucket == c.Bucket }) {
			left--
		}
	}
	d := m.gate(c.Bucket, now)
	if now >= d.leftTill || left < d.left {
		d.left, d.leftTill = left, now+c.Reset
	}
}

// Pause closes a bucket for a time.
func (m *Memory) Pause(_ context.Context, bucket Bucket, d time.Duration) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	now := m.now()
	at := m.gate(bucket, now)
	at.paused = max(at.paused, now+d)
	return nil
}

func (m *Memory) gate(bucket Bucket, now time.Duration) *gate {
	d := m.gates[bucket]
	if d == nil {
		if len(m.gates) >= firstSweep && len(m.gates) >= len(m.limits) {
			for bucket, d := range m.gates {
				if now >= d.paused && now >= d.leftTill {
					delete(m.gates, bucket)
				}
			}
		}
		d = &gate{}
		m.gates[bucket] = d
	}
	return d
}

// Len returns the number of limits, of buckets with a pause or a cap, and of grants in use that are
// remembered, for a gauge.
func (m *Memory) Len() (limits, buckets, grants int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return len(m.limits), len(m.gates), len(m.grants)
}
