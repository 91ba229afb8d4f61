package engine

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/examples/desk/store"
)

// A lane does tasks of some kinds, a few at one time, and those of one thread in their order. It is
// for SQLite: on PostgreSQL, River does tasks (store/jobs.go).
type lane struct {
	most  int
	kinds []string
	wake  chan struct{}

	mu      sync.Mutex
	running map[channel.Thread]bool
	group   sync.WaitGroup
}

func newLane(of store.Lane) *lane {
	return &lane{most: of.Most, kinds: of.Kinds, wake: make(chan struct{}, 1), running: make(map[channel.Thread]bool)}
}

// work does what a lane has to do until ctx ends.
func (e *Engine) work(ctx context.Context, l *lane) error {
	defer l.group.Wait()
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	for {
		if err := e.begin(ctx, l); err != nil && ctx.Err() == nil {
			e.log.Error("tasks", "error", err)
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-l.wake:
		case <-tick.C:
		}
	}
}

// begin starts what there is room for.
func (e *Engine) begin(ctx context.Context, l *lane) error {
	var tasks []store.Task
	err := e.store.View(ctx, func(t *store.Tx) (err error) {
		tasks, err = t.Tasks(e.now(), 4*l.most, l.kinds...)
		return err
	})
	if err != nil {
		return err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, task := range tasks {
		if l.running[task.Thread] || len(l.running) == l.most {
			continue
		}
		l.running[task.Thread] = true
		l.group.Go(func() {
			if err := e.do(ctx, task); err != nil && ctx.Err() == nil {
				e.log.Warn("task", "kind", task.Kind, "key", task.Key, "error", err)
			}
			l.mu.Lock()
			delete(l.running, task.Thread)
			l.mu.Unlock()
			poke(l.wake)
		})
	}
	return nil
}

// do does one task. It drops or postpones the task itself.
func (e *Engine) do(ctx context.Context, task store.Task) error {
	switch task.Kind {
	case store.AskAssistant:
		return e.askAssistant(ctx, task)
	case store.Leave:
		return e.leave(ctx, task)
	case store.FetchFile:
		return e.fetchFile(ctx, task)
	case store.FetchProfile:
		return e.fetchProfile(ctx, task)
	case store.FetchPicture:
		return e.fetchPicture(ctx, task)
	case store.EraseContact:
		if e.Erasing == nil {
			return nil
		}
		return e.Erasing(ctx, task)
	default:
		return fmt.Errorf("no such kind of task: %q", task.Kind)
	}
}
