package store

import (
	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/session"
)

// AddHelper stores that an agent helps in a conversation, and how. Reading along takes no place of
// the agent's.
func (t *Tx) AddHelper(thread channel.Thread, agent string, role session.Role) error {
	_, err := t.exec(`INSERT INTO helper(thread, agent, place) VALUES(?, ?, ?) ON CONFLICT(thread, agent) DO UPDATE SET place = excluded.place`, thread.Key(), agent, role != session.Listening)
	return err
}

// DropHelper ends the help of an agent; without an agent, of all.
func (t *Tx) DropHelper(thread channel.Thread, agent string) error {
	_, err := t.exec(`DELETE FROM helper WHERE thread = ?1 AND (?2 = '' OR agent = ?2)`, thread.Key(), agent)
	return err
}

// Helping returns the conversations in which an agent helps another, the newest first.
func (t *Tx) Helping(agent string) ([]Conversation, error) {
	return all(t, scanConversation, conversationColumns+`WHERE thread IN (SELECT thread FROM helper WHERE agent = ?) ORDER BY last DESC`, agent)
}
