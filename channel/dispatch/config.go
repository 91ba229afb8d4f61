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

// Config says how a Dispatcher works. The zero value is for one node, and remembers nothing beyond
// a kill: see Journal. Its functions may be called concurrently, except for Observe.
type Config struct {
	// Limiter holds the permits. If nil, pace.NewMemory of the zero pace.MemoryConfig is used,
	// which makes the first calls wait, up to a minute, because it does not know what an earlier
	// process sent.
	Limiter pace.Limiter
	// Journal is told before a part leaves and after its answer. If nil, nothing is stored, and
	// after a kill it is not known what was sent.
	Journal Journal
	// Overflow says what becomes of texts that are too long. Defaults to plan.Split.
	Overflow plan.Overflow

	// Concurrency bounds the calls at one time, over all threads; in a thread there is one.
	// Defaults to 64.
	Concurrency int
	// Attempts bounds the calls for one part in one Deliver. Defaults to 4.
	Attempts int
	// Backoff is the bound of the random wait before the second call; it doubles up to MaxWait.
	// Defaults to 500 ms.
	Backoff time.Duration
	// MaxWait is the longest pause that a message waits for; a longer one is returned as an error
	// with its length. Defaults to 30 s.
	MaxWait time.Duration
	// SettleWithin is how long later messages of a thread wait for the echo of one whose fate is
	// unknown. They wait also if the platform has no echoes (Receipt.Echoes): a host that decides
	// for Receipt.Retry in that time keeps the order. Defaults to 10 s.
	SettleWithin time.Duration
	// Timeout bounds one call, and each call of the Journal and the Limiter after it. Where a file
	// goes with its message (on Telegram, and everywhere if Files is nil), that call includes the
	// upload: allow for the largest file on the slowest line. A message whose upload is broken
	// off is uncertain if the platform may have had all of it. Defaults to 60 s.
	Timeout time.Duration

	// Files opens Attachment.File. If set, a file that the platform takes before its message is
	// uploaded in a step of its own: see PrepareWithin. If nil, files are uploaded within Timeout.
	Files channel.Files
	// PrepareWithin bounds the upload of a part's files and the platform's processing of them.
	// Defaults to 10 min. See decision 144.
	PrepareWithin time.Duration

	// App names the app that serves a thread, for limits of channel.ScopeApp. If nil, it is what
	// the sender's Info says, if it is a channel.Channel; else all accounts of a platform count as
	// one app's.
	App func(to channel.Thread) string
	// Observe is called with what happens, for logs and counters, one call after the other, in the
	// order in which it happens and before Deliver returns. Only EventPrepared and EventStoreFailed
	// may come at any time, also during another call. It should be quick: the next message waits
	// for it. If nil, nothing is observed.
	Observe func(Observation)
	// Clock is for tests without synctest. If nil, that of package time is used.
	Clock Clock
	// Random returns numbers in [0, 1) for the waits between calls. If nil, math/rand/v2 is used.
	Random func() float64
}

// withDefaults fills what is zero, and complains about what cannot be, one *channel.FieldError
// each.
func (c Config) withDefaults() (Config, error) {
	var errs []error
	negative := func(field string, is bool) {
		if is {
			errs = append(errs, &channel.FieldError{Field: field, Code: channel.CodeInvalid, Reason: "must not be negative"})
		}
	}
	negative("concurrency", c.Concurrency < 0)
	negative("attempts", c.Attempts < 0)
	negative("backoff", c.Backoff < 0)
	negative("maxWait", c.MaxWait < 0)
	negative("settleWithin", c.SettleWithin < 0)
	negative("timeout", c.Timeout < 0)
	negative("prepareWithin", c.PrepareWithin < 0)
	switch c.Overflow {
	case plan.Split, plan.Refuse, plan.Truncate:
	default:
		errs = append(errs, &channel.FieldError{Field: "overflow", Code: channel.CodeInvalid, Reason: "must be one of the values of plan.Overflow"})
	}
	c.Concurrency = cmp.Or(c.Concurrency, 64)
	c.Attempts = cmp.Or(c.Attempts, 4)
	c.Backoff = cmp.Or(c.Backoff, 500*time.Millisecond)
	c.MaxWait = cmp.Or(c.MaxWait, 30*time.Second)
	c.SettleWithin = cmp.Or(c.SettleWithin, 10*time.Second)
	c.Timeout = cmp.Or(c.Timeout, time.Minute)
	c.PrepareWithin = cmp.Or(c.PrepareWithin, 10*time.Minute)
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
