package telegram

import (
	"encoding/json"
	"errors"

	"github.com/contactkit/contactkit/channel"
)

// Options holds the settings of a message that only Telegram knows. The zero value changes nothing.
// Native makes it part of a message:
//
//	channel.Message{Text: "Thank you", Native: telegram.Native(telegram.Options{RemoveKeyboard: true})}
type Options struct {
	Silent  bool   `json:"silent,omitempty"`  // no sound at the receiver's
	Protect bool   `json:"protect,omitempty"` // cannot be forwarded or saved
	Effect  string `json:"effect,omitempty"`  // id of an animated effect; private chats only
	// LinkPreview says whether a text goes with the preview of its first link; nil: as
	// Config.NoLinkPreviews says.
	LinkPreview *bool `json:"linkPreview,omitempty"`

	CaptionAbove bool `json:"captionAbove,omitempty"` // the text goes above a picture, animation or video
	Spoiler      bool `json:"spoiler,omitempty"`      // a picture, animation or video is shown after a tap
	Round        bool `json:"round,omitempty"`        // a video is a square video note: at most a minute, without a text, not by URL

	// Columns is how many quick replies or buttons are in one row. Defaults to 1.
	Columns int `json:"columns,omitempty"`
	// KeepKeyboard leaves quick replies open after a tap, and shows them whenever the customer
	// closes the ordinary keyboard.
	KeepKeyboard bool `json:"keepKeyboard,omitempty"`
	// RemoveKeyboard takes away the quick replies of an earlier message, which stay within reach
	// after a tap.
	RemoveKeyboard bool `json:"removeKeyboard,omitempty"`
	// ForceReply opens the input field as an answer to this message; with quick replies or buttons
	// since Bot API 10.3.
	ForceReply bool `json:"forceReply,omitempty"`
	// Placeholder is shown in the input field while ForceReply or quick replies are shown: 1 to 64
	// characters.
	Placeholder string `json:"placeholder,omitempty"`
	// Stop gives a draft a button with which the customer stops the answer (Draft alone, Bot API
	// 10.3); KeepOnStop leaves the draft where it is then.
	Stop       bool `json:"stop,omitempty"`
	KeepOnStop bool `json:"keepOnStop,omitempty"`
	// Press is the id of the press that an ephemeral message answers; Replace puts the message in
	// place of the one that was pressed. See EphemeralThread.
	Press   string `json:"press,omitempty"`
	Replace bool   `json:"replace,omitempty"`
	// Selective shows a keyboard in a group only to the person whose message is answered, and to
	// those who are mentioned.
	Selective bool `json:"selective,omitempty"`
}

const (
	nativeOptions = "options"
	nativeMethod  = "method"
)

// Native wraps options for channel.Message.
func Native(o Options) channel.Native {
	return native(nativeOptions, o)
}

// Method returns a Native that makes Send call a method of the Bot API that sends, copies or
// forwards a message and that this package has no form for, such as sendPoll, sendDice or
// copyMessage. Send refuses a method that does none of the three: see [Channel.Call]. Chat, topic
// and business connection come from the thread that it is sent to; params are the other parameters,
// and hold no upload. The message must have nothing but this Native. The error is that of encoding
// params.
func Method(name string, params any) (channel.Native, error) {
	data, err := json.Marshal(params)
	if err != nil {
		return channel.Native{}, err
	}
	return native(nativeMethod, nativeCall{name, data}), nil
}

type nativeCall struct {
	Method string          `json:"method"`
	Params json.RawMessage `json:"params,omitempty"`
}

func native(kind string, v any) channel.Native {
	data, err := json.Marshal(v)
	if err != nil {
		panic("telegram: what was decoded can be encoded: " + err.Error())
	}
	return channel.Native{Platform: Platform, Kind: kind, Data: data}
}

func nativeError(code, reason string) error {
	return &channel.FieldError{Field: "native", Code: code, Reason: reason}
}

// options reads the options of a message.
func options(m channel.Message) (Options, error) {
	if m.Native.IsZero() {
		return Options{}, nil
	}
	return readOptions(m)
}

func readOptions(m channel.Message) (o Options, err error) {
	switch {
	case m.Native.Platform != Platform:
		return o, nativeError(channel.CodeUnsupported, "this is an extra of another platform")
	case m.Native.Kind != nativeOptions || json.Unmarshal(m.Native.Data, &o) != nil:
		return o, nativeError(channel.CodeInvalid, "telegram.Native and telegram.Method make these")
	case m.Text == "" && len(m.Attachments) == 0 && m.Location == nil && m.Card == nil:
		return o, nativeError(channel.CodeConflict, "options go with a message that says something")
	}
	return o, nil
}

// apply puts the options into the parameters; it comes after the keyboard.
func (t *translation) apply(o Options) error {
	p := &t.p
	p.Silent, p.Protect, p.Effect = o.Silent, o.Protect, o.Effect
	if o.LinkPreview != nil {
		p.Preview = nil
		if !*o.LinkPreview && p.Text != "" {
			p.Preview = &preview{Disabled: true}
		}
	}
	if o.Press != "" || o.Replace {
		if t.to.Ephemeral == nil || o.Press == "" {
			return nativeError(channel.CodeConflict, "Press and Replace need a press, and a thread with one member of a group")
		}
		t.to.Ephemeral.Press, t.to.Ephemeral.Replace = o.Press, o.Replace
	}
	if o.Stop || o.KeepOnStop {
		return nativeError(channel.CodeConflict, "Stop and KeepOnStop go with a draft")
	}
	return errors.Join(t.applyMedia(o), t.applyKeyboard(o))
}

func (t *translation) applyMedia(o Options) error {
	p := &t.p
	for i := range p.Media {
		if p.Media[i].Type == "photo" || p.Media[i].Type == "video" {
			p.Media[i].Spoiler, p.Media[i].CaptionAbove = o.Spoiler, o.CaptionAbove && i == 0
		}
	}
	seen := p.Photo != "" || p.Video != "" || p.Animation != ""
	if (o.CaptionAbove || o.Spoiler) && !seen && len(p.Media) == 0 {
		return nativeError(channel.CodeConflict, "Spoiler and CaptionAbove go with a picture, an animation or a video")
	}
	p.CaptionAbove, p.Spoiler = o.CaptionAbove && seen, o.Spoiler && seen
	if !o.Round {
		return nil
	}
	if p.Video == "" || t.m.Attachments[0].URL != "" || t.m.Text != "" || o.Spoiler || o.CaptionAbove {
		return nativeError(channel.CodeConflict, "a video note must be a video by id or upload, without a text")
	}
	t.method = "sendVideoNote"
	p.VideoNote, p.Video = p.Video, ""
	p.Length, p.Width, p.Height = p.Width, 0, 0
	return nil
}

func (t *translation) applyKeyboard(o Options) error {
	p := &t.p
	if o.Placeholder != "" && channel.UTF16.Count(o.Placeholder) > 64 {
		return nativeError(channel.CodeTooLong, "a placeholder must have at most 64 characters")
	}
	if o.Columns < 0 || o.Columns > maxColumns {
		return nativeError(channel.CodeInvalid, "a row must have at most 8 buttons")
	}
	if len(p.Media) > 0 && (o.RemoveKeyboard || o.ForceReply) {
		return nativeError(channel.CodeConflict, "several attachments go without ForceReply and RemoveKeyboard here")
	}
	switch {
	case o.RemoveKeyboard && (p.Markup != nil || o.ForceReply):
		return nativeError(channel.CodeConflict, "RemoveKeyboard must come without quick replies, buttons and ForceReply")
	case o.RemoveKeyboard:
		p.Markup = &markup{Remove: true, Selective: o.Selective}
	case o.ForceReply && p.Markup == nil:
		p.Markup = &markup{ForceReply: true, Placeholder: o.Placeholder, Selective: o.Selective}
	case p.Markup != nil && p.Markup.Keyboard != nil:
		p.Markup.Placeholder, p.Markup.Selective = o.Placeholder, o.Selective
	case o.Placeholder != "":
		return nativeError(channel.CodeConflict, "a placeholder needs quick replies or ForceReply")
	}
	if o.ForceReply && p.Markup != nil { // with a keyboard since Bot API 10.3; an older server ignores it there
		p.Markup.ForceReply = true
	}
	return nil
}
