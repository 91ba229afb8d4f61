package pager

import (
	"net/http"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/call"
)

// classify says what a refusal means: "Pager API: errors". The status is the only code that the API
// has.
func classify(a call.Answer) call.Verdict {
	switch {
	case a.Status == http.StatusTooManyRequests:
		return call.Verdict{Kind: channel.ErrRateLimited, Affects: channel.AffectsAccount, Scope: channel.ScopeAccount, Wait: call.Pause(a.Header)}
	case a.Status == http.StatusUnauthorized:
		return call.Verdict{Kind: channel.ErrUnauthorized, Affects: channel.AffectsCredentials}
	case a.Status == http.StatusPaymentRequired:
		return call.Verdict{Kind: channel.ErrCredit, Affects: channel.AffectsCredit}
	case a.Status >= 300 && a.Status < 400: // the API redirects no call; another server has answered
		return call.Foreign(a)
	case a.Status >= 500 || a.Status < 400: // the page may have left
		return call.Verdict{Kind: channel.ErrUncertain}
	}
	return call.Verdict{Kind: channel.ErrRejected, Affects: channel.AffectsMessage}
}
