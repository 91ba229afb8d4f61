package channel

import (
	"bytes"
	"slices"
	"time"
)

// Event is one thing that happened on a platform. It is plain data; its JSON form is lossless but
// for Raw, which enters it only for Custom.
type Event struct {
	// ID is the same however often, and through whichever product, the platform tells of the same
	// thing: live, redelivered, replayed, or from history. Store it unique. It has at most
	// MaxEventID bytes; EventID says how it is made.
	ID     string
	Thread Thread
	From   Person
	Origin Origin
	Time   time.Time // the platform's time, UTC; zero where it gives none
	Renews bool      // the customer did something that opens the platform's reply window anew
	Late   bool      // from history, not live
	// Standby says that another app controls the thread: read the event, but do not answer. The
	// same message may come once on standby and once live, with one ID: see Replaces.
	Standby bool
	Body    Body   // never nil
	Raw     []byte // the event's own bytes as received; aliases the webhook's body until Clone
}

// Replaces reports whether e should replace old, which the host has stored under the same ID: old
// is the copy that came on standby, and e shows that we control the thread. Any other repetition of
// an ID is a redelivery and changes nothing.
func (e Event) Replaces(old Event) bool {
	return e.ID == old.ID && old.Standby && !e.Standby
}

// Person is who an event came from, as far as the platform tells. Fetch the rest with FetchProfile.
type Person struct {
	ID     string `json:"id,omitempty"`
	Name   string `json:"name,omitempty"`
	Handle string `json:"handle,omitempty"` // user name, without "@"; may change
	Locale string `json:"locale,omitempty"` // BCP 47, as the platform gives it
	Phone  string `json:"phone,omitempty"`  // phone number in digits with country code, without "+"; may change
}

// Origin is which side an event came from.
type Origin string

// Origins: who caused an event.
const (
	OriginUnknown  Origin = ""          // the platform does not tell; it may be an echo of a Send that is still under way: wait for the answer of that call
	OriginContact  Origin = "contact"   // the customer
	OriginUs       Origin = "us"        // an echo of what this app sent
	OriginPerson   Origin = "person"    // an employee of the business, in the platform's own inbox or app
	OriginOtherApp Origin = "other_app" // another app of the business
	OriginPlatform Origin = "platform"  // the platform itself
)

// Clone returns the event with bytes of its own, so that keeping it does not keep the webhook's
// whole body.
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

// Malformed is the event that goes with an ErrMalformed: it holds the whole body, so that nothing
// is lost. Its ID is made of the body, so a redelivery has the same.
func Malformed(platform, account string, w Webhook) Event {
	return Event{
		ID:     EventID(platform, account, "malformed", Fingerprint(w.Body)),
		Thread: Thread{Platform: platform, Account: account},
		Origin: OriginPlatform,
		Body:   Custom{Kind: KindMalformed, Data: w.Body},
		Raw:    w.Body,
	}
}

// SortEvents puts events in the order of their Time, keeping the given order where it is equal. An
// event without a time stays behind the one that it followed. Platforms deliver late and out of
// order; a desk shows events in the order of their time.
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
