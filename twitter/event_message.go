package twitter

import (
	"net/url"
	"strings"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/jsonread"
	"github.com/contactkit/contactkit/channel/receive"
)

// decodeMessage decodes a direct message. The id, both sides and the text decide whether it is one:
// of everything else, what does not have the expected form is left out. A text of another form is
// content that only the bytes still show, so it makes the message odd.
func (d *decoder) decodeMessage(raw []byte) {
	// Where the call does not say whose it is, the account's own messages still name it.
	account := d.owner()
	m := directMessage{account: account}
	r := jsonread.Sub(raw)
	m.read(&r)
	switch {
	case m.id == "" || d.account == "" && m.sender != account && m.recipient != account:
		d.decodeOdd("direct_message_events", raw)
		return
	case m.kind != "message_create" && m.kind != "":
		// The id is of the same space as those of messages.
		d.add(d.id(m.id), "", channel.Event{Time: instant(m.created), Body: channel.Custom{Kind: m.kind, Data: raw}, Raw: raw})
		return
	case m.data.odd || m.sender == "" || m.recipient == "":
		d.decodeOdd("direct_message_events", raw)
		return
	}
	body := m.message(d.n)
	ev := channel.Event{From: d.people.find(m.sender), Time: instant(m.created), Raw: raw}
	contact := m.sender
	if m.sender == account || d.sent && m.recipient != account {
		contact = m.recipient
		ev.Origin = d.author(m.app)
		if ev.Origin == channel.OriginPerson {
			body.By = channel.ByPerson
		}
	} else {
		ev.Origin, ev.Renews = channel.OriginContact, true
		body.By = channel.ByCustomer
	}
	ev.Body = body
	d.add(d.id(m.id), contact, ev)
}

// message makes the portable message.
func (m *directMessage) message(n *receive.Count) channel.Message {
	d := &m.data
	d.n = n
	body := channel.Message{ID: m.id, Payload: d.payload, Referral: m.referral()}
	link := d.readAttachment(&body)
	d.readChoices(&body)
	body.Text, body.Spans = clean(d.text, link, &d.entities)
	return body
}

// referral is what brought the customer here: a link with our welcome message, a Post.
func (m *directMessage) referral() *channel.Started {
	if m.tweet == "" && m.welcome == "" {
		return nil
	}
	s := &channel.Started{Source: "welcome_message", Ref: m.welcome}
	if m.welcome == "" {
		s.Source, s.Ref = "tweet", m.tweet
	}
	if isID(m.tweet) {
		s.URL = "https://x.com/i/web/status/" + m.tweet
	}
	return s
}

// author tells who of the business sent an echo, by the app it was sent with. See decision 061.
func (d *decoder) author(app string) channel.Origin {
	switch {
	case app == "":
		return channel.OriginUnknown
	case app == d.c.cfg.AppID:
		return channel.OriginUs
	case d.c.isClient(app) || ownAddress(d.appURL(app)):
		return channel.OriginPerson
	case d.c.cfg.AppID == "":
		return channel.OriginUnknown
	default:
		return channel.OriginOtherApp
	}
}

// appURL is the address that X gives for an app of this call.
func (d *decoder) appURL(app string) string {
	if d.addresses == nil { // read once, however many messages ask
		d.addresses = make(map[string]string)
		r := d.apps
		for key := range r.Object {
			if !d.n.Take() {
				break
			}
			id := string(key)
			for key := range r.Object {
				if string(key) == "url" {
					d.addresses[id] = r.Text()
				}
			}
		}
	}
	return d.addresses[app]
}

// ownAddress reports whether an app's address is X itself, as that of its own clients is: the host
// alone or a download page. Other apps often name their profile there, which is a path.
func ownAddress(address string) bool {
	u, err := url.Parse(address)
	if err != nil || u.Path != "" && u.Path != "/" && !strings.HasPrefix(u.Path, "/download/") {
		return false
	}
	switch u.Host {
	case "twitter.com", "mobile.twitter.com", "x.com", "mobile.x.com":
		return true
	}
	return false
}
