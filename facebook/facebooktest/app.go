package facebooktest

import (
	"maps"
	"net/http"
	"slices"
	"strings"
)

const (
	userID  = "122000000000001" // of the person who manages the Pages
	version = "v26.0"           // of new webhook subscriptions
)

var errNeedsApp = refuse(15, 0, "(#15) This method must be called with an app access_token.")

// objects are those of webhooks that the stand-in knows.
var objects = []string{"page", "instagram"}

// known are the fields of an object. Instagram's are those of its pages of 2026, where some names
// are singular that are plural for Messenger.
func known(object string) []string {
	if object == "instagram" {
		return []string{
			"comments", "live_comments", "mentions", "messages", "message_reactions", "messaging_postbacks", "messaging_seen", "messaging_referral",
			"messaging_handover", "messaging_optins", "messaging_policy_enforcement", "response_feedback", "standby", "story_insights",
		}
	}
	return fields
}

// hookOf is the app's webhook for an object; without a name that of Pages.
func (s *Server) hookOf(object string) *subscription {
	if object == "instagram" {
		return &s.instagram
	}
	return &s.hook
}

// subscribeApp is POST /{app-id}/subscriptions: it makes the verification call before it answers,
// at what Hook or HookURL named, without the server's lock.
func (s *Server) subscribeApp(r *request, token string) (any, *graphError) {
	s.mu.Lock()
	e := s.enter(r, token)
	s.mu.Unlock()
	callback, verify := r.Str("callback_url"), r.Str("verify_token")
	switch {
	case e != nil:
		return nil, e
	case !r.by.app || r.node != s.cfg.AppID:
		return nil, errNeedsApp
	case !slices.Contains(objects, r.Str("object")):
		return nil, invalid("Param object must be one of {page, instagram} here")
	case callback == "" || verify == "":
		return nil, invalid("Params callback_url and verify_token are required")
	}
	list := r.list("fields")
	for _, f := range list {
		if !slices.Contains(known(r.Str("object")), f) {
			return nil, invalid("Param fields must be one of %v - got %q.", known(r.Str("object")), f)
		}
	}
	to := s.Target()
	if to == nil {
		return nil, refuse(2200, 0, "(#2200) Callback verification failed: no server listens")
	}
	if err := s.verify(r.ctx, to, callback, verify); err != nil {
		return nil, refuse(2200, 0, "(#2200) Callback verification failed: "+err.Error())
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	h := s.hookOf(r.Str("object"))
	if len(list) == 0 {
		list = h.fields
	}
	*h = subscription{url: callback, token: verify, fields: list, values: r.Str("include_values") == "true"}
	return obj{"success": "true"}, nil // a string, as in Meta's sample
}

// appSubscriptions is GET and DELETE /{app-id}/subscriptions.
func (s *Server) appSubscriptions(r *request) (any, *graphError) {
	if !r.by.app || r.node != s.cfg.AppID {
		return nil, errNeedsApp
	}
	switch r.method {
	case http.MethodDelete:
		if o := r.Str("object"); o != "" && !slices.Contains(objects, o) {
			return nil, invalid("Param object must be one of {page, instagram} here")
		}
		gone := r.list("fields")
		h := s.hookOf(r.Str("object"))
		h.fields = slices.DeleteFunc(slices.Clone(h.fields), func(f string) bool { return len(gone) == 0 || slices.Contains(gone, f) })
		if len(h.fields) == 0 {
			*h = subscription{}
		}
		return obj{"success": true}, nil
	case http.MethodGet:
		data := []obj{}
		for _, object := range objects {
			h := s.hookOf(object)
			if h.url == "" {
				continue
			}
			list := []obj{}
			for _, f := range h.fields {
				list = append(list, obj{"name": f, "version": version})
			}
			data = append(data, obj{"object": object, "callback_url": h.url, "active": true, "fields": list})
		}
		return obj{"data": data}, nil
	}
	return nil, missing(strings.ToLower(r.method), r.node)
}

// debugToken is GET /debug_token.
func (s *Server) debugToken(r *request) (any, *graphError) {
	if !r.by.app {
		return nil, errNeedsApp
	}
	token := r.Str("input_token")
	if token == "" {
		return nil, invalid("The parameter input_token is required")
	}
	data := obj{"app_id": s.cfg.AppID, "application": "Example Desk", "expires_at": 0}
	by, e := s.identify(token)
	scopes := []string{"pages_show_list", "pages_messaging", "pages_manage_metadata", "public_profile"}
	now := s.core.Clock.Now()
	switch {
	case e != nil:
		bad := obj{"code": 190, "message": e.text}
		if e.sub != 0 {
			bad["subcode"] = e.sub // not error_subcode
			data["type"] = "PAGE"
		} else {
			data = obj{}
		}
		data["error"], data["is_valid"], data["scopes"] = bad, false, []string{}
		return obj{"data": data}, nil
	case by.app:
		data["type"], scopes = "APP", []string{}
	case by.consent != nil:
		k := by.consent
		data["type"], data["user_id"], scopes = k.kind, userID, k.scopes
		if !k.until.IsZero() {
			data["expires_at"] = k.until.Unix()
		}
		if targets := k.targets(); len(targets) > 0 {
			data["granular_scopes"] = targets
		}
	case by.user:
		data["type"], data["user_id"] = "USER", userID
	default:
		data["type"], data["user_id"], data["profile_id"] = "PAGE", userID, by.page.id
		data["granular_scopes"] = []obj{{"scope": "pages_messaging", "target_ids": []string{by.page.id}}}
	}
	data["is_valid"], data["scopes"], data["issued_at"] = true, scopes, now.Unix()
	data["data_access_expires_at"] = now.Add(assetLife).Unix()
	return obj{"data": data}, nil
}

// accounts is GET /me/accounts: the Pages of a person, with their tokens.
func (s *Server) accounts(r *request) (any, *graphError) {
	if !r.by.user || r.node != "me" && r.node != userID {
		return nil, missing("get", r.node)
	}
	var data []obj
	for _, id := range slices.Sorted(maps.Keys(s.pages)) {
		if s.pages[id].instagram {
			continue
		}
		all := obj{
			"id": id, "name": "Example Page", "access_token": s.pages[id].token, "category": "Business",
			"category_list": []obj{{"id": "2200", "name": "Business"}},
			"tasks":         []string{"ADVERTISE", "ANALYZE", "CREATE_CONTENT", "MESSAGING", "MODERATE", "MANAGE"},
		}
		if k := r.by.consent; k != nil {
			if k.pages != nil && !slices.Contains(k.pages, id) {
				continue
			}
			if k.tasks != nil {
				all["tasks"] = k.tasks
			}
		}
		fields := readFields(r.Str("fields"))
		if inner, asked := fields["instagram_business_account"]; asked {
			if k := r.by.consent; k == nil || !slices.Contains(k.scopes, "instagram_basic") {
				return nil, &graphError{status: 403, code: 10, text: "(#10) To use 'instagram_business_account', your use of this endpoint must be reviewed and approved: it needs instagram_basic."}
			}
			if ig := s.linkedTo(id); ig != nil {
				all["instagram_business_account"] = readFields(inner).pick(obj{"id": ig.id, "username": ig.username}, "id")
			}
		}
		data = append(data, fields.pick(all, "name", "access_token", "category", "category_list", "tasks"))
	}
	return paged(r, data), nil
}
