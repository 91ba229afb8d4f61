package sms

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/contactkit/contactkit/channel"
)

// Signature is the header that proves a call: the HMAC-SHA256 of the body, in base64.
const Signature = "Sms-Signature"

// Verify proves a call.
func (c *Channel) Verify(w channel.Webhook) error {
	if err := w.Admit(http.MethodPost); err != nil {
		return err
	}
	text, once := w.Only(Signature)
	mac, err := base64.StdEncoding.Strict().DecodeString(text)
	_, proved := c.cfg.Keys.ProveMAC(sha256.New, w.Body, mac, w.At)
	if !once || err != nil || !proved {
		return &channel.Error{Op: channel.OpReceive, Platform: Platform, Kind: channel.ErrForged}
	}
	return nil
}

// Receive decodes a proved call.
func (c *Channel) Receive(w channel.Webhook) (channel.Delivery, error) {
	if err := c.Verify(w); err != nil {
		return channel.Delivery{}, err
	}
	if len(bytes.Trim(w.Body, "& \n")) == 0 {
		return channel.Delivery{}, nil
	}
	form, err := url.ParseQuery(string(w.Body))
	if err != nil {
		return channel.Delivery{Events: []channel.Event{channel.Malformed(Platform, c.cfg.Number, w)}},
			&channel.Error{Op: channel.OpReceive, Platform: Platform, Kind: channel.ErrMalformed}
	}
	return channel.Delivery{Events: []channel.Event{c.event(form, w.Body)}}, nil
}

// event reads one form: "SMS gateway: callbacks".
func (c *Channel) event(form url.Values, raw []byte) channel.Event {
	e := channel.Event{Thread: channel.Thread{Platform: Platform, Account: c.cfg.Number}, Raw: raw}
	kind, id, from := form.Get("Kind"), channel.Clean(form.Get("Id")), channel.Clean(form.Get("From"))
	if kind != "message" || id == "" || from == "" {
		name := channel.KindOdd
		if kind != "" && kind != "message" && kind != channel.KindMalformed {
			name = channel.Clean(kind) // what the gateway invented since
		}
		e.ID = channel.EventID(Platform, c.cfg.Number, name, channel.Fingerprint(raw))
		e.Body = channel.Custom{Kind: name, Data: raw}
		return e
	}
	e.ID = channel.EventID(Platform, c.cfg.Number, "message", id)
	e.Thread.Contact, e.From.ID = from, from
	e.Origin, e.Renews = channel.OriginContact, true
	if at, err := strconv.ParseInt(form.Get("At"), 10, 64); err == nil && at > 0 && at < 1<<37 { // beyond, no date can be written
		e.Time = time.Unix(at, 0).UTC()
	}
	e.Body = channel.Message{ID: id, Text: channel.Clean(form.Get("Text")), By: channel.ByCustomer}
	return e
}
