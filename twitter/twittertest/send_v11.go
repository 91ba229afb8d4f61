package twittertest

import (
	"encoding/json"
	"math"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/contactkit/contactkit/channel/standin"
)

// v11Event is the body of events/new.
type v11Event struct {
	Event *struct {
		Type   string `json:"type"`
		Create *struct {
			Target struct {
				ID json.RawMessage `json:"recipient_id"`
			} `json:"target"`
			Data    *v11Data `json:"message_data"`
			Profile string   `json:"custom_profile_id"`
		} `json:"message_create"`
	} `json:"event"`
}

type v11Data struct {
	Text  *string `json:"text"`
	Quick *struct {
		Type    string `json:"type"`
		Options []struct {
			Label       string `json:"label"`
			Description string `json:"description,omitempty"`
			Metadata    string `json:"metadata,omitempty"`
		} `json:"options"`
	} `json:"quick_reply"`
	CTAs []struct {
		Type  string `json:"type"`
		Label string `json:"label"`
		URL   string `json:"url"`
	} `json:"ctas"`
	Attachment *struct {
		Type  string `json:"type"`
		Media struct {
			ID json.RawMessage `json:"id"`
		} `json:"media"`
		Location struct {
			Type       string `json:"type"`
			Coordinate struct {
				Coordinates struct {
					Type        string    `json:"type"`
					Coordinates []float64 `json:"coordinates"`
				} `json:"coordinates"`
			} `json:"shared_coordinate"`
			Place struct {
				Place struct {
					ID string `json:"id"`
				} `json:"place"`
			} `json:"shared_place"`
		} `json:"location"`
	} `json:"attachment"`
}

// sendV11 is POST direct_messages/events/new.
func (s *Server) sendV11(c *call) (answer, *failure) {
	var in v11Event
	if err := c.decode(&in); err != nil {
		return answer{}, schema("event", err.Error())
	}
	if in.Event == nil || in.Event.Create == nil {
		return answer{}, missing("event")
	}
	if in.Event.Type != "message_create" {
		return answer{}, schema("event.type", "must be message_create")
	}
	create := in.Event.Create
	to := strings.Trim(string(create.Target.ID), `"`)
	if to == "" {
		return answer{}, missing("recipient_id")
	}
	if create.Data == nil || create.Data.Text == nil && create.Data.Attachment == nil {
		return answer{}, missing("text")
	}
	if f := s.allow(to); f != nil {
		return answer{}, f
	}
	if create.Profile != "" && !slices.Contains(s.cfg.CustomProfiles, create.Profile) {
		return answer{}, errForbiddenEnv // which code X gives is not documented
	}
	sent := Sent{To: to, API: "1.1", Profile: create.Profile}
	if create.Data.Text != nil {
		sent.Text = *create.Data.Text
	}
	if f := s.checkText(to, sent.Text, create.Data.Attachment != nil); f != nil {
		return answer{}, f
	}
	m := &message{from: s.cfg.Account, to: to, conversation: conversationOf(s.cfg.Account, to), app: s.cfg.AppID, said: sent.Text, profile: create.Profile}
	text, entities := s.shown(sent.Text)
	m.data = obj{"text": text, "entities": entities}
	for _, read := range []func(*v11Data, *message, *Sent) *failure{s.quickReply, s.ctas, s.attachment} {
		if f := read(create.Data, m, &sent); f != nil {
			return answer{}, f
		}
	}
	s.accept(m, sent)
	return ok(obj{"event": m.event(false)}), nil
}

// accept stores a message of the host's.
func (s *Server) accept(m *message, sent Sent) {
	s.keep(m)
	sent.ID, sent.At = m.id, m.at
	s.sent.Add(sent)
}

// checkText: at most 10,000 characters, here counted as code points; and not the same as just
// before.
func (s *Server) checkText(to, text string, attached bool) *failure {
	if utf8.RuneCountInString(text) > mostText {
		return errTooLong
	}
	if standin.IsBlank(text) && !attached { // of a text of white space X's pages say nothing
		return missing("text")
	}
	now := s.core.Clock.Now()
	for _, m := range s.messages {
		if m.from == s.cfg.Account && m.to == to && m.said == text && text != "" && now.Sub(m.at) < s.cfg.Repeat {
			return errSaid
		}
	}
	return nil
}

const (
	mostOptions     = 20
	mostLabel       = 36
	mostDescription = 72
	mostMetadata    = 1000
	mostCTAs        = 3
)

// quickReply: at most 20 options; label at most 36 and no address, description at most 72 in all or
// none, metadata at most 1,000.
func (s *Server) quickReply(d *v11Data, m *message, sent *Sent) *failure {
	if d.Quick == nil {
		return nil
	}
	const where = "event.message_create.message_data.quick_reply"
	if d.Quick.Type != "options" {
		return schema(where+".type", "must be options")
	}
	if n := len(d.Quick.Options); n < 1 || n > mostOptions {
		return schema(where+".options", "must be 1 to 20")
	}
	described := 0
	for _, o := range d.Quick.Options {
		switch {
		case standin.IsBlank(o.Label) || utf8.RuneCountInString(o.Label) > mostLabel || address.MatchString(o.Label):
			return schema(where+".options.label", "must be 1 to 36 characters and no address")
		case utf8.RuneCountInString(o.Description) > mostDescription:
			return schema(where+".options.description", "must be at most 72 characters")
		case utf8.RuneCountInString(o.Metadata) > mostMetadata:
			return schema(where+".options.metadata", "must be at most 1000 characters")
		case o.Description != "":
			described++
		}
		sent.QuickReplies = append(sent.QuickReplies, QuickReply(o))
	}
	if described != 0 && described != len(d.Quick.Options) {
		return schema(where+".options.description", "must be in all options or in none")
	}
	m.data["quick_reply"] = obj{"type": "options", "options": d.Quick.Options}
	return nil
}

func (s *Server) ctas(d *v11Data, m *message, sent *Sent) *failure {
	if d.CTAs == nil {
		return nil
	}
	const where = "event.message_create.message_data.ctas"
	if n := len(d.CTAs); n < 1 || n > mostCTAs {
		return schema(where, "must be 1 to 3")
	}
	list := []obj{}
	for _, b := range d.CTAs {
		if b.Type != "web_url" || standin.IsBlank(b.Label) || utf8.RuneCountInString(b.Label) > mostLabel || !address.MatchString(b.URL) {
			return schema(where, "must be web_url with a label of 1 to 36 characters and an http or https address")
		}
		list = append(list, obj{"type": b.Type, "label": b.Label, "url": b.URL, "tco_url": s.shorten(b.URL)})
		sent.Buttons = append(sent.Buttons, Button{Label: b.Label, URL: b.URL})
	}
	m.data["ctas"] = list
	return nil
}

// attachment is a media id or a location. Whether X still takes locations is not confirmed.
func (s *Server) attachment(d *v11Data, m *message, sent *Sent) *failure {
	a := d.Attachment
	if a == nil {
		return nil
	}
	const where = "event.message_create.message_data.attachment"
	switch a.Type {
	case "media":
		return s.share(strings.Trim(string(a.Media.ID), `"`), m, sent)
	case "location":
		at := a.Location.Coordinate.Coordinates
		switch {
		case s.cfg.NoLocations:
			return schema(where+".type", "must be media")
		case a.Location.Type == "shared_place" && a.Location.Place.Place.ID != "":
			sent.Location = &Location{Place: a.Location.Place.Place.ID}
		case a.Location.Type == "shared_coordinate" && at.Type == "Point" && len(at.Coordinates) == 2 &&
			math.Abs(at.Coordinates[0]) <= 180 && math.Abs(at.Coordinates[1]) <= 90:
			sent.Location = &Location{Longitude: at.Coordinates[0], Latitude: at.Coordinates[1]} // longitude first
		default:
			return schema(where+".location", "is not valid")
		}
		m.data["attachment"] = sent.Location.attachment()
		return nil
	}
	return schema(where+".type", "must be media or location")
}

// attachment is a location as it is sent; readers get the same form, which X does not confirm.
func (l *Location) attachment() obj {
	at := obj{"type": "shared_place", "shared_place": obj{"place": obj{"id": l.Place}}}
	if l.Place == "" {
		at = obj{"type": "shared_coordinate", "shared_coordinate": obj{
			"coordinates": obj{"type": "Point", "coordinates": []float64{l.Longitude, l.Latitude}},
		}}
	}
	return obj{"type": "location", "location": at}
}

// typing is POST direct_messages/indicate_typing: 204.
func (s *Server) typing(c *call) (answer, *failure) {
	to := c.param("recipient_id")
	if to == "" || s.users[to] == nil {
		return answer{}, v11(400, 214, "recipient_id: is not valid")
	}
	return answer{status: 204}, nil
}

// markRead is POST direct_messages/mark_read: 204; recipient_id is whom the message is from.
func (s *Server) markRead(c *call) (answer, *failure) {
	m := s.message(c.param("last_read_event_id"))
	if m == nil || m.from != c.param("recipient_id") {
		return answer{}, v11(400, 214, "last_read_event_id: is not a message from recipient_id")
	}
	return answer{status: 204}, nil
}
