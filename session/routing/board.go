package routing

import (
	"cmp"
	"fmt"
	"slices"
	"time"
)

// A Board is the present of a desk's routing, one for each tenant: the agents with their places,
// and the conversations that wait. It is a value in memory and not safe for concurrent use.
//
// Instants are kept in microseconds, rounded down. Time never goes back: an earlier now counts as
// the latest one seen. The slice of choices that a method returns is valid until the next call. See
// decision 160.
type Board struct {
	queues  []queue
	queueOf map[string]int32
	mediaOf map[string]uint8
	media   []string
	stages  int // most of any queue
	point   int64
	answer  int64

	agents    []agent
	agentOf   map[string]int32
	seats     []seat
	seatPlace []int32
	spare     []int32 // seats not in use

	requests  []request
	requestOf map[string]int32  // that wait or are held
	wrapOf    map[wrapKey]int32 // that are wrapped up
	unused    []int32           // requests not in use
	linePlace []int32           // of a request in waits or agent.mine
	timePlace []int32           // of a request in timers
	fanPlace  []int32           // of a request in agent.fans

	waits  []line   // requests by queue, stage and medium
	some   []uint16 // by queue and medium: the stages at which requests wait
	ready  []line   // seats by queue, stage and the set of media that the agent has room for
	timers line     // requests by when they widen, end, or are wrapped up

	now   int64
	stamp int64 // of the last change of an agent's order
	seq   int64 // of the last request
	out   []Choice
	loose []entry // requests in no line, while a call works
	over  []int32 // wraps that have ended, while a call works
}

// A queue is a Queue with its times in microseconds.
type queue struct {
	Queue
	ttl int64
}

// A wrapKey names what an agent wraps up. The conversation may begin anew in the meantime.
type wrapKey struct {
	request string
	agent   int32
}

// New returns an empty board. Its error is that of [Config.Check]. The board keeps the slices of
// the configuration, which must not change afterwards.
func New(c Config) (*Board, error) {
	if err := c.Check(); err != nil {
		return nil, fmt.Errorf("routing: configuration: %w", err)
	}
	b := &Board{
		media:     c.Media,
		point:     c.Point.Microseconds(),
		answer:    c.Answer.Microseconds(),
		queueOf:   make(map[string]int32, len(c.Queues)),
		mediaOf:   make(map[string]uint8, MaxMedia),
		agentOf:   make(map[string]int32),
		requestOf: make(map[string]int32),
		wrapOf:    make(map[wrapKey]int32),
	}
	if len(b.media) == 0 {
		b.media = []string{""}
	}
	for i, m := range b.media {
		b.mediaOf[m] = uint8(i)
	}
	for i, q := range c.Queues {
		if len(q.Stages) == 0 {
			q.Stages = []Stage{{}}
		}
		b.queueOf[q.ID] = int32(i)
		b.queues = append(b.queues, queue{q, q.TTL.Microseconds()})
		b.stages = max(b.stages, len(q.Stages))
	}
	lines := len(b.queues) * b.stages
	b.waits = make([]line, lines*len(b.media))
	b.some = make([]uint16, len(b.queues)*len(b.media))
	b.ready = make([]line, lines<<len(b.media))
	return b, nil
}

// waitsAt is the line of requests of a queue, stage and medium.
func (b *Board) waitsAt(queue int32, stage int, media uint8) *line {
	return &b.waits[(int(queue)*b.stages+stage)*len(b.media)+int(media)]
}

// someAt is the set of stages at which requests of a queue and medium wait.
func (b *Board) someAt(queue int32, media uint8) *uint16 {
	return &b.some[int(queue)*len(b.media)+int(media)]
}

// readyAt is the line of seats of a queue and stage whose agents have room for just these media.
func (b *Board) readyAt(queue int32, stage int, media uint8) *line {
	return &b.ready[(int(queue)*b.stages+stage)<<len(b.media)+int(media)]
}

// begin starts a call: what time has brought comes first.
func (b *Board) begin(now time.Time) {
	b.now = max(b.now, micros(now))
	b.out = b.out[:0]
	b.tick()
}

// mark is a stamp of its own for each change of an agent's order, near the clock, so that stamps
// of an old and a new board follow each other.
func (b *Board) mark() int64 {
	b.stamp = max(b.stamp+1, b.now)
	return b.stamp
}

// micros is a moment in microseconds since 1970; 0 for the zero Time.
func micros(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMicro()
}

// Tick lets time pass: stages widen, waits and wraps end. It is to be called at [Board.Wake], or
// later: everything due is matched in order, however late it is.
func (b *Board) Tick(now time.Time) []Choice {
	b.begin(now)
	return b.out
}

// Wake is when Tick should be called next if nothing else happens; the zero Time if never.
func (b *Board) Wake() time.Time {
	if len(b.timers) == 0 {
		return time.Time{}
	}
	return time.UnixMicro(b.timers[0].key).UTC()
}

func (b *Board) tick() {
	b.over = b.over[:0]
	for len(b.timers) > 0 && b.timers[0].key <= b.now {
		id := b.timers[0].id
		if b.requests[id].state == wrapping {
			b.timers.remove(b.timePlace, id)
			b.over = append(b.over, id)
			continue
		}
		b.loosen(id)
	}
	// All that widens now is compared, however late the tick is. Then come the places that are free
	// again.
	b.match(-1)
	if len(b.over) > 1 {
		slices.SortFunc(b.over, b.byEnd)
	}
	for _, id := range b.over {
		b.forget(id)
	}
}

// byEnd orders wraps by their end. Names decide between equal ends, so that a new board has the
// same order as the old one.
func (b *Board) byEnd(x, y int32) int {
	v, w := &b.requests[x], &b.requests[y]
	return cmp.Or(cmp.Compare(v.until, w.until), cmp.Compare(v.id, w.id),
		cmp.Compare(b.agents[v.agent].id, b.agents[w.agent].id))
}

// at sets the timer of a request.
func (b *Board) at(id int32, due int64) {
	b.timers.put(b.timePlace, entry{due, b.requests[id].seq, id})
}

// sortLoose orders the requests in no line by their key.
func (b *Board) sortLoose() {
	slices.SortFunc(b.loose, func(x, y entry) int {
		if x.less(y) {
			return -1
		}
		return 1
	})
}
