package facebook

import (
	"errors"
	"net/http"
	"strconv"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/call"
)

// subject is what the path of a call names. Code 100/33 ("object does not exist") means another
// thing for each.
type subject uint8

const (
	aboutOther   subject = iota
	aboutPage            // a message to a person goes through the Page
	aboutComment         // a private reply, or a call on a comment
	aboutPerson          // a look-up of a person
)

// Verdicts that several codes share.
var (
	deadToken     = call.Verdict{Kind: channel.ErrUnauthorized, Affects: channel.AffectsCredentials}
	noPermission  = call.Verdict{Kind: channel.ErrUnauthorized, Affects: channel.AffectsApp}
	pageRefused   = call.Verdict{Kind: channel.ErrUnauthorized, Affects: channel.AffectsAccount}
	pagePaused    = call.Verdict{Kind: channel.ErrUnavailable, Affects: channel.AffectsAccount, Wait: pausePage}
	windowClosed  = call.Verdict{Kind: channel.ErrWindowClosed, Affects: channel.AffectsPerson}
	unreachable   = call.Verdict{Kind: channel.ErrUnreachable, Affects: channel.AffectsPerson}
	otherApp      = call.Verdict{Kind: channel.ErrNotOwner, Affects: channel.AffectsPerson}
	noProfile     = call.Verdict{Kind: channel.ErrRejected, Affects: channel.AffectsPerson}
	badMessage    = call.Verdict{Kind: channel.ErrRejected, Affects: channel.AffectsMessage}
	badFile       = call.Verdict{Kind: channel.ErrRejected, Affects: channel.AffectsMessage, StaleFile: true}
	appLimit      = call.Verdict{Kind: channel.ErrRateLimited, Affects: channel.AffectsApp, Scope: channel.ScopeApp, Wait: pauseAccount}
	accountLimit  = call.Verdict{Kind: channel.ErrRateLimited, Affects: channel.AffectsAccount, Scope: channel.ScopeAccount, Wait: pauseAccount}
	personLimit   = call.Verdict{Kind: channel.ErrRateLimited, Affects: channel.AffectsPerson, Scope: channel.ScopeThread, Wait: pauseThread}
	statedFailure = call.Verdict{Kind: channel.ErrUnavailable}
	mayHaveActed  = call.Verdict{Kind: channel.ErrUncertain}
)

// verdicts is the one table of "Common Error Codes", "Handling Errors", "Rate Limits" and "Saving
// assets". A subcode of this table decides, whatever its code; otherwise the code decides. Codes
// and subcodes share no number here. Codes whose text or flags decide are in classify.
var verdicts = map[int64]call.Verdict{
	// Credentials.
	190: deadToken, 102: deadToken, 104: deadToken,

	// A permission of the app or Page. New credentials change nothing: an administrator must act at
	// Meta.
	3: noPermission, 10: noPermission, // and 200 to 299
	2018027: noPermission, 2018021: noPermission, // sending to phone numbers

	// The Page.
	368:     pageRefused, // blocked for a policy violation
	2018344: pageRefused, // the terms of labels are not accepted
	2534041: pageRefused, // Instagram: "Allow access to messages" is off
	2534013: pageRefused, // Instagram: the account is not linked
	1893063: pagePaused,  // temporarily restricted
	2534029: pagePaused,  // Instagram: restricted. Field reports say that it ends by itself.

	// The person.
	2018278: windowClosed, 2018065: windowClosed, 2534022: windowClosed,
	2018108: unreachable, 1893015: unreachable, 551: unreachable, 1545041: unreachable,
	2018001: unreachable, 2534014: unreachable, // no such person, on Messenger and on Instagram
	210:     unreachable,
	2018336: unreachable, // rules of the person's region
	2018028: unreachable, // the app is not live: it may write to its testers only
	2018300: otherApp, 2534037: otherApp, 2018321: otherApp, 27: otherApp,
	2018338: personLimit, 2018354: personLimit, 2018352: personLimit,
	2018218: noProfile, 2018247: noProfile,

	// The message or call alone.
	10900:   badMessage,                                                                      // the comment has its private reply, from this app or from another
	10903:   badMessage,                                                                      // the author of the comment cannot be answered privately
	2534025: badMessage,                                                                      // Instagram: the comment takes no private reply: used, too old or gone
	2018008: badFile, 2018047: badFile, 2018109: badFile, 2018294: badFile, 2018074: badFile, // media
	2534122: {Kind: channel.ErrUnavailable, Affects: channel.AffectsMessage}, // with code 508: links are refused for the moment
	1404170: badMessage, 2022: badMessage,                                    // the Page may not send this kind of message
	1346003: badMessage, // this content was reported as abusive
	100:     badMessage, 506: badMessage, 10303: badMessage, 9000001: badMessage,
	1893061: badMessage, 2018014: badMessage, 2018164: badMessage, 2018382: badMessage, 1893016: badMessage, 2534015: badMessage,

	// Limits.
	4: appLimit, 341: appLimit, 2018022: appLimit,
	17: accountLimit, 32: accountLimit, 613: accountLimit,
	80001: accountLimit, 80002: accountLimit, 80005: accountLimit, 80006: accountLimit, 80008: accountLimit,
	9: {Kind: channel.ErrRateLimited, Wait: pauseAccount},

	// Failures.
	2: statedFailure, 1200: statedFailure,
	-1:      mayHaveActed,
	1357046: mayHaveActed, // "invalid JSON reply", although messages were sent
}

// refusal returns the error of an answer, or nil if the answer is a success.
func refusal(op string, about subject, answer call.Answer, secrets []string) error {
	g, found := readError(answer.Body)
	ok := answer.Status >= 200 && answer.Status < 300
	if ok && !found {
		return nil
	}
	text := ""
	if found {
		text = g.text(secrets)
	}
	if text == "" {
		text = "the answer is an HTTP " + strconv.Itoa(answer.Status)
	}
	e := call.Refused(Platform, op, g.word(), classify(g, about, answer), "")
	e.Err = errors.New(text)
	return e
}

// classify says what a refusal means. See decision 055.
func classify(g graphError, about subject, answer call.Answer) call.Verdict {
	if answer.Status >= 300 && answer.Status < 400 {
		return call.Foreign(answer) // Meta redirects no call; another server has answered
	}
	v, known := g.verdict(about)
	if !known {
		v = unknown(g, answer)
	}
	if v.Kind == channel.ErrRateLimited && v.Affects != channel.AffectsPerson {
		v.Wait = max(v.Wait, waitOf(answer.Header))
	}
	return v
}

// verdict looks a code up. Meta gives some codes several meanings: then the subject of the call,
// the flag is_transient or the text decides.
func (g graphError) verdict(about subject) (call.Verdict, bool) {
	if v, ok := verdicts[g.subcode]; ok && g.subcode > 10_000 { // small subcodes mean something together with their code only
		return v, true
	}
	switch {
	case g.code == 1 && g.transient == transienceNo:
		return mayHaveActed, true
	case g.code == 1:
		return statedFailure, true
	case g.code == 100 && g.subcode == 33:
		return gone(about), true
	case g.code == 100 && g.subcode == 0 && g.says("appsecret_proof"):
		return deadToken, true // of the app secret, which Meta does not know yet, or does not know any more
	case g.code == 230 && g.says("disallow"):
		return unreachable, true // "permission disallows message to user"
	case g.says("user consent"):
		return noProfile, true // of a profile that is not open before the person writes
	}
	if v, ok := verdicts[g.code]; ok {
		return v, true
	}
	if g.code >= 200 && g.code <= 299 {
		return noPermission, true
	}
	return call.Verdict{}, false
}

// gone is the meaning of 100/33: the object of the call is missing, or the token may not see it.
func gone(about subject) call.Verdict {
	switch about {
	case aboutPage: // the Page is there, so it is the token that may not use it
		return deadToken
	case aboutPerson:
		return unreachable
	}
	return badMessage
}

// unknown decides by the status, if no code does.
func unknown(g graphError, answer call.Answer) call.Verdict {
	success := answer.Status >= 200 && answer.Status < 300
	switch {
	case answer.Status == http.StatusTooManyRequests:
		return call.Foreign(answer)
	case g.transient == transienceYes:
		return statedFailure
	case !g.numbered && (success || answer.Status != http.StatusBadRequest || g.message == ""):
		return call.Foreign(answer) // not in Meta's form: the answer of a gateway or proxy
	case answer.Status == http.StatusUnauthorized, answer.Status == http.StatusForbidden:
		return call.Verdict{Kind: channel.ErrUnauthorized}
	case answer.Status >= 500, answer.Status < 200, answer.Status >= 300 && answer.Status < 400:
		return mayHaveActed
	}
	return badMessage
}

// fault makes the error of an operation that failed on this side.
func fault(op string, kind, err error) error { return call.Failed(Platform, op, kind, err) }

// rejected refuses a request before any I/O.
func rejected(op, field, code, reason string) error {
	return call.RejectedField(Platform, op, field, code, reason)
}

// noToken is the error of an account for which the configuration holds no token.
func noToken(op string) error {
	return call.Unauthorized(Platform, op, errors.New("there is no token for this account"))
}

// Pauses that this package advises where Meta names none. Calls while throttled prolong the wait.
const (
	pauseAccount = call.DefaultPause
	pauseThread  = 15 * time.Minute
	pausePage    = 15 * time.Minute
)
