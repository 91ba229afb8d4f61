package store

import "strings"

// WithOthers returns the conversations that somebody else serves, holds or is offered, the newest first.
func (t *Tx) WithOthers(agent string, most int) ([]Conversation, error) {
	return all(t, scanConversation, conversationColumns+`WHERE phase IN ('agent', 'hold', 'offered') AND agent != ? AND last > 0 ORDER BY last DESC LIMIT ?`, agent, most)
}

// Search returns conversations whose customer's name or id holds a text, the newest first.
func (t *Tx) Search(text string, most int) ([]Conversation, error) {
	like := "%" + strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(text) + "%"
	return all(t, scanConversation, conversationColumns+`WHERE last > 0 AND (name LIKE ?1 ESCAPE '\' OR thread LIKE ?1 ESCAPE '\') ORDER BY last DESC LIMIT ?2`, like, most)
}
