package facebook

import (
	"encoding/json"
)

// sentComment is a public answer.
type sentComment struct {
	Message    string `json:"message,omitempty"`
	Attachment string `json:"attachment_id,omitempty"`
	URL        string `json:"attachment_url,omitempty"`
	Medium     string `json:"media_id,omitempty"`   // of a mention on Instagram
	Comment    string `json:"comment_id,omitempty"` // of a mention on Instagram
}

// sentHide has one member: on Facebook the first, on Instagram the second.
type sentHide struct {
	Hidden *bool `json:"is_hidden,omitempty"`
	Hide   *bool `json:"hide,omitempty"`
}

// request is a call of the Send API.
type request struct {
	Recipient     recipient    `json:"recipient"`
	MessagingType string       `json:"messaging_type,omitempty"`
	Tag           string       `json:"tag,omitempty"`
	Message       *sentMessage `json:"message,omitempty"`
	ReplyTo       *sentReplyTo `json:"reply_to,omitempty"`
	Persona       string       `json:"persona_id,omitempty"`
	Notification  Notification `json:"notification_type,omitempty"`
	Control       *sentControl `json:"thread_control,omitempty"`
	Action        string       `json:"sender_action,omitempty"`
	Payload       *sentReact   `json:"payload,omitempty"`
}

type sentControl struct {
	Type string `json:"control_type"`
	App  string `json:"app_id,omitempty"`
}

// recipient has exactly one member.
type recipient struct {
	ID      string `json:"id,omitempty"`
	UserRef string `json:"user_ref,omitempty"`
	Comment string `json:"comment_id,omitempty"`
	Post    string `json:"post_id,omitempty"`
	Token   string `json:"notification_messages_token,omitempty"`
}

// about is the subject of a call to this recipient.
func (r recipient) about() subject {
	if r.Comment != "" || r.Post != "" {
		return aboutComment
	}
	return aboutPage
}

type sentReplyTo struct {
	ID string `json:"mid"`
}

type sentMessage struct {
	Text         string           `json:"text,omitempty"`
	Attachment   *sentAttachment  `json:"attachment,omitempty"`
	Attachments  []sentAttachment `json:"attachments,omitempty"` // Instagram: 2 to 10 images
	Sticker      json.Number      `json:"sticker_id,omitempty"`
	Template     *utility         `json:"template,omitempty"`
	QuickReplies []sentReply      `json:"quick_replies,omitempty"`
	Metadata     string           `json:"metadata,omitempty"`
}

type sentReply struct {
	Type    string `json:"content_type"`
	Title   string `json:"title,omitempty"`
	Payload string `json:"payload,omitempty"`
	Image   string `json:"image_url,omitempty"`
}

// sentReact is the payload of the actions react and unreact.
type sentReact struct {
	MessageID string `json:"message_id"`
	Reaction  string `json:"reaction,omitempty"`
}

// sentAttachment is a file or a template.
type sentAttachment struct {
	Type    string `json:"type"`
	Payload any    `json:"payload"` // sentFile or the payload of a template
}

// sentFile is a file by address or by Meta's handle. A file that is uploaded with the call has
// neither.
type sentFile struct {
	URL      string `json:"url,omitempty"`
	ID       string `json:"attachment_id,omitempty"` // a string here, a number in webhooks
	Reusable bool   `json:"is_reusable,omitempty"`   // gives it a handle; only for those that are used again
}

type buttonTemplate struct {
	Type    string   `json:"template_type"`
	Text    string   `json:"text"`
	Buttons []Button `json:"buttons"`
}

type genericTemplate struct {
	Type     string `json:"template_type"`
	Elements []Card `json:"elements"`
}

type mediaTemplate struct {
	Type     string      `json:"template_type"`
	Elements []MediaCard `json:"elements"`
}

type receiptTemplate struct {
	Type string `json:"template_type"`
	*Receipt
}

type utility struct {
	Name       string          `json:"name"`
	Language   language        `json:"language"`
	Components json.RawMessage `json:"components,omitempty"`
}

type language struct {
	Code string `json:"code"`
}

// controlled is a call about the control of a thread, "Conversation Routing".
type controlled struct {
	Recipient recipient   `json:"recipient"`
	Target    json.Number `json:"target_app_id,omitempty"`
	Seconds   int         `json:"duration,omitempty"`
	Metadata  string      `json:"metadata,omitempty"`
}

type uploading struct {
	Platform string      `json:"platform,omitempty"` // "instagram"
	Message  sentMessage `json:"message"`
}

type newPersona struct {
	Name    string `json:"name"`
	Picture string `json:"profile_picture_url"`
}

type sentProfile struct {
	GetStarted  *getStarted   `json:"get_started,omitempty"`
	Greeting    []Greeting    `json:"greeting,omitempty"`
	IceBreakers []IceBreakers `json:"ice_breakers,omitempty"`
	Menu        []Menu        `json:"persistent_menu,omitempty"`
}

type getStarted struct {
	Payload string `json:"payload"`
}

type deleting struct {
	Fields []string `json:"fields"`
}

type debugging struct {
	Method string `json:"method"`
	Token  string `json:"input_token"`
}

type appSubscription struct {
	Object   string `json:"object"`
	Callback string `json:"callback_url"`
	Verify   string `json:"verify_token"`
	Fields   string `json:"fields"`
	Values   bool   `json:"include_values"`
}

type pageSubscription struct {
	Fields string `json:"subscribed_fields"`
}
