package keyword

import (
	"os"
	"strings"
	"testing"
)

// Explain says how a message differs from the keyword that it comes near.
func TestExplainNear(t *testing.T) {
	for _, tt := range []struct{ keyword, message, differs string }{
		{"opérateur", "un operateur svp", "with other accents or marks"},
		{"operateur", "Opérateur", "with other accents or marks"},
		{"đại", "dai", "with other accents or marks"},
		{"ł", "l", "with other accents or marks"},
		{"கட்டு", "கடடு", "with other accents or marks"},
		{"call-center", "the call center", "with other spaces, hyphens or signs"},
		{"callcenter", "call‑center", "with other spaces, hyphens or signs"},
		{"quelquun", "quelqu’un", "with other spaces, hyphens or signs"},
		{"c++", "c", "with other spaces, hyphens or signs"},
		{"#1", "1", "with other spaces, hyphens or signs"},
		{"می\u200cخواهم", "می خواهم", "with other spaces, hyphens or signs"},
		{"オペレーター", "おぺれーたー", "in the other kana, or with kana of another size"},
		{"ビョウイン", "ビヨウイン", "in the other kana, or with kana of another size"},
		{"0", "O", "with a letter for a digit, or a digit for a letter"},
		{"help", "HE1P", "with a letter for a digit, or a digit for a letter"},
		{"оператор", "ОПEPATOP", "with letters of another script"},
		{"ᏣᎳᎩ", "ᏣᎳy", "with letters of another script"},
		{"əlaqə", "әлақә", ""},
		{"télé-assistance", "tele assistance", "with other accents, signs or letters"},
		{"1", "10", ""},
		{"für", "fuer", ""},
		{"转人工", "轉人工", ""},
		{"с", "c++", "with letters of another script"},
		{"c++", "chat", ""},
		{"été", "competent", ""},
	} {
		got := compiled(t, words(Exact, tt.keyword)).Explain(tt.message)
		_, differs, near := strings.Cut(got, "but is written ")
		if differs = strings.TrimSuffix(differs, "."); differs != tt.differs || near != (tt.differs != "") {
			t.Errorf("%q for the keyword %q: %s, want %q", tt.message, tt.keyword, got, tt.differs)
		}
	}
}

// Most pairs of the table that do not match come near, and Explain says so.
func TestExplainPairs(t *testing.T) {
	b, err := os.ReadFile("testdata/pairs.txt")
	if err != nil {
		t.Fatal(err)
	}
	near, pairs := 0, 0
	for line := range strings.Lines(string(b)) {
		pair, ok := strings.CutPrefix(strings.TrimSuffix(line, "\n"), "! ")
		if !ok {
			continue
		}
		a, b, _ := strings.Cut(pair, " | ")
		pairs++
		one := compiled(t, words(Exact, a)).Explain(b)
		if !strings.Contains(one, "it contains no keyword") {
			near++
		}
	}
	if near < pairs/2 {
		t.Errorf("%d of %d pairs are explained", near, pairs)
	}
}
