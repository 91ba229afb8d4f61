package facebook

import (
	"errors"
	"net/http"
	"strconv"
	"strings"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/call"
	"github.com/contactkit/contactkit/internal/jsonread"
)

// graphError is the error member of an answer, "Handling Errors". Type tells nothing: OAuthException stands beside every code.
type graphError struct {
	code, subcode  int64
	numbered       bool // there is a code or subcode, known or not
	message, trace string
	userMessage    string
	transient      bool
}

// readError finds the error member of an answer, whatever the status; null and false say that there is none. Codes may be numbers or
// texts.
func readError(body []byte) (g graphError, found bool) {
	r, err := jsonread.New(body)
	if err != nil {
		return g, false
	}
	for key := range r.Object {
		if string(key) != "error" || r.Kind() == jsonread.Null {
			continue
		}
		if r.Kind() == jsonread.Bool && !r.Bool() {
			continue
		}
		found = true
		if r.Kind() == jsonread.String {
			g.message = r.Text()
			continue
		}
		for key := range r.Object {
			switch string(key) {
			case "code":
				g.code = g.number(&r)
			case "error_subcode":
				g.subcode = g.number(&r)
			case "message":
				g.message = r.Text()
			case "error_user_msg":
				g.userMessage = r.Text()
			case "fbtrace_id":
				g.trace = r.Text()
			case "is_transient":
				g.transient = r.Bool()
			}
		}
	}
	return g, found
}

func (g *graphError) number(r *jsonread.Reader) int64 {
	before, null := r.Mismatches(), r.Kind() == jsonread.Null
	n := r.Int()
	g.numbered = g.numbered || !null && r.Mismatches() == before
	return n
}

// word is the code as in Meta's pages: "10/2018278", "190"; empty where there is none.
func (g graphError) word() string {
	if g.code == 0 && g.subcode == 0 {
		return ""
	}
	w := strconv.FormatInt(g.code, 10)
	if g.subcode != 0 {
		w += "/" + strconv.FormatInt(g.subcode, 10)
	}
	return w
}

// text is what Meta says about it, without credentials and then cut: a part of a credential would not be found.
func (g graphError) text(secrets []string) string {
	parts := []string{g.message}
	if g.userMessage != "" && g.userMessage != g.message {
		parts = append(parts, g.userMessage)
	}
	if g.trace != "" {
		parts = append(parts, "fbtrace_id "+g.trace)
	}
	for i, p := range parts {
		p = call.Redact(p, secrets...)
		if len(p) > 500 {
			p = strings.ToValidUTF8(p[:500], "") + "…"
		}
		parts[i] = p
	}
	return strings.Join(parts, "; ")
}

// refusal returns what an answer means for the host, or nil if it is a success.
func refusal(op string, answer call.Answer, secrets []string) error {
	g, found := readError(answer.Body)
	ok := answer.Status >= 200 && answer.Status < 300
	if ok && !found {
		return nil
	}
	e := &channel.Error{Op: op, Platform: Platform, Code: g.word()}
	text := "the answer is an HTTP " + strconv.Itoa(answer.Status)
	if found {
		e.Scope, e.Kind = g.meaning()
		if t := g.text(secrets); t != "" {
			text = t
		}
	}
	if e.Kind == nil {
		e.Kind = byStatus(answer.Status)
		if ok && op == channel.OpSend && !g.numbered { // not of Meta's form: the message may have gone its way
			e.Kind = channel.ErrUncertain
		}
		if g.transient && e.Kind != channel.ErrRateLimited {
			e.Kind = channel.ErrUnavailable
		}
	}
	e.Err = errors.New(text)
	if e.Kind == channel.ErrRateLimited {
		e.Wait = pauseAccount
		if e.Scope == channel.ScopeThread {
			e.Wait = pauseThread
		} else {
			e.Wait = max(e.Wait, waitOf(answer.Header))
		}
	}
	return e
}

// byStatus decides where no code does. A 5xx may come from a gateway, behind which the message went its way.
func byStatus(status int) error {
	switch {
	case status == http.StatusTooManyRequests:
		return channel.ErrRateLimited
	case status == http.StatusUnauthorized, status == http.StatusForbidden:
		return channel.ErrUnauthorized
	case status >= 500, status < 200, status >= 300 && status < 400:
		return channel.ErrUncertain
	default:
		return channel.ErrRejected
	}
}

// meaning classifies a code: "Common Error Codes", "Handling Errors", "Rate Limits". The long subcodes name one thing each,
// whatever the code; then the code decides. The kind is nil for codes that it does not know.
func (g graphError) meaning() (scope channel.Scope, kind error) {
	for _, n := range [...]int64{g.subcode, g.code} {
		switch n {
		case 1357046: // "invalid JSON reply", although messages were sent
			return "", channel.ErrUncertain
		case 2018278, 2018065, 2534022: // outside the allowed window
			return "", channel.ErrWindowClosed
		case 2018108, 1893015, 2018001, 1545041: // the person cannot or will not receive
			return "", channel.ErrUnreachable
		case 2018300, 2534037, 2018321: // another app, or a lead form, has the thread
			return "", channel.ErrNotOwner
		case 2018338, 2018354: // too much for this one person
			return channel.ScopeThread, channel.ErrRateLimited
		case 2018022:
			return channel.ScopeApp, channel.ErrRateLimited
		case 2018352:
			return "", channel.ErrRateLimited
		case 2018344, // label terms not accepted
			2018336, // privacy rules of a region
			2018028, 2018027, 2018021, 2534041, 2018247,
			1893063, 1404170, 2534029: // the Page is restricted
			return "", channel.ErrUnauthorized
		case 2018382, 1893016, 2018014, 2018164, 1893061, 2018218,
			2018008, 2018047, 2018109, 2018294, 2018074, // media
			2534013, 2534014, 2534015, 2534025,
			9000001:
			return "", channel.ErrRejected
		}
	}
	switch c := g.code; {
	case c == 1, c == 2, c == 1200: // a failure that Meta states and calls temporary
		return "", channel.ErrUnavailable
	case c == 4, c == 341:
		return channel.ScopeApp, channel.ErrRateLimited
	case c == 17, c == 32, c == 613, c == 80001, c == 80002, c == 80005, c == 80006, c == 80008:
		return channel.ScopeAccount, channel.ErrRateLimited
	case c == 9:
		return "", channel.ErrRateLimited
	case c == 100 && g.subcode == 0 && strings.Contains(g.message, "appsecret_proof"):
		// Code 100 is any parameter that does not fit, and names this one: of the app secret, which Meta does not know yet or any more.
		return "", channel.ErrUnauthorized
	case c == 102, c == 190, c == 3, c == 10, c >= 200 && c <= 299, c == 368, c == 2022:
		return "", channel.ErrUnauthorized
	case c == 27:
		return "", channel.ErrNotOwner
	case c == 551:
		return "", channel.ErrUnreachable
	case c == 100, c == 506, c == 10303:
		return "", channel.ErrRejected
	}
	return "", nil
}
