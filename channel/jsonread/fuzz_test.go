package jsonread_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"math/big"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/contactkit/contactkit/channel/jsonread"
	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// oddities are bodies that no platform sends on a good day.
var oddities = []string{
	`[1,-0,1e400,01,"\u0000\ud800\udc00\ud800",{"a":{}},[],null,true]`,
	`{"update_id":"7","message":{"text":5,"from":null,"chat":[],"date":1.50e1,"entities":{"0":{}}}}`,
	`{"update_id":null,"message":{"text":null,"entities":[null],"photo":null,"reply_to_message":null,"location":{}}}`,
	`{"message":{"reply_to_message":{"text":"a\u0000\n","entities":[],"reply_to_message":{}},"location":{"latitude":1e2}}}`,
	`{"message":{"text":"a"},"message":{"date":"9"},"Message":{"text":"b"},"\u006dessage":null}`,
	"{\"\xff\":\"\xed\xa0\x80\",\"\\ud83d\":\"\\ud83d\\ud83d\\udca1\"}",
	" [ 9223372036854775807 , \"-9223372036854775808\" , 9007199254740993.0e-1 ] \r\n",
	strings.Repeat("[", 512) + strings.Repeat("]", 512),
	strings.Repeat(`{"":`, 513) + "0" + strings.Repeat("}", 513),
}

func seeds(f *testing.F) [][]byte {
	var all [][]byte
	for _, body := range bodies(f) {
		all = append(all, body)
	}
	for _, body := range oddities {
		all = append(all, []byte(body))
	}
	return all
}

// valid is what encoding/json says, but for the depth.
func valid(body []byte) bool {
	return json.Valid(body) && depth(body) <= 512
}

// depth returns how many brackets of a valid body are open at once.
func depth(body []byte) (deepest int) {
	open, inString := 0, false
	for i := 0; i < len(body); i++ {
		switch c := body[i]; {
		case inString && c == '\\':
			i++
		case c == '"':
			inString = !inString
		case inString:
		case c == '{' || c == '[':
			open++
			deepest = max(deepest, open)
		case c == '}' || c == ']':
			open--
		}
	}
	return deepest
}

// asText applies the one rule in which texts differ from encoding/json's.
func asText(s string) string { return strings.ReplaceAll(s, "\x00", "\uFFFD") }

// New agrees with encoding/json on what is valid, and everything reads as its tokens.
func FuzzNew(f *testing.F) {
	for _, body := range seeds(f) {
		f.Add(body)
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		before := bytes.Clone(body)
		r, err := jsonread.New(body)
		if got, want := err == nil, valid(body); got != want {
			t.Fatalf("New(%q): error %v, encoding/json says valid = %v", body, err, want)
		}
		if err != nil {
			return
		}
		want := decoderTokens(t, body)
		if diff := cmp.Diff(want, readerTokens(&r, nil)); diff != "" {
			t.Errorf("%q (-encoding/json +jsonread):\n%s", body, diff)
		}
		if r.Kind() != jsonread.Invalid || r.Mismatches() != 0 {
			t.Errorf("%q: kind %d and %d mismatches at the end", body, r.Kind(), r.Mismatches())
		}
		if !bytes.Equal(before, body) {
			t.Errorf("%q was changed to %q", before, body)
		}
	})
}

func decoderTokens(t *testing.T, body []byte) (tokens []any) {
	d := json.NewDecoder(bytes.NewReader(body))
	d.UseNumber()
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return tokens
		}
		if err != nil {
			t.Fatalf("encoding/json finds no tokens in %q: %v", body, err)
		}
		if s, ok := token.(string); ok {
			token = asText(s)
		}
		tokens = append(tokens, token)
	}
}

func readerTokens(r *jsonread.Reader, tokens []any) []any {
	switch r.Kind() {
	case jsonread.Null:
		r.Skip()
		return append(tokens, nil)
	case jsonread.Bool:
		return append(tokens, r.Bool())
	case jsonread.Number:
		return append(tokens, json.Number(r.ID()))
	case jsonread.String:
		return append(tokens, r.Text())
	case jsonread.Array:
		tokens = append(tokens, json.Delim('['))
		for range r.Array {
			tokens = readerTokens(r, tokens)
		}
		return append(tokens, json.Delim(']'))
	default:
		tokens = append(tokens, json.Delim('{'))
		for key := range r.Object {
			tokens = readerTokens(r, append(tokens, string(key)))
		}
		return append(tokens, json.Delim('}'))
	}
}

// Int and Float agree with exact arithmetic and with encoding/json on every number, bare or in a
// string.
func FuzzNumber(f *testing.F) {
	for _, s := range []string{
		"0", "-0", "12", "1768003200123.0", "9223372036854775807", "-9223372036854775808.00", "9223372036854775808", "1.5e1",
		"150e-1", "1e18", "1e19", "0e9", "1e400", "1e-400", "01", "+1", "1.", "", "-", "0x1", " 1", "1 ", "Infinity",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		isNumber := json.Valid([]byte(s)) && strings.Trim(s, "-0123456789+.eE") == ""
		wantInt, wantFloat, intOdd, floatOdd := int64(0), 0.0, 1, 1
		if isNumber {
			var err error
			if wantFloat, err = strconv.ParseFloat(s, 64); err == nil {
				floatOdd = 0
			} else {
				wantFloat = 0
			}
			if _, exp, _ := strings.Cut(strings.ToLower(s), "e"); len(exp) > 4 {
				return // exact arithmetic would take long
			}
			if exact, ok := new(big.Rat).SetString(s); ok && exact.IsInt() && exact.Num().IsInt64() {
				wantInt, intOdd = exact.Num().Int64(), 0
			}
		}
		quoted, err := json.Marshal(s)
		if err != nil {
			t.Fatal(err)
		}
		written := []string{string(quoted)}
		if isNumber {
			written = append(written, s)
		}
		for _, body := range written {
			asInt, asFloat := open(t, body), open(t, body)
			got := []any{asInt.Int(), asInt.Mismatches(), asFloat.Float(), asFloat.Mismatches()}
			if diff := cmp.Diff([]any{wantInt, intOdd, wantFloat, floatOdd}, got); diff != "" {
				t.Errorf("Int and Float of %s, each with its mismatches (-want +got):\n%s", body, diff)
			}
		}
	})
}

// A known shape agrees with encoding/json wherever that takes the body. Names that it would match
// without regard to case are left out.
func FuzzUpdate(f *testing.F) {
	for _, body := range seeds(f) {
		f.Add(body)
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		got, err := readUpdate(body)
		if (err == nil) != valid(body) {
			t.Fatalf("readUpdate(%q): error %v", body, err)
		}
		var want update
		if err != nil || !sameNames(body) || json.Unmarshal(body, &want) != nil {
			return
		}
		if diff := cmp.Diff(want, got, cmp.Transformer("asText", asText), cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("%q (-encoding/json +jsonread):\n%s", body, diff)
		}
	})
}

// sameNames reports whether encoding/json and a plain switch understand the names of a valid body
// alike: none repeats within its object and none differs from a lower-case name by case only.
func sameNames(body []byte) bool {
	r, err := jsonread.New(body)
	if err != nil {
		return false
	}
	var same func() bool
	same = func() bool {
		ok := true
		switch r.Kind() {
		case jsonread.Array:
			for range r.Array {
				ok = same() && ok
			}
		case jsonread.Object:
			seen := make(map[string]bool)
			for key := range r.Object {
				name := string(key)
				for known := range seen {
					ok = ok && !strings.EqualFold(known, name)
				}
				for _, known := range updateNames {
					ok = ok && (known == name || !strings.EqualFold(known, name))
				}
				seen[name] = true
				ok = same() && ok
			}
		}
		return ok
	}
	return same()
}

var updateNames = strings.Fields(`update_id message message_id from chat date text entities caption caption_entities photo
	reply_to_message location id is_bot first_name last_name username language_code type offset length url file_id file_size
	width height latitude longitude`)

// Any sequence of readings, breaks and leftovers finds the same members as one that leaves
// everything, consumes the value as a whole and yields only good texts. Over unchecked bytes it
// still ends and yields only good texts.
func FuzzProgram(f *testing.F) {
	programs := [][]byte{nil, {7, 7, 7, 7, 7, 7, 7, 7, 7, 7}, {7, 8, 0, 7, 6, 1, 2, 3, 4, 5}, []byte("07162534"), {7, 9, 17, 7, 23, 7, 8}}
	for i, body := range seeds(f) {
		f.Add(body, programs[i%len(programs)])
		f.Add(body[:len(body)*2/3], programs[1])
	}
	for _, body := range []string{`"`, `"\`, `"\u12`, `"\ud83d\u`, "\"\x00\"", `-`, `0"`, "0\xff", `{"a"`, `{"a":,"b":}`, `{1:2}`, `{"a" 1]`, `[:]`, `[,,1`, `[1 2}`, `]`, `[[`} {
		for _, program := range [][]byte{{0}, {1, 2}, {2}, {3}, {4}, {5}, {7, 1, 2, 1, 2}, {8}, {9, 2}} {
			f.Add([]byte(body), program)
		}
	}
	f.Fuzz(func(t *testing.T, body, program []byte) {
		r, err := jsonread.New(body)
		if err != nil {
			r = jsonread.Sub(body)
		}
		p := runner{t: t, r: &r, program: program, checked: err == nil}
		p.run()
		if p.checked && r.Kind() != jsonread.Invalid {
			t.Errorf("%q is not consumed by %v", body, program)
		}
	})
}

type runner struct {
	t       *testing.T
	r       *jsonread.Reader
	program []byte
	checked bool
}

func (p *runner) step() (step byte) {
	if len(p.program) > 0 {
		step, p.program = p.program[0], p.program[1:]
	}
	return step
}

func (p *runner) text(s string) {
	if !utf8.ValidString(s) || p.checked && strings.Contains(s, "\x00") {
		p.t.Errorf("a text is %q", s)
	}
}

// run consumes one value by the next steps.
func (p *runner) run() {
	switch p.step() % 10 {
	case 0:
		p.r.Skip()
	case 1:
		raw := p.r.Raw()
		if p.checked && !json.Valid(raw) {
			p.t.Errorf("Raw = %q", raw)
		}
		sub := jsonread.Sub(raw)
		inner := runner{p.t, &sub, p.program, p.checked}
		inner.run()
		p.program = inner.program
	case 2:
		p.text(p.r.Text())
	case 3:
		p.text(p.r.ID())
	case 4:
		p.r.Int()
	case 5:
		p.r.Float()
	case 6:
		p.r.Bool()
	case 7:
		p.members()
	case 8:
		for range p.r.Array {
			break
		}
	case 9:
		for range p.r.Object {
			p.run()
			break
		}
	}
}

// members runs a step per element and compares what it finds with a reader that leaves everything.
func (p *runner) members() {
	ahead := *p.r
	if p.r.Kind() == jsonread.Array {
		n := 0
		for range ahead.Array {
			n++
		}
		for i := range p.r.Array {
			n--
			if p.step()%2 == 1 {
				p.run()
				if p.r.Kind() != jsonread.Invalid && p.checked {
					p.t.Errorf("element %d is not consumed", i)
				}
			}
		}
		if p.checked && n != 0 {
			p.t.Errorf("%d elements more or less than ahead", n)
		}
		return
	}
	var want, got []string
	for key := range ahead.Object {
		p.text(string(key))
		want = append(want, string(key))
	}
	for key := range p.r.Object {
		got = append(got, string(key))
		if p.step()%2 == 1 {
			p.run()
		}
	}
	if diff := cmp.Diff(want, got); p.checked && diff != "" {
		p.t.Errorf("members (-ahead +got):\n%s", diff)
	}
	if p.checked && p.r.Kind() != jsonread.Invalid {
		p.t.Error("an object is not consumed")
	}
}
