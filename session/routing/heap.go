package routing

// An entry of a line: the smaller key comes first, then the smaller seq, then the smaller id.
type entry struct {
	key int64
	seq int64
	id  int32
}

// none is the entry of no id.
var none = entry{id: -1}

func (e entry) less(f entry) bool {
	if e.key != f.key {
		return e.key < f.key
	}
	if e.seq != f.seq {
		return e.seq < f.seq
	}
	return e.id < f.id
}

// before is less, where the entry of no id comes last.
func (e entry) before(f entry) bool { return e.id >= 0 && (f.id < 0 || e.less(f)) }

// A line is a binary heap. The caller keeps the places of its ids in a slice, so that an entry in
// the middle can be changed or removed; the place of an id that is in no line is -1.
type line []entry

// put adds an entry or changes the one of the same id.
func (l *line) put(place []int32, e entry) {
	i := int(place[e.id])
	if i < 0 {
		i = len(*l)
		*l = append(*l, e)
	}
	(*l)[i] = e
	l.fix(place, i)
}

// remove takes an id out. If the id is not in the line, it does nothing.
func (l *line) remove(place []int32, id int32) {
	i := int(place[id])
	if i < 0 {
		return
	}
	place[id] = -1
	last := len(*l) - 1
	e := (*l)[last]
	*l = (*l)[:last]
	if i != last {
		(*l)[i] = e
		l.fix(place, i)
	}
}

// fix moves the entry at i to its place.
func (l *line) fix(place []int32, i int) {
	a := *l
	e := a[i]
	for i > 0 {
		up := (i - 1) / 2
		if !e.less(a[up]) {
			break
		}
		a[i] = a[up]
		place[a[i].id] = int32(i)
		i = up
	}
	for {
		down := 2*i + 1
		if down >= len(a) {
			break
		}
		if down+1 < len(a) && a[down+1].less(a[down]) {
			down++
		}
		if !a[down].less(e) {
			break
		}
		a[i] = a[down]
		place[a[i].id] = int32(i)
		i = down
	}
	a[i] = e
	place[e.id] = int32(i)
}

// walk yields the entries in their order until yield returns false. It looks only at entries that
// come before the last one yielded, and at their successors.
func (l line) walk(yield func(entry) bool) {
	if len(l) == 0 || !yield(l[0]) {
		return
	}
	var room [32]int32
	front := frontier{l, append(room[:0], 0)}
	for len(front.at) > 0 {
		i := front.pop()
		if i > 0 && !yield(l[i]) {
			return
		}
		for next := 2*i + 1; next <= 2*i+2 && next < len(l); next++ {
			front.push(next)
		}
	}
}

// A frontier is a heap of places in a line: the successors of what a walk has seen.
type frontier struct {
	l  line
	at []int32
}

func (f *frontier) less(i, j int) bool { return f.l[f.at[i]].less(f.l[f.at[j]]) }

func (f *frontier) push(place int) {
	f.at = append(f.at, int32(place))
	for i := len(f.at) - 1; i > 0 && f.less(i, (i-1)/2); i = (i - 1) / 2 {
		f.at[i], f.at[(i-1)/2] = f.at[(i-1)/2], f.at[i]
	}
}

func (f *frontier) pop() int {
	top, last := f.at[0], len(f.at)-1
	f.at[0] = f.at[last]
	f.at = f.at[:last]
	for i := 0; ; {
		down := 2*i + 1
		if down >= last {
			return int(top)
		}
		if down+1 < last && f.less(down+1, down) {
			down++
		}
		if !f.less(down, i) {
			return int(top)
		}
		f.at[i], f.at[down] = f.at[down], f.at[i]
		i = down
	}
}
