package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/conversation"
	"github.com/contactkit/contactkit/channel/dispatch"
	"github.com/contactkit/contactkit/examples/desk/world"
)

// ledger says what became of the messages.
type ledger struct {
	said       int // by customers
	answered   int // of them, at least once
	doubled    int // answers that a customer read again
	disordered int // answers that came behind the answer to a message that was stored later
	unread     int // uncertain answers that did not arrive

	uncertain []string // answers that may have arrived or not: never sent again by themselves, a person decides
}

func (l ledger) String() string {
	return fmt.Sprintf("said %d, answered %d, lost %d, doubled %d, out of order %d, uncertain %d",
		l.said, l.answered, l.lost(), l.doubled, l.disordered, len(l.uncertain))
}

// lost counts messages without an answer. An uncertain answer is not lost: a person sees it.
func (l ledger) lost() int { return l.said - l.answered - l.unread }

// verdict is an error if a message was lost or an answer came twice or too late. A process that was
// frozen lets out the calls that it was about to make, after another node has gone on in their
// threads: each worker one.
func (l ledger) verdict(p plan) error {
	late := 0
	if p.freeze {
		late = workers
	}
	if l.lost()+l.doubled > 0 || l.disordered > late {
		return errors.New("messages were lost, doubled or out of order")
	}
	return nil
}

// answers counts what customers have read.
func answers(w *world.World) (n int) {
	for _, p := range w.Platforms {
		n += len(p.Received())
	}
	return n
}

// count waits until everything is delivered and worked off, and says what became of each message.
func (p plan) count(ctx context.Context, pool *pgxpool.Pool, w *world.World) (l ledger, err error) {
	left, hooks := 0, 0
	for {
		_ = pool.Ping(ctx) // takes out a connection that broke when the database crashed
		err := pool.QueryRow(ctx, `SELECT (SELECT count(*) FROM contactkit_receipt WHERE state = 0) +
			(SELECT count(*) FROM contactkit_input WHERE status = 0) + (SELECT count(*) FROM contactkit_call)`).Scan(&left)
		if err != nil {
			return l, fmt.Errorf("what is left to do: %w; %d things were, %d webhook calls among them", err, left, hooks)
		}
		hooks = 0
		for _, one := range w.Platforms {
			hooks += one.Server.Pending()
		}
		left += hooks
		if left == 0 {
			break
		}
		if err := pause(ctx); err != nil {
			return l, fmt.Errorf("%d things are left to do, %d webhook calls among them: %w", left, hooks, err)
		}
	}
	heard, err := places(ctx, pool)
	if err != nil {
		return l, fmt.Errorf("which messages were stored: %w", err)
	}
	unsure, err := unsure(ctx, pool)
	if err != nil {
		return l, fmt.Errorf("which answers are uncertain: %w", err)
	}
	for m := range unsure {
		l.uncertain = append(l.uncertain, fmt.Sprintf("the answer to %q of %s on %s", m.text, m.contact, m.platform))
	}
	slices.Sort(l.uncertain)
	for _, one := range w.Platforms {
		l.add(one, p, heard, unsure)
	}
	return l, nil
}

// message is what a customer said.
type message struct{ platform, contact, text string }

// places are the places of messages in the order in which the nodes stored them. A platform
// delivers again what a killed node did not store, behind what came meanwhile.
func places(ctx context.Context, pool *pgxpool.Pool) (map[message]int, error) {
	rows, err := pool.Query(ctx, `SELECT data FROM contactkit_input ORDER BY seq`)
	if err != nil {
		return nil, err
	}
	all, err := pgx.CollectRows(rows, pgx.RowTo[[]byte])
	if err != nil {
		return nil, err
	}
	heard := make(map[message]int)
	for n, data := range all {
		var in conversation.Input
		if err := json.Unmarshal(data, &in); err != nil {
			return nil, err
		}
		if in.Event == nil || in.Event.Origin != channel.OriginContact {
			continue
		}
		if m, ok := in.Event.Body.(channel.Message); ok {
			heard[message{in.Thread.Platform, in.Thread.Contact, m.Text}] = n
		}
	}
	return heard, nil
}

// unsure are the messages whose answers are uncertain.
func unsure(ctx context.Context, pool *pgxpool.Pool) (map[message]bool, error) {
	rows, err := pool.Query(ctx, `SELECT data FROM contactkit_receipt WHERE state = 1`)
	if err != nil {
		return nil, err
	}
	all, err := pgx.CollectRows(rows, pgx.RowTo[[]byte])
	if err != nil {
		return nil, err
	}
	unsure := make(map[message]bool)
	for _, data := range all {
		var r dispatch.Receipt
		if err := json.Unmarshal(data, &r); err != nil {
			return nil, err
		}
		unsure[message{r.To.Platform, r.To.Contact, answered(r.Parts[0].Message.Text)}] = true
	}
	return unsure, nil
}

// answered is the message that an answer of the robot is to.
func answered(text string) string { return strings.TrimPrefix(text, "re ") }

// add counts the messages of one platform.
func (l *ledger) add(one *world.Platform, p plan, heard map[message]int, unsure map[message]bool) {
	read := make(map[string][]string) // by contact
	for _, m := range one.Received() {
		read[m.Contact] = append(read[m.Contact], answered(m.Text))
	}
	for c := range p.customers(one.Name) {
		l.said += p.each
		seen := make(map[string]bool)
		last := -1
		for _, text := range read[one.Customer(c)] {
			at := heard[message{one.Name, one.Customer(c), text}]
			switch {
			case seen[text]:
				l.doubled++
			case at < last:
				l.disordered++
			}
			seen[text] = true
			last = max(last, at)
		}
		l.answered += len(seen)
		for i := range p.each {
			if text := fmt.Sprint(i); !seen[text] && unsure[message{one.Name, one.Customer(c), text}] {
				l.unread++
			}
		}
	}
}
