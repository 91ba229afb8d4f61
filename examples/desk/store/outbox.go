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
	_, err = t.exec(`INSERT INTO outbox(key, thread, open, at, receipt) VALUES(?, ?, 1, ?, ?)`, r.Key, r.To.Key(), micros(now), string(data))
	return err
}

// SaveReceipt stores how far a message is; due is when to try what is left again.
func (t *Tx) SaveReceipt(r dispatch.Receipt, due time.Time) error {
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
	_, err = t.exec(`UPDATE outbox SET receipt = ?, open = ?, due = ?, why = ? WHERE key = ?`, string(data), r.Open(), micros(due), why, r.Key)
	return err
}

// NoteReceipt stores how far a message is while it is being sent. Whatever it came to, it stays open until SaveReceipt.
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

// Unsettled returns the receipts of a thread of which a part may have arrived, or is on its way, newest last.
func (t *Tx) Unsettled(thread channel.Thread) ([]dispatch.Receipt, error) {
	return all(t, scanReceipt, `SELECT receipt FROM outbox WHERE key IN
		(SELECT key FROM message WHERE thread = ? AND state IN ('sending', 'uncertain')) ORDER BY seq`, thread.Key())
}

// Postponed returns what was given back unsent and is to be tried again by now.
func (t *Tx) Postponed(now time.Time) ([]dispatch.Receipt, error) {
	return all(t, scanReceipt, `SELECT receipt FROM outbox WHERE open = 1 AND due > 0 AND due <= ? ORDER BY seq`, now.UnixMicro())
}

// Taken clears the time of a postponed receipt: it is being tried.
func (t *Tx) Taken(key string) error {
	_, err := t.exec(`UPDATE outbox SET due = 0 WHERE key = ?`, key)
	return err
}

// Readdress sends what is on its way in a thread to another, with its messages.
func (t *Tx) Readdress(from, to channel.Thread) error {
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
	return nil
}
