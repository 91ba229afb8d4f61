package facebooktest

import (
	"encoding/json"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/contactkit/contactkit/channel/standin"
)

type quickReply struct {
	Kind    string          `json:"content_type"`
	Title   string          `json:"title"`
	Payload json.RawMessage `json:"payload"`
	Image   string          `json:"image_url"`
}

const (
	mostQuickReplies = 13
	mostTitle        = 20
	mostPayload      = 1000
)

// quickReplies: at most 13; a title of at most 20 characters, needed for text unless there is an
// image; a payload of at most 1,000.
func (o *outgoing) quickReplies(list []quickReply) *graphError {
	if len(list) > mostQuickReplies {
		return invalid("Param message[quick_replies] has too many elements.")
	}
	for _, q := range list {
		if o.page.instagram {
			if e := instagramReply(q); e != nil {
				return e
			}
		}
		if !slices.Contains([]string{"text", "user_phone_number", "user_email"}, q.Kind) {
			return invalid("Param message[quick_replies][content_type] must be one of {text, user_phone_number, user_email}")
		}
		payload := strings.Trim(string(q.Payload), `"`)
		if q.Payload != nil && strings.HasPrefix(string(q.Payload), `"`) {
			if json.Unmarshal(q.Payload, &payload) != nil {
				return invalid("Param message[quick_replies][payload] must be a string")
			}
		}
		switch {
		case q.Kind == "text" && standin.IsBlank(q.Title) && (q.Image == "" || q.Title != ""):
			return invalid("Param message[quick_replies][title] is required")
		case q.Image != "" && !isAddress(q.Image):
			return invalid("Param message[quick_replies][image_url] must be a valid URL")
		case utf8.RuneCountInString(q.Title) > mostTitle:
			return invalid("Length of param message[quick_replies][title] must be less than or equal to %d", mostTitle)
		case q.Kind == "text" && payload == "":
			return invalid("Param message[quick_replies][payload] is required")
		case utf8.RuneCountInString(payload) > mostPayload:
			return invalid("Length of param message[quick_replies][payload] must be less than or equal to %d", mostPayload)
		}
		o.sent.QuickReplies = append(o.sent.QuickReplies, QuickReply{Kind: q.Kind, Title: q.Title, Payload: payload, Image: q.Image})
	}
	return nil
}
