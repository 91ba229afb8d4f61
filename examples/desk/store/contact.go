package store

import (
	"crypto/rand"
	"encoding/json"
	"errors"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/conversation"
)

// Labels returns the labels of a conversation, by name.
func (t *Tx) Labels(thread channel.Thread) ([]string, error) {
	return all(t, value[string], `SELECT name FROM label WHERE thread = ? ORDER BY name`, thread.Key())
}

// AllLabels returns every label that a conversation has, by name.
func (t *Tx) AllLabels() ([]string, error) {
	return all(t, value[string], `SELECT DISTINCT name FROM label ORDER BY name LIMIT 500`)
}

// SetLabel gives a conversation a label, or takes it away.
func (t *Tx) SetLabel(thread channel.Thread, name string, has bool) error {
	query := `DELETE FROM label WHERE thread = ? AND name = ?`
	if has {
		query = `INSERT INTO label(thread, name) VALUES(?, ?) ON CONFLICT DO NOTHING`
	}
	_, err := t.exec(query, thread.Key(), name)
	return err
}

// An Attribute is what agents noted of a customer.
type Attribute struct{ Name, Value string }

// Attributes returns what agents noted of a customer, by name.
func (t *Tx) Attributes(thread channel.Thread) ([]Attribute, error) {
	return all(t, func(row func(...any) error) (a Attribute, err error) {
		err = row(&a.Name, &a.Value)
		return a, err
	}, `SELECT name, value FROM attribute WHERE thread = ? ORDER BY name`, thread.Key())
}

// SetAttribute notes something of a customer. An empty value deletes it.
func (t *Tx) SetAttribute(thread channel.Thread, a Attribute) error {
	if a.Value == "" {
		_, err := t.exec(`DELETE FROM attribute WHERE thread = ? AND name = ?`, thread.Key(), a.Name)
		return err
	}
	_, err := t.exec(`INSERT INTO attribute(thread, name, value) VALUES(?, ?, ?) ON CONFLICT(thread, name) DO UPDATE SET value = excluded.value`, thread.Key(), a.Name, a.Value)
	return err
}

// Locale is the language of a customer as the platform tells it; empty if it does not.
func (t *Tx) Locale(thread channel.Thread) (string, error) {
	data, err := one(t, value[string], `SELECT data FROM conversation_thread WHERE thread = ?`, thread.Key())
	if errors.Is(err, ErrNotFound) {
		return "", nil
	}
	var row conversation.Row
	if err == nil {
		err = json.Unmarshal([]byte(data), &row)
	}
	return row.Person.Locale, err
}

// SamePerson notes that two threads are of one person: all threads that were of the one are then of
// the other.
func (t *Tx) SamePerson(a, b channel.Thread) error {
	var person [2]string
	for i, thread := range []channel.Thread{a, b} {
		list, err := all(t, value[string], `SELECT person FROM same WHERE thread = ?`, thread.Key())
		if err != nil {
			return err
		}
		if person[i] = rand.Text(); len(list) > 0 {
			person[i] = list[0]
			continue
		}
		if _, err := t.exec(`INSERT INTO same(thread, person) VALUES(?, ?)`, thread.Key(), person[i]); err != nil {
			return err
		}
	}
	_, err := t.exec(`UPDATE same SET person = ? WHERE person = ?`, person[0], person[1])
	return err
}

// OtherPerson notes that a thread is of another person than the threads it was noted with.
func (t *Tx) OtherPerson(thread channel.Thread) error {
	_, err := t.exec(`DELETE FROM same WHERE thread = ?`, thread.Key())
	return err
}

// ThreadsOfPerson returns the other conversations of the person of a thread, the newest first.
func (t *Tx) ThreadsOfPerson(thread channel.Thread) ([]Conversation, error) {
	return all(t, scanConversation, conversationColumns+`WHERE thread != ?1 AND thread IN
		(SELECT thread FROM same WHERE person = (SELECT person FROM same WHERE thread = ?1)) ORDER BY last DESC LIMIT 50`, thread.Key())
}

// Namesakes returns conversations with customers of the same name that are not known to be of the
// same person, the newest first.
func (t *Tx) Namesakes(c Conversation, most int) ([]Conversation, error) {
	if c.Name == "" {
		return nil, nil
	}
	return all(t, scanConversation, conversationColumns+`WHERE thread != ?1 AND name = ?2 AND name != '' AND last > 0 AND thread NOT IN
		(SELECT thread FROM same WHERE person = (SELECT person FROM same WHERE thread = ?1)) ORDER BY last DESC LIMIT ?3`, c.Thread.Key(), c.Name, most)
}

// MoveContact lets what agents noted of a customer follow a thread to its new name.
func (t *Tx) MoveContact(from, to channel.Thread) error {
	return errors.Join(t.rename("label", "name", from, to), t.rename("attribute", "name", from, to),
		t.rename("same", "", from, to), t.rename("picture", "", from, to))
}

// An Episode is one session of a thread.
type Episode struct {
	Thread  channel.Thread
	Session uint32
	Began   time.Time
	Ended   time.Time // zero: it goes on
	Agent   string    // who served last
	Queue   string
	Reason  string    // why it ended
	Code    string    // entered by the agent who wrote it up
	Asked   time.Time // when the customer was asked how it was; zero: not
	Answer  string    // what the customer chose
}

const episodeColumns = `SELECT thread, session, began, ended, agent, queue, reason, code, asked, answer FROM episode `

func scanEpisode(row func(...any) error) (e Episode, err error) {
	var key string
	var began, ended, asked int64
	if err = row(&key, &e.Session, &began, &ended, &e.Agent, &e.Queue, &e.Reason, &e.Code, &asked, &e.Answer); err != nil {
		return e, err
	}
	e.Began, e.Ended, e.Asked = fromMicros(began), fromMicros(ended), fromMicros(asked)
	e.Thread, err = channel.ParseThread(key)
	return e, err
}

// Episode returns a session of a thread; ErrNotFound if there was none with this number.
func (t *Tx) Episode(thread channel.Thread, session uint32) (Episode, error) {
	return one(t, scanEpisode, episodeColumns+`WHERE thread = ? AND session = ?`, thread.Key(), session)
}

// Episodes returns the sessions of a thread and of the other threads of its person, the newest
// first.
func (t *Tx) Episodes(thread channel.Thread, most int) ([]Episode, error) {
	return all(t, scanEpisode, episodeColumns+`WHERE thread = ?1 OR thread IN
		(SELECT thread FROM same WHERE person = (SELECT person FROM same WHERE thread = ?1)) ORDER BY began DESC LIMIT ?2`, thread.Key(), most)
}

// Surveyed returns the sessions after which customers were asked how it was, the newest first.
func (t *Tx) Surveyed(most int) ([]Episode, error) {
	return all(t, scanEpisode, episodeColumns+`WHERE asked > 0 ORDER BY asked DESC LIMIT ?`, most)
}

// EpisodesSince returns the sessions that go on or ended at a time or later, the newest first. An
// empty queue or agent chooses all.
func (t *Tx) EpisodesSince(since time.Time, queue, agent string, most int) ([]Episode, error) {
	return all(t, scanEpisode, episodeColumns+`WHERE (ended = 0 OR ended >= ?1) AND (?2 = '' OR queue = ?2) AND (?3 = '' OR agent = ?3) ORDER BY began DESC LIMIT ?4`,
		micros(since), queue, agent, most)
}

// SaveEpisode stores a session of a thread.
func (t *Tx) SaveEpisode(e Episode) error {
	_, err := t.exec(`INSERT INTO episode(thread, session, began, ended, agent, queue, reason, code, asked, answer) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT(thread, session) DO UPDATE SET began = excluded.began, ended = excluded.ended, agent = excluded.agent, queue = excluded.queue,
		reason = excluded.reason, code = excluded.code, asked = excluded.asked, answer = excluded.answer`,
		e.Thread.Key(), e.Session, micros(e.Began), micros(e.Ended), e.Agent, e.Queue, e.Reason, e.Code, micros(e.Asked), e.Answer)
	return err
}

// FirstOf is the number of the first message of a thread at or after a time; 0 if there is none.
func (t *Tx) FirstOf(thread channel.Thread, at time.Time) (int64, error) {
	return one(t, value[int64], `SELECT coalesce(min(seq), 0) FROM message WHERE thread = ? AND at >= ?`, thread.Key(), micros(at))
}

// Setting reads what administrators set under a name into v, which keeps its value if nothing is
// set.
func (t *Tx) Setting(name string, v any) error {
	data, err := one(t, value[string], `SELECT data FROM setting WHERE name = ?`, name)
	if errors.Is(err, ErrNotFound) {
		return nil
	}
	if err == nil {
		err = json.Unmarshal([]byte(data), v)
	}
	return err
}

// SetSetting stores what administrators set.
func (t *Tx) SetSetting(name string, v any) error {
	data, err := json.Marshal(v)
	if err == nil {
		_, err = t.exec(`INSERT INTO setting(name, data) VALUES(?, ?) ON CONFLICT(name) DO UPDATE SET data = excluded.data`, name, string(data))
	}
	return err
}
