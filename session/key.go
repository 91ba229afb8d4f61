package session

import "strconv"

// A Key names one effect: two actions with the same key are the same effect,
// in whatever order events, ticks and crashes came. It is made of the thread,
// the cause, the kind of the action and what tells actions of one kind and
// cause apart.
//
// The cause is an event (Cause and Event), or a deadline: the session's number, the number of the
// turn, phase or offer that ran out, and the silence of the rung in seconds. Silence is 0 for the
// last rung and for other deadlines, because they happen once. So the key stays the same when the
// times are changed between two attempts. See decision 030.
type Key struct {
	Thread  string     `json:"thread"`
	Event   string     `json:"event,omitzero"` // the event's id; empty for a deadline
	Session uint32     `json:"session,omitzero"`
	Number  uint32     `json:"number,omitzero"`
	Silence uint32     `json:"silence,omitzero"` // seconds
	Cause   EventKind  `json:"cause,omitzero"`   // Tick for a deadline
	Kind    ActionKind `json:"kind"`
	Notice  Notice     `json:"notice,omitzero"`
	To      Party      `json:"to,omitzero"`
}

// String returns the key as one line of text, different for different keys:
// what a host makes its outbox unique on.
func (k Key) String() string { return string(k.append(nil)) }

func (k Key) append(b []byte) []byte {
	b = append(b, k.Kind.String()...)
	if k.Notice != NoticeNone {
		b = append(b, '.')
		b = append(b, k.Notice.String()...)
	}
	if k.To != Nobody || k.Kind == Forward {
		b = append(b, '.')
		b = append(b, k.To.String()...)
	}
	b = append(b, ' ')
	if k.Cause == Tick {
		b = strconv.AppendUint(b, uint64(k.Session), 10)
		b = append(b, '.')
		b = strconv.AppendUint(b, uint64(k.Number), 10)
		b = append(b, '.')
		b = strconv.AppendUint(b, uint64(k.Silence), 10)
		b = append(b, ' ')
		return append(b, k.Thread...)
	}
	b = append(b, k.Cause.String()...)
	b = append(b, '.')
	b = strconv.AppendInt(b, int64(len(k.Thread)), 10)
	b = append(b, ' ')
	b = append(b, k.Thread...)
	b = append(b, ' ')
	return append(b, k.Event...)
}
