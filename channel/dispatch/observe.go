package dispatch

import (
	"context"
	"log/slog"
	"time"

	"github.com/contactkit/contactkit/channel"
)

// Event names a thing that happened to a message, a part or an account.
type Event string

// Events of an Observation.
const (
	EventPrepared      Event = "prepared"  // planned; Err if it cannot be sent
	EventAccepted      Event = "accepted"  // it took its place in the queue of its thread
	EventSent          Event = "sent"      // one part
	EventUncertain     Event = "uncertain" // one part may have arrived
	EventSettled       Event = "settled"   // an echo came before the answer that was lost
	EventFailed        Event = "failed"    // one part was refused for good
	EventDropped       Event = "dropped"   // expired or superseded
	EventRetried       Event = "retried"   // one part was not accepted and will be sent again after Wait
	EventReturned      Event = "returned"  // given back unsent, with Err: a pause over MaxWait, no attempts left, the context, Close
	EventReady         Event = "ready"     // the files of one part are at the platform
	EventDone          Event = "done"      // Deliver returns
	EventPaused        Event = "paused"    // the platform made Scope wait for Wait
	EventCircuitOpen   Event = "open"      // To.Account is refused: for its credentials or money, or two threads for the same reason
	EventCircuitClosed Event = "closed"    // the account was renewed or paid, or its credentials were replaced
	EventLimiterFailed Event = "limiter"   // permits could not be given back; they end by themselves
	EventStoreFailed   Event = "store"     // the journal or the outbox's store failed; it is asked again
	EventHeldUp        Event = "held_up"   // a limit made Scope wait for Wait
)

// Observation is one thing that happened, for a log line or a counter. It holds no text of a
// message and no credential.
type Observation struct {
	Event    Event
	Key      string
	To       channel.Thread // if Event concerns an account, only Platform and Account are set
	Priority Priority
	Part     int           // from 0
	Parts    int           // of the receipt
	Try      int           // calls for the part in this Deliver
	Waited   time.Duration // since it was accepted
	Took     time.Duration // the call
	Wait     time.Duration // until the next try
	Scope    channel.Scope // of a pause
	Err      error
}

// LogValue gives the fields that are set.
func (o Observation) LogValue() slog.Value {
	attrs := []slog.Attr{slog.String("event", string(o.Event))}
	text := func(name, value string) {
		if value != "" {
			attrs = append(attrs, slog.String(name, value))
		}
	}
	number := func(name string, value int) {
		if value != 0 {
			attrs = append(attrs, slog.Int(name, value))
		}
	}
	length := func(name string, value time.Duration) {
		if value != 0 {
			attrs = append(attrs, slog.Duration(name, value))
		}
	}
	text("key", o.Key)
	text("platform", o.To.Platform)
	text("account", o.To.Account)
	text("priority", string(o.Priority))
	number("part", o.Part)
	number("parts", o.Parts)
	number("try", o.Try)
	length("waited", o.Waited)
	length("took", o.Took)
	length("wait", o.Wait)
	text("scope", string(o.Scope))
	if o.Err != nil {
		text("error", o.Err.Error())
	}
	return slog.GroupValue(attrs...)
}

// LogTo returns an Observe that writes to a logger: what needs a person's attention as a warning,
// everything else for debugging.
func LogTo(log *slog.Logger) func(Observation) {
	return func(o Observation) {
		level := slog.LevelDebug
		switch o.Event {
		case EventUncertain, EventFailed, EventReturned, EventCircuitOpen, EventCircuitClosed, EventLimiterFailed, EventStoreFailed:
			level = slog.LevelWarn
		}
		log.LogAttrs(context.Background(), level, "dispatch", slog.Any("dispatch", o))
	}
}
