package channel

import (
	"fmt"
	"net/url"
	"strings"
)

// Thread is the endless line of messages between one contact and one of our accounts. It is
// comparable, so it can be a map key; Key gives a text form for a database column. A service desk
// cuts it into sessions.
type Thread struct {
	Platform string `json:"platform"`
	Account  string `json:"account"` // ours: bot id, page id, X user id
	// Contact is the customer's id. It is empty for events that concern no contact, such as a body
	// that cannot be decoded. A contact that is no person starts with a scheme: "group:" a group
	// chat, "ref:" a guest known only by a reference, "comment:" a public comment to answer
	// privately, "token:" a permission to send a person news (a marketing message of Messenger).
	// "chat:" is the encrypted conversation with a person, apart from the plain one with the same
	// person; "post:" is the public talk of a person and the account.
	Contact string `json:"contact"`
	Via     string `json:"via,omitempty"`   // Telegram business connection; part of the identity
	Topic   string `json:"topic,omitempty"` // topic within a chat
}

// MaxThread is the maximum total length, in bytes, of the five fields of a received Thread.
// Platforms name contacts with fewer than 100 bytes. [Thread.Key] writes a byte as at most three,
// so a key has at most 3 × 512 + 4 bytes and fits into an index of any database.
const MaxThread = 512

// Len returns the length of the five parts together, in bytes.
func (t Thread) Len() int {
	return len(t.Platform) + len(t.Account) + len(t.Contact) + len(t.Via) + len(t.Topic)
}

// Key returns the thread as one line of text: the five parts, escaped, joined by "/", without
// trailing empty ones. ParseThread reads it back. Different threads have different keys.
func (t Thread) Key() string {
	parts := []string{t.Platform, t.Account, t.Contact, t.Via, t.Topic}
	n := len(parts)
	for n > 3 && parts[n-1] == "" {
		n--
	}
	for i, p := range parts[:n] {
		parts[i] = url.PathEscape(p)
	}
	return strings.Join(parts[:n], "/")
}

// ParseThread reads what Thread.Key wrote.
func ParseThread(key string) (Thread, error) {
	parts := strings.Split(key, "/")
	if len(parts) < 3 || len(parts) > 5 || len(parts) > 3 && parts[len(parts)-1] == "" {
		return Thread{}, fmt.Errorf("channel: a thread key has 3 to 5 parts, the last not empty: %q", key)
	}
	var t Thread
	fields := []*string{&t.Platform, &t.Account, &t.Contact, &t.Via, &t.Topic}
	for i, p := range parts {
		part, err := url.PathUnescape(p)
		if err != nil {
			return Thread{}, fmt.Errorf("channel: thread key: %w", err)
		}
		*fields[i] = part
	}
	return t, nil
}

// schemes are the prefixes of contacts that are no person.
var schemes = [...]string{"group", "ref", "comment", "token", "chat", "post"}

// IsPublic reports whether the thread is about posts or comments that everybody reads. Send to it
// is the private answer all the same; ReplyToPost is the public one. Package directory gives such
// threads a policy without notices.
func (t Thread) IsPublic() bool {
	scheme, _ := t.Scheme()
	return scheme == "comment" || scheme == "post"
}

// Scheme splits the contact of a thread that is not with a person: "group:-42" gives "group" and
// "-42". For a person it gives an empty scheme and the contact's id.
func (t Thread) Scheme() (scheme, id string) {
	for _, s := range schemes {
		if rest, ok := strings.CutPrefix(t.Contact, s+":"); ok {
			return s, rest
		}
	}
	return "", t.Contact
}
