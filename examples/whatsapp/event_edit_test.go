package whatsapp_test

import (
	"testing"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/examples/whatsapp"
)

// An edit without content does not empty the message that the host shows.
func TestEditsWithoutContent(t *testing.T) {
	for _, tt := range []struct{ name, original, message, want string }{
		{"a text", "wamid.O", `"type":"text","text":{"body":"b"}`, "edited b"},
		{"an empty text", "wamid.O", `"type":"text","text":{"body":""}`, "edit"},
		{"no text", "wamid.O", `"type":"text","text":{}`, "edit"},
		{"a picture without its id", "wamid.O", `"type":"image","image":{"caption":"b"}`, "edit"},
		{"an unknown type", "wamid.O", `"type":"telepathy","telepathy":{}`, "edit"},
		{"no message", "wamid.O", ``, "edit"},
		{"no original", "", `"type":"text","text":{"body":"b"}`, channel.KindOdd},
	} {
		got, err := newChannel(t, nil).Receive(signed(body(numberID, `"messages":[{"id":"wamid.E","from_user_id":"`+userID+
			`","timestamp":"1764000000","type":"edit","edit":{"original_message_id":"`+tt.original+`","message":{`+tt.message+`}}}]`)))
		if err != nil || len(got.Events) != 1 {
			t.Fatalf("%s: %d events, %v", tt.name, len(got.Events), err)
		}
		ev, reads := got.Events[0], ""
		switch b := ev.Body.(type) {
		case channel.Edited:
			reads = "edited " + b.Message.Text
		case channel.Custom:
			reads = b.Kind
		}
		if reads != tt.want {
			t.Errorf("%s: read as %q, want %q", tt.name, reads, tt.want)
		}
		if id := channel.EventID(whatsapp.Platform, numberID, "wamid.O", "edit.wamid.E"); tt.original != "" && ev.ID != id {
			t.Errorf("%s: the event is %q, want %q", tt.name, ev.ID, id)
		}
	}
}
