package store

import (
	"os"
	"path/filepath"
	"time"
)

// A File is a file of a customer's or an agent's. Its bytes lie in a folder under its id.
type File struct {
	ID      string
	Message int64 // whose attachment it is; 0: an agent has just uploaded it
	N       int   // which of its attachments
	Name    string
	Type    string // as its bytes say
	Size    int64
	At      time.Time // when it was asked for, or uploaded
	State   string    // Wanted, Here, Unwanted
	Note    string
}

// States of files.
const (
	Wanted   = "wanted"
	Here     = "here"
	Unwanted = "refused"
)

const fileColumns = `SELECT id, coalesce(message, 0), n, name, type, size, at, state, note FROM file `

func scanFile(row func(...any) error) (f File, err error) {
	var at int64
	err = row(&f.ID, &f.Message, &f.N, &f.Name, &f.Type, &f.Size, &at, &f.State, &f.Note)
	f.At = fromMicros(at)
	return f, err
}

// PutFile stores what is known of a file.
func (t *Tx) PutFile(f File) error {
	_, err := t.exec(`INSERT INTO file(id, message, n, name, type, size, at, state, note) VALUES(?, nullif(CAST(? AS bigint), 0), ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT(id) DO UPDATE SET message = excluded.message, n = excluded.n, name = excluded.name, type = excluded.type, size = excluded.size,
		at = excluded.at, state = excluded.state, note = excluded.note`,
		f.ID, f.Message, f.N, f.Name, f.Type, f.Size, micros(f.At), f.State, f.Note)
	return err
}

// AttachFile stores whose attachment a file is, and which.
func (t *Tx) AttachFile(id string, message int64, n int) error {
	_, err := t.exec(`UPDATE file SET message = ?, n = ? WHERE id = ?`, message, n, id)
	return err
}

// File returns one; ErrNotFound if there is none.
func (t *Tx) File(id string) (File, error) { return one(t, scanFile, fileColumns+`WHERE id = ?`, id) }

// FilesOf returns the files of a message.
func (t *Tx) FilesOf(message int64) ([]File, error) {
	return all(t, scanFile, fileColumns+`WHERE message = ? ORDER BY n`, message)
}

// DropUnsent forgets files that were uploaded before a time and belong to no message: the answer
// was never sent. It returns their ids.
func (t *Tx) DropUnsent(before time.Time) ([]string, error) {
	return all(t, value[string], `DELETE FROM file WHERE message IS NULL AND at < ? RETURNING id`, micros(before))
}

// makeMedia makes the folder of media.
func makeMedia(dir string) error { return os.MkdirAll(filepath.Join(dir, "media"), 0o700) }
