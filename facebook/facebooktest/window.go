package facebooktest

import (
	"slices"
)

// retired tags: since April 27, 2026 every call with one is refused.
var retired = []string{"ACCOUNT_UPDATE", "CONFIRMED_EVENT_UPDATE", "POST_PURCHASE_UPDATE"}

// allow checks whether a message may go to a recipient now, and returns its thread; a user_ref that
// no person is known for has none.
func (s *Server) allow(r *request, p *page, who to) (*thread, Sent, *graphError) {
	sent := Sent{Page: p.id, Type: r.Str("messaging_type"), Tag: r.Str("tag")}
	if e := s.checkType(r, &sent); e != nil {
		return nil, sent, e
	}
	if p.blocked {
		return nil, sent, errRestricted
	}
	switch {
	case who.Comment != "" || who.Post != "":
		t, e := s.privateReply(p, who, &sent)
		return t, sent, e
	case who.UserRef != "":
		sent.To = "user_ref:" + who.UserRef
		if _, ok := p.refs[who.UserRef]; !ok {
			return nil, sent, errNoUser
		}
		return nil, sent, nil
	case who.ID == "":
		return nil, sent, errPermission // phone numbers and marketing tokens need features that the app does not have
	}
	t := p.threads[who.ID]
	if t == nil || t.renewed.IsZero() {
		return nil, sent, errNoUser
	}
	sent.To = t.psid
	switch {
	case t.blocked:
		return nil, sent, errBlocked
	case t.away:
		return nil, sent, errAway
	case s.controlled(p, t):
		return nil, sent, errNotOwner
	}
	since := s.core.Clock.Now().Sub
	switch {
	case sent.Type == "UTILITY":
	case sent.Tag == "HUMAN_AGENT" || sent.Tag == "CUSTOMER_FEEDBACK":
		if t.wrote.IsZero() || since(t.wrote) >= humanWindow {
			return nil, sent, errWindow
		}
	case since(t.renewed) >= standardWindow:
		return nil, sent, errWindow
	}
	return t, sent, nil
}

// checkType reads messaging_type and tag. Meta calls the type required, and takes calls without.
func (s *Server) checkType(r *request, sent *Sent) *graphError {
	if sent.Type != "" && !slices.Contains([]string{"RESPONSE", "UPDATE", "MESSAGE_TAG", "UTILITY"}, sent.Type) {
		return invalid("Param messaging_type must be one of {RESPONSE, UPDATE, MESSAGE_TAG, UTILITY}")
	}
	switch {
	case sent.Tag == "" && sent.Type == "MESSAGE_TAG":
		return invalid("The parameter tag is required")
	case sent.Tag == "":
		return nil
	case sent.Type != "MESSAGE_TAG":
		return invalid("Param tag needs messaging_type MESSAGE_TAG")
	case slices.Contains(retired, sent.Tag):
		return errRetiredTag
	case sent.Tag == "HUMAN_AGENT" && s.cfg.NoHumanAgent:
		return &graphError{status: 403, code: 200, text: "(#200) The app lacks the Human Agent feature"}
	case sent.Tag != "HUMAN_AGENT" && sent.Tag != "CUSTOMER_FEEDBACK":
		return invalid("Param tag must be one of {HUMAN_AGENT, CUSTOMER_FEEDBACK}")
	}
	return nil
}

// act serves sender_action, which must be the only parameter but recipient; react and unreact take
// a payload.
func (s *Server) act(r *request, p *page, who to) (any, *graphError) {
	action := r.Str("sender_action")
	if r.Has("message") {
		return nil, errBoth
	}
	if !slices.Contains([]string{"typing_on", "typing_off", "mark_seen", "react", "unreact"}, action) {
		return nil, invalid("Param sender_action must be one of {mark_seen, react, typing_off, typing_on, unreact}")
	}
	t := p.threads[who.ID]
	if t == nil || t.renewed.IsZero() {
		return nil, errNoUser
	}
	switch {
	case t.blocked:
		return nil, errBlocked
	case s.controlled(p, t):
		return nil, errNotOwner
	case s.core.Clock.Now().Sub(t.renewed) >= standardWindow && action != "mark_seen":
		return nil, errWindow
	}
	if action == "react" || action == "unreact" {
		var what struct {
			MID      string `json:"message_id"`
			Reaction string `json:"reaction"`
		}
		if e := r.object("payload", &what); e != nil {
			return nil, e
		}
		if t.find(what.MID) == nil || action == "react" && what.Reaction == "" {
			return nil, invalid("Invalid payload of %s", action)
		}
		if p.instagram && action == "react" && what.Reaction != "love" { // the guide names no other
			return nil, invalid("Param payload[reaction] must be one of {love}")
		}
	}
	return obj{"recipient_id": t.psid}, nil
}
