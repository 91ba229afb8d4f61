package whatsapptest

import (
	"fmt"
	"net/http"
	"strings"

	"github.com/contactkit/contactkit/channel/standin"
)

// obj is a JSON object of an answer or event.
type obj = map[string]any

// refusal is an error answer. Meta documents no HTTP status per code.
type refusal struct {
	status  int // zero: 400
	code    int
	text    string
	details string
}

func refuse(code int, text string) *refusal { return &refusal{code: code, text: text} }

// bad refuses a parameter: 131008 if it is missing, 131009 if its value is wrong.
func bad(code int, format string, args ...any) *refusal {
	text := "(#131009) Parameter value is not valid"
	if code == 131008 {
		text = "(#131008) Required parameter is missing"
	}
	return &refusal{code: code, text: text, details: fmt.Sprintf(format, args...)}
}

func missing(r *request) *refusal {
	return refuse(100, "Unsupported "+strings.ToLower(r.method)+" request. Object with ID '"+r.node+"' does not exist, cannot be loaded due to missing permissions, or does not support this operation.")
}

// titles are the sentences of codes that concern a person or a number.
var titles = map[int]string{
	130429: "Rate limit hit",
	131021: "Recipient cannot be sender",
	131026: "Message undeliverable",
	131042: "Business eligibility payment issue",
	131047: "Re-engagement message",
	131049: "This message was not delivered to maintain healthy ecosystem engagement.",
	131050: "User has stopped marketing messages from your business",
	131056: "(Business Account, Consumer Account) pair rate limit hit",
	132000: "Number of parameters does not match the expected number of params",
	132001: "Template name does not exist in the translation",
	133005: "Two step verification PIN mismatch",
	133010: "Phone number not registered",
	133016: "Account register deregister rate limit exceeded",
	136025: "Verify code error",
}

func titled(code int, details string) *refusal {
	return &refusal{code: code, text: fmt.Sprintf("(#%d) %s", code, titles[code]), details: details}
}

func (s *Server) fail(w http.ResponseWriter, e *refusal) {
	status := e.status
	if status == 0 {
		status = http.StatusBadRequest
	}
	body := obj{"message": e.text, "type": "OAuthException", "code": e.code, "fbtrace_id": s.core.Letters(11, letters)}
	if e.details != "" {
		body["error_data"] = obj{"messaging_product": "whatsapp", "details": e.details}
	}
	s.write(w, status, obj{"error": body})
}

func (s *Server) write(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json; charset=UTF-8")
	w.WriteHeader(status)
	_, _ = w.Write(standin.JSON(v))
}
