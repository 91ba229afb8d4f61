// Package locale gives the desk's pages their languages, in the way of gettext: the English text is
// the key, and a JSON file for each other language holds the translations.
//
// To make a text of a page translatable:
//
//	{{t "Sign in"}}                              in a template
//	{{t "Waits in {queue}" "queue" .Queue}}      with a value, by its name
//	{{t .Note}}                                  where Go chose the text; mark it there:
//	locale.Mark("Nothing is changed.")           in Go, where the reader is unknown
//	web.Words(r).T("{n} files", "n", 3)          in Go, where the request is known
//	t("Send"), t("{n} of {max}", {n, max})       in a script; texts.js defines t
//
// Then add the text to text/zh.json, ja.json, ar.json and es.json. TestTexts names what is missing.
// A text should read well with any number ("Files: {n}"), because there are no plural forms. A text
// without a translation is shown in English, so that names and customers' words pass through.
//
// The language is the one in a person's account, or else the browser's first one that the desk has.
// Read this file first, then time.go.
package locale

import (
	"embed"
	"encoding/json"
	"fmt"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/language"
)

//go:embed text/*.json
var files embed.FS

// A Language is one that the pages have.
type Language struct{ Tag, Name string }

// Languages are those of the pages; the first one is that of the keys.
var Languages = []Language{{"en", "English"}, {"zh", "中文"}, {"ja", "日本語"}, {"ar", "العربية"}, {"es", "Español"}}

var texts = read()

func read() map[string]map[string]string {
	all := make(map[string]map[string]string)
	for _, l := range Languages[1:] {
		data, err := files.ReadFile("text/" + l.Tag + ".json")
		if err != nil {
			panic(err) // the file is part of the program
		}
		var of map[string]string
		if err := json.Unmarshal(data, &of); err != nil {
			panic(fmt.Sprintf("text/%s.json: %v", l.Tag, err))
		}
		all[l.Tag] = of
	}
	return all
}

// Mark returns a text as it is. It tells TestTexts that a page will show the text translated.
func Mark(text string) string { return text }

// Words are the language and the time zone of one reader. The zero value is English, at the time of
// the desk.
type Words struct {
	tag  string
	zone *time.Location
}

// For returns the words of a reader. The setting is a language's tag. If it is empty or unknown,
// the value of the header Accept-Language decides. If the zone is empty or unknown, times are those
// of the desk.
func For(setting, accept, zone string) Words {
	w := Words{tag: Languages[0].Tag}
	if Known(setting) {
		w.tag = setting
	} else if tags, _, err := language.ParseAcceptLanguage(accept); err == nil {
		for _, t := range tags { // the most wanted one first
			if base, _ := t.Base(); Known(base.String()) {
				w.tag = base.String()
				break
			}
		}
	}
	if zone != "" {
		w.zone, _ = time.LoadLocation(zone)
	}
	return w
}

// Known reports whether the pages have a language.
func Known(tag string) bool {
	for _, l := range Languages {
		if l.Tag == tag {
			return true
		}
	}
	return false
}

// Tag is the language's, for the attribute lang.
func (w Words) Tag() string {
	if w.tag == "" {
		return Languages[0].Tag
	}
	return w.tag
}

// Dir is the direction of writing, for the attribute dir.
func (w Words) Dir() string {
	if w.tag == "ar" {
		return "rtl"
	}
	return "ltr"
}

// T translates a text and puts values into it: T("{n} files", "n", 3). A text that the language
// lacks stays English.
func (w Words) T(text string, values ...any) string {
	if found, ok := texts[w.tag][text]; ok {
		text = found
	}
	if len(values) == 0 {
		return text
	}
	pairs := make([]string, 0, len(values))
	for i := 0; i+1 < len(values); i += 2 {
		pairs = append(pairs, fmt.Sprintf("{%v}", values[i]), w.isolated(fmt.Sprint(values[i+1])))
	}
	return strings.NewReplacer(pairs...).Replace(text)
}

// isolated keeps the signs at the ends of a value, such as those of "Ann <b>", at their places in a
// line from right to left.
func (w Words) isolated(value string) string {
	first, _ := utf8.DecodeRuneInString(value)
	last, _ := utf8.DecodeLastRuneInString(value)
	word := func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }
	if w.Dir() != "rtl" || value == "" || word(first) && word(last) {
		return value
	}
	return "\u2068" + value + "\u2069"
}
