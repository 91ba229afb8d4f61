package texts

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
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

// Values fill the placeholders of a text. A field with its zero value is not known. Names are cut
// at MaxValue characters, and control characters in them become blanks.
type Values struct {
	Now     time.Time
	Zone    *time.Location // of {opening}; if nil, UTC
	Contact string         // {contact}
	Agent   string         // {agent}: the name that contacts may know
	Queue   string         // {queue}: the name that contacts may know
	Place   int            // {place}: 1 is next
	// Opening writes {opening} in a language of the book. If nil, it is 15:04 on the day of Now, and
	// else 2006-01-02 15:04. It must be a pure function.
	Opening func(at time.Time, lang string) string
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

// fill joins the sentences whose values are known.
func fill(list [][]part, until session.Instant, lang string, v *Values) string {
	var text strings.Builder
	for _, sentence := range list {
		var one strings.Builder
		known := true
		for _, p := range sentence {
			if !p.name {
				one.WriteString(p.text)
				continue
			}
			value := v.value(p.text, until, lang)
			known = known && value != ""
			one.WriteString(value)
		}
		if known {
			text.WriteString(one.String())
		}
	}
	return strings.TrimSpace(text.String())
}

// value is what a placeholder becomes; empty if it is not known.
func (v *Values) value(name string, until session.Instant, lang string) string {
	switch name {
	case "opening":
		return v.opening(until, lang)
	case "minutes":
		if m := until.Time().Sub(v.Now).Round(time.Minute) / time.Minute; until != 0 && m > 0 {
			return strconv.Itoa(int(m))
		}
	case "place":
		if v.Place > 0 {
			return strconv.Itoa(v.Place)
		}
	case "agent":
		return tidy(v.Agent)
	case "queue":
		return tidy(v.Queue)
	case "contact":
		return tidy(v.Contact)
	}
	return ""
}

func (v *Values) opening(until session.Instant, lang string) string {
	if until == 0 {
		return ""
	}
	zone := v.Zone
	if zone == nil {
		zone = time.UTC
	}
	at, now := until.Time().In(zone), v.Now.In(zone)
	switch {
	case v.Opening != nil:
		return tidy(v.Opening(at, lang))
	case at.Year() == now.Year() && at.YearDay() == now.YearDay():
		return at.Format("15:04")
	}
	return at.Format("2006-01-02 15:04")
}

// tidy makes a name fit to stand in a sentence.
func tidy(s string) string {
	s = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, s)
	s = strings.Join(strings.Fields(s), " ")
	if utf8.RuneCountInString(s) > MaxValue {
		s = string([]rune(s)[:MaxValue-1]) + "…"
	}
	return s
}

// Longest is the longest text that a book can say, with names of MaxValue letters, in the unit of
// measure: its length, language and notice. A host compares it with the limit of the platform. If
// measure is nil, it counts characters.
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
