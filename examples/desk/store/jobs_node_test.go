package store

import (
	"context"
	"errors"
	"log/slog"
	"testing"
	"time"

	"github.com/contactkit/contactkit/channel/postgres/postgrestest"
)

// A node that starts again under its name does at once what it was doing when it was killed.
func TestFreeTasks(t *testing.T) {
	db := postgrestest.Open(t)
	s := node(t, db)
	do(t, s, func(tx *Tx) error { return tx.AddTask(Task{Key: "k", Kind: Leave, Thread: thread("x", 1)}) })
	one, two := newWorker("one"), newWorker("two")
	if _, _, err := s.claimTask(t.Context(), one, 1); err != nil {
		t.Fatal(err)
	}
	if _, err := db.Exec(t.Context(), `UPDATE river_job SET state = 'running', attempt = 1, attempted_at = now(), attempted_by = ARRAY[$1, $2]`, two, one); err != nil {
		t.Fatal(err)
	}
	if _, wait, err := s.claimTask(t.Context(), two, 1); wait != busySnooze || err != nil {
		t.Errorf("claimed by another node: %v, %v", wait, err)
	}
	for _, name := range []string{"two", "on", "one"} {
		if err := s.freeTasks(t.Context(), name); err != nil {
			t.Fatal(err)
		}
		var state string
		if err := db.QueryRow(t.Context(), `SELECT state FROM river_job`).Scan(&state); err != nil {
			t.Fatal(err)
		}
		if want := map[string]string{"two": "running", "on": "running", "one": "available"}[name]; state != want {
			t.Errorf("after the start of node %s the job is %s", name, state)
		}
	}
	if task, wait, err := s.claimTask(t.Context(), two, 1); task.Key != "k" || wait != 0 || err != nil {
		t.Errorf("a free task: %+v, %v, %v", task, wait, err)
	}
	if _, _, err := s.claimTask(t.Context(), two, 2); !errors.Is(err, ErrNotFound) {
		t.Errorf("no such task: %v", err)
	}
}

// A process that is started under the name of one that runs takes none of its tasks, also after the
// connection was lost by which the other one shows that it lives.
func TestTwoNodesOfOneName(t *testing.T) {
	db := postgrestest.Open(t)
	s, other := node(t, db), node(t, db)
	do(t, s, func(tx *Tx) error {
		return tx.AddTask(Task{Key: "slow", Kind: FetchFile, Thread: thread("x", 1)})
	})
	begun, end := make(chan struct{}, 2), make(chan struct{})
	runTasks(t, s, "one", func(ctx context.Context, task Task) error {
		begun <- struct{}{}
		<-end
		return s.Do(ctx, func(tx *Tx) error { _, err := tx.DropTask(task.Key); return err })
	})
	defer noneLeft(t, s)
	defer close(end)
	<-begun
	free := func() {
		t.Helper()
		if err := other.freeTasks(t.Context(), "one"); err != nil {
			t.Fatal(err)
		}
		var state string
		if err := db.QueryRow(t.Context(), `SELECT state FROM river_job WHERE kind = 'desk_task'`).Scan(&state); err != nil || state != "running" {
			t.Fatalf("the second node of this name took the task of the first: %s, %v", state, err)
		}
		if _, wait, err := other.claimTask(t.Context(), newWorker("one"), 1); wait == 0 || err != nil {
			t.Fatalf("the second node claimed it: %v, %v", wait, err)
		}
	}
	free()
	// Periodic work has locks, too, so the holder is that of the lock of the task's worker.
	const holder = `SELECT coalesce(min(l.pid), 0) FROM task JOIN pg_locks l ON l.locktype = 'advisory' AND l.objsubid = 1 AND l.granted
		AND l.classid::bigint << 32 | l.objid::bigint = hashtextextended('contactkit/desk/worker/' || task.node, 0)`
	var pid, again int
	if err := db.QueryRow(t.Context(), holder).Scan(&pid); err != nil || pid == 0 {
		t.Fatalf("no connection holds the lock: %v", err)
	}
	if _, err := db.Exec(t.Context(), `SELECT pg_terminate_backend($1)`, pid); err != nil {
		t.Fatal(err)
	}
	for limit := time.Now().Add(time.Minute); again == 0 || again == pid; {
		if err := db.QueryRow(t.Context(), holder).Scan(&again); err != nil || time.Now().After(limit) {
			t.Fatalf("the lock is not taken again: %v", err)
		}
	}
	free()
}

// A worker that was taken for dead, and ends late, leaves the task to the one that has it now.
func TestFreeTaskOfAnotherWorker(t *testing.T) {
	db := postgrestest.Open(t)
	s := node(t, db)
	do(t, s, func(tx *Tx) error { return tx.AddTask(Task{Key: "k", Kind: Leave, Thread: thread("x", 1)}) })
	late, now := newWorker("one"), newWorker("two")
	for _, worker := range []string{late, now} {
		if task, _, err := s.claimTask(t.Context(), worker, 1); task.Key != "k" || err != nil {
			t.Fatalf("claimed: %+v, %v", task, err)
		}
		if worker == late {
			do(t, s, func(tx *Tx) error { _, err := tx.exec(`UPDATE task SET until = '-infinity'`); return err })
		}
	}
	for _, tt := range []struct {
		worker string
		free   bool
	}{{late, false}, {now, true}} {
		if _, err := s.freeTask(t.Context(), tt.worker, 1); err != nil {
			t.Fatal(err)
		}
		if _, wait, err := s.claimTask(t.Context(), newWorker("three"), 1); (wait == 0) != tt.free || err != nil {
			t.Errorf("freed by %s: a third worker waits for %v, %v", tt.worker, wait, err)
		}
	}
}

// Without a database nothing is done.
func TestRunTasksWithoutDatabase(t *testing.T) {
	s := node(t, postgrestest.Open(t))
	s.in.(*server).held.Close()
	err := s.RunTasks(t.Context(), Work{Node: "one", Lanes: []Lane{HintLane}, Log: slog.New(slog.NewTextHandler(t.Output(), nil))})
	if err == nil || t.Context().Err() != nil {
		t.Errorf("it ran: %v", err)
	}
}
