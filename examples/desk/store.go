package main

import (
	"context"
	"database/sql"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"time"

	"github.com/contactkit/contactkit/channel"
	_ "modernc.org/sqlite" // driver "sqlite"
)

//go:embed schema.sql
var schema string

// A Store keeps events and conversations in one SQLite file. Its methods may be called concurrently.
type Store struct{ db *sql.DB }

// OpenStore opens, or makes, the file desk.db in a folder.
func OpenStore(dir string) (*Store, error) {
	// One connection: SQLite has one writer anyway, and a transaction then never meets SQLITE_BUSY.
	// synchronous=full: what was answered with 200 survives a power cut.
	dsn := "file:" + filepath.Join(dir, "desk.db") + "?_pragma=journal_mode(wal)&_pragma=synchronous(full)&_pragma=busy_timeout(5000)&_pragma=foreign_keys(on)"
	db, err := sql.Open("sqlite", dsn)
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(1)
	if _, err := db.Exec(schema); err != nil {
		db.Close()
		return nil, fmt.Errorf("schema: %w", err)
	}
	return &Store{db}, nil
}

// Close closes the file.
func (s *Store) Close() error { return s.db.Close() }

// Save stores the events of one webhook call in one transaction and returns the threads that changed. An event that is stored already
// changes nothing: platforms deliver again. owned tells the events whose account is one of ours; the others are kept aside.
// An event without a time of its own counts as of now.
func (s *Store) Save(ctx context.Context, events []channel.Event, owned func(channel.Thread) bool, now time.Time) (changed []channel.Thread, err error) {
	tx, err := s.db.BeginTx(ctx, nil)
	if err != nil {
		return nil, err
	}
	defer tx.Rollback()
	for _, ev := range events {
		mine := owned(ev.Thread)
		fresh, err := insertEvent(ctx, tx, ev, mine)
		if err != nil {
			return nil, err
		}
		if !fresh || !mine {
			continue
		}
		if ev.Time.IsZero() {
			ev.Time = now
		}
		if err := apply(ctx, tx, ev); err != nil {
			return nil, fmt.Errorf("event %s: %w", ev.ID, err)
		}
		changed = append(changed, ev.Thread)
	}
	return changed, tx.Commit()
}

func insertEvent(ctx context.Context, tx *sql.Tx, ev channel.Event, mine bool) (fresh bool, err error) {
	data, err := json.Marshal(ev)
	if err != nil {
		return false, err
	}
	res, err := tx.ExecContext(ctx, `INSERT INTO event(id, thread, owned, data) VALUES(?, ?, ?, ?) ON CONFLICT DO NOTHING`,
		ev.ID, ev.Thread.Key(), mine, string(data))
	if err != nil {
		return false, err
	}
	n, err := res.RowsAffected()
	return n == 1, err
}

// apply changes the conversation as the event says. It runs once for each event.
func apply(ctx context.Context, tx *sql.Tx, ev channel.Event) error {
	key, at := ev.Thread.Key(), ev.Time.UnixMilli()
	exec := func(query string, args ...any) error {
		_, err := tx.ExecContext(ctx, query, args...)
		return err
	}
	heard := any(nil)
	if ev.Renews {
		heard = at
	}
	name := ""
	if ev.Origin == channel.OriginContact {
		name = ev.From.Name
	}
	if err := exec(`INSERT INTO thread(key, name, heard) VALUES(?, ?, ?) ON CONFLICT(key) DO UPDATE SET
		name = coalesce(nullif(excluded.name, ''), name), heard = max(coalesce(heard, 0), coalesce(excluded.heard, heard, 0))`, key, name, heard); err != nil {
		return err
	}
	switch b := ev.Body.(type) {
	case channel.Message:
		return applyMessage(ctx, tx, ev, b)
	case channel.Edited:
		data, err := json.Marshal(b.Message)
		if err != nil {
			return err
		}
		return exec(`UPDATE message SET data = ?, edited = 1 WHERE thread = ? AND platform_id = ?`, string(data), key, b.Message.ID)
	case channel.Deleted:
		for _, id := range b.IDs {
			if err := exec(`UPDATE message SET state = 'deleted' WHERE thread = ? AND platform_id = ?`, key, id); err != nil {
				return err
			}
		}
	case channel.Press:
		return insertMessage(ctx, tx, key, ev.ID, "customer", channel.Message{Text: "▸ " + b.Button, Payload: b.Payload}, at)
	case channel.Delivered:
		return applyReceipt(exec, key, "delivered", b.IDs, b.Until)
	case channel.Read:
		return applyReceipt(exec, key, "read", append(b.IDs, b.Through), b.Until)
	}
	return nil
}

// applyMessage stores what the customer said, or settles what we sent when it is the echo of it.
func applyMessage(ctx context.Context, tx *sql.Tx, ev channel.Event, m channel.Message) error {
	key := ev.Thread.Key()
	if ev.Origin == channel.OriginContact {
		return insertMessage(ctx, tx, key, m.ID, "customer", m, ev.Time.UnixMilli())
	}
	// The echo may come before our own call returns. It carries our Ref, or else the id that the call returned.
	res, err := tx.ExecContext(ctx, `UPDATE message SET platform_id = ?, state = CASE WHEN state IN ('sending', 'uncertain') THEN 'sent' ELSE state END
		WHERE thread = ? AND (platform_id = ? OR (ref = ? AND ref != ''))`, m.ID, key, m.ID, m.Ref)
	if err != nil {
		return err
	}
	if n, err := res.RowsAffected(); err != nil || n > 0 || ev.Origin == channel.OriginUs {
		return err
	}
	return insertMessage(ctx, tx, key, m.ID, "business", m, ev.Time.UnixMilli()) // somebody wrote in the platform's own inbox
}

func insertMessage(ctx context.Context, tx *sql.Tx, thread, id, side string, m channel.Message, at int64) error {
	data, err := json.Marshal(m)
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, `INSERT INTO message(thread, platform_id, side, data, at, state) VALUES(?, ?, ?, ?, ?, 'sent')
		ON CONFLICT DO NOTHING`, thread, id, side, string(data), at)
	return err
}

// applyReceipt marks messages of ours as delivered or read: those named, and all up to the watermark.
func applyReceipt(exec func(string, ...any) error, thread, state string, ids []string, until time.Time) error {
	for _, id := range ids {
		if err := exec(`UPDATE message SET state = ? WHERE side = 'us' AND thread = ? AND state IN ('sent', 'delivered')
			AND seq <= (SELECT seq FROM message WHERE thread = ? AND platform_id = ?)`, state, thread, thread, id); err != nil {
			return err
		}
	}
	if until.IsZero() {
		return nil
	}
	return exec(`UPDATE message SET state = ? WHERE side = 'us' AND thread = ? AND state IN ('sent', 'delivered') AND at <= ?`, state, thread, until.UnixMilli())
}

// Queue stores an agent's answer before it leaves, under a name of its own.
func (s *Store) Queue(ctx context.Context, to channel.Thread, m channel.Message, now time.Time) error {
	data, err := json.Marshal(m)
	if err != nil {
		return err
	}
	_, err = s.db.ExecContext(ctx, `INSERT INTO message(thread, ref, side, data, at, state) VALUES(?, ?, 'us', ?, ?, 'sending')`,
		to.Key(), m.Ref, string(data), now.UnixMilli())
	return err
}

// Settle stores what became of an answer. Where its echo came first, the echo's word stands.
func (s *Store) Settle(ctx context.Context, ref, state, id, note string) error {
	tx, err := s.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	// An echo that did not say whose it is was taken for somebody's in the platform's inbox. Now its id says that it is ours.
	if _, err := tx.ExecContext(ctx, `DELETE FROM message WHERE side = 'business' AND platform_id = ?
		AND thread = (SELECT thread FROM message WHERE ref = ?)`, id, ref); err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, `UPDATE message SET state = CASE WHEN state IN ('sending', 'uncertain') THEN ? ELSE state END,
		platform_id = coalesce(platform_id, nullif(?, '')), note = ? WHERE ref = ?`, state, id, note, ref); err != nil {
		return err
	}
	return tx.Commit()
}

// Interrupted marks answers that were on their way when the desk stopped: nobody knows whether they arrived.
func (s *Store) Interrupted(ctx context.Context) error {
	_, err := s.db.ExecContext(ctx, `UPDATE message SET state = 'uncertain', note = 'the desk stopped while it was on its way' WHERE state = 'sending'`)
	return err
}

// Conversation is one line of the list.
type Conversation struct {
	Thread channel.Thread
	Name   string
	Heard  time.Time
	Last   string
	Open   bool // the customer spoke last
}

// Conversations returns all of them, the newest first.
func (s *Store) Conversations(ctx context.Context) ([]Conversation, error) {
	rows, err := s.db.QueryContext(ctx, `SELECT t.key, t.name, coalesce(t.heard, 0), coalesce(m.data, '{}'), coalesce(m.side, '')
		FROM thread t LEFT JOIN message m ON m.seq = (SELECT max(seq) FROM message WHERE thread = t.key) ORDER BY m.seq DESC`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var list []Conversation
	for rows.Next() {
		var key, data, side string
		var c Conversation
		var heard int64
		if err := rows.Scan(&key, &c.Name, &heard, &data, &side); err != nil {
			return nil, err
		}
		if c.Thread, err = channel.ParseThread(key); err != nil {
			return nil, err
		}
		var m channel.Message
		if err := json.Unmarshal([]byte(data), &m); err != nil {
			return nil, err
		}
		c.Last, c.Open, c.Heard = summary(m), side == "customer", fromMilli(heard)
		list = append(list, c)
	}
	return list, rows.Err()
}

// Line is one message on the page.
type Line struct {
	Side   string // "customer", "us", "business" (in the platform's own inbox)
	At     time.Time
	State  string
	Note   string
	Edited bool
	channel.Message
}

// Lines returns the messages of a conversation, oldest first, and its head.
func (s *Store) Lines(ctx context.Context, of channel.Thread) (Conversation, []Line, error) {
	c := Conversation{Thread: of}
	var heard int64
	err := s.db.QueryRowContext(ctx, `SELECT name, coalesce(heard, 0) FROM thread WHERE key = ?`, of.Key()).Scan(&c.Name, &heard)
	if err != nil {
		return c, nil, err
	}
	c.Heard = fromMilli(heard)
	rows, err := s.db.QueryContext(ctx, `SELECT side, at, state, note, edited, data, coalesce(platform_id, '') FROM message WHERE thread = ? ORDER BY seq`, of.Key())
	if err != nil {
		return c, nil, err
	}
	defer rows.Close()
	var lines []Line
	for rows.Next() {
		var l Line
		var at int64
		var data, id string
		if err := rows.Scan(&l.Side, &at, &l.State, &l.Note, &l.Edited, &data, &id); err != nil {
			return c, nil, err
		}
		if err := json.Unmarshal([]byte(data), &l.Message); err != nil {
			return c, nil, err
		}
		l.At, l.ID = fromMilli(at), id
		lines = append(lines, l)
	}
	return c, lines, rows.Err()
}

// Aside returns the events that belong to no account of ours.
func (s *Store) Aside(ctx context.Context) ([]channel.Event, error) {
	rows, err := s.db.QueryContext(ctx, `SELECT data FROM event WHERE NOT owned ORDER BY rowid`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var events []channel.Event
	for rows.Next() {
		var data string
		var ev channel.Event
		if err := errors.Join(rows.Scan(&data), json.Unmarshal([]byte(data), &ev)); err != nil {
			return nil, err
		}
		events = append(events, ev)
	}
	return events, rows.Err()
}

func fromMilli(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms).UTC()
}

// summary is a message in one line.
func summary(m channel.Message) string {
	switch {
	case m.Text != "":
		return m.Text
	case len(m.Attachments) > 0:
		return "[" + string(m.Attachments[0].Kind) + "]"
	case m.Location != nil:
		return "[location]"
	default:
		return ""
	}
}
