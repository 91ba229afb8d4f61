package store

import (
	"strings"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/session"
)

// A Filter narrows lists of conversations. The zero Filter keeps all of them.
type Filter struct {
	Channel string // id of a record
	Label   string
}

// IsZero reports whether the filter keeps everything.
func (f Filter) IsZero() bool { return f == Filter{} }

// sql is the condition of a filter on the table conversation, with its arguments.
func (f Filter) sql() (condition string, args []any) {
	if f.Channel != "" {
		condition, args = condition+` AND conversation.channel = ?`, append(args, f.Channel)
	}
	if f.Label != "" {
		condition += ` AND EXISTS (SELECT 1 FROM label WHERE label.thread = conversation.thread AND label.name = ?)`
		args = append(args, f.Label)
	}
	return condition, args
}

func (t *Tx) filtered(f Filter, most int, where string, args ...any) ([]Conversation, error) {
	more, values := f.sql()
	args = append(append(args, values...), most)
	return all(t, scanConversation, conversationColumns+`WHERE `+where+more+` ORDER BY last DESC LIMIT ?`, args...)
}

// FilteredWith is With for the conversations that a filter keeps.
func (t *Tx) FilteredWith(agent string, f Filter, most int) ([]Conversation, error) {
	return t.filtered(f, most, `agent = ? AND phase IN ('agent', 'hold')`, agent)
}

// FilteredWithOthers is WithOthers for the conversations that a filter keeps.
func (t *Tx) FilteredWithOthers(agent string, f Filter, most int) ([]Conversation, error) {
	return t.filtered(f, most, `phase IN ('agent', 'hold', 'offered') AND agent != ? AND last > 0`, agent)
}

// FilteredPhase is InPhase for the conversations that a filter keeps.
func (t *Tx) FilteredPhase(phase session.Phase, f Filter, most int) ([]Conversation, error) {
	return t.filtered(f, most, `phase = ? AND last > 0`, phase.String())
}

// Keeps reports whether a filter keeps a conversation.
func (t *Tx) Keeps(f Filter, thread channel.Thread) (bool, error) {
	more, values := f.sql()
	return one(t, value[bool], `SELECT EXISTS (SELECT 1 FROM conversation WHERE thread = ?`+more+`)`, append([]any{thread.Key()}, values...)...)
}

// like is a text as a pattern of LIKE that finds it anywhere; ESCAPE '\' goes with it.
func like(text string) string {
	return "%" + strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(text) + "%"
}

// Search returns conversations whose customer's name or id holds a text, the newest first.
func (t *Tx) Search(text string, f Filter, most int) ([]Conversation, error) {
	pattern := like(text)
	return t.filtered(f, most, `last > 0 AND (name LIKE ? ESCAPE '\' OR thread LIKE ? ESCAPE '\')`, pattern, pattern)
}

// A Found is a message that holds a text that was searched for.
type Found struct {
	Conversation
	Message Message
}

// SearchTexts returns messages that hold a text, the newest first. Case does not matter. In SQLite,
// it finds texts with fewer than three characters in the newest 20,000 messages only.
func (t *Tx) SearchTexts(text string, f Filter, most int) (list []Found, err error) {
	query, args := t.q.texts(text)
	more, values := f.sql()
	args = append(append(args, values...), most)
	messages, err := all(t, scanMessage, messageColumns+`WHERE side != 'desk' AND `+query+
		` AND EXISTS (SELECT 1 FROM conversation WHERE conversation.thread = message.thread`+more+`) ORDER BY seq DESC LIMIT ?`, args...)
	for _, m := range messages {
		if err != nil {
			return nil, err
		}
		var c Conversation
		c, err = t.Conversation(m.Thread)
		list = append(list, Found{c, m})
	}
	return list, err
}
