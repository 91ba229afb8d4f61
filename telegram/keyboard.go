package telegram

import (
	"cmp"

	"github.com/contactkit/contactkit/channel"
)

// markup is a reply_markup of any kind (Telegram Bot API: InlineKeyboardMarkup, ReplyKeyboardMarkup, ReplyKeyboardRemove,
// ForceReply).
type markup struct {
	Inline      [][]inlineButton `json:"inline_keyboard,omitempty"`
	Keyboard    [][]replyButton  `json:"keyboard,omitempty"`
	Resize      bool             `json:"resize_keyboard,omitempty"`
	OneTime     bool             `json:"one_time_keyboard,omitempty"`
	Remove      bool             `json:"remove_keyboard,omitempty"`
	ForceReply  bool             `json:"force_reply,omitempty"`
	Placeholder string           `json:"input_field_placeholder,omitempty"`
}

type inlineButton struct {
	Text string `json:"text"`
	Data string `json:"callback_data,omitempty"`
	URL  string `json:"url,omitempty"`
}

type replyButton struct {
	Text     string `json:"text"`
	Phone    bool   `json:"request_contact,omitempty"`
	Location bool   `json:"request_location,omitempty"`
}

// keyboard makes the keyboard of a message, one button a row; nil if it has none.
func keyboard(m channel.Message) *markup {
	switch {
	case len(m.Buttons) > 0:
		k := &markup{}
		for _, b := range m.Buttons {
			k.Inline = append(k.Inline, []inlineButton{{Text: b.Text, Data: b.Payload, URL: b.URL}})
		}
		return k
	case len(m.QuickReplies) > 0:
		k := &markup{Resize: true, OneTime: true}
		for _, q := range m.QuickReplies {
			b := replyButton{Text: q.Text, Phone: q.Asks == channel.AskPhone, Location: q.Asks == channel.AskLocation}
			// A button has a text here. Where other platforms write one by themselves, a sign needs no language.
			switch {
			case b.Phone:
				b.Text = cmp.Or(b.Text, "📱")
			case b.Location:
				b.Text = cmp.Or(b.Text, "📍")
			}
			k.Keyboard = append(k.Keyboard, []replyButton{b})
		}
		return k
	}
	return nil
}
