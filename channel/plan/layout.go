package plan

import "github.com/contactkit/contactkit/channel"

// layOut puts what there is to say into messages.
func (f *fitting) layOut() []channel.Message {
	var parts []channel.Message
	if f.Location != nil {
		parts = append(parts, channel.Message{Location: f.Location})
	}
	if f.Card != nil {
		parts = append(parts, channel.Message{Card: f.Card})
	}
	says := f.Text != "" || len(f.Attachments) > 0
	if f.Location != nil && (says || f.Card != nil) {
		f.note(Moved, "location", channel.CodeConflict)
	}
	if f.Card != nil && (says || f.Location != nil) {
		f.note(Moved, "card", channel.CodeConflict)
	}
	attached := f.attachmentParts()
	captioned := len(attached) == 1 && f.limits.Caption.Max > 0 && !isBare(f.Message, f.limits) && !f.bareAlbum(attached[0])
	if f.Text == "" && len(parts) == 0 {
		attached = f.freeLast(attached)
	}
	parts = append(attached, parts...)
	switch {
	case f.Text == "":
	case captioned && (f.limits.Caption.Fits(f.Text) || f.overflow == Truncate):
		// The caption's message goes last, for it has the choices.
		withCaption := parts[0]
		withCaption.Text, withCaption.Spans = f.Text, f.Spans
		if !f.limits.Caption.Fits(f.Text) {
			withCaption.Text, withCaption.Spans = f.truncate(f.limits.Caption)
		}
		parts = append(parts[1:], withCaption)
	default:
		f.noteMovedText()
		parts = append(parts, f.textParts()...)
	}
	if len(parts) == 0 {
		parts = append(parts, channel.Message{}) // refused by the check, unless Native says it all
	}
	for i := range parts {
		parts[i].By, parts[i].Heard, parts[i].NotAfter = f.By, f.Heard, f.NotAfter
	}
	first, last := &parts[0], &parts[len(parts)-1]
	first.ReplyTo, first.Ref = f.ReplyTo, f.Ref
	last.QuickReplies, last.Buttons, last.Native = f.QuickReplies, f.Buttons, f.Native
	return parts
}

// attachmentParts are the messages with the attachments, in their order: as many in each as there
// may be, of kinds that go together.
func (f *fitting) attachmentParts() []channel.Message {
	limit := max(1, f.limits.Attachments)
	var parts []channel.Message
	start := 0
	for i := range f.Attachments {
		if i-start == limit || !f.limits.GoTogether(f.Attachments[start:i+1]...) {
			parts = append(parts, channel.Message{Attachments: f.Attachments[start:i:i]})
			start = i
		}
	}
	if n := len(f.Attachments); n > limit {
		f.noteCount(Moved, "attachments", n, limit)
	} else if len(parts) > 0 {
		f.note(Moved, "attachments", channel.CodeConflict)
	}
	if start < len(f.Attachments) {
		parts = append(parts, channel.Message{Attachments: f.Attachments[start:]})
	}
	return parts
}

// bareAlbum reports whether the message cannot have choices because it has several attachments.
func (f *fitting) bareAlbum(m channel.Message) bool {
	return f.limits.AlbumBare && len(m.Attachments) > 1 && len(f.Buttons)+len(f.QuickReplies) > 0
}

// freeLast lets the last attachment go in a message of its own if there is nothing else to attach
// the choices to.
func (f *fitting) freeLast(parts []channel.Message) []channel.Message {
	if len(parts) == 0 || !f.bareAlbum(parts[len(parts)-1]) {
		return parts
	}
	if len(parts) == 1 { // otherwise it was said already
		f.note(Moved, "attachments", channel.CodeConflict)
	}
	last := &parts[len(parts)-1]
	n := len(last.Attachments) - 1
	free := channel.Message{Attachments: last.Attachments[n:]}
	last.Attachments = last.Attachments[:n:n]
	return append(parts, free)
}

// noteMovedText reports why the text is not in the message with the attachments.
func (f *fitting) noteMovedText() {
	switch caption := f.limits.Caption; {
	case len(f.Attachments) == 0:
	case caption.Max == 0, caption.Fits(f.Text):
		f.note(Moved, "text", channel.CodeConflict)
	default:
		f.noteLength(Moved, "text", f.Text, caption)
	}
}

// textParts are the messages with the text. The last one has the buttons or quick replies, with
// which the text may be shorter.
func (f *fitting) textParts() []channel.Message {
	limit, last := f.limits.Text, f.limits.Text
	if len(f.Buttons) > 0 && f.limits.ButtonText.Max > 0 {
		last = f.limits.ButtonText
	} else if len(f.QuickReplies) > 0 && f.limits.QuickReplyText.Max > 0 {
		last = f.limits.QuickReplyText
	}
	if last.Fits(f.Text) && limit.Fits(f.Text) {
		return []channel.Message{{Text: f.Text, Spans: f.Spans}}
	}
	if f.overflow == Truncate {
		text, spans := f.truncate(last)
		return []channel.Message{{Text: text, Spans: spans}}
	}
	return f.divide(limit, last)
}
