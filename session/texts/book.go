package texts

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"golang.org/x/text/language"

	"github.com/contactkit/contactkit/session"
)

// A Book says notices in the language of a contact. It is immutable and safe for concurrent use.
type Book struct {
	languages []string // the default first
	matcher   language.Matcher
	say       map[string]map[session.Notice][][]part // by language and notice: sentences of parts
}

// New returns a book of texts. Its error is that of [Texts.Check]. The zero Texts give a book that
// says nothing.
func New(t Texts) (*Book, error) {
	if err := t.Check(); err != nil {
		return nil, fmt.Errorf("texts: %w", err)
	}
	b := &Book{say: make(map[string]map[session.Notice][][]part, len(t.Say))}
	if len(t.Say) == 0 {
		return b, nil
	}
	b.languages = slices.Sorted(maps.Keys(t.Say))
	i := slices.Index(b.languages, t.Default)
	b.languages = append([]string{t.Default}, slices.Delete(b.languages, i, i+1)...)
	var tags []language.Tag
	for _, lang := range b.languages {
		tags = append(tags, language.MustParse(lang))
		b.say[lang] = make(map[session.Notice][][]part, len(t.Say[lang]))
		for n, text := range t.Say[lang] {
			var list [][]part
			for _, s := range sentences(text) {
				parts, _ := split(s)
				list = append(list, parts)
			}
			b.say[lang][n] = list
		}
	}
	b.matcher = language.NewMatcher(tags)
	return b, nil
}

// Language is the language of the book for a locale such as "zh_TW" or "de-AT": the same language
// in the same script, or the default. A locale that cannot be read gives the default.
func (b *Book) Language(locale string) string {
	if len(b.languages) == 0 {
		return ""
	}
	want, err := language.Parse(strings.ReplaceAll(locale, "_", "-"))
	if err == nil {
		if _, i, sure := b.matcher.Match(want); sure >= language.High {
			return b.languages[i]
		}
	}
	return b.languages[0]
}

// Text is what a notice says to a person with a locale, such as channel.Person.Locale. If it is
// empty, nothing is to be sent. The action gives the kind of the notice and, in Until, what
// {opening} and {minutes} announce.
func (b *Book) Text(a session.Action, locale string, v Values) string {
	if len(b.languages) == 0 {
		return ""
	}
	lang := b.Language(locale)
	list, ok := b.say[lang][a.Notice]
	if !ok {
		lang = b.languages[0]
		list = b.say[lang][a.Notice]
	}
	return fill(list, a.Until, lang, &v)
}

// Longest is the longest text that a book can say if names and {opening} have MaxValue Latin
// letters, in the unit of measure: its length, language and notice. A host compares it with the
// limit of the platform. If measure is nil, it counts characters. A measure that counts bytes, or
// weighs letters as X does, finds more in a name of another script.
func (b *Book) Longest(measure func(string) int) (length int, lang string, n session.Notice) {
	if measure == nil {
		measure = utf8.RuneCountInString
	}
	letters := strings.Repeat("W", MaxValue)
	now := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	v := Values{Now: now, Contact: letters, Agent: letters, Queue: letters, Place: 99_999, Opening: func(time.Time, string) string { return letters }}
	until := session.InstantOf(now.Add(99_999 * time.Minute))
	for _, l := range b.languages {
		for _, kind := range slices.Sorted(maps.Keys(b.say[l])) {
			if m := measure(fill(b.say[l][kind], until, l, &v)); m > length {
				length, lang, n = m, l, kind
			}
		}
	}
	return length, lang, n
}
