package facebook

import (
	"crypto/sha1"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"net/url"
	"strings"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/internal/jsonread"
)

// Verify proves that Meta made the call: by the signature over the raw body of a POST, by the verify token of a GET. It does no I/O.
func (c *Channel) Verify(w channel.Webhook) error {
	if err := admit(w); err != nil {
		return err
	}
	if w.Method == "GET" {
		_, err := c.handshake(w)
		return err
	}
	return c.prove(w)
}

// Receive proves a call and reports its events, in the order of the body, or answers the check of the callback URL. It does no
// I/O. The events may belong to several Pages, also to ones that Config.Pages does not know: Thread.Account tells.
func (c *Channel) Receive(w channel.Webhook) (channel.Delivery, error) {
	if err := admit(w); err != nil {
		return channel.Delivery{}, err
	}
	if w.Method == "GET" {
		challenge, err := c.handshake(w)
		if err != nil {
			return channel.Delivery{}, err
		}
		reply := channel.Reply{Type: "text/plain; charset=utf-8", Body: []byte(challenge)}
		return channel.Delivery{Reply: reply, Handshake: true}, nil
	}
	if err := c.prove(w); err != nil {
		return channel.Delivery{}, err
	}
	if len(w.Body) == 0 {
		return channel.Delivery{}, nil
	}
	r, err := jsonread.New(w.Body)
	if err == nil && r.Kind() != jsonread.Object {
		err = errors.New("the body is not an object")
	}
	if err != nil {
		lost := channel.Malformed(Platform, "", w)
		return channel.Delivery{Events: []channel.Event{lost}}, fault(channel.OpReceive, channel.ErrMalformed, err)
	}
	d := decoder{cfg: &c.cfg}
	d.decodeCall(&r)
	return channel.Delivery{Events: d.events}, nil
}

func admit(w channel.Webhook) error {
	err := w.Admit("GET", "POST")
	if e, ok := errors.AsType[*channel.Error](err); ok {
		e.Platform = Platform
	}
	return err
}

// The parameters of the check, "Meta Webhooks for Messenger Platform". The dots are literal.
const (
	hubMode      = "hub.mode"
	hubToken     = "hub.verify_token"
	hubChallenge = "hub.challenge"
)

// handshake proves the check of the callback URL and returns the challenge.
func (c *Channel) handshake(w channel.Webhook) (string, error) {
	query, err := url.ParseQuery(w.RawQuery)
	if err != nil { // it quotes the query, and with it the verify token
		return "", fault(channel.OpHandshake, channel.ErrForged, errors.New("the query cannot be decoded"))
	}
	for _, name := range [...]string{hubMode, hubToken, hubChallenge} {
		if len(query[name]) != 1 {
			return "", fault(channel.OpHandshake, channel.ErrForged, errors.New("the parameter "+name+" is needed exactly once"))
		}
	}
	if query.Get(hubMode) != "subscribe" {
		return "", fault(channel.OpHandshake, channel.ErrForged, errors.New(hubMode+" is not subscribe"))
	}
	if !c.cfg.VerifyToken.ProveText(query.Get(hubToken), w.At) {
		return "", fault(channel.OpHandshake, channel.ErrForged, errors.New("the verify token is not ours"))
	}
	return query.Get(hubChallenge), nil
}

// The signature headers. Both may come: the old one is there for receivers of old.
const (
	headerSHA256 = "X-Hub-Signature-256"
	headerSHA1   = "X-Hub-Signature"
)

// prove checks the signature over the raw body. The digits may be of either case: Meta writes small ones, and the case says nothing
// about who holds the key.
func (c *Channel) prove(w channel.Webhook) error {
	name, prefix, newHash, size := headerSHA256, "sha256=", sha256.New, sha256.Size
	if c.cfg.Algorithm == SHA1 && !has(w, headerSHA256) {
		name, prefix, newHash, size = headerSHA1, "sha1=", sha1.New, sha1.Size
	}
	value, ok := w.Only(name)
	if !ok {
		return forged(name + " is needed exactly once")
	}
	digits, ok := strings.CutPrefix(value, prefix)
	var mac [sha256.Size]byte
	if !ok || len(digits) != hex.EncodedLen(size) {
		return forged(name + " does not have the form " + prefix + "<hex digits>")
	}
	if _, err := hex.Decode(mac[:size], []byte(digits)); err != nil {
		return forged(name + " holds something else than hex digits")
	}
	if _, ok := c.cfg.AppSecret.ProveMAC(newHash, w.Body, mac[:size], w.At); !ok {
		return forged("no app secret yields the signature")
	}
	return nil
}

// has reports whether a header came at all.
func has(w channel.Webhook, name string) bool {
	for key := range w.Header {
		if strings.EqualFold(key, name) {
			return true
		}
	}
	return false
}

func forged(reason string) error {
	return fault(channel.OpReceive, channel.ErrForged, errors.New(reason))
}

func fault(op string, kind, err error) error {
	return &channel.Error{Op: op, Platform: Platform, Kind: kind, Err: err}
}
