package postgres

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"

	"github.com/jackc/pgx/v5"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/conversation"
	"github.com/contactkit/contactkit/channel/erase"
)

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

// found is a row that holds something of the contact.
type found struct {
	id, thread string
	data       []byte
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
