package twitter

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/internal/jsonread"
)

// Chat is an end-to-end encrypted message ("XChat") as far as X tells of it: everything but what was said. A desk can show that
// somebody wrote, and ask the customer to write an unencrypted message or to use another channel.
type Chat struct {
	ID           string    // X's name of the message
	Conversation string    // "<user id>:<user id>"
	Sender       string    // user id
	Time         time.Time // UTC
	Encrypted    bool      // the text came as ciphertext, which only X's own chat library decrypts; so far always
}

// DecodeChat reads a Custom of the kinds "chat.received" and "chat.sent". It fails on any other.
func DecodeChat(c channel.Custom) (Chat, error) {
	if !strings.HasPrefix(c.Kind, "chat.") {
		return Chat{}, fmt.Errorf("twitter: a custom event of kind %q is no chat", c.Kind)
	}
	r, err := jsonread.New(c.Data)
	if err != nil {
		return Chat{}, fmt.Errorf("twitter: chat: %w", err)
	}
	var payload jsonread.Reader
	for key := range r.Object {
		if string(key) == "payload" {
			payload = r
		}
	}
	return readChat(payload)
}

func readChat(r jsonread.Reader) (Chat, error) {
	var c Chat
	for key := range r.Object {
		switch string(key) {
		case "id":
			c.ID = r.ID()
		case "conversation_id":
			c.Conversation = r.ID()
		case "sender_id":
			c.Sender = r.ID()
		case "created_at_msec":
			c.Time = instant(readTime(&r))
		case "encoded_event":
			c.Encrypted = r.Text() != ""
		}
	}
	if r.Mismatches() > 0 || c.ID == "" || c.Sender == "" {
		return Chat{}, errors.New("twitter: the chat event does not have the expected form")
	}
	return c, nil
}
