package crowd

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"html"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/conversation"
	"github.com/contactkit/contactkit/channel/dispatch"
	"github.com/contactkit/contactkit/examples/desk/world"
)

// A Ledger says what became of the messages.
type Ledger struct {
	Said       int // by customers
	Answered   int // of them, at least once
	Doubled    int // answers that a customer read again
	Disordered int // answers that came behind the answer to a message that was stored later
	Unread     int // uncertain answers that did not arrive
	Strange    int // texts that a customer read, and that answer none of his messages

	Cost Cost

	Uncertain []Answer // they may have arrived or not: never sent again by themselves, a person decides
}

// An Answer is one that is uncertain.
type Answer struct{ Platform, Contact, To, Key string }

func (a Answer) String() string {
	return fmt.Sprintf("the answer to %q of %s on %s", a.To, a.Contact, a.Platform)
}

func (l Ledger) String() string {
	return fmt.Sprintf("said %d, answered %d, lost %d, doubled %d, out of order %d, uncertain %d, strange %d",
		l.Said, l.Answered, l.Lost(), l.Doubled, l.Disordered, len(l.Uncertain), l.Strange)
}

// Lost counts messages without an answer. An uncertain answer is not lost: a person sees it.
func (l Ledger) Lost() int { return l.Said - l.Answered - l.Unread }

// Verdict is an error if a message was lost, an answer came twice or answers nothing, or more
// answers came too late than a number that the faults explain.
func (l Ledger) Verdict(late int) error {
	if l.Lost() != 0 || l.Doubled > 0 || l.Strange > 0 || l.Disordered > late {
		return errors.New("messages were lost, doubled, out of order, or answer nothing")
	}
	return nil
}

// Count waits until everything is delivered and worked off, and says what became of each message.
func (c Crowd) Count(ctx context.Context, pool *pgxpool.Pool) (l Ledger, err error) {
	left, hooks := 0, 0
	for {
		_ = pool.Ping(ctx) // takes out a connection that broke when the database crashed
		err := pool.QueryRow(ctx, `SELECT (SELECT count(*) FROM contactkit_receipt WHERE state = 0) +
			(SELECT count(*) FROM contactkit_input WHERE status = 0) + (SELECT count(*) FROM contactkit_call)`).Scan(&left)
		if err != nil {
			return l, fmt.Errorf("what is left to do: %w; %d things were, %d webhook calls among them", err, left, hooks)
		}
		hooks = 0
		for _, one := range c.World.Platforms {
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
	for m, key := range unsure {
		l.Uncertain = append(l.Uncertain, Answer{m.platform, m.contact, m.text, key})
	}
	slices.SortFunc(l.Uncertain, func(a, b Answer) int { return strings.Compare(a.Key, b.Key) })
	for _, one := range c.World.Platforms {
		l.add(one, c, heard, unsure)
	}
	now, err := cost(ctx, pool)
	if err != nil {
		return l, fmt.Errorf("what the messages cost: %w", err)
	}
	l.Cost = Cost{Messages: l.Said, WAL: now.WAL - c.Before.WAL, Commits: max(now.Commits-c.Before.Commits, 0), Rows: now.Rows - c.Before.Rows}
	return l, nil
}

// Offered waits until a page of the host names every answer that stays uncertain once the platforms
// were asked, and counts again.
func (c Crowd) Offered(ctx context.Context, pool *pgxpool.Pool, page func(context.Context) (string, error)) (l Ledger, err error) {
	for {
		text, failed := page(ctx)
		if l, err = c.Count(ctx, pool); err != nil {
			return l, err
		}
		missing := slices.ContainsFunc(l.Uncertain, func(a Answer) bool { return !strings.Contains(text, html.EscapeString(a.Key)) })
		if failed == nil && !missing {
			return l, nil
		}
		if err := pause(ctx); err != nil {
			return l, fmt.Errorf("uncertain answers are not offered to a person: %w, %v, %s", err, failed, text)
		}
	}
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

// unsure are the messages whose answers are uncertain, each with the key of the answer's receipt.
func unsure(ctx context.Context, pool *pgxpool.Pool) (map[message]string, error) {
	rows, err := pool.Query(ctx, `SELECT data FROM contactkit_receipt WHERE state = 1`)
	if err != nil {
		return nil, err
	}
	all, err := pgx.CollectRows(rows, pgx.RowTo[[]byte])
	if err != nil {
		return nil, err
	}
	unsure := make(map[message]string)
	for _, data := range all {
		var r dispatch.Receipt
		if err := json.Unmarshal(data, &r); err != nil {
			return nil, err
		}
		unsure[message{r.To.Platform, r.To.Contact, strings.TrimPrefix(r.Parts[0].Message.Text, reply)}] = r.Key
	}
	return unsure, nil
}

// add counts the messages of one platform.
func (l *Ledger) add(one *world.Platform, c Crowd, heard map[message]int, unsure map[message]string) {
	read := make(map[string][]string) // by contact
	for _, m := range one.Received() {
		read[m.Contact] = append(read[m.Contact], m.Text)
	}
	for n := range c.Customers(one.Name) {
		contact := one.Customer(n)
		l.customer(c.Each, read[contact],
			func(text string) int { return heard[message{one.Name, contact, text}] },
			func(text string) bool { return unsure[message{one.Name, contact, text}] != "" })
	}
}

// customer counts the messages of one customer, who said as many numbers from 0 on and read these
// texts. A notice of the host is no answer, and does not make up for one that is lost.
func (l *Ledger) customer(said int, read []string, heard func(text string) int, unsure func(text string) bool) {
	l.Said += said
	seen := make(map[string]bool) // by what was said: whether it was answered
	for i := range said {
		seen[fmt.Sprint(i)] = false
	}
	last := -1
	for _, text := range read {
		to, isReply := strings.CutPrefix(text, reply)
		again, isSaid := seen[to]
		if !isReply || !isSaid {
			l.Strange++
			continue
		}
		at := heard(to)
		switch {
		case again:
			l.Doubled++
		case at < last:
			l.Disordered++
		}
		seen[to] = true
		last = max(last, at)
	}
	for text, answered := range seen {
		switch {
		case answered:
			l.Answered++
		case unsure(text):
			l.Unread++
		}
	}
}
