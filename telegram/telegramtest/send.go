package telegramtest

import (
	"strconv"

	"github.com/contactkit/contactkit/channel/standin"
)

func (s *Server) sendMessage(p params) (any, *refusal) {
	o, bad := s.begin(p, "sendMessage")
	if bad != nil {
		return nil, bad
	}
	if p.Str("text") == "" {
		return nil, badRequest("message text is empty")
	}
	text, entities, bad := s.formatted(p, "text", "parse_mode", "entities")
	if bad != nil {
		return nil, bad
	}
	if standin.IsBlank(text) {
		return nil, badRequest("text must be non-empty")
	}
	if bad := checkLength(text, mostText, "message is too long"); bad != nil {
		return nil, bad
	}
	o.msg["text"], o.sent.Text = text, text
	if len(entities) > 0 {
		o.msg["entities"] = entities
	}
	return s.finish(o), nil
}

// caption reads a caption, which not every kind of media takes.
func (s *Server) caption(o *outgoing, p params) *refusal {
	text, entities, bad := s.formatted(p, "caption", "parse_mode", "caption_entities")
	if bad != nil {
		return bad
	}
	if bad := checkLength(text, mostCaption, "message caption is too long"); bad != nil {
		return bad
	}
	if text == "" {
		return nil
	}
	o.msg["caption"], o.sent.Text = text, text
	if len(entities) > 0 {
		o.msg["caption_entities"] = entities
	}
	return nil
}

// media makes the method that sends one kind of file.
func media(kind string) func(*Server, params) (any, *refusal) {
	name := "send" + word(kind)
	return func(s *Server, p params) (any, *refusal) {
		o, bad := s.begin(p, name)
		if bad != nil {
			return nil, bad
		}
		if kind != "video_note" && kind != "sticker" {
			if bad := s.caption(o, p); bad != nil {
				return nil, bad
			}
		}
		f, url, bad := s.input(p, kind, p.Str(kind))
		if bad != nil {
			return nil, bad
		}
		if o.chat.quiet && (kind == "voice" || kind == "video_note") {
			return nil, badRequest("user restricted receiving of " + notes[kind] + " messages")
		}
		s.attach(o, f, url)
		return s.finish(o), nil
	}
}

var notes = map[string]string{"voice": "voice note", "video_note": "video note"}

// attach puts a file into a message.
func (s *Server) attach(o *outgoing, f *file, url string) {
	f.into(o.msg)
	o.sent.Attachments = append(o.sent.Attachments, Attachment{
		Kind: f.kind, ID: f.id, URL: url, Name: f.name, Type: f.mime, Data: f.data,
	})
}

// point reads a place, whose latitude and longitude are given as decimal text.
func (p params) point() (Location, *refusal) {
	lat, err1 := strconv.ParseFloat(p.Str("latitude"), 64)
	lon, err2 := strconv.ParseFloat(p.Str("longitude"), 64)
	switch {
	case !p.Has("latitude"):
		return Location{}, badRequest("latitude is empty")
	case !p.Has("longitude"):
		return Location{}, badRequest("longitude is empty")
	case err1 != nil || err2 != nil || lat < -90 || lat > 90 || lon < -180 || lon > 180:
		return Location{}, badRequest("wrong location specified")
	}
	return Location{Latitude: lat, Longitude: lon}, nil
}

func (s *Server) sendLocation(p params) (any, *refusal) {
	o, bad := s.begin(p, "sendLocation")
	if bad != nil {
		return nil, bad
	}
	at, bad := p.point()
	if bad != nil {
		return nil, bad
	}
	o.sent.Location = &at
	o.msg["location"] = obj{"latitude": at.Latitude, "longitude": at.Longitude}
	return s.finish(o), nil
}

func (s *Server) sendVenue(p params) (any, *refusal) {
	o, bad := s.begin(p, "sendVenue")
	if bad != nil {
		return nil, bad
	}
	at, bad := p.point()
	if bad != nil {
		return nil, bad
	}
	at.Title, at.Address = p.Str("title"), p.Str("address")
	if at.Title == "" || at.Address == "" {
		return nil, badRequest("venue title and address must be non-empty")
	}
	o.sent.Location = &at
	point := obj{"latitude": at.Latitude, "longitude": at.Longitude}
	o.msg["location"] = point // the same point, in addition to the venue
	o.msg["venue"] = obj{"location": point, "title": at.Title, "address": at.Address}
	return s.finish(o), nil
}

func (s *Server) sendContact(p params) (any, *refusal) {
	o, bad := s.begin(p, "sendContact")
	if bad != nil {
		return nil, bad
	}
	if !p.Has("phone_number") {
		return nil, badRequest("phone number is empty")
	}
	if !p.Has("first_name") {
		return nil, badRequest("first name is empty")
	}
	if len(p.Str("vcard")) > 2048 {
		return nil, badRequest("vcard is too long")
	}
	card := obj{}
	for _, k := range []string{"phone_number", "first_name", "last_name", "vcard"} {
		if p.Has(k) {
			card[k] = p.Str(k)
		}
	}
	o.msg["contact"] = card
	return s.finish(o), nil
}
