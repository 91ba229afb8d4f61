package twitter

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/contactkit/contactkit/channel"
)

// Chat is an event of an encrypted conversation ("XChat") as X describes it outside of the
// ciphertext.
type Chat struct {
	ID           string    // X's name of the message: a UUID; in a history its number
	Conversation string    // "<user id>:<user id>", "<user id>-<user id>" or "g…", as it came
	Sender       string    // user id
	Time         time.Time // UTC
	Encrypted    bool      // an event came with it, which Config.Chat may open
}

// DecodeChat reads a Custom whose kind begins with "chat.". For an event that became a Message,
// pass its Raw:
//
//	chat, err := twitter.DecodeChat(channel.Custom{Kind: "chat.received", Data: ev.Raw})
func DecodeChat(c channel.Custom) (Chat, error) {
	if !strings.HasPrefix(c.Kind, "chat.") {
		return Chat{}, fmt.Errorf("twitter: a custom event of kind %q is no chat", c.Kind)
	}
	p, ok := readChatRaw(c.Data)
	if !ok {
		return Chat{}, errors.New("twitter: the chat event does not have the expected form")
	}
	return p.Chat, nil
}
