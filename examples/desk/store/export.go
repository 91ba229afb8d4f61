package store

import (
	"encoding/json"
	"errors"
	"strings"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/export"
)

// Contents of an export.
const (
	ExportChannels = "channels"
	ExportMessages = "messages"
	ExportFigures  = "figures"
)

// An Export is what an administrator asked for.
type Export struct {
	Person string
	What   string
	Format string // csv, csv-spreadsheet, jsonl, xlsx
	Parts  string // of channels: which columns
	export.Task
}

// AddExport stores a new export with the ids that it is about.
func (t *Tx) AddExport(e Export, ids []string) error {
	data, err := json.Marshal(e.Task)
	if err != nil {
		return err
	}
	_, err = t.exec(`INSERT INTO export(id, person, what, format, parts, ids, at, task) VALUES(?, ?, ?, ?, ?, ?, ?, ?)`,
		e.ID, e.Person, e.What, e.Format, e.Parts, strings.Join(ids, "\n"), micros(e.Created), string(data))
	return errors.Join(err, t.ExportTask(e.ID))
}

// ExportTask makes the task of writing an export, on PostgreSQL. In SQLite, the pages look for
// exports that are to be written.
func (t *Tx) ExportTask(id string) error {
	if _, shared := t.q.(remote); !shared {
		return nil
	}
	return t.AddTask(Task{Key: "export/" + id, Kind: WriteExport, Thread: channel.Thread{Platform: "desk", Account: "export", Contact: id}, Data: id})
}

// SaveExport stores how far an export is.
func (t *Tx) SaveExport(task export.Task) error {
	data, err := json.Marshal(task)
	if err != nil {
		return err
	}
	_, err = t.exec(`UPDATE export SET task = ? WHERE id = ?`, string(data), task.ID)
	return err
}

const exportColumns = `SELECT person, what, format, parts, task FROM export `

func scanExport(row func(...any) error) (e Export, err error) {
	var data string
	if err = row(&e.Person, &e.What, &e.Format, &e.Parts, &data); err == nil {
		err = json.Unmarshal([]byte(data), &e.Task)
	}
	return e, err
}

// Exports returns the newest exports, newest first.
func (t *Tx) Exports(most int) ([]Export, error) {
	return all(t, scanExport, exportColumns+`ORDER BY at DESC LIMIT ?`, most)
}

// Export returns one; ErrNotFound if there is none.
func (t *Tx) Export(id string) (Export, error) {
	return one(t, scanExport, exportColumns+`WHERE id = ?`, id)
}

// ExportIDs returns what an export is about.
func (t *Tx) ExportIDs(id string) ([]string, error) {
	text, err := one(t, value[string], `SELECT ids FROM export WHERE id = ?`, id)
	return strings.Fields(text), err
}

// MessageIDs returns the numbers of the messages that were stored from one time until another,
// oldest first: one more than most, if there are more.
func (t *Tx) MessageIDs(from, until time.Time, most int) ([]int64, error) {
	return all(t, value[int64], `SELECT seq FROM message WHERE at >= ? AND at < ? ORDER BY seq LIMIT ?`, micros(from), micros(until), most+1)
}

// A Line is a message with its conversation.
type Line struct {
	Message
	Channel string // id of its record
	Name    string // of the customer
}

// Lines returns messages by their numbers. Those that are gone are missing.
func (t *Tx) Lines(seqs []int64) ([]Line, error) {
	lines := make([]Line, 0, len(seqs))
	for _, seq := range seqs {
		m, err := t.Message(seq)
		if errors.Is(err, ErrNotFound) {
			continue
		}
		if err != nil {
			return nil, err
		}
		line := Line{Message: m}
		about, err := one(t, func(row func(...any) error) (l Line, err error) {
			err = row(&l.Channel, &l.Name)
			return l, err
		}, `SELECT channel, name FROM conversation WHERE thread = ?`, m.Thread.Key())
		if err != nil && !errors.Is(err, ErrNotFound) {
			return nil, err
		}
		line.Channel, line.Name = about.Channel, about.Name
		lines = append(lines, line)
	}
	return lines, nil
}
