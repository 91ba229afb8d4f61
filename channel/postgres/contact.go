package postgres

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"

	"github.com/jackc/pgx/v5"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/conversation"
	"github.com/contactkit/contactkit/channel/dispatch"
	"github.com/contactkit/contactkit/channel/erase"
)

var _ conversation.ContactEraser = (*Store)(nil)

// EraseContact carries out what a plan says of the tables of this package: it erases every thread
// of the contact, and in threads of others, as groups are, what the contact said: events, questions
// to robots about them and the name in the row. Of inputs the hashed IDs stay.
//
// Threads that a worker has claimed are left, and the error matches [dispatch.ErrClaimed]: call it
// again. Threads of comments that the contact wrote are erased whole, with the private reply.
//
// It may be called at any time and by several nodes, and reads every thread of the platform, so it
// takes its time. The host deletes its own tables, files and logs. [Store.Left] counts for
// Plan.Verify.
func (s *Store) EraseContact(ctx context.Context, plan erase.Plan) error {
	var claimed []error
	plan, err := s.withComments(ctx, plan)
	if err != nil {
		return fmt.Errorf("postgres: erase: %w", err)
	}
	err = s.threads(ctx, plan, func(thread channel.Thread) error {
		if !plan.Thread(thread) {
			return nil
		}
		err := s.Erase(ctx, thread)
		if errors.Is(err, dispatch.ErrClaimed) {
			claimed = append(claimed, fmt.Errorf("postgres: erase: a thread of account %s: %w", thread.Account, err))
			return nil
		}
		return err
	})
	if err != nil {
		return fmt.Errorf("postgres: erase: %w", err)
	}
	for _, in := range contactTables {
		if err := s.pages(ctx, plan, in, func(found []found) error {
			return s.write(ctx, func(tx pgx.Tx) error { return in.drop(ctx, tx, plan, found) })
		}); err != nil {
			return fmt.Errorf("postgres: erase: %w", err)
		}
	}
	return errors.Join(claimed...)
}

// Left counts what the tables of this package still have of a contact, for [erase.Plan.Verify]. Of
// kinds that the host keeps elsewhere it counts none: add the host's own number.
func (s *Store) Left(ctx context.Context, plan erase.Plan, step erase.Step) (left int, err error) {
	tables := map[erase.Data][]string{
		erase.Sending:  {`contactkit_receipt WHERE state = 0 AND thread = $1`, `contactkit_line WHERE thread = $1`},
		erase.Sessions: {`contactkit_thread WHERE thread = $1`, `contactkit_call WHERE thread = $1`},
		erase.Receipts: {`contactkit_receipt WHERE state > 0 AND thread = $1`},
		erase.Events:   {`contactkit_event WHERE thread = $1`, `contactkit_input WHERE thread = $1`},
		erase.Seen:     {`contactkit_input WHERE thread = $1`},
	}
	if plan, err = s.withComments(ctx, plan); err != nil {
		return 0, fmt.Errorf("postgres: erase: %w", err)
	}
	err = s.threads(ctx, plan, func(thread channel.Thread) error {
		if !plan.Thread(thread) {
			return nil
		}
		for _, table := range tables[step.Data] {
			n := 0
			if err := s.pool.QueryRow(ctx, `SELECT count(*) FROM `+table, thread.Key()).Scan(&n); err != nil {
				return err
			}
			left += n
		}
		return nil
	})
	for _, in := range contactTables {
		if err == nil && in.what == step.Data {
			err = s.pages(ctx, plan, in, func(found []found) error { left += len(found); return nil })
		}
	}
	if err != nil {
		return 0, fmt.Errorf("postgres: erase: %w", err)
	}
	return left, nil
}

// page is how many rows are read at once.
const page = 500

// threads calls f with every thread of the plan's platform of which something is stored, page by
// page.
func (s *Store) threads(ctx context.Context, plan erase.Plan, f func(channel.Thread) error) error {
	from := url.PathEscape(plan.Request.Platform) + "/"
	to := url.PathEscape(plan.Request.Platform) + "0" // "0" follows "/"
	for after := from; ; {
		rows, err := s.pool.Query(ctx, `SELECT thread FROM contactkit_thread WHERE thread > $1 AND thread < $2
			UNION SELECT thread FROM contactkit_input WHERE thread > $1 AND thread < $2
			UNION SELECT thread FROM contactkit_receipt WHERE thread > $1 AND thread < $2
			UNION SELECT thread FROM contactkit_call WHERE thread > $1 AND thread < $2
			UNION SELECT thread FROM contactkit_line WHERE thread > $1 AND thread < $2
			UNION SELECT thread FROM contactkit_event WHERE thread > $1 AND thread < $2 ORDER BY thread LIMIT $3`, after, to, page)
		keys, err := collect(rows, err, pgx.RowTo[string])
		if err != nil {
			return err
		}
		for _, key := range keys {
			thread, err := channel.ParseThread(key)
			if err != nil {
				return err
			}
			if err := f(thread); err != nil {
				return err
			}
		}
		if len(keys) < page {
			return nil
		}
		after = keys[page-1]
	}
}

// found is a row that holds something of the contact.
type found struct {
	id, thread string
	data       []byte
}

// contactTable is a table in which threads of others hold rows of a contact.
type contactTable struct {
	what erase.Data
	// rows reads a page behind $1 of the rows between two threads whose text has an id of $4.
	rows string
	// event is what the row says, or nil.
	event func(data []byte) (*channel.Event, error)
	drop  func(ctx context.Context, tx pgx.Tx, plan erase.Plan, found []found) error
}

// mentions is the condition of rows. It only finds candidates, as text: a NUL in a message makes
// PostgreSQL refuse to look into the JSON.
const mentions = `thread > $2 AND thread < $3 AND EXISTS (SELECT FROM unnest($4::text[]) AS of(id) WHERE position(of.id IN data::text) > 0)`

var contactTables = []contactTable{
	{erase.Events, `SELECT id, thread, data FROM contactkit_input WHERE id > $1 AND ` + mentions + ` ORDER BY id LIMIT $5`, inputEvent, dropInputs},
	{erase.Events, `SELECT id, thread, data FROM contactkit_event WHERE id > $1 AND ` + mentions + ` ORDER BY id LIMIT $5`, storedEvent, dropIn(`contactkit_event WHERE id`)},
	{erase.Sessions, `SELECT key, thread, data FROM contactkit_call WHERE key > $1 AND ` + mentions + ` ORDER BY key LIMIT $5`, callEvent, dropIn(`contactkit_call WHERE key`)},
	{erase.Profiles, `SELECT thread, thread, data FROM contactkit_thread WHERE thread > $1 AND ` + mentions + ` ORDER BY thread LIMIT $5`, lastEvent, dropPersons},
}

// pages calls f with the rows of a table that hold something of the contact in threads of others,
// page by page.
func (s *Store) pages(ctx context.Context, plan erase.Plan, in contactTable, f func([]found) error) error {
	needles := make([]string, len(plan.Request.IDs))
	for i, id := range plan.Request.IDs {
		needle, err := json.Marshal(id)
		if err != nil {
			return err
		}
		needles[i] = string(needle)
	}
	platform := url.PathEscape(plan.Request.Platform)
	for after := ""; ; {
		rows, err := s.pool.Query(ctx, in.rows, after, platform+"/", platform+"0", needles, page)
		all, err := collect(rows, err, func(row pgx.CollectableRow) (f found, err error) {
			err = row.Scan(&f.id, &f.thread, &f.data)
			return f, err
		})
		if err != nil || len(all) == 0 {
			return err
		}
		after = all[len(all)-1].id
		var some []found
		for _, one := range all {
			thread, err := channel.ParseThread(one.thread)
			if err == nil && plan.Thread(thread) {
				continue // Erase does it
			}
			e, err := in.event(one.data)
			if err != nil {
				return fmt.Errorf("a row of %s: %w", in.what, err)
			}
			if e != nil && plan.Event(*e) {
				some = append(some, one)
			}
		}
		if len(some) > 0 {
			if err := f(some); err != nil {
				return err
			}
		}
	}
}

func inputEvent(data []byte) (*channel.Event, error) {
	var in conversation.Input
	err := json.Unmarshal(data, &in)
	return in.Event, err
}

func storedEvent(data []byte) (*channel.Event, error) {
	var e channel.Event
	err := json.Unmarshal(data, &e)
	return &e, err
}

func callEvent(data []byte) (*channel.Event, error) {
	var c conversation.Call
	err := json.Unmarshal(data, &c)
	return c.Event, err
}

// lastEvent is an event of the person whom a row names, who wrote last in its thread.
func lastEvent(data []byte) (*channel.Event, error) {
	var row conversation.Row
	err := json.Unmarshal(data, &row)
	return &channel.Event{Thread: row.Thread, From: row.Person}, err
}

// withComments adds the threads of comments that the contact wrote, as any table tells of them.
func (s *Store) withComments(ctx context.Context, plan erase.Plan) (erase.Plan, error) {
	for _, in := range contactTables {
		err := s.pages(ctx, plan, in, func(all []found) error {
			for _, f := range all {
				e, err := in.event(f.data)
				if err != nil {
					return err
				}
				if thread, ok := plan.Comment(*e); ok { // pages passes no row without an event
					plan = plan.With(thread)
				}
			}
			return nil
		})
		if err != nil {
			return plan, err
		}
	}
	return plan, nil
}

// readPerson takes the contact out of the row of a thread of others, whose last author the contact
// was.
func readPerson(plan erase.Plan, data []byte) (without []byte, found bool, err error) {
	var row conversation.Row
	if err := json.Unmarshal(data, &row); err != nil {
		return nil, false, err
	}
	if !plan.Event(channel.Event{Thread: row.Thread, From: row.Person}) {
		return nil, false, nil
	}
	row.Person = channel.Person{}
	without, err = json.Marshal(row)
	return without, true, err
}

func idsOf(found []found) []string {
	ids := make([]string, len(found))
	for i, f := range found {
		ids[i] = f.id
	}
	return ids
}

func dropInputs(ctx context.Context, tx pgx.Tx, _ erase.Plan, found []found) error {
	return eraseInputs(ctx, tx, idsOf(found))
}

func dropIn(where string) func(context.Context, pgx.Tx, erase.Plan, []found) error {
	return func(ctx context.Context, tx pgx.Tx, _ erase.Plan, found []found) error {
		_, err := tx.Exec(ctx, `DELETE FROM `+where+` = ANY($1)`, idsOf(found))
		return err
	}
}

// dropPersons writes rows anew, as they are now.
func dropPersons(ctx context.Context, tx pgx.Tx, plan erase.Plan, found []found) error {
	for _, f := range found {
		if err := lock(ctx, tx, f.id); err != nil {
			return err
		}
		rows, err := tx.Query(ctx, rowOf, f.id)
		now, err := collect(rows, err, pgx.RowTo[[]byte])
		if err != nil {
			return err
		}
		for _, data := range now {
			without, ok, err := readPerson(plan, data)
			if err != nil || !ok {
				return err
			}
			if _, err := tx.Exec(ctx, `UPDATE contactkit_thread SET data = $2 WHERE thread = $1`, f.id, without); err != nil {
				return err
			}
		}
	}
	return nil
}
