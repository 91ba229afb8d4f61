package plan

import (
	"fmt"
	"slices"

	"github.com/contactkit/contactkit/channel"
)

// bullet starts the line of a choice that cannot be tapped.
const bullet = "• "

// fitChoices keeps the choices that can be tapped in one form or the other, and lists the rest.
func (f *fitting) fitChoices() {
	buttons, replies := f.Buttons, f.QuickReplies
	f.Buttons, f.QuickReplies = nil, nil
	f.choices = len(buttons) + len(replies)
	l := f.limits
	asReplies := (!l.ButtonTaps || l.Buttons.Max == 0) && l.QuickReplies.Max > 0
	// Where the two exclude each other and buttons only open pages, quick replies are worth more.
	alone := l.NotTogether && !l.ButtonTaps && l.QuickReplies.Max > 0 && (len(replies) > 0 || anyTap(buttons))

	// A button is attached to the text where text and attachments are sent as two messages.
	bare := l.Caption.Max == 0 && f.Text == "" && len(f.lines) == 0 && len(f.Attachments) > 0

	fields := make([]string, 0, len(replies)+len(buttons))
	for i, b := range buttons {
		field := fmt.Sprintf("buttons[%d]", i)
		switch b = f.mendButton(field, b); {
		case bare && (b.URL != "" || b.Payload != "") && !(b.URL == "" && asReplies):
			f.list(field, channel.CodeConflict, b.Text, b.URL)
		case b.URL != "" && l.ButtonURLs && l.Buttons.Max > 0 && !alone:
			f.addButton(field, b)
		case b.URL != "" && alone && l.ButtonURLs:
			f.list(field, channel.CodeConflict, b.Text, b.URL)
		case b.Payload != "" && l.ButtonTaps && l.Buttons.Max > 0:
			f.addButton(field, b)
		case b.Payload != "" && asReplies:
			f.note(Changed, field, channel.CodeUnsupported)
			replies = append(replies[:len(replies):len(replies)], channel.QuickReply{Text: b.Text, Payload: b.Payload})
			fields = append(fields, field)
		case b.Payload != "" || b.URL != "":
			f.list(field, channel.CodeUnsupported, b.Text, b.URL)
		default:
			f.list(field, channel.CodeInvalid, b.Text, "")
		}
	}
	asButtons := !bare && l.ButtonTaps && l.Buttons.Max > 0 && (l.QuickReplies.Max == 0 || l.NotTogether && len(f.Buttons) > 0)
	own := len(replies) - len(fields)
	for i, r := range replies {
		field := fmt.Sprintf("quickReplies[%d]", i)
		if i >= own {
			field = fields[i-own]
		}
		switch {
		case asButtons && r.Asks == "":
			f.addReplyAsButton(field, r)
		case l.QuickReplies.Max == 0:
			f.list(field, channel.CodeUnsupported, r.Text, "")
		case l.NotTogether && len(f.Buttons) > 0:
			f.list(field, channel.CodeConflict, r.Text, "")
		default:
			f.addReply(field, r)
		}
	}
}

func anyTap(buttons []channel.Button) bool {
	for _, b := range buttons {
		if b.URL == "" && b.Payload != "" {
			return true
		}
	}
	return false
}

// mendButton makes a button do one thing and have a text.
func (f *fitting) mendButton(field string, b channel.Button) channel.Button {
	if b.URL != "" && b.Payload != "" {
		if f.limits.ButtonURLs || !f.limits.ButtonTaps {
			f.note(Dropped, field+".payload", channel.CodeInvalid)
			b.Payload = ""
		} else {
			f.note(Dropped, field+".url", channel.CodeInvalid)
			b.URL = ""
		}
	}
	if b.Text == "" && b.URL != "" {
		f.note(Changed, field+".text", channel.CodeMissing)
		b.Text = b.URL
	}
	return b
}

// addButton keeps a button of a kind that exists, if there is room for it and it can be pressed.
func (f *fitting) addButton(field string, b channel.Button) {
	l := f.limits.Buttons
	switch {
	case b.Text == "":
		f.note(Dropped, field, channel.CodeMissing)
	case len(f.Buttons) == l.Max:
		f.noteCount(Listed, field, f.choices, l.Max)
		f.addLine(b.Text, b.URL)
	case b.URL == "" && !l.Payload.Fits(b.Payload):
		f.noteLength(Listed, field, b.Payload, l.Payload)
		f.addLine(b.Text, b.URL)
	case l.Text.Max == 0:
		f.list(field, channel.CodeUnsupported, b.Text, b.URL)
	default:
		b.Text = f.shortenField(field+".text", b.Text, l.Text)
		f.Buttons = append(f.Buttons, b)
	}
}

// addReplyAsButton keeps a quick reply as a button to tap.
func (f *fitting) addReplyAsButton(field string, r channel.QuickReply) {
	b := channel.Button{Text: r.Text, Payload: r.Payload}
	if b.Payload == "" {
		b.Payload = r.Text
	}
	before := len(f.Buttons)
	at := len(f.changes)
	f.addButton(field, b)
	if len(f.Buttons) == before {
		return
	}
	change := Degradation{Change: Changed, Field: field, Code: channel.CodeUnsupported}
	if f.limits.QuickReplies.Max > 0 {
		change.Code = channel.CodeConflict
	}
	f.changes = append(f.changes[:at], append([]Degradation{change}, f.changes[at:]...)...)
	for _, part := range [...]struct{ name, value string }{{".description", r.Description}, {".image", r.Image}} {
		if part.value != "" {
			f.note(Dropped, field+part.name, channel.CodeUnsupported)
		}
	}
}

// addReply keeps a quick reply, if there is room for it, without what it cannot carry.
func (f *fitting) addReply(field string, r channel.QuickReply) {
	l := f.limits.QuickReplies
	switch {
	case r.Asks == "" && r.Text == "":
		f.note(Dropped, field, channel.CodeMissing)
		return
	case len(f.QuickReplies) == l.Max:
		f.noteCount(Listed, field, f.choices, l.Max)
		f.addLine(r.Text, "")
		return
	case r.Asks != "" && !slices.Contains(l.Asks, r.Asks):
		f.list(field, channel.CodeUnsupported, r.Text, "")
		return
	case l.Text.Max == 0 && r.Text != "":
		f.list(field, channel.CodeUnsupported, r.Text, "")
		return
	}
	r.Text = f.shortenField(field+".text", r.Text, l.Text)
	if r.Payload != "" && !l.Payload.Fits(r.Payload) {
		f.drop(field+".payload", r.Payload, l.Payload)
		r.Payload = ""
	}
	switch {
	case r.Description == "":
	case l.Description.Max == 0:
		f.note(Dropped, field+".description", channel.CodeUnsupported)
		r.Description = ""
	default:
		r.Description = f.shortenField(field+".description", r.Description, l.Description)
	}
	if r.Image != "" && !l.Image {
		f.note(Dropped, field+".image", channel.CodeUnsupported)
		r.Image = ""
	}
	f.QuickReplies = append(f.QuickReplies, r)
}

func (f *fitting) drop(field, s string, l channel.Length) {
	if l.Max == 0 {
		f.note(Dropped, field, channel.CodeUnsupported)
		return
	}
	f.noteLength(Dropped, field, s, l)
}

// list reports a choice and writes it as a line.
func (f *fitting) list(field, why, text, url string) {
	if text == "" && url == "" {
		f.note(Dropped, field, why)
		return
	}
	f.note(Listed, field, why)
	f.addLine(text, url)
}

func (f *fitting) addLine(text, url string) {
	switch {
	case url == "" && text == "":
	case url == "" || url == text:
		f.addLines(bullet + text)
	case text == "":
		f.addLines(bullet + url)
	default:
		f.addLines(bullet + text + ": " + url)
	}
}
