package router

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"iter"
	"log/slog"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/conversation"
	"github.com/contactkit/contactkit/session/routing"
)

// Rows are the rows of a store. conversation.Memory and the stores of conversation/sqlite and
// channel/postgres have them.
type Rows interface {
	// Rows walks all rows whose session is open and, if closedSince is not zero, those whose
	// session was closed then or later. An error ends the walk.
	Rows(ctx context.Context, closedSince time.Time) iter.Seq2[conversation.Row, error]
}

// Config says how a Router works. Rows must be set, and Board.Queues or Queues.
type Config struct {
	// Rows are read when Run begins, and every Resync.
	Rows Rows
	// Board has the queues, by the names that the sessions use: Routing.Queue and Routing.Fallback
	// of a directory.Record, and with the routing mode Pull its Routing.List in place of
	// Routing.Queue. A conversation of another queue is logged and not routed; one of no queue
	// waits in the first. If Board.Media is set, it must hold the names of the platforms
	// (channel.Thread.Platform).
	Board routing.Config
	// Queues returns the queues besides Board.Queues, such as those that the channels of a tenant
	// name: directory.Directory.Queues. It is called when Run begins, every Resync, and when a
	// conversation waits in a queue that is not known. If the queues have changed, the router fills
	// a new board, and agents keep their order. It must not wait, nor call the router. If nil, the
	// queues are those of Board.
	Queues func() []routing.Queue
	// Request is called with each request before the board gets it, and may change it, such as
	// its Media, Priority or Queue. If it returns false, the conversation is not routed here. It
	// must not wait, nor call the router. If nil, requests stay as they are.
	Request func(row conversation.Row, r *routing.Request) bool
	// WrapUp is how long an agent writes up the conversation of a row that was closed
	// (Routing.WrapUp of a directory.Record). The agent's place stays taken so long, or until
	// Router.Wrapped. It must not wait, nor call the router. If nil, the place is free at once.
	WrapUp func(row conversation.Row) time.Duration
	// LongestWrapUp is how far back closed rows are read when Run begins. Defaults to an hour, the
	// most that a directory.Record allows.
	LongestWrapUp time.Duration

	// Resync is how often all rows are read again. On one node it only mends what a hint lost.
	// Defaults to one minute.
	Resync time.Duration
	// Log hears what an administrator should look at. If nil, slog.Default is used.
	Log *slog.Logger
	// Now is the clock of the board, which should be close to that of the store. If nil, time.Now.
	Now func() time.Time
}

// check fills in defaults and joins all complaints, one *channel.FieldError each.
func (c *Config) check() error {
	var errs []error
	complain := func(is bool, field, code, reason string) {
		if is {
			errs = append(errs, &channel.FieldError{Field: field, Code: code, Reason: reason})
		}
	}
	complain(c.Rows == nil, "rows", channel.CodeMissing, "router needs the rows of a store")
	complain(len(c.Board.Queues) == 0 && c.Queues == nil, "board.queues", channel.CodeMissing, "router needs at least one queue")
	complain(c.Resync < 0, "resync", channel.CodeInvalid, "must not be negative")
	complain(c.LongestWrapUp < 0, "longestWrapUp", channel.CodeInvalid, "must not be negative")
	if err := errors.Join(append(errs, c.Board.Check())...); err != nil {
		return fmt.Errorf("router: %w", err)
	}
	c.Resync = cmp.Or(c.Resync, time.Minute)
	c.LongestWrapUp = cmp.Or(c.LongestWrapUp, time.Hour)
	if c.Log == nil {
		c.Log = slog.Default()
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	return nil
}
