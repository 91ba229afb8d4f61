package store

import (
	"time"

	"github.com/contactkit/contactkit/channel"
)

// Kinds of tasks.
const (
	AskRobot     = "robot"
	AskAssistant = "assistant"
	FetchFile    = "file"
	FetchProfile = "profile"
)

// A Task is work that takes its time. It is done at least once: a crash before DropTask leaves it.
type Task struct {
	Key    string
	Kind   string
	Thread channel.Thread
	Tries  int
	Data   string
}

// AddTask stores a task; one with the same key is there already.
func (t *Tx) AddTask(task Task) error {
	_, err := t.exec(`INSERT INTO task(key, kind, thread, data) VALUES(?, ?, ?, ?) ON CONFLICT DO NOTHING`, task.Key, task.Kind, task.Thread.Key(), task.Data)
	return err
}

// Tasks returns what is to be done of some kinds by now, oldest first.
func (t *Tx) Tasks(now time.Time, most int, kinds ...string) (list []Task, err error) {
	for _, kind := range kinds {
		some, err := all(t, func(row func(...any) error) (k Task, err error) {
			var thread string
			if err = row(&k.Key, &k.Kind, &thread, &k.Tries, &k.Data); err == nil {
				k.Thread, err = channel.ParseThread(thread)
			}
			return k, err
		}, `SELECT key, kind, thread, tries, data FROM task WHERE kind = ? AND due <= ? ORDER BY seq LIMIT ?`, kind, now.UnixMicro(), most)
		if err != nil {
			return nil, err
		}
		list = append(list, some...)
	}
	return list, nil
}

// DropTask ends a task, and reports whether it was there still.
func (t *Tx) DropTask(key string) (bool, error) {
	n, err := t.exec(`DELETE FROM task WHERE key = ?`, key)
	return n > 0, err
}

// DropTasks ends all tasks of a kind in a thread.
func (t *Tx) DropTasks(thread channel.Thread, kind string) error {
	_, err := t.exec(`DELETE FROM task WHERE thread = ? AND kind = ?`, thread.Key(), kind)
	return err
}

// PostponeTask makes a task that failed due again later.
func (t *Tx) PostponeTask(key string, due time.Time) error {
	_, err := t.exec(`UPDATE task SET due = ?, tries = tries + 1 WHERE key = ?`, due.UnixMicro(), key)
	return err
}

// Busy names what is under way by now: messages that are being sent, and tasks. What waits for a
// later time is not.
func (t *Tx) Busy(now time.Time) ([]string, error) {
	return all(t, value[string], `SELECT message.key FROM message LEFT JOIN line ON line.thread = message.thread
			WHERE state = 'sending' AND coalesce(due, 0) <= ?1
		UNION ALL SELECT key FROM task WHERE due <= ?1`, now.UnixMicro())
}
