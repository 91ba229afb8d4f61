package routing

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"github.com/contactkit/contactkit/fielderror"
)

// FrontStep is how much earlier a request counts with [Request].Front. The step is bounded, so that
// requests that go to the front cannot keep others waiting for ever.
const FrontStep = time.Hour

// A Request is a conversation that waits for an agent.
type Request struct {
	ID       string
	Queue    string
	Media    string    // one of Config.Media
	Since    time.Time // when it began to wait; if zero, now
	Priority int       // 0 to 10: lower counts as 0, higher as 10
	Front    bool      // to the front: it counts as FrontStep older
	Answer   time.Time // until when the platform takes an answer; if zero, without end
	// Prefer is an agent to be asked first, such as the one who served the contact last. If this
	// agent has room, and the present stage asks this agent, the selection of the queue does not
	// matter. A queue that is Pull has no preference.
	Prefer string
	// Until keeps the request for Prefer. Until that instant no other agent is chosen, and Prefer
	// may be chosen even if the present stage does not ask for that agent. An agent who cannot
	// serve the queue at all is not waited for.
	Until   time.Time
	Exclude []string // agents who must not get it
}

// A Choice is what the board decided. If Agent is empty, the request has waited for the TTL of its
// queue and the board has forgotten it: a session wants the event NoAgent.
type Choice struct{ Request, Agent string }

// A status is what has become of a request.
type status uint8

const (
	idle     status = iota // the slot is not in use, or the request is in no line for a moment
	waiting                // waits for every agent whom its stage asks
	personal               // waits for one agent alone
	reserved               // an agent was chosen and has not accepted yet
	served                 // an agent has it
	wrapping               // it has ended, and its agent writes it up
)

// A request is a Request on the board.
type request struct {
	id      string
	key     int64
	seq     int64
	since   int64
	until   int64
	exclude []int32
	queue   int32
	agent   int32 // who holds it, or for whom it is personal
	prefer  int32 // -1: no agent
	stage   uint8
	media   uint8
	state   status
}

func (q *request) excludes(agent int32) bool { return slices.Contains(q.exclude, agent) }

// places finds the numbers of a request's queue and medium.
func (b *Board) places(r *Request) (queue int32, media uint8, err error) {
	queue, ok := b.queueOf[r.Queue]
	if !ok {
		return 0, 0, mustBe(fielderror.Unknown, "Queue", "a queue of the configuration", fmt.Sprintf("%.40q", r.Queue))
	}
	media, ok = b.mediaOf[r.Media]
	if !ok {
		return 0, 0, mustBe(fielderror.Unknown, "Media", fmt.Sprintf("one of %q", b.media), fmt.Sprintf("%.40q", r.Media))
	}
	return queue, media, nil
}

// key orders requests: the smaller is served first. It does not change while a request waits.
func (b *Board) key(r *Request) int64 {
	k := cmp.Or(micros(r.Since), b.now) - int64(min(max(r.Priority, 0), MaxPriority))*b.point
	if end := micros(r.Answer); end != 0 && b.answer > 0 {
		k = min(k, end-b.answer)
	}
	if r.Front {
		k -= FrontStep.Microseconds()
	}
	return k
}

// add gives a request a slot.
func (b *Board) add(r *Request, queue int32, media uint8) int32 {
	var id int32
	if n := len(b.unused); n > 0 {
		id, b.unused = b.unused[n-1], b.unused[:n-1]
	} else {
		id = int32(len(b.requests))
		b.requests = append(b.requests, request{})
		b.linePlace = append(b.linePlace, -1)
		b.timePlace = append(b.timePlace, -1)
		b.fanPlace = append(b.fanPlace, -1)
	}
	b.requestOf[r.ID] = id
	b.seq++
	q := &b.requests[id]
	*q = request{
		id: r.ID, key: b.key(r), seq: b.seq, queue: queue, media: media, agent: -1, prefer: -1,
		since: cmp.Or(micros(r.Since), b.now), until: micros(r.Until), exclude: q.exclude[:0],
	}
	for _, a := range r.Exclude {
		q.exclude = append(q.exclude, b.agent(a))
	}
	if r.Prefer != "" && !b.queues[queue].Pull {
		if a := b.agent(r.Prefer); !q.excludes(a) {
			q.prefer = a
		}
	}
	return id
}

// entry is a request as lines hold it.
func (b *Board) entry(id int32) entry { return entry{b.requests[id].key, b.requests[id].seq, id} }

// stageOf is the last stage of a request's queue that is asked by now.
func (b *Board) stageOf(q *request) uint8 {
	stages := b.queues[q.queue].Stages
	s := 0
	for s+1 < len(stages) && q.since+stages[s+1].After.Microseconds() <= b.now {
		s++
	}
	return uint8(s)
}

// unline takes a request out of the lines and timers in which it waits.
func (b *Board) unline(id int32) {
	q := &b.requests[id]
	switch q.state {
	case waiting:
		l := b.waitsAt(q.queue, int(q.stage), q.media)
		l.remove(b.linePlace, id)
		if len(*l) == 0 {
			*b.someAt(q.queue, q.media) &^= 1 << q.stage
		}
	case personal:
		b.agents[q.agent].mine.remove(b.linePlace, id)
	}
	if b.fanPlace[id] >= 0 {
		b.agents[q.prefer].fans.remove(b.fanPlace, id)
	}
	if b.timePlace[id] >= 0 {
		b.timers.remove(b.timePlace, id)
	}
}

// loosen takes a request out of its lines, for the next match.
func (b *Board) loosen(id int32) {
	b.unline(id)
	b.requests[id].state = idle
	b.loose = append(b.loose, b.entry(id))
}

// discard gives a slot back. The request is in no line, and its place is free.
func (b *Board) discard(id int32) {
	q := &b.requests[id]
	if q.state == wrapping {
		delete(b.wrapOf, wrapKey{q.id, q.agent})
	} else {
		delete(b.requestOf, q.id)
	}
	q.state, q.id = idle, ""
	b.unused = append(b.unused, id)
}
