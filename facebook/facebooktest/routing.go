package facebooktest

import (
	"time"
)

// Inbox is the app id of the Page Inbox, where people answer by hand.
const Inbox = "263902037430900"

// controlled reports whether another app controls a thread now.
func (s *Server) controlled(p *page, t *thread) bool {
	return t.owner != "" && t.owner != s.cfg.AppID && s.core.Clock.Now().Before(t.until)
}

// Control gives the control of a contact's thread to an app, as if that app had taken it. Conversation Routing: it ends
// after 24 hours.
func (s *Server) Control(contact, appID string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	p, psid := s.find(contact)
	s.control(p, s.thread(p, psid), "take_thread_control", appID, "")
}

// control moves a thread to an app (empty: idle) and tells the host if its app is the former or the new owner.
func (s *Server) control(p *page, t *thread, kind, app, metadata string) {
	before := t.owner
	if before != "" && !s.core.Clock.Now().Before(t.until) {
		before = ""
	}
	t.owner, t.until = app, s.core.Clock.Now().Add(24*time.Hour)
	if before != s.cfg.AppID && app != s.cfg.AppID {
		return
	}
	body := obj{"previous_owner_app_id": null(before), "new_owner_app_id": null(app), "metadata": metadata}
	if s.subscribed(p, "messaging_handovers") {
		s.queue(p, obj{"id": p.id, "time": ms(s.core.Clock.Now()), "messaging": []obj{s.user(p, t, kind, body)}})
	}
}

func null(s string) any {
	if s == "" {
		return nil
	}
	return s
}

// routeAfterSend does what thread_control of a send says.
func (s *Server) routeAfterSend(r *request, o *outgoing) {
	var c struct {
		Kind string `json:"control_type"`
		App  string `json:"app_id"`
	}
	if !r.has("thread_control") || r.object("thread_control", &c) != nil {
		return
	}
	switch {
	case c.Kind == "pass" && c.App == "":
		s.control(o.page, o.thread, "pass_thread_control", o.page.defaultApp, "")
	case c.Kind == "pass":
		s.control(o.page, o.thread, "pass_thread_control", c.App, "")
	default:
		o.thread.owner = ""
	}
}
