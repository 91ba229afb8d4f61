package postgres

import (
	"context"
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
