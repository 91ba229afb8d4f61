package channeltest

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"

	"github.com/contactkit/contactkit/channel"
)

// memorySignature is the header that proves a Memory's webhook calls: the HMAC-SHA256 of the body
// in hex.
const memorySignature = "X-Memory-Signature"

// Webhook returns a signed call that Receive turns into these events. Fields that are zero are
// filled in: a new ID, the thread of the contact "customer" with the first account, OriginContact,
// and the time. A body that a customer wrote or pressed renews the reply window.
func (m *Memory) Webhook(events ...channel.Event) channel.Webhook {
	filled := make([]json.RawMessage, len(events))
	for i, e := range events {
		e = m.fill(e)
		data, err := json.Marshal(e)
		if err != nil {
			panic(fmt.Sprintf("channeltest: event %d has no JSON form: %v", i, err)) // a mistake in the test
		}
		filled[i] = data
		m.book.tell(e)
	}
	body, err := json.Marshal(map[string]any{"events": filled})
	if err != nil {
		panic(fmt.Sprintf("channeltest: %v", err))
	}
	return m.Raw(body)
}

// Raw returns a signed call with any body, to see what a host does with what cannot be decoded.
func (m *Memory) Raw(body []byte) channel.Webhook {
	w := signMemory(m.keys.First(), body)
	w.At = m.now().UTC()
	return w
}

// Echo returns the signed call that tells of a message which was sent, as platforms do that have
// Limits.EchoesOwn.
func (m *Memory) Echo(s MemorySent) channel.Webhook {
	msg := s.Message
	msg.ID = s.ID
	if !m.limits.EchoesRef {
		msg.Ref = ""
	}
	return m.Webhook(channel.Event{
		ID: channel.EventID(MemoryPlatform, s.Thread.Account, "sent", s.ID), Thread: s.Thread,
		From: channel.Person{ID: s.Thread.Account}, Origin: channel.OriginUs, Time: s.Time, Body: msg,
	})
}

// fill completes an event that a test made.
func (m *Memory) fill(e channel.Event) channel.Event {
	if e.Thread.Platform == "" {
		e.Thread.Platform = MemoryPlatform
	}
	if e.Thread.Account == "" {
		e.Thread.Account = m.info.Accounts[0]
	}
	if e.Thread.Contact == "" {
		e.Thread.Contact = "customer"
	}
	if e.Origin == channel.OriginUnknown {
		e.Origin = channel.OriginContact
	}
	if e.From.ID == "" && e.Origin == channel.OriginContact {
		e.From.ID = e.Thread.Contact
	}
	if e.Time.IsZero() {
		e.Time = m.now().UTC()
	}
	name := m.book.name()
	if e.ID == "" {
		e.ID = channel.EventID(MemoryPlatform, e.Thread.Account, name)
	}
	switch b := e.Body.(type) {
	case channel.Message:
		if b.ID == "" {
			b.ID = name
		}
		e.Body = b
		e.Renews = e.Renews || e.Origin == channel.OriginContact
	case channel.Press:
		e.Renews = e.Renews || e.Origin == channel.OriginContact
	}
	return e
}

func signMemory(key channel.Secret, body []byte) channel.Webhook {
	mac := hmac.New(sha256.New, []byte(key.Reveal()))
	mac.Write(body)
	return channel.Webhook{Method: http.MethodPost, Header: http.Header{memorySignature: {hex.EncodeToString(mac.Sum(nil))}}, Body: body}
}

// Verify proves the signature of a call.
func (m *Memory) Verify(w channel.Webhook) error {
	mac, err := m.signature(w)
	if err != nil {
		return err
	}
	if _, ok := m.keys.ProveMAC(sha256.New, w.Body, mac, w.At); !ok {
		return &channel.Error{Op: channel.OpReceive, Platform: MemoryPlatform, Kind: channel.ErrForged}
	}
	return nil
}

// CheckHeader reports whether the call has a signature of the right form.
func (m *Memory) CheckHeader(w channel.Webhook) error {
	_, err := m.signature(w)
	return err
}

func (m *Memory) signature(w channel.Webhook) ([]byte, error) {
	if err := w.Admit(http.MethodPost); err != nil {
		return nil, err
	}
	text, _ := w.Only(memorySignature)
	mac, err := hex.DecodeString(text)
	if err != nil || len(mac) != sha256.Size || hex.EncodeToString(mac) != text {
		return nil, &channel.Error{Op: channel.OpReceive, Platform: MemoryPlatform, Kind: channel.ErrForged}
	}
	return mac, nil
}

// Receive returns the events of a call that Webhook made.
func (m *Memory) Receive(w channel.Webhook) (channel.Delivery, error) {
	if err := m.Verify(w); err != nil {
		return channel.Delivery{}, err
	}
	if len(w.Body) == 0 {
		return channel.Delivery{}, nil
	}
	elements, err := elements(w.Body)
	if err != nil {
		return channel.Delivery{Events: []channel.Event{channel.Malformed(MemoryPlatform, m.info.Accounts[0], w)}},
			&channel.Error{Op: channel.OpReceive, Platform: MemoryPlatform, Kind: channel.ErrMalformed}
	}
	var d channel.Delivery
	for _, raw := range elements {
		d.Events = append(d.Events, m.event(raw))
	}
	return d, nil
}

// elements finds the events of a body with their bytes unchanged.
func elements(body []byte) ([]json.RawMessage, error) {
	if !json.Valid(body) {
		return nil, errors.New("no JSON")
	}
	d := json.NewDecoder(bytes.NewReader(body))
	if open, err := d.Token(); err != nil || open != json.Delim('{') {
		return nil, errors.New("no object")
	}
	var found []json.RawMessage
	for d.More() {
		key, err := d.Token()
		if err != nil {
			return nil, err
		}
		var value json.RawMessage
		if err := d.Decode(&value); err != nil {
			return nil, err
		}
		if key != "events" {
			continue
		}
		at := int(d.InputOffset()) - len(value)
		if value[0] != '[' { // not the list that it should be: an odd element in itself
			found = append(found, body[at:at+len(value):at+len(value)])
			continue
		}
		list := json.NewDecoder(bytes.NewReader(value))
		if _, err := list.Token(); err != nil {
			return nil, err
		}
		for list.More() {
			var one json.RawMessage
			if err := list.Decode(&one); err != nil {
				return nil, err
			}
			end := at + int(list.InputOffset())
			found = append(found, body[end-len(one):end:end])
		}
	}
	return found, nil
}

// event decodes one element.
func (m *Memory) event(raw []byte) channel.Event {
	var e channel.Event
	err := json.Unmarshal(storable(raw), &e)
	if err == nil && e.ID != "" && e.Thread.Platform == MemoryPlatform && !e.Late &&
		bytes.HasPrefix([]byte(e.ID), []byte(channel.EventID(MemoryPlatform, e.Thread.Account)+"/")) {
		e.Raw = raw
		if c, ok := e.Body.(channel.Custom); ok && (c.Kind == "" || len(c.Data) == 0) {
			return m.odd(raw, "")
		}
		e.Time = e.Time.UTC()
		return e
	}
	var head struct{ Kind string }
	_ = json.Unmarshal(storable(raw), &head)
	return m.odd(raw, head.Kind)
}

// odd keeps an element that is no event of ours.
func (m *Memory) odd(raw []byte, kind string) channel.Event {
	if channel.Kind(bodyOf(kind)) != "" || kind == "" || kind == channel.KindMalformed {
		kind = channel.KindOdd
	}
	account := m.info.Accounts[0]
	return channel.Event{
		ID: channel.EventID(MemoryPlatform, account, kind, channel.Fingerprint(raw)), Thread: channel.Thread{Platform: MemoryPlatform, Account: account},
		Origin: channel.OriginUnknown, Body: channel.Custom{Kind: kind, Data: raw}, Raw: raw,
	}
}

// bodyOf returns an empty body of the kind; nil if there is no such kind.
func bodyOf(kind string) channel.Body {
	var e channel.Event
	if json.Unmarshal([]byte(`{"kind":`+strconv.Quote(kind)+`,"body":{}}`), &e) != nil {
		return nil
	}
	return e.Body
}

// storable writes U+FFFD for U+0000, which Event strings must not hold. encoding/json does so for
// what is not UTF-8.
func storable(raw []byte) []byte {
	out := raw
	for i := 0; i+6 <= len(out); i++ {
		if out[i] != '\\' {
			continue
		}
		if string(out[i:i+6]) == `\u0000` {
			if &out[0] == &raw[0] {
				out = bytes.Clone(raw)
			}
			copy(out[i:], `\ufffd`)
		}
		i++ // what follows a backslash begins nothing
	}
	return out
}
