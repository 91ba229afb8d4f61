package whatsapp

import (
	"cmp"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/call"
	"github.com/contactkit/contactkit/channel/jsonread"
)

// Verdicts that several codes share.
var (
	deadToken      = call.Verdict{Kind: channel.ErrUnauthorized, Affects: channel.AffectsCredentials}
	noPermission   = call.Verdict{Kind: channel.ErrUnauthorized, Affects: channel.AffectsApp}
	accountRefused = call.Verdict{Kind: channel.ErrUnauthorized, Affects: channel.AffectsAccount} // of the number or the business: an administrator must act at Meta
	featureRefused = call.Verdict{Kind: channel.ErrRejected, Affects: channel.AffectsAccount}     // other messages of the account go on
	unpaid         = call.Verdict{Kind: channel.ErrCredit, Affects: channel.AffectsCredit}
	windowClosed   = call.Verdict{Kind: channel.ErrWindowClosed, Affects: channel.AffectsPerson}
	unreachable    = call.Verdict{Kind: channel.ErrUnreachable, Affects: channel.AffectsPerson}
	notThisPerson  = call.Verdict{Kind: channel.ErrRejected, Affects: channel.AffectsPerson} // not a message of this kind to this person
	badMessage     = call.Verdict{Kind: channel.ErrRejected, Affects: channel.AffectsMessage}
	appLimit       = call.Verdict{Kind: channel.ErrRateLimited, Affects: channel.AffectsApp, Scope: channel.ScopeApp, Wait: call.DefaultPause}
	accountLimit   = call.Verdict{Kind: channel.ErrRateLimited, Affects: channel.AffectsAccount, Scope: channel.ScopeAccount, Wait: call.DefaultPause}
	numberLimit    = call.Verdict{Kind: channel.ErrRateLimited, Affects: channel.AffectsAccount, Scope: channel.ScopeAccount, Wait: time.Second}
	spamLimit      = call.Verdict{Kind: channel.ErrRateLimited, Affects: channel.AffectsAccount, Scope: channel.ScopeAccount, Wait: 15 * time.Minute}
	pairLimit      = call.Verdict{Kind: channel.ErrRateLimited, Affects: channel.AffectsPerson, Scope: channel.ScopeThread, Wait: 6 * time.Second}
	statedFailure  = call.Verdict{Kind: channel.ErrUnavailable}
	mayHaveActed   = call.Verdict{Kind: channel.ErrUncertain}
)

// verdicts is the one table of the Cloud API's error codes. A code means the same in the answer to
// a call and in a status "failed". Titles change, so only codes decide. Ranges are in classify.
var verdicts = map[int64]call.Verdict{
	// The token, and permissions of the app.
	0: deadToken, 190: deadToken, 102: deadToken, 104: deadToken,
	3: noPermission, 10: noPermission, 131005: noPermission, // and 200 to 299

	// The person.
	131047: windowClosed,
	131026: unreachable,   // not deliverable: no WhatsApp, an old app, terms not accepted
	131030: unreachable,   // not on the list of a test number
	131049: notThisPerson, // marketing kept back for a day or more
	131050: notThisPerson, // the person stopped marketing
	130472: notThisPerson, // part of an experiment of Meta's
	137000: notThisPerson, // another identity hash than the one given
	131056: pairLimit,

	// The message or call alone.
	100: badMessage, 131008: badMessage, 131009: badMessage, 131051: badMessage, 135000: badMessage,
	131021: badMessage,                     // to oneself
	131062: badMessage,                     // a user id where a phone number is needed
	131052: badMessage, 131053: badMessage, // media that cannot be fetched or stored
	132000: badMessage, 132001: badMessage, 132005: badMessage, 132007: badMessage, 132008: badMessage, 132012: badMessage,
	132015: badMessage, 132016: badMessage, 132068: badMessage, 132069: badMessage, // templates and flows

	// The number.
	130429: numberLimit,
	131048: spamLimit,
	131037: accountRefused,                                                                                                // the display name is not approved
	131045: accountRefused,                                                                                                // the certificate
	133016: {Kind: channel.ErrRateLimited, Affects: channel.AffectsAccount, Scope: channel.ScopeAccount, Wait: time.Hour}, // too many registrations; and 133000 to 133999

	// The business.
	131031: accountRefused, 368: accountRefused, // locked or blocked
	130497: {Kind: channel.ErrUnreachable, Affects: channel.AffectsAccount}, // not to this country
	131064: featureRefused,                                                  // the limit of a template
	131063: featureRefused,                                                  // marketing is switched off here
	131042: unpaid,

	// Limits of calls.
	4: appLimit, 80007: accountLimit,

	// Failures.
	1: statedFailure, 2: statedFailure, 131000: statedFailure, 131016: statedFailure, 131057: statedFailure,
}

// refusal returns the error of an answer, or nil if the answer is a success.
func refusal(op string, answer call.Answer, secrets []string) error {
	f, found := readRefusal(answer.Body)
	ok := answer.Status >= 200 && answer.Status < 300
	if ok && !found {
		return nil
	}
	text := ""
	if found {
		text = f.text(secrets)
	}
	return refusedBy(op, f.word(), classify(f, &answer), cmp.Or(text, "the answer is an HTTP "+strconv.Itoa(answer.Status)))
}

// refusedBy makes an error of a verdict. The text is free of credentials.
func refusedBy(op, code string, v call.Verdict, text string) error {
	e := call.Refused(Platform, op, code, v, "")
	if text != "" {
		e.Err = errors.New(text)
	}
	return e
}

// readRefusal finds the error member of an answer, whatever the status. A null or false member is
// no error.
func readRefusal(body []byte) (f fault, found bool) {
	r, err := jsonread.New(body)
	if err != nil {
		return f, false
	}
	for key := range r.Object {
		if string(key) != "error" || r.Kind() == jsonread.Null {
			continue
		}
		if r.Kind() == jsonread.Bool && !r.Bool() {
			continue
		}
		f, found = readFault(&r), true
	}
	return f, found
}

// classify says what an error means. answer is nil for an error that came by webhook.
func classify(f fault, answer *call.Answer) call.Verdict {
	if answer != nil && answer.Status >= 300 && answer.Status < 400 {
		return call.Foreign(*answer) // Meta redirects no call; another server has answered
	}
	v, known := verdicts[f.code]
	switch {
	case !f.numbered:
		known = false
	case known:
	case f.code >= 200 && f.code <= 299:
		v, known = noPermission, true
	case f.code >= 133000 && f.code <= 133999:
		v, known = accountRefused, true
	case f.code >= 147001 && f.code <= 147005: // user names
		v, known = badMessage, true
	}
	switch {
	case answer == nil:
		return v
	case !known:
		v = unknown(f, *answer)
	}
	if v.Kind == channel.ErrRateLimited && v.Affects != channel.AffectsPerson {
		v.Wait = max(v.Wait, waitOf(answer.Header))
	}
	return v
}

// unknown decides by the status, if no code does.
func unknown(f fault, answer call.Answer) call.Verdict {
	success := answer.Status >= 200 && answer.Status < 300
	switch {
	case answer.Status == http.StatusTooManyRequests:
		return call.Foreign(answer)
	case !f.numbered && (success || answer.Status != http.StatusBadRequest || f.message == ""):
		return call.Foreign(answer) // not in Meta's form: the answer of a gateway or proxy
	case answer.Status == http.StatusUnauthorized, answer.Status == http.StatusForbidden:
		return call.Verdict{Kind: channel.ErrUnauthorized}
	case answer.Status >= 500, answer.Status < 200:
		return mayHaveActed
	}
	return badMessage
}

// word is the code as Meta's pages write it. It is empty if there is none.
func (f fault) word() string {
	if !f.numbered {
		return ""
	}
	return strconv.FormatInt(f.code, 10)
}

// text is Meta's text without credentials. Each part is redacted first and then cut, because a part
// of a credential would not be found.
func (f fault) text(secrets []string) string {
	parts := []string{f.message}
	if f.details != "" && f.details != f.message {
		parts = append(parts, f.details)
	}
	if f.trace != "" {
		parts = append(parts, "fbtrace_id "+f.trace)
	}
	for i, p := range parts {
		parts[i] = call.Shorten(call.Redact(p, secrets...))
	}
	return strings.Trim(strings.Join(parts, "; "), "; ")
}

// rejected refuses a request before any I/O.
func rejected(op, field, code, reason string) error {
	return call.RejectedField(Platform, op, field, code, reason)
}
