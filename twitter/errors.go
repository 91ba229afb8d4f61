package twitter

import (
	"cmp"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/call"
)

// failure turns an answer into an error; nil: it is a success. secrets are those of the call that
// the configuration does not hold. [Response codes and errors]
func (c *Channel) failure(op, method string, a call.Answer, secrets ...string) error {
	p := readProblem(a.Body)
	if a.Status >= 200 && a.Status < 300 && !p.alone && (!p.foreign || op == opCall) {
		return nil
	}
	// Messages and POSTs of Call are seen by people; every other call may be repeated.
	repeatable := method != http.MethodPost || op != channel.OpSend && op != opCall && op != opReplyPost
	v := classify(a, p)
	switch {
	case v.Kind == channel.ErrUncertain && repeatable:
		v.Kind = channel.ErrUnavailable
	case v.Kind == channel.ErrRateLimited:
		v.Scope, v.Wait = c.pause(a.Header)
	}
	secrets = slices.Concat(secrets, c.secrets)
	text := call.Redact(p.detail, secrets...)
	switch {
	case p.foreign:
		text = "the answer is not X's, but that of a gateway or proxy"
	case text == "":
		text = http.StatusText(a.Status)
	}
	if p.code == "135" {
		text += c.skew(a.Header)
	}
	if id := transaction(a.Header); id != "" {
		text += " (transaction " + id + ")"
	}
	code := cmp.Or(call.Redact(p.code, secrets...), strconv.Itoa(a.Status)) // a word of X's, so it may hold anything
	if v == unlisted {
		code += textMark(p.said)
	}
	if p.foreign && a.Status < 300 { // "200" would say nothing
		code = ""
	}
	return call.Refused(Platform, op, code, v, fmt.Sprintf("answer %d: %s", a.Status, text))
}

// classify says what a refusal means: the first rule that matches counts. See decision 062.
func classify(a call.Answer, p problem) call.Verdict {
	if p.foreign {
		return call.Foreign(a)
	}
	base, _, _ := strings.Cut(p.code, "/")
	if base == "" && a.Status == http.StatusForbidden && strings.EqualFold(p.detail, justForbidden) {
		base = justForbidden
	}
	at := slices.IndexFunc(rules, func(r rule) bool { return r.matches(a.Status, base, p.said) })
	return rules[at].means // the last one matches everything
}

// textMark tells one refusal that X does not document from another by its text, so that two threads
// that are refused for different reasons do not count as one case (decision 404). Names and
// numbers, which differ from thread to thread, are left out. The mark of an empty text is empty.
func textMark(text string) string {
	words := strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune(".,:;!?()[]\"'", r) })
	words = slices.DeleteFunc(words, func(w string) bool { return strings.ContainsAny(w, "@0123456789/") })
	if len(words) == 0 {
		return ""
	}
	return "/" + channel.Fingerprint([]byte(strings.Join(words, " ")))[:8]
}

// containsText looks into the text of an error where X has one code for several things.
func containsText(err error, text string) bool {
	return err != nil && strings.Contains(err.Error(), text)
}

// transaction is the name by which X's support finds the call.
func transaction(h http.Header) string {
	if id := h.Get("X-Transaction-Id"); id != "" {
		return id
	}
	return h.Get("X-Transaction")
}

// skew tells how far our clock is from X's, since a signature with a wrong time is refused.
func (c *Channel) skew(h http.Header) string {
	theirs, err := http.ParseTime(h.Get("Date"))
	if err != nil {
		return ""
	}
	ahead := c.cfg.Now().Sub(theirs).Round(time.Second)
	return fmt.Sprintf(": by X's Date header our clock is %s ahead", ahead)
}
