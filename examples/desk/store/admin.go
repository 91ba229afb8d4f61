package store

import (
	"strconv"
	"strings"
	"time"

	"github.com/contactkit/contactkit/channel"
)

// WakeOpen makes every open conversation due.
func (t *Tx) WakeOpen(now time.Time) error {
	_, err := t.exec(`UPDATE conversation SET wake = ? WHERE phase IN ('robot', 'queued', 'offered', 'agent', 'hold', 'offline')`, now.UnixMicro())
	return err
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

// SignOutAll ends every token of a person: the password was reset.
func (t *Tx) SignOutAll(person string) error {
	_, err := t.exec(`DELETE FROM login WHERE person = ?`, person)
	return err
}

// OpenOf is how many open conversations a channel has.
func (t *Tx) OpenOf(channelID string) (int, error) {
	return one(t, value[int], `SELECT count(*) FROM conversation WHERE channel = ? AND phase IN ('robot', 'queued', 'offered', 'agent', 'hold', 'offline')`, channelID)
}
