package sqlite

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/conversation"
	"github.com/contactkit/contactkit/channel/dispatch"
	"github.com/contactkit/contactkit/channel/erase"
)

var _ conversation.ContactEraser = (*Store)(nil)

// EraseContact deletes everything of a contact, also from groups: see [conversation.ContactEraser].
// Deleted content may stay in free pages of the file, as after [Store.Erase].
func (s *Store) EraseContact(ctx context.Context, plan erase.Plan) error {
	threads, err := s.threadsOf(ctx, plan)
	if err != nil {
		return err
	}
	var claimed error
	for _, thread := range threads {
		err := s.Erase(ctx, thread)
		if errors.Is(err, dispatch.ErrClaimed) {
			claimed = fmt.Errorf("sqlite: a thread of account %s: %w", thread.Account, err)
			continue
		}
		if err != nil {
			return err
		}
	}
	for _, table := range sharedTables {
		for after, more := "", true; more; {
			err := s.write(ctx, func(ctx context.Context, t *tx) error {
				found, last, err := table.page(ctx, t, plan, after)
				if err != nil {
					return err
				}
				for _, row := range found {
					if err := table.drop(ctx, t, row); err != nil {
						return err
					}
				}
				after, more = last, last != ""
				return nil
			})
			if err != nil {
				return err
			}
		}
	}
	return claimed
}

// Left counts what is stored of a contact: see [conversation.ContactEraser].
func (s *Store) Left(ctx context.Context, plan erase.Plan, step erase.Step) (left int, err error) {
	threads, err := s.threadsOf(ctx, plan)
	if err != nil {
		return 0, err
	}
	counts := map[erase.Data]string{
		erase.Sending: `SELECT (SELECT count(*) FROM conversation_receipt WHERE status = 0 AND thread = ?1) +
			(SELECT count(*) FROM conversation_line WHERE thread = ?1)`,
		erase.Sessions: `SELECT (SELECT count(*) FROM conversation_thread WHERE thread = ?1) +
			(SELECT count(*) FROM conversation_call WHERE thread = ?1)`,
		erase.Receipts: `SELECT count(*) FROM conversation_receipt WHERE status > 0 AND thread = ?`,
		erase.Events:   `SELECT count(*) FROM conversation_input WHERE thread = ?`,
		erase.Seen:     `SELECT count(*) FROM conversation_input WHERE thread = ?`,
	}
	if query, ok := counts[step.Data]; ok {
		for _, thread := range threads {
			n, err := one(ctx, reader{s}, number, query, thread.Key())
			if err != nil {
				return 0, err
			}
			left += int(n)
		}
	}
	for _, table := range sharedTables {
		for after, more := "", table.what == step.Data; more; {
			found, last, err := table.page(ctx, reader{s}, plan, after)
			if err != nil {
				return 0, err
			}
			left += len(found)
			after, more = last, last != ""
		}
	}
	return left, nil
}

// span returns the bounds between which the keys of all threads of the plan's platform lie.
func span(plan erase.Plan) (from, to string) {
	platform := url.PathEscape(plan.Request.Platform)
	return platform + "/", platform + "0" // "0" follows "/"
}

// threadsOf returns the threads of a contact of which something is stored.
func (s *Store) threadsOf(ctx context.Context, plan erase.Plan) (threads []channel.Thread, err error) {
	from, to := span(plan)
	keys, err := list(ctx, reader{s}, text, `SELECT thread FROM conversation_thread WHERE thread > ?1 AND thread < ?2
		UNION SELECT thread FROM conversation_input WHERE thread > ?1 AND thread < ?2
		UNION SELECT thread FROM conversation_receipt WHERE thread > ?1 AND thread < ?2
		UNION SELECT thread FROM conversation_call WHERE thread > ?1 AND thread < ?2
		UNION SELECT thread FROM conversation_line WHERE thread > ?1 AND thread < ?2`, from, to)
	if err != nil {
		return nil, err
	}
	for _, key := range keys {
		thread, err := channel.ParseThread(key)
		if err != nil {
			return nil, fmt.Errorf("sqlite: %w", err)
		}
		if plan.Thread(thread) {
			threads = append(threads, thread)
		}
	}
	return threads, nil
}

// sharedRow is a row of a thread of others that has something of the contact.
type sharedRow struct {
	id      string
	without string // of a conversation_thread: the data without the contact
}

// sharedTable is a table in which threads of others have rows of a contact.
type sharedTable struct {
	what erase.Data
	// rows asks for a page of the rows behind ?1, of the threads between ?2 and ?3, whose text has
	// one of the ids ?4: candidates, on which find decides.
	rows string
	find func(plan erase.Plan, thread channel.Thread, data []byte, row *sharedRow) (bool, error)
	drop func(ctx context.Context, t *tx, row sharedRow) error
}

var sharedTables = []sharedTable{
	{erase.Events, candidates("conversation_input", "id"), func(plan erase.Plan, thread channel.Thread, data []byte, _ *sharedRow) (bool, error) {
		var in conversation.Input
		err := json.Unmarshal(data, &in)
		in.Thread = thread
		return in.Of(plan), err
	}, func(ctx context.Context, t *tx, row sharedRow) error { return t.eraseInput(ctx, row.id) }},

	{erase.Sessions, candidates("conversation_call", "key"), func(plan erase.Plan, thread channel.Thread, data []byte, _ *sharedRow) (bool, error) {
		var c conversation.Call
		err := json.Unmarshal(data, &c)
		c.Thread = thread
		return c.Of(plan), err
	}, func(ctx context.Context, t *tx, row sharedRow) error {
		_, err := t.exec(ctx, `DELETE FROM conversation_call WHERE key = ?`, row.id)
		return err
	}},

	{erase.Profiles, candidates("conversation_thread", "thread"), func(plan erase.Plan, thread channel.Thread, data []byte, found *sharedRow) (bool, error) {
		var row conversation.Row
		if err := json.Unmarshal(data, &row); err != nil {
			return false, err
		}
		row.Thread = thread
		row, ok := row.Without(plan)
		if !ok {
			return false, nil
		}
		without, err := encoded(row)
		found.without = without
		return true, err
	}, func(ctx context.Context, t *tx, row sharedRow) error {
		_, err := t.exec(ctx, `UPDATE conversation_thread SET data = ? WHERE thread = ?`, row.without, row.id)
		return err
	}},
}

// candidates asks for a page of a table by its key.
func candidates(table, key string) string {
	return `SELECT ` + key + `, thread, data FROM ` + table + ` WHERE ` + key + ` > ?1 AND thread > ?2 AND thread < ?3
		AND EXISTS (SELECT 1 FROM json_each(?4) WHERE instr(data, value) > 0) ORDER BY 1 LIMIT ?5`
}

// page returns the rows of a page that have something of the contact in threads of others, and the
// last key of the page. If there is no further page, last is empty.
func (s sharedTable) page(ctx context.Context, q querier, plan erase.Plan, after string) (found []sharedRow, last string, err error) {
	quoted := make([]string, len(plan.Request.IDs))
	for i, id := range plan.Request.IDs {
		if quoted[i], err = encoded(id); err != nil {
			return nil, "", err
		}
	}
	ids, err := encoded(quoted)
	if err != nil {
		return nil, "", err
	}
	from, to := span(plan)
	rows, err := list(ctx, q, func(scan func(...any) error) (key string, err error) {
		var thread, data string
		if err := scan(&key, &thread, &data); err != nil {
			return "", err
		}
		name, err := channel.ParseThread(thread)
		if err != nil || plan.Thread(name) { // Erase does it
			return key, err
		}
		row := sharedRow{id: key}
		ok, err := s.find(plan, name, []byte(data), &row)
		if ok {
			found = append(found, row)
		}
		return key, err
	}, s.rows, after, from, to, ids, rowPage)
	if err != nil || len(rows) < rowPage {
		return found, "", err
	}
	return found, rows[len(rows)-1], nil
}
