package pager

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"net/url"
	"time"

	"github.com/contactkit/contactkit/channel"
)

// Signature is the header that proves a call: the HMAC-SHA256, in hex, of the body, or of the
// challenge of a handshake.
const Signature = "Pager-Signature"

// Verify proves a call.
func (c *Channel) Verify(w channel.Webhook) error {
	mac, err := signature(w)
	if err != nil {
		return err
	}
	signed, op := w.Body, channel.OpReceive
	if w.Method == http.MethodGet {
		signed, op = []byte(challenge(w)), channel.OpHandshake
	}
	if _, proved := c.cfg.Keys.ProveMAC(sha256.New, signed, mac, w.At); !proved {
		return &channel.Error{Op: op, Platform: Platform, Kind: channel.ErrForged}
	}
	return nil
}

// CheckHeader refuses a call without a signature of the right form before its body is read.
func (c *Channel) CheckHeader(w channel.Webhook) error {
	if w.Method == http.MethodGet { // what it signs is in the query
		return c.Verify(w)
	}
	_, err := signature(w)
	return err
}

// signature returns what a call says it is signed with.
func signature(w channel.Webhook) ([]byte, error) {
	if err := w.Admit(http.MethodPost, http.MethodGet); err != nil {
		return nil, err
	}
	op := channel.OpReceive
	if w.Method == http.MethodGet {
		op = channel.OpHandshake
	}
	text, once := w.Only(Signature)
	mac, err := hex.DecodeString(text)
	if !once || err != nil || len(mac) != sha256.Size || hex.EncodeToString(mac) != text || op == channel.OpHandshake && challenge(w) == "" {
		return nil, &channel.Error{Op: op, Platform: Platform, Kind: channel.ErrForged}
	}
	return mac, nil
}

// challenge is what the platform wants to read back.
func challenge(w channel.Webhook) string {
	q, _ := url.ParseQuery(w.RawQuery)
	return q.Get("challenge")
}

// Receive decodes a proved call.
func (c *Channel) Receive(w channel.Webhook) (channel.Delivery, error) {
	if err := c.Verify(w); err != nil {
		return channel.Delivery{}, err
	}
	if w.Method == http.MethodGet {
		return channel.Delivery{Handshake: true, Reply: channel.Reply{Type: "text/plain", Body: []byte(challenge(w))}}, nil
	}
	var d channel.Delivery
	if len(w.Body) == 0 {
		return d, nil
	}
	var object map[string]json.RawMessage
	if err := json.Unmarshal(w.Body, &object); err != nil || object == nil {
		d.Events = []channel.Event{channel.Malformed(Platform, c.cfg.Account, w)}
		return d, &channel.Error{Op: channel.OpReceive, Platform: Platform, Kind: channel.ErrMalformed}
	}
	for _, raw := range elements(w.Body, object["pages"]) {
		d.Events = append(d.Events, c.event(raw))
	}
	return d, nil
}

// elements cuts a list into its elements, as parts of the body that holds it. Any other value is
// one odd element.
func elements(body, list []byte) [][]byte {
	if len(list) == 0 {
		return nil
	}
	at := bytes.Index(body, list) // the list as it was decoded, byte for byte
	dec := json.NewDecoder(bytes.NewReader(list))
	if open, err := dec.Token(); err != nil || open != json.Delim('[') {
		return [][]byte{body[at : at+len(list)]}
	}
	var found [][]byte
	for dec.More() {
		var one json.RawMessage
		if dec.Decode(&one) != nil {
			break
		}
		end := at + int(dec.InputOffset())
		found = append(found, body[end-len(one):end])
	}
	return found
}

// page is an element of a call.
type page struct {
	Kind string `json:"kind"` // "page"
	ID   string `json:"id"`
	From string `json:"from"`
	At   int64  `json:"at"` // Unix seconds
	Text string `json:"text"`
}

func (c *Channel) event(raw []byte) channel.Event {
	e := channel.Event{Thread: channel.Thread{Platform: Platform, Account: c.cfg.Account}, Raw: raw}
	var p page
	if err := json.Unmarshal(raw, &p); err != nil || p.ID == "" || p.From == "" || p.Kind != "page" {
		kind := channel.KindOdd
		if err == nil && p.Kind != "" && p.Kind != "page" && p.Kind != channel.KindMalformed {
			kind = channel.Clean(p.Kind) // what the platform invented since
		}
		e.ID = channel.EventID(Platform, c.cfg.Account, kind, channel.Fingerprint(raw))
		e.Body = channel.Custom{Kind: kind, Data: raw}
		return e
	}
	id := channel.Clean(p.ID)
	e.ID = channel.EventID(Platform, c.cfg.Account, "page", id)
	e.Thread.Contact = channel.Clean(p.From)
	e.From.ID = e.Thread.Contact
	e.Origin, e.Renews = channel.OriginContact, true
	if p.At > 0 && p.At < 1<<37 { // beyond, no date can be written
		e.Time = time.Unix(p.At, 0).UTC()
	}
	e.Body = channel.Message{ID: id, Text: channel.Clean(p.Text), By: channel.ByCustomer}
	return e
}
