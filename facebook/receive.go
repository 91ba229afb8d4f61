package facebook

import (
	"crypto/sha1"
	"crypto/sha256"
	"encoding/hex"
	"hash"
	"net/url"
	"strings"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/jsonread"
	"github.com/contactkit/contactkit/channel/receive"
)

// Verify checks that Meta made the call: a POST by the signature over its raw body, a GET by its
// verify token. It does no I/O.
func (c *Channel) Verify(w channel.Webhook) error {
	if err := receive.Begin(Platform, w, "GET", "POST"); err != nil {
		return err
	}
	if w.Method == "GET" {
		_, err := c.handshake(w)
		return err
	}
	return c.prove(w)
}

// CheckHeader verifies a GET as Receive does, since its proof is in its query. Of a POST it checks
// that the signature is there and has the right form.
func (c *Channel) CheckHeader(w channel.Webhook) error {
	if err := receive.Begin(Platform, w, "GET", "POST"); err != nil {
		return err
	}
	if w.Method == "GET" {
		_, err := c.handshake(w)
		return err
	}
	_, err := c.signature(w)
	return err
}

// Receive verifies a call and returns its events in the order of the body, or answers the check of
// the callback URL. It does no I/O. The events may belong to several Pages, also to Pages that
// Config.Pages does not know: see Thread.Account.
func (c *Channel) Receive(w channel.Webhook) (channel.Delivery, error) {
	if err := receive.Begin(Platform, w, "GET", "POST"); err != nil {
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
	events, err := receive.Bounded(Platform, "", w, func(r jsonread.Reader, n *receive.Count) []channel.Event {
		d := decoder{cfg: &c.cfg, n: n}
		d.decodeCall(&r)
		return d.events
	})
	return channel.Delivery{Events: events}, err
}

// The parameters of the check, "Meta Webhooks for Messenger Platform". The dots are literal.
const (
	hubMode      = "hub.mode"
	hubToken     = "hub.verify_token"
	hubChallenge = "hub.challenge"
)

// handshake verifies the check of the callback URL and returns the challenge.
func (c *Channel) handshake(w channel.Webhook) (string, error) {
	query, err := url.ParseQuery(w.RawQuery)
	if err != nil { // it quotes the query, and with it the verify token
		return "", receive.Forged(Platform, channel.OpHandshake, "the query cannot be decoded")
	}
	for _, name := range [...]string{hubMode, hubToken, hubChallenge} {
		if len(query[name]) != 1 {
			return "", receive.Forged(Platform, channel.OpHandshake, "the parameter "+name+" is needed exactly once")
		}
	}
	if query.Get(hubMode) != "subscribe" {
		return "", receive.Forged(Platform, channel.OpHandshake, hubMode+" is not subscribe")
	}
	if !c.cfg.VerifyToken.ProveText(query.Get(hubToken), w.At) {
		return "", receive.Forged(Platform, channel.OpHandshake, "the verify token is not ours")
	}
	return query.Get(hubChallenge), nil
}

// Headers with a signature. Both may come; the old one is for old receivers.
const (
	headerSHA256 = "X-Hub-Signature-256"
	headerSHA1   = "X-Hub-Signature"
)

// signature is what a call says it is signed with.
type signature struct {
	newHash func() hash.Hash
	mac     [sha256.Size]byte // of a SHA-1, the first bytes
	size    int
}

// signature reads the signature header. Meta writes the digits small; capitals are accepted,
// because the case proves nothing.
func (c *Channel) signature(w channel.Webhook) (signature, error) {
	name, prefix, s := headerSHA256, "sha256=", signature{newHash: sha256.New, size: sha256.Size}
	if c.cfg.Algorithm == SHA1 && !receive.HasHeader(w, headerSHA256) {
		name, prefix, s = headerSHA1, "sha1=", signature{newHash: sha1.New, size: sha1.Size}
	}
	value, ok := w.Only(name)
	if !ok {
		return s, receive.Forged(Platform, channel.OpReceive, name+" is needed exactly once")
	}
	digits, ok := strings.CutPrefix(value, prefix)
	if !ok || len(digits) != hex.EncodedLen(s.size) {
		return s, receive.Forged(Platform, channel.OpReceive, name+" does not have the form "+prefix+"<hex digits>")
	}
	if _, err := hex.Decode(s.mac[:s.size], []byte(digits)); err != nil {
		return s, receive.Forged(Platform, channel.OpReceive, name+" holds something else than hex digits")
	}
	return s, nil
}

// prove checks the signature over the raw body.
func (c *Channel) prove(w channel.Webhook) error {
	s, err := c.signature(w)
	if err != nil {
		return err
	}
	_, ok := c.cfg.AppSecret.ProveMAC(s.newHash, w.Body, s.mac[:s.size], w.At)
	if !ok && len(c.cfg.Instagram.AppSecret) > 0 {
		_, ok = c.cfg.Instagram.AppSecret.ProveMAC(s.newHash, w.Body, s.mac[:s.size], w.At)
	}
	if !ok {
		return receive.Forged(Platform, channel.OpReceive, "no app secret yields the signature")
	}
	return nil
}
