package jsonread_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/contactkit/contactkit/channel/jsonread"
	"github.com/google/go-cmp/cmp"
)

func TestText(t *testing.T) {
	tests := []struct{ body, want string }{
		{`""`, ""},
		{`"plain"`, "plain"},
		{`"longer than eight bytes, and than sixteen"`, "longer than eight bytes, and than sixteen"},
		{`"é ü 💡 مصباح"`, "é ü 💡 مصباح"},
		{`"\"\\\/\b\f\n\r\t"`, "\"\\/\b\f\n\r\t"},
		{`"\u0041\u00e9\u20AC\uffff"`, "Aé€\uffff"},
		{"\"\x7f\"", "\x7f"},
		{`"a\u0000b"`, "a�b"},
		{`"\u0000\u0000"`, "��"},
		{`"\u0001\u001f"`, "\x01\x1f"},
		{`"\ud83d\udca1"`, "💡"},
		{`"\uD83D\uDCA1\uD83D\uDCA1"`, "💡💡"},
		{`"\udbff\udfff"`, "\U0010ffff"},
		{`"\ud83d"`, "�"},
		{`"\udca1"`, "�"},
		{`"\udca1\ud83d"`, "��"},
		{`"\ud83d\ud83d\udca1"`, "�💡"},
		{`"\ud83dx"`, "�x"},
		{`"\ud83d\n"`, "�\n"},
		{`"\ud83d\u0041"`, "�A"},
		{`"\ud83d\u0000"`, "��"},
		{`"\ud83d\\udca1"`, `�\udca1`},
		{`"\\u0000"`, `\u0000`},
		{`"\\\\"`, `\\`},
		{`"ends with a backslash\\"`, `ends with a backslash\`},
		{"\"\xff\"", "�"},
		{"\"a\xc3\"", "a�"},
		{"\"\xe2\x82\"", "��"},
		{"\"\xed\xa0\x80\"", "���"},
		{"\"\xc0\x80\"", "��"},
		{"\"\xf4\x90\x80\x80\"", "����"},
		{"\"\xff\\n\xff\"", "�\n�"},
		{`"�"`, "�"},
	}
	for _, tt := range tests {
		got := []string{open(t, tt.body).Text(), open(t, tt.body).ID()}
		for key := range open(t, `{`+tt.body+`:0}`).Object {
			got = append(got, string(key))
		}
		if diff := cmp.Diff([]string{tt.want, tt.want, tt.want}, got); diff != "" {
			t.Errorf("Text, ID and key of %s (-want +got):\n%s", tt.body, diff)
		}
	}
}

// Strings are scanned eight bytes at a time: every byte that ends a run must be seen in each of the
// eight places, next to every other.
func TestTextAtEveryOffset(t *testing.T) {
	marks := map[string]string{`\"`: `"`, `\\`: `\`, `\n`: "\n", "é": "é", "\xff": "�", "\x80": "�", "!": "!", "\x7f": "\x7f", `\u0000`: "�", "": ""}
	for first, wantFirst := range marks {
		for second, wantSecond := range marks {
			for before := range 17 {
				for between := range 9 {
					a, b := strings.Repeat("a", before), strings.Repeat("#", between)
					want := a + wantFirst + b + wantSecond
					if got := open(t, `"`+a+first+b+second+`"`).Text(); got != want {
						t.Errorf("Text of %q = %q, want %q", a+first+b+second, got, want)
					}
				}
			}
		}
	}
}

func TestControlCharacterAtEveryOffset(t *testing.T) {
	for c := range 256 {
		for before := range 17 {
			body := strings.Repeat("a", before) + string([]byte{byte(c)}) + strings.Repeat("a", 9)
			_, err := jsonread.New([]byte(`"` + body + `"`))
			valid := c >= ' ' && c != '"' && c != '\\'
			if (err == nil) != valid {
				t.Errorf("New of a string with byte %#x after %d: error %v", c, before, err)
			}
		}
	}
}

func TestID(t *testing.T) {
	numbers := []string{
		"0", "-0", "12", "-1001555000222", "9007199254740993", "90071992547409931", "18446744073709551616",
		"123456789012345678901234567890", "1.0", "1e3", "1.50E+10",
	}
	for _, number := range numbers {
		for _, body := range []string{number, fmt.Sprintf("%q", number), " " + number + "\n"} {
			r := open(t, body)
			if got := r.ID(); got != number || r.Mismatches() != 0 {
				t.Errorf("ID of %q = %q with %d mismatches", body, got, r.Mismatches())
			}
		}
	}
}

// A word or id that is known is the same text without a copy; any other value is what Text and ID
// say.
func TestKnown(t *testing.T) {
	words := []string{"page", "12", ""}
	for _, tt := range []struct{ body, text, id string }{
		{`"page"`, "page", "page"}, {`"pages"`, "pages", "pages"}, {`"pag"`, "pag", "pag"}, {`""`, "", ""}, {`"p\u0061ge"`, "page", "page"}, {`"påge"`, "påge", "påge"},
		{`"page\u0041"`, "pageA", "pageA"}, {`"pageé"`, "pageé", "pageé"}, {`"page\\"`, `page\`, `page\`},
		{`"12"`, "12", "12"}, {`12`, "", "12"}, {`12.5`, "", "12.5"}, {`null`, "", ""}, {`["page"]`, "", ""}, {`{}`, "", ""}, {`true`, "", ""},
	} {
		text, id := open(t, tt.body), open(t, tt.body)
		if got := text.Known(words...); got != tt.text || text.Kind() != jsonread.Invalid {
			t.Errorf("Known(%s) = %q, want %q", tt.body, got, tt.text)
		}
		if got := id.KnownID(words...); got != tt.id || id.Kind() != jsonread.Invalid {
			t.Errorf("KnownID(%s) = %q, want %q", tt.body, got, tt.id)
		}
		plain := open(t, tt.body)
		plain.Text()
		if text.Mismatches() != plain.Mismatches() {
			t.Errorf("Known(%s) counts %d mismatches, Text %d", tt.body, text.Mismatches(), plain.Mismatches())
		}
	}
	body := open(t, `["page",12]`)
	if n := testing.AllocsPerRun(100, func() {
		r := body
		for range r.Array {
			r.KnownID("page", "12")
		}
	}); n != 0 {
		t.Errorf("known words take %v allocations", n)
	}
}
