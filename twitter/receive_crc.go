package twitter

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"net/url"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/call"
	"github.com/contactkit/contactkit/internal/receive"
)

// handshake answers X's challenge-response check: {"response_token":"sha256=…"}, the HMAC-SHA256 of the decoded crc_token
// under the API secret. X checks at any time; an endpoint that fails receives no events until the check is triggered anew. [Webhooks]
func (c *Channel) handshake(w channel.Webhook) (channel.Delivery, error) {
	token, key, err := c.challenge(w)
	if err != nil {
		return channel.Delivery{}, err
	}
	mac := hmac.New(sha256.New, []byte(key.Reveal()))
	mac.Write([]byte(token))
	body := `{"response_token":"sha256=` + base64.StdEncoding.EncodeToString(mac.Sum(nil)) + `"}`
	return channel.Delivery{Handshake: true, Reply: channel.Reply{Type: "application/json", Body: []byte(body)}}, nil
}

// challenge returns the token to sign and the key to sign it with: the one that proves the GET, or, since it is not
// confirmed that every check is signed, the newest where there is no signature.
//
// Without a signature anybody can ask, so the answer must prove nothing: see couldBeEvents.
func (c *Channel) challenge(w channel.Webhook) (token string, key channel.Secret, err error) {
	if text, ok := w.Only(signatureHeader); ok {
		// The signature is over the query as it came, not decoded.
		if key, err = c.matching(channel.OpHandshake, text, []byte(w.RawQuery), w); err != nil {
			return "", "", err
		}
	} else if receive.HasHeader(w, signatureHeader) {
		return "", "", receive.Forged(Platform, channel.OpHandshake, "there is more than one "+signatureHeader+" header")
	} else {
		for key = range c.cfg.APISecret.Valid(w.At) {
			break
		}
		if key == "" {
			return "", "", receive.Forged(Platform, channel.OpHandshake, "no API secret is valid any more")
		}
	}
	query, _ := url.ParseQuery(w.RawQuery) // a parameter that cannot be decoded is left out
	tokens := query["crc_token"]
	if len(tokens) != 1 || tokens[0] == "" {
		return "", "", call.Malformed(Platform, channel.OpHandshake, errors.New("exactly one crc_token is needed"))
	}
	if couldBeEvents(tokens[0]) {
		return "", "", receive.Forged(Platform, channel.OpHandshake, "the crc_token could be the body of an event call, which is never signed")
	}
	return tokens[0], key, nil
}
