package queue

import (
	"fmt"
	"testing"
)

// However many threads wait, each leaves once, in the order in which they came.
func TestManyThreads(t *testing.T) {
	q := New()
	var all []*Job
	for i := range 200 {
		all = append(all, job(fmt.Sprint("1-", i), 1))
	}
	push(q, all...)
	for _, j := range all {
		gone(t, q, 0, j)
	}
	next(t, q, 0, nil)
}
