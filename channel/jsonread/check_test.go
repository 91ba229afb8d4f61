package jsonread_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/contactkit/contactkit/channel/jsonread"
	"github.com/google/go-cmp/cmp"
)

func TestNew(t *testing.T) {
	const ok = ""
	at := func(offset, problem string) string {
		return "jsonread: invalid JSON at offset " + offset + ": " + problem
	}
	tests := []struct{ body, want string }{
		{`{}`, ok},
		{`[]`, ok},
		{"\t\r\n {\n} ", ok},
		{`"x"`, ok},
		{`null`, ok},
		{`{"a":{"a":[{},[],"",0]},"a":-0.0e-0}`, ok},
		{"\"\xff\xed\xa0\x80 \x7f\"", ok}, // invalid UTF-8 is replaced when read
		{`["\"\\\/\b\f\n\r\t\u00Af\ud83d\ud800"]`, ok},
		{`[0,-0,10,1.0,0.01,1e5,1E+5,1e-05,1e400,-9223372036854775809]`, ok},

		{``, at("0", "unexpected end")},
		{" \n", at("2", "unexpected end")},
		{"\ufeff{}", at("0", "a value expected")},
		{"\v{}", at("0", "a value expected")},
		{"\u00a0{}", at("0", "a value expected")},
		{"\x00", at("0", "a value expected")},
		{"{}\x00", at("2", "data behind the value")},
		{`{} {}`, at("3", "data behind the value")},
		{`{}}`, at("2", "data behind the value")},
		{`1 2`, at("2", "data behind the value")},
		{`//x`, at("0", "a value expected")},
		{`{`, at("1", "unexpected end")},
		{`[`, at("1", "unexpected end")},
		{`[1`, at("2", "unexpected end")},
		{`[1,`, at("3", "unexpected end")},
		{`[1,]`, at("3", "a value expected")},
		{`[,1]`, at("1", "a value expected")},
		{`[1 2]`, at("3", "a comma or ] expected")},
		{`[1}`, at("2", "a comma or ] expected")},
		{`[1:2]`, at("2", "a comma or ] expected")},
		{`{"a"`, at("4", "unexpected end")},
		{`{"a":`, at("5", "unexpected end")},
		{`{"a":1`, at("6", "unexpected end")},
		{`{"a":1,`, at("7", "unexpected end")},
		{`{"a":1,}`, at("7", "a member name expected")},
		{`{,}`, at("1", "a member name expected")},
		{`{a:1}`, at("1", "a member name expected")},
		{`{1:1}`, at("1", "a member name expected")},
		{`{"a" 1}`, at("5", "a colon expected")},
		{`{"a"}`, at("4", "a colon expected")},
		{`{"a"::1}`, at("5", "a value expected")},
		{`{"a":1]`, at("6", "a comma or } expected")},
		{`{"a":1 "b":2}`, at("7", "a comma or } expected")},
		{`{"a":}`, at("5", "a value expected")},
		{`]`, at("0", "a value expected")},
		{`:`, at("0", "a value expected")},

		{`"`, at("1", "unexpected end")},
		{`"abcdefghij`, at("11", "unexpected end")},
		{`"\`, at("2", "unexpected end")},
		{`"\"`, at("3", "unexpected end")},
		{`"\u`, at("3", "unexpected end")},
		{`"\u12`, at("5", "unexpected end")},
		{`"\u12"`, at("5", "a wrong escape")},
		{`"\u12g4"`, at("5", "a wrong escape")},
		{`"\u 123"`, at("3", "a wrong escape")},
		{`"\U0041"`, at("2", "a wrong escape")},
		{`"\x41"`, at("2", "a wrong escape")},
		{`"\'"`, at("2", "a wrong escape")},
		{"\"\\\n\"", at("2", "a wrong escape")},
		{"\"a\nb\"", at("2", "a control character in a string")},
		{"\"\x00\"", at("1", "a control character in a string")},
		{"\"0123456789\x1f\"", at("11", "a control character in a string")},
		{`'x'`, at("0", "a value expected")},

		{`-`, at("1", "unexpected end")},
		{`+1`, at("0", "a value expected")},
		{`.5`, at("0", "a value expected")},
		{`-.5`, at("1", "a digit expected")},
		{`01`, at("1", "data behind the value")},
		{`-01`, at("2", "data behind the value")},
		{`[01]`, at("2", "a comma or ] expected")},
		{`1.`, at("2", "unexpected end")},
		{`[1.]`, at("3", "a digit expected")},
		{`1e`, at("2", "unexpected end")},
		{`[1e+]`, at("4", "a digit expected")},
		{`1e5.0`, at("3", "data behind the value")},
		{`0x10`, at("1", "data behind the value")},
		{`--1`, at("1", "a digit expected")},
		{`NaN`, at("0", "a value expected")},
		{`Infinity`, at("0", "a value expected")},
		{`-Infinity`, at("1", "a digit expected")},

		{`t`, at("1", "unexpected end")},
		{`nul`, at("3", "unexpected end")},
		{`nulL`, at("3", "a wrong word")},
		{`falsy`, at("4", "a wrong word")},
		{`trues`, at("4", "data behind the value")},
		{`[true false]`, at("6", "a comma or ] expected")},
		{`True`, at("0", "a value expected")},
	}
	for _, tt := range tests {
		got := ok
		if _, err := jsonread.New([]byte(tt.body)); err != nil {
			got = err.Error()
		}
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("New(%q) (-want +got):\n%s", tt.body, diff)
		}
		if valid := json.Valid([]byte(tt.body)); valid != (tt.want == ok) {
			t.Errorf("encoding/json says valid = %v of %q", valid, tt.body)
		}
	}
}

func TestDepth(t *testing.T) {
	nest := func(n int, opens, closes string) string {
		return strings.Repeat(opens, n) + "1" + strings.Repeat(closes, n)
	}
	const deepest = 512
	for _, b := range []struct{ opens, closes string }{{`[`, `]`}, {`{"a":`, `}`}, {` [ `, ` ] `}} {
		r := open(t, nest(deepest, b.opens, b.closes))
		var depth int
		var descend func()
		descend = func() {
			depth++
			switch r.Kind() {
			case jsonread.Array:
				for range r.Array {
					descend()
				}
			case jsonread.Object:
				for range r.Object {
					descend()
				}
			}
		}
		descend()
		if depth != deepest+1 {
			t.Errorf("read %d values nested by %q, want %d", depth, b.opens, deepest+1)
		}
		skipped := open(t, nest(deepest, b.opens, b.closes))
		if skipped.Skip(); skipped.Kind() != jsonread.Invalid {
			t.Errorf("Skip left something of what %q nests", b.opens)
		}
		_, err := jsonread.New([]byte(nest(deepest+1, b.opens, b.closes)))
		if err == nil || !strings.HasSuffix(err.Error(), "too deeply nested") {
			t.Errorf("New of %d × %q: error %v", deepest+1, b.opens, err)
		}
	}

	// Depth is what is open at once: siblings do not add up.
	wide := "[" + strings.Repeat(nest(deepest-1, "[", "]")+",", 3) + "1]"
	if _, err := jsonread.New([]byte(wide)); err != nil {
		t.Errorf("New of three deep siblings: %v", err)
	}
	// The kind of a bracket that was closed does not stick to its depth.
	if _, err := jsonread.New([]byte(`[{"a":[{}]},[[[]]],{"b":{"c":{}}}]`)); err != nil {
		t.Errorf("New of changing brackets: %v", err)
	}
}

func TestTruncatedBodies(t *testing.T) {
	for name, body := range bodies(t) {
		body = []byte(strings.TrimSpace(string(body)))
		for i := range body {
			_, err := jsonread.New(body[:i])
			if err == nil || !strings.HasSuffix(err.Error(), ": unexpected end") {
				t.Errorf("New of the first %d bytes of %s: error %v", i, name, err)
			}
		}
	}
}

func TestErrorsDoNotQuote(t *testing.T) {
	const secret = "hunter2"
	for _, body := range []string{secret, `{"` + secret, `["` + secret + "\x00", `{"a":"b"} ` + secret, `{` + secret + `}`, `"\u` + secret} {
		_, err := jsonread.New([]byte(body))
		if err == nil || strings.Contains(err.Error(), secret) {
			t.Errorf("New(%q): error %v", body, err)
		}
	}
}

// Objects and lists take turns through every word of the bits that tell them apart: a bracket of
// the other kind is refused at each depth, and the right one accepted.
func TestDeepNestingKeepsKindsApart(t *testing.T) {
	for depth := 1; depth <= 200; depth++ {
		var open, shut strings.Builder
		closers := make([]byte, 0, depth)
		for i := range depth {
			if (i/3+i)%2 == 0 { // no pattern that repeats with 64
				open.WriteString(`{"a":`)
				closers = append(closers, '}')
			} else {
				open.WriteString(`[`)
				closers = append(closers, ']')
			}
		}
		slices.Reverse(closers)
		shut.Write(closers)
		if _, err := jsonread.New([]byte(open.String() + "1" + shut.String())); err != nil {
			t.Errorf("depth %d: %v", depth, err)
		}
		for i := range closers {
			wrong := slices.Clone(closers)
			wrong[i] ^= '}' ^ ']'
			if _, err := jsonread.New([]byte(open.String() + "1" + string(wrong))); err == nil {
				t.Fatalf("depth %d: bracket %d of the other kind is accepted", depth, i)
			}
		}
	}
}
