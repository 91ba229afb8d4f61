package whatsapptest

import (
	"encoding/json"
	"regexp"
	"slices"
	"strings"
)

// readNumber is GET /{phone-number-id}.
func (s *Server) readNumber(r *request) (any, *refusal) {
	n := r.number
	status, verified := "CONNECTED", "VERIFIED"
	if !n.registered {
		status = "PENDING"
	}
	if !n.verified {
		verified = "NOT_VERIFIED"
	}
	all := obj{
		"display_phone_number": "+" + n.phone, "verified_name": "Example Shop", "code_verification_status": verified, "quality_rating": n.quality,
		"throughput": obj{"level": "STANDARD"}, "status": status, "whatsapp_business_manager_messaging_limit": "TIER_250",
	}
	return pick(r.query.Get("fields"), all, n.id)
}

// pick returns the members of an object that a call asks for.
func pick(list string, all obj, id string) (any, *refusal) {
	out := obj{"id": id}
	for name := range strings.SplitSeq(list, ",") {
		v, ok := all[name]
		if !ok {
			return nil, refuse(100, "(#100) Tried accessing nonexisting field ("+name+")")
		}
		out[name] = v
	}
	return out, nil
}

var sixDigits = regexp.MustCompile(`^[0-9]{6}$`)

// requestCode is POST /{phone-number-id}/request_code.
func (s *Server) requestCode(r *request) (any, *refusal) {
	if m := r.text("code_method"); m != "SMS" && m != "VOICE" {
		return nil, refuse(100, "(#100) Param code_method must be one of {SMS, VOICE}")
	}
	if r.text("language") == "" {
		return nil, refuse(100, "(#100) The parameter language is required.")
	}
	if r.number.verified {
		return nil, titled(136025, "The phone number is verified already.")
	}
	r.number.code = s.core.Letters(6, digits)
	return obj{"success": true}, nil
}

// Code returns the code that Meta sent to a number last. It is empty if none was requested.
func (s *Server) Code(number string) (code string) {
	s.change(func() { code = s.numbers[number].code })
	return code
}

// verifyCode is POST /{phone-number-id}/verify_code.
func (s *Server) verifyCode(r *request) (any, *refusal) {
	if r.number.code == "" || r.text("code") != r.number.code {
		return nil, titled(136025, "The code is not the one that was sent.")
	}
	r.number.code, r.number.verified = "", true
	return obj{"success": true}, nil
}

// mostTries is how many wrong PINs a number takes.
const mostTries = 10

// register is POST /{phone-number-id}/register.
func (s *Server) register(r *request) (any, *refusal) {
	n, pin := r.number, r.text("pin")
	switch {
	case r.text("messaging_product") != "whatsapp":
		return nil, bad(131008, "messaging_product is required")
	case n.tries >= mostTries:
		return nil, titled(133016, "Too many tries.")
	case !sixDigits.MatchString(pin):
		return nil, bad(131009, "pin must have 6 digits")
	case !n.verified:
		return nil, titled(133010, "The phone number is not verified.")
	case n.pin != "" && n.pin != pin:
		n.tries++
		return nil, titled(133005, "The PIN is wrong.")
	}
	n.pin, n.registered, n.tries = pin, true, 0
	return obj{"success": true}, nil
}

// deregister is POST /{phone-number-id}/deregister.
func (s *Server) deregister(r *request) (any, *refusal) {
	if !r.number.registered {
		return nil, titled(133010, "The phone number is not registered.")
	}
	r.number.registered = false
	return obj{"success": true}, nil
}

// profileFields are the fields of a business profile.
var profileFields = []string{"about", "address", "description", "email", "profile_picture_url", "websites", "vertical"}

// readProfile is GET /{phone-number-id}/whatsapp_business_profile.
func (s *Server) readProfile(r *request) (any, *refusal) {
	out := obj{"messaging_product": "whatsapp"}
	for name := range strings.SplitSeq(r.query.Get("fields"), ",") {
		if !slices.Contains(profileFields, name) {
			return nil, refuse(100, "(#100) Tried accessing nonexisting field ("+name+")")
		}
		if v, ok := r.number.profile[name]; ok {
			out[name] = v
		}
	}
	return obj{"data": []obj{out}}, nil
}

// writeProfile is POST /{phone-number-id}/whatsapp_business_profile.
func (s *Server) writeProfile(r *request) (any, *refusal) {
	if r.text("messaging_product") != "whatsapp" {
		return nil, bad(131008, "messaging_product is required")
	}
	next := obj{}
	for name, raw := range r.body {
		if name == "messaging_product" {
			continue
		}
		if !slices.Contains(profileFields, name) || name == "profile_picture_url" {
			return nil, refuse(100, "(#100) Unexpected key \""+name+"\" on param")
		}
		var text string
		var list []string
		switch {
		case name == "websites" && json.Unmarshal(raw, &list) == nil && len(list) <= 2:
			next[name] = list
		case name != "websites" && json.Unmarshal(raw, &text) == nil:
			next[name] = text
		default:
			return nil, bad(131009, "%s has a wrong value", name)
		}
	}
	for name, v := range next {
		r.number.profile[name] = v
	}
	return obj{"success": true}, nil
}
