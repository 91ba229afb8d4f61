package store

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/contactkit/contactkit/channel"
)

// Kinds of tasks.
const (
	AskAssistant = "assistant"
	Leave        = "leave" // an agent leaves a conversation: Data says who
	FetchFile    = "file"
	FetchProfile = "profile"
	FetchPicture = "picture"
	EraseContact = "erase" // a contact is deleted; unlike those of the others, its thread is made up
)

// A Task is work that takes its time. It is done at least once: a crash before DropTask leaves it.
type Task struct {
	Key    string
	Kind   string
	Thread channel.Thread
	Tries  int
	Due    time.Time // of a new task; zero: at once
	Data   string

	seq int64
}

// AddTask stores a task; one with the same key is there already.
func (t *Tx) AddTask(task Task) error {
	_, err := t.exec(`INSERT INTO task(key, kind, thread, due, data) VALUES(?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`, task.Key, task.Kind, task.Thread.Key(), micros(task.Due), task.Data)
	return err
}

// Tasks returns what is to be done of some kinds by now, oldest first.
func (t *Tx) Tasks(now time.Time, most int, kinds ...string) (list []Task, err error) {
	for _, kind := range kinds {
		some, err := all(t, scanTask, `SELECT seq, key, kind, thread, tries, data FROM task WHERE kind = ? AND due <= ? ORDER BY seq LIMIT ?`, kind, now.UnixMicro(), most)
		if err != nil {
			return nil, err
		}
		list = append(list, some...)
	}
	return list, nil
}

// ClaimTasks returns what a node is to do of some kinds by now, at most one task of a thread at one
// time. No other node gets the same until the lease is over: then this node is taken for dead.
// DropTask and PostponeTask end the claim. In SQLite, one process has all, and nothing is claimed.
func (s *Store) ClaimTasks(ctx context.Context, node string, lease time.Duration, now time.Time, most int, kinds ...string) (list []Task, err error) {
	if _, alone := s.in.(*file); alone {
		err = s.View(ctx, func(t *Tx) error {
			list, err = t.Tasks(now, most, kinds...)
			return err
		})
		return list, err
	}
	var waits bool
	err = s.View(ctx, func(t *Tx) error { // most times, without a transaction that writes
		waits, err = one(t, value[bool], `SELECT EXISTS (SELECT 1 FROM task WHERE due <= ?)`, now.UnixMicro())
		return err
	})
	if err != nil || !waits {
		return nil, err
	}
	err = s.Do(ctx, func(t *Tx) error {
		list, err = t.claimTasks(node, lease, now, most, kinds)
		return err
	})
	return list, err
}

// claimTasks claims tasks in PostgreSQL: a task that another node looks at just now is skipped.
func (t *Tx) claimTasks(node string, lease time.Duration, now time.Time, most int, kinds []string) ([]Task, error) {
	list, err := all(t, scanTask, `UPDATE task SET node = ?1, until = contactkit_now() + contactkit_us(?2) WHERE seq IN (
			SELECT seq FROM task AS k WHERE kind = ANY(?3) AND due <= ?4 AND until <= contactkit_now() AND NOT EXISTS (
				SELECT 1 FROM task AS o WHERE o.thread = k.thread AND o.kind = ANY(?3) AND (o.until > contactkit_now() OR o.due <= ?4 AND o.seq < k.seq))
			ORDER BY seq LIMIT ?5 FOR UPDATE SKIP LOCKED)
		RETURNING seq, key, kind, thread, tries, data`, node, lease.Microseconds(), kinds, now.UnixMicro(), most)
	slices.SortFunc(list, func(a, b Task) int { return cmp.Compare(a.seq, b.seq) }) // RETURNING has no order
	return list, err
}

func scanTask(row func(...any) error) (k Task, err error) {
	var thread string
	if err = row(&k.seq, &k.Key, &k.Kind, &thread, &k.Tries, &k.Data); err == nil {
		k.Thread, err = channel.ParseThread(thread)
	}
	return k, err
}

// FreeTasks ends the claims that a node with this name had before it was started anew.
func (s *Store) FreeTasks(ctx context.Context, node string) error {
	if _, alone := s.in.(*file); alone {
		return nil
	}
	return s.Do(ctx, func(t *Tx) error {
		_, err := t.exec(`UPDATE task SET node = '', until = '-infinity' WHERE node = ?`, node)
		return err
	})
}

// DropTask ends a task, and reports whether it was there still.
func (t *Tx) DropTask(key string) (bool, error) {
	n, err := t.exec(`DELETE FROM task WHERE key = ?`, key)
	return n > 0, err
}

// PostponeTask makes a task that failed due again later.
func (t *Tx) PostponeTask(key string, due time.Time) error {
	_, err := t.exec(`UPDATE task SET due = ?, tries = tries + 1 WHERE key = ?`, due.UnixMicro(), key)
	return err
}
