package directory

import (
	"cmp"
	"fmt"

	"golang.org/x/text/language"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/session"
	"github.com/contactkit/contactkit/session/texts"
)

// notices checks the automatic messages, and those to customers against what the platform takes.
func (k *checker) notices(r Record, ch channel.Channel) {
	limit := channel.Length{Max: 1000, Unit: channel.Runes}
	if ch != nil {
		if text := ch.Limits(plainChat(ch)).Text; text.Max > 0 {
			limit = text
		}
	}
	own := cmp.Or(r.Notices.Language, "en")
	if _, err := language.Parse(own); err != nil {
		k.add("notices.language", channel.CodeInvalid, "a language tag is needed, such as en or zh-Hant")
		own = "en"
	}
	for _, f := range r.Notices.fields() {
		k.notice(f, own, limit)
	}
	k.translations(r.Notices, own, limit)
	if r.Notices.Offline != "" && !k.complained("notices.offline") {
		k.text("notices.offline", r.Notices.Offline, 256)
	}
	if !r.Hours.Always && r.Service.Mode != Bot && r.Notices.NonWorking == "" {
		k.warn("notices.nonWorking", CodeOdd, "outside working time customers are not told that nobody is there")
	}
}

// notice checks one text: that it can be stored, that its placeholders exist, and that the platform
// takes it. If long names would make it too long, the report warns.
func (k *checker) notice(f noticeField, lang string, limit channel.Length) {
	if !k.clean(f.field, f.text) {
		return
	}
	if !f.agent && !limit.Fits(f.text) {
		k.put(&channel.FieldError{Field: f.field, Code: channel.CodeTooLong, Reason: "the platform takes no text of this length",
			Limit: limit.Max, Got: limit.Unit.Count(f.text), Unit: string(limit.Unit)})
		return
	}
	book, err := texts.New(texts.Texts{Default: lang, Say: map[string]map[session.Notice]string{lang: {f.notice: f.text}}})
	for _, e := range channel.FieldErrors(err) {
		k.add(f.field, e.Code, "it "+e.Reason)
	}
	if err != nil || f.agent {
		return
	}
	if n, _, _ := book.Longest(limit.Unit.Count); n > limit.Max {
		k.warn(f.field, channel.CodeTooLong, fmt.Sprintf("with long names the text has %d characters, and the platform takes %d", n, limit.Max))
	}
}

// translations checks the texts in other languages.
func (k *checker) translations(n Notices, own string, limit channel.Length) {
	if len(n.Translations) > 1000 {
		k.put(&channel.FieldError{Field: "notices.translations", Code: channel.CodeTooMany, Reason: "there are too many translations", Limit: 1000, Got: len(n.Translations)})
		return
	}
	type text struct {
		lang   language.Tag
		notice session.Notice
	}
	agents := make(map[session.Notice]bool)
	for _, f := range n.fields() {
		agents[f.notice] = f.agent
	}
	named := map[language.Tag]string{language.Make(own): own}
	seen := make(map[text]bool)
	for i, x := range n.Translations {
		at := fmt.Sprintf("notices.translations[%d].", i)
		tag, err := language.Parse(x.Language)
		switch first, known := named[tag]; {
		case err != nil || tag == language.Und:
			k.add(at+"language", channel.CodeInvalid, "a language tag is needed, such as en or zh-Hant")
			continue
		case x.Language == own:
			k.add(at+"language", channel.CodeConflict, "this is the language of the channel's own texts")
			continue
		case known && first != x.Language:
			k.add(at+"language", channel.CodeConflict, "the language is written "+first+" elsewhere")
			continue
		}
		named[tag] = x.Language
		var kind session.Notice
		if kind.UnmarshalText([]byte(x.Notice)) != nil || kind == session.NoticeNone {
			k.add(at+"notice", CodeUnknown, "there is no notice of this name")
			continue
		}
		if seen[text{tag, kind}] {
			k.add(at+"notice", channel.CodeDuplicate, "this notice has a text in this language already")
			continue
		}
		seen[text{tag, kind}] = true
		k.notice(noticeField{at + "text", kind, x.Text, agents[kind]}, x.Language, limit)
	}
	if len(named) > texts.MaxLanguages {
		k.put(&channel.FieldError{Field: "notices.translations", Code: channel.CodeTooMany, Reason: "there are too many languages", Limit: texts.MaxLanguages, Got: len(named)})
	}
}
