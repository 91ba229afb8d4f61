package facebook

import (
	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/jsonread"
)

// decodeReferral reports that the customer came into an existing conversation by a link or an
// advertisement. A link renews the reply window; an advertisement renews it only with the message
// that follows ("Send a Message").
func (d *decoder) decodeReferral(e element, ev channel.Event) bool {
	r := jsonread.Sub(e.body)
	s, typ := readReferral(&r)
	if s == nil {
		return false
	}
	ev.Renews = ev.Origin == channel.OriginContact && s.Ad == "" && s.Source != "ADS" && (typ == "" || typ == "OPEN_THREAD")
	d.addNameless(ev, *s, e.name)
	return true
}

// referralBeside returns inside, the referral of a message or press. If that is nil, it returns the
// referral of the element around it.
func (e *element) referralBeside(inside *channel.Started) *channel.Started {
	if inside != nil || e.referral == nil {
		return inside
	}
	r := jsonread.Sub(e.referral)
	s, _ := readReferral(&r)
	return s
}

// readReferral reads where the customer came from, and the type of the referral. It returns nil if
// there is none.
func readReferral(r *jsonread.Reader) (s *channel.Started, typ string) {
	if r.Kind() != jsonread.Object {
		return nil, ""
	}
	s = &channel.Started{}
	product := ""
	for key := range r.Object {
		switch string(key) {
		case "ref":
			s.Ref = r.ID()
		case "source":
			s.Source = r.Text()
		case "type":
			typ = r.Text()
		case "ad_id":
			s.Ad = r.ID()
		case "referer_uri":
			s.URL = r.Text()
		case "ads_context_data":
			for key := range r.Object {
				if string(key) == "ad_title" {
					s.Title = r.Text()
				}
			}
		case "product": // a product page of a shop
			for key := range r.Object {
				if string(key) == "id" {
					product = r.ID()
				}
			}
		}
	}
	if product != "" && s.Ref == "" && s.Source == "" {
		s.Ref, s.Source = product, "product"
	}
	return s, typ
}
