package channel

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// Event is one thing that happened on a platform. It is plain data; its JSON form is lossless but for Raw, which enters
// it only for Custom.
type Event struct {
	// ID is the same however often, and through whichever product, the platform tells of the same thing: live, redelivered, replayed, or
	// from history. Store it unique. It has at most MaxEventID bytes; EventID says how it is made.
	ID     string
	Thread Thread
	From   Person
	Origin Origin
	Time   time.Time // the platform's time, UTC; zero where it gives none
	Renews bool      // the customer did something that opens the platform's reply window anew
	Late   bool      // from history, not live
	// Standby says that another app controls the thread: read the event, but do not answer. The same
	// message may come once on standby and once live, with one ID: see Replaces.
	Standby bool
	Body    Body   // never nil
	Raw     []byte // the event's own bytes as received; aliases the webhook's body until Clone
}

// Replaces reports whether e should replace old, which the host has stored under the same ID: old is
// the copy that came on standby, and e shows that we control the thread. Any other repetition of an
// ID is a redelivery and changes nothing.
func (e Event) Replaces(old Event) bool {
	return e.ID == old.ID && old.Standby && !e.Standby
}

// Person is who an event came from, as far as the platform tells. Fetch the rest with FetchProfile.
type Person struct {
	ID     string `json:"id,omitempty"`
	Name   string `json:"name,omitempty"`
	Handle string `json:"handle,omitempty"` // user name, without "@"; may change
	Locale string `json:"locale,omitempty"` // BCP 47, as the platform gives it
}

// Origin is which side an event came from.
type Origin string

// The origins.
const (
	OriginUnknown  Origin = ""          // the platform does not tell; wait for the answer of a send in flight before taking it for somebody else's
	OriginContact  Origin = "contact"   // the customer
	OriginUs       Origin = "us"        // an echo of what this app sent
	OriginPerson   Origin = "person"    // somebody of the business, in the platform's own inbox or app
	OriginOtherApp Origin = "other_app" // another app of the business
	OriginPlatform Origin = "platform"  // the platform itself
)

// Clone returns the event with bytes of its own, so that keeping it does not keep the webhook's whole body.
func (e Event) Clone() Event {
	if c, ok := e.Body.(Custom); ok {
		shared := len(c.Data) > 0 && len(c.Data) == len(e.Raw) && &c.Data[0] == &e.Raw[0]
		c.Data = bytes.Clone(c.Data)
		e.Body = c
		if shared {
			e.Raw = c.Data
			return e
		}
	}
	e.Raw = bytes.Clone(e.Raw)
	return e
}

// MaxEventID is the most bytes that an Event.ID has.
const MaxEventID = 512

// EventID makes an Event.ID: platform, account, the platform's own name of the object in one or more parts, and what happened to it
// (nothing: it was created; "edit.1", "deleted"), joined by "/". Never use the Go type of the body nor anything of the
// envelope: those differ between products that tell of the same thing. An ID longer than MaxEventID, which no
// platform is known to make, keeps its beginning and ends in a SHA-256 sum of the whole, so that a unique index of any
// database takes it.
func EventID(platform, account string, parts ...string) string {
	n := len(platform) + len(account) + 1
	for _, p := range parts {
		n += len(p) + 1
	}
	var b strings.Builder
	b.Grow(n)
	writePart(&b, platform)
	b.WriteByte('/')
	writePart(&b, account)
	for _, p := range parts {
		b.WriteByte('/')
		writePart(&b, p)
	}
	if b.Len() > MaxEventID {
		return shorten(b.String())
	}
	return b.String()
}

// shorten bounds an ID. The "%#" between its beginning and the sum is in no other ID: writePart leaves no "%" alone.
func shorten(id string) string {
	sum := sha256.Sum256([]byte(id))
	n := MaxEventID - len("%#") - 2*len(sum)
	for n > 0 && !utf8.RuneStart(id[n]) {
		n--
	}
	return id[:n] + "%#" + hex.EncodeToString(sum[:])
}

var partEscaper = strings.NewReplacer("%", "%25", "/", "%2F")

// writePart escapes what would make two different objects look alike.
func writePart(b *strings.Builder, part string) {
	if strings.IndexByte(part, '/') < 0 && strings.IndexByte(part, '%') < 0 {
		b.WriteString(part)
		return
	}
	b.WriteString(partEscaper.Replace(part))
}

// Malformed is the event that goes with an ErrMalformed: it holds the whole body, so that nothing is lost. Its ID is made
// of the body, so a redelivery has the same.
func Malformed(platform, account string, w Webhook) Event {
	return Event{
		ID:     EventID(platform, account, "malformed", Fingerprint(w.Body)),
		Thread: Thread{Platform: platform, Account: account},
		Origin: OriginPlatform,
		Body:   Custom{Kind: KindMalformed, Data: w.Body},
		Raw:    w.Body,
	}
}

// SortEvents puts events in the order of their Time, keeping the given order where it is equal. An event without a time stays behind
// the one that it followed. Platforms deliver late and mixed; a desk shows them in time.
func SortEvents(events []Event) {
	type dated struct {
		event Event
		at    time.Time
	}
	list := make([]dated, len(events))
	var at time.Time
	for i, e := range events {
		if !e.Time.IsZero() {
			at = e.Time
		}
		list[i] = dated{e, at}
	}
	slices.SortStableFunc(list, func(a, b dated) int { return a.at.Compare(b.at) })
	for i, d := range list {
		events[i] = d.event
	}
}
