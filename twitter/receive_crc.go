package twitter

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"iter"
	"net/url"
	"strings"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/call"
	"github.com/contactkit/contactkit/channel/receive"
)

// handshake answers X's challenge-response check: {"response_token":"sha256=…"}, the HMAC-SHA256 of
// the decoded crc_token under the API secret. X checks at any time; an endpoint that fails receives
// no events until the check is triggered anew. [Webhooks] See decision 191.
func (c *Channel) handshake(w channel.Webhook) (channel.Delivery, error) {
	token, key, _, err := c.challenge(w)
	if err != nil {
		return channel.Delivery{}, err
	}
	mac := hmac.New(sha256.New, []byte(key.Reveal()))
	mac.Write([]byte(token))
	body := `{"response_token":"sha256=` + base64.StdEncoding.EncodeToString(mac.Sum(nil)) + `"}`
	return channel.Delivery{Handshake: true, Reply: channel.Reply{Type: "application/json", Body: []byte(body)}}, nil
}

// challenge returns the token to sign, and the key to sign it with: the key that proves the GET,
// else the newest. proved says which of the two it is. That every check is signed is not confirmed,
// and a proxy may have rewritten the query so that a signature matches no more, so neither is a
// reason to let the webhook die. Anyone can ask without a signature: the answer must prove nothing,
// see couldBeEvents.
func (c *Channel) challenge(w channel.Webhook) (token string, key channel.Secret, proved error, err error) {
	proved = c.proveQuery(w, &key)
	if key == "" {
		for key = range c.cfg.APISecret.Valid(w.At) {
			break
		}
	}
	if key == "" {
		return "", "", proved, receive.Forged(Platform, channel.OpHandshake, "no API secret is valid any more")
	}
	query, _ := url.ParseQuery(w.RawQuery) // a parameter that cannot be decoded is left out
	tokens := query["crc_token"]
	if len(tokens) != 1 || tokens[0] == "" {
		return "", "", proved, call.Malformed(Platform, channel.OpHandshake, errors.New("exactly one crc_token is needed"))
	}
	if couldBeEvents(tokens[0]) {
		return "", "", proved, receive.Forged(Platform, channel.OpHandshake, "the crc_token could be the body of an event call, which is never signed")
	}
	return tokens[0], key, proved, nil
}

// proveQuery finds the key under which the signature of a GET is right: over the query as it came,
// or as X may have sent it before a proxy rewrote it. A GET without a signature is nil, and sets no
// key.
func (c *Channel) proveQuery(w channel.Webhook, key *channel.Secret) error {
	text, ok := w.Only(signatureHeader)
	switch {
	case !ok && receive.HasHeader(w, signatureHeader):
		return receive.Forged(Platform, channel.OpHandshake, "there is more than one "+signatureHeader+" header")
	case !ok:
		return nil
	}
	found, err := c.matching(channel.OpHandshake, text, []byte(w.RawQuery), w)
	if err != nil && len(w.RawQuery) <= longestQuery {
		for query := range spellings(w.RawQuery) {
			var again error
			if found, again = c.matching(channel.OpHandshake, text, []byte(query), w); again == nil {
				err = nil
				break
			}
		}
	}
	if err == nil {
		*key = found
	}
	return err
}

// longestQuery bounds the work for a GET whose signature is wrong, in bytes.
const longestQuery = 1 << 10

// spellings yields how X may have written a query that came in another form: its two parameters
// alone, in either order, with the characters of a token escaped in the ways in use.
func spellings(query string) iter.Seq[string] {
	return func(yield func(string) bool) {
		values, _ := url.ParseQuery(query)
		token, nonce := values.Get("crc_token"), values.Get("nonce")
		for bits := range 1 << 4 {
			escape := func(s string) string {
				s = url.QueryEscape(s)
				for i, change := range [...]*strings.Replacer{plainSlash, plainEquals, percentBlank, lowerHex} {
					if bits&(1<<i) != 0 {
						s = change.Replace(s)
					}
				}
				return s
			}
			first, second := "crc_token="+escape(token), "nonce="+escape(nonce)
			if !yield(first+"&"+second) || !yield(second+"&"+first) || !yield(first) {
				return
			}
		}
	}
}

// Characters that url.QueryEscape writes otherwise than some clients.
var (
	plainSlash   = strings.NewReplacer("%2F", "/")
	plainEquals  = strings.NewReplacer("%3D", "=")
	percentBlank = strings.NewReplacer("+", "%20")
	lowerHex     = strings.NewReplacer("%2B", "%2b", "%2F", "%2f", "%3D", "%3d")
)
