package facebooktest

import (
	"encoding/json"
	"slices"
	"time"
	"unicode/utf8"
)

// properties are those of the Messenger profile.
var properties = []string{
	"get_started", "greeting", "ice_breakers", "persistent_menu", "commands", "whitelisted_domains", "account_linking_url",
}

func (s *Server) readSettings(r *request) (any, *graphError) {
	if e := s.slow(r, "messenger_profile", 10, 10*time.Minute); e != nil {
		return nil, e
	}
	one := obj{}
	for _, f := range r.list("fields") {
		if !slices.Contains(properties, f) {
			return nil, invalid("Param fields must be one of %v", properties)
		}
		if v, ok := r.by.page.settings[f]; ok {
			one[f] = v
		}
	}
	data := []obj{}
	if len(one) > 0 {
		data = append(data, one)
	}
	return obj{"data": data}, nil
}

func (s *Server) writeSettings(r *request) (any, *graphError) {
	if e := s.slow(r, "messenger_profile", 10, 10*time.Minute); e != nil {
		return nil, e
	}
	set := make(map[string]any)
	for _, name := range properties {
		if !r.Has(name) {
			continue
		}
		var v any
		if json.Unmarshal([]byte(r.Str(name)), &v) != nil {
			v = r.Str(name)
		}
		set[name] = v
	}
	if len(set) == 0 {
		return nil, invalid("At least one property is required")
	}
	if e := checkSettings(r); e != nil {
		return nil, e
	}
	if _, menu := set["persistent_menu"]; menu && set["get_started"] == nil && r.by.page.settings["get_started"] == nil {
		return nil, invalid("You must set a Get Started button if you also wish to use persistent menu")
	}
	for k, v := range set {
		r.by.page.settings[k] = v
	}
	return obj{"result": "success"}, nil
}

// checkSettings: at most 4 ice breakers, 20 menu items with a title of 30 and a payload of 1,000, 100 commands with a name of
// 32 and a description of 64.
func checkSettings(r *request) *graphError {
	type action struct {
		Kind     string `json:"type"`
		Title    string `json:"title"`
		Payload  string `json:"payload"`
		Question string `json:"question"`
	}
	var lists []struct {
		Actions []action `json:"call_to_actions"`
		action
	}
	if e := r.object("ice_breakers", &lists); e != nil {
		return e
	}
	questions := 0
	for _, l := range lists {
		questions = max(questions, len(l.Actions))
		if l.Question != "" {
			questions = max(questions, len(lists))
		}
	}
	if questions > 4 {
		return invalid("Param ice_breakers has more than 4 questions")
	}
	lists = nil
	if e := r.object("persistent_menu", &lists); e != nil {
		return e
	}
	for _, l := range lists {
		if len(l.Actions) > 20 {
			return invalid("Param persistent_menu has more than 20 items")
		}
		for _, a := range l.Actions {
			if a.Title == "" || utf8.RuneCountInString(a.Title) > 30 || utf8.RuneCountInString(a.Payload) > mostPayload {
				return invalid("Param persistent_menu needs titles of at most 30 and payloads of at most 1000 characters")
			}
		}
	}
	var commands []struct {
		Commands []struct {
			Name        string `json:"name"`
			Description string `json:"description"`
		} `json:"commands"`
	}
	if e := r.object("commands", &commands); e != nil {
		return e
	}
	for _, l := range commands {
		for _, c := range l.Commands {
			if len(l.Commands) > 100 || c.Name == "" || utf8.RuneCountInString(c.Name) > 32 || utf8.RuneCountInString(c.Description) > 64 {
				return invalid("Param commands needs at most 100, with names of at most 32 and descriptions of at most 64 characters")
			}
		}
	}
	return nil
}

func (s *Server) deleteSettings(r *request) (any, *graphError) {
	if e := s.slow(r, "messenger_profile", 10, 10*time.Minute); e != nil {
		return nil, e
	}
	list := r.list("fields")
	if slices.Contains(list, "get_started") && !slices.Contains(list, "persistent_menu") && r.by.page.settings["persistent_menu"] != nil {
		return nil, invalid("You must set a Get Started button if you also wish to use persistent menu")
	}
	for _, f := range list {
		if !slices.Contains(properties, f) {
			return nil, invalid("Param fields must be one of %v", properties)
		}
		delete(r.by.page.settings, f)
	}
	return obj{"result": "success"}, nil
}
