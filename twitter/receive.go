package twitter

import (
	"cmp"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"net/http"
	"strings"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/jsonread"
	"github.com/contactkit/contactkit/channel/receive"
)

// signatureHeader proves a webhook call: "sha256=" and the base64 HMAC-SHA256 of the body, for a
// GET of the raw query. [Webhooks]
const signatureHeader = "X-Twitter-Webhooks-Signature"

// Verify proves that X made the call, with any API secret that is valid at w.At. A
// challenge-response check (GET) without a signature passes, because it is not confirmed that X
// signs every check. A check whose signature is wrong fails, so that a host with several apps at
// one address finds the right one; Receive answers it nevertheless, as one without a signature.
func (c *Channel) Verify(w channel.Webhook) error {
	if err := receive.Begin(Platform, w, http.MethodGet, http.MethodPost); err != nil {
		return err
	}
	if w.Method == http.MethodGet {
		_, _, proved, err := c.challenge(w)
		if errors.Is(err, channel.ErrMalformed) {
			err = nil // nothing is wrong with the proof
		}
		return cmp.Or(err, proved)
	}
	return c.prove(w)
}

// CheckHeader verifies a GET as Receive does, since its proof covers the query alone. Of a POST it
// checks that the signature is there and has the right form.
func (c *Channel) CheckHeader(w channel.Webhook) error {
	if err := receive.Begin(Platform, w, http.MethodGet, http.MethodPost); err != nil {
		return err
	}
	if w.Method == http.MethodGet {
		_, err := c.handshake(w)
		return err
	}
	text, err := onlySignature(w)
	if err != nil {
		return err
	}
	_, err = decodeSignature(channel.OpReceive, text)
	return err
}

// Receive verifies a webhook call and decodes it; a challenge-response check is answered.
//
// A POST whose body does not begin with "{" or "[" is refused with ErrForged even if its signature
// is right. Anyone can get a signature of such a text, since the answer to a challenge-response
// check is one. X never sends such a body.
func (c *Channel) Receive(w channel.Webhook) (channel.Delivery, error) {
	if err := receive.Begin(Platform, w, http.MethodGet, http.MethodPost); err != nil {
		return channel.Delivery{}, err
	}
	if w.Method == http.MethodGet {
		return c.handshake(w)
	}
	if err := c.prove(w); err != nil {
		return channel.Delivery{}, err
	}
	events, err := receive.Bounded(Platform, c.cfg.Account, w, func(r jsonread.Reader, n *receive.Count) []channel.Event {
		d := decoder{c: c, n: n, people: people{n: n}}
		d.decodeCall(r)
		return d.events
	})
	return channel.Delivery{Events: events}, err
}

// prove checks the signature of a POST.
func (c *Channel) prove(w channel.Webhook) error {
	text, err := onlySignature(w)
	if err != nil {
		return err
	}
	if _, err := c.matching(channel.OpReceive, text, w.Body, w); err != nil {
		return err
	}
	if len(w.Body) > 0 && !couldBeEvents(w.Body) {
		return receive.Forged(Platform, channel.OpReceive, "a body that is neither object nor list: its signature could be the answer to a challenge")
	}
	return nil
}

// onlySignature returns the signature header of a POST.
func onlySignature(w channel.Webhook) (string, error) {
	text, ok := w.Only(signatureHeader)
	if !ok {
		return "", receive.Forged(Platform, channel.OpReceive, "exactly one "+signatureHeader+" header is needed")
	}
	return text, nil
}

// matching returns the key under which the signature is that of the message.
func (c *Channel) matching(op, signature string, message []byte, w channel.Webhook) (channel.Secret, error) {
	mac, err := decodeSignature(op, signature)
	if err != nil {
		return "", err
	}
	key, ok := c.cfg.APISecret.ProveMAC(sha256.New, message, mac[:], w.At)
	if !ok {
		return "", receive.Forged(Platform, op, "the signature matches no API secret")
	}
	return key, nil
}

// decodeSignature reads "sha256=" and 32 bytes in base64.
func decodeSignature(op, signature string) (mac [sha256.Size]byte, err error) {
	text, ok := strings.CutPrefix(signature, "sha256=")
	var encoded [44]byte // of 32 bytes, padded
	var room [33]byte    // the decoder needs room for the padding
	if !ok || copy(encoded[:], text) != len(encoded) || len(text) != len(encoded) {
		return mac, receive.Forged(Platform, op, "the signature is not sha256= and 32 bytes in base64")
	}
	n, err := base64.StdEncoding.Strict().Decode(room[:], encoded[:])
	if err != nil || n != sha256.Size {
		return mac, receive.Forged(Platform, op, "the signature is not sha256= and 32 bytes in base64")
	}
	copy(mac[:], room[:])
	return mac, nil
}

// couldBeEvents reports whether a text could be the body of an event call: an object, or, should X
// ever send several at once, a list. The challenge may sign exactly the texts that are refused as a
// body, so this one function decides both.
func couldBeEvents[T string | []byte](text T) bool {
	for i := range len(text) {
		switch text[i] {
		case ' ', '\t', '\n', '\r':
		default:
			return text[i] == '{' || text[i] == '['
		}
	}
	return false
}
