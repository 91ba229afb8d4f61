package store

import (
	"encoding/json"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/dispatch"
)

// AddReceipt puts a message on its way: it leaves once the transaction is committed.
func (t *Tx) AddReceipt(r dispatch.Receipt, now time.Time) error {
	data, err := json.Marshal(r)
	if err != nil {
		return err
	}
	if _, err := t.exec(`INSERT INTO outbox(key, thread, open, at, receipt) VALUES(?, ?, 1, ?, ?)`, r.Key, r.To.Key(), micros(now), string(data)); err != nil {
		return err
	}
	_, err = t.exec(`INSERT INTO line(thread, due) VALUES(?, ?) ON CONFLICT(thread) DO UPDATE SET count = count + 1`, r.To.Key(), micros(now))
	return err
}

// SaveReceipt stores how far a message is, and that everybody has been told. What is open is due at
// once.
func (t *Tx) SaveReceipt(r dispatch.Receipt, now time.Time) error {
	data, err := json.Marshal(r)
	if err != nil {
		return err
	}
	why := ""
	for _, p := range r.Parts {
		if p.Reason != "" {
			why = string(p.Reason)
		}
	}
	if _, err = t.exec(`UPDATE outbox SET receipt = ?, open = ?, why = ? WHERE key = ?`, string(data), r.Open(), why, r.Key); err != nil || !r.Open() {
		return err
	}
	return t.WakeLine(r.To, now)
}

// NoteReceipt stores how far a message is while it is being sent. Whatever it came to, it stays
// open until SaveReceipt.
func (t *Tx) NoteReceipt(r dispatch.Receipt) error {
	data, err := json.Marshal(r)
	if err != nil {
		return err
	}
	_, err = t.exec(`UPDATE outbox SET receipt = ? WHERE key = ?`, string(data), r.Key)
	return err
}

func scanReceipt(row func(...any) error) (r dispatch.Receipt, err error) {
	var data string
	if err = row(&data); err == nil {
		err = json.Unmarshal([]byte(data), &r)
	}
	return r, err
}

// StoredReceipt returns one; ErrNotFound if there is none with this key.
func (t *Tx) StoredReceipt(key string) (dispatch.Receipt, error) {
	return one(t, scanReceipt, `SELECT receipt FROM outbox WHERE key = ?`, key)
}

// Open returns what is on its way in a thread, oldest first, or in all of them if none is named.
func (t *Tx) Open(thread channel.Thread) ([]dispatch.Receipt, error) {
	if thread == (channel.Thread{}) {
		return all(t, scanReceipt, `SELECT receipt FROM outbox WHERE open = 1 ORDER BY seq`)
	}
	return all(t, scanReceipt, `SELECT receipt FROM outbox WHERE open = 1 AND thread = ? ORDER BY seq`, thread.Key())
}

// Unsettled returns the receipts of a thread of which a part may have arrived, or is on its way,
// newest last.
func (t *Tx) Unsettled(thread channel.Thread) ([]dispatch.Receipt, error) {
	return all(t, scanReceipt, `SELECT receipt FROM outbox WHERE key IN
		(SELECT key FROM message WHERE thread = ? AND state IN ('sending', 'uncertain')) ORDER BY seq`, thread.Key())
}

// Readdress sends what is on its way in a thread to another, with its messages.
func (t *Tx) Readdress(from, to channel.Thread, now time.Time) error {
	open, err := t.Open(from)
	if err != nil {
		return err
	}
	for _, r := range open {
		r.To = to
		data, err := json.Marshal(r)
		if err != nil {
			return err
		}
		if _, err := t.exec(`UPDATE outbox SET thread = ?, receipt = ? WHERE key = ?`, to.Key(), string(data), r.Key); err != nil {
			return err
		}
		if _, err := t.exec(`UPDATE message SET thread = ? WHERE key = ?`, to.Key(), r.Key); err != nil {
			return err
		}
	}
	if len(open) == 0 {
		return nil
	}
	return t.WakeLine(to, now)
}
