package store

import (
	"errors"
	"slices"
)

// ErrQueueInUse says that a queue cannot be removed: a conversation that goes on is in it.
var ErrQueueInUse = errors.New("conversations that go on are in the queue")

// SetSkills stores which queues a person serves, how well, and how many conversations at one time.
func (t *Tx) SetSkills(p Person) error {
	_, err := t.exec(`UPDATE person SET queues = ?, room = ? WHERE id = ?`, p.queues(), p.Room, p.ID)
	return err
}

// DropQueue removes a queue, its stages, and the skills of the people who serve it. Past figures
// keep its name. If a conversation that goes on is in it, the error is ErrQueueInUse.
func (t *Tx) DropQueue(name string) error {
	n, err := one(t, value[int], `SELECT (SELECT count(*) FROM waiting WHERE queue = ?1) + (SELECT count(*) FROM conversation WHERE queue = ?1 AND `+isOpen+`)`, name)
	if err == nil && n > 0 {
		err = ErrQueueInUse
	}
	if err != nil {
		return err
	}
	people, err := t.People()
	if err != nil {
		return err
	}
	for _, p := range people {
		if !slices.Contains(p.Queues, name) {
			continue
		}
		p.Queues = slices.DeleteFunc(p.Queues, func(q string) bool { return q == name })
		delete(p.Levels, name)
		if err := t.SetSkills(p); err != nil {
			return err
		}
	}
	_, err = t.exec(`DELETE FROM stage WHERE queue = ?`, name)
	if err == nil {
		_, err = t.exec(`DELETE FROM queue WHERE name = ?`, name)
	}
	return err
}
