package telegram

import (
	"encoding/json"

	"github.com/contactkit/contactkit/channel"
)

// Options is what only Telegram has on a message. The zero value changes nothing. Native makes it part of a message:
//
//	channel.Message{Text: "Thank you", Native: telegram.Native(telegram.Options{RemoveKeyboard: true})}
type Options struct {
	Silent  bool   `json:"silent,omitempty"`  // no sound at the receiver's
	Protect bool   `json:"protect,omitempty"` // cannot be forwarded or saved
	Effect  string `json:"effect,omitempty"`  // id of an animated effect; private chats only
	// LinkPreview says whether a text goes with the preview of its first link; nil: as Config.NoLinkPreviews says.
	LinkPreview *bool `json:"linkPreview,omitempty"`
	// RemoveKeyboard takes away the quick replies of an earlier message, which stay within reach after a tap.
	RemoveKeyboard bool `json:"removeKeyboard,omitempty"`
	// ForceReply opens the input field as an answer to this message.
	ForceReply bool `json:"forceReply,omitempty"`
	// Placeholder stands in the input field while ForceReply or quick replies are shown: 1 to 64 characters.
	Placeholder string `json:"placeholder,omitempty"`
}

const nativeOptions = "options"

// Native wraps options for channel.Message.
func Native(o Options) channel.Native {
	data, err := json.Marshal(o)
	if err != nil {
		panic("telegram: options are strings and booleans: " + err.Error())
	}
	return channel.Native{Platform: Platform, Kind: nativeOptions, Data: data}
}

// setNative applies the options of a message; it comes after its keyboard.
func (p *params) setNative(m channel.Message) error {
	if m.Native.IsZero() {
		return nil
	}
	complain := func(code, reason string) error {
		return &channel.FieldError{Field: "native", Code: code, Reason: reason}
	}
	if m.Native.Platform != Platform {
		return complain(channel.CodeUnsupported, "this is an extra of another platform")
	}
	var o Options
	if m.Native.Kind != nativeOptions || json.Unmarshal(m.Native.Data, &o) != nil {
		return complain(channel.CodeInvalid, "telegram.Native makes these")
	}
	if m.Text == "" && len(m.Attachments) == 0 && m.Location == nil && m.Card == nil {
		return complain(channel.CodeConflict, "options go with a message that says something")
	}
	p.Silent, p.Protect, p.Effect = o.Silent, o.Protect, o.Effect
	if o.LinkPreview != nil {
		p.Preview = nil
		if !*o.LinkPreview && p.Text != "" {
			p.Preview = &preview{Disabled: true}
		}
	}
	if o.Placeholder != "" && channel.UTF16.Count(o.Placeholder) > 64 {
		return complain(channel.CodeTooLong, "a placeholder has 64 characters at most")
	}
	switch {
	case (o.RemoveKeyboard || o.ForceReply) && p.Markup != nil, o.RemoveKeyboard && o.ForceReply:
		return complain(channel.CodeConflict, "a message has one of quick replies, buttons, ForceReply and RemoveKeyboard")
	case o.RemoveKeyboard:
		p.Markup = &markup{Remove: true}
	case o.ForceReply:
		p.Markup = &markup{ForceReply: true, Placeholder: o.Placeholder}
	case o.Placeholder == "":
	case p.Markup != nil && p.Markup.Keyboard != nil:
		p.Markup.Placeholder = o.Placeholder
	default:
		return complain(channel.CodeConflict, "a placeholder needs quick replies or ForceReply")
	}
	return nil
}
