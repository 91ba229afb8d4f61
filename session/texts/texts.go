package texts

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/language"

	"github.com/contactkit/contactkit/fielderror"
	"github.com/contactkit/contactkit/session"
)

// Bounds of texts.
const (
	MaxLanguages = 100
	MaxText      = 10_000 // characters of a text: as many as X takes
	MaxValue     = 64     // characters of a value; a longer one is cut
)

// Texts are what notices say, by language and kind. A kind that a language lacks is said in the
// default language, and not at all if that lacks it, too. An empty text in a language means that
// nothing is sent in it; the default language does not take its place. See decision 162.
type Texts struct {
	Default string                               `json:"default"` // a language of Say
	Say     map[string]map[session.Notice]string `json:"say"`     // by language tag (BCP 47), such as "en" or "zh-Hant"
}

// English returns texts for the notices without which a desk makes no sense: queued, still-waiting,
// transferred, no-agent and robot-failed. New adds no texts by itself.
func English() map[session.Notice]string {
	return map[session.Notice]string{
		session.NoticeQueued:       "Please wait, we are looking for someone to help you. You are number {place} in the queue.",
		session.NoticeStillWaiting: "Thank you for waiting. You are number {place} in the queue.",
		session.NoticeTransferred:  "Another colleague will help you now.",
		session.NoticeNoAgent:      "Sorry, nobody is free at the moment. Please write to us again later.",
		session.NoticeRobotFailed:  "Sorry, something went wrong. Please write to us again later.",
	}
}

// FieldError is one complaint of [Texts.Check]: fielderror.Error, as everywhere in this module. Its
// Field is such as "Say[de][queued]".
type FieldError = fielderror.Error

// Check reports every text that cannot be said, as one error that joins a [*FieldError] for each
// complaint, or nil.
func (t Texts) Check() error {
	var k checker
	if n := len(t.Say); n > MaxLanguages {
		k.add("Say", fmt.Sprintf("at most %d languages", MaxLanguages), fmt.Sprint(n))
	}
	if _, ok := t.Say[t.Default]; !ok && len(t.Say) > 0 {
		k.add("Default", "a language of Say", fmt.Sprintf("%.40q", t.Default))
	}
	seen := make(map[language.Tag]string)
	for _, lang := range slices.Sorted(maps.Keys(t.Say)) {
		field := fmt.Sprintf("Say[%.40s]", lang)
		tag, err := language.Parse(lang)
		if err != nil || tag == language.Und {
			k.add(field, "a language tag such as en or zh-Hant", fmt.Sprintf("%.40q", lang))
		} else if first, twice := seen[tag]; twice {
			k.add(field, "another language than "+first, fmt.Sprintf("%.40q", lang))
		} else {
			seen[tag] = lang
		}
		for _, n := range slices.Sorted(maps.Keys(t.Say[lang])) {
			k.text(fmt.Sprintf("%s[%v]", field, n), n, t.Say[lang][n])
		}
	}
	return errors.Join(k.all...)
}

type checker struct{ all []error }

func (k *checker) add(field, limit, got string) {
	k.all = append(k.all, &FieldError{Field: field, Code: fielderror.Invalid, Reason: "must be " + limit + ", not " + got})
}

func (k *checker) text(field string, n session.Notice, text string) {
	if _, err := n.MarshalText(); err != nil || n == session.NoticeNone {
		k.add(field, "about a notice that there is", n.String())
	}
	if count := utf8.RuneCountInString(text); count > MaxText {
		k.add(field, fmt.Sprintf("at most %d characters", MaxText), fmt.Sprint(count))
	}
	if !utf8.ValidString(text) || strings.ContainsFunc(text, func(r rune) bool { return unicode.IsControl(r) && r != '\n' }) {
		k.add(field, "UTF-8 without control characters", fmt.Sprintf("%.40q", text))
	}
	parts, closed := split(text)
	if !closed {
		k.add(field, "a text whose placeholders are closed, with {{ for a brace", fmt.Sprintf("%.40q", text[strings.LastIndexByte(text, '{'):]))
	}
	allowed := placeholders(n)
	for _, p := range parts {
		if p.name && !slices.Contains(allowed, p.text) {
			k.add(field, fmt.Sprintf("a text with no placeholder but {%s}", strings.Join(allowed, "}, {")), fmt.Sprintf("{%.40s}", p.text))
		}
	}
}

// placeholders are the names that the texts of a notice may use.
func placeholders(n session.Notice) []string {
	switch n {
	case session.NoticeNonWorking, session.NoticeLeaveMessage:
		return []string{"opening", "queue", "contact"}
	case session.NoticeQueued, session.NoticeStillWaiting:
		return []string{"place", "queue", "contact"}
	case session.NoticeStillThere:
		return []string{"minutes", "agent", "contact"}
	case session.NoticeNoAgent:
		return []string{"queue", "contact"}
	case session.NoticeTransferred, session.NoticeAgentBusy, session.NoticeEnded, session.NoticeReminder,
		session.NoticeTransferFailed, session.NoticeResumed:
		return []string{"agent", "queue", "contact"}
	case session.NoticeWindowClosing:
		return []string{"minutes", "agent", "queue", "contact"}
	}
	return []string{"contact"}
}
