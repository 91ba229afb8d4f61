package locale

import (
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/examples/whatsapp"
	"github.com/contactkit/contactkit/facebook"
	"github.com/contactkit/contactkit/telegram"
	"github.com/contactkit/contactkit/twitter"
)

// uses find the texts that templates and Go translate.
var uses = []*regexp.Regexp{
	regexp.MustCompile(`[{( ]t ("(?:[^"\\\n]|\\.)*")`),
	regexp.MustCompile(`(?:\.T|locale\.Tell|locale\.Mark|\bMark)\(("(?:[^"\\\n]|\\.)*")`),
}

// sources are the desk's templates and Go files, by their path.
func sources(t *testing.T, ends ...string) map[string]string {
	t.Helper()
	found := make(map[string]string)
	err := filepath.WalkDir("..", func(path string, _ fs.DirEntry, err error) error {
		if err != nil || !slices.Contains(ends, filepath.Ext(path)) || strings.HasSuffix(path, "_test.go") || filepath.Base(path) == "locale.go" {
			return err
		}
		data, err := os.ReadFile(path)
		found[filepath.ToSlash(path)] = string(data)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

var placeholder = regexp.MustCompile(`{\w+}`)

func placeholders(text string) []string {
	list := placeholder.FindAllString(text, -1)
	slices.Sort(list)
	return slices.Compact(list)
}

// noTokens is a store for a driver that opens no channel.
type noTokens struct{}

func (noTokens) Load(context.Context, string) (twitter.Tokens, error) { return twitter.Tokens{}, nil }

func (noTokens) Swap(context.Context, string, int64, twitter.Tokens) (bool, error) { return false, nil }

// Every text of a page, and every label and help of the drivers' fields, is in every language, with
// the same values in it, and no language has a text that no page shows.
func TestTexts(t *testing.T) {
	used := make(map[string]string)
	for path, source := range sources(t, ".html", ".go") {
		for _, use := range uses {
			for _, found := range use.FindAllStringSubmatch(source, -1) {
				text, err := strconv.Unquote(found[1])
				if err != nil {
					t.Fatalf("%s: %s: %v", path, found[1], err)
				}
				used[text] = path
			}
		}
	}
	for path, source := range sources(t, ".js") {
		for _, found := range inScript.FindAllStringSubmatch(source, -1) {
			text, err := strconv.Unquote(found[1])
			if err != nil {
				t.Fatalf("%s: %s: %v", path, found[1], err)
			}
			used[text] = path
		}
	}
	for _, d := range []channel.Driver{telegram.Driver(), facebook.Driver(), twitter.DriverWith(noTokens{}), whatsapp.Driver()} {
		for _, f := range d.Fields {
			if f.Kind != channel.FieldCertificate && f.Kind != channel.FieldTokens { // forms have their own words for them
				used[f.Label], used[f.Help] = d.Platform, d.Platform
			}
		}
	}
	if len(used) < 20 {
		t.Fatalf("only %d texts found", len(used))
	}
	for tag, known := range texts {
		var missing []string
		for text, path := range used {
			got, ok := known[text]
			switch {
			case !ok || got == "":
				missing = append(missing, path+": "+strconv.Quote(text))
			case !slices.Equal(placeholders(text), placeholders(got)):
				t.Errorf("%s: %q has other values than %q", tag, got, text)
			}
		}
		slices.Sort(missing)
		if len(missing) > 0 {
			t.Errorf("%s.json lacks %d texts:\n%s", tag, len(missing), strings.Join(missing, "\n"))
		}
		for text := range known {
			if used[text] == "" {
				t.Errorf("%s.json has %q, which no page shows", tag, text)
			}
		}
	}
}

var (
	action  = regexp.MustCompile(`(?s){{.*?}}`)
	letters = regexp.MustCompile(`\p{L}{2}`)
	spoken  = []string{"aria-label", "placeholder", "title", "alt", "data-label", "data-word"}
)

// names are written alike in every language.
var names = regexp.MustCompile(`^(contactkit|desk|Esc|JSON|CSV|XLSX|ZIP)$`)

// A template holds no text that bypasses the translation.
func TestBareTexts(t *testing.T) {
	for path, source := range sources(t, ".html") {
		z := html.NewTokenizer(strings.NewReader(action.ReplaceAllString(source, "\x00")))
		for kind := z.Next(); kind != html.ErrorToken; kind = z.Next() {
			token := z.Token()
			bare := []string{}
			if kind == html.TextToken {
				bare = append(bare, token.Data)
			}
			for _, a := range token.Attr {
				if slices.Contains(spoken, a.Key) {
					bare = append(bare, a.Val)
				}
			}
			for _, text := range bare {
				for part := range strings.SplitSeq(text, "\x00") {
					part = strings.TrimSpace(strings.ReplaceAll(part, "\uFFFD", ""))
					if letters.MatchString(part) && !names.MatchString(part) {
						t.Errorf("%s: %q is not translated", path, part)
					}
				}
			}
		}
	}
}

func TestFor(t *testing.T) {
	for _, tt := range []struct{ setting, accept, want string }{
		{"", "", "en"},
		{"ja", "es", "ja"},
		{"xx", "es-MX,en;q=0.5", "es"},
		{"", "zh-Hant-TW,en;q=0.5", "zh"},
		{"", "de,fr;q=0.9", "en"},
		{"", "de,ar;q=0.3", "ar"},
		{"", ";;;", "en"},
	} {
		if got := For(tt.setting, tt.accept, "").Tag(); got != tt.want {
			t.Errorf("For(%q, %q): %s, want %s", tt.setting, tt.accept, got, tt.want)
		}
	}
	if got := For("ar", "", "").Dir() + For("ja", "", "").Dir(); got != "rtlltr" {
		t.Error(got)
	}
}

func TestT(t *testing.T) {
	var english Words
	if got := english.T("{a} of {b}; {c}", "a", 1, "b", "{a}"); got != "1 of {a}; {c}" {
		t.Error(got)
	}
	if got := For("ar", "", "").T("with {name}", "name", "Ann <b>"); got != "مع \u2068Ann <b>\u2069" {
		t.Errorf("%q", got)
	}
	if got := For("ar", "", "").T("with {name}", "name", "Ann"); got != "مع Ann" {
		t.Errorf("%q", got)
	}
	if got := For("es", "", "").T("Sign in"); got != "Iniciar sesión" {
		t.Error(got)
	}
	if got := For("es", "", "").T("María & Söhne"); got != "María & Söhne" {
		t.Error(got)
	}
}

func TestTimes(t *testing.T) {
	at := time.Date(2026, 11, 29, 23, 5, 7, 0, time.UTC)
	for _, tt := range []struct{ tag, zone, want string }{
		{"en", "UTC", "Sunday, 29 November 2026 | 29 November 2026 23:05:07 | 1 h 30 min"},
		{"en", "Asia/Tokyo", "Monday, 30 November 2026 | 30 November 2026 08:05:07 | 1 h 30 min"},
		{"ja", "Asia/Tokyo", "2026年11月30日月曜日 | 2026年11月30日 08:05:07 | 1時間 30分"},
		{"zh", "Asia/Shanghai", "2026年11月30日星期一 | 2026年11月30日 07:05:07 | 1小时 30分钟"},
		{"es", "Europe/Madrid", "lunes, 30 de noviembre de 2026 | 30 de noviembre de 2026 00:05:07 | 1 h 30 min"},
		{"ar", "Africa/Cairo", "الاثنين، 30 نوفمبر 2026 | 30 نوفمبر 2026 01:05:07 | 1 س 30 د"},
	} {
		w := For(tt.tag, "", tt.zone)
		if got := w.Day(at) + " | " + w.When(at) + " | " + w.Span(90*time.Minute); got != tt.want {
			t.Errorf("%s: %s\nwant %s", tt.tag, got, tt.want)
		}
	}
}

func TestScript(t *testing.T) {
	got, err := For("es", "", "").Script([]string{"Sign in", "unknown"})
	if err != nil || !strings.Contains(string(got), `const texts = {"Sign in":"Iniciar sesión"};`) {
		t.Errorf("%v\n%s", err, got)
	}
}
