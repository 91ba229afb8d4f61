package channeltest_test

import (
	"strconv"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/channeltest"
)

// item is one element of a body, whatever the form of the body.
type item struct {
	kind, id, account, contact, text string
	at                               int64
	raw                              []byte
}

func (i item) event() channel.Event {
	e := channel.Event{Thread: channel.Thread{Platform: "memory", Account: channel.Clean(i.account)}, Raw: i.raw}
	if i.kind != "message" || i.id == "" || i.contact == "" {
		name := channel.KindOdd
		if i.kind != "" && i.kind != "message" && i.kind != channel.KindMalformed {
			name = channel.Clean(i.kind)
		}
		e.ID = channel.EventID("memory", e.Thread.Account, name, channel.Fingerprint(i.raw))
		e.Body = channel.Custom{Kind: name, Data: i.raw}
		return e
	}
	e.ID = channel.EventID("memory", e.Thread.Account, "message", channel.Clean(i.id))
	e.Thread.Contact, e.From.ID = channel.Clean(i.contact), channel.Clean(i.contact)
	e.Origin, e.Renews = channel.OriginContact, true
	if i.at > 0 && i.at < 1<<37 { // beyond, no date can be written
		e.Time = time.Unix(i.at, 0).UTC()
	}
	e.Body = channel.Message{ID: channel.Clean(i.id), Text: channel.Clean(i.text), By: channel.ByCustomer}
	return e
}

// otherBodies makes a harness whose platform writes its bodies in another form: decode reads one.
// Everything else is Memory.
func otherBodies(decode func(body []byte) ([]item, error)) channeltest.Harness {
	h := harness()
	h.Echo, h.Standby, h.Nothing, h.Samples = nil, nil, nil, nil
	h.Lacks["echo"], h.Lacks["standby"] = "the toy has none", "the toy has none"
	return withFlaw(h, func(f *flawed, _ channeltest.Setup) {
		f.receive = func(w channel.Webhook) (channel.Delivery, error) {
			if err := f.Channel.Verify(w); err != nil {
				return channel.Delivery{}, err
			}
			items, err := decode(w.Body)
			if err != nil {
				return channel.Delivery{Events: []channel.Event{channel.Malformed("memory", "desk", w)}},
					&channel.Error{Op: channel.OpReceive, Platform: "memory", Kind: channel.ErrMalformed, Err: err}
			}
			var got channel.Delivery
			for _, i := range items {
				got.Events = append(got.Events, i.event())
			}
			return got, nil
		}
	})
}

// several makes the bodies of Message, Batch and Odd: in a list of elements, element writes one.
func several(h *channeltest.Harness, list func(elements ...string) []byte, odd string, element func(channeltest.Incoming) string) {
	h.Message = func(in channeltest.Incoming) []byte { return list(element(in)) }
	h.Batch = func(ins ...channeltest.Incoming) []byte {
		var all []string
		for _, in := range ins {
			all = append(all, element(in))
		}
		return list(all...)
	}
	h.Odd = func(ins ...channeltest.Incoming) []byte {
		var all []string
		for i, in := range ins {
			if all = append(all, element(in)); i == 0 {
				all = append(all, odd)
			}
		}
		return list(all...)
	}
}

func digits(s string) int64 {
	n, _ := strconv.ParseInt(s, 10, 64)
	return n
}
