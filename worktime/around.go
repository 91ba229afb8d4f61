package worktime

// around is the end of a segment that is open at the instant u and up to that end, in Unix seconds:
// the usual case of a question, for which no walk is needed. It is zero if the walk must tell: at
// closed times, near closures and changes of the clocks. It may be open at the end and after it.
func (c *Calendar) around(u int64) (end int64, s span, today []span) {
	if u < tableFrom || u >= tableTo {
		return 0, s, nil
	}
	shift, change := c.days.zone.at(u)
	at := u + shift
	day := floorDay(at)
	second := at - day*secondsPerDay
	today = c.spans(c.rule(day))
	for _, s = range today {
		if s.from > second || second >= s.to {
			continue
		}
		if end = day*secondsPerDay + s.to - shift; end > change {
			return 0, s, nil
		}
		if closed := c.days.closedFrom(at); len(closed) > 0 && closed[0].from < end+shift {
			return 0, s, nil
		}
		return end, s, today
	}
	return 0, s, nil
}

// closesAt is the first closed instant after u, if u is open and its segment ends on the same day
// with nothing behind it; otherwise zero.
func (c *Calendar) closesAt(u int64) int64 {
	end, s, today := c.around(u)
	if end == 0 || c.overnight || s.to >= secondsPerDay {
		return 0
	}
	for _, other := range today {
		if other.from <= s.to && s.to < other.to {
			return 0
		}
	}
	return end
}
