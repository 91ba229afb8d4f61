package keyword

import (
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
)

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
		{"ꦮꦺꦴꦁ", "ꦏꦸꦭꦮꦺꦴꦁ", false, true, false, true},
		{"ᦅᦓ", "ᦂᦱᦅᦓᦺ", false, true, false, true},
		{"ꃅ", "ꀉꃅꂓ", false, true, false, true},
		{"ㄎㄜ", "ㄨㄛㄎㄜㄈㄨ", false, true, false, true},
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
