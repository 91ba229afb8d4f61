package telegram

import (
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/call"
)

// defaultRates returns the rates of page "Bots FAQ", "My bot is hitting limits". In a group there
// is one more.
func defaultRates(group bool) []channel.Rate {
	rates := []channel.Rate{
		{Scope: channel.ScopeAccount, N: 30, Per: time.Second},
		{Scope: channel.ScopeThread, N: 1, Per: time.Second},
	}
	if group {
		rates = append(rates, channel.Rate{Scope: channel.ScopeThread, N: 20, Per: time.Minute})
	}
	return rates
}

// pause is how long to wait after too many calls. Telegram says it in the answer, in its header, or
// at the end of the text. If it says nothing, the pause is call.DefaultPause.
func pause(no refusal, header http.Header) time.Duration {
	if no.retryAfter >= 0 {
		return max(call.Seconds(no.retryAfter), time.Second)
	}
	if wait := call.RetryAfter(header); wait > 0 {
		return wait
	}
	words := strings.Fields(no.description)
	if len(words) > 0 {
		if n, err := strconv.ParseInt(words[len(words)-1], 10, 64); err == nil && n > 0 {
			return call.Seconds(n)
		}
	}
	return call.DefaultPause
}
