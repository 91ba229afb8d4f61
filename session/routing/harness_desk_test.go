package routing_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/contactkit/contactkit/session/routing"
)

// start is a Monday.
var start = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)

// dice is where random choices come from: a seed, rapid, or a fuzzer's bytes.
type dice interface {
	// n returns a number from 0 to max-1.
	n(max int) int
}

type seeded struct{ r *rand.Rand }

func (s seeded) n(max int) int { return s.r.IntN(max) }

func seconds(d dice, max int) time.Duration { return time.Duration(d.n(max)) * time.Second }

// anyDesk is a small desk in which every rule meets every other.
func anyDesk(d dice) routing.Config {
	c := routing.Config{
		Media: []string{"x", "telegram", "facebook", "sms", "mail", "voice"}[:1+d.n(routing.MaxMedia)],
		Point: time.Duration(d.n(3)) * time.Minute, Answer: time.Duration(d.n(2)) * 24 * time.Hour,
	}
	for i := range 1 + d.n(4) {
		q := routing.Queue{ID: fmt.Sprint("q", i), Select: routing.Selection(d.n(5)), Pull: d.n(8) == 0}
		if d.n(3) == 0 {
			q.TTL = 50*time.Second + seconds(d, 200)
		}
		var after time.Duration
		for range d.n(4) {
			s := routing.Stage{After: after}
			first := d.n(4)
			for k := range d.n(3) {
				s.Needs = append(s.Needs, routing.Need{Skill: fmt.Sprint("s", (first+k)%4), Level: uint8(d.n(6))})
			}
			q.Stages = append(q.Stages, s)
			after += seconds(d, 60)
		}
		c.Queues = append(c.Queues, q)
	}
	return c
}

func anyAgent(d dice, c routing.Config) routing.Agent {
	a := routing.Agent{
		ID: fmt.Sprint("a", d.n(6)), Ready: d.n(4) > 0, All: d.n(5),
		Room: map[string]int{}, Skills: map[string]uint8{},
	}
	for _, m := range c.Media {
		if d.n(4) > 0 {
			a.Room[m] = d.n(4)
		}
	}
	for range d.n(4) {
		a.Skills[fmt.Sprint("s", d.n(4))] = uint8(d.n(7))
	}
	return a
}

func anyRequest(d dice, c routing.Config, id string, now time.Time) routing.Request {
	r := routing.Request{
		ID: id, Queue: c.Queues[d.n(len(c.Queues))].ID, Media: c.Media[d.n(len(c.Media))],
		Since: now.Add(-seconds(d, 30)), Priority: d.n(13) - 1, Front: d.n(10) == 0,
	}
	if d.n(4) == 0 {
		r.Answer = now.Add(time.Duration(d.n(48)) * time.Hour)
	}
	if d.n(3) == 0 {
		r.Prefer = fmt.Sprint("a", d.n(7)) // a6 is never set
		if d.n(2) == 0 {
			r.Until = now.Add(seconds(d, 90))
		}
	}
	for range d.n(3) {
		r.Exclude = append(r.Exclude, fmt.Sprint("a", d.n(7)))
	}
	return r
}

// A desk is a board and the referee that watches it.
type desk struct {
	d       dice
	cfg     routing.Config
	board   *routing.Board
	f       *referee
	now     time.Time
	next    int
	last    string // what was done
	choices int
	rebuilt int
	fail    func(format string, args ...any)
}

func newDesk(d dice, fail func(string, ...any)) *desk {
	x := &desk{d: d, cfg: anyDesk(d), now: start, fail: fail}
	x.f = &referee{cfg: x.cfg, now: start}
	x.board = x.new()
	return x
}

func (x *desk) new() *routing.Board {
	b, err := routing.New(x.cfg)
	if err != nil {
		x.fail("%v", err)
	}
	return b
}

// same compares the choices of a call and looks for broken laws.
func (x *desk) same(want []routing.Choice, got []routing.Choice, err error) {
	if err != nil || !slices.Equal(got, want) {
		x.fail("%s: chose %v, %v, want %v", x.last, got, err, want)
	}
	x.choices += len(got)
	for _, c := range got {
		if a := x.f.find(c.Request); (a != nil) != (c.Agent != "") || a != nil && a.holder == c.Agent && !x.f.roomy(c) {
			x.fail("%s: %v is beyond what the agent may have", x.last, c)
		}
	}
	if err := x.f.broken(); err != nil {
		x.fail("%s: %v", x.last, err)
	}
	if w := x.board.Wake(); !w.IsZero() && !w.After(x.now) {
		x.fail("%s: still due at %v", x.last, w)
	}
	for i := range 7 {
		id := fmt.Sprint("a", i)
		got, back := x.board.Stamps(id)
		if p := x.f.person(id); p.got != got || p.back != back {
			x.fail("%s: stamps of %s are %d %d, want %d %d", x.last, id, got, back, p.got, p.back)
		}
	}
}

// held is a request that is not wrapped up, or nil.
func (x *desk) pick(held bool) *ask {
	var some []*ask
	for _, a := range x.f.asks {
		if a.wrap.IsZero() && (a.holder != "" || !held) {
			some = append(some, a)
		}
	}
	if len(some) == 0 {
		return nil
	}
	return some[x.d.n(len(some))]
}

// step lets some time pass and does one thing.
func (x *desk) step() {
	d := x.d
	x.now = x.now.Add(seconds(d, 20))
	if d.n(10) == 0 {
		x.now = x.now.Add(5 * time.Minute)
	}
	x.last = fmt.Sprintf("tick %v", x.now)
	x.same(x.f.tick(x.now), x.board.Tick(x.now), nil)
	if d.n(10) == 0 {
		x.rebuild()
	}
	switch d.n(13) {
	case 0, 1:
		a := anyAgent(d, x.cfg)
		x.last = fmt.Sprintf("set %+v", a)
		x.same(x.f.set(a), x.board.Set(a, x.now), nil)
	case 2, 3, 4, 5:
		x.next++
		x.wait(anyRequest(d, x.cfg, fmt.Sprint("r", x.next), x.now))
	case 6, 7:
		if a := x.pick(false); a != nil {
			x.last = fmt.Sprintf("drop %s of %q", a.ID, a.holder)
			x.same(x.f.drop(a.ID), x.board.Drop(a.ID, x.now), nil)
		}
	case 8:
		if a := x.pick(true); a != nil {
			x.last = "accepted " + a.ID
			x.same(nil, x.board.Accepted(a.ID, x.now), nil)
		}
	case 9:
		if a := x.pick(true); a != nil {
			until := x.now.Add(seconds(d, 60))
			x.last = fmt.Sprintf("wrap %s of %s until %v", a.ID, a.holder, until)
			x.same(x.f.wrap(a.ID, until), x.board.Wrap(a.ID, until, x.now), nil)
		}
	case 10: // declined, changed, or begun anew during the wrap-up
		if a := x.pick(false); a != nil {
			r := anyRequest(d, x.cfg, a.ID, x.now)
			if d.n(3) > 0 && a.holder != "" {
				r = a.Request
				r.Exclude, r.Prefer = append(slices.Clone(r.Exclude), a.holder), ""
			}
			x.wait(r)
		}
	case 11:
		r, agent := anyRequest(d, x.cfg, fmt.Sprint("t", x.next), x.now), fmt.Sprint("a", d.n(7))
		if a := x.pick(false); a != nil && d.n(3) > 0 {
			r.ID = a.ID
		}
		x.last = fmt.Sprintf("taken %+v by %s", r, agent)
		got, err := x.board.Taken(r, agent, x.now)
		x.same(x.f.taken(r, agent), got, err)
	case 12:
		for _, a := range x.f.asks {
			if !a.wrap.IsZero() {
				x.last = fmt.Sprintf("wrapped %s by %s", a.ID, a.holder)
				agent := a.holder
				x.same(x.f.wrapped(a.ID, agent), x.board.Wrapped(a.ID, agent, x.now), nil)
				break
			}
		}
	}
	x.list()
}

func (x *desk) wait(r routing.Request) {
	x.last = fmt.Sprintf("wait %+v", r)
	got, err := x.board.Wait(r, x.now)
	x.same(x.f.wait(r), got, err)
}

// list compares what an agent may take with the referee's view, and asks for a word on everything.
func (x *desk) list() {
	p, n := x.f.person(fmt.Sprint("a", x.d.n(7))), 1+x.d.n(4)
	var want []string
	for _, a := range x.f.waiting() {
		stage, _, ok := able(x.f.queue(a.Queue), p)
		first, _, alone := x.f.preferred(a)
		if ok && !slices.Contains(a.Exclude, p.ID) && (alone && first == p || !alone && stage <= x.f.stage(a)) {
			want = append(want, a.ID)
		}
	}
	if diff := cmp.Diff(want[:min(n, len(want))], x.board.Waiting(p.ID, n)); diff != "" && len(want) > 0 {
		x.fail("after %s: %s may take (-want +got):\n%s", x.last, p.ID, diff)
	}
	for _, a := range x.f.asks {
		if x.board.Explain(a.ID) == "not on the board" {
			x.fail("after %s: the board has lost %s", x.last, a.ID)
		}
	}
}

// rebuild fills a new board from what the host has in rows: it chooses nothing that the old one
// had not chosen, and goes on as the old one would.
func (x *desk) rebuild() {
	x.last = "rebuild"
	b := x.new()
	none := func(out []routing.Choice, err error) {
		if err != nil || len(out) != 0 {
			x.fail("a new board chose %v, %v", out, err)
		}
	}
	for _, p := range x.f.people {
		if p.known {
			a := p.Agent
			a.Got, a.Back = x.board.Stamps(a.ID)
			none(b.Set(a, x.now), nil)
		}
	}
	var waits []routing.Request
	for _, a := range x.f.asks {
		if a.holder == "" {
			waits = append(waits, a.Request)
			continue
		}
		none(b.Hold(a.Request, a.holder, x.now))
		if !a.wrap.IsZero() {
			none(b.Wrap(a.ID, a.wrap, x.now), nil)
		}
	}
	none(b.WaitAll(waits, x.now))
	// An agent who was only mentioned has no row, and so no stamps.
	x.f.stamp = 0
	for _, p := range x.f.people {
		if !p.known {
			p.got, p.back = 0, 0
		}
		x.f.stamp = max(x.f.stamp, p.got, p.back)
	}
	x.board = b
	x.rebuilt++
	x.same(nil, nil, nil)
}
