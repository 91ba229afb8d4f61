package telegram

import (
	"cmp"
	"slices"

	"github.com/contactkit/contactkit/channel"
)

// maxColumns is how many buttons one row has at most.
const maxColumns = 8

// keyboard makes the keyboard of a message; nil if it has none.
func keyboard(m channel.Message, o Options) *markup {
	columns := max(1, o.Columns)
	switch {
	case len(m.Buttons) > 0:
		var row []inlineButton
		for _, b := range m.Buttons {
			row = append(row, inlineButton{Text: b.Text, Data: b.Payload, URL: b.URL})
		}
		return &markup{Inline: slices.Collect(slices.Chunk(row, columns))}
	case len(m.QuickReplies) > 0:
		var row []replyButton
		for _, q := range m.QuickReplies {
			b := replyButton{Text: q.Text, Phone: q.Asks == channel.AskPhone, Location: q.Asks == channel.AskLocation}
			// A button has a text here. Where other platforms write one by themselves, a sign needs
			// no language.
			switch {
			case b.Phone:
				b.Text = cmp.Or(b.Text, "📱")
			case b.Location:
				b.Text = cmp.Or(b.Text, "📍")
			}
			row = append(row, b)
		}
		return &markup{Keyboard: slices.Collect(slices.Chunk(row, columns)), Resize: true, OneTime: !o.KeepKeyboard, Persistent: o.KeepKeyboard}
	}
	return nil
}
