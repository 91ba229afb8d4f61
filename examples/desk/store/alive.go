package store

import "time"

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
