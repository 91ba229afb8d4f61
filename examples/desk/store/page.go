package store

import (
	"errors"

	"github.com/contactkit/contactkit/channel"
)

// A Page is the part of a conversation that a screen shows, oldest first.
type Page struct {
	Messages []Message
	Earlier  bool // there are messages before these
	Later    bool // and after these
}

// Messages returns the newest messages of a conversation with their files, oldest first.
func (t *Tx) Messages(thread channel.Thread, most int) ([]Message, error) {
	p, err := t.Newest(thread, most)
	return p.Messages, err
}

// Newest returns the newest messages of a conversation with their files.
func (t *Tx) Newest(thread channel.Thread, most int) (Page, error) {
	return t.page(thread, 1<<62, most, 0)
}

// Before returns the messages of a conversation that come before the one with a number.
func (t *Tx) Before(thread channel.Thread, seq int64, most int) (Page, error) {
	return t.page(thread, seq, most, 0)
}

// Around returns the messages of a conversation around the one with a number.
func (t *Tx) Around(thread channel.Thread, seq int64, most int) (Page, error) {
	return t.page(thread, seq, most/2, most-most/2)
}

// page returns the messages before a number, and those from it on.
func (t *Tx) page(thread channel.Thread, seq int64, before, after int) (p Page, err error) {
	key := thread.Key()
	seqs, err := all(t, value[int64], `SELECT seq FROM message WHERE thread = ? AND seq < ? ORDER BY seq DESC LIMIT ?`, key, seq, before+1)
	if err != nil {
		return p, err
	}
	if p.Earlier = len(seqs) > before; p.Earlier {
		seqs = seqs[:before]
	}
	first := seq
	if len(seqs) > 0 {
		first = seqs[len(seqs)-1]
	}
	most := len(seqs) + after
	p.Messages, err = all(t, scanMessage, messageColumns+`WHERE thread = ? AND seq >= ? ORDER BY seq LIMIT ?`, key, first, most+1)
	if err != nil {
		return p, err
	}
	if p.Later = len(p.Messages) > most; p.Later {
		p.Messages = p.Messages[:most]
	}
	for i, m := range p.Messages {
		if len(m.Attachments) == 0 {
			continue
		}
		if p.Messages[i].Files, err = t.FilesOf(m.Seq); err != nil {
			return p, err
		}
	}
	return p, nil
}

// Heard returns the newest message of the customer. Its number is 0 if there is none.
func (t *Tx) Heard(thread channel.Thread) (m Message, err error) {
	m, err = one(t, scanMessage, messageColumns+`WHERE thread = ? AND side = 'customer' ORDER BY seq DESC LIMIT 1`, thread.Key())
	if errors.Is(err, ErrNotFound) {
		err = nil
	}
	return m, err
}

// NamesOf returns the platform's names of a message: one for each part that was sent.
func (t *Tx) NamesOf(seq int64) ([]string, error) {
	return all(t, value[string], `SELECT id FROM name WHERE message = ?`, seq)
}
