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
		promise: "Whatever exceeds a limit by one, or does not exist on this platform, is refused before any I/O with ErrRejected and one FieldError for the field."},
	{name: "all complaints at once", check: allComplaints,
		promise: "A message with several faults is refused once, with a FieldError for each."},
	{name: "limits", check: limitsThemselves,
		promise: "Limits are sane data: texts may be sent, units are stated, rates and windows are positive, spans and media are named once."},
}

// fill makes a text of exactly n units that is hard to count wrong: emoji as far as they fit, ASCII
// for the rest.
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
			if f.Code != channel.CodeTooLong || f.Limit != l.Max || f.Got != l.Max+1 || f.Unit != string(l.Unit) {
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
		m := s.text(fill(l.Text, min(l.Text.Max, cmp.Or(l.QuickReplyText.Max, l.Text.Max))))
		m.QuickReplies = replies(q, q.Max)
		accepted("the most and longest quick replies, under the longest text", m)
		m.Text = "Which one?"
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

func overLimits(s *suite) {
	ch, w := s.link()
	for name, to := range s.threads() {
		for _, x := range s.mistakes(ch.Limits(to)) {
			s.refuses(name+": "+x.what, ch, w, to, x.m, channel.ErrRejected, x.field)
			_, err := ch.Send(s.Context(), to, x.m)
			said := make(map[channel.FieldError]bool)
			for _, f := range channel.FieldErrors(err) {
				if said[channel.FieldError{Field: f.Field, Code: f.Code}] {
					s.Errorf("%s: %s: two complaints of one fault: %v", name, x.what, err)
				}
				said[channel.FieldError{Field: f.Field, Code: f.Code}] = true
			}
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
		for what, x := range map[string]channel.Length{"caption": l.Caption, "button text": l.ButtonText, "text beside quick replies": l.QuickReplyText, "ref": l.Ref, "quick reply text": l.QuickReplies.Text, "quick reply payload": l.QuickReplies.Payload,
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
		if reason, lacks := s.h.Lacks["closed window"]; lacks && len(l.Windows) > 0 {
			s.Errorf("%s: Limits has reply windows, and the harness says that the platform lacks them (%q)", name, reason)
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
