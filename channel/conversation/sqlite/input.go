package sqlite

import (
	"context"
	"encoding/json"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/conversation"
)

// The statuses of conversation_input.
const (
	due = iota
	held
	skipped
	applied
	bad
)

// Add stores the inputs whose ID is new, all or none, in the order given.
func (s *Store) Add(ctx context.Context, in []conversation.Input) error {
	if len(in) == 0 {
		return nil
	}
	return s.writeDue(ctx, func(ctx context.Context, t *tx) error { return t.addInputs(ctx, in) })
}

func (t *tx) addInputs(ctx context.Context, in []conversation.Input) error {
	for _, i := range in {
		data, err := encoded(i)
		if err != nil {
			return err
		}
		status := due
		if i.Skipped != "" {
			status = skipped
		}
		n, err := t.exec(ctx, `INSERT INTO conversation_input(id, thread, account, channel, at, status, data) SELECT ?, ?, ?, ?, ?, ?, ?
			WHERE NOT EXISTS (SELECT 1 FROM conversation_input WHERE id = ?) ON CONFLICT(id) DO NOTHING`,
			i.ID, i.Thread.Key(), account(i.Thread), i.Channel, t.now.UnixMicro(), status, data, conversation.ErasedID(i.ID))
		if err == nil && n == 0 && i.Event != nil {
			err = t.replaceInput(ctx, i, data)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// replaceInput stores an event in place of its copy on standby. If that was applied, the event is
// due now, as one that came live.
func (t *tx) replaceInput(ctx context.Context, i conversation.Input, data string) error {
	old, err := list(ctx, t, scanInput, `SELECT `+inputColumns+` FROM conversation_input WHERE id = ?`, i.ID)
	if err != nil || len(old) == 0 || old[0].Event == nil || !i.Event.Replaces(*old[0].Event) {
		return err
	}
	if _, err = t.exec(ctx, `UPDATE conversation_input SET data = ? WHERE id = ?`, data, i.ID); err != nil {
		return err
	}
	_, err = t.exec(ctx, `UPDATE conversation_input SET status = 0, live = 1, at = ?,
		seq = (SELECT max(seq) + 1 FROM conversation_input) WHERE id = ? AND status >= 3`, t.now.UnixMicro(), i.ID)
	return err
}

// account is the part of a thread's key that its account's threads have in common.
func account(t channel.Thread) string {
	return channel.Thread{Platform: t.Platform, Account: t.Account}.Key()
}

// inputColumns are those that scanInput reads.
const inputColumns = `thread, channel, at, status, live, data`

// scanInput reads an input. Thread and channel are those of the columns, which a move and a release
// change.
func scanInput(row func(...any) error) (in conversation.Input, err error) {
	var thread, owner, data string
	var at int64
	var status int
	if err = row(&thread, &owner, &at, &status, &in.Live, &data); err != nil {
		return in, err
	}
	if err = json.Unmarshal([]byte(data), &in); err != nil {
		return in, err
	}
	in.Channel, in.At, in.Held = owner, fromMicros(at), status == held
	if status != skipped {
		in.Skipped = ""
	}
	in.Thread, err = channel.ParseThread(thread)
	return in, err
}

// openInputs reads what of a thread is to be applied, in the order stored.
const openInputs = `SELECT ` + inputColumns + ` FROM conversation_input WHERE thread = ? AND status < 2 ORDER BY seq`

// markInputs gives inputs of a change their status.
func (t *tx) markInputs(ctx context.Context, in []conversation.Input, status int) error {
	for _, i := range in {
		if _, err := t.exec(ctx, `UPDATE conversation_input SET status = ? WHERE id = ?`, status, i.ID); err != nil {
			return err
		}
	}
	return nil
}

// Release makes skipped inputs due, oldest first, and returns how many.
func (s *Store) Release(ctx context.Context, q conversation.ReleaseQuery) (released int, err error) {
	err = s.writeDue(ctx, func(ctx context.Context, t *tx) error {
		accounts := []string{}
		if q.Account != "" {
			accounts = append(accounts, account(channel.Thread{Platform: q.Platform, Account: q.Account}))
		}
		of, err := encoded(accounts)
		if err != nil {
			return err
		}
		seqs, err := list(ctx, t, number, `SELECT seq FROM (
				SELECT seq FROM conversation_input WHERE status = 2 AND channel = ?1
				UNION SELECT seq FROM conversation_input WHERE status = 2 AND channel = '' AND account IN (SELECT value FROM json_each(?2))
			) ORDER BY seq LIMIT ?3`, q.Channel, of, q.Max)
		if err != nil {
			return err
		}
		for _, seq := range seqs { // each behind all others, so their order stays
			if _, err := t.exec(ctx, `UPDATE conversation_input SET status = 0, channel = ?, at = ?,
				seq = (SELECT max(seq) + 1 FROM conversation_input) WHERE seq = ?`, q.Channel, t.now.UnixMicro(), seq); err != nil {
				return err
			}
		}
		released = len(seqs)
		return nil
	})
	return released, err
}
