package dispatch

import (
	"context"
	"log/slog"
	"time"

	"github.com/contactkit/contactkit/channel"
)

// What is what happened.
type What string

// What can happen.
const (
	IsPrepared    What = "prepared"  // planned; Err if it cannot be said
	IsAccepted    What = "accepted"  // it took its place in the line
	WasSent       What = "sent"      // one part
	WasUncertain  What = "uncertain" // one part may have arrived
	WasSettled    What = "settled"   // an echo came before the answer that was lost
	WasFailed     What = "failed"    // one part was refused for good
	WasDropped    What = "dropped"   // expired or superseded
	WasRetried    What = "retried"   // one part was not accepted and will be sent again after Wait
	WasReturned   What = "returned"  // given back unsent, with Err: a pause over MaxWait, no attempts left, the context, Close
	IsDone        What = "done"      // Deliver returns
	IsPaused      What = "paused"    // the platform made Scope wait for Wait
	CircuitOpen   What = "open"      // the credentials of To.Account failed
	CircuitClosed What = "closed"    // they were replaced
	LimiterFailed What = "limiter"   // permits could not be given back; they end by themselves
	IsHeldUp      What = "held_up"   // a limit made Scope wait for Wait
)

// Observation is one thing that happened, for a log line or a counter. It holds no text of a message and no credential.
type Observation struct {
	What     What
	Key      string
	To       channel.Thread // of what is about an account, only Platform and Account
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
	attrs := []slog.Attr{slog.String("what", string(o.What))}
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

// LogTo returns an Observe that writes to a logger: what needs somebody's attention as a warning, everything else for debugging.
func LogTo(log *slog.Logger) func(Observation) {
	return func(o Observation) {
		level := slog.LevelDebug
		switch o.What {
		case WasUncertain, WasFailed, WasReturned, CircuitOpen, CircuitClosed, LimiterFailed:
			level = slog.LevelWarn
		}
		log.LogAttrs(context.Background(), level, "dispatch", slog.Any("dispatch", o))
	}
}
