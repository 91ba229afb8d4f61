package worktime

// A walker steps over the open time of a calendar in order: w := c.walk(u, limit); for w.next() { …
// w.from, w.to … }. (Declared in the for statement, it would be copied for every step.)
//
// It walks stretches of constant offset, the local dates inside each, and the segments of each
// date, so it never has to find the instant of a local time: in a stretch that is a subtraction.
// Two pieces that it reports one after the other may touch.
type walker struct {
	from, to int64 // the piece found, in Unix seconds
	limit    int64 // the instant at which to stop; may be moved on between calls of next

	c        *Calendar
	at       int64  // the instant up to which stretches were begun
	shift    int64  // the offset of the stretch
	end      int64  // its end, on the local line as all that follows
	day      int64  // the next date to take up
	find     finder // of its rule
	midnight int64  // of the date in hand
	hours    []span // its segments that are left
	done     int64  // what lies before is told: segments that overlap count once
	rest     span   // what is left of the segment in hand
	closed   []span // the closures that are left
}

// walk begins at the instant u.
func (c *Calendar) walk(u, limit int64) walker {
	return walker{c: c, at: max(u, firstInstant), limit: limit}
}

// next finds the next piece of open time, or reports that there is none before limit.
func (w *walker) next() bool {
	for {
		switch {
		case w.rest.from < w.rest.to:
			if w.cut() {
				return true
			}
		case len(w.hours) > 0:
			s := w.hours[0]
			w.hours = w.hours[1:]
			w.rest = span{max(w.midnight+s.from, w.done), min(w.midnight+s.to, w.end)}
			w.done = max(w.done, w.rest.to)
		case w.day*secondsPerDay < w.end:
			w.midnight = w.day * secondsPerDay
			w.hours = w.c.spans(w.find.rule(w.day))
			w.day++
		case w.at < min(w.limit, lastInstant):
			w.stretch()
		default:
			return false
		}
	}
}

// stretch takes up the next stretch of constant offset, or as much of it as lies before the limit.
func (w *walker) stretch() {
	shift, end := w.c.days.zone.at(w.at)
	end = min(end, w.limit, lastInstant)
	w.shift, w.done, w.end = shift, w.at+shift, end+shift
	w.day = floorDay(w.done)
	if w.c.overnight {
		w.day--
	}
	w.find = w.c.find(w.day)
	w.at = end
	w.closed = w.c.days.closedFrom(w.done) // anew: where clocks go back, part of the line is walked again
}

// cut takes from the segment in hand what comes before the next closure, and reports whether that
// is anything.
func (w *walker) cut() bool {
	piece := w.rest
	for len(w.closed) > 0 && w.closed[0].to <= piece.from {
		w.closed = w.closed[1:]
	}
	w.rest = span{}
	if len(w.closed) > 0 && w.closed[0].from < piece.to {
		w.rest = span{w.closed[0].to, piece.to}
		piece.to = w.closed[0].from
	}
	w.from, w.to = piece.from-w.shift, piece.to-w.shift
	return piece.from < piece.to
}
