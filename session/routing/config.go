package routing

import (
	"fmt"
	"time"
)

// A Need is a skill, and the level from which it counts.
type Need struct {
	Skill string `json:"skill"`
	Level uint8  `json:"level,omitzero"` // 0 takes every agent who has the skill
}

// A Stage widens a queue: after a wait of After, agents who meet all Needs are asked as well.
// Needs joined by "or" are several stages with the same After.
type Stage struct {
	After time.Duration `json:"after,omitzero"` // since Request.Since; 0 in the first stage
	Needs []Need        `json:"needs,omitempty"`
}

// A Selection says which of several able agents of a stage is chosen.
type Selection uint8

// Selections.
const (
	// LongestAvailable chooses the agent who got a conversation, gave one back or became ready
	// longest ago.
	LongestAvailable Selection = iota
	// RoundRobin chooses the agent who got a conversation longest ago.
	RoundRobin
	// LeastSkilled chooses the lowest sum of the levels that the stage asks for, so that experts
	// stay free; among equals as LongestAvailable.
	LeastSkilled
	// MostSkilled chooses the highest sum of the levels that the stage asks for; among equals as
	// LongestAvailable.
	MostSkilled
	// LeastLoaded chooses the agent with the fewest conversations; among equals as
	// LongestAvailable.
	LeastLoaded
)

func selections() []string {
	return []string{"longest-available", "round-robin", "least-skilled", "most-skilled", "least-loaded"}
}

// String returns the selection in lower case with hyphens.
func (s Selection) String() string {
	if int(s) < len(selections()) {
		return selections()[s]
	}
	return fmt.Sprint(uint8(s))
}

// MarshalText writes the word of String. A value without a word is an error.
func (s Selection) MarshalText() ([]byte, error) {
	if int(s) >= len(selections()) {
		return nil, fmt.Errorf("routing: selection %d has no name", uint8(s))
	}
	return []byte(s.String()), nil
}

// UnmarshalText reads the word of String.
func (s *Selection) UnmarshalText(b []byte) error {
	for i, word := range selections() {
		if word == string(b) {
			*s = Selection(i)
			return nil
		}
	}
	return fmt.Errorf("routing: selection must be one of %v, not %.40q", selections(), b)
}

// A Queue is where conversations wait.
type Queue struct {
	ID     string        `json:"id"`
	Select Selection     `json:"select,omitzero"`
	Stages []Stage       `json:"stages,omitempty"` // if empty, one stage that asks every agent
	TTL    time.Duration `json:"ttl,omitzero"`     // how long a request may wait; 0 is without end
	Pull   bool          `json:"pull,omitzero"`    // agents take requests themselves; the board chooses no agent
}

// Config is the part of a desk that changes seldom. After a change the host fills a new board.
type Config struct {
	// Media are the kinds of conversation that have room of their own, such as the platforms.
	// If empty, there is one kind with the empty name.
	Media []string `json:"media,omitempty"`
	// Queues are all that a conversation may wait in, such as those that the host's channel records
	// name (directory.Directory.Queues). A board without queues refuses every request.
	Queues []Queue `json:"queues"`
	// Point is the waiting time that one point of priority is worth. 0 gives priority no effect.
	Point time.Duration `json:"point,omitzero"`
	// Answer lets reply windows count: a request whose window ends when this time has passed is as
	// urgent as one that came now. 0 gives windows no effect. With the window's own length, such as
	// 24 h, a request counts as waiting since the contact wrote, however late it was routed.
	Answer time.Duration `json:"answer,omitzero"`
}
