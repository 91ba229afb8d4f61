package whatsapp

import (
	"net/http"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/call"
	"github.com/contactkit/contactkit/channel/jsonread"
)

// headerUsage tells how much of an hour's management calls is used, "Rate Limits - Graph API": a
// list for each business, with the minutes until access returns. Messages have limits of their own,
// which no header tells.
const headerUsage = "X-Business-Use-Case-Usage"

// waitOf returns how long an answer asks to wait, or zero. It is at most call.LongestWait.
func waitOf(h http.Header) time.Duration {
	wait := call.RetryAfter(h)
	r, err := jsonread.New([]byte(h.Get(headerUsage)))
	if err != nil {
		return wait
	}
	for range r.Object {
		for range r.Array {
			for key := range r.Object {
				if string(key) == "estimated_time_to_regain_access" {
					minutes := min(max(r.Int(), 0), int64(call.LongestWait/time.Minute))
					wait = max(wait, time.Duration(minutes)*time.Minute)
				}
			}
		}
	}
	return wait
}

// DefaultRates returns what a number may send: 80 messages a second (Meta raises it to 1,000
// without being asked; with the WhatsApp Business app on a phone it is 20), and one message in six
// seconds to the same person. How many may follow at once is not confirmed. NewPeople is a further
// limit.
func DefaultRates() []channel.Rate {
	return []channel.Rate{
		{Scope: channel.ScopeAccount, N: 80, Per: time.Second},
		{Scope: channel.ScopeThread, N: 1, Per: 6 * time.Second},
	}
}
