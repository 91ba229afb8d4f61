package xchat

import (
	"encoding/base64"
	"strconv"
	"strings"
	"time"
)

// Event is one MessageEvent of XChat: the envelope, which is not encrypted. The signature that
// [Event.Verify] checks covers the fields marked "signed", and the Detail unless its type says
// otherwise. Sequence, Time, Token, Relay, Previous and Trusted are X's claim.
type Event struct {
	Sequence     string    // X's number of the event; replies, reactions and edits refer to it
	ID           string    // message id, a UUID that the sender chose; signed
	Sender       string    // user id; signed
	Conversation string    // "<smaller user id>:<larger user id>", or "g…" for a group; signed
	Token        string    // conversation token, which a send may return; empty if X gave none
	Time         time.Time // UTC, milliseconds; zero if X gave none
	Detail       Detail    // nil if the event has none
	Relay        int       // X's number for how the event came: 0 live, 1 pulled, 2 legacy fan-out, 3 rebound. X does not explain them; show an event whatever it is
	Signature    Signature // zero if the event is not signed
	Previous     string    // sequence of the event before it; empty if unknown
	Trusted      bool      // X's own mark
}

// Signature is the sender's signature of an event.
type Signature struct {
	Value      string // base64 of r and s, 32 bytes each
	KeyVersion string // version of the sender's registered key
	Version    string // of the signed text; empty means "7"
	SigningKey string // the key that the event itself carries; it proves nothing about the sender
	Members    []MemberKey
}

// MemberKey is a signing key that an event carries for a member of the conversation.
type MemberKey struct {
	User       string
	KeyVersion string
	SigningKey string
}

// Parse reads an encoded event, base64 with or without padding. It needs no key. A text that is no
// event fails with [ErrMalformed].
func Parse(encoded string) (Event, error) {
	b, err := decode64(encoded)
	if err != nil {
		return Event{}, ErrMalformed
	}
	return ParseBytes(b)
}

// ParseBytes is [Parse] for an event that is not base64, as the quoted original of a reply.
func ParseBytes(b []byte) (Event, error) {
	r := newReader(b)
	var e Event
	for id := range r.fields {
		switch id {
		case 1:
			e.Sequence = r.text()
		case 2:
			e.ID = r.text()
		case 3:
			e.Sender = r.text()
		case 4:
			e.Conversation = r.text()
		case 5:
			e.Token = r.text()
		case 6:
			e.Time = milliseconds(r.text())
		case 7:
			e.Detail = readDetail(r)
		case 8:
			n, _ := r.number()
			e.Relay = int(n)
		case 9:
			e.Signature = readSignature(r)
		case 10:
			e.Previous = r.text()
		case 11:
			e.Trusted = r.flag()
		}
	}
	if r.err != nil {
		return Event{}, r.err
	}
	if e.ID == "" && e.Sequence == "" && e.Detail == nil {
		return Event{}, ErrMalformed
	}
	return e, nil
}

// ParseSignature reads the signature that X's API takes and gives with an event.
func ParseSignature(encoded string) (Signature, error) {
	b, err := decode64(encoded)
	if err != nil {
		return Signature{}, ErrMalformed
	}
	r := newReader(b)
	s := readSignature(r)
	return s, r.err
}

func readSignature(r *reader) Signature {
	var s Signature
	for id := range r.fields {
		switch id {
		case 1:
			s.Value = r.text()
		case 2:
			s.KeyVersion = r.text()
		case 3:
			s.Version = r.text()
		case 4:
			s.SigningKey = r.text()
		case 5:
			for left := range r.list {
				if s.Members == nil {
					s.Members = make([]MemberKey, 0, min(left, len(r.b)/9+1))
				}
				if m := readMemberKey(r); m != (MemberKey{}) {
					s.Members = append(s.Members, m)
				}
			}
		}
	}
	return s
}

func readMemberKey(r *reader) MemberKey {
	var m MemberKey
	for id := range r.fields {
		switch id {
		case 1:
			m.User = r.text()
		case 2:
			m.KeyVersion = r.text()
		case 3:
			m.SigningKey = r.text()
		}
	}
	return m
}

// Conversation names the conversation of two users, as events and signatures do: the smaller id
// first.
func Conversation(a, b string) string {
	if CompareVersions(a, b) > 0 {
		a, b = b, a
	}
	return a + ":" + b
}

// milliseconds reads a time that X writes as text; zero if it is none.
func milliseconds(s string) time.Time {
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil {
		return time.Time{}
	}
	return instant(n)
}

// instant turns milliseconds into a time; zero for what no calendar of X reaches.
func instant(ms int64) time.Time {
	if ms <= 0 || ms > 1<<46 {
		return time.Time{}
	}
	return time.UnixMilli(ms).UTC()
}

// decode64 reads base64 of the standard alphabet with and without padding.
func decode64(s string) ([]byte, error) {
	return base64.RawStdEncoding.DecodeString(strings.TrimRight(s, "="))
}
