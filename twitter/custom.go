package twitter

import (
	"strings"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/call"
)

// Chat is an event of an encrypted conversation ("XChat") as X describes it outside of the
// ciphertext.
type Chat struct {
	ID           string    // X's name of the message: a UUID; in an event of History, a number
	Conversation string    // "<user id>:<user id>", "<user id>-<user id>" or "g…", as it came
	Sender       string    // user id
	Time         time.Time // UTC
	Encrypted    bool      // X sent the encrypted event too, so that Config.Chat may open it
}

// DecodeChat reads a Custom whose kind begins with "chat.". For an event that became a Message,
// pass its Raw:
//
//	chat, err := twitter.DecodeChat(channel.Custom{Kind: "chat.received", Data: ev.Raw})
//
// The error matches channel.ErrMalformed if c is of another kind, or its data of another form.
func DecodeChat(c channel.Custom) (Chat, error) {
	if !strings.HasPrefix(c.Kind, "chat.") {
		return Chat{}, call.Undecodable(Platform, "kind", "kind must begin with chat.")
	}
	p, ok := readChatRaw(c.Data)
	if !ok {
		return Chat{}, call.Undecodable(Platform, "data", "data must be an event of an encrypted conversation")
	}
	return p.Chat, nil
}
