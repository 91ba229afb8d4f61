package store

import "time"

// Busy names what is under way by now: messages that are being sent, and tasks. What waits for a later time is not.
func (t *Tx) Busy(now time.Time) ([]string, error) {
	return all(t, value[string], `SELECT message.key FROM message LEFT JOIN outbox ON outbox.key = message.key
			WHERE state = 'sending' AND coalesce(due, 0) <= ?1
		UNION ALL SELECT key FROM task WHERE due <= ?1`, now.UnixMicro())
}
