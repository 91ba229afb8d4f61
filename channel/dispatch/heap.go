package dispatch

// heap keeps its items so that the first is less than every other. Each item knows its place, so that it can be taken out: -1 when
// it is not in the heap.
type heap[T any] struct {
	items []T
	less  func(a, b T) bool
	place func(T) *int
}

func (h *heap[T]) first() (T, bool) {
	if len(h.items) == 0 {
		var none T
		return none, false
	}
	return h.items[0], true
}

// fix puts an item in, or where it belongs now.
func (h *heap[T]) fix(x T) {
	i := *h.place(x)
	if i < 0 {
		i = len(h.items)
		h.items = append(h.items, x)
		*h.place(x) = i
	}
	if !h.down(i) {
		h.up(i)
	}
}

// remove takes an item out, if it is in.
func (h *heap[T]) remove(x T) {
	i := *h.place(x)
	if i < 0 {
		return
	}
	last := len(h.items) - 1
	h.swap(i, last)
	var none T
	h.items[last] = none
	h.items = h.items[:last]
	*h.place(x) = -1
	if i < last && !h.down(i) {
		h.up(i)
	}
	if last == 0 && cap(h.items) > 64 {
		h.items = nil // what is empty again keeps little
	}
}

func (h *heap[T]) swap(i, j int) {
	h.items[i], h.items[j] = h.items[j], h.items[i]
	*h.place(h.items[i]), *h.place(h.items[j]) = i, j
}

func (h *heap[T]) up(i int) {
	for i > 0 {
		parent := (i - 1) / 2
		if !h.less(h.items[i], h.items[parent]) {
			return
		}
		h.swap(i, parent)
		i = parent
	}
}

func (h *heap[T]) down(i int) (moved bool) {
	for {
		child := 2*i + 1
		if child >= len(h.items) {
			return moved
		}
		if child+1 < len(h.items) && h.less(h.items[child+1], h.items[child]) {
			child++
		}
		if !h.less(h.items[child], h.items[i]) {
			return moved
		}
		h.swap(i, child)
		i, moved = child, true
	}
}
