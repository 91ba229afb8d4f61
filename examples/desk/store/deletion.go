package store

import "time"

// The states of a Deletion.
const (
	DeletionOpen = "open"
	DeletionDone = "done"
	DeletionLeft = "left" // something could not be deleted: an administrator must look
)

// A Deletion is a request for deletion that came from a platform. It names no person.
type Deletion struct {
	Key   string // hash of the request
	Code  string // by which the person asks how far it is
	At    time.Time
	State string
}

func scanDeletion(row func(...any) error) (d Deletion, err error) {
	var at int64
	err = row(&d.Key, &d.Code, &at, &d.State)
	d.At = fromMicros(at)
	return d, err
}

// AddDeletion stores a request and returns it, or the one with the same key that is there already.
func (t *Tx) AddDeletion(d Deletion) (Deletion, error) {
	if _, err := t.exec(`INSERT INTO deletion(key, code, at, state) VALUES(?, ?, ?, ?) ON CONFLICT DO NOTHING`, d.Key, d.Code, micros(d.At), d.State); err != nil {
		return d, err
	}
	return one(t, scanDeletion, `SELECT key, code, at, state FROM deletion WHERE key = ?`, d.Key)
}

// SetDeletion stores how far a request is.
func (t *Tx) SetDeletion(key, state string) error {
	_, err := t.exec(`UPDATE deletion SET state = ? WHERE key = ?`, state, key)
	return err
}

// Deletion returns the request with a code; ErrNotFound if there is none.
func (t *Tx) Deletion(code string) (Deletion, error) {
	return one(t, scanDeletion, `SELECT key, code, at, state FROM deletion WHERE code = ?`, code)
}
