package receive

// A Count bounds how many elements one call may make: events, and what is in them (attachments,
// cards, buttons, spans, reactions, ids of messages). Without a bound, 16 MiB of empty elements
// would become gigabytes of empty events.
//
// A body may make 1,000 elements, the most that Meta puts into one call, and one more for each 64
// bytes. The elements that platforms write are longer than that, so no authentic call has too many.
//
// Take counts one element before it is kept. A nil Count has no bound.
type Count struct {
	left int
	over bool
}

// Bounds of a Count.
const (
	MinElements     = 1000 // how many elements any body may make
	BytesPerElement = 64   // so many bytes of the body allow one element more
)

// NewCount returns the Count of a body of so many bytes. See decision 241.
func NewCount(bytes int) *Count { return &Count{left: MinElements + bytes/BytesPerElement} }

// Take counts one element and reports whether it may be kept. Once it may not, the call is
// malformed: [Bounded] drops what was made of it.
func (c *Count) Take() bool {
	switch {
	case c == nil:
		return true
	case c.left == 0:
		c.over = true
		return false
	}
	c.left--
	return true
}

// Over reports whether the body had too many elements.
func (c *Count) Over() bool { return c != nil && c.over }

// A Walk estimates how many elements a list still holds, so that room for them is made at once: the
// elements to come are about as long as those that were seen. The zero value is a walk over
// nothing.
type Walk struct {
	list
	around list // the outermost list that this one is in
}

type list struct{ bytes, seen, items int }

// rest estimates what is to come, if so many came of what was seen.
func (l list) rest(came int) int {
	if l.seen == 0 {
		return 0
	}
	return max(0, l.bytes-l.seen) * came / l.seen
}

// NewWalk begins a walk over a list of so many bytes.
func NewWalk(bytes int) Walk { return Walk{list: list{bytes: bytes}} }

// Within begins a walk over an inner list of so many bytes, which is in the element of w that was
// seen last.
func (w Walk) Within(bytes int) Walk {
	in := NewWalk(bytes)
	if in.around = w.around; in.around.seen == 0 {
		in.around = w.list
	}
	return in
}

// See notes that an element of so many bytes was read.
func (w *Walk) See(bytes int) {
	w.seen += bytes + 1 // with its comma
	w.items++
}

// Room returns for how many more elements to make room, for slices.Grow, when the caller has taken
// one from the Count. have is how many elements the caller has so far.
//
// Room estimates how many elements of the list are left, counted from the last one that was seen.
// In a walk of [Walk.Within] it adds those that the rest of the outermost list will bring: that
// part of the list which was seen has brought have elements, and the rest is taken to bring as many
// for its length. If nothing was seen yet, it returns have: room is doubled, where append would add
// a quarter to a long slice again and again. The result is at least 1, and at most what the Count
// allows.
func (w Walk) Room(n *Count, have int) int {
	rest := max(1, have)
	if w.seen > 0 {
		rest = 1 + w.rest(w.items) + w.around.rest(max(have, w.around.items))
	}
	if n != nil {
		rest = min(rest, n.left+1)
	}
	return rest
}
