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
	WriteExport  = "export" // on PostgreSQL: Data is the id
	EraseContact = "erase"  // a contact is deleted; Thread names no real thread, unlike in the other kinds
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

// AddTask stores a task, unless one with the same key is stored already.
func (t *Tx) AddTask(task Task) error {
	seq, err := t.insert(`INSERT INTO task(key, kind, thread, due, data) VALUES(?, ?, ?, ?, ?) ON CONFLICT DO NOTHING RETURNING seq`, task.Key, task.Kind, task.Thread.Key(), micros(task.Due), task.Data)
	if err != nil || seq == 0 {
		return err
	}
	return t.enqueue(task.Kind, seq)
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

func scanTask(row func(...any) error) (k Task, err error) {
	var thread string
	if err = row(&k.seq, &k.Key, &k.Kind, &thread, &k.Tries, &k.Data); err == nil {
		k.Thread, err = channel.ParseThread(thread)
	}
	return k, err
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
