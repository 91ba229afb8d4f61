package store

import (
	"errors"
	"time"

	"github.com/contactkit/contactkit/channel"
)

// A Picture is what a customer shows of the face on the platform. Its bytes lie in the folder
// media.
type Picture struct {
	Thread channel.Thread
	File   string    // the id of the bytes; empty: the customer shows none
	Type   string    // as the bytes say
	At     time.Time // when the platform was asked
}

// Picture returns a customer's; the zero Picture if the platform was not asked yet.
func (t *Tx) Picture(thread channel.Thread) (Picture, error) {
	return t.picture(`thread = ?`, thread.Key())
}

// PictureFile returns the picture whose bytes have an id; ErrNotFound if there is none.
func (t *Tx) PictureFile(id string) (Picture, error) {
	p, err := t.picture(`file = ? AND file != ''`, id)
	if err == nil && p.File == "" {
		err = ErrNotFound
	}
	return p, err
}

func (t *Tx) picture(where, value string) (Picture, error) {
	p, err := one(t, func(row func(...any) error) (p Picture, err error) {
		var thread string
		var at int64
		if err = row(&thread, &p.File, &p.Type, &at); err != nil {
			return p, err
		}
		p.At = fromMicros(at)
		p.Thread, err = channel.ParseThread(thread)
		return p, err
	}, `SELECT thread, file, type, at FROM picture WHERE `+where, value)
	if errors.Is(err, ErrNotFound) {
		err = nil
	}
	return p, err
}

// SetPicture stores a customer's picture in place of the former one, whose file it returns: the
// caller removes its bytes.
func (t *Tx) SetPicture(p Picture) (former string, err error) {
	was, err := t.Picture(p.Thread)
	if err != nil {
		return "", err
	}
	_, err = t.exec(`INSERT INTO picture(thread, file, type, at) VALUES(?, ?, ?, ?)
		ON CONFLICT(thread) DO UPDATE SET file = excluded.file, type = excluded.type, at = excluded.at`, p.Thread.Key(), p.File, p.Type, micros(p.At))
	return was.File, err
}
