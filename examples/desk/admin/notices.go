package admin

import (
	"cmp"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/text/language"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/directory"
	"github.com/contactkit/contactkit/examples/desk/engine"
	"github.com/contactkit/contactkit/examples/desk/locale"
	"github.com/contactkit/contactkit/examples/desk/store"
	"github.com/contactkit/contactkit/examples/desk/web"
	"github.com/contactkit/contactkit/session"
)

// ownNotices are the texts in the channel's own language, in the order of the page.
var ownNotices = []struct {
	notice session.Notice
	path   string // of the record
	when   string
	text   func(*directory.Notices) *string
}{
	{session.NoticeNonWorking, "notices.nonWorking", locale.Mark("A customer writes outside work time."), func(n *directory.Notices) *string { return &n.NonWorking }},
	{session.NoticeLeaveMessage, "notices.offline", locale.Mark("The message is kept until agents can answer."), func(n *directory.Notices) *string { return &n.Offline }},
	{session.NoticeQueued, "notices.queued", locale.Mark("The customer waits for an agent."), func(n *directory.Notices) *string { return &n.Queued }},
	{session.NoticeStillWaiting, "notices.stillWaiting", locale.Mark("The wait is long."), func(n *directory.Notices) *string { return &n.StillWaiting }},
	{session.NoticeTransferred, "notices.transferred", locale.Mark("Another agent takes over."), func(n *directory.Notices) *string { return &n.Transferred }},
	{session.NoticeNoAgent, "notices.noAgent", locale.Mark("The wait ended without an agent."), func(n *directory.Notices) *string { return &n.NoAgent }},
	{session.NoticeAgentBusy, "notices.agentBusy", locale.Mark("The agent owes an answer."), func(n *directory.Notices) *string { return &n.AgentBusy }},
	{session.NoticeRobotBusy, "notices.robotBusy", locale.Mark("The robot owes an answer."), func(n *directory.Notices) *string { return &n.RobotBusy }},
	{session.NoticeRobotFailed, "notices.robotFailed", locale.Mark("The robot cannot go on, and there are no agents."), func(n *directory.Notices) *string { return &n.RobotFailed }},
	{session.NoticeStillThere, "notices.warning", locale.Mark("The customer has been silent, and the conversation will end."), func(n *directory.Notices) *string { return &n.Warning }},
	{session.NoticeEnded, "notices.end", locale.Mark("The conversation has ended."), func(n *directory.Notices) *string { return &n.End }},
	{session.NoticeReminder, "notices.reminder", locale.Mark("Agents read it: the customer waits for an answer."), func(n *directory.Notices) *string { return &n.Reminder }},
	{session.NoticeTransferFailed, "notices.transferFailed", locale.Mark("Agents read it: no agent took the transfer."), func(n *directory.Notices) *string { return &n.TransferFailed }},
	{session.NoticeResumed, "notices.resumed", locale.Mark("Agents read it: the hold ended by itself."), func(n *directory.Notices) *string { return &n.Resumed }},
	{session.NoticeWindowClosing, "notices.windowClosing", locale.Mark("Agents read it: the platform soon takes no answer any more."), func(n *directory.Notices) *string { return &n.WindowClosing }},
}

// noticesForm is the page of a channel's automatic messages in one language.
type noticesForm struct {
	frame
	Record    directory.Record // with what was typed
	Lang, Own string
	Languages []noticeLanguage
	List      []noticeRow
	Alert     string
	General   []string // complaints about no single text
	All       []complaint
}

// noticeLanguage is a language with the number of its texts.
type noticeLanguage struct {
	Tag string
	N   int
}

// noticeRow is a notice in the language of the page.
type noticeRow struct {
	ID, Title, When string
	Text            string // as it was typed
	Silent          bool   // a translation that sends nothing
	Names           []string
	Preview         preview
	Errors          []string
	Warnings        []string
}

var noticesPage = page("notices.html")

func (a *Admin) notices(w http.ResponseWriter, r *http.Request) {
	e, ok := a.directory.Find(r.PathValue("id"))
	if !ok {
		a.site.Fail(w, r, store.ErrNotFound)
		return
	}
	base := e.Record()
	own := cmp.Or(base.Notices.Language, "en")
	s := &noticesForm{frame: a.frame(r, "channels"), Record: base.Clone(), Own: own, Lang: cmp.Or(strings.TrimSpace(r.FormValue("lang")), own)}
	self := "/admin/channels/" + url.PathEscape(base.ID) + "/notices"
	if tag, err := language.Parse(s.Lang); err != nil || tag == language.Und || len(s.Lang) > 35 {
		a.tell(w, r, self, note{Bad: locale.Mark("A language needs a tag such as de or zh-Hant.")})
		return
	}
	if r.Method == http.MethodPost {
		setNotices(&s.Record.Notices, s.Lang, r.PostForm)
		_, _ = fmt.Sscan(r.PostForm.Get("rev"), &s.Record.Rev)
	}
	report, err := a.directory.Check(r.Context(), s.Record)
	if err != nil {
		a.site.Fail(w, r, err)
		return
	}
	if complaints := about(report.Complaints, "notices."); r.PostForm.Get("do") == "save" && len(complaints) == 0 {
		_, err := a.engine.Save(r.Context(), web.Who(r.Context()).ID, s.Record)
		if err == nil {
			a.tell(w, r, self+"?lang="+url.QueryEscape(s.Lang), note{Good: locale.Mark("Saved. Every open conversation goes by it from now on.")})
			return
		}
		if s.Alert = words(web.Words(r), err); errors.Is(err, directory.ErrStale) {
			s.Record.Rev = base.Rev
		}
	}
	s.Languages = noticeLanguages(s.Record.Notices, own, s.Lang)
	a.noticeRows(s, web.Words(r))
	s.complain(web.Words(r), report)
	a.site.Render(w, r, noticesPage, s)
}

// setNotices puts what was typed in one language into the texts of a channel. A translation that is
// empty is taken out: the channel's own text is said in its place. A silent translation stays,
// empty.
func setNotices(n *directory.Notices, lang string, typed url.Values) {
	own := lang == cmp.Or(n.Language, "en")
	for _, x := range ownNotices {
		word := x.notice.String()
		text, silent := strings.TrimSpace(unix(typed.Get("text:"+word))), typed.Get("silent:"+word) != ""
		if own {
			*x.text(n) = text
			continue
		}
		i := slices.IndexFunc(n.Translations, func(t directory.Translation) bool { return t.Language == lang && t.Notice == word })
		switch {
		case silent && i >= 0:
			n.Translations[i].Text = ""
		case i >= 0 && text != "":
			n.Translations[i].Text = text
		case i >= 0:
			n.Translations = slices.Delete(n.Translations, i, i+1)
		case silent || text != "":
			if silent {
				text = ""
			}
			n.Translations = append(n.Translations, directory.Translation{Language: lang, Notice: word, Text: text})
		}
	}
}

// noticeLanguages are those of a channel: its own first, and the one that the page shows.
func noticeLanguages(n directory.Notices, own, shown string) []noticeLanguage {
	list := []noticeLanguage{{Tag: own}}
	for _, x := range ownNotices {
		if *x.text(&n) != "" {
			list[0].N++
		}
	}
	for _, t := range n.Translations {
		i := slices.IndexFunc(list, func(l noticeLanguage) bool { return l.Tag == t.Language })
		if i < 0 {
			i = len(list)
			list = append(list, noticeLanguage{Tag: t.Language})
		}
		list[i].N++
	}
	slices.SortFunc(list[1:], func(x, y noticeLanguage) int { return strings.Compare(x.Tag, y.Tag) })
	if !slices.ContainsFunc(list, func(l noticeLanguage) bool { return l.Tag == shown }) {
		list = append(list, noticeLanguage{Tag: shown})
	}
	return list
}

// noticeRows are the notices in the language of the page.
func (a *Admin) noticeRows(s *noticesForm, w locale.Words) {
	n := s.Record.Notices
	for _, x := range ownNotices {
		word := x.notice.String()
		row := noticeRow{ID: word, Title: a.schema.at(x.path).Title, When: x.when, Text: *x.text(&n), Names: placeholdersOf(x.notice)}
		own := row.Text
		if s.Lang != s.Own {
			row.Text = ""
			for _, t := range n.Translations {
				if t.Language == s.Lang && t.Notice == word {
					row.Text, row.Silent = t.Text, t.Text == ""
				}
			}
		}
		row.Preview = a.preview(s.Record, x.notice, s.Lang, row.Text, row.Silent, own, w.Told(string(engine.OwnWords(x.notice))))
		s.List = append(s.List, row)
	}
}

var translationPath = regexp.MustCompile(`^notices\.translations\[(\d+)\]\.(\w+)$`)

// complain shows complaints and warnings at the texts that they are about.
func (s *noticesForm) complain(l locale.Words, report directory.Report) {
	put := func(e *channel.FieldError, warning bool) {
		word := ""
		for _, x := range ownNotices {
			if x.path == e.Field && s.Lang == s.Own {
				word = x.notice.String()
			}
		}
		if m := translationPath.FindStringSubmatch(e.Field); m != nil {
			i, _ := strconv.Atoi(m[1])
			if i < len(s.Record.Notices.Translations) && s.Record.Notices.Translations[i].Language == s.Lang && m[2] != "language" {
				word = s.Record.Notices.Translations[i].Notice
			}
		}
		i := slices.IndexFunc(s.List, func(row noticeRow) bool { return row.ID == word })
		switch {
		case i >= 0 && warning:
			s.List[i].Warnings = append(s.List[i].Warnings, says(l, e))
		case i >= 0:
			s.List[i].Errors = append(s.List[i].Errors, says(l, e))
			s.All = append(s.All, complaint{"n-" + word, s.List[i].Title, says(l, e)})
		case !warning:
			s.All = append(s.All, complaint{"complaints", "", e.Field + ": " + says(l, e)})
		}
	}
	for _, e := range about(report.Complaints, "notices.") {
		put(e, false)
	}
	for _, e := range about(report.Warnings, "notices.") {
		put(e, true)
	}
}
