package store

import (
	"encoding/json"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/session"
)

// A Conversation is what is known of a thread.
type Conversation struct {
	Thread  channel.Thread
	Channel string // id of its record
	Name    string
	Typing  time.Time // when the customer was last seen typing
	State   session.State
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

const conversationColumns = `SELECT thread, channel, name, typing, state, last, summary, side FROM conversation `

func scanConversation(row func(...any) error) (c Conversation, err error) {
	var key, state string
	var typing, last int64
	if err = row(&key, &c.Channel, &c.Name, &typing, &state, &last, &c.Summary, &c.Side); err != nil {
		return c, err
	}
	if c.Thread, err = channel.ParseThread(key); err != nil {
		return c, err
	}
	c.Typing, c.Last = fromMicros(typing), fromMicros(last)
	return c, json.Unmarshal([]byte(state), &c.State)
}

// Conversation returns one; ErrNotFound where nothing was ever said. In a Do, what is decided on it
// is decided alone: the thread is locked until the end.
func (t *Tx) Conversation(thread channel.Thread) (Conversation, error) {
	if t.thread != nil {
		if err := t.thread(thread); err != nil {
			return Conversation{}, err
		}
	}
	return one(t, scanConversation, conversationColumns+`WHERE thread = ?`, thread.Key())
}

// SaveConversation stores a conversation.
func (t *Tx) SaveConversation(c Conversation) error {
	state, err := json.Marshal(c.State)
	if err != nil {
		return err
	}
	_, err = t.exec(`INSERT INTO conversation(thread, channel, name, typing, state, phase, agent, queue, last, summary, side)
		VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT(thread) DO UPDATE SET channel = excluded.channel, name = excluded.name,
		typing = excluded.typing, state = excluded.state, phase = excluded.phase, agent = excluded.agent,
		queue = excluded.queue, last = excluded.last, summary = excluded.summary, side = excluded.side`,
		c.Thread.Key(), c.Channel, c.Name, micros(c.Typing), string(state), c.State.Phase.String(), c.State.Agent,
		c.State.Queue, micros(c.Last), c.Summary, string(c.Side))
	return err
}

// OpenChannels returns the ids of the channels that have open conversations.
func (t *Tx) OpenChannels() ([]string, error) {
	return all(t, value[string], `SELECT DISTINCT channel FROM conversation WHERE `+isOpen)
}

// OpenOf is how many open conversations a channel has.
func (t *Tx) OpenOf(channelID string) (int, error) {
	return one(t, value[int], `SELECT count(*) FROM conversation WHERE channel = ? AND `+isOpen, channelID)
}

// With returns the conversations that an agent serves or holds, the newest first.
func (t *Tx) With(agent string) ([]Conversation, error) {
	return all(t, scanConversation, conversationColumns+`WHERE agent = ? AND phase IN ('agent', 'hold') ORDER BY last DESC`, agent)
}

// WithOthers returns the conversations that another person serves, holds or is offered, the newest
// first.
func (t *Tx) WithOthers(agent string, most int) ([]Conversation, error) {
	return all(t, scanConversation, conversationColumns+`WHERE phase IN ('agent', 'hold', 'offered') AND agent != ? AND last > 0 ORDER BY last DESC LIMIT ?`, agent, most)
}

// Load is how many conversations an agent serves, holds, is offered, helps in or writes up.
func (t *Tx) Load(agent string) (int, error) {
	return one(t, value[int], `SELECT (SELECT count(*) FROM conversation WHERE agent = ?1 AND phase IN ('agent', 'hold')) +
		(SELECT count(*) FROM offer WHERE agent = ?1) + (SELECT count(*) FROM helper WHERE agent = ?1 AND place) + (SELECT count(*) FROM wrap WHERE agent = ?1)`, agent)
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
	_, err := t.exec(`INSERT INTO offer(thread, agent, number, until) VALUES(?, ?, ?, ?)
		ON CONFLICT(thread) DO UPDATE SET agent = excluded.agent, number = excluded.number, until = excluded.until`, thread.Key(), a.Agent, a.Offer, int64(a.Until))
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

// OldestIn returns conversations of a phase: those first that wait the longest.
func (t *Tx) OldestIn(phase session.Phase, most int) ([]Conversation, error) {
	return all(t, scanConversation, conversationColumns+`WHERE phase = ? AND last > 0 ORDER BY last LIMIT ?`, phase.String(), most)
}

// Conversations returns all, the newest first.
func (t *Tx) Conversations(most int) ([]Conversation, error) {
	return all(t, scanConversation, conversationColumns+`WHERE last > 0 ORDER BY last DESC LIMIT ?`, most)
}

// MoveSession renames the rows of a thread's session: who waits, whom is asked, who helps, what
// robots are asked, and how it is counted.
func (t *Tx) MoveSession(from, to channel.Thread) error {
	for _, table := range []string{"waiting", "offer", "span"} {
		if err := t.rename(table, "", from, to); err != nil {
			return err
		}
	}
	if err := t.rename("helper", "agent", from, to); err != nil {
		return err
	}
	_, err := t.exec(`UPDATE task SET thread = ? WHERE thread = ?`, to.Key(), from.Key())
	return err
}

// rename gives the rows of a thread to another, in place of those that it has. If a thread has
// several rows in the table, the column tells them apart.
func (t *Tx) rename(table, column string, from, to channel.Thread) error {
	same := ``
	if column != "" {
		same = ` AND f.` + column + ` = ` + table + `.` + column
	}
	_, err := t.exec(`DELETE FROM `+table+` WHERE thread = ?1 AND EXISTS (SELECT 1 FROM `+table+` AS f WHERE f.thread = ?2`+same+`)`, to.Key(), from.Key())
	if err == nil {
		_, err = t.exec(`UPDATE `+table+` SET thread = ? WHERE thread = ?`, to.Key(), from.Key())
	}
	return err
}
