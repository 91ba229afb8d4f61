package whatsapp

import (
	"cmp"
	"strconv"

	"github.com/contactkit/contactkit/channel"
)

// decodeStatus reports news of a message that was sent. The status "sent" only says that WhatsApp
// took the message, so it is a Custom, which also tells what is charged. Meta does not promise the
// order of statuses.
//
// A status of a message to a phone number may lack the user id: then the thread is that of the
// number. Find the message by its id or by Ref.
func (d *decoder) decodeStatus(raw []byte) {
	s := readStatus(raw)
	who := d.find(s.user, s.phone)
	ev := channel.Event{Thread: d.thread(who.key()), Origin: channel.OriginPlatform, Time: s.at, Raw: raw}
	if s.id == "" || s.word == "" || ev.Thread.Contact == "" {
		d.addOdd(ev)
		return
	}
	if d.cfg.LinkNumbers { // the message may have gone to the number, and its receipt is there
		link := ev
		link.From = who.who()
		d.addMove(link, who)
	}
	switch s.word {
	case statusDelivered:
		d.add(ev, channel.Delivered{IDs: []string{s.id}, Ref: s.ref}, s.id, s.word)
	case statusRead, statusPlayed: // a voice message that was played was read
		ev.Origin, ev.From = channel.OriginContact, who.who()
		d.add(ev, channel.Read{IDs: []string{s.id}, Ref: s.ref}, s.id, s.word)
	case statusFailed:
		f := firstFault(s.errors)
		body := channel.Failed{ID: s.id, Ref: s.ref, Reason: cmp.Or(f.details, f.message, f.title)}
		if f.numbered {
			body.Code = strconv.FormatInt(f.code, 10)
			body.Affects = classify(f, nil).Affects
		}
		d.add(ev, body, s.id, s.word)
	default:
		d.addCustom(ev, KindStatus, s.id, s.word)
	}
}
