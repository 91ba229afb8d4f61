package twittertest

import (
	"encoding/json"
	"net/http"
	"unicode/utf8"

	"github.com/contactkit/contactkit/channel/standin"
)

// welcome is a welcome message, or a rule that makes one the default.
type welcome struct {
	name string
	data obj
	rule string // of a rule: the message's id
}

// createWelcome: text up to 9,990 characters; media must have been uploaded with shared=true.
func (s *Server) createWelcome(c *call) (answer, *failure) {
	var in struct {
		Welcome struct {
			Name string   `json:"name"`
			Data *v11Data `json:"message_data"`
		} `json:"welcome_message"`
	}
	if json.Unmarshal(c.body, &in) != nil || in.Welcome.Data == nil {
		return answer{}, missing("message_data")
	}
	if utf8.RuneCountInString(in.Welcome.Name) > 100 {
		return answer{}, schema("welcome_message.name", "must be at most 100 characters")
	}
	if s.cfg.OnlyFollowed {
		return answer{}, errNotOpen
	}
	data, f := s.welcomeData(in.Welcome.Data)
	if f != nil {
		return answer{}, f
	}
	id := s.snowflake()
	s.welcomes[id] = welcome{name: in.Welcome.Name, data: data}
	return s.welcome(id), nil
}

func (s *Server) welcomeData(d *v11Data) (obj, *failure) {
	if d.Text == nil || standin.IsBlank(*d.Text) {
		return nil, missing("text")
	}
	if utf8.RuneCountInString(*d.Text) > 9990 {
		return nil, errTooLong
	}
	m := &message{id: s.snowflake()}
	text, entities := s.shown(*d.Text)
	m.data = obj{"text": text, "entities": entities}
	var sent Sent
	for _, read := range []func(*v11Data, *message, *Sent) *failure{s.quickReply, s.ctas, s.attachment} {
		if f := read(d, m, &sent); f != nil {
			return nil, f
		}
	}
	for _, a := range sent.Attachments {
		if !s.media[a.ID].shared {
			return nil, errMediaID
		}
	}
	return m.data, nil
}

func (s *Server) welcome(id string) answer {
	w := s.welcomes[id]
	o := obj{"id": id, "created_timestamp": millis(s.core.Clock.Now()), "message_data": w.data, "source_app_id": s.cfg.AppID}
	if w.name != "" {
		o["name"] = w.name
	}
	return ok(obj{"welcome_message": o, "apps": s.apps(s.cfg.AppID)})
}

// updateWelcome replaces message_data as a whole; the body is not wrapped.
func (s *Server) updateWelcome(c *call) (answer, *failure) {
	id := c.param("id")
	w, found := s.welcomes[id]
	if !found || w.rule != "" {
		return answer{}, errNotPage
	}
	var in struct {
		Data *v11Data `json:"message_data"`
	}
	if json.Unmarshal(c.body, &in) != nil || in.Data == nil {
		return answer{}, missing("message_data")
	}
	data, f := s.welcomeData(in.Data)
	if f != nil {
		return answer{}, f
	}
	w.data = data
	s.welcomes[id] = w
	return s.welcome(id), nil
}

// createRule makes a welcome message the default; there is one rule for each account. The code of a
// second is the stand-in's.
func (s *Server) createRule(c *call) (answer, *failure) {
	var in struct {
		Rule struct {
			ID string `json:"welcome_message_id"`
		} `json:"welcome_message_rule"`
	}
	if json.Unmarshal(c.body, &in) != nil {
		return answer{}, missing("welcome_message_id")
	}
	if w, found := s.welcomes[in.Rule.ID]; !found || w.rule != "" {
		return answer{}, errNotPage
	}
	for _, w := range s.welcomes {
		if w.rule != "" {
			return answer{}, v11(403, 214, "A default welcome message rule already exists.")
		}
	}
	id := s.snowflake()
	s.welcomes[id] = welcome{rule: in.Rule.ID}
	return ok(obj{"welcome_message_rule": obj{"id": id, "created_timestamp": millis(s.core.Clock.Now()), "welcome_message_id": in.Rule.ID}}), nil
}

func destroyWelcome(rule bool) func(*Server, *call) (answer, *failure) {
	return func(s *Server, c *call) (answer, *failure) {
		w, found := s.welcomes[c.param("id")]
		if !found || (w.rule != "") != rule {
			return answer{}, errNotPage
		}
		delete(s.welcomes, c.param("id"))
		return answer{status: http.StatusNoContent}, nil
	}
}
