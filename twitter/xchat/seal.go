package xchat

import (
	"crypto/hkdf"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"
)

// Options of [Identity.Seal].
type Options struct {
	// Ref is the host's own name for what it sends. If it is set, the same content, key and Ref
	// give the same bytes and the same message id, so that a retry is recognisable as one. If it is
	// empty, every call makes a new message.
	Ref string
	// TTL is how long the message stays; zero: for good.
	TTL time.Duration
	// Token is sent with the event: the conversation token that X gave last.
	Token string
	// Silent asks X not to notify the recipient. Reads, reactions and edits are silent by
	// themselves in X's clients; this package leaves it to the caller.
	Silent bool
	// Random is where new ids and nonces come from. If nil, crypto/rand is used. Tests set it.
	Random io.Reader
}

// Outgoing is an encrypted and signed message as X's API takes it.
type Outgoing struct {
	ID        string // message id, a UUID
	Event     string // base64: encoded_message_create_event
	Signature string // base64: encoded_message_event_signature
	Token     string // conversation_token; empty: none
}

// Seal encrypts content for a conversation and signs it. The conversation is named as in
// [Event.Conversation]; the key is its newest. An error names what the content lacks; it matches
// [ErrMissingKey] if the identity has no signing key or key is zero.
func (i Identity) Seal(conversation string, key Key, content Content, o Options) (Outgoing, error) {
	mine, err := i.newest()
	if err != nil {
		return Outgoing{}, err
	}
	if key.IsZero() {
		return Outgoing{}, &KeyError{Conversation: conversation}
	}
	if conversation == "" {
		return Outgoing{}, errors.New("xchat: a message needs a conversation")
	}
	plain, err := encode(content)
	if err != nil {
		return Outgoing{}, err
	}
	random := o.Random
	if o.Ref != "" {
		random = mine.repeatable(conversation, key.version, o.Ref, plain)
	}
	id, err := newID(random)
	if err != nil {
		return Outgoing{}, err
	}
	var nonce [nonceSize]byte
	if err := read(random, nonce[:]); err != nil {
		return Outgoing{}, err
	}
	sealed := key.seal(plain, &nonce)
	text, err := join([]string{"MessageCreateEvent", id, i.User, conversation, key.version, unpad64(sealed)})
	if err != nil {
		return Outgoing{}, err
	}
	sig, err := signWith(mine.pair().signing, []byte(text))
	if err != nil {
		return Outgoing{}, err
	}
	var w writer
	w.bytes(100, sealed)
	w.text(101, key.version)
	w.flag(102, !o.Silent)
	w.ttl(103, o.TTL)
	w.stop()
	return Outgoing{ID: id, Event: pad64(w.b), Signature: pad64(encodeSignature(sig, mine.version)), Token: o.Token}, nil
}

// encodeSignature writes a signature as the bare struct that X's API takes.
func encodeSignature(sig []byte, keyVersion string) []byte {
	var w writer
	w.text(1, unpad64(sig))
	w.text(2, keyVersion)
	w.text(3, fmt.Sprint(current))
	w.stop()
	return w.b
}

// repeatable is a source of bytes that depend on everything that is sealed. A nonce that is drawn
// from it comes again only with the same plain text, so it gives nothing away.
func (k PrivateKey) repeatable(conversation, version, ref string, plain []byte) io.Reader {
	salt := sha256.New()
	for _, s := range [...]string{conversation, version, ref, string(plain)} {
		fmt.Fprintf(salt, "%d:%s", len(s), s)
	}
	const size = 16 + nonceSize
	b, err := hkdf.Key(sha256.New, k.pair().seed[:], salt.Sum(nil), "contactkit xchat repeatable seal", size)
	if err != nil {
		panic(err) // only for sizes that SHA-256 cannot give
	}
	return strings.NewReader(string(b))
}

// newID makes a random UUID, version 4.
func newID(random io.Reader) (string, error) {
	var b [16]byte
	if err := read(random, b[:]); err != nil {
		return "", err
	}
	b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:]), nil
}
