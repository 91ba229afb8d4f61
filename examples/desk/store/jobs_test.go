package store

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/contactkit/contactkit/channel/postgres/postgrestest"
)

// runTasks lets a node do tasks until the test ends, or stop is called.
func runTasks(t *testing.T, s *Store, node string, do func(context.Context, Task) error) (stop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.WithoutCancel(t.Context()))
	done := make(chan error, 1)
	go func() {
		done <- s.RunTasks(ctx, Work{Node: node, Lanes: []Lane{HintLane, FetchLane}, Do: do, Log: slog.New(slog.NewTextHandler(t.Output(), nil))})
	}()
	stop = sync.OnceFunc(func() {
		cancel()
		if err := <-done; !errors.Is(err, context.Canceled) {
			t.Errorf("node %s: %v", node, err)
		}
	})
	t.Cleanup(stop)
	return stop
}

// left is how many tasks there are.
func left(t *testing.T, s *Store) (n int) {
	t.Helper()
	err := s.View(t.Context(), func(tx *Tx) (err error) {
		n, err = one(tx, value[int], `SELECT count(*) FROM task`)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func noneLeft(t *testing.T, s *Store) {
	t.Helper()
	limit := time.Now().Add(2 * time.Minute)
	for left(t, s) > 0 {
		if time.Now().After(limit) {
			t.Fatalf("%d tasks are never done", left(t, s))
		}
		time.Sleep(20 * time.Millisecond)
	}
}

// Two nodes do the tasks of a database: each once, those of one thread in their order and one at a
// time, and one that failed again.
func TestTasksRunOnRiver(t *testing.T) {
	const threads, each = 6, 4
	db := postgrestest.Open(t)
	nodes := []*Store{node(t, db), node(t, db)}
	for i := range threads * each {
		do(t, nodes[i%2], func(tx *Tx) error {
			kind := []string{FetchFile, AskAssistant}[i%threads%2]
			return tx.AddTask(Task{Key: fmt.Sprintf("k%02d", i), Kind: kind, Thread: thread("x", i%threads), Data: fmt.Sprint(i)})
		})
	}
	var mu sync.Mutex
	running := make(map[string]bool)
	order := make(map[string][]string)
	for i, s := range nodes {
		runTasks(t, s, fmt.Sprint(i, strings.Repeat("n", LongestNode-1)), func(ctx context.Context, task Task) error {
			key := task.Thread.Key()
			mu.Lock()
			if running[key] {
				t.Errorf("%s: another task of its thread runs", task.Key)
			}
			running[key] = true
			mu.Unlock()
			return s.Do(ctx, func(tx *Tx) error {
				defer func() { // before the commit: from then on, the other node may do the next one
					mu.Lock()
					running[key] = false
					mu.Unlock()
				}()
				if task.Key == "k05" && task.Tries == 0 {
					return tx.PostponeTask(task.Key, time.Now().Add(50*time.Millisecond))
				}
				there, err := tx.DropTask(task.Key)
				if !there {
					err = errors.Join(err, fmt.Errorf("%s is done twice", task.Key))
				}
				mu.Lock()
				defer mu.Unlock()
				if !slices.Contains(order[key], task.Key) { // a transaction may run again
					order[key] = append(order[key], task.Key)
				}
				return err
			})
		})
	}
	noneLeft(t, nodes[0])
	mu.Lock()
	defer mu.Unlock()
	for i := range threads {
		var want []string
		for n := range each {
			want = append(want, fmt.Sprintf("k%02d", i+n*threads))
		}
		if got := order[thread("x", i).Key()]; i != 5 && fmt.Sprint(got) != fmt.Sprint(want) || len(got) != each {
			t.Errorf("thread %d: done %v, want %v", i, got, want)
		}
	}
}

// A task that a node was doing when it was killed is rescued by another one; one without a job is
// found.
func TestTaskOfAKilledNode(t *testing.T) {
	db := postgrestest.Open(t)
	s := node(t, db)
	do(t, s, func(tx *Tx) error {
		return errors.Join(
			tx.AddTask(Task{Key: "killed", Kind: FetchFile, Thread: thread("x", 1)}),
			tx.AddTask(Task{Key: "lost", Kind: FetchFile, Thread: thread("x", 2)}))
	})
	ends := time.Now().Add(-time.Second)
	for _, q := range []string{
		`UPDATE river_job SET state = 'running', attempt = 1, attempted_at = now() - interval '1 hour', attempted_by = '{dead}' WHERE args ->> 'seq' = '1'`,
		`DELETE FROM river_job WHERE args ->> 'seq' = '2'`,
	} {
		if tag, err := db.Exec(t.Context(), q); err != nil || tag.RowsAffected() != 1 {
			t.Fatalf("%d jobs, want 1: %v: %s", tag.RowsAffected(), err, q)
		}
	}
	if tag, err := db.Exec(t.Context(), `UPDATE task SET node = 'dead', until = $1 WHERE key = 'killed'`, ends); err != nil || tag.RowsAffected() != 1 {
		t.Fatalf("%d tasks, want 1: %v", tag.RowsAffected(), err)
	}
	var mu sync.Mutex
	var done []string
	runTasks(t, s, "alive", func(ctx context.Context, task Task) error {
		mu.Lock()
		done = append(done, task.Key)
		mu.Unlock()
		return s.Do(ctx, func(tx *Tx) error { _, err := tx.DropTask(task.Key); return err })
	})
	noneLeft(t, s)
	mu.Lock()
	defer mu.Unlock()
	if len(done) != 2 {
		t.Errorf("done: %v", done)
	}
}
