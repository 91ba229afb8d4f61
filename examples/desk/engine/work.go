package engine

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/examples/desk/store"
)

// A lane does tasks of some kinds, a few at one time, and those of one thread in their order.
type lane struct {
	most  int
	kinds []string
	wake  chan struct{}

	mu      sync.Mutex
	running map[channel.Thread]bool
	group   sync.WaitGroup
}

func newLane(most int, kinds ...string) *lane {
	return &lane{most: most, kinds: kinds, wake: make(chan struct{}, 1), running: make(map[channel.Thread]bool)}
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

// lease is for how long a node has a task. It is longer than any task takes: a node that has a task
// for longer was killed. See decision 388.
const lease = 3 * time.Minute

// begin starts what there is room for.
func (e *Engine) begin(ctx context.Context, l *lane) error {
	var tasks []store.Task
	most := 4 * l.most
	if e.store.Shared() { // what is claimed is begun
		l.mu.Lock()
		most = l.most - len(l.running)
		l.mu.Unlock()
		if most == 0 {
			return nil
		}
	}
	tasks, err := e.store.ClaimTasks(ctx, e.node, lease, e.now(), most, l.kinds...)
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
