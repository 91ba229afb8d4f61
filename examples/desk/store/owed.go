package store

import (
	"errors"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/session"
)

// Owed is a customer who waits for an answer of the agent in charge.
type Owed struct {
	Thread channel.Thread
	Agent  string
	Since  time.Time
}

// LongestOwed returns the customer who has waited the longest for an answer of an agent; nil if
// there is none.
func (t *Tx) LongestOwed() (*Owed, error) {
	list, err := all(t, scanConversation, conversationColumns+`WHERE phase = 'agent'`)
	var longest *Owed
	for _, c := range list {
		since := c.State.Since.Time()
		if c.State.Owes == session.Agent && (longest == nil || since.Before(longest.Since)) {
			longest = &Owed{c.Thread, c.State.Agent, since}
		}
	}
	return longest, err
}

// CountIn counts our messages since a time that are in a state.
func (t *Tx) CountIn(state string, since time.Time) (int, error) {
	return one(t, value[int], `SELECT count(*) FROM message WHERE at >= ? AND state = ?`, micros(since), state)
}

// InState returns our messages since a time that are in a state, or failed for a reason, the newest
// first. One of state and why is given.
func (t *Tx) InState(state, why string, since time.Time, most int) ([]Message, error) {
	switch {
	case state != "":
		return all(t, scanMessage, messageColumns+`WHERE at >= ? AND state = ? ORDER BY at DESC LIMIT ?`, micros(since), state, most)
	case why != "":
		return all(t, scanMessage, messageColumns+`WHERE at >= ? AND why = ? ORDER BY at DESC LIMIT ?`, micros(since), why, most)
	}
	return nil, errors.New("a list of messages needs a state or a reason")
}

// MessagesBetween returns the messages that a platform carried, both ways, from one time until
// another, the newest first: those that Hourly counts.
func (t *Tx) MessagesBetween(platform string, from, until time.Time, most int) ([]Message, error) {
	return all(t, scanMessage, messageColumns+`WHERE at >= ? AND at < ? AND side NOT IN ('desk', 'assistant') AND substr(thread, 1, instr(thread, '/') - 1) = ?
		ORDER BY at DESC LIMIT ?`, micros(from), micros(until), platform, most)
}
