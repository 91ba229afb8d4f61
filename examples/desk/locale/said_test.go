package locale

import (
	"errors"
	"strings"
	"testing"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/directory"
	"github.com/contactkit/contactkit/session/keyword"
)

// reasonsOf are the complaints of an error as the pages say them, each a sentence.
func reasonsOf(err error) (list []string) {
	for _, e := range channel.FieldErrors(err) {
		list = append(list, strings.ToUpper(e.Reason[:1])+e.Reason[1:]+".")
	}
	return list
}

// Every complaint about keywords and about a schema of attributes is a sentence of every language.
func TestSaidOfKeywordsAndAttributes(t *testing.T) {
	words := keyword.Set{
		Mode: "regexp", Deny: []string{"...", "bye", "no\x00pe"}, MaxRunes: 8, MaxKeywords: 4,
		List: []keyword.Word{{Text: "agent"}, {Text: "AGENT!"}, {Text: "bye"}, {Text: "a\xff"}, {Text: "a long word"}},
	}
	_, err := keyword.Compile(words)
	schema := directory.Provider{Name: "shop", Attributes: []directory.Attribute{
		{Key: "tier", Type: "Text"}, {Key: "tier", Type: directory.String50}, {Key: "a b", Type: directory.String50}, {Key: "tone", Label: "\x00", Type: directory.String50},
	}}
	list := reasonsOf(errors.Join(err, schema.Check()))
	if len(list) != 12 {
		t.Fatalf("%d complaints: %q", len(list), list)
	}
	for _, language := range Languages[1:] {
		for _, text := range list {
			if own, ok := For(language.Tag, "", "").Said(text); !ok || own == text {
				t.Errorf("%s: %q is said as %q", language.Tag, text, own)
			}
		}
	}
}

// A value stays as it is typed within the sentence, without the quotation marks of the code.
func TestSaidKeepsValues(t *testing.T) {
	const text, want = `"no\x00pe" must not hold U+0000, which no message has.`, `no\x00pe no debe contener U+0000, que no aparece en ningún mensaje.`
	if got, _ := For("es", "", "").Said(text); got != want {
		t.Errorf("%q, want %q", got, want)
	}
}
