package twitter

import (
	"net/http"
	"strconv"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/call"
)

// defaultRates returns the rates that X documents, on pages "Rate limits" (v2) and "POST
// direct_messages/events/new" (v1.1).
func defaultRates(api API) []channel.Rate {
	const day = 24 * time.Hour
	if api == V2 {
		return []channel.Rate{
			{Scope: channel.ScopeAccount, N: 15, Per: 15 * time.Minute},
			{Scope: channel.ScopeAccount, N: 1440, Per: day},
			{Scope: channel.ScopeApp, N: 1440, Per: day},
		}
	}
	return []channel.Rate{{Scope: channel.ScopeAccount, N: 1000, Per: day}, {Scope: channel.ScopeApp, N: 15_000, Per: day}}
}

// paces are the header families that tell of limits, widest pause first. [Rate limits]
var paces = [...]struct {
	prefix string
	scope  channel.Scope
}{
	{"X-App-Limit-24hour-", channel.ScopeApp},
	{"X-User-Limit-24hour-", channel.ScopeAccount},
	{"X-Rate-Limit-", channel.ScopeAccount},
}

// pace reads what the headers tell of limits. v1.1 events/new tells nothing.
func (c *Channel) pace(h http.Header) []channel.Pace {
	var found []channel.Pace
	for _, p := range paces {
		remaining, err := strconv.Atoi(h.Get(p.prefix + "Remaining"))
		if err != nil {
			continue
		}
		reset, err := strconv.ParseInt(h.Get(p.prefix+"Reset"), 10, 64)
		if err != nil {
			continue
		}
		found = append(found, channel.Pace{Scope: p.scope, Remaining: max(remaining, 0), Reset: c.until(reset)})
	}
	return found
}

// until is how long it is to an instant that X gives in seconds since 1970. A limit that has just
// been reset is worth a second: the clocks differ.
func (c *Channel) until(epoch int64) time.Duration {
	return min(max(time.Unix(epoch, 0).Sub(c.cfg.Now()), time.Second), call.LongestWait) // the longest limit of X is a day's, too
}

// pause says for whom and how long to wait after a refusal: until the reset of a 24-hour limit that
// is used up, else of the short one. X asks for a back-off from one minute on where no header
// tells.
func (c *Channel) pause(h http.Header) (channel.Scope, time.Duration) {
	for _, p := range c.pace(h) {
		if p.Remaining == 0 {
			return p.Scope, p.Reset
		}
	}
	if reset, err := strconv.ParseInt(h.Get("X-Rate-Limit-Reset"), 10, 64); err == nil {
		return channel.ScopeAccount, c.until(reset)
	}
	return channel.ScopeAccount, time.Minute
}
