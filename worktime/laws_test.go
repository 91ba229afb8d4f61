package worktime

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// TestOpenFollowsTheRules asks the settings themselves, in the words of their documentation.
func TestOpenFollowsTheRules(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		st := drawSetup(t)
		for range 20 {
			at := st.moment(t, "t")
			want := byTheBook(st.days, st.schedule, at.In(st.calendar.Location()))
			if got, why := st.calendar.Open(at); got != want {
				t.Fatalf("Open(%v) = %v (%s), want %v", at.In(st.calendar.Location()), got, why, want)
			}
		}
	})
}

func byTheBook(d *Days, s Schedule, at time.Time) bool {
	local := at.Format("2006-01-02T15:04:05")
	for _, e := range d.Emergency {
		if full(e.From) <= local && local < full(e.Until) {
			return false
		}
	}
	y, m, day := at.Date()
	today, yesterday := Date{y, m, day}, dateBefore(y, m, day)
	second := Clock(at.Hour()*3600 + at.Minute()*60 + at.Second())
	for _, p := range d.Partial {
		if p.Date == today && covers(p.Segments, second) || p.Date == yesterday && tails(p.Segments, second) {
			return false
		}
	}
	return covers(hoursOf(d, s, today), second) || tails(hoursOf(d, s, yesterday), second)
}

func full(l LocalTime) string {
	date, clock := l.Date, l.Clock
	if clock == Midnight {
		t := date.midnight().AddDate(0, 0, 1)
		date, clock = Date{t.Year(), t.Month(), t.Day()}, 0
	}
	return fmt.Sprintf("%vT%02d:%02d:%02d", date, clock/3600, clock/60%60, clock%60)
}

func dateBefore(y int, m time.Month, d int) Date {
	y, m, d = time.Date(y, m, d-1, 12, 0, 0, 0, time.UTC).Date()
	return Date{y, m, d}
}

func covers(list []Segment, second Clock) bool {
	return slices.ContainsFunc(list, func(s Segment) bool { return s.From <= second && (second < s.To || s.Overnight) })
}

func tails(list []Segment, second Clock) bool {
	return slices.ContainsFunc(list, func(s Segment) bool { return s.Overnight && second < s.To })
}

func hoursOf(d *Days, s Schedule, date Date) []Segment {
	for _, e := range d.Special {
		if e.Date == date {
			return e.Segments
		}
	}
	if slices.ContainsFunc(d.Rest, func(r Day) bool { return r.Date == date }) {
		return s.Nonworkday
	}
	if slices.ContainsFunc(d.Makeup, func(m Day) bool { return m.Date == date }) {
		return s.Workday
	}
	class := Workday
	if d.Weekend.Has(date.midnight().Weekday()) {
		class = Nonworkday
	}
	yearly := false
	for _, y := range d.Yearly {
		if y.On == (MonthDay{date.Month, date.Day}) {
			if y.Class == Special {
				return y.Segments
			}
			class, yearly = y.Class, true
		}
	}
	for _, l := range s.Week {
		if !yearly && l.Days.Has(date.midnight().Weekday()) {
			return l.Segments
		}
	}
	if class == Workday {
		return s.Workday
	}
	return s.Nonworkday
}

// Law: Open(t) exactly if t lies in a segment; segments are in order, apart and not empty.
func TestSegmentsAreWhatIsOpen(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		st := drawSetup(t)
		c := st.calendar
		from, to := st.moment(t, "from"), st.moment(t, "to")
		list := slices.Collect(c.Segments(from, to))
		last := from.Add(-1)
		var open time.Duration
		for i, p := range list {
			if !p.Start.After(last) || !p.End.After(p.Start) || p.End.After(to) {
				t.Fatalf("segment %d is %v to %v, after %v, within %v to %v", i, p.Start, p.End, last, from, to)
			}
			if ok, _ := c.Open(p.End); ok && p.End.Before(to) {
				t.Fatalf("segment %d ends at %v, which is open", i, p.End)
			}
			last, open = p.End, open+p.End.Sub(p.Start)
		}
		if from.Before(to) && c.Between(from, to) != open {
			t.Fatalf("Between = %v, but the segments last %v", c.Between(from, to), open)
		}
		for range 20 {
			at := st.moment(t, "t")
			if at.Before(from) || !at.Before(to) {
				continue
			}
			inside := slices.ContainsFunc(list, func(p Period) bool { return !at.Before(p.Start) && at.Before(p.End) })
			if ok, why := c.Open(at); ok != inside {
				t.Fatalf("Open(%v) = %v (%s), in a segment: %v", at.In(c.Location()), ok, why, inside)
			}
		}
	})
}

// Law: Between(a,c) = Between(a,b) + Between(b,c).
func TestBetweenAddsUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		st := drawSetup(t)
		x, y, z := st.moment(t, "a"), st.moment(t, "b"), st.moment(t, "c")
		if got, want := st.calendar.Between(x, z), st.calendar.Between(x, y)+st.calendar.Between(y, z); got != want {
			t.Fatalf("Between(%v, %v) = %v, by way of %v %v", x, z, got, y, want)
		}
	})
}

// Laws: Between(t, After(t,d)) = d; Open(After(t,d)); After(After(t,a),b) = After(t,a+b);
// After(t,0) = NextOpen(t).
func TestAfterCountsOff(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		st := drawSetup(t)
		c, at := st.calendar, st.moment(t, "t")
		d := func(label string) time.Duration {
			if rapid.Bool().Draw(t, label+" fine") {
				return time.Duration(rapid.Int64Range(0, int64(20*time.Hour)).Draw(t, label))
			}
			return time.Duration(rapid.IntRange(0, 400).Draw(t, label)) * 15 * time.Minute
		}
		a, b := d("a"), d("b")
		first, ok := c.After(at, a)
		if next, found := c.NextOpen(at); a == 0 && (ok != found || !first.Equal(next)) {
			t.Fatalf("After(%v, 0) = %v, %v, but NextOpen is %v, %v", at, first, ok, next, found)
		}
		if !ok {
			return
		}
		if open, why := c.Open(first); !open {
			t.Fatalf("After(%v, %v) = %v, which is closed (%s)", at, a, first, why)
		}
		if got := c.Between(at, first); got != a {
			t.Fatalf("After(%v, %v) = %v, %v later", at, a, first, got)
		}
		then, ok := c.After(first, b)
		both, ok2 := c.After(at, a+b)
		if ok != ok2 || !then.Equal(both) {
			t.Fatalf("After(After(%v, %v), %v) = %v, %v; at once %v, %v", at, a, b, then, ok, both, ok2)
		}
	})
}

// Law: After(t, Between(t,u)) = NextOpen(u).
func TestAfterUndoesBetween(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		st := drawSetup(t)
		c, at, u := st.calendar, st.moment(t, "t"), st.moment(t, "u")
		if u.Before(at) {
			at, u = u, at
		}
		got, ok := c.After(at, c.Between(at, u))
		want, ok2 := c.NextOpen(u)
		if ok != ok2 || !got.Equal(want) {
			t.Fatalf("After(%v, Between(it, %v)) = %v, %v; NextOpen = %v, %v", at, u, got, ok, want, ok2)
		}
	})
}

// NextOpen, NextClose and NextChange are the edges of the segments.
func TestNextIsAnEdge(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		st := drawSetup(t)
		c, at := st.calendar, st.moment(t, "t")
		var want Period
		// Far enough to see the end of a stretch that begins just in time.
		for p := range c.Segments(at, at.Add(2*never*time.Second)) {
			if p.Start.Sub(at) < never*time.Second {
				want = p
			}
			break
		}
		open, _ := c.Open(at)
		start, ok := c.NextOpen(at)
		if ok != !want.Start.IsZero() || !start.Equal(want.Start) || ok && open != start.Equal(at) {
			t.Fatalf("NextOpen(%v) = %v, %v, want %v", at, start, ok, want.Start)
		}
		end, ok := c.NextClose(at)
		endless := want.End.Sub(want.Start) >= never*time.Second-time.Minute
		if !endless && (ok != !want.End.IsZero() || !end.Equal(want.End)) {
			t.Fatalf("NextClose(%v) = %v, %v, want %v", at, end, ok, want.End)
		}
		change, _ := c.NextChange(at)
		if open && !change.Equal(end) || !open && !change.Equal(start) {
			t.Fatalf("NextChange(%v) = %v; it opens at %v and closes at %v", at, change, start, end)
		}
	})
}
