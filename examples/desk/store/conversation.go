package store

import (
	"encoding/json"
	"strings"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/session"
)

// A Conversation is what is known of a thread.
type Conversation struct {
	Thread  channel.Thread
	Channel string // id of its record
	Name    string
	Heard   time.Time // the customer's last event that opens the reply window
	Typing  time.Time // when the customer was last seen typing
	State   session.State
	Wake    time.Time // when the session must be looked at; zero: never
	Last    time.Time // when the newest message was stored
	Summary string    // that message in a line
	Side    Side      // and whose it was
}

// Title is what a customer is called.
func (c Conversation) Title() string {
	if c.Name != "" {
		return c.Name
	}
	return c.Thread.Contact
}

// isOpen is the condition that a conversation has not ended.
const isOpen = `phase IN ('robot', 'queued', 'offered', 'agent', 'hold', 'offline')`

const conversationColumns = `SELECT thread, channel, name, heard, typing, state, coalesce(wake, 0), last, summary, side FROM conversation `

func scanConversation(row func(...any) error) (c Conversation, err error) {
	var key, state string
	var heard, typing, wake, last int64
	if err = row(&key, &c.Channel, &c.Name, &heard, &typing, &state, &wake, &last, &c.Summary, &c.Side); err != nil {
		return c, err
	}
	if c.Thread, err = channel.ParseThread(key); err != nil {
		return c, err
	}
	c.Heard, c.Typing, c.Wake, c.Last = fromMicros(heard), fromMicros(typing), fromMicros(wake), fromMicros(last)
	return c, json.Unmarshal([]byte(state), &c.State)
}

// Conversation returns one; ErrNotFound where nothing was ever said.
func (t *Tx) Conversation(thread channel.Thread) (Conversation, error) {
	return one(t, scanConversation, conversationColumns+`WHERE thread = ?`, thread.Key())
}

// SaveConversation stores one.
func (t *Tx) SaveConversation(c Conversation) error {
	state, err := json.Marshal(c.State)
	if err != nil {
		return err
	}
	wake := any(nil)
	if !c.Wake.IsZero() {
		wake = c.Wake.Add(time.Microsecond - 1).UnixMicro() // never earlier
	}
	_, err = t.exec(`INSERT INTO conversation(thread, channel, name, heard, typing, state, phase, agent, queue, wake, last, summary, side)
		VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT(thread) DO UPDATE SET channel = excluded.channel, name = excluded.name,
		heard = excluded.heard, typing = excluded.typing, state = excluded.state, phase = excluded.phase, agent = excluded.agent,
		queue = excluded.queue, wake = excluded.wake, last = excluded.last, summary = excluded.summary, side = excluded.side`,
		c.Thread.Key(), c.Channel, c.Name, micros(c.Heard), micros(c.Typing), string(state), c.State.Phase.String(), c.State.Agent,
		c.State.Queue, wake, micros(c.Last), c.Summary, string(c.Side))
	return err
}

// Due returns conversations whose wake has come, the longest overdue first.
func (t *Tx) Due(now time.Time, most int) ([]Conversation, error) {
	return all(t, scanConversation, conversationColumns+`WHERE wake <= ? ORDER BY wake LIMIT ?`, now.UnixMicro(), most)
}

// NextWake is when the next conversation is due; zero: none is.
func (t *Tx) NextWake() (time.Time, error) {
	us, err := one(t, value[int64], `SELECT coalesce(min(wake), 0) FROM conversation WHERE wake IS NOT NULL`)
	return fromMicros(us), err
}

// WakeOpen makes every open conversation due.
func (t *Tx) WakeOpen(now time.Time) error {
	_, err := t.exec(`UPDATE conversation SET wake = ? WHERE `+isOpen, now.UnixMicro())
	return err
}

// WakeOpenOf makes every open conversation of a channel due: its policy has changed.
func (t *Tx) WakeOpenOf(channelID string, now time.Time) error {
	_, err := t.exec(`UPDATE conversation SET wake = ? WHERE channel = ? AND `+isOpen, now.UnixMicro(), channelID)
	return err
}

// OpenOf is how many open conversations a channel has.
func (t *Tx) OpenOf(channelID string) (int, error) {
	return one(t, value[int], `SELECT count(*) FROM conversation WHERE channel = ? AND `+isOpen, channelID)
}

// With returns the conversations that an agent serves or holds, the newest first.
func (t *Tx) With(agent string) ([]Conversation, error) {
	return all(t, scanConversation, conversationColumns+`WHERE agent = ? AND phase IN ('agent', 'hold') ORDER BY last DESC`, agent)
}

// WithOthers returns the conversations that somebody else serves, holds or is offered, the newest
// first.
func (t *Tx) WithOthers(agent string, most int) ([]Conversation, error) {
	return all(t, scanConversation, conversationColumns+`WHERE phase IN ('agent', 'hold', 'offered') AND agent != ? AND last > 0 ORDER BY last DESC LIMIT ?`, agent, most)
}

// Load is how many conversations an agent serves, holds, is offered or writes up.
func (t *Tx) Load(agent string) (int, error) {
	return one(t, value[int], `SELECT (SELECT count(*) FROM conversation WHERE agent = ?1 AND phase IN ('agent', 'hold')) +
		(SELECT count(*) FROM offer WHERE agent = ?1) + (SELECT count(*) FROM wrap WHERE agent = ?1)`, agent)
}

// An Offer asks an agent to take a conversation.
type Offer struct {
	Conversation
	Agent  string
	Number uint32 // for session.Event.Offer
	Until  time.Time
}

// SetOffer stores whom the session asks.
func (t *Tx) SetOffer(thread channel.Thread, a session.Action) error {
	_, err := t.exec(`INSERT OR REPLACE INTO offer(thread, agent, number, until) VALUES(?, ?, ?, ?)`, thread.Key(), a.Agent, a.Offer, int64(a.Until))
	return err
}

// DropOffer ends an agent's offer with this number; without an agent, whichever there is.
func (t *Tx) DropOffer(thread channel.Thread, agent string, number uint32) error {
	_, err := t.exec(`DELETE FROM offer WHERE thread = ?1 AND (?2 = '' OR agent = ?2 AND number = ?3)`, thread.Key(), agent, number)
	return err
}

// Offers returns what an agent is asked to take, that which ends first first.
func (t *Tx) Offers(agent string) (list []Offer, err error) {
	list, err = all(t, func(row func(...any) error) (o Offer, err error) {
		var key string
		var until int64
		if err = row(&key, &o.Agent, &o.Number, &until); err != nil {
			return o, err
		}
		o.Until = fromMicros(until)
		o.Thread, err = channel.ParseThread(key)
		return o, err
	}, `SELECT thread, agent, number, until FROM offer WHERE agent = ? ORDER BY until`, agent)
	for i := range list {
		if err == nil {
			list[i].Conversation, err = t.Conversation(list[i].Thread)
		}
	}
	return list, err
}

// InPhase returns conversations of one phase, the newest first.
func (t *Tx) InPhase(phase session.Phase, most int) ([]Conversation, error) {
	return all(t, scanConversation, conversationColumns+`WHERE phase = ? AND last > 0 ORDER BY last DESC LIMIT ?`, phase.String(), most)
}

// Conversations returns all, the newest first.
func (t *Tx) Conversations(most int) ([]Conversation, error) {
	return all(t, scanConversation, conversationColumns+`WHERE last > 0 ORDER BY last DESC LIMIT ?`, most)
}

// Search returns conversations whose customer's name or id holds a text, the newest first.
func (t *Tx) Search(text string, most int) ([]Conversation, error) {
	like := "%" + strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(text) + "%"
	return all(t, scanConversation, conversationColumns+`WHERE last > 0 AND (name LIKE ?1 ESCAPE '\' OR thread LIKE ?1 ESCAPE '\') ORDER BY last DESC LIMIT ?2`, like, most)
}

// Waiting is somebody who waits for an agent.
type Waiting struct {
	Thread  channel.Thread
	Channel string // id of its record
	session.Action
}

// SetWaiting puts a conversation into its queue, or anew.
func (t *Tx) SetWaiting(thread channel.Thread, a session.Action) error {
	data, err := json.Marshal(a)
	if err != nil {
		return err
	}
	_, err = t.exec(`INSERT OR REPLACE INTO waiting(thread, queue, front, priority, since, data) VALUES(?, ?, ?, ?, ?, ?)`,
		thread.Key(), a.Queue, a.Front, a.Priority, int64(a.Since), string(data))
	return err
}

// StopWaiting takes a conversation out of its queue.
func (t *Tx) StopWaiting(thread channel.Thread) error {
	_, err := t.exec(`DELETE FROM waiting WHERE thread = ?`, thread.Key())
	return err
}

// Queue returns all who wait, in the order in which they are to be served.
func (t *Tx) Queue() ([]Waiting, error) {
	return all(t, func(row func(...any) error) (w Waiting, err error) {
		var key, data string
		if err = row(&key, &w.Channel, &data); err != nil {
			return w, err
		}
		if w.Thread, err = channel.ParseThread(key); err != nil {
			return w, err
		}
		return w, json.Unmarshal([]byte(data), &w.Action)
	}, `SELECT thread, channel, data FROM waiting JOIN conversation USING(thread) ORDER BY front DESC, priority DESC, since, thread`)
}

// Decide stores a policy's decision, and reports whether it is new.
func (t *Tx) Decide(thread channel.Thread, a session.Action, now time.Time) (fresh bool, err error) {
	data, err := json.Marshal(a)
	if err != nil {
		return false, err
	}
	n, err := t.exec(`INSERT INTO action(key, thread, kind, at, data) VALUES(?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
		a.Key.String(), thread.Key(), a.Kind.String(), micros(now), string(data))
	return n == 1, err
}

// MoveSession renames the rows of a thread's session: who waits, whom is asked, who helps, what
// robots are asked, and how it is counted.
func (t *Tx) MoveSession(from, to channel.Thread) error {
	for _, table := range []string{"waiting", "offer", "helper", "task", "span"} {
		if _, err := t.exec(`UPDATE OR REPLACE `+table+` SET thread = ? WHERE thread = ?`, to.Key(), from.Key()); err != nil {
			return err
		}
	}
	return nil
}
