package channeltest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"iter"
	"slices"
)

// OddJSON yields copies of a JSON text, each with one value replaced by an odd one: values of every
// type, and numbers that overflow. It is the default of [Harness].Odds.
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

// MoreJSON returns a JSON text in which every object that is not empty has one more, unknown
// member. It is the default of [Harness].More.
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

// RewrittenJSON writes out the escapes \u0041 and \/ of a JSON text in one body, and writes é as
// the escape \u00e9 in another. It is the default of [Harness].Rewritten.
func RewrittenJSON(body []byte) [][]byte {
	return [][]byte{
		bytes.ReplaceAll(bytes.ReplaceAll(body, []byte(`\u0041`), []byte("A")), []byte(`\/`), []byte("/")),
		bytes.ReplaceAll(body, []byte("é"), []byte(`\u00e9`)),
	}
}

// A valueSpan is the place of a JSON value in a body.
type valueSpan struct {
	start, end int
	leaf       bool
}

// spans returns every value of a JSON text, but the whole.
func spans(body []byte) []valueSpan {
	var found []valueSpan
	var walk func(raw json.RawMessage, at int)
	walk = func(raw json.RawMessage, at int) {
		d := json.NewDecoder(bytes.NewReader(raw))
		open, err := d.Token()
		if err != nil {
			return
		}
		if _, ok := open.(json.Delim); !ok {
			return
		}
		for d.More() {
			if open == json.Delim('{') {
				if _, err := d.Token(); err != nil {
					return
				}
			}
			var inner json.RawMessage
			if err := d.Decode(&inner); err != nil {
				return
			}
			end := at + int(d.InputOffset())
			start := end - len(inner)
			found = append(found, valueSpan{start, end, inner[0] != '{' && inner[0] != '['})
			walk(inner, start)
		}
	}
	walk(body, 0)
	return found
}

func splice(body []byte, v valueSpan, with string) []byte {
	return slices.Concat(body[:v.start], []byte(with), body[v.end:])
}

// odd are values that take the place of another: of each type, and of sizes that overflow.
var odd = []string{
	`null`, `true`, `0`, `-1`, `1.5`, `1e400`, `-1e400`, `9223372036854775808`, `99999999999999999999999999`, `253402300800000`, `9007199254740993`,
	`""`, `" "`, `"x"`, `"\u0000"`, `"\ud800/%2F"`, "\"\xff\"", `"99999999999999999999999999"`, `"1e400"`, `"-1"`, `[]`, `{}`, `[null]`, `[[]]`, `[{}]`, `{"id":{}}`,
}
