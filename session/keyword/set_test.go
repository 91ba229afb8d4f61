package keyword

import (
	"encoding/json"
	"errors"
	"strings"
	"sync"
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

func TestModes(t *testing.T) {
	tests := []struct {
		keyword, message               string
		exact, phrase, prefix, contain bool
	}{
		{"agent", "agent", true, true, true, true},
		{"agent", " Agent! ", true, true, true, true},
		{"agent", "agent please", false, true, true, true},
		{"agent", "an agent", false, true, false, true},
		{"agent", "(agent)", true, true, true, true},
		{"agent", "my agent, please", false, true, false, true},
		{"agent", "agents", false, false, true, true},
		{"agent", "reagents", false, false, false, true},
		{"agent", "reagent agent", false, true, false, true},
		{"agent", "l'agent", false, true, false, true},
		{"agent", "agent's", false, true, true, true},
		{"agent", "agent_1", false, true, true, true},
		{"agent", "agent2", false, false, true, true},
		{"agent", "agent\u0305x", false, false, true, true},
		{"agent", "an age nt", false, false, false, false},
		{"1", "1", true, true, true, true},
		{"1", "10", false, false, true, true},
		{"1", "option 1.", false, true, false, true},
		{"live agent", "LIVE\u3000AGENT", true, true, true, true},
		{"opérateur", "un ope\u0301rateur svp", false, true, false, true},
		{"转人工", "转人工", true, true, true, true},
		{"转人工", "我要转人工服务", false, true, false, true},
		{"转人工", "please转人工please", false, true, false, true},
		{"转人工", "轉人工", false, false, false, false},
		{"agent", "我要agent服务", false, true, false, true},
		{"人間", "人間と話したい", false, true, true, true},
		{"オペレーター", "ｵﾍﾟﾚｰﾀｰお願いします", false, true, true, true},
		{"상담원", "상담원과 이야기", false, true, true, true},
		{"เจ้าหน้าที่", "ขอคุยกับเจ้าหน้าที่หน่อย", false, true, false, true},
		{"คน", "คนี", false, false, true, true}, // the vowel belongs to the letter before it
		{"ພະນັກງານ", "ຂໍພະນັກງານແດ່", false, true, false, true},
		{"ភ្នាក់ងារ", "ខ្ញុំចង់ភ្នាក់ងារឥឡូវ", false, true, false, true},
		{"အေးဂျင့်", "ကျွန်တော်အေးဂျင့်လိုတယ်", false, true, false, true},
		{"موظف", "أريد موظف", false, true, false, true},
		{"موظف", "الموظف", false, false, false, true},
		{"оператор", "позовите ОПЕРАТОРА", false, false, false, true},
		{"straße", "STRASSE", true, true, true, true},
		{"c++", "C", false, false, false, false},
		{"c++", "my C++ code", false, true, false, true},
		{"#1", "1", false, false, false, false},
		{"1", "#1", false, true, false, true},
	}
	for _, tt := range tests {
		for mode, want := range map[Mode]bool{Exact: tt.exact, "": tt.exact, Phrase: tt.phrase, Prefix: tt.prefix, Contains: tt.contain} {
			h, ok := compiled(t, words(mode, tt.keyword)).Match(tt.message)
			if ok != want {
				t.Errorf("%q (%s) in %q: %v, want %v", tt.keyword, mode, tt.message, ok, want)
			}
			if ok && h.Text[h.Start:h.End] != folded(tt.keyword, false) {
				t.Errorf("%q (%s) in %q hits at %q", tt.keyword, mode, tt.message, h.Text[h.Start:h.End])
			}
		}
	}
}

// The longest keyword wins, then the order of the list; a keyword's first place counts.
func TestWhichKeyword(t *testing.T) {
	mixed := Set{Mode: Contains, List: []Word{
		{Text: "agent"}, {Text: "live agent"}, {Text: "human", Mode: Phrase}, {Text: "help", Mode: Prefix}, {Text: "0", Mode: Exact}, {Text: "person"},
	}}
	tests := []struct {
		name string
		k    Set
		text string
		want Hit
	}{
		{"longest", mixed, "agent? A live agent!", Hit{Word{"live agent", Contains}, 1, "agent? a live agent", 9, 19}},
		{"first place", mixed, "agent, agent", Hit{Word{"agent", Contains}, 0, "agent, agent", 0, 5}},
		{"first in the list", mixed, "a human, an agent", Hit{Word{"agent", Contains}, 0, "a human, an agent", 12, 17}},
		{"longer, though later", mixed, "agent or person", Hit{Word{"person", Contains}, 5, "agent or person", 9, 15}},
		{"one that its mode rules out", mixed, "humane help", Hit{}},
		{"prefix", mixed, "Helpless human", Hit{Word{"human", Phrase}, 2, "helpless human", 9, 14}},
		{"exact among others", mixed, "0!", Hit{Word{"0", Exact}, 4, "0", 0, 1}},
		{"length in characters, not bytes", words(Contains, "人工", "aaa"), "人工aaa", Hit{Word{"aaa", Contains}, 1, "人工aaa", 6, 9}},
		{"nested", words(Contains, "b", "ab", "abc", "bcd"), "xabcdx", Hit{Word{"abc", Contains}, 2, "xabcdx", 1, 4}},
		{"a suffix of what did not come", words(Contains, "abcde", "cd"), "abcdx", Hit{Word{"cd", Contains}, 1, "abcdx", 2, 4}},
		{"one that ends another, which its mode rules out", Set{List: []Word{{"xab", Prefix}, {"ab", Contains}}}, "cxab",
			Hit{Word{"ab", Contains}, 1, "cxab", 2, 4}},
		{"only the second place is a phrase", words(Phrase, "agent"), "reagent agent", Hit{Word{"agent", Phrase}, 0, "reagent agent", 8, 13}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, ok := compiled(t, tt.k).Match(tt.text)
			if diff := cmp.Diff(tt.want, got); diff != "" || ok != (tt.want != Hit{}) {
				t.Errorf("Match(%q) = %v (-want +got):\n%s", tt.text, ok, diff)
			}
		})
	}
}

func TestDeny(t *testing.T) {
	k := words(Contains, "agent", "人工")
	k.List = append(k.List, Word{Text: "agent orange", Mode: Exact}, Word{Text: "hot", Mode: Prefix})
	k.Deny = []string{"Travel agent", "agent orange juice", "secret agent man", "agent man", "人工智能", "hot dog", "an agent orange"}
	m := compiled(t, k)
	tests := map[string]string{
		"agent":                             "agent | agent",
		"my travel agent":                   "",
		"my TRAVEL   AGENT!":                "",
		"my travel agents":                  "agent | agent", // another word
		"travel agent or agent":             "agent | agent",
		"a secret agent man":                "",
		"agent man":                         "",
		"agent orange":                      "agent orange | agent orange",
		"agent orange juice":                "",
		"agent orange juices":               "agent | agent",
		"人工智能":                              "",
		"我不要人工智能要人工":                        "人工 | 人工",
		"hot dog":                           "",
		"hot potato":                        "hot | hot",
		"secret agent manager travel agent": "agent | agent",
	}
	for text, want := range tests {
		if got := hit(m, text); got != want {
			t.Errorf("%q hits %q, want %q", text, got, want)
		}
	}
	k = words(Contains, "one")
	k.Deny = []string{"two", "three", "one two three four"} // the last is found after those that lie in it
	if got := hit(compiled(t, k), "one two three four"); got != "" {
		t.Errorf("denied phrases in another: %q", got)
	}
	h, _ := m.Match("travel agent or agent")
	if h.Start != 16 {
		t.Errorf("the keyword outside the denied phrase is at 16, not %d", h.Start)
	}
}

func TestCompileJoinsAllErrors(t *testing.T) {
	k := Set{
		Mode: "regexp",
		List: []Word{
			{Text: "Agent"}, {Text: "ＡＧＥＮＴ!"}, {Text: " !? "}, {Text: ""}, {Text: "\u200b"}, {Text: "a\xff"}, {Text: "👍"},
			{Text: strings.Repeat("ﬁ", 6)}, {Text: "human", Mode: "fuzzy"}, {Text: "travel agent"},
		},
		Deny:        []string{"...", "Travel  Agent", "travel agent"},
		MaxRunes:    11,
		MaxKeywords: 9,
	}
	want := []*FieldError{
		{Field: "mode", Code: CodeInvalid, Reason: `"regexp" is not exact, phrase, prefix or contains`},
		{Field: "deny[0]", Code: CodeMissing, Reason: `"..." has nothing to match: spaces, punctuation and symbols at the ends do not count`},
		{Field: "deny[1]", Code: CodeTooLong, Reason: "12 characters are more than the 11 allowed"},
		{Field: "deny[2]", Code: CodeTooLong, Reason: "12 characters are more than the 11 allowed"},
		{Field: "list", Code: CodeTooMany, Reason: "10 entries are more than the 9 allowed"},
		{Field: "list[1].text", Code: CodeDuplicate, Reason: `"ＡＧＥＮＴ!" is the same as list[0]`},
		{Field: "list[2].text", Code: CodeMissing, Reason: `" !? " has nothing to match: spaces, punctuation and symbols at the ends do not count`},
		{Field: "list[3].text", Code: CodeMissing, Reason: `"" has nothing to match: spaces, punctuation and symbols at the ends do not count`},
		{Field: "list[4].text", Code: CodeMissing, Reason: `"\u200b" has nothing to match: spaces, punctuation and symbols at the ends do not count`},
		{Field: "list[5].text", Code: CodeInvalid, Reason: `"a\xff" is not valid UTF-8`},
		{Field: "list[6].text", Code: CodeMissing, Reason: `"👍" has nothing to match: spaces, punctuation and symbols at the ends do not count`},
		{Field: "list[7].text", Code: CodeTooLong, Reason: "12 characters are more than the 11 allowed"},
		{Field: "list[8].mode", Code: CodeInvalid, Reason: `"fuzzy" is not exact, phrase, prefix or contains`},
		{Field: "list[9].text", Code: CodeTooLong, Reason: "12 characters are more than the 11 allowed"},
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
	k.List, k.Deny = k.List[9:], k.Deny[1:]
	_, err = Compile(k)
	const all = `keyword: deny[1]: "travel agent" is the same as deny[0]` + "\n" +
		`list[0].text: "travel agent" cannot hit, since deny[0] is the same phrase`
	if err == nil || err.Error() != all {
		t.Errorf("Compile = %v, want %s", err, all)
	}
}

func TestMaxScan(t *testing.T) {
	k := words(Phrase, "agent", "人工")
	k.List = append(k.List, Word{Text: "stop", Mode: Exact}, Word{Text: "1234567890", Mode: Exact})
	k.MaxScan = 10
	m := compiled(t, k)
	tests := map[string]string{
		"1234 agent":   "agent | agent",
		"1234 agent!":  "", // what follows is not seen, it could be more of the word
		"1234 agents":  "",
		"123 agent!!!": "agent | agent",
		"12345 agent":  "",
		"一二三四五六七八人工":   "人工 | 人工",
		"一二三四五六七八九人工":  "",
		"1234567890":   "1234567890 | 1234567890",
		"12345678901":  "",
		"stop......":   "stop | stop",
		"stop.......":  "",
	}
	for text, want := range tests {
		if got := hit(m, text); got != want {
			t.Errorf("%q hits %q, want %q", text, got, want)
		}
	}
	k.MaxScan = -1
	if got := hit(compiled(t, k), strings.Repeat("x ", 10_000)+"agent"); got != "agent | agent" {
		t.Errorf("without a limit: %q", got)
	}
}

func TestMatcherWithoutKeywords(t *testing.T) {
	var none *Matcher
	for _, m := range []*Matcher{none, {}, compiled(t, Set{}), compiled(t, Set{Deny: []string{"agent"}})} {
		for _, text := range []string{"", "agent", "\xff"} {
			if h, ok := m.Match(text); ok || h != (Hit{}) {
				t.Errorf("Match(%q) = %v", text, h)
			}
		}
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

func TestMatcherIsSharedBetweenGoroutines(t *testing.T) {
	k := words(Phrase, "agent", "straße", "人工")
	k.Deny = []string{"travel agent"}
	m := compiled(t, k)
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 200 {
				if got := hit(m, "Die STRASSE, bitte"); got != "straße | strasse" {
					t.Errorf("hit %q", got)
				}
			}
		})
	}
	wg.Wait()
}
