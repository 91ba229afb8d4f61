package keyword

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func compiled(t testing.TB, k Set) *Matcher {
	t.Helper()
	m, err := Compile(k)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func words(mode Mode, texts ...string) Set {
	k := Set{Mode: mode}
	for _, text := range texts {
		k.List = append(k.List, Word{Text: text})
	}
	return k
}

// hit is what Match found, as the keyword and what of the message it is, or "".
func hit(m *Matcher, text string) string {
	h, ok := m.Match(text)
	if !ok {
		return ""
	}
	return h.Word.Text + " | " + h.Text[h.Start:h.End]
}

func TestCompileJoinsAllErrors(t *testing.T) {
	k := Set{
		Mode: "regexp",
		List: []Word{
			{Text: "Agent"}, {Text: "ＡＧＥＮＴ!"}, {Text: " !? "}, {Text: ""}, {Text: "\u200b"}, {Text: "a\xff"}, {Text: "👍"},
			{Text: strings.Repeat("ﬁ", 6)}, {Text: "human", Mode: "fuzzy"}, {Text: "travel agent"}, {Text: "help\x00"},
		},
		Deny:        []string{"...", "Travel  Agent", "travel agent", "no\x00pe"},
		MaxRunes:    11,
		MaxKeywords: 9,
	}
	want := []*FieldError{
		{Field: "mode", Code: CodeInvalid, Reason: `"regexp" is not exact, phrase, prefix or contains`},
		{Field: "deny[0]", Code: CodeMissing, Reason: `"..." has nothing to match: spaces, punctuation and symbols at the ends do not count`},
		{Field: "deny[1]", Code: CodeTooLong, Reason: "12 characters are more than the 11 allowed"},
		{Field: "deny[2]", Code: CodeTooLong, Reason: "12 characters are more than the 11 allowed"},
		{Field: "deny[3]", Code: CodeInvalid, Reason: `"no\x00pe" must not hold U+0000, which no message has`},
		{Field: "list", Code: CodeTooMany, Reason: "11 entries are more than the 9 allowed"},
		{Field: "list[1].text", Code: CodeDuplicate, Reason: `"ＡＧＥＮＴ!" is the same as list[0]`},
		{Field: "list[2].text", Code: CodeMissing, Reason: `" !? " has nothing to match: spaces, punctuation and symbols at the ends do not count`},
		{Field: "list[3].text", Code: CodeMissing, Reason: `"" has nothing to match: spaces, punctuation and symbols at the ends do not count`},
		{Field: "list[4].text", Code: CodeMissing, Reason: `"\u200b" has nothing to match: spaces, punctuation and symbols at the ends do not count`},
		{Field: "list[5].text", Code: CodeInvalid, Reason: `"a\xff" is not valid UTF-8`},
		{Field: "list[6].text", Code: CodeMissing, Reason: `"👍" has nothing to match: spaces, punctuation and symbols at the ends do not count`},
		{Field: "list[7].text", Code: CodeTooLong, Reason: "12 characters are more than the 11 allowed"},
		{Field: "list[8].mode", Code: CodeInvalid, Reason: `"fuzzy" is not exact, phrase, prefix or contains`},
		{Field: "list[9].text", Code: CodeTooLong, Reason: "12 characters are more than the 11 allowed"},
		{Field: "list[10].text", Code: CodeInvalid, Reason: `"help\x00" must not hold U+0000, which no message has`},
	}
	m, err := Compile(k)
	var got []*FieldError
	if joined, ok := errors.Unwrap(err).(interface{ Unwrap() []error }); ok {
		for _, err := range joined.Unwrap() {
			e, _ := errors.AsType[*FieldError](err)
			got = append(got, e)
		}
	}
	if diff := cmp.Diff(want, got); diff != "" || m != nil {
		t.Errorf("Compile = %v (-want +got):\n%s", m, diff)
	}
	k.MaxRunes, k.MaxKeywords, k.Mode = -1, -1, ""
	k.List, k.Deny = k.List[9:10], k.Deny[1:3]
	_, err = Compile(k)
	const all = `keyword: deny[1]: "travel agent" is the same as deny[0]` + "\n" +
		`list[0].text: "travel agent" cannot hit, since deny[0] is the same phrase`
	if err == nil || err.Error() != all {
		t.Errorf("Compile = %v, want %s", err, all)
	}
}

func TestStrict(t *testing.T) {
	k := words(Phrase, "علي", "YARDIM")
	k.Strict = true
	strict := compiled(t, k)
	k.Strict = false
	m := compiled(t, k)
	for text, want := range map[string]string{"اريد على": "علي | علی", "yardım!": "YARDIM | yardim"} {
		if got := hit(strict, text); got != "" {
			t.Errorf("%q hits %q though strict", text, got)
		}
		if got := hit(m, text); got != want {
			t.Errorf("%q hits %q, want %q", text, got, want)
		}
	}
	k.List = append(k.List, Word{Text: "على"})
	if _, err := Compile(k); err == nil {
		t.Error("variants of one word are not reported as doubled")
	}
	k.Strict = true
	if _, err := Compile(k); err != nil {
		t.Errorf("strict: %v", err)
	}
}

func TestSetJSON(t *testing.T) {
	k := Set{List: []Word{{Text: "人工"}, {Text: "0", Mode: Exact}}, Mode: Phrase, Deny: []string{"人工智能"}, Strict: true, MaxScan: 500}
	text, err := json.Marshal(k)
	if err != nil {
		t.Fatal(err)
	}
	const want = `{"list":[{"text":"人工"},{"text":"0","mode":"exact"}],"mode":"phrase","deny":["人工智能"],"strict":true,"maxScan":500}`
	if string(text) != want {
		t.Errorf("JSON = %s, want %s", text, want)
	}
	var again Set
	if err := json.Unmarshal(text, &again); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(k, again); diff != "" {
		t.Errorf("decoded (-want +got):\n%s", diff)
	}
}
