package facebooktest

import (
	"strconv"
	"time"
)

// Inbox is the app id of the Page Inbox, where people answer by hand.
const Inbox = "263902037430900"

const (
	controlLife = 24 * time.Hour // "control ends after 24 hours of inactivity"
	mostControl = 7 * 24 * time.Hour
)

var (
	errNoTake   = refuse(27, 0, "(#27) take_thread_control is not allowed")
	errNotYours = refuse(100, 2534037, "The action is invalid since it's not the thread owner.")
)

// ownerOf is the app that controls a thread now; empty: it is idle.
func (s *Server) ownerOf(t *thread) string {
	if s.core.Clock.Now().Before(t.until) {
		return t.owner
	}
	return ""
}

// controlled reports whether a thread is for another app: its owner, or the default app of an idle
// one.
func (s *Server) controlled(p *page, t *thread) bool {
	owner := s.ownerOf(t)
	if owner == "" {
		owner = p.defaultApp
	}
	return owner != "" && owner != s.cfg.AppID
}

// wake gives a thread that a person writes in to the default app, if it was idle, and keeps its
// control alive.
func (s *Server) wake(p *page, t *thread) {
	if s.ownerOf(t) == "" {
		t.owner = p.defaultApp
	}
	if end := s.core.Clock.Now().Add(controlLife); t.owner != "" && t.until.Before(end) {
		t.until = end
	}
}

// DefaultApp sets the Page's default app, which its owner chooses in Page settings; empty: none,
// and every app may answer.
func (s *Server) DefaultApp(pageID, appID string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.pages[pageID].defaultApp = appID
}

// Control lets an app take the control of a contact's thread.
func (s *Server) Control(contact, appID string) { s.other(contact, "take_thread_control", appID, "") }

// PassControl lets whoever controls a contact's thread pass it to an app.
func (s *Server) PassControl(contact, appID, metadata string) {
	s.other(contact, "pass_thread_control", appID, metadata)
}

func (s *Server) other(contact, kind, appID, metadata string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	p, psid := s.find(contact)
	s.control(p, s.thread(p, psid), kind, appID, metadata)
}

// RequestControl lets another app ask for the control of a contact's thread.
func (s *Server) RequestControl(contact, appID, metadata string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	p, psid := s.find(contact)
	s.handover(p, s.thread(p, psid), "request_thread_control", obj{"requested_owner_app_id": appID, "metadata": metadata})
}

// control moves a thread to an app (empty: idle) and tells the host if its app is the former or the
// new owner.
func (s *Server) control(p *page, t *thread, kind, app, metadata string) {
	before := s.ownerOf(t)
	t.owner, t.until = app, s.core.Clock.Now().Add(controlLife)
	if before == s.cfg.AppID || app == s.cfg.AppID {
		s.handover(p, t, kind, obj{"previous_owner_app_id": null(before), "new_owner_app_id": null(app), "metadata": metadata})
	}
}

// handover queues an event of thread control, which is messaging even to an app that has no
// control.
func (s *Server) handover(p *page, t *thread, kind string, body obj) {
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

// routeAfterSend does what thread_control of a send says; a message in an idle thread gives it to
// our app where it is the default.
func (s *Server) routeAfterSend(r *request, o *outgoing) {
	if s.ownerOf(o.thread) == "" && o.page.defaultApp == s.cfg.AppID {
		s.wake(o.page, o.thread)
	}
	var c struct {
		Kind string `json:"control_type"`
		App  string `json:"app_id"`
	}
	if !r.Has("thread_control") || r.object("thread_control", &c) != nil {
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

// threadOf finds the thread of a call's recipient.
func (r *request) threadOf() (*thread, *graphError) {
	var who to
	if e := r.object("recipient", &who); e != nil {
		who.ID = r.Str("recipient") // GET thread_owner?recipient=…
	}
	t := r.by.page.threads[who.ID]
	if t == nil {
		return nil, errNoUser
	}
	return t, nil
}

func (s *Server) passControl(r *request) (any, *graphError) {
	t, e := r.threadOf()
	if e != nil {
		return nil, e
	}
	target := r.Str("target_app_id")
	if target == "" {
		return nil, invalid("The parameter target_app_id is required")
	}
	if owner := s.ownerOf(t); owner != s.cfg.AppID && (owner != "" || r.by.page.defaultApp != "") {
		return nil, errNotYours
	}
	t.owner, t.until = target, s.core.Clock.Now().Add(controlLife)
	return obj{"success": true}, nil
}

func (s *Server) releaseControl(r *request) (any, *graphError) {
	t, e := r.threadOf()
	if e != nil {
		return nil, e
	}
	if s.ownerOf(t) != s.cfg.AppID {
		return nil, errNotYours
	}
	t.owner = ""
	return obj{"success": true}, nil
}

// takeControl is for the default app; without one it is blocked.
func (s *Server) takeControl(r *request) (any, *graphError) {
	t, e := r.threadOf()
	if e != nil {
		return nil, e
	}
	if r.by.page.defaultApp != s.cfg.AppID {
		return nil, errNoTake
	}
	t.owner, t.until = s.cfg.AppID, s.core.Clock.Now().Add(controlLife)
	return obj{"success": true}, nil
}

func (s *Server) requestControl(r *request) (any, *graphError) {
	if _, e := r.threadOf(); e != nil {
		return nil, e
	}
	return obj{"success": true}, nil
}

// extendControl: the owner may keep control for up to 7 days.
func (s *Server) extendControl(r *request) (any, *graphError) {
	t, e := r.threadOf()
	if e != nil {
		return nil, e
	}
	seconds, err := strconv.Atoi(r.Str("duration"))
	if err != nil || seconds <= 0 || time.Duration(seconds)*time.Second > mostControl {
		return nil, invalid("Param duration must be between 1 and %d", int(mostControl.Seconds()))
	}
	if s.ownerOf(t) != s.cfg.AppID {
		return nil, errNotYours
	}
	t.until = s.core.Clock.Now().Add(time.Duration(seconds) * time.Second)
	return obj{"success": true}, nil
}

// threadOwner shows the owner's app id to the owner and to the default app only; nothing when the
// thread is idle.
func (s *Server) threadOwner(r *request) (any, *graphError) {
	t, e := r.threadOf()
	if e != nil {
		return nil, e
	}
	owner := s.ownerOf(t)
	if owner == "" {
		return obj{"data": []obj{}}, nil
	}
	o := obj{"expiration": t.until.Unix()}
	if owner == s.cfg.AppID || r.by.page.defaultApp == s.cfg.AppID {
		o["app_id"] = owner
	}
	return obj{"data": []obj{{"thread_owner": o}}}, nil
}
