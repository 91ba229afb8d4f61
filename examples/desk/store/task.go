package store

import (
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

// PostponeTask makes a task that failed due again later.
func (t *Tx) PostponeTask(key string, due time.Time) error {
	_, err := t.exec(`UPDATE task SET due = ?, tries = tries + 1 WHERE key = ?`, due.UnixMicro(), key)
	return err
}
