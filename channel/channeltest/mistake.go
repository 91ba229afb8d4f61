package channeltest

import (
	"slices"

	"github.com/contactkit/contactkit/channel"
)

// A mistake is a message that must be refused, and the field that the error must name.
type mistake struct {
	what  string
	field string
	m     channel.Message
}

// mistakes makes every message that exceeds one limit by one, or has a thing that does not exist
// here.
func (s *suite) mistakes(l channel.Limits) []mistake {
	var all []mistake
	add := func(what, field string, change func(m *channel.Message)) {
		m := s.text("Hello")
		change(&m)
		all = append(all, mistake{what, field, m})
	}
	add("a message that says nothing", "text", func(m *channel.Message) { m.Text = "" })
	add("a text of white space", "text", func(m *channel.Message) { m.Text = " \t\n\u00a0\u3000" })
	add("a text of characters without a shape", "text", func(m *channel.Message) { m.Text = "\u200b\ufeff\u2060" })
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
	if len(l.Spans) > 0 { // one kind represents all
		for _, at := range [][2]int{{0, 7}, {-1, 2}, {3, 3}, {4, 2}, {1, 6}} {
			add("a span that is no part of the text", "spans[0]", func(m *channel.Message) {
				m.Text = "Hellé" // six bytes, the last two one rune
				m.Spans = []channel.Span{{Kind: l.Spans[0], Start: at[0], End: at[1]}}
				if at == [2]int{1, 6} {
					m.Spans[0].Start = 5 // within the rune
				}
			})
		}
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
	add("a quick reply of white space", "quickReplies[0].text", channel.QuickReply{Text: " \u2003"})
	add("a quick reply with a long text", "quickReplies[1].text", channel.QuickReply{Text: "Yes"}, channel.QuickReply{Text: over(q.Text)})
	add("a quick reply with a long payload", "quickReplies[0].payload", channel.QuickReply{Text: "Yes", Payload: over(q.Payload)})
	add("a quick reply with a long description", "quickReplies[0].description", channel.QuickReply{Text: "Yes", Description: over(q.Description)})
	if l.QuickReplyText.Max > 0 && l.QuickReplyText.Max < l.Text.Max {
		m := s.text(over(l.QuickReplyText))
		m.QuickReplies = []channel.QuickReply{{Text: "Yes"}}
		all = append(all, mistake{"a text too long beside quick replies", "text", m})
	}
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
	nameless, blank, long := good, good, good
	nameless.Text, blank.Text, long.Text = "", "\u200b ", over(l.Buttons.Text)
	add("a button without text", "buttons[1].text", good, nameless)
	add("a button of white space", "buttons[0].text", blank)
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
		if m.URL != 0 {
			add(kind+": at no host", "attachments[0].url", channel.Attachment{Kind: m.Kind, URL: "https://"})
		}
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
