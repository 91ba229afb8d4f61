package twitter

import (
	"bytes"
	"cmp"
	"strings"

	"github.com/contactkit/contactkit/channel/jsonread"
)

// problem is what X says of a failure, in whichever of its forms.
type problem struct {
	code    string // v1.1: the number; v2: the last part of the type, with the reason where there is one; empty: only the status tells
	detail  string
	said    string // all that X says, with the names of the parameters, in lower case
	alone   bool   // the body holds errors and nothing else: v2 answers so, with 200, for what does not exist
	foreign bool   // the body is not JSON, as the page of a gateway; an empty body is not foreign
}

// readProblem reads any of the forms of X's error bodies; of HTML and nonsense nothing.
func readProblem(body []byte) problem {
	r, err := jsonread.New(body)
	if err != nil {
		return problem{foreign: len(bytes.TrimSpace(body)) > 0}
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
	p.alone = failed && !data && (p.code != "" || p.detail != "") // errors that say nothing refuse nothing
	p.said = strings.ToLower(p.said)
	return p
}

// read reads an object that says what failed. It keeps the text of an earlier one.
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
		case "parameters": // which of them is wrong
			for name := range r.Object {
				p.said += " " + string(name)
			}
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
	for _, text := range texts {
		p.said += " " + text
	}
}

// say adds a text to those that X gave: the general one first, then what is wrong in particular.
func (p *problem) say(text string) {
	p.said += " " + text
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

// reasonWord is the word with which messages of v2's webhook endpoints begin: "DuplicateUrlFailed:
// …". There is no other code. [Webhooks]
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
