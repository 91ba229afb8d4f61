package xchat

import (
	"crypto/ecdsa"
	"crypto/sha256"
	"math/big"
	"strconv"
	"strings"
)

// Trust says what is known about who sent an event. It is shown; nothing is dropped for it.
type Trust int

// Levels of trust, the least first.
const (
	// Unverified means that the signature is missing or wrong, or that events of this kind are
	// never signed.
	Unverified Trust = iota
	// Carried means that the signature fits the key that the event itself carries. It shows that
	// the event was not changed, but not who sent it.
	Carried
	// Verified means that the signature fits a key that the sender has registered and that the host
	// supplied.
	Verified
)

// String returns the level as one word.
func (t Trust) String() string {
	switch t {
	case Verified:
		return "verified"
	case Carried:
		return "carried"
	}
	return "unverified"
}

// oldest is the lowest version of the signed text that X's library accepts, current the one that it
// writes.
const (
	oldest  = 2
	current = 7
)

// Verify checks the sender's signature. The rows are the registered keys of the sender; rows of
// other people, and rows whose binding is not valid, are passed over. If the row of the signature's
// version is among them, the result is Verified or Unverified; otherwise it is Carried or
// Unverified. The key is the one that a [KeyChange] carries, which its signature covers
// ([Identity.Unwrap]); all other events need none.
func (e Event) Verify(key Key, rows ...PublicKey) Trust {
	text, ok := e.signedText(key)
	if !ok {
		return Unverified
	}
	sig, err := decode64(e.Signature.Value)
	if err != nil {
		return Unverified
	}
	for _, row := range rows {
		if row.User != e.Sender || CompareVersions(row.Version, e.Signature.KeyVersion) != 0 || row.Check() != nil {
			continue
		}
		if k, err := signingKey(row.Signing); err == nil && verifyWith(k, []byte(text), sig) {
			return Verified
		}
		return Unverified
	}
	if k, err := signingKey(e.Signature.SigningKey); err == nil && verifyWith(k, []byte(text), sig) {
		return Carried
	}
	return Unverified
}

// signedText builds the text that the sender signed; ok is false if such an event has none.
func (e Event) signedText(key Key) (text string, ok bool) {
	version := current
	if s := e.Signature.Version; s != "" {
		n, err := strconv.Atoi(s)
		if err != nil || n < oldest {
			return "", false
		}
		version = n
	}
	if e.ID == "" || e.Sender == "" {
		return "", false
	}
	name, named, parts, ok := e.signedParts(version, key)
	if !ok {
		return "", false
	}
	head := []string{name, e.ID, e.Sender}
	if named && e.Conversation != "" {
		head = append(head, e.Conversation)
	}
	text, err := join(append(head, parts...))
	return text, err == nil
}

// signedParts returns the parts behind ids: named says whether the conversation is one of the ids.
func (e Event) signedParts(version int, key Key) (name string, named bool, parts []string, ok bool) {
	switch d := e.Detail.(type) {
	case Create:
		if d.KeyVersion == "" {
			return "", false, nil, false // plain contents are not signed
		}
		return "MessageCreateEvent", true, []string{d.KeyVersion, unpad64(d.Contents)}, true
	case KeyChange:
		return d.signedParts(version, key)
	case GroupChange:
		if d.signed == nil {
			return "", false, nil, false
		}
		return "GroupChangeEvent." + d.Name, d.named, d.signed(version), true
	case Delete:
		return "MessageDeleteEvent", true, append([]string{d.action()}, d.Sequences...), true
	case ConversationDelete:
		return "ConversationDeleteEvent", true, d.signed, true
	case Settings:
		return "ConversationMetadataChangeEvent." + d.Name, true, d.signed, d.Name != ""
	case Read:
		parts = []string{d.Until}
		if d.at != nil {
			parts = append(parts, *d.at)
		}
		return "MarkConversationReadEvent", true, parts, d.Until != ""
	case Unread:
		if d.until != nil {
			parts = []string{*d.until}
		}
		return "MarkConversationUnreadEvent", true, parts, true
	}
	return "", false, nil, false // typing, failure, a deleted account: they are never signed
}

// signedParts of a key change hold the plain key since version 6, so that only its recipients can
// verify it.
func (k KeyChange) signedParts(version int, key Key) (name string, named bool, parts []string, ok bool) {
	name, named, parts = "ConversationKeyChangeEvent", true, []string{k.Version}
	if version >= 6 {
		return name, named, append(parts, unpad64(key.Reveal())), !key.IsZero() && key.version == k.Version
	}
	for _, w := range k.Keys {
		parts = append(parts, w.User, w.Wrapped, w.KeyVersion)
	}
	return name, named, parts, true
}

// action is the number of a deletion in X's protocol.
func (d Delete) action() string {
	if d.ForAll {
		return "2"
	}
	return "1"
}

// join makes the text that is signed. X does not escape commas, so a part that holds one could be
// read as two.
func join(parts []string) (string, error) {
	for _, p := range parts {
		if strings.Contains(p, ",") {
			return "", ErrUnsignable
		}
	}
	return strings.Join(parts, ","), nil
}

func verifyWith(k *ecdsa.PublicKey, text, sig []byte) bool {
	if len(sig) != signatureSize {
		return false
	}
	sum := sha256.Sum256(text)
	r, s := new(big.Int).SetBytes(sig[:signatureSize/2]), new(big.Int).SetBytes(sig[signatureSize/2:])
	return ecdsa.Verify(k, sum[:], r, s)
}
