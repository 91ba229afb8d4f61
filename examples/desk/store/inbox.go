package store

import (
	"encoding/json"
	"strconv"
	"strings"
	"time"

	"github.com/contactkit/contactkit/channel"
)

// Waits is why an echo is kept aside: nobody knows yet whether it is of a message that is just
// being sent.
const Waits = "waits"

// AddEvent stores an event, and reports whether it is new. The channel is the id of the record that
// owns it; aside says why no session hears of it.
func (t *Tx) AddEvent(e channel.Event, channelID, aside string, now time.Time) (fresh bool, err error) {
	data, err := json.Marshal(e)
	if err != nil {
		return false, err
	}
	n, err := t.exec(`INSERT INTO event(id, thread, channel, aside, at, data) VALUES(?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
		e.ID, e.Thread.Key(), channelID, aside, micros(now), string(data))
	return n == 1, err
}

// ReplaceEvent stores a live event in place of its copy that came on standby, and reports whether
// there was one.
func (t *Tx) ReplaceEvent(e channel.Event) (replaced bool, err error) {
	if e.Standby {
		return false, nil
	}
	old, err := one(t, scanEvent, `SELECT data FROM event WHERE id = ?`, e.ID)
	if err != nil || !e.Replaces(old) {
		return false, err
	}
	data, err := json.Marshal(e)
	if err == nil {
		_, err = t.exec(`UPDATE event SET data = ? WHERE id = ?`, string(data), e.ID)
	}
	return err == nil, err
}

// SetAside changes why an event is kept aside; empty: it was applied.
func (t *Tx) SetAside(id, aside string) error {
	_, err := t.exec(`UPDATE event SET aside = ? WHERE id = ?`, aside, id)
	return err
}

// Aside returns the events of a thread that were kept aside for a reason, oldest first.
func (t *Tx) Aside(thread, reason string) ([]channel.Event, error) {
	return all(t, scanEvent, `SELECT data FROM event WHERE thread = ? AND aside = ? AND aside != '' ORDER BY rowid`, thread, reason)
}

// Kept returns events of a channel that were kept aside for one of the reasons, oldest first.
func (t *Tx) Kept(channelID string, most int, reasons ...string) ([]channel.Event, error) {
	args := []any{channelID, most}
	for _, r := range reasons {
		args = append(args, r)
	}
	return all(t, scanEvent, `SELECT data FROM event WHERE channel = ?1 AND aside IN (`+marks(3, len(reasons))+`) AND aside != '' ORDER BY rowid LIMIT ?2`, args...)
}

// marks is "?3, ?4, ?5" for three from the third.
func marks(first, n int) string {
	list := make([]string, n)
	for i := range list {
		list[i] = "?" + strconv.Itoa(first+i)
	}
	return strings.Join(list, ", ")
}

func scanEvent(row func(...any) error) (e channel.Event, err error) {
	var data string
	if err = row(&data); err == nil {
		err = json.Unmarshal([]byte(data), &e)
	}
	return e, err
}

// Prune forgets events and decisions that were stored before a time. Keep them for longer than
// platforms replay.
func (t *Tx) Prune(before time.Time) error {
	if _, err := t.exec(`DELETE FROM event WHERE at < ?`, micros(before)); err != nil {
		return err
	}
	_, err := t.exec(`DELETE FROM action WHERE at < ?`, micros(before))
	return err
}

// SetAlive stores that the desk is there.
func (t *Tx) SetAlive(now time.Time) error {
	_, err := t.exec(`INSERT INTO alive(one, at) VALUES(1, ?) ON CONFLICT(one) DO UPDATE SET at = excluded.at`, micros(now))
	return err
}

// Alive is when the desk was last there; zero: never.
func (t *Tx) Alive() (time.Time, error) {
	us, err := one(t, value[int64], `SELECT coalesce(max(at), 0) FROM alive`)
	return fromMicros(us), err
}
