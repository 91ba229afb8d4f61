package metrics

import (
	"fmt"
	"slices"
)

// A Measure is what a figure counts. Measures of time count milliseconds.
type Measure uint8

// Measures that [Span.Fold] counts.
const (
	// Began counts sessions that began, and Reopened those of them that go on with a closed one.
	Began Measure = iota + 1
	Reopened
	// Asked counts sessions that asked for a person, once each.
	Asked
	// Queued counts waits in a queue that began.
	Queued
	// Wait is the time from the queue to an agent's accept.
	Wait
	// Given is the time of a wait that ended without an agent, because it was given up. The reason
	// is that of the session's end; ReasonNone if the contact left an offline message or went back
	// to the robot.
	Given
	// Moved is the time of a wait that goes on in another queue. It belongs to the queue that was
	// left.
	Moved
	// FirstAnswer is the time from the first wish for a person to the first answer of an agent.
	FirstAnswer
	// Answer is the time from the contact's first unanswered message to an agent's answer, and
	// RobotAnswer the same for the robot.
	Answer
	RobotAnswer
	// Handling is the time for which an agent was in charge.
	Handling
	// Agents counts, once for each session that ended, how many agents were in charge of it.
	Agents
	// Contained is the length of a session that the robot served alone. The reason is that of the
	// session's end.
	Contained
	// Closed is the length of every session that ended, with the reason of its end.
	Closed
	// Left counts offline messages.
	Left
)

// Measures that a host adds with [Sheet.Add].
const (
	// Declined counts offers that an agent declined, and Missed those that ended unanswered.
	Declined Measure = iota + 64
	Missed
	// Wrapped is the time for which an agent wrote up a conversation. [Dimensions].Code is the code
	// entered, and empty if the time ran out.
	Wrapped
	// Ready is the time for which an agent was ready.
	Ready
)

var words = map[Measure]string{
	Began: "began", Reopened: "reopened", Asked: "asked", Queued: "queued", Wait: "wait", Given: "given",
	Moved: "moved", FirstAnswer: "first-answer", Answer: "answer", RobotAnswer: "robot-answer",
	Handling: "handling", Agents: "agents", Contained: "contained", Closed: "closed", Left: "left",
	Declined: "declined", Missed: "missed", Wrapped: "wrapped", Ready: "ready",
}

// Measures lists all measures, in the order of their values.
func Measures() []Measure {
	var all []Measure
	for m := range words {
		all = append(all, m)
	}
	slices.Sort(all)
	return all
}

// Timed reports whether the figures of a measure are milliseconds. The others count: each number is
// 1, or, for [Agents], a number of agents.
func (m Measure) Timed() bool {
	switch m {
	case Wait, Given, Moved, FirstAnswer, Answer, RobotAnswer, Handling, Contained, Closed, Wrapped, Ready:
		return true
	}
	return false
}

// String returns the word of a measure, in lower case with hyphens.
func (m Measure) String() string {
	if w, ok := words[m]; ok {
		return w
	}
	return fmt.Sprint(uint8(m))
}

// MarshalText writes the word of String. A value without a word is an error.
func (m Measure) MarshalText() ([]byte, error) {
	if _, ok := words[m]; !ok {
		return nil, fmt.Errorf("metrics: measure %d has no name", uint8(m))
	}
	return []byte(m.String()), nil
}

// UnmarshalText reads the word of String.
func (m *Measure) UnmarshalText(b []byte) error {
	for v, w := range words {
		if w == string(b) {
			*m = v
			return nil
		}
	}
	return fmt.Errorf("metrics: unknown measure %.40q", b)
}
