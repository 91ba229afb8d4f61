package whatsapp

import (
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"net/url"
	"strings"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/jsonread"
	"github.com/contactkit/contactkit/channel/receive"
)

// Signature is the header that proves a webhook call: "sha256=" and the HMAC of the raw body under
// the app secret, in hex.
const Signature = "X-Hub-Signature-256"

// Verify checks that Meta made the call: a POST by the signature over its raw body, a GET by its
// verify token. It does no I/O.
func (c *Channel) Verify(w channel.Webhook) error {
	if err := receive.Begin(Platform, w, http.MethodGet, http.MethodPost); err != nil {
		return err
	}
	if w.Method == http.MethodGet {
		_, err := c.handshake(w)
		return err
	}
	return c.prove(w)
}

// CheckHeader verifies a GET as Receive does, since its proof is in its query. Of a POST it checks
// that the signature is there and has the right form. It does not look at the body.
func (c *Channel) CheckHeader(w channel.Webhook) error {
	if err := receive.Begin(Platform, w, http.MethodGet, http.MethodPost); err != nil {
		return err
	}
	if w.Method == http.MethodGet {
		_, err := c.handshake(w)
		return err
	}
	_, err := signature(w)
	return err
}

// Receive verifies a call and returns its events in the order of the body, or answers the check of
// the callback URL. It does no I/O. An app has one callback URL, so the events may belong to
// numbers that Config.Numbers does not name: see Thread.Account.
func (c *Channel) Receive(w channel.Webhook) (channel.Delivery, error) {
	if err := receive.Begin(Platform, w, http.MethodGet, http.MethodPost); err != nil {
		return channel.Delivery{}, err
	}
	if w.Method == http.MethodGet {
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

// The parameters of the check of the callback URL. The dots are literal.
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
		return "", receive.Forged(Platform, channel.OpHandshake, hubMode+" must be subscribe")
	}
	if !c.cfg.VerifyToken.ProveText(query.Get(hubToken), w.At) {
		return "", receive.Forged(Platform, channel.OpHandshake, "the verify token must be ours")
	}
	return query.Get(hubChallenge), nil
}

// signature reads the signature of a call.
func signature(w channel.Webhook) (mac [sha256.Size]byte, err error) {
	value, ok := w.Only(Signature)
	if !ok {
		return mac, receive.Forged(Platform, channel.OpReceive, Signature+" is needed exactly once")
	}
	digits, ok := strings.CutPrefix(value, "sha256=")
	if !ok || len(digits) != hex.EncodedLen(len(mac)) {
		return mac, receive.Forged(Platform, channel.OpReceive, Signature+" must have the form sha256=<hex digits>")
	}
	if _, err := hex.Decode(mac[:], []byte(digits)); err != nil {
		return mac, receive.Forged(Platform, channel.OpReceive, Signature+" must hold hex digits alone")
	}
	return mac, nil
}

// prove checks the signature over the raw body.
func (c *Channel) prove(w channel.Webhook) error {
	mac, err := signature(w)
	if err != nil {
		return err
	}
	if _, ok := c.cfg.AppSecret.ProveMAC(sha256.New, w.Body, mac[:], w.At); !ok {
		return receive.Forged(Platform, channel.OpReceive, "no app secret yields the signature")
	}
	return nil
}
