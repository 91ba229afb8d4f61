package facebook

import (
	"strings"

	"github.com/contactkit/contactkit/internal/jsonread"
)

// decodeChange reports one member of changes: a comment or post of the Page's feed, an event in the older form of field and
// value, or something else that is kept.
func (d *decoder) decodeChange(raw []byte) {
	r := jsonread.Sub(raw)
	field := ""
	var value []byte
	for key := range r.Object {
		switch string(key) {
		case "field":
			field = r.Text()
		case "value":
			value = r.Raw()
		}
	}
	switch {
	case field == "" || r.Mismatches() > 0:
		d.decodeOdd(raw)
	case d.decodePublic(field, raw, value):
	case isMessaging(field) && hasParty(value):
		d.decodeElement(value, field == "standby")
	default:
		d.keep(field, raw)
	}
}

// decodePublic reports the change of something public, if the field is one of such.
func (d *decoder) decodePublic(field string, raw, value []byte) bool {
	switch field {
	case "feed", "mention", "ratings":
		return d.decodePost(field, raw, value)
	case "comments", "live_comments":
		return d.decodeComment(raw, value)
	case "mentions":
		return d.decodeMention(raw, value)
	}
	return false
}

// isMessaging reports whether a field is one of Messenger's, "Webhook Events Reference".
func isMessaging(field string) bool {
	switch field {
	case "standby", KindResponseFeedback, "send_cart":
		return true
	}
	return strings.HasPrefix(field, "message") || strings.HasPrefix(field, "messaging")
}

// hasParty reports whether a value has the form of an event.
func hasParty(value []byte) bool {
	r := jsonread.Sub(value)
	if r.Kind() != jsonread.Object {
		return false
	}
	found := false
	for key := range r.Object {
		if k := string(key); k == "sender" || k == "recipient" {
			found = found || r.Kind() == jsonread.Object
		}
	}
	return found
}
