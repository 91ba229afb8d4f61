package facebooktest

import (
	"encoding/json"
	"slices"
	"time"
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
