package sms

import (
	"net/http"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/call"
)

// verdicts say what each status of the gateway means: "SMS gateway: errors". A status that is not
// listed concerns this message.
var verdicts = map[int]call.Verdict{
	http.StatusUnauthorized:    {Kind: channel.ErrUnauthorized, Affects: channel.AffectsCredentials},
	http.StatusPaymentRequired: {Kind: channel.ErrCredit, Affects: channel.AffectsCredit},
	http.StatusGone:            {Kind: channel.ErrUnreachable, Affects: channel.AffectsPerson},
	http.StatusTooManyRequests: {Kind: channel.ErrRateLimited, Affects: channel.AffectsAccount, Scope: channel.ScopeAccount},
}

func classify(a call.Answer) call.Verdict {
	v, known := verdicts[a.Status]
	switch {
	case a.Status == http.StatusTooManyRequests:
		v.Wait = call.Pause(a.Header)
	case a.Status >= 300 && a.Status < 400: // the API redirects no call; another server has answered
		return call.Foreign(a)
	case a.Status >= 500 || a.Status < 400: // the text may have left
		return call.Verdict{Kind: channel.ErrUncertain}
	case !known:
		return call.Verdict{Kind: channel.ErrRejected, Affects: channel.AffectsMessage}
	}
	return v
}
