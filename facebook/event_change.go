package facebook

import (
	"strings"

	"github.com/contactkit/contactkit/channel/jsonread"
)

// decodeChange reports one member of changes: something public, or an event in the older form of
// field and value. Any other change is kept as Custom.
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
		d.decodeCustom(field, raw)
	}
}

// decodePublic reports a change of something public. It returns false for other fields and for
// unknown forms.
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

// isMessaging reports whether a field belongs to Messenger, "Webhook Events Reference".
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
