package routing_test

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"time"

	"github.com/contactkit/contactkit/session/routing"
)

// A referee knows the rules by their definitions. It keeps agents and requests in plain lists,
// looks at all of them for every answer, and shares no code with the board.
type referee struct {
	cfg    routing.Config
	people []*person
	asks   []*ask
	now    time.Time
	stamp  int64
	seq    int
}

type person struct {
	routing.Agent
	known     bool // false while the agent is only mentioned by requests
	got, back int64
}

// An ask is a request in any state: it waits, an agent holds it, or an agent wraps it up.
type ask struct {
	routing.Request
	seq    int
	holder string    // "" while it waits
	wrap   time.Time // not zero while the holder wraps it up
}

func (f *referee) queue(id string) routing.Queue {
	return f.cfg.Queues[slices.IndexFunc(f.cfg.Queues, func(q routing.Queue) bool { return q.ID == id })]
}

func (f *referee) person(id string) *person {
	for _, p := range f.people {
		if p.ID == id {
			return p
		}
	}
	p := &person{Agent: routing.Agent{ID: id}}
	f.people = append(f.people, p)
	return p
}

// find is the request of that ID that waits or is held; nil if there is none.
func (f *referee) find(id string) *ask {
	for _, a := range f.asks {
		if a.ID == id && a.wrap.IsZero() {
			return a
		}
	}
	return nil
}

func (f *referee) mark() int64 {
	f.stamp = max(f.stamp+1, f.now.UnixMicro())
	return f.stamp
}

// places counts what an agent holds: of one medium, and in all.
func (f *referee) places(id, medium string) (of, all int) {
	for _, a := range f.asks {
		if a.holder == id {
			all++
			if a.Media == medium {
				of++
			}
		}
	}
	return of, all
}

func (f *referee) room(p *person, medium string) bool {
	of, all := f.places(p.ID, medium)
	limit, limited := p.Room[medium]
	return p.Ready && all < p.All && (!limited || of < limit)
}

// able is the first stage whose needs an agent meets, and the sum of the levels asked for.
func able(q routing.Queue, p *person) (stage, sum int, ok bool) {
	if !p.known {
		return 0, 0, false
	}
	for i, s := range stages(q) {
		sum, ok = 0, true
		for _, n := range s.Needs {
			level, has := p.Skills[n.Skill]
			ok = ok && has && level >= n.Level
			sum += int(level)
		}
		if ok {
			return i, sum, true
		}
	}
	return 0, 0, false
}

func stages(q routing.Queue) []routing.Stage {
	if len(q.Stages) == 0 {
		return []routing.Stage{{}}
	}
	return q.Stages
}

// stage is the last stage that is asked by now.
func (f *referee) stage(a *ask) int {
	last := 0
	for i, s := range stages(f.queue(a.Queue)) {
		if !a.Since.Add(s.After).After(f.now) {
			last = i
		}
	}
	return last
}

func (f *referee) key(a *ask) int64 {
	k := a.Since.Add(-time.Duration(min(max(a.Priority, 0), 10)) * f.cfg.Point)
	if end := a.Answer.Add(-f.cfg.Answer); !a.Answer.IsZero() && f.cfg.Answer > 0 && end.Before(k) {
		k = end
	}
	if a.Front {
		k = k.Add(-routing.FrontStep)
	}
	return k.UnixMicro()
}

// waiting lists the requests that wait, in the order in which they are to be served.
func (f *referee) waiting() []*ask {
	var out []*ask
	for _, a := range f.asks {
		if a.holder == "" {
			out = append(out, a)
		}
	}
	slices.SortFunc(out, func(x, y *ask) int { return cmp.Or(cmp.Compare(f.key(x), f.key(y)), x.seq-y.seq) })
	return out
}

// preferred is the agent to be asked first, and whether others must wait.
func (f *referee) preferred(a *ask) (p *person, stage int, alone bool) {
	q := f.queue(a.Queue)
	if a.Prefer == "" || q.Pull || slices.Contains(a.Exclude, a.Prefer) {
		return nil, 0, false
	}
	p = f.person(a.Prefer)
	stage, _, ok := able(q, p)
	if !ok {
		return nil, 0, false
	}
	return p, stage, f.now.Before(a.Until)
}

// fits reports whether an agent may be chosen for a request now.
func (f *referee) fits(a *ask, p *person) bool {
	q := f.queue(a.Queue)
	stage, _, ok := able(q, p)
	if !ok || q.Pull || slices.Contains(a.Exclude, p.ID) || !f.room(p, a.Media) {
		return false
	}
	if first, _, alone := f.preferred(a); alone {
		return first == p
	}
	return stage <= f.stage(a)
}

// best is who should serve a request now, or nil.
func (f *referee) best(a *ask) *person {
	if p, _, _ := f.preferred(a); p != nil && f.fits(a, p) {
		return p
	}
	var best *person
	for _, p := range f.people {
		if f.fits(a, p) && (best == nil || f.better(a, p, best)) {
			best = p
		}
	}
	return best
}

func (f *referee) better(a *ask, p, than *person) bool {
	x, y := f.rank(a, p), f.rank(a, than)
	return slices.Compare(x[:], y[:]) < 0
}

func (f *referee) rank(a *ask, p *person) [3]int64 {
	q := f.queue(a.Queue)
	stage, sum, _ := able(q, p)
	available := max(p.got, p.back)
	_, all := f.places(p.ID, "")
	switch q.Select {
	case routing.RoundRobin:
		return [3]int64{int64(stage), p.got, p.back}
	case routing.LeastSkilled:
		return [3]int64{int64(stage), int64(sum), available}
	case routing.MostSkilled:
		return [3]int64{int64(stage), int64(-sum), available}
	case routing.LeastLoaded:
		return [3]int64{int64(stage), int64(all), available}
	}
	return [3]int64{int64(stage), available, 0}
}

// broken looks at all pairs for a law that does not hold.
func (f *referee) broken() error {
	for _, p := range f.people {
		for _, a := range f.waiting() {
			if f.fits(a, p) {
				return fmt.Errorf("%s waits though %s could serve it", a.ID, p.ID)
			}
		}
	}
	return nil
}

// roomy reports whether a choice kept to what its agent may have at once.
func (f *referee) roomy(c routing.Choice) bool {
	if c.Agent == "" {
		return true
	}
	a, p := f.find(c.Request), f.person(c.Agent)
	of, all := f.places(p.ID, a.Media)
	limit, limited := p.Room[a.Media]
	if !limited {
		limit = math.MaxInt
	}
	return all <= p.All && of <= limit
}
