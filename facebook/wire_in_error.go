package facebook

import (
	"strconv"
	"strings"

	"github.com/contactkit/contactkit/channel/call"
	"github.com/contactkit/contactkit/channel/jsonread"
)

// graphError is the error member of an answer, "Handling Errors". Its type tells nothing:
// OAuthException comes with every code.
type graphError struct {
	code, subcode  int64
	numbered       bool // there is a code or subcode, known or not
	message, trace string
	userMessage    string
	transient      transience
}

// transience is is_transient, which may be missing.
type transience uint8

const (
	transienceUnknown transience = iota
	transienceNo
	transienceYes
)

// readError finds the error member of an answer, whatever the status. A null or false member is no
// error. Codes may be numbers or texts.
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
				g.transient = readTransience(&r)
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

func readTransience(r *jsonread.Reader) transience {
	if r.Kind() != jsonread.Bool {
		return transienceUnknown
	}
	if r.Bool() {
		return transienceYes
	}
	return transienceNo
}

// word is the code as in Meta's pages: "10/2018278", "190". It is empty if there is no code.
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

// says reports whether Meta's text contains a word, whatever its case.
func (g graphError) says(word string) bool {
	return strings.Contains(strings.ToLower(g.message), word)
}

// text is Meta's text without credentials. Each part is redacted first and then cut, because a part
// of a credential would not be found.
func (g graphError) text(secrets []string) string {
	parts := []string{g.message}
	if g.userMessage != "" && g.userMessage != g.message {
		parts = append(parts, g.userMessage)
	}
	if g.trace != "" {
		parts = append(parts, "fbtrace_id "+g.trace)
	}
	for i, p := range parts {
		parts[i] = call.Shorten(call.Redact(p, secrets...))
	}
	return strings.Join(parts, "; ")
}
