package facebooktest

import (
	"slices"
)

// subscribePage is POST /{page-id}/subscribed_apps. That it replaces the field list is not
// confirmed.
func (s *Server) subscribePage(r *request) (any, *graphError) {
	list := r.list("subscribed_fields")
	if len(list) == 0 {
		return nil, invalid("The parameter subscribed_fields is required.")
	}
	all := fields
	if r.by.page.direct {
		all = instagramFields
	}
	for _, f := range list {
		if !slices.Contains(all, f) {
			return nil, invalid("Param subscribed_fields[0] must be one of {%v} - got %q.", all, f)
		}
	}
	r.by.page.fields = list
	return obj{"success": true}, nil
}

func (s *Server) listSubscribed(r *request) (any, *graphError) {
	data := []obj{}
	if r.by.page.direct {
		if len(r.by.page.fields) > 0 {
			data = append(data, obj{"subscribed_fields": r.by.page.fields})
		}
		return obj{"data": data}, nil
	}
	if len(r.by.page.fields) > 0 {
		data = append(data, obj{
			"category": "Business", "link": "https://desk.example/", "name": "Example Desk", "id": s.cfg.AppID,
			"subscribed_fields": r.by.page.fields,
		})
	}
	return obj{"data": data}, nil
}

func (s *Server) unsubscribePage(r *request) (any, *graphError) {
	r.by.page.fields = nil
	return obj{"success": true}, nil
}
