package facebooktest

import (
	"fmt"
	"net/http"
)

// obj is a JSON object of an answer or event.
type obj = map[string]any

// graphError is an error answer. Meta documents no HTTP status per code: these are those of its
// samples.
type graphError struct {
	status    int
	code, sub int
	text      string
	typ       string // empty: OAuthException
	old       bool   // in the form of api.instagram.com
}

func invalid(format string, args ...any) *graphError {
	return &graphError{status: 400, code: 100, text: "(#100) " + fmt.Sprintf(format, args...)}
}

func refuse(code, sub int, text string) *graphError {
	return &graphError{status: 400, code: code, sub: sub, text: text}
}

func missing(verb, id string) *graphError {
	return refuse(100, 33, "Unsupported "+verb+" request. Object with ID '"+id+"' does not exist, cannot be loaded due to missing permissions, or does not support this operation.")
}

var (
	errToken      = refuse(190, 0, "Invalid OAuth access token.")
	errNoUser     = refuse(100, 2018001, "(#100) No matching user found")
	errWindow     = refuse(10, 2018278, "(#10) This message is sent outside of allowed window. Learn more about the new policy here: https://developers.facebook.com/docs/messenger-platform/policy-overview")
	errNotOwner   = refuse(10, 2018300, "(#10) Message failed to send because another app is controlling this thread now.")
	errBlocked    = refuse(551, 0, "(#551) This person isn't receiving messages from you right now.")
	errAway       = refuse(551, 1545041, "(#551) This person isn't available right now.")
	errBoth       = refuse(100, 2018014, "(#100) Cannot send both message and state at the same time.")
	errRestricted = refuse(10, 1893063, "You are temporarily restricted from sending messages.")
	errRetiredTag = refuse(100, 1893061, "Invalid parameter")
	errFetch      = refuse(100, 2018008, "(#100) Failed to fetch the file from the url")
	errMediaType  = refuse(100, 2018047, "(#100) Upload attachment failure.")
	errMediaID    = refuse(100, 2018074, "(#100) Invalid attachment ID or you do not own the attachment.")
	errMediaSize  = refuse(100, 2018109, "(#100) Attachment size exceeds allowable limit")
	errProof      = &graphError{status: 400, code: 100, text: "Invalid appsecret_proof provided in the API argument", typ: "GraphMethodException"}
	errNoProof    = &graphError{status: 400, code: 100, text: "API calls from the server require an appsecret_proof argument", typ: "GraphMethodException"}
	errPermission = &graphError{status: 403, code: 200, text: "(#200) Cannot message users who are not admins, developers or testers of the app until pages_messaging permission is reviewed and the app is live."}
)

// tokenSubcodes are the texts of a dead token.
var tokenSubcodes = map[int]string{
	458: "Error validating access token: The user has not authorized application.",
	460: "Error validating access token: The session has been invalidated because the user changed their password.",
	463: "Error validating access token: Session has expired.",
}

func (s *Server) fail(w http.ResponseWriter, e *graphError) {
	typ := e.typ
	if typ == "" {
		typ = "OAuthException"
	}
	if e.old {
		s.write(w, e.status, obj{"error_type": typ, "code": e.code, "error_message": e.text})
		return
	}
	body := obj{"message": e.text, "type": typ, "code": e.code, "fbtrace_id": s.core.Letters(11, letters)}
	if e.sub != 0 {
		body["error_subcode"] = e.sub
	}
	s.write(w, e.status, obj{"error": body})
}

func (s *Server) write(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json; charset=UTF-8")
	w.Header().Set("X-Fb-Trace-Id", s.core.Letters(11, letters))
	w.WriteHeader(status)
	_, _ = w.Write(escape(v))
}
