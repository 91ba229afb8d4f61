package admin

import (
	"slices"
	"time"

	"github.com/contactkit/contactkit/channel/directory"
	"github.com/contactkit/contactkit/session"
	"github.com/contactkit/contactkit/session/texts"
)

// A preview is what a notice says, with values that are made up.
type preview struct {
	Text    string
	Unknown string // what it says if no value is known; empty: the same
	From    string // language of the text, if it is another than the page's
	Desk    bool   // the text is the desk's own
	Faulty  bool   // the text cannot be said
}

// preview says a notice to a reader of a language: the text, or else the channel's own, or else the
// desk's words for agents.
func (a *Admin) preview(r directory.Record, n session.Notice, lang, text string, silent bool, own, desk string) preview {
	p := preview{}
	language := r.Notices.Language
	if language == "" {
		language = "en"
	}
	say := map[string]map[session.Notice]string{language: {n: own}}
	if text != "" || silent {
		if say[lang] == nil {
			say[lang] = make(map[session.Notice]string)
		}
		say[lang][n] = text
	} else if lang != language {
		p.From = language
	}
	book, err := texts.New(texts.Texts{Default: language, Say: say})
	if err != nil {
		return preview{Faulty: true}
	}
	now := a.now()
	v := texts.Values{Now: now, Zone: time.UTC, Contact: "Amal", Agent: "Ann", Queue: "support", Place: 3}
	if z, err := time.LoadLocation(r.Hours.Zone); err == nil {
		v.Zone = z
	}
	if r.Routing.Queue != "" {
		v.Queue = r.Routing.Queue
	}
	action := session.Action{Key: session.Key{Notice: n}}
	unknown := book.Text(action, lang, texts.Values{Now: now})
	switch n {
	case session.NoticeNonWorking:
		action.Until = session.InstantOf(midnight(now.In(v.Zone), 1).Add(9 * time.Hour))
	case session.NoticeStillThere, session.NoticeWindowClosing:
		action.Until = session.InstantOf(now.Add(5 * time.Minute))
	}
	if p.Text = book.Text(action, lang, v); p.Text != unknown {
		p.Unknown = unknown
		if unknown == "" {
			p.Unknown = "–"
		}
	}
	if p.Text == "" && !silent && desk != "" {
		p.Text, p.Desk = desk, true
	}
	if p.Text == "" || p.Desk {
		p.From = ""
	}
	return p
}

// everyPlaceholder are the names of package texts.
var everyPlaceholder = []string{"opening", "minutes", "place", "agent", "queue", "contact"}

// placeholdersOf are the names that the texts of a notice may have, in braces.
func placeholdersOf(n session.Notice) (list []string) {
	for _, name := range everyPlaceholder {
		t := texts.Texts{Default: "en", Say: map[string]map[session.Notice]string{"en": {n: "{" + name + "}"}}}
		if t.Check() == nil {
			list = append(list, "{"+name+"}")
		}
	}
	return slices.Clip(list)
}
