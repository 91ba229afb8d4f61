package store

import (
	"database/sql"
	"encoding/json"
	"errors"
	"time"

	"github.com/contactkit/contactkit/channel"
)

// A Side is whose message it is.
type Side string

// The sides.
const (
	Customer  Side = "customer"
	Agent     Side = "agent"
	Robot     Side = "robot"
	Notice    Side = "notice"    // automatic, to the customer
	Inbox     Side = "inbox"     // one of our people in the platform's own inbox
	Assistant Side = "assistant" // a hint for the agent
	Desk      Side = "desk"      // what happened, for agents
	Note      Side = "note"      // an agent's, for colleagues; it is never sent
)

// States of what we say. The empty state is that of what needs none.
const (
	Sending   = "sending"
	Sent      = "sent"
	Delivered = "delivered"
	Read      = "read"
	Uncertain = "uncertain"
	Failed    = "failed"
	Dropped   = "dropped"
	Cancelled = "cancelled"
	Refused   = "refused"
	Deleted   = "deleted"
)

// A Message is one line of a conversation.
type Message struct {
	Seq    int64
	Thread channel.Thread
	Key    string // our own name for what we say; empty: it came from outside
	Side   Side
	Author string // of an agent's: who
	At     time.Time
	State  string
	Note   string // why, in words; of a message that has not left yet: what it waits for
	Edited bool
	channel.Message
	Files []File // of its attachments
}

// AddMessage stores a message, under its platform's id or our own key. Its number is 0 if it is
// there already.
func (t *Tx) AddMessage(m Message) (seq int64, err error) {
	data, err := json.Marshal(m.Message)
	if err != nil {
		return 0, err
	}
	thread := m.Thread.Key()
	if m.ID != "" {
		if _, err := one(t, value[int64], `SELECT message FROM name WHERE thread = ? AND id = ?`, thread, short(m.ID)); !errors.Is(err, ErrNotFound) {
			return 0, err
		}
	}
	key := sql.NullString{String: m.Key, Valid: m.Key != ""}
	seq, err = t.insert(`INSERT INTO message(thread, key, side, author, at, state, note, data) VALUES(?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING RETURNING seq`,
		thread, key, string(m.Side), m.Author, micros(m.At), m.State, m.Note, string(data))
	if err == nil && seq != 0 && m.ID != "" {
		err = t.NameMessage(m.Thread, m.ID, seq)
	}
	return seq, err
}

// short is a platform's id as an index holds it: PostgreSQL refuses a row with one of thousands of
// bytes, and real ids have less than 200.
func short(id string) string {
	if len(id) <= channel.MaxEventID {
		return id
	}
	return channel.Fingerprint([]byte(id))
}

// NameMessage stores the platform's name of a message, or of a part of it.
func (t *Tx) NameMessage(thread channel.Thread, id string, seq int64) error {
	_, err := t.exec(`INSERT INTO name(thread, id, message) VALUES(?, ?, ?) ON CONFLICT DO NOTHING`, thread.Key(), short(id), seq)
	return err
}

// RemoveNamed takes back a message that came from elsewhere, as it seemed, and is ours.
func (t *Tx) RemoveNamed(thread channel.Thread, id string, ours int64) error {
	seq, err := one(t, value[int64], `SELECT message FROM name JOIN message ON seq = message
		WHERE name.thread = ? AND id = ? AND side IN ('inbox', 'notice') AND seq != ?`, thread.Key(), short(id), ours)
	if errors.Is(err, ErrNotFound) {
		return nil
	}
	if err == nil {
		_, err = t.exec(`DELETE FROM name WHERE message = ?`, seq)
	}
	if err == nil {
		_, err = t.exec(`DELETE FROM message WHERE seq = ?`, seq)
	}
	return err
}

const messageColumns = `SELECT seq, thread, coalesce(key, ''), side, author, at, state, CASE WHEN waits != '' THEN waits ELSE note END, edited, data,
	coalesce((SELECT id FROM name WHERE name.message = seq LIMIT 1), '') FROM message `

func scanMessage(row func(...any) error) (m Message, err error) {
	var at int64
	var thread, data, id string
	if err = row(&m.Seq, &thread, &m.Key, &m.Side, &m.Author, &at, &m.State, &m.Note, &m.Edited, &data, &id); err != nil {
		return m, err
	}
	if m.Thread, err = channel.ParseThread(thread); err != nil {
		return m, err
	}
	if err = json.Unmarshal([]byte(data), &m.Message); err != nil {
		return m, err
	}
	m.At, m.ID = fromMicros(at), id
	return m, nil
}

// Message returns one by its number.
func (t *Tx) Message(seq int64) (Message, error) {
	return one(t, scanMessage, messageColumns+`WHERE seq = ?`, seq)
}

// Named returns the message with one of the platform's names; ErrNotFound if there is none.
func (t *Tx) Named(thread channel.Thread, id string) (Message, error) {
	return one(t, scanMessage, messageColumns+`WHERE seq = (SELECT message FROM name WHERE thread = ? AND id = ?)`, thread.Key(), short(id))
}

// Keyed returns the message with our own name; ErrNotFound if there is none.
func (t *Tx) Keyed(key string) (Message, error) {
	return one(t, scanMessage, messageColumns+`WHERE key = ?`, key)
}

// SetState stores what became of a message of ours.
func (t *Tx) SetState(seq int64, state, note string) error { return t.SetEnd(seq, state, note, "") }

// SetEnd is SetState with the kind of failure, for the dashboard.
func (t *Tx) SetEnd(seq int64, state, note, why string) error {
	_, err := t.exec(`UPDATE message SET state = ?1, note = ?2, waits = '', why = ?4 WHERE seq = ?3 AND NOT (state IN ('delivered', 'read') AND ?1 = 'sent')`, state, note, seq, why)
	return err
}

// SetDoubt stores a note on a message that may have arrived. Any other message stays as it is.
func (t *Tx) SetDoubt(key, note string) error {
	_, err := t.exec(`UPDATE message SET note = ? WHERE key = ? AND state = 'uncertain'`, note, key)
	return err
}

// SetWaits stores why a message has not left yet.
func (t *Tx) SetWaits(key, why string) error {
	_, err := t.exec(`UPDATE message SET waits = ? WHERE key = ? AND state = 'sending'`, why, key)
	return err
}

// MoveMessage puts a message into another thread, where it will be sent.
func (t *Tx) MoveMessage(key string, to channel.Thread) error {
	_, err := t.exec(`UPDATE message SET thread = ? WHERE key = ?`, to.Key(), key)
	return err
}

// EditMessage changes what a message says. An edit that changes nothing, such as Telegram's when a
// link gets its preview, leaves no mark.
func (t *Tx) EditMessage(thread channel.Thread, m channel.Message) error {
	data, err := json.Marshal(m)
	if err != nil {
		return err
	}
	_, err = t.exec(`UPDATE message SET data = ?1, edited = TRUE WHERE seq = (SELECT message FROM name WHERE thread = ?2 AND id = ?3) AND data != ?1`, string(data), thread.Key(), short(m.ID))
	return err
}

// DeleteMessage marks a message as taken back by who wrote it.
func (t *Tx) DeleteMessage(thread channel.Thread, id string) error {
	_, err := t.exec(`UPDATE message SET state = 'deleted' WHERE seq = (SELECT message FROM name WHERE thread = ? AND id = ?)`, thread.Key(), short(id))
	return err
}

// Receipt marks what we said as delivered or read: the messages with these names, and all that was
// stored up to a time.
func (t *Tx) Receipt(thread channel.Thread, state string, ids []string, until time.Time) error {
	upTo := int64(0)
	for _, id := range ids {
		seq, err := one(t, value[int64], `SELECT message FROM name WHERE thread = ? AND id = ?`, thread.Key(), short(id))
		if err != nil && !errors.Is(err, ErrNotFound) {
			return err
		}
		upTo = max(upTo, seq)
	}
	// Platforms tell times in whole seconds or milliseconds: what was stored in that second counts.
	_, err := t.exec(`UPDATE message SET state = ?1 WHERE thread = ?2 AND side IN ('agent', 'robot', 'notice') AND (seq <= ?3 OR at <= ?4)
		AND (state = 'sent' OR (state = 'delivered' AND ?1 = 'read'))`, state, thread.Key(), upTo, micros(until))
	return err
}
