package channeltest

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/contactkit/contactkit/channel"
)

var limitCases = []testCase{
	{name: "text at the limit", check: textAtLimit,
		promise: "A text of exactly the length that Limits states, counted in its unit, is accepted by the platform; one more is refused before any I/O with limit, length and unit."},
	{name: "full messages", check: fullMessages,
		promise: "What Limits allows the platform takes: the most quick replies and buttons, with the longest texts and payloads, a location, a reply."},
	{name: "over the limits", check: overLimits,
		promise: "Whatever exceeds a limit by one, or does not exist on this platform, is refused before any I/O with ErrRejected and a FieldError for the field."},
	{name: "all complaints at once", check: allComplaints,
		promise: "A message with several faults is refused once, with a FieldError for each."},
	{name: "limits", check: limitsThemselves,
		promise: "Limits are sane data: texts may be sent, units are stated, rates and windows are positive, spans and media are named once."},
}

// fill makes a text of exactly n units that is hard to count wrong: emoji as far as they fit, ASCII for the rest.
func fill(l channel.Length, n int) string {
	const wide = "💡"
	w := l.Unit.Count(wide)
	return strings.Repeat(wide, n/w) + strings.Repeat("a", n%w)
}

// over is a text of one unit more than the limit.
func over(l channel.Length) string { return fill(l, l.Max+1) }

func textAtLimit(s *suite) {
	ch, w := s.link()
	l := ch.Limits(s.h.Thread).Text
	for what, full := range map[string]string{"emoji": fill(l, l.Max), "ASCII": strings.Repeat("a", l.Max), "two bytes each": strings.Repeat("é", l.Max/l.Unit.Count("é"))} {
		if _, err := ch.Send(s.Context(), s.h.Thread, s.text(full)); err != nil {
			s.Errorf("a text of %d %s (%s): %v", l.Unit.Count(full), l.Unit, what, err)
		}
	}
	for what, long := range map[string]string{"emoji": over(l), "ASCII": strings.Repeat("a", l.Max+1)} {
		s.refuses("one more, "+what, ch, w, s.h.Thread, s.text(long), channel.ErrRejected, "text")
		_, err := ch.Send(s.Context(), s.h.Thread, s.text(long))
		for _, f := range channel.FieldErrors(err) {
			if f.Code != channel.CodeTooLong || f.Limit != l.Max || f.Got != l.Max+1 || f.Unit != l.Unit {
				s.Errorf("one more, %s: %+v, want %s with limit %d, got %d and unit %q", what, *f, channel.CodeTooLong, l.Max, l.Max+1, l.Unit)
			}
		}
	}
}

// choices returns n quick replies as large as the limits allow.
func replies(l channel.ChoiceLimit, n int) []channel.QuickReply {
	out := make([]channel.QuickReply, n)
	for i := range out {
		out[i] = channel.QuickReply{Text: distinct(l.Text, i), Payload: distinct(l.Payload, i), Description: fill(l.Description, l.Description.Max)}
	}
	return out
}

func buttons(l channel.Limits, n int) []channel.Button {
	out := make([]channel.Button, n)
	for i := range out {
		out[i].Text = distinct(l.Buttons.Text, i)
		if l.ButtonTaps {
			out[i].Payload = distinct(l.Buttons.Payload, i)
		} else {
			out[i].URL = "https://example.com/" + fmt.Sprint(i)
		}
	}
	return out
}

// distinct is a text at the limit that begins with its number; nothing where nothing is allowed.
func distinct(l channel.Length, i int) string {
	number := fmt.Sprint(i)
	if l.Max < len(number) {
		return ""
	}
	return number + fill(l, l.Max-len(number))
}

func fullMessages(s *suite) {
	ch, w := s.link()
	l := ch.Limits(s.h.Thread)
	accepted := func(what string, m channel.Message) {
		s.Helper()
		if err := l.Check(m); err != nil {
			s.Fatalf("%s: the suite's own message does not fit: %v", what, err)
		}
		if _, err := ch.Send(s.Context(), s.h.Thread, m); err != nil {
			s.Errorf("%s: %v", what, err)
		}
		if w.count() == 0 {
			s.Errorf("%s: Send called nobody", what)
		}
	}
	if q := l.QuickReplies; q.Max > 0 {
		m := s.text("Which one?")
		m.QuickReplies = replies(q, q.Max)
		accepted("the most and longest quick replies", m)
		m.QuickReplies = []channel.QuickReply{{Text: "Yes"}}
		accepted("one plain quick reply", m)
		for _, asks := range q.Asks {
			m.QuickReplies = []channel.QuickReply{{Text: "Share", Asks: asks}}
			accepted("a quick reply that asks for "+asks, m)
		}
	} else {
		s.Log("no quick replies here")
	}
	if l.Buttons.Max > 0 {
		m := s.text(fill(l.Text, min(l.Text.Max, cmp.Or(l.ButtonText.Max, l.Text.Max))))
		m.Buttons = buttons(l, l.Buttons.Max)
		accepted("the most and longest buttons, under the longest text", m)
		if l.ButtonURLs {
			m.Text, m.Buttons = "See here", []channel.Button{{Text: "Open", URL: "https://example.com/a?b=c&d=e"}}
			accepted("a button that opens a page", m)
		}
	} else {
		s.Log("no buttons here")
	}
	if l.Location {
		m := s.text("")
		m.Location = &channel.Location{Latitude: 47.3769, Longitude: 8.5417}
		accepted("a location", m)
	} else {
		s.Log("no location here")
	}
	if l.Ref.Max > 0 {
		m := s.text("Hello")
		m.Ref = fill(l.Ref, l.Ref.Max)
		accepted("the longest ref", m)
	} else {
		s.Log("no ref travels here")
	}
}

// A mistake is a message that must be refused, and the field that the error must name.
type mistake struct {
	what  string
	field string
	m     channel.Message
}

// mistakes makes every message that exceeds one limit by one, or has a thing that does not exist here.
func (s *suite) mistakes(l channel.Limits) []mistake {
	var all []mistake
	add := func(what, field string, change func(m *channel.Message)) {
		m := s.text("Hello")
		change(&m)
		all = append(all, mistake{what, field, m})
	}
	add("a message that says nothing", "text", func(m *channel.Message) { m.Text = "" })
	add("a text too long by one", "text", func(m *channel.Message) { m.Text = over(l.Text) })
	if l.Ref.Max > 0 {
		add("a ref too long by one", "ref", func(m *channel.Message) { m.Ref = over(l.Ref) })
	}
	if !l.Location {
		add("a location", "location", func(m *channel.Message) { m.Location = &channel.Location{Latitude: 1, Longitude: 1} })
	}
	if !l.Card {
		add("a card", "card", func(m *channel.Message) { m.Card = &channel.Card{Name: "Ann", Phone: "+41440000000"} })
	}
	if !l.ReplyTo {
		add("an answer to a certain message", "replyTo", func(m *channel.Message) { m.ReplyTo = "1" })
	}
	for _, kind := range []channel.SpanKind{channel.SpanBold, channel.SpanLink, channel.SpanSpoiler, "no such formatting"} {
		if !slices.Contains(l.Spans, kind) {
			add("formatting "+string(kind), "spans[0]", func(m *channel.Message) { m.Spans = []channel.Span{{Kind: kind, Start: 0, End: 5}} })
		}
	}
	for _, kind := range l.Spans {
		for _, at := range [][2]int{{0, 7}, {-1, 2}, {3, 3}, {4, 2}, {1, 6}} {
			add("a span that is no part of the text", "spans[0]", func(m *channel.Message) {
				m.Text = "Hellé" // six bytes, the last two one rune
				m.Spans = []channel.Span{{Kind: kind, Start: at[0], End: at[1]}}
				if at == [2]int{1, 6} {
					m.Spans[0].Start = 5 // within the rune
				}
			})
		}
		break // one kind stands for all
	}
	all = append(all, s.replyMistakes(l)...)
	all = append(all, s.buttonMistakes(l)...)
	return append(all, s.mediaMistakes(l)...)
}

func (s *suite) replyMistakes(l channel.Limits) []mistake {
	q := l.QuickReplies
	var all []mistake
	add := func(what, field string, r ...channel.QuickReply) {
		m := s.text("Which one?")
		m.QuickReplies = r
		all = append(all, mistake{what, field, m})
	}
	if q.Max == 0 {
		add("a quick reply", "quickReplies", channel.QuickReply{Text: "Yes"})
		return all
	}
	add("one quick reply too many", "quickReplies", replies(q, q.Max+1)...)
	add("a quick reply without text", "quickReplies[0].text", channel.QuickReply{})
	add("a quick reply with a long text", "quickReplies[1].text", channel.QuickReply{Text: "Yes"}, channel.QuickReply{Text: over(q.Text)})
	add("a quick reply with a long payload", "quickReplies[0].payload", channel.QuickReply{Text: "Yes", Payload: over(q.Payload)})
	add("a quick reply with a long description", "quickReplies[0].description", channel.QuickReply{Text: "Yes", Description: over(q.Description)})
	if !q.Image {
		add("a quick reply with an image", "quickReplies[0].image", channel.QuickReply{Text: "Yes", Image: "https://example.com/yes.png"})
	}
	for _, asks := range []string{channel.AskPhone, channel.AskEmail, channel.AskLocation, "the moon"} {
		if !slices.Contains(q.Asks, asks) {
			add("a quick reply that asks for "+asks, "quickReplies[0].asks", channel.QuickReply{Text: "Share", Asks: asks})
		}
	}
	return all
}

func (s *suite) buttonMistakes(l channel.Limits) []mistake {
	var all []mistake
	add := func(what, field string, b ...channel.Button) {
		m := s.text("Which one?")
		m.Buttons = b
		all = append(all, mistake{what, field, m})
	}
	url := channel.Button{Text: "Open", URL: "https://example.com/"}
	tap := channel.Button{Text: "Yes", Payload: "yes"}
	if l.Buttons.Max == 0 {
		add("a button", "buttons", url)
		return all
	}
	add("one button too many", "buttons", buttons(l, l.Buttons.Max+1)...)
	good := tap
	if !l.ButtonTaps {
		good = url
		add("a button that comes back", "buttons[0].payload", tap)
	} else {
		add("a button with a long payload", "buttons[0].payload", channel.Button{Text: "Yes", Payload: over(l.Buttons.Payload)})
	}
	if !l.ButtonURLs {
		add("a button that opens a page", "buttons[0].url", url)
	}
	nameless, long := good, good
	nameless.Text, long.Text = "", over(l.Buttons.Text)
	add("a button without text", "buttons[1].text", good, nameless)
	add("a button with a long text", "buttons[0].text", long)
	add("a button that does nothing", "buttons[0]", channel.Button{Text: "Yes"})
	add("a button that does two things", "buttons[0]", channel.Button{Text: "Yes", Payload: "yes", URL: url.URL})
	if l.ButtonText.Max > 0 && l.ButtonText.Max < l.Text.Max {
		m := s.text(over(l.ButtonText))
		m.Buttons = []channel.Button{good}
		all = append(all, mistake{"a text too long beside buttons", "text", m})
	}
	if l.NotTogether && l.QuickReplies.Max > 0 {
		m := s.text("Which one?")
		m.Buttons, m.QuickReplies = []channel.Button{good}, []channel.QuickReply{{Text: "Yes"}}
		all = append(all, mistake{"buttons and quick replies together", "buttons", m})
	}
	return all
}

func (s *suite) mediaMistakes(l channel.Limits) []mistake {
	var all []mistake
	add := func(what, field string, a ...channel.Attachment) {
		m := s.text("")
		m.Attachments = a
		all = append(all, mistake{what, field, m})
	}
	const page = "https://example.com/picture"
	if l.Attachments == 0 {
		add("an attachment", "attachments", channel.Attachment{Kind: channel.MediaImage, URL: page})
		return all
	}
	add("an attachment of no kind", "attachments[0].kind", channel.Attachment{Kind: "hologram", URL: page})
	for _, m := range l.Media {
		var good channel.Attachment
		switch good.Kind = m.Kind; {
		case m.URL != 0:
			good.URL = page
		case m.Upload != 0:
			good.File = "picture"
		default:
			good.ID = "1"
		}
		kind := string(m.Kind)
		many := make([]channel.Attachment, l.Attachments+1)
		for i := range many {
			many[i] = good
		}
		add(kind+": one too many", "attachments", many...)
		add(kind+": without a handle", "attachments[0]", channel.Attachment{Kind: m.Kind})
		add(kind+": with two handles", "attachments[0]", channel.Attachment{Kind: m.Kind, ID: "1", URL: page})
		if !m.ByID {
			add(kind+": by handle", "attachments[0].id", channel.Attachment{Kind: m.Kind, ID: "1"})
		}
		if m.URL == 0 {
			add(kind+": by URL", "attachments[0].url", channel.Attachment{Kind: m.Kind, URL: page})
		} else {
			add(kind+": a file of the host's own disk", "attachments[0].url", channel.Attachment{Kind: m.Kind, URL: "file:///etc/passwd"})
		}
		if m.URL > 0 {
			add(kind+": one byte too large by URL", "attachments[0].size", channel.Attachment{Kind: m.Kind, URL: page, Size: m.URL + 1})
		}
		if m.Upload == 0 {
			add(kind+": by upload", "attachments[0].file", channel.Attachment{Kind: m.Kind, File: "picture"})
		}
		if m.Upload > 0 {
			add(kind+": one byte too large by upload", "attachments[0].size", channel.Attachment{Kind: m.Kind, File: "picture", Size: m.Upload + 1})
		}
		if len(m.Types) > 0 && good.ID == "" {
			good.Type = "application/x-channeltest"
			add(kind+": of a type that is not taken", "attachments[0].type", good)
			good.Type = ""
		}
		if l.Caption.Max > 0 {
			m := s.text(over(l.Caption))
			m.Attachments = []channel.Attachment{good}
			all = append(all, mistake{kind + ": a caption too long by one", "text", m})
		} else {
			m := s.text("Look")
			m.Attachments = []channel.Attachment{good}
			all = append(all, mistake{kind + ": a caption where there is none", "text", m})
		}
	}
	return all
}

func overLimits(s *suite) {
	ch, w := s.link()
	for name, to := range s.threads() {
		for _, x := range s.mistakes(ch.Limits(to)) {
			s.refuses(name+": "+x.what, ch, w, to, x.m, channel.ErrRejected, x.field)
		}
	}
}

func allComplaints(s *suite) {
	ch, w := s.link()
	l := ch.Limits(s.h.Thread)
	m := s.text(over(l.Text))
	m.Spans = []channel.Span{{Kind: "no such formatting", Start: 0, End: 1}}
	m.Attachments = []channel.Attachment{{Kind: "hologram", URL: "https://example.com/"}}
	m.QuickReplies = replies(l.QuickReplies, l.QuickReplies.Max+1)
	m.Buttons = buttons(l, l.Buttons.Max+1)
	s.refuses("a message with many faults", ch, w, s.h.Thread, m, channel.ErrRejected, "text", "spans[0]", "quickReplies", "buttons")
	_, err := ch.Send(s.Context(), s.h.Thread, m)
	for _, want := range channel.FieldErrors(l.Check(m)) {
		if !slices.ContainsFunc(channel.FieldErrors(err), func(f *channel.FieldError) bool { return *f == *want }) {
			s.Errorf("Limits.Check complains %q, and Send does not", want)
		}
	}
}

func limitsThemselves(s *suite) {
	ch := s.receiver()
	for name, to := range s.threads() {
		l := ch.Limits(to)
		if l.Text.Max <= 0 || l.Text.Unit == "" {
			s.Errorf("%s: the text's limit is %+v: a number and a unit are needed", name, l.Text)
		}
		for what, x := range map[string]channel.Length{"caption": l.Caption, "button text": l.ButtonText, "ref": l.Ref, "quick reply text": l.QuickReplies.Text, "quick reply payload": l.QuickReplies.Payload,
			"quick reply description": l.QuickReplies.Description, "button": l.Buttons.Text, "button payload": l.Buttons.Payload} {
			if x.Max < 0 || x.Max > 0 && x.Unit == "" {
				s.Errorf("%s: the limit on the %s is %+v: a number and a unit are needed", name, what, x)
			}
		}
		if l.QuickReplies.Max > 0 && l.QuickReplies.Text.Max == 0 || l.Buttons.Max > 0 && (l.Buttons.Text.Max == 0 || !l.ButtonURLs && !l.ButtonTaps) {
			s.Errorf("%s: quick replies or buttons are allowed, and can say or do nothing", name)
		}
		if (l.Attachments > 0) != (len(l.Media) > 0) {
			s.Errorf("%s: %d attachments are allowed, of %d kinds", name, l.Attachments, len(l.Media))
		}
		var kinds []channel.MediaKind
		for _, m := range l.Media {
			if slices.Contains(kinds, m.Kind) || !m.ByID && m.URL == 0 && m.Upload == 0 {
				s.Errorf("%s: media of kind %q stand twice, or cannot be sent in any way", name, m.Kind)
			}
			for _, t := range m.Types {
				if t != strings.ToLower(t) || !strings.Contains(t, "/") || !utf8.ValidString(t) {
					s.Errorf("%s: %q is no MIME type in lower case", name, t)
				}
			}
			kinds = append(kinds, m.Kind)
		}
		for _, win := range l.Windows {
			if win.Name == "" || win.For <= 0 {
				s.Errorf("%s: the window %+v has no name or no length", name, win)
			}
		}
		for _, r := range l.Rates {
			if r.N <= 0 || r.Per <= 0 || r.Cost < 0 || r.Cost > r.N || r.Scope == channel.ScopeUnknown || (r.Scope == channel.ScopeKind) != (r.Kind != "") {
				s.Errorf("%s: the rate %+v has no number, time or scope, or a kind without the scope for it", name, r)
			}
		}
		if l.EchoesRef && (l.Ref.Max == 0 || !l.EchoesOwn) {
			s.Errorf("%s: the ref returns on echoes, and there are none or it does not travel", name)
		}
	}
}
