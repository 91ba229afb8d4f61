package facebook

import "github.com/contactkit/contactkit/channel"

// sentAttachment is a file by address or by Meta's handle, or a template.
type sentAttachment struct {
	Type    string      `json:"type"`
	Payload sentPayload `json:"payload"`
}

type sentPayload struct {
	URL      string       `json:"url,omitempty"`
	ID       string       `json:"attachment_id,omitempty"` // a string here, a number in webhooks
	Template string       `json:"template_type,omitempty"`
	Text     string       `json:"text,omitempty"`
	Buttons  []sentButton `json:"buttons,omitempty"`
}

type sentButton struct {
	Type    string `json:"type"`
	Title   string `json:"title"`
	URL     string `json:"url,omitempty"`
	Payload string `json:"payload,omitempty"`
}

// newAttachment names a file by its address or handle. Meta fetches an address within 10 seconds, a video within 75 ("Saving
// assets").
func newAttachment(a channel.Attachment) *sentAttachment {
	out := &sentAttachment{Type: "file", Payload: sentPayload{URL: a.URL, ID: a.ID}}
	switch a.Kind {
	case channel.MediaImage, channel.MediaAnimation: // a GIF is an image
		out.Type = "image"
	case channel.MediaVideo:
		out.Type = "video"
	case channel.MediaAudio, channel.MediaVoice:
		out.Type = "audio"
	}
	return out
}

// buttonTemplate is a text with one to three buttons, "Button template".
func buttonTemplate(m channel.Message) *sentAttachment {
	out := &sentAttachment{Type: "template", Payload: sentPayload{Template: "button", Text: m.Text}}
	for _, b := range m.Buttons {
		button := sentButton{Type: "postback", Title: b.Text, Payload: b.Payload}
		if b.URL != "" {
			button = sentButton{Type: "web_url", Title: b.Text, URL: b.URL}
		}
		out.Payload.Buttons = append(out.Payload.Buttons, button)
	}
	return out
}
