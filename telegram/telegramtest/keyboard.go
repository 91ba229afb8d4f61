package telegramtest

import (
	"encoding/json"
	"net/url"
	"strings"
	"unicode/utf8"

	"github.com/contactkit/contactkit/channel/standin"
)

// Button is an inline button that the host sent.
type Button struct {
	Text string
	Data string // callback_data
	URL  string
}

// markup is a reply_markup of any kind.
type markup struct {
	Inline      [][]inlineButton    `json:"inline_keyboard"`
	Keyboard    [][]json.RawMessage `json:"keyboard"`
	Remove      bool                `json:"remove_keyboard"`
	Force       bool                `json:"force_reply"`
	Placeholder string              `json:"input_field_placeholder"`

	raw     json.RawMessage
	replies []string
}

type inlineButton struct {
	Text     string          `json:"text"`
	URL      string          `json:"url"`
	Data     *string         `json:"callback_data"`
	Copy     *copyText       `json:"copy_text"`
	WebApp   json.RawMessage `json:"web_app"`
	Login    json.RawMessage `json:"login_url"`
	Switch   *string         `json:"switch_inline_query"`
	Current  *string         `json:"switch_inline_query_current_chat"`
	Chosen   json.RawMessage `json:"switch_inline_query_chosen_chat"`
	Game     json.RawMessage `json:"callback_game"`
	Pay      bool            `json:"pay"`
	Disabled bool            `json:"-"`
}

type copyText struct {
	Text string `json:"text"`
}

// readMarkup reads and checks reply_markup.
func readMarkup(p params) (*markup, *refusal) {
	m := &markup{}
	if !p.Has("reply_markup") {
		return m, nil
	}
	m.raw = json.RawMessage(p.Str("reply_markup"))
	if bad := p.object("reply_markup", m); bad != nil {
		return nil, bad
	}
	if (m.Keyboard != nil || m.Remove || m.Force) && p.Has("business_connection_id") {
		return nil, badRequest("only inline keyboards can be used in business messages")
	}
	if utf8.RuneCountInString(m.Placeholder) > 64 {
		return nil, badRequest("input field placeholder must be at most 64 characters long")
	}
	for _, row := range m.Inline {
		for _, b := range row {
			if bad := b.check(); bad != nil {
				return nil, bad
			}
		}
	}
	for _, row := range m.Keyboard {
		for _, raw := range row {
			text, bad := replyButton(raw)
			if bad != nil {
				return nil, bad
			}
			m.replies = append(m.replies, text)
		}
	}
	return m, nil
}

// check holds an inline button to its limits: callback_data 1-64 bytes, copy_text 1-256 characters.
func (b inlineButton) check() *refusal {
	if standin.IsBlank(b.Text) {
		return badRequest("can't parse inline keyboard button: Field \"text\" must be non-empty")
	}
	uses := 0
	for _, used := range []bool{
		b.URL != "", b.Data != nil, b.Copy != nil, b.WebApp != nil, b.Login != nil, b.Switch != nil, b.Current != nil,
		b.Chosen != nil, b.Game != nil, b.Pay,
	} {
		if used {
			uses++
		}
	}
	switch {
	case uses != 1:
		return badRequest("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
	case b.Data != nil && (len(*b.Data) < 1 || len(*b.Data) > 64):
		return badRequest("BUTTON_DATA_INVALID")
	case b.URL != "" && !buttonURL(b.URL):
		return badRequest("BUTTON_URL_INVALID")
	case b.Copy != nil && (b.Copy.Text == "" || utf8.RuneCountInString(b.Copy.Text) > 256):
		return badRequest("BUTTON_COPY_TEXT_INVALID")
	}
	return nil
}

// buttonURL takes http, https with a host that has a dot, and tg.
func buttonURL(s string) bool {
	if strings.HasPrefix(s, "tg://") {
		return true
	}
	u, err := url.Parse(s)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && strings.Contains(u.Hostname(), ".")
}

// replyButton reads a button of a reply keyboard, an object or a bare string.
func replyButton(raw json.RawMessage) (string, *refusal) {
	var text string
	if json.Unmarshal(raw, &text) != nil {
		var b struct {
			Text string `json:"text"`
		}
		if err := json.Unmarshal(raw, &b); err != nil {
			return "", badRequest("can't parse keyboard button: KeyboardButton must be a String or an Object")
		}
		text = b.Text
	}
	if standin.IsBlank(text) {
		return "", badRequest("can't parse keyboard button: Field \"text\" must be non-empty")
	}
	return text, nil
}

// buttons are the inline buttons as Sent shows them.
func (m *markup) buttons() []Button {
	var list []Button
	for _, row := range m.Inline {
		for _, b := range row {
			out := Button{Text: b.Text, URL: b.URL}
			if b.Data != nil {
				out.Data = *b.Data
			}
			list = append(list, out)
		}
	}
	return list
}
