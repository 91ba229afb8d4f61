package standin

import (
	"slices"
	"time"
)

// ForgetCalls drops the log's calls before a time.
func (c *Core) ForgetCalls(before time.Time) {
	c.log.mu.Lock()
	defer c.log.mu.Unlock()
	c.log.calls = slices.Clip(slices.DeleteFunc(c.log.calls, func(call Call) bool { return call.At.Before(before) }))
}

// Drop removes the values that match.
func (l *List[T]) Drop(match func(T) bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.all = slices.Clip(slices.DeleteFunc(l.all, match))
}
