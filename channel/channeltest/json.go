package channeltest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"iter"
	"net/url"
	"slices"
	"strings"
	"unicode/utf16"
)

// Change is a body in which one value of a genuine body has been replaced.
type Change struct {
	What string // names the value and its replacement, for messages
	Body []byte
	// Leaf says that the value holds no others, so that the body must become as many events as before.
	Leaf bool
}

// emptyJSON are bodies that carry no event, where bodies are JSON objects.
var emptyJSON = [][]byte{nil, {}, []byte("{}"), []byte(" {\n} ")}

// malformedJSON are bodies that cannot be decoded, where bodies are JSON objects. whole is a genuine one.
func malformedJSON(whole []byte) [][]byte {
	list := [][]byte{slices.Clone(whole[:len(whole)-1]), append(slices.Clone(whole), ']')}
	for _, text := range []string{
		"{", "}", "nonsense", "null", "true", "7", `"x"`, "[]", "[{}]", `{"a":}`, `{"a":1}{}`, `{"a":1},`, "{'a':1}", "{\"a\":\"\x00\"}", "\xff\xfe{\x00", "\x00", "<html></html>",
	} {
		list = append(list, []byte(text))
	}
	return list
}

// deepJSON are bodies of brackets without end. whole is a genuine body.
func deepJSON(whole []byte) [][]byte {
	const depth = 100_000
	open, shut := bytes.Repeat([]byte("["), depth), bytes.Repeat([]byte("]"), depth)
	return [][]byte{
		open,
		bytes.Repeat([]byte(`{"a":`), depth),
		slices.Concat([]byte(`{"a":`), open, shut, []byte("}")),
		slices.Concat(whole[:1], []byte(`"nest":`), open, shut, []byte(","), whole[1:]),
	}
}

// OddJSON yields each body that is made of a JSON text by putting an odd value in the place of another one: of
// every type, and of sizes that overflow. It is the default of [Harness].Odds.
func OddJSON(body []byte) iter.Seq[Change] {
	return func(yield func(Change) bool) {
		for _, v := range spans(body) {
			for _, with := range odd {
				what := fmt.Sprintf("%s in place of %s", with, body[v.start:v.end])
				if !yield(Change{what, splice(body, v, with), v.leaf}) {
					return
				}
			}
		}
	}
}

// MoreJSON returns a JSON text with an unknown member in every object that has others. It is the default of
// [Harness].More.
func MoreJSON(body []byte) []byte {
	changed := bytes.Clone(body)
	for i, v := range slices.Backward(spans(body)) {
		if v.leaf || body[v.start] != '{' || v.end-v.start == 2 {
			continue
		}
		more := fmt.Sprintf(`{"channeltest_%d":{"id":"1","text":["no",{}]},`, i)
		changed = slices.Concat(changed[:v.start], []byte(more), changed[v.start+1:])
	}
	return changed
}

// RewrittenJSON writes out the escapes \u0041 and \/ of a JSON text, and puts one in for é. It is the default of
// [Harness].Rewritten.
func RewrittenJSON(body []byte) [][]byte {
	return [][]byte{
		bytes.ReplaceAll(bytes.ReplaceAll(body, []byte(`\u0041`), []byte("A")), []byte(`\/`), []byte("/")),
		bytes.ReplaceAll(body, []byte("é"), []byte(`\u00e9`)),
	}
}

// RewrittenForm is RewrittenJSON for bodies that are forms: it writes escapes in lower case, and A as one.
func RewrittenForm(body []byte) [][]byte {
	return [][]byte{
		bytes.ReplaceAll(bytes.ReplaceAll(body, []byte("%C3%A9"), []byte("%c3%a9")), []byte("%2F"), []byte("%2f")),
		bytes.Replace(body, []byte("A%2F"), []byte("%41%2F"), 1),
	}
}

// oddForm are values that take the place of another in a form.
var oddForm = []string{"", "%20", "x", "%00", "%FF", "%ED%A0%80", "0", "-1", "1.5", "1e400", "99999999999999999999999999", "%E2%80%AE", "a%2Fb%2F%25"}

// OddForm is OddJSON for bodies that are forms (application/x-www-form-urlencoded): each pair gets each odd
// value, is left out, and is repeated.
func OddForm(body []byte) iter.Seq[Change] {
	return func(yield func(Change) bool) {
		pairs := strings.Split(string(body), "&")
		for i, pair := range pairs {
			name, _, _ := strings.Cut(pair, "=")
			variants := [][]string{nil, {pair, pair}, {name}}
			for _, with := range oddForm {
				variants = append(variants, []string{name + "=" + with})
			}
			for _, v := range variants {
				changed := slices.Concat(pairs[:i:i], v, pairs[i+1:])
				if !yield(Change{fmt.Sprintf("%q in place of %q", v, pair), []byte(strings.Join(changed, "&")), len(v) > 0}) {
					return
				}
			}
		}
	}
}

// MoreForm is MoreJSON for bodies that are forms.
func MoreForm(body []byte) []byte {
	return slices.Concat([]byte("channeltest_1=a%20b&"), body, []byte("&channeltest_2="))
}

// Bytes returns the text as plain bytes, for forms of body that are not JSON. Bytes that are not UTF-8 stay. A lone
// surrogate, which only JSON can write, becomes U+FFFD.
func (in Incoming) Bytes() []byte {
	var out []byte
	text := bytes.TrimSuffix(bytes.TrimPrefix(in.Text, []byte(`"`)), []byte(`"`))
	for len(text) > 0 {
		if text[0] != '\\' {
			out, text = append(out, text[0]), text[1:]
			continue
		}
		n := 2
		if text[1] == 'u' {
			n = 6
			if len(text) >= 12 && text[6] == '\\' && text[7] == 'u' && utf16.IsSurrogate(unit(text)) && utf16.DecodeRune(unit(text), unit(text[6:])) != '\uFFFD' {
				n = 12
			}
		}
		var s string
		if err := json.Unmarshal(slices.Concat([]byte(`"`), text[:n], []byte(`"`)), &s); err == nil {
			out = append(out, s...)
		}
		text = text[n:]
	}
	return out
}

// unit reads the escape \uXXXX at the beginning of a text.
func unit(text []byte) rune {
	var u rune
	_, _ = fmt.Sscanf(string(text[2:6]), "%04x", &u)
	return u
}

// Form returns the text as a value of a form.
func (in Incoming) Form() string { return url.QueryEscape(string(in.Bytes())) }
