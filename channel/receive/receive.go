// Package receive holds the steps of Receive that every platform shares: the checks of a webhook
// call before its proof, and the decoding of its body into events.
package receive

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"sync"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/jsonread"
)

// Begin checks method, encoding and size of a call. Its errors name the platform and match
// ErrMethod, ErrEncoding or ErrTooLarge.
func Begin(platform string, w channel.Webhook, methods ...string) error {
	err := w.Admit(methods...)
	if e, ok := errors.AsType[*channel.Error](err); ok {
		e.Platform = platform
	}
	return err
}

// Events reads the body of a verified call as one JSON object and returns the events that decode
// finds in it. An empty body carries none. A body that is no JSON object yields an error matching
// ErrMalformed and one Custom event with its bytes, under the account that the call names (empty:
// unknown).
func Events(platform, account string, w channel.Webhook, decode func(jsonread.Reader) []channel.Event) ([]channel.Event, error) {
	return Bounded(platform, account, w, func(r jsonread.Reader, _ *Count) []channel.Event { return decode(r) })
}

// counts are those of calls that have ended: one is needed for each call, and never for longer.
var counts = sync.Pool{New: func() any { return new(Count) }}

// Bounded is Events with a bound on what decode makes: decode counts each event and each part of
// one before it keeps it (see [Count]), and must not use the Count once it has returned. A body
// with too many elements is malformed like one that is no JSON. An event whose thread is longer
// than [channel.MaxThread] becomes a Custom of KindOdd without a contact, so that a host's index
// takes its key.
func Bounded(platform, account string, w channel.Webhook, decode func(jsonread.Reader, *Count) []channel.Event) ([]channel.Event, error) {
	if len(bytes.TrimSpace(w.Body)) == 0 {
		return nil, nil
	}
	r, err := jsonread.New(w.Body)
	if err == nil && r.Kind() != jsonread.Object {
		err = errors.New("the body is not a JSON object")
	}
	var events []channel.Event
	if err == nil {
		n := counts.Get().(*Count)
		defer counts.Put(n)
		*n = *NewCount(len(w.Body))
		if events = decode(r, n); n.Over() {
			err = fmt.Errorf("the body has more than %d elements", MinElements+len(w.Body)/BytesPerElement)
		}
	}
	if err != nil {
		return []channel.Event{channel.Malformed(platform, account, w)},
			&channel.Error{Op: channel.OpReceive, Platform: platform, Kind: channel.ErrMalformed, Err: err}
	}
	for i := range events {
		if isLong(&events[i]) {
			events[i] = odd(&events[i])
		}
	}
	return events, nil
}

// isLong reports whether an event names a thread that no platform makes.
func isLong(e *channel.Event) bool {
	if e.Thread.Len() > channel.MaxThread {
		return true
	}
	m, ok := e.Body.(channel.Moved)
	return ok && m.From.Len() > channel.MaxThread
}

// odd is an event that keeps the ID and the bytes of another.
func odd(e *channel.Event) channel.Event {
	thread := channel.Thread{Platform: e.Thread.Platform, Account: e.Thread.Account}
	if thread.Len() > channel.MaxThread {
		thread.Account = ""
	}
	return channel.Event{ID: e.ID, Time: e.Time, Thread: thread, Origin: channel.OriginPlatform, Body: channel.Custom{Kind: channel.KindOdd, Data: e.Raw}, Raw: e.Raw}
}

// Forged is the error of a call that the platform did not make. op is channel.OpReceive or
// channel.OpHandshake.
func Forged(platform, op, reason string) error {
	return &channel.Error{Op: op, Platform: platform, Kind: channel.ErrForged, Err: errors.New(reason)}
}

// HasHeader reports whether a header came at all, whatever the case of its name.
func HasHeader(w channel.Webhook, name string) bool {
	for key := range w.Header {
		if strings.EqualFold(key, name) {
			return true
		}
	}
	return false
}
