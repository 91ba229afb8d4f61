package keyword

import (
	"testing"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

func folded(text string, strict bool) string {
	f := folder{caser: cases.Fold(), strict: strict}
	return string(f.fold(nil, text, false))
}

// Pairs of a customer's text and an administrator's keyword.
func TestFoldEqual(t *testing.T) {
	tests := []struct {
		name, a, b string
		strict     bool // equal with Strict
		equal      bool // equal without it
	}{
		{"full width", "ＡＧＥＮＴ", "agent", true, true},
		{"ligature", "ﬁn", "fin", true, true},
		{"sharp s", "STRASSE", "straße", true, true},
		{"capital sharp s", "STRAẞE", "strasse", true, true},
		{"composed and decomposed", "caf\u00e9", "cafe\u0301", true, true},
		{"half-width kana", "ｶﾞｲﾄﾞ", "ガイド", true, true},
		{"full-width mark inside", "a！b", "a!b", true, true},
		{"full-width comma inside", "a，b", "a,b", true, true},
		{"no-break space", "live\u00a0agent", "live agent", true, true},
		{"ideographic space", "live\u3000agent", "live agent", true, true},
		{"tab and newline", "live\t\r\n agent", "live agent", true, true},
		{"Arabic presentation forms", "\ufe8d\ufedf\ufeb4\ufefc\ufee1", "السلام", true, true},
		{"final sigma", "ΣΊΓΜΑΣ", "σίγμας", true, true},
		{"circled digit", "①", "1", true, true},
		{"circled digits of dingbats", "❷➂➍⓹", "2345", true, true},
		{"double-circled number", "⓬", "12", true, true},
		{"capitals outside ASCII", "ОПЕРАТОР", "оператор", true, true},
		{"ohm sign", "Ω1", "ω1", true, true},
		{"Arabic tatweel", "مـوظـف", "موظف", true, true},
		{"a tatweel between letter and mark", "ا\u0640\u0653", "آ", true, true},
		{"zero-width space", "age\u200bnt", "agent", true, true},
		{"directional marks", "\u200fموظف\u200e", "موظف", true, true},
		{"soft hyphen", "a\u00adgent", "agent", true, true},
		{"byte-order mark", "\ufeffagent", "agent", true, true},
		{"variation selector", "agent\ufe0f", "agent", true, true},
		{"ideographic variation", "葛\U000E0100", "葛", true, true},
		{"a joiner between letter and mark", "e\u200d\u0301", "é", true, true},
		{"punctuation at the ends", "¿Agente?!", "agente", true, true},
		{"symbols at the ends", "+++ agent $$$", "agent", true, true},
		{"emoji at the ends", "👩🏽‍💻 agent 🙏", "agent", true, true},
		{"ideographic full stop at the end", "转人工。", "转人工", true, true},
		{"not UTF-8", "\xff agent \xc3", "agent", true, true},

		{"simplified and traditional", "转人工", "轉人工", false, false},
		{"capital dotted I", "İ", "i", false, true},
		{"dotless i", "I", "ı", false, true},
		{"accents", "opérateur", "operateur", false, false},
		{"alef maksura and yeh", "على", "علي", false, true},
		{"Arabic and Persian kaf", "\u0643\u0645\u06a9", "\u06a9\u0645\u06a9", false, true},
		{"alef with madda", "آ", "ا", false, true},
		{"yeh with hamza", "ئ", "ی", false, true},
		{"Arabic-Indic and other digits", "٠", "0", true, true},
		{"extended and Arabic-Indic digits", "۱۲", "١٢", true, true},
		{"full stops inside", "a。b", "a.b", false, false},
		{"skin tone inside", "call 👍🏽 me", "call 👍 me", false, false},
		{"space inside", "live agent", "liveagent", false, false},
		{"typographic apostrophe", "l’agent", "l'agent", true, true},
		{"typographic hyphen", "call‑center", "call-center", true, true},
		{"keycap", "1️⃣", "1", true, true},
		{"Russian yo", "ещё", "еще", false, true},
		{"punctuation inside", "live-agent", "live agent", false, false},
		{"colon for visarga", "दु:ख", "दुःख", false, true},
		{"colon between Armenian letters", "ա:բ", "ա\u0503բ", false, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			for strict, want := range map[bool]bool{true: tt.strict, false: tt.equal} {
				if a, b := folded(tt.a, strict), folded(tt.b, strict); (a == b) != want {
					t.Errorf("%q and %q (strict %v) fold to %q and %q, equal should be %v", tt.a, tt.b, strict, a, b, want)
				}
			}
		})
	}
}

// Of every character: the cases of a letter are one, and folding what is folded changes nothing.
func TestFoldEveryCharacter(t *testing.T) {
	for r := rune(1); r <= unicode.MaxRune; r += step() {
		if !utf8.ValidRune(r) {
			continue
		}
		once := folded("x"+string(r)+"x", false)
		if twice := folded(once, false); twice != once {
			t.Errorf("%U folds to %q, and that to %q", r, once, twice)
		}
		if once := folded("x"+string(r)+"x", true); folded(once, true) != once {
			t.Errorf("strict, %U folds to %q, and that to %q", r, once, folded(once, true))
		}
		for other := unicode.SimpleFold(r); other > r; other = unicode.SimpleFold(other) {
			if got := folded("x"+string(other)+"x", false); got != once {
				t.Errorf("%U folds to %q, but %U to %q", r, once, other, got)
			}
		}
	}
}

// The short way for plain characters is the same as the long one, alone and next to others.
func TestPlainCharacters(t *testing.T) {
	for _, strict := range []bool{true, false} {
		plainCharacters(t, &folder{caser: cases.Fold(), strict: strict})
	}
}

// step is one, or with -short so much that every eleventh character is tried.
func step() rune {
	if testing.Short() {
		return 11
	}
	return 1
}

func plainCharacters(t *testing.T, f *folder) {
	t.Helper()
	plain := 0
	for r := rune(0); r <= unicode.MaxRune; r += step() {
		if !utf8.ValidRune(r) || plainRune(r) == notPlain {
			continue
		}
		plain++
		for _, text := range []string{string(r), "e" + string(r), string(r) + "か", "\u1100" + string(r), " " + string(r) + "\n\n" + string(r) + string(r),
			string(r) + "a", "ò" + string(r), "ú" + string(r), string(r) + "y", "オペレー" + string(r), "オペレーター" + string(r), string(r) + "-", "タ" + string(r) + "ー"} {
			got, ok := f.appendPlain(nil, text)
			if want := f.appendAny(nil, text); ok && string(got) != string(want) {
				t.Errorf("%q (%U) folds to %q, the long way to %q", text, r, got, want)
			}
		}
		if b := []byte(string(r)); plainRune(r) != plainNothing && plainRune(r) != ' ' && !norm.NFKC.Properties(b).BoundaryBefore() {
			t.Errorf("%U may combine with the character before it", r)
		}
	}
	if plain < 30_000/int(step()) {
		t.Errorf("only %d characters are plain", plain)
	}
	if _, ok := f.appendPlain(nil, "cafe\u0301"); ok {
		t.Error("a combining mark is taken for plain")
	}
}

// The result of Unicode's own steps, so that a change of the tables is seen.
func TestFoldingByUnicodeAlone(t *testing.T) {
	fold := cases.Fold()
	for _, tt := range []struct {
		a, b  string
		equal bool
	}{
		{"ＡＧＥＮＴ", "agent", true}, {"ﬁn", "fin", true}, {"STRASSE", "straße", true}, {"é", "e\u0301", true}, {"ｶﾞ", "ガ", true},
		{"！", "!", true}, {"，", ",", true}, {"\u00a0", " ", true}, {"\u3000", " ", true}, {"\ufefb", "لا", true}, {"Σ", "ς", true}, {"①", "1", true},
		{"转人工", "轉人工", false}, {"İ", "i", false}, {"I", "ı", false}, {"مـ", "م", false}, {"a\u200bb", "ab", false}, {"\u200fa", "a", false},
		{"ى", "ي", false}, {"ك", "ک", false}, {"٠", "0", false}, {"。", ".", false}, {"👍🏽", "👍", false},
	} {
		alone := func(s string) string { return norm.NFKC.String(fold.String(norm.NFKC.String(s))) }
		if (alone(tt.a) == alone(tt.b)) != tt.equal {
			t.Errorf("%q and %q: %q and %q, equal should be %v", tt.a, tt.b, alone(tt.a), alone(tt.b), tt.equal)
		}
	}
}
