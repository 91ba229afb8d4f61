package sqlite

import (
	"context"
	"sync"
)

// group lets transactions that wait for one another share a commit, since the disk takes
// milliseconds for each. The caller that finds no other at work works for all that have come
// meanwhile, and then hands over to the next.
type group struct {
	mu      sync.Mutex
	waiting []*job
	working bool
}

// most is how many transactions share a commit at most.
const most = 64

// job is one caller's transaction.
type job struct {
	ctx      context.Context
	do       func(context.Context, *tx) error
	err      error
	panicked any
	done     chan struct{} // closed when it was committed, or has failed
	turn     chan struct{} // closed when it is its caller's turn to work
}

// run is called for each transaction. work commits some, and sets their errors. It does nothing
// once ctx has ended before the transaction began.
func (g *group) run(ctx context.Context, do func(context.Context, *tx) error, work func([]*job)) error {
	j := &job{ctx: ctx, do: do, done: make(chan struct{}), turn: make(chan struct{})}
	if !g.enter(j) {
		select {
		case <-j.done:
			return j.result()
		case <-j.turn:
		case <-ctx.Done():
			if g.leave(j) {
				return ctx.Err()
			}
			select { // it has begun meanwhile
			case <-j.done:
				return j.result()
			case <-j.turn:
			}
		}
	}
	batch := g.take(j)
	defer func() {
		for _, one := range batch[1:] {
			close(one.done)
		}
		g.next()
	}()
	work(batch)
	return j.result()
}

// result returns the job's error. A panic of the caller's function is the caller's.
func (j *job) result() error {
	if j.panicked != nil {
		panic(j.panicked)
	}
	return j.err
}

// enter reports whether it is the job's turn at once. Otherwise the job waits.
func (g *group) enter(j *job) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	if !g.working {
		g.working = true
		return true
	}
	g.waiting = append(g.waiting, j)
	return false
}

// leave takes a job that still waits out, and reports whether it did.
func (g *group) leave(j *job) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	for i, one := range g.waiting {
		if one == j {
			g.waiting = append(g.waiting[:i], g.waiting[i+1:]...)
			return true
		}
	}
	return false
}

// take returns a job with those that wait, in the order in which they came.
func (g *group) take(j *job) []*job {
	g.mu.Lock()
	defer g.mu.Unlock()
	n := min(len(g.waiting), most-1)
	batch := append([]*job{j}, g.waiting[:n]...)
	g.waiting = append([]*job(nil), g.waiting[n:]...)
	return batch
}

// next gives the turn to the first that waits.
func (g *group) next() {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.working = len(g.waiting) > 0; g.working {
		close(g.waiting[0].turn)
		g.waiting = g.waiting[1:]
	}
}
