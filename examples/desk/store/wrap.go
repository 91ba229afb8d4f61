package store

import (
	"time"

	"github.com/contactkit/contactkit/channel"
)

// A Wrap is a conversation that an agent writes up. It takes a place of the agent's, also if the
// customer begins anew meanwhile.
type Wrap struct {
	Conversation
	Agent string
	In    string // the queue in which the agent served
	Began time.Time
	Until time.Time
}

// SetWrap stores that an agent writes up a conversation, or anew.
func (t *Tx) SetWrap(thread channel.Thread, agent, queue string, began, until time.Time) error {
	_, err := t.exec(`INSERT INTO wrap(thread, agent, queue, began, until) VALUES(?, ?, ?, ?, ?)
		ON CONFLICT(thread, agent) DO UPDATE SET queue = excluded.queue, began = excluded.began, until = excluded.until`, thread.Key(), agent, queue, micros(began), micros(until))
	return err
}

const wrapColumns = `SELECT thread, agent, queue, began, until FROM wrap `

func scanWrap(row func(...any) error) (w Wrap, err error) {
	var key string
	var began, until int64
	if err = row(&key, &w.Agent, &w.In, &began, &until); err != nil {
		return w, err
	}
	w.Began, w.Until = fromMicros(began), fromMicros(until)
	w.Thread, err = channel.ParseThread(key)
	return w, err
}

// Wraps returns what an agent writes up, that which ends first first.
func (t *Tx) Wraps(agent string) ([]Wrap, error) {
	return t.wraps(wrapColumns+`WHERE agent = ? ORDER BY until, thread`, agent)
}

// OverWraps returns the wraps that have ended by a time.
func (t *Tx) OverWraps(now time.Time) ([]Wrap, error) {
	return t.wraps(wrapColumns+`WHERE until <= ? ORDER BY until, thread`, micros(now))
}

func (t *Tx) wraps(query string, arg any) ([]Wrap, error) {
	list, err := all(t, scanWrap, query, arg)
	for i := range list {
		if err == nil {
			list[i].Conversation, err = t.Conversation(list[i].Thread)
		}
	}
	return list, err
}

// DropWrap ends a wrap, and reports whether it was there still: another node may have ended it.
func (t *Tx) DropWrap(w Wrap) (bool, error) {
	n, err := t.exec(`DELETE FROM wrap WHERE thread = ? AND agent = ?`, w.Thread.Key(), w.Agent)
	return n > 0, err
}
