package whatsapptest

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/contactkit/contactkit/channel/standin"
)

// setAppHook is POST /{app-id}/subscriptions: it checks the callback before it answers, at what
// Hook or HookURL named, without the server's lock.
func (s *Server) setAppHook(r *request) (any, *refusal) {
	if !r.app || r.node != s.cfg.AppID {
		return nil, refuse(15, "(#15) This method must be called with an app access_token.")
	}
	if r.text("object") != "whatsapp_business_account" {
		return nil, refuse(100, "(#100) Param object must be whatsapp_business_account here")
	}
	list := strings.FieldsFunc(r.text("fields"), func(c rune) bool { return c == ',' || c == ' ' })
	for _, f := range list {
		if !slices.Contains(fields, f) {
			return nil, refuse(100, fmt.Sprintf("(#100) Param fields must be one of %v - got %q.", fields, f))
		}
	}
	next := subscription{url: r.text("callback_url"), token: r.text("verify_token"), fields: list}
	if e := s.check(r.ctx, next); e != nil {
		return nil, e
	}
	s.change(func() { s.hook = next })
	return obj{"success": true}, nil
}

// subscribe is POST /{waba-id}/subscribed_apps, with or without a callback URL of its own.
func (s *Server) subscribe(r *request) (any, *refusal) {
	if r.app || r.node != s.cfg.Business {
		return nil, missing(r)
	}
	next := subscription{url: r.text("override_callback_uri"), token: r.text("verify_token")}
	if next.url != "" {
		if e := s.check(r.ctx, next); e != nil {
			return nil, e
		}
	}
	s.change(func() { s.business = account{subscribed: true, override: next} })
	return obj{"success": true}, nil
}

// check calls a callback URL, which must repeat a challenge.
func (s *Server) check(ctx context.Context, next subscription) *refusal {
	failed := func(why string) *refusal {
		return refuse(2200, "(#2200) Callback verification failed: "+why)
	}
	u, err := url.Parse(next.url)
	if err != nil || u.Scheme != "https" || u.Host == "" {
		return failed("callback_url must be an https address")
	}
	if next.token == "" {
		return failed("verify_token is required")
	}
	to := s.Target()
	if to == nil {
		return failed("no server listens")
	}
	challenge := fmt.Sprint(s.core.Int63() % 1e10)
	u.RawQuery = url.Values{"hub.mode": {"subscribe"}, "hub.challenge": {challenge}, "hub.verify_token": {next.token}}.Encode()
	a := s.core.Post(ctx, standin.Request(http.MethodGet, u.String(), http.Header{"User-Agent": {"facebookplatform/1.0"}}, nil), to)
	switch {
	case a.Err != nil:
		return failed("the callback did not answer")
	case a.Status != http.StatusOK:
		return failed(fmt.Sprintf("the callback answered %d", a.Status))
	case string(a.Body) != challenge:
		return failed("the callback did not repeat the challenge")
	}
	return nil
}

// appHook is GET and DELETE /{app-id}/subscriptions.
func (s *Server) appHook(r *request) (any, *refusal) {
	switch r.method {
	case http.MethodDelete:
		s.hook = subscription{}
		return obj{"success": true}, nil
	case http.MethodGet:
		data := []obj{}
		if s.hook.url != "" {
			list := []obj{}
			for _, f := range s.hook.fields {
				list = append(list, obj{"name": f, "version": "v26.0"})
			}
			data = append(data, obj{"object": "whatsapp_business_account", "callback_url": s.hook.url, "active": true, "fields": list})
		}
		return obj{"data": data}, nil
	}
	return nil, missing(r)
}

// subscribed is GET and DELETE /{waba-id}/subscribed_apps.
func (s *Server) subscribed(r *request) (any, *refusal) {
	switch r.method {
	case http.MethodDelete:
		s.business = account{}
		return obj{"success": true}, nil
	case http.MethodGet:
		data := []obj{}
		if s.business.subscribed {
			app := obj{"whatsapp_business_api_data": obj{"id": s.cfg.AppID, "name": "Example Desk", "link": "https://www.facebook.com/games/?app_id=" + s.cfg.AppID}}
			if s.business.override.url != "" {
				app["override_callback_uri"] = s.business.override.url
			}
			data = append(data, app)
		}
		return obj{"data": data}, nil
	}
	return nil, missing(r)
}
