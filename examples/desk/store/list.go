package store

import "strings"

// Phases counts the open conversations by their phase.
func (t *Tx) Phases() (map[string]int, error) {
	type count struct {
		phase string
		n     int
	}
	list, err := all(t, func(row func(...any) error) (c count, err error) {
		err = row(&c.phase, &c.n)
		return c, err
	}, `SELECT phase, count(*) FROM conversation WHERE phase IN ('robot', 'queued', 'offered', 'agent', 'hold', 'offline') AND last > 0 GROUP BY phase`)
	counts := make(map[string]int, len(list))
	for _, c := range list {
		counts[c.phase] = c.n
	}
	return counts, err
}

// WithOthers returns the conversations that somebody else serves, holds or is offered, the newest first.
func (t *Tx) WithOthers(agent string, most int) ([]Conversation, error) {
	return all(t, scanConversation, conversationColumns+`WHERE phase IN ('agent', 'hold', 'offered') AND agent != ? AND last > 0 ORDER BY last DESC LIMIT ?`, agent, most)
}

// Search returns conversations whose customer's name or id holds a text, the newest first.
func (t *Tx) Search(text string, most int) ([]Conversation, error) {
	like := "%" + strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(text) + "%"
	return all(t, scanConversation, conversationColumns+`WHERE last > 0 AND (name LIKE ?1 ESCAPE '\' OR thread LIKE ?1 ESCAPE '\') ORDER BY last DESC LIMIT ?2`, like, most)
}
