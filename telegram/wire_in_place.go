package telegram

import (
	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/jsonread"
)

func (m *message) readVenue(r *jsonread.Reader) {
	m.location = new(channel.Location)
	for key := range r.Object {
		switch string(key) {
		case "location":
			readLocation(r, m.location)
		case "title":
			m.location.Name = r.Text()
		case "address":
			m.location.Address = r.Text()
		}
	}
}

func readLocation(r *jsonread.Reader, l *channel.Location) {
	for key := range r.Object {
		switch string(key) {
		case "latitude":
			l.Latitude = r.Float()
		case "longitude":
			l.Longitude = r.Float()
		case "live_period":
			l.Live = r.Int() > 0
		}
	}
}
