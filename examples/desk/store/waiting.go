package store

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/session"
	"github.com/contactkit/contactkit/session/routing"
)

// How urgent a customer is, for the queue's order and for the router: a minute of waiting is worth
// a point of priority, and a conversation whose reply window ends in a day is as urgent as one that
// came now.
const (
	Point  = time.Minute
	Answer = 24 * time.Hour
)

// Waiting is a customer who waits for an agent.
type Waiting struct {
	Thread  channel.Thread
	Channel string    // id of its record
	Answer  time.Time // until when the platform takes an answer; zero: without end
	session.Action
}

// SetWaiting puts a conversation into its queue, or anew. Until answer the platform takes an
// answer.
func (t *Tx) SetWaiting(thread channel.Thread, a session.Action, answer time.Time) error {
	data, err := json.Marshal(a)
	if err != nil {
		return err
	}
	_, err = t.exec(`INSERT INTO waiting(thread, queue, front, priority, since, answer, data) VALUES(?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT(thread) DO UPDATE SET queue = excluded.queue, front = excluded.front, priority = excluded.priority, since = excluded.since,
		answer = excluded.answer, data = excluded.data`,
		thread.Key(), a.Queue, a.Front, a.Priority, int64(a.Since), micros(answer), string(data))
	return err
}

// SetAnswer changes until when the platform takes an answer to a customer who waits.
func (t *Tx) SetAnswer(thread channel.Thread, answer time.Time) error {
	_, err := t.exec(`UPDATE waiting SET answer = ?2 WHERE thread = ?1 AND answer != ?2`, thread.Key(), micros(answer))
	return err
}

// StopWaiting takes a conversation out of its queue.
func (t *Tx) StopWaiting(thread channel.Thread) error {
	_, err := t.exec(`DELETE FROM waiting WHERE thread = ?`, thread.Key())
	return err
}

// urgency is the key by which customers are served, the least first: as routing.Request orders
// them.
var urgency = fmt.Sprintf(`CASE WHEN answer > 0 AND answer - %[2]d < since - priority * %[1]d THEN answer - %[2]d
		WHEN answer <= 0 AND priority < 0 THEN since ELSE since - priority * %[1]d END - CASE WHEN front THEN %[3]d ELSE 0 END`,
	Point.Microseconds(), Answer.Microseconds(), routing.FrontStep.Microseconds())

// Queue returns all who wait, in the order in which they are to be served.
func (t *Tx) Queue() ([]Waiting, error) {
	return all(t, func(row func(...any) error) (w Waiting, err error) {
		var key, data string
		var answer int64
		if err = row(&key, &w.Channel, &answer, &data); err != nil {
			return w, err
		}
		w.Answer = fromMicros(answer)
		if w.Thread, err = channel.ParseThread(key); err != nil {
			return w, err
		}
		return w, json.Unmarshal([]byte(data), &w.Action)
	}, `SELECT thread, channel, answer, data FROM waiting JOIN conversation USING(thread) ORDER BY `+urgency+`, thread`)
}

// Place is a conversation's place in its queue: 1 is next, 0 if it does not wait.
func (t *Tx) Place(thread channel.Thread) (int, error) {
	return one(t, value[int], `SELECT count(*) FROM waiting WHERE queue = (SELECT queue FROM waiting WHERE thread = ?1)
		AND `+urgency+` <= (SELECT `+urgency+` FROM waiting WHERE thread = ?1)`, thread.Key())
}

// PlaceOf is the place of a customer who would come into a queue with these times.
func (t *Tx) PlaceOf(queue string, since, answer time.Time) (int, error) {
	key := since.UnixMicro()
	if !answer.IsZero() {
		key = min(key, answer.Add(-Answer).UnixMicro())
	}
	return one(t, value[int], `SELECT count(*) + 1 FROM waiting WHERE queue = ? AND `+urgency+` <= ?`, queue, key)
}
