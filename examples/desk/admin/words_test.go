package admin

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/directory"
	"github.com/contactkit/contactkit/examples/desk/locale"
)

// The reasons that are translated are those that the library and the engine say.
func TestReasons(t *testing.T) {
	var files []string
	for _, folder := range []string{"../../../channel/directory", "../../../channel/tlsconfig", "../engine"} {
		found, err := filepath.Glob(folder + "/*.go")
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, found...)
	}
	var source strings.Builder
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		source.Write(text)
	}
	for _, r := range reasons {
		if said := strings.ToLower(r[:1]) + strings.TrimSuffix(r[1:], "."); !strings.Contains(source.String(), `"`+said+`"`) {
			t.Errorf("the library does not say %q", said)
		}
	}
}

// A complaint is in the reader's language: its reason, or else its kind with the reason in English.
func TestSays(t *testing.T) {
	known := &channel.FieldError{Field: "name", Code: channel.CodeMissing, Reason: "a value is needed"}
	other := &channel.FieldError{Field: "name", Code: channel.CodeTooLong, Reason: "this is new", Limit: 8, Got: 9, Unit: string(channel.Runes)}
	for _, tt := range []struct {
		tag, known, other string
	}{
		{"en", "A value is needed.", "This is new. (9, at most 8 characters)"},
		{"es", "Se necesita un valor.", "El valor es demasiado largo. (this is new) (9, máximo 8 caracteres)"},
		{"ja", "値が必要です。", "値が長すぎます。 (this is new) (9、上限 8 文字)"},
	} {
		l := locale.For(tt.tag, "", "")
		if got := says(l, known); got != tt.known {
			t.Errorf("%s: %q, want %q", tt.tag, got, tt.known)
		}
		if got := says(l, other); got != tt.other {
			t.Errorf("%s: %q, want %q", tt.tag, got, tt.other)
		}
	}
	for _, code := range []string{channel.CodeMissing, channel.CodeInvalid, channel.CodeTooLong, channel.CodeTooMany, channel.CodeDuplicate, channel.CodeConflict, directory.CodeUnknown, directory.CodeTaken, directory.CodeOdd} {
		if codeWords[code] == "" {
			t.Errorf("the code %s has no words", code)
		}
	}
}

// An error of these pages is said in each language with its values; others keep their details.
func TestWordsInLanguages(t *testing.T) {
	es := locale.For("es", "", "")
	for want, err := range map[string]error{
		"Hay más de 5 mensajes en este periodo: elija uno más corto.": telling(locale.Tell("There are more than {n} messages in this time: choose a shorter one.", "n", 5)),
		"La plataforma rechaza las credenciales. Bad token.":          errors.Join(&channel.Error{Kind: channel.ErrUnauthorized, Err: errors.New("bad token")}),
		"Otra persona cambió este canal mientras tanto. ":             directory.ErrStale,
	} {
		if got := words(es, err); !strings.Contains(got, strings.Split(want, ". ")[0]) {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
