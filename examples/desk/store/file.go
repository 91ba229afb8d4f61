package store

import (
	"errors"
	"os"
	"path/filepath"
)

// A File is a file of a customer's or an agent's. Its bytes lie in a folder under its id.
type File struct {
	ID      string
	Message int64 // whose attachment it is; 0: an agent has just uploaded it
	N       int   // which of its attachments
	Name    string
	Type    string // as its bytes say
	Size    int64
	State   string // Wanted, Here, Unwanted
	Note    string
}

// States of files.
const (
	Wanted   = "wanted"
	Here     = "here"
	Unwanted = "refused"
)

const fileColumns = `SELECT id, coalesce(message, 0), n, name, type, size, state, note FROM file `

func scanFile(row func(...any) error) (f File, err error) {
	err = row(&f.ID, &f.Message, &f.N, &f.Name, &f.Type, &f.Size, &f.State, &f.Note)
	return f, err
}

// PutFile stores what is known of a file.
func (t *Tx) PutFile(f File) error {
	_, err := t.exec(`INSERT OR REPLACE INTO file(id, message, n, name, type, size, state, note) VALUES(?, nullif(?, 0), ?, ?, ?, ?, ?, ?)`,
		f.ID, f.Message, f.N, f.Name, f.Type, f.Size, f.State, f.Note)
	return err
}

// File returns one; ErrNotFound if there is none.
func (t *Tx) File(id string) (File, error) { return one(t, scanFile, fileColumns+`WHERE id = ?`, id) }

// FilesOf returns the files of a message.
func (t *Tx) FilesOf(message int64) ([]File, error) {
	return all(t, scanFile, fileColumns+`WHERE message = ? ORDER BY n`, message)
}

// Media is where the bytes of a file lie.
func (s *Store) Media(id string) (string, error) {
	if id == "" || filepath.Base(id) != id || id[0] == '.' {
		return "", errors.New("no name of a file")
	}
	return filepath.Join(s.dir, "media", id), nil
}

// OpenMedia opens the bytes of a file.
func (s *Store) OpenMedia(id string) (*os.File, error) {
	path, err := s.Media(id)
	if err != nil {
		return nil, err
	}
	return os.Open(path)
}
