package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/conversation"
	"github.com/contactkit/contactkit/channel/conversation/sqlite"
	"github.com/contactkit/contactkit/channel/directory"
	"github.com/contactkit/contactkit/channel/dispatch"
	"github.com/contactkit/contactkit/session"
)

// version is that of the desk's own tables. Version 1 had an inbox and an outbox of its own.
const version = 2

// migrate brings a file up to date. A file of version 1 is moved over in two steps, and the second
// ends the first: if the desk is killed between, it begins again.
func (s *file) migrate(ctx context.Context) error {
	var found int
	var former, indexed bool
	err := s.db.QueryRowContext(ctx, `SELECT user_version, EXISTS (SELECT 1 FROM sqlite_master WHERE name = 'outbox'),
		EXISTS (SELECT 1 FROM sqlite_master WHERE name = 'message_fts') FROM pragma_user_version`).Scan(&found, &former, &indexed)
	if err != nil {
		return err
	}
	if found > version {
		return fmt.Errorf("the file has version %d, and this desk knows %d: open it with the newer desk", found, version)
	}
	s.conversations, err = sqlite.New(ctx, s.db, sqlite.Options{Also: s.also, Now: s.of.now, Alone: true, Committed: s.committed})
	if err != nil {
		return err
	}
	change := schema
	if former {
		if err := s.moveOver(ctx); err != nil {
			return fmt.Errorf("moving a former desk's conversations over: %w", err)
		}
		change = formerTables + schema
	}
	if !indexed {
		change += indexAll
	}
	return s.conversations.Write(ctx, func(ctx context.Context, tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, change+fmt.Sprintf("\nPRAGMA user_version = %d;", version))
		return err
	})
}

// indexAll makes the index over texts that are there already. Words that are deleted leave the file
// at once: a contact may have asked for it.
const indexAll = `
INSERT INTO message_fts(message_fts, rank) VALUES('secure-delete', 1);
INSERT INTO message_fts(message_fts) VALUES('rebuild');
`

// formerTables turns the tables of version 1 into those of the schema.
const formerTables = `
ALTER TABLE message ADD COLUMN waits TEXT NOT NULL DEFAULT '';
ALTER TABLE message ADD COLUMN why TEXT NOT NULL DEFAULT '';
UPDATE message SET why = coalesce((SELECT why FROM outbox WHERE outbox.key = message.key), '') WHERE key IN (SELECT key FROM outbox WHERE why NOT IN ('', 'cancelled'));
DROP INDEX message_unsettled;
ALTER TABLE waiting ADD COLUMN answer INTEGER NOT NULL DEFAULT 0;
ALTER TABLE helper ADD COLUMN place INTEGER NOT NULL DEFAULT 1;
ALTER TABLE person ADD COLUMN since INTEGER NOT NULL DEFAULT 0;
UPDATE person SET since = idle WHERE ready = 1;
DROP INDEX conversation_wake;
ALTER TABLE conversation DROP COLUMN wake;
ALTER TABLE conversation DROP COLUMN heard;
DELETE FROM task WHERE kind = 'robot';
DROP TABLE event;
DROP TABLE action;
DROP TABLE outbox;
DROP TABLE line;
DROP TABLE locale;
`

// moveOver stores what version 1 knew of conversations in the tables of package
// channel/conversation/sqlite. Rows that are there already stay.
func (s *file) moveOver(ctx context.Context) error {
	tx, err := s.read.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return err
	}
	defer tx.Rollback()
	old := &Tx{ctx: ctx, q: prepared{tx, new(statements)}}
	threads, err := all(old, value[string], `SELECT thread FROM conversation UNION SELECT thread FROM event UNION SELECT thread FROM outbox`)
	if err != nil {
		return err
	}
	for _, key := range threads {
		thread, err := channel.ParseThread(key)
		if err != nil {
			return err
		}
		if err := s.moveThread(ctx, old, thread); err != nil {
			return fmt.Errorf("%s: %w", key, err)
		}
	}
	return nil
}

func (s *file) moveThread(ctx context.Context, old *Tx, thread channel.Thread) error {
	applied, waits, err := old.formerInputs(thread)
	if err != nil {
		return err
	}
	if err := s.conversations.Add(ctx, waits); err != nil {
		return err
	}
	c, err := old.formerChange(thread)
	if err != nil {
		return err
	}
	return s.conversations.Update(ctx, thread, applied, func(v conversation.View) (conversation.Change, error) {
		c.Applied = v.Inputs
		return c, nil
	})
}

// formerInputs are what has happened in a thread, and what is to be applied once its channel is
// active again.
func (t *Tx) formerInputs(thread channel.Thread) (applied, waits []conversation.Input, err error) {
	events, err := all(t, func(row func(...any) error) (in conversation.Input, err error) {
		var aside string
		in.Thread, in.Event = thread, new(channel.Event)
		var data []byte
		if err = row(&in.ID, &in.Channel, &aside, &data); err != nil {
			return in, err
		}
		if aside != "waits" { // an echo that waited is shown as it would be now
			in.Skipped = directory.Skipped(aside)
		}
		return in, json.Unmarshal(data, in.Event)
	}, `SELECT id, channel, aside, data FROM event WHERE thread = ? ORDER BY rowid`, thread.Key())
	if err != nil {
		return nil, nil, err
	}
	for _, in := range events {
		if in.Skipped != "" {
			waits = append(waits, in)
		} else {
			applied = append(applied, in)
		}
	}
	answers, err := all(t, func(row func(...any) error) (in conversation.Input, err error) {
		var data []byte
		in.Thread, in.Said = thread, &conversation.Said{Messages: make([]channel.Message, 1)}
		if err = row(&in.ID, &in.Said.Agent, &data); err == nil {
			err = json.Unmarshal(data, &in.Said.Messages[0])
		}
		return in, err
	}, `SELECT key, author, data FROM message WHERE thread = ? AND side = 'agent' AND key IS NOT NULL AND author != '' ORDER BY seq`, thread.Key())
	return append(applied, answers...), waits, err
}

// formerChange is the state of a thread, what is on its way in it, and what its robot is asked.
func (t *Tx) formerChange(thread channel.Thread) (c conversation.Change, err error) {
	rows, err := all(t, func(row func(...any) error) (r conversation.Row, err error) {
		var state []byte
		var wake int64
		r.Thread = thread
		if err = row(&r.Channel, &r.Person.Name, &r.Person.Locale, &wake, &state); err == nil {
			r.Wake, err = fromMicros(wake), json.Unmarshal(state, &r.State)
		}
		return r, err
	}, `SELECT channel, name, coalesce((SELECT locale FROM locale WHERE thread = c.thread), ''), coalesce(wake, 0), state FROM conversation c WHERE thread = ?`, thread.Key())
	if err != nil {
		return c, err
	}
	if len(rows) > 0 && rows[0].State.Rev > 0 {
		c.Row = rows[0]
	}
	type receipt struct {
		dispatch.Receipt
		told bool
	}
	receipts, err := all(t, func(row func(...any) error) (r receipt, err error) {
		var data []byte
		var open bool
		if err = row(&open, &data); err == nil {
			err = json.Unmarshal(data, &r.Receipt)
		}
		r.told = !open
		return r, err
	}, `SELECT open, receipt FROM outbox WHERE thread = ? ORDER BY seq`, thread.Key())
	for _, r := range receipts {
		c.New = append(c.New, r.Receipt)
		if r.told && r.Status() != dispatch.Uncertain {
			c.Closed = append(c.Closed, r.Key)
		}
	}
	if err != nil || c.Row.State.Phase != session.PhaseRobot {
		return c, err
	}
	asked, err := all(t, func(row func(...any) error) (q [2]string, err error) {
		err = row(&q[0], &q[1])
		return q, err
	}, `SELECT key, data FROM task WHERE kind = 'robot' AND thread = ? ORDER BY seq`, thread.Key())
	for _, q := range asked {
		call := conversation.Call{Key: q[0], Thread: thread}
		events, err := all(t, value[[]byte], `SELECT data FROM event WHERE id = ?`, q[1])
		if err != nil {
			return c, err
		}
		if len(events) > 0 {
			call.Event = new(channel.Event)
			if err := json.Unmarshal(events[0], call.Event); err != nil {
				return c, err
			}
		}
		c.Calls = append(c.Calls, call)
	}
	return c, err
}
