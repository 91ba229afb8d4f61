package twitter

import (
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/call"
)

// rule says what a refusal means. An empty field matches everything.
type rule struct {
	codes  []string // numbers of v1.1 and last parts of v2's problem types; "": X gave none
	status []int    // 4 and 5 are all of their class
	text   string   // in lower case; a part of what X says
	means  call.Verdict
}

// automated is how long to leave X alone after it took us for a robot. X asks for a pause and gives
// no figure.
const automated = 5 * time.Minute

// rules are X's refusals, the first that matches counts: what X said in words goes before its code,
// and a code before its status. Affects follows the page "Response codes and errors" and what
// projects report where X is silent.
var rules = []rule{
	// Money: the whole account waits. A 429 for a cap is no rate: waiting for the header's reset
	// does not help.
	{codes: []string{"credits", "usage-capped"}, means: ofCredit},
	{status: []int{http.StatusPaymentRequired}, means: ofCredit},
	{text: "spendcapreached", means: ofCredit},
	{text: "spend cap", means: ofCredit},

	{status: []int{http.StatusTooManyRequests, 420}, means: limited},      // 420 is the same, older
	{status: []int{5}, means: call.Verdict{Kind: channel.ErrUncertain}},   // also 130 and 131: X says of none that it was not processed
	{status: []int{3}, means: call.Verdict{Kind: channel.ErrUnavailable}}, // a redirect is not followed

	// One code or none for several things, so that the text decides.
	{codes: []string{"151"}, text: "already said that", means: ofMessage}, // the copy is never accepted
	{codes: []string{"151"}, text: "bad media", means: ofFile},            // it must be uploaded anew: see Send
	{codes: []string{"151"}, means: call.Verdict{Kind: channel.ErrUnavailable, Affects: channel.AffectsMessage}},
	{codes: []string{"", "not-authorized-for-resource"}, text: "permission to dm", means: ofPerson},
	{codes: []string{"", "not-authorized-for-resource"}, text: "operation is not permitted", means: ofPerson}, // or policy: others go on
	// A handle that has expired, is used up, or is of another owner or category. The API v2 names
	// the parameter; its text is not confirmed.
	{codes: []string{"324", "325"}, means: ofFile},
	{codes: []string{"invalid-request"}, text: "media_id", means: ofFile},
	{codes: []string{"invalid-request"}, text: "media id", means: ofFile},
	{text: "reply to this conversation is not allowed", means: ofMessage},
	{text: "quoting this post is not allowed", means: ofMessage},
	{text: "duplicate content", means: ofMessage},      // of a post; as was seen, X's pages do not show it
	{text: "deleted or not visible", means: ofMessage}, // the post that is answered
	{text: "not authorized to delete", means: ofMessage},

	// The temporary faults of X. Without a status of 500 or more they were surely not processed.
	{codes: []string{"0", "67", "130", "131", "internal-error"}, means: call.Verdict{Kind: channel.ErrUnavailable}},
	{codes: []string{"226"}, means: call.Verdict{Kind: channel.ErrUnavailable, Wait: automated}},

	{codes: []string{"88", "185"}, means: limited},
	{codes: []string{"17", "50", "63", "108", "136", "150", "349", "476"}, means: ofPerson},
	{codes: []string{"64", "326"}, means: ofAccount}, // suspended, locked: the owner must act at x.com
	{codes: []string{"61", "87", "200", "415", "416", "417", "453", "client-forbidden", "not-authorized-for-field", "field-unauthorized"}, means: ofApp},
	{codes: []string{"32", "89", "93", "99", "135", "215", "220", "261", "unsupported-authentication"}, means: ofCredentials},
	{codes: []string{"348"}, means: call.Verdict{Kind: channel.ErrUnauthorized}}, // of subscriptions: also the answer that there is none
	{codes: []string{
		"34", "38", "68", "92", "144", "179", "186", "187", "195", "214", "251", "323", "354", "355", "356", "357", "358", "360",
		"368", "385", "407", "433", "invalid-request", "resource-not-found", "disallowed-resource", "not-authorized-for-resource", "resource-unavailable",
	}, means: ofMessage},

	{status: []int{http.StatusUnauthorized}, means: ofCredentials},
	{codes: []string{justForbidden}, means: ofCredentials}, // a scope or a permission of the app is missing
	// A 403 that X does not document concerns its message, until a second thread meets the same
	// one: the dispatcher sees that by the code. See decision 404.
	{status: []int{http.StatusForbidden}, means: unlisted},
	{status: []int{http.StatusProxyAuthRequired, http.StatusRequestTimeout, http.StatusTooEarly, http.StatusMisdirectedRequest}, means: call.Verdict{Kind: channel.ErrUnavailable}},
	{means: ofMessage},
}

// justForbidden replaces the missing code of a 403 that says nothing but this word.
const justForbidden = "forbidden"

// Verdicts that occur more than once.
var (
	ofCredit      = call.Verdict{Kind: channel.ErrCredit, Affects: channel.AffectsCredit}
	limited       = call.Verdict{Kind: channel.ErrRateLimited}
	ofMessage     = call.Verdict{Kind: channel.ErrRejected, Affects: channel.AffectsMessage}
	ofFile        = call.Verdict{Kind: channel.ErrRejected, Affects: channel.AffectsMessage, StaleFile: true}
	ofPerson      = call.Verdict{Kind: channel.ErrUnreachable, Affects: channel.AffectsPerson}
	ofAccount     = call.Verdict{Kind: channel.ErrUnauthorized, Affects: channel.AffectsAccount}
	ofApp         = call.Verdict{Kind: channel.ErrUnauthorized, Affects: channel.AffectsApp}
	ofCredentials = call.Verdict{Kind: channel.ErrUnauthorized, Affects: channel.AffectsCredentials}
	unlisted      = call.Verdict{Kind: channel.ErrUnauthorized, Affects: channel.AffectsMessage}
)

// matches reports whether the rule is about a refusal; said is what X said, in lower case.
func (r rule) matches(status int, code, said string) bool {
	return (r.codes == nil || slices.Contains(r.codes, code)) &&
		(r.status == nil || slices.Contains(r.status, status) || slices.Contains(r.status, status/100)) &&
		strings.Contains(said, r.text)
}
