package facebook

import (
	"context"
	"net/http"
	"sync"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/call"
	"github.com/contactkit/contactkit/channel/jsonread"
)

// defaultRates are those of "Messenger Platform rate limits". The limit for media is stated for
// audio and video.
func defaultRates() []channel.Rate {
	return []channel.Rate{
		{Scope: channel.ScopeKind, Kind: "text", N: 300, Per: time.Second},
		{Scope: channel.ScopeKind, Kind: "media", N: 10, Per: time.Second},
	}
}

// pacer spaces the calls of the Conversations API, by Page. That API has a limit of its own, which
// a walk would reach at once.
type pacer struct {
	gap  time.Duration
	mu   sync.Mutex
	next map[string]time.Time // when the next call may go
}

// wait waits for the turn of a call.
func (p *pacer) wait(ctx context.Context, op, page string) error {
	timer := time.NewTimer(p.turn(page))
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return fault(op, channel.ErrUnavailable, context.Cause(ctx))
	}
}

// turn reserves the next turn and returns how long it is until then.
func (p *pacer) turn(page string) time.Duration {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := time.Now()
	at := p.next[page]
	if at.Before(now) {
		at = now
	}
	if p.next == nil {
		p.next = map[string]time.Time{}
	}
	p.next[page] = at.Add(p.gap)
	return at.Sub(now)
}

// The headers that tell how much of an hour's allowance is used, "Rate Limits - Graph API". They
// appear once an app has made enough calls.
const (
	headerAppUsage      = "X-App-Usage"
	headerPageUsage     = "X-Page-Usage"
	headerBusinessUsage = "X-Business-Use-Case-Usage"
)

// paceOf reports the allowances that an answer says are used up. Meta gives percentages of unknown
// numbers, so the calls that are left below 100 cannot be told.
func paceOf(h http.Header) []channel.Pace {
	var pace []channel.Pace
	if usedUp(h.Get(headerAppUsage)) {
		pace = append(pace, channel.Pace{Scope: channel.ScopeApp, Reset: pauseAccount})
	}
	wait, full := businessUsage(h.Get(headerBusinessUsage))
	if full || usedUp(h.Get(headerPageUsage)) {
		pace = append(pace, channel.Pace{Scope: channel.ScopeAccount, Reset: max(wait, pauseAccount)})
	}
	return pace
}

// waitOf returns how long an answer asks to wait, or zero. Meta documents no Retry-After, but a
// gateway may send one.
func waitOf(h http.Header) time.Duration {
	wait, _ := businessUsage(h.Get(headerBusinessUsage))
	return max(wait, call.RetryAfter(h))
}

// usedUp reports whether a header's largest percentage is 100 or more. A header that is not JSON is
// ignored.
func usedUp(header string) bool {
	if header == "" {
		return false
	}
	r, err := jsonread.New([]byte(header))
	if err != nil {
		return false
	}
	return percent(&r, nil) >= 100
}

// percent reads the largest of the percentages in an object, and passes the other members to other.
func percent(r *jsonread.Reader, other func(key string)) (most float64) {
	for key := range r.Object {
		switch k := string(key); k {
		case "call_count", "total_time", "total_cputime":
			most = max(most, r.Float())
		default:
			if other != nil {
				other(k)
			}
		}
	}
	return most
}

// businessUsage reads the allowances of a business: a list by type for each of its objects, with
// the minutes until access returns.
func businessUsage(header string) (wait time.Duration, full bool) {
	if header == "" {
		return 0, false
	}
	r, err := jsonread.New([]byte(header))
	if err != nil {
		return 0, false
	}
	for range r.Object {
		for range r.Array {
			var minutes int64
			typ := ""
			most := percent(&r, func(key string) {
				switch key {
				case "type":
					typ = r.Text()
				case "estimated_time_to_regain_access":
					minutes = r.Int()
				}
			})
			if typ != "messenger" && typ != "pages" && typ != "instagram" {
				continue // advertising and the like
			}
			if minutes > 0 {
				wait = max(wait, time.Duration(min(minutes, int64(call.LongestWait/time.Minute)))*time.Minute)
			}
			full = full || minutes > 0 || most >= 100
		}
	}
	return wait, full
}
