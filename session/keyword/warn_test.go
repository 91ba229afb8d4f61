package keyword

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestWarn(t *testing.T) {
	k := words(Phrase, "agent", "аgent", "оператор", "oператор", "*0", "c++", "#1", "agent 👍", "*human*", "opérateur", "café", "cafe",
		"می\u200cخواهم", "αgent", "live-agent", "5 ≥", "été/", "مُوَظَّف", "İnsan")
	k.Deny = []string{"travel аgent", "agent"}
	want := []*FieldError{
		{Field: "list[1].text", Code: WarnLookAlike, Reason: `in "аgent" the letter "а" is Cyrillic (U+0430) and looks like the Latin "a": customers will not type it`},
		{Field: "list[1].text", Code: WarnLookAlike, Reason: `"аgent" looks like list[0] and is written with letters of another script`},
		{Field: "list[3].text", Code: WarnLookAlike, Reason: `in "oператор" the letter "o" is Latin (U+006F) and looks like the Cyrillic "о": customers will not type it`},
		{Field: "list[3].text", Code: WarnLookAlike, Reason: `"oператор" looks like list[2] and is written with letters of another script`},
		{Field: "list[4].text", Code: WarnSymbols, Reason: `in "*0" the symbol "*" does not count, so that it is the same as "0"`},
		{Field: "list[9].text", Code: WarnAccents, Reason: `customers also type "opérateur" without accents, which is another word: list "operateur" too if it should count`},
		{Field: "list[12].text", Code: WarnJoiner, Reason: "\"می\\u200cخواهم\" has a zero-width non-joiner, for which customers also type a space: list it with a space too"},
		{Field: "list[13].text", Code: WarnLookAlike, Reason: `in "αgent" the letter "α" is Greek (U+03B1) and looks like the Latin "a": customers will not type it`},
		{Field: "list[13].text", Code: WarnLookAlike, Reason: `"αgent" looks like list[0] and is written with letters of another script`},
		{Field: "list[15].text", Code: WarnSymbols, Reason: `in "5 ≥" the symbol "≥" does not count, so that it is the same as "5"`},
		{Field: "list[16].text", Code: WarnSymbols, Reason: `in "été/" the symbol "/" does not count, so that it is the same as "été"`},
		{Field: "list[16].text", Code: WarnAccents, Reason: `customers also type "été/" without accents, which is another word: list "ete/" too if it should count`},
		{Field: "deny[0]", Code: WarnLookAlike, Reason: `in "travel аgent" the letter "а" is Cyrillic (U+0430) and looks like the Latin "a": customers will not type it`},
	}
	got := Warn(k)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("Warn (-want +got):\n%s", diff)
	}
	if got := Warn(Set{}); got != nil {
		t.Errorf("of nothing: %v", got)
	}
}

// A symbol that folding drops is named, also after a space; one that counts, decorates or is an
// emoji is not.
func TestWarnOfLostSymbols(t *testing.T) {
	for text, want := range map[string]string{
		".net": ".", "!help": "!", "-1": "-", "A-": "-", "?start": "?", ":help": ":", "_id": "_", "--help": "-", "‑1": "-", "!!sos": "!", "'t": "'", "5\"": "\"",
		"ג׳": "'", "/start/x": "/", "-a-b": "-", "*-1": "*", "10⁶": "⁶", "1½": "½", "2²": "²",
		"½": "", "m²": "", "①": "", "1º": "", "A.": "", "1)": "", "- agent": "", "agent -": "", "...help": "", "…help": "", "¿agente?": "", "¡hola!": "", "•agent": "",
		"\"agent\"": "", "„agent“": "", "[agent]": "", "-agent-": "", "人工。": "", "مرحبا؟": "", "मदद।": "", "སྐད་": "", "5 '": "", "agent…": "",
		"50 %": "%", "50\u202f%": "%", "20 €": "€", "€ 20": "€", "20°": "°", "-20 °": "-°", "§ 5": "§", "# 1": "#", "c ++": "+", "٥٠ ٪": "%", "₹ 100": "₹", "５０　％": "%",
		"50%": "", "20€": "", "€20": "", "c++": "", "#1": "", "agent!": "", "(agent)": "", "agent ☎": "", "agent 👍": "", "+++ agent +++": "", "«agent»": "", "agent.": "",
	} {
		got := ""
		for _, w := range Warn(words(Exact, text)) {
			if w.Code == WarnSymbols {
				_, after, _ := strings.Cut(strings.TrimPrefix(w.Reason, fmt.Sprintf("in %q the ", text)), " ")
				symbol, _, _ := strings.Cut(after, " ")
				symbol, _ = strconv.Unquote(symbol)
				got += symbol
			}
		}
		if got != want {
			t.Errorf("%q: the symbols %q, want %q", text, got, want)
		}
	}
}

// Digits that look like letters, and letters that look like digits, are warned of; the digits of
// words that have some are not.
func TestWarnOfDigitsInWords(t *testing.T) {
	for text, want := range map[string]string{
		"0perator": "o", "he1p": "l", "w0rld": "o", "0ператор": "о", "во3врат": "з", "1o1": "0", "2O24": "0", "1l0": "1", "1І0": "1",
		"௧": "", "அ௧அக": "க", "၁၇": "", "မ၇မက": "ရ", "సె౦టర్": "ం", "م١لك": "ا",
		"b2b": "", "h1b": "", "a1c": "", "4ever": "", "5l": "", "1st": "", "1er": "", "co2": "", "3часа": "", "mp3": "", "agent0": "", "agent 007": "", "covid19": "",
		"х1ума": "", "7abibi": "", "x0x": "", "2nd": "", "8k": "", "h264": "", "ipv4": "", "r2d2": "", "web2print": "", "a4o": "", "10": "", "شماره۱": "",
	} {
		got := ""
		for _, w := range Warn(words(Phrase, text)) {
			if w.Code == WarnLookAlike && strings.Contains(w.Reason, "digit") {
				_, after, _ := strings.Cut(w.Reason, "looks like the ")
				got = strings.Split(after, "\"")[1]
			}
		}
		if got != want {
			t.Errorf("%q: looks like %q, want %q", text, got, want)
		}
	}
}

// Letters that only look like their neighbours, by script, and words that only mix scripts.
func TestWarnOfLookAlikes(t *testing.T) {
	for text, want := range map[string]string{
		"օpator": "Armenian", "օպերատoր": "Latin", "ոperator": "Armenian", "oператոր": "Latin",
		"nümayәndә": "Cyrillic", "нүmаянда": "Latin", "әлaқә": "Latin", "γes": "Greek",
		"オペレ一タ一": "Han", "ヘルプ力": "Han", "サポ一ト": "Han", "へルプ": "Hiragana", "ぺージ": "Hiragana", "フりー": "Hiragana", "人エ": "Katakana", "転人エ": "Katakana", "統ー": "Katakana",
		"хIума": "Latin", "привiт": "Latin",
		"Ꭺgent": "Cherokee", "hᎬlp": "Cherokee", "hꭼlp": "Cherokee", "ᏣᎳgᎩ": "Latin", "ꓮgent": "Lisu", "ꓡꓲꓢu": "Latin", "agenⲧ": "Coptic", "ɑgent": "phonetic", "ɡame": "phonetic",
		"ᏣᎳᎩ": "", "ꓡꓲ‐ꓢꓴ": "", "ʋu": "", "ɖɔkita": "",
		"オペレーター": "", "サポートへ": "", "東京へ": "", "コーヒー一杯": "", "ビル入口": "", "お問い合わせ": "", "第二": "", "人工": "", "三ケ月": "", "一カ所": "", "関東エリア": "",
		"օպերատոր": "", "nümayəndə": "", "әлақә": "", "Wi-Fi оператор": "", "хӏума": "", "привіт": "", "εκπρόσωπος": "",
	} {
		got := ""
		for _, w := range Warn(words(Phrase, text)) {
			if w.Code == WarnLookAlike {
				got += w.Reason
			}
		}
		if want == "" && got != "" || want != "" && !strings.Contains(got, "is "+want+" (U+") {
			t.Errorf("%q: %q, want a letter that is %q", text, got, want)
		}
	}
	for a, b := range map[string]string{"ヘルプ": "へルプ", "人工": "人エ", "nümayəndə": "nümayәndә", "օպերատոր": "oպերատոր"} {
		m := compiled(t, words(Exact, a))
		if got := m.Explain(b); !strings.Contains(got, "it looks like the keyword") {
			t.Errorf("%q for the keyword %q: %s", b, a, got)
		}
	}
}

// Burmese in the Zawgyi encoding is warned of; in Unicode, and in other languages of the script,
// not.
func TestWarnOfZawgyi(t *testing.T) {
	for text, zawgyi := range map[string]bool{
		"\u1031\u1019\u102c\u1004\u1039":             true,  // maung: the vowel first, U+1039 at the end
		"\u1019\u1031\u102c\u1004\u103a":             false, // the same in Unicode
		"\u1000\u103c\u1031\u102c":                   false, // a medial before the vowel
		"\u1019\u1014\u1039\u1010\u101c\u1031\u1038": false, // mandalay: U+1039 stacks
		"\u1022\u1035\u1010\u103d\u1075\u1038":       false, // Shan
		"agent":                                      false,
	} {
		var got []string
		for _, w := range Warn(words(Phrase, text)) {
			got = append(got, w.Code)
		}
		if is := slices.Contains(got, WarnZawgyi); is != zawgyi {
			t.Errorf("%+q: warnings %v, Zawgyi: want %v", text, got, zawgyi)
		}
	}
}

func TestExplain(t *testing.T) {
	k := words(Phrase, "agent", "live chat", "оператор")
	k.List = append(k.List, Word{Text: "0", Mode: Exact}, Word{Text: "help", Mode: Prefix}, Word{Text: "人工", Mode: Contains})
	k.Deny = []string{"travel agent"}
	k.MaxScan = 40
	m := compiled(t, k)
	for text, want := range map[string]string{
		"Agent!":          `Hits the keyword "agent": the message reads "agent", and it is there as words of its own.`,
		"an agent":        `Hits the keyword "agent": it is there as words of its own.`,
		"0":               `Hits the keyword "0": the keyword is the whole message.`,
		"help me":         `Hits the keyword "help": the message begins with it.`,
		"转人工":             `Hits the keyword "人工": it is there.`,
		"reagents":        `Hits no keyword: it contains the keyword "agent", but as part of a longer word.`,
		"my travel agent": `Hits no keyword: it contains the keyword "agent", but within a denied phrase.`,
		"10 euros":        `Hits no keyword: it contains the keyword "0", but it must be the whole message.`,
		"please help":     `Hits no keyword: it contains the keyword "help", but the message must begin with it.`,
		"ОПEPATOP":        `Hits no keyword: the message reads "опepatop", and it looks like the keyword "оператор", but is written with letters of another script.`,
		"hello":           `Hits no keyword: it contains no keyword.`,
		"hello, this is a long message that goes on": `Hits no keyword: the message reads "hello, this is a long message that goes ", and it contains no keyword; what follows the first 40 characters is not looked at.`,
	} {
		if got := m.Explain(text); got != want {
			t.Errorf("Explain(%q):\n%s\nwant\n%s", text, got, want)
		}
	}
	var none *Matcher
	if got := none.Explain("x"); got != "There are no keywords." {
		t.Error(got)
	}
}
