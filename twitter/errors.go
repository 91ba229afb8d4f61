package twitter

import (
	"cmp"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/call"
	"github.com/contactkit/contactkit/internal/jsonread"
)

// problem is what X says of a failure, in whichever of its forms.
type problem struct {
	code   string // v1.1: the number; v2: the last part of the type, with the reason where there is one; empty: only the status tells
	detail string
	alone  bool // the body holds errors and nothing else: v2 answers so, with 200, for what does not exist
}

// failure turns an answer into an error; nil: it is a success. The status decides first, then X's code. secrets are those of the call that the
// configuration does not hold. [Response codes and errors]
func (c *Channel) failure(op, method string, a call.Answer, secrets ...string) error {
	p := readProblem(a.Body)
	if a.Status >= 200 && a.Status < 300 && !p.alone {
		return nil
	}
	// Of what may be posted, messages and what Call is used for are seen by people; the rest may be repeated.
	repeatable := method != http.MethodPost || op != channel.OpSend && op != opCall
	e := &channel.Error{Op: op, Platform: Platform, Code: cmp.Or(p.code, strconv.Itoa(a.Status))}
	e.Wait, e.Kind = kind(a.Status, p, repeatable)
	if e.Kind == channel.ErrRateLimited {
		e.Scope, e.Wait = c.pause(a.Header)
	}
	text := call.Redact(p.detail, append(secrets, c.secrets...)...)
	if text == "" {
		text = http.StatusText(a.Status)
	}
	if p.code == "135" {
		text += c.skew(a.Header)
	}
	if id := transaction(a.Header); id != "" {
		text += " (transaction " + id + ")"
	}
	e.Err = fmt.Errorf("answer %d: %s", a.Status, call.Shorten(text))
	return e
}

// automated is how long to leave X alone after it took us for a spammer. X only says that one should wait.
const automated = 5 * time.Minute

// kind says what a failure means for the host.
func kind(status int, p problem, repeatable bool) (wait time.Duration, kind error) {
	base, _, _ := strings.Cut(p.code, "/")
	if base == "usage-capped" {
		return 0, channel.ErrUnauthorized // billing: waiting does not help
	}
	switch {
	case status >= 500:
		// Also 130 and 131: X says of the latter that the message may have been processed, and of none that it was not.
		if repeatable {
			return 0, channel.ErrUnavailable
		}
		return 0, channel.ErrUncertain
	case status == http.StatusTooManyRequests || status == 420: // 420 is the same, older
		return 0, channel.ErrRateLimited
	case status == http.StatusPaymentRequired:
		return 0, channel.ErrUnauthorized
	case status >= 300 && status < 400:
		return 0, channel.ErrUnavailable // a redirect is not followed
	}
	switch base {
	case "151":
		// One code for two things, so its text must tell them apart: a repeated text is never accepted.
		if strings.Contains(p.detail, "already said that") {
			return 0, channel.ErrRejected
		}
		return 0, channel.ErrUnavailable
	case "226":
		return automated, channel.ErrUnavailable
	case "not-authorized-for-resource", "":
		// v2 has no code for these.
		if strings.Contains(p.detail, "permission to DM") || strings.Contains(p.detail, "operation is not permitted") {
			return 0, channel.ErrUnreachable
		}
	}
	if k, ok := kinds[base]; ok {
		return 0, k
	}
	switch status {
	case http.StatusUnauthorized, http.StatusForbidden, http.StatusProxyAuthRequired:
		return 0, channel.ErrUnauthorized
	case http.StatusRequestTimeout, http.StatusTooEarly, http.StatusMisdirectedRequest:
		return 0, channel.ErrUnavailable
	}
	return 0, channel.ErrRejected
}

// kinds maps X's codes, numbers of v1.1 and types of v2. A code of a temporary fault that comes without a status of 500 or more
// was surely not processed.
var kinds = map[string]error{
	"0": channel.ErrUnavailable, "67": channel.ErrUnavailable, "130": channel.ErrUnavailable, "131": channel.ErrUnavailable,
	"internal-error": channel.ErrUnavailable,

	"17": channel.ErrUnreachable, "50": channel.ErrUnreachable, "63": channel.ErrUnreachable, "108": channel.ErrUnreachable,
	"136": channel.ErrUnreachable, "150": channel.ErrUnreachable, "349": channel.ErrUnreachable, "476": channel.ErrUnreachable,

	"32": channel.ErrUnauthorized, "61": channel.ErrUnauthorized, "64": channel.ErrUnauthorized, "87": channel.ErrUnauthorized,
	"89": channel.ErrUnauthorized, "93": channel.ErrUnauthorized, "99": channel.ErrUnauthorized, "135": channel.ErrUnauthorized,
	"200": channel.ErrUnauthorized, "215": channel.ErrUnauthorized, "220": channel.ErrUnauthorized, "261": channel.ErrUnauthorized,
	"326": channel.ErrUnauthorized, "348": channel.ErrUnauthorized, "415": channel.ErrUnauthorized, "416": channel.ErrUnauthorized,
	"417": channel.ErrUnauthorized, "453": channel.ErrUnauthorized,
	"client-forbidden": channel.ErrUnauthorized, "unsupported-authentication": channel.ErrUnauthorized,
	"credits": channel.ErrUnauthorized, "not-authorized-for-field": channel.ErrUnauthorized, "field-unauthorized": channel.ErrUnauthorized,

	"88": channel.ErrRateLimited, "185": channel.ErrRateLimited,

	"34": channel.ErrRejected, "38": channel.ErrRejected, "68": channel.ErrRejected, "92": channel.ErrRejected, "144": channel.ErrRejected,
	"179": channel.ErrRejected, "186": channel.ErrRejected, "187": channel.ErrRejected, "195": channel.ErrRejected,
	"214": channel.ErrRejected, "251": channel.ErrRejected, "323": channel.ErrRejected, "324": channel.ErrRejected,
	"325": channel.ErrRejected, "354": channel.ErrRejected, "355": channel.ErrRejected, "356": channel.ErrRejected,
	"357": channel.ErrRejected, "358": channel.ErrRejected, "360": channel.ErrRejected, "368": channel.ErrRejected, "407": channel.ErrRejected,
	"invalid-request": channel.ErrRejected, "resource-not-found": channel.ErrRejected, "disallowed-resource": channel.ErrRejected,
	"not-authorized-for-resource": channel.ErrRejected, "resource-unavailable": channel.ErrRejected,
}

// readProblem reads any of the forms of X's error bodies; of HTML and nonsense nothing.
func readProblem(body []byte) problem {
	r, err := jsonread.New(body)
	if err != nil {
		return problem{}
	}
	var p problem
	top := r
	p.read(&top)
	data, failed := false, false
	for key := range r.Object {
		switch string(key) {
		case "data", "event":
			data = true
		case "errors":
			failed = p.readErrors(&r)
		}
	}
	p.alone = failed && !data
	return p
}

// read reads an object that says what failed. What an earlier one said stays.
func (p *problem) read(r *jsonread.Reader) {
	var code, kind, reason string
	var texts [5]string
	for key := range r.Object {
		switch string(key) {
		case "code":
			code = r.ID()
		case "type":
			kind = r.Text()
		case "reason":
			reason = r.Text()
		case "detail":
			texts[0] = r.Text()
		case "message":
			texts[1] = r.Text()
		case "error":
			texts[2] = r.Text()
		case "error_description": // of OAuth
			texts[3] = r.Text()
		case "title":
			texts[4] = r.Text()
		}
	}
	if kind != "" && kind != "about:blank" {
		code = kind[strings.LastIndexByte(kind, '/')+1:] // its host is api.twitter.com or api.x.com
		if reason != "" {
			code += "/" + reason
		}
	}
	if word := reasonWord(texts[1]); word != "" && (p.code == "" || p.code == "invalid-request") {
		code, p.code = "invalid-request/"+word, ""
	}
	p.code = cmp.Or(p.code, code)
	p.say(cmp.Or(texts[:]...))
}

// say adds a text to those that X gave: the general one first, then what is wrong in particular.
func (p *problem) say(text string) {
	switch {
	case p.detail == "":
		p.detail = text
	case text != "" && text != p.detail:
		p.detail += "; " + text
	}
}

// readErrors reads "errors": objects or texts, or a single text. It reports whether there are any.
func (p *problem) readErrors(r *jsonread.Reader) (any bool) {
	if r.Kind() == jsonread.String {
		p.say(r.Text())
		return true
	}
	for range r.Array {
		any = true
		if r.Kind() == jsonread.String {
			p.say(r.Text())
			continue
		}
		p.read(r)
	}
	return any
}

// reasonWord is the word with which messages of v2's webhook endpoints begin: "DuplicateUrlFailed: …". There is no other code. [Webhooks]
func reasonWord(text string) string {
	word, _, ok := strings.Cut(text, ":")
	if !ok || len(word) < 8 {
		return ""
	}
	for i := range len(word) {
		if c := word[i] | 0x20; c < 'a' || c > 'z' {
			return ""
		}
	}
	for _, end := range [...]string{"Failed", "Exceeded", "Invalid", "NotFound", "Error"} {
		if strings.HasSuffix(word, end) {
			return word
		}
	}
	return ""
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

// containsText looks into the text of an error where X has one code for several things.
func containsText(err error, text string) bool {
	return err != nil && strings.Contains(err.Error(), text)
}
