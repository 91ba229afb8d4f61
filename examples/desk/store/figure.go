package store

import (
	"encoding/json"
	"errors"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/session/metrics"
)

// Levels are the targets that the desk's service level is counted by.
var Levels = []time.Duration{30 * time.Second, 2 * time.Minute, 10 * time.Minute}

// Span is what is measured of a thread at present.
func (t *Tx) Span(thread channel.Thread) (p metrics.Span, err error) {
	data, err := one(t, value[string], `SELECT span FROM span WHERE thread = ?`, thread.Key())
	if errors.Is(err, ErrNotFound) {
		return p, nil
	}
	if err == nil {
		err = json.Unmarshal([]byte(data), &p)
	}
	return p, err
}

// SaveSpan stores the span of a conversation.
func (t *Tx) SaveSpan(thread channel.Thread, p metrics.Span) error {
	data, err := json.Marshal(p)
	if err != nil {
		return err
	}
	_, err = t.exec(`INSERT INTO span(thread, span) VALUES(?, ?) ON CONFLICT(thread) DO UPDATE SET span = excluded.span`, thread.Key(), string(data))
	return err
}

// AddFigures stores the figures of a step.
func (t *Tx) AddFigures(s *metrics.Sheet, now time.Time) error {
	if s.Len() == 0 {
		return nil
	}
	data, err := s.AppendBinary(nil)
	if err == nil {
		_, err = t.exec(`INSERT INTO figure(at, data) VALUES(?, ?)`, micros(now), data)
	}
	return err
}

// Figures returns the figures from one time until another.
func (t *Tx) Figures(from, until time.Time) (*metrics.Sheet, error) {
	sum, err := metrics.NewSheet(Levels...)
	if err != nil {
		return nil, err
	}
	rows, err := all(t, value[[]byte], `SELECT data FROM figure WHERE at >= ? AND at < ? ORDER BY seq`, micros(from), micros(until))
	for _, data := range rows {
		var s metrics.Sheet
		if err == nil {
			err = s.UnmarshalBinary(data)
		}
		if err == nil {
			err = sum.Merge(&s)
		}
	}
	return sum, err
}

// CompactFigures merges the rows of each quarter hour that was over at a time: sheets merge to the
// same bytes in any order.
func (t *Tx) CompactFigures(over time.Time) error {
	over = over.Truncate(metrics.Slot)
	slots, err := all(t, value[int64], `SELECT at / ?1 FROM figure WHERE at < ?2 GROUP BY at / ?1 HAVING count(*) > 1`, metrics.Slot.Microseconds(), micros(over))
	if err != nil {
		return err
	}
	for _, slot := range slots {
		from, to := slot*metrics.Slot.Microseconds(), (slot+1)*metrics.Slot.Microseconds()
		rows, err := all(t, value[[]byte], `DELETE FROM figure WHERE at >= ? AND at < ? RETURNING data`, from, to)
		if err != nil {
			return err
		}
		var sum metrics.Sheet
		for _, data := range rows {
			var s metrics.Sheet
			if err := errors.Join(s.UnmarshalBinary(data), sum.Merge(&s)); err != nil {
				return err
			}
		}
		if err := t.AddFigures(&sum, fromMicros(from)); err != nil {
			return err
		}
	}
	return nil
}
