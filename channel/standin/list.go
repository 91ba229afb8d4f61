package standin

import (
	"slices"
	"sync"
)

// List keeps values in the order in which they were added, such as the messages that a platform
// accepted. The zero List is empty and ready. It may be used concurrently, but the functions given
// to Each and Drop must not use the list.
type List[T any] struct {
	mu  sync.Mutex
	all []T
}

// Add appends a value.
func (l *List[T]) Add(v T) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.all = append(l.all, v)
}

// All returns a copy of the list.
func (l *List[T]) All() []T {
	l.mu.Lock()
	defer l.mu.Unlock()
	return slices.Clone(l.all)
}

// Each calls change with every value in turn, which may change it.
func (l *List[T]) Each(change func(*T)) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for i := range l.all {
		change(&l.all[i])
	}
}
