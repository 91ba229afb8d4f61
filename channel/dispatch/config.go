package dispatch

import (
	"cmp"
	"errors"
	"math/rand/v2"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/pace"
	"github.com/contactkit/contactkit/channel/plan"
)

// Config is how a Dispatcher works. The zero value is good for one node without a memory of its own.
type Config struct {
	// Limiter holds the permits. nil: NewMemory of the zero MemoryConfig, which counts as full for up to a minute.
	Limiter pace.Limiter
	// Journal is told before a part leaves and after its answer. nil: nobody is, and after a kill nobody knows what was sent.
	Journal Journal
	// Policy is what becomes of texts that are too long.
	Overflow plan.Overflow

	// Concurrency bounds the calls at one time, over all threads; in a thread there is one. Zero: 64.
	Concurrency int
	// Attempts bounds the calls for one part in one Deliver. Zero: 4.
	Attempts int
	// Backoff is the bound of the random wait before the second call; it doubles up to MaxWait. Zero: 500 ms.
	Backoff time.Duration
	// MaxWait is the longest pause that is slept; a longer one is returned as an error with its length. Zero: 30 s.
	MaxWait time.Duration
	// SettleWithin is how long later messages of a thread wait for the echo of one whose fate is unknown. They wait also where
	// the platform has no echoes (Receipt.Echoes): a host that decides for Receipt.Retry in that time keeps the order. Zero: 10 s.
	SettleWithin time.Duration
	// Timeout bounds one call, and each call of the Journal and the Limiter after it. Zero: 60 s.
	Timeout time.Duration

	// App names the app that a thread is served by, for limits of channel.ScopeApp. nil: what the sender's Info says, if it is a
	// channel.Channel; else all accounts of a platform count as one app's.
	App func(to channel.Thread) string
	// Observe is told what happens, for logs and counters, in the order in which it happens and before Deliver returns; only
	// EventPrepared may come at any time. It should be quick: what happens next waits to be told. nil: nobody is.
	Observe func(Observation)
	// Clock is for tests without synctest. nil: that of package time.
	Clock Clock
	// Random returns numbers in [0, 1) for the waits between calls. nil: math/rand/v2.
	Random func() float64
}

// withDefaults fills what is zero, and complains about what cannot be, one *channel.FieldError each.
func (c Config) withDefaults() (Config, error) {
	var errs []error
	negative := func(field string, is bool) {
		if is {
			errs = append(errs, &channel.FieldError{Field: field, Code: channel.CodeInvalid, Reason: "it is negative"})
		}
	}
	negative("concurrency", c.Concurrency < 0)
	negative("attempts", c.Attempts < 0)
	negative("backoff", c.Backoff < 0)
	negative("maxWait", c.MaxWait < 0)
	negative("settleWithin", c.SettleWithin < 0)
	negative("timeout", c.Timeout < 0)
	switch c.Overflow {
	case plan.Split, plan.Refuse, plan.Truncate:
	default:
		errs = append(errs, &channel.FieldError{Field: "overflow", Code: channel.CodeInvalid, Reason: "there is no such value"})
	}
	c.Concurrency = cmp.Or(c.Concurrency, 64)
	c.Attempts = cmp.Or(c.Attempts, 4)
	c.Backoff = cmp.Or(c.Backoff, 500*time.Millisecond)
	c.MaxWait = cmp.Or(c.MaxWait, 30*time.Second)
	c.SettleWithin = cmp.Or(c.SettleWithin, 10*time.Second)
	c.Timeout = cmp.Or(c.Timeout, time.Minute)
	if c.Clock == nil {
		c.Clock = system{}
	}
	if c.Limiter == nil {
		c.Limiter = pace.NewMemory(pace.MemoryConfig{Now: c.Clock.Now})
	}
	if c.Random == nil {
		c.Random = rand.Float64
	}
	return c, errors.Join(errs...)
}
