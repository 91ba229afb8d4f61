// Package robot answers customers before an agent does. The desk knows it as the interface Robot,
// behind which a host puts its own; FAQ is one that answers from a file. Read robot.go first: the
// interface is all that the desk needs.
package robot

import (
	"context"

	"github.com/contactkit/contactkit/channel"
)

// A Robot answers one message at a time. Its methods may be called concurrently, and again for the
// same question after a crash.
type Robot interface {
	// Answer says what the robot makes of a question. An error means that it cannot go on: a person
	// takes over.
	Answer(ctx context.Context, q Question) (Reply, error)
}

// A Question is what a customer said to the robot, or to an agent whom the robot helps.
type Question struct {
	Robot   string // its name, as the channel's record has it
	Thread  channel.Thread
	Name    string // of the customer; empty: unknown
	Session uint32 // number of the session in its thread
	Begins  bool   // the robot was put in charge without a question
	channel.Message
}

// A Reply is what the robot wants done.
type Reply struct {
	Messages []channel.Message // to the customer, in order
	Handoff  bool              // a person should go on
	Queue    string            // which ones; empty: those of the channel
	Done     bool              // the conversation has ended
	Sure     bool              // the robot knew the answer: worth a hint to an agent
}
