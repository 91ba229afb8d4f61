package twittertest

import (
	"net/http"
	"strings"

	"github.com/contactkit/contactkit/channel/standin"
)

// obj is a JSON object of an answer or event.
type obj = map[string]any

// answer is what a call gets.
type answer struct {
	status int
	body   any // nil: empty; []byte: as it is
	header http.Header
}

func ok(body any) answer { return answer{status: http.StatusOK, body: body} }

// failure is an error of both forms: v1.1 has a code and a message, v2 a problem.
type failure struct {
	status  int
	code    int    // v1.1
	message string // v1.1
	problem obj    // v2; nil: made from the status
	header  http.Header
}

var (
	errInsecure      = v11(403, 92, "SSL is required")
	errBadAuth       = v11(400, 215, "Bad Authentication data.")
	errCredentials   = v11(401, 32, "Could not authenticate you.")
	errDeadToken     = v11(401, 89, "Invalid or expired token.")
	errTimestamp     = v11(401, 135, "Timestamp out of bounds.")
	errNotPage       = v11(404, 34, "Sorry, that page does not exist.")
	errNoAccess      = v11(403, 220, "Your credentials do not allow access to this resource.")
	errMethod        = v11(401, 61, "Client is not permitted to request this method.")
	errNoMessages    = v11(403, 93, "This application is not allowed to access or delete your direct messages.")
	errReadOnly      = v11(403, 261, "Application cannot perform write actions. Contact Twitter Platform Operations through https://support.twitter.com/forms/platform.")
	errLevel         = v11(403, 453, "You currently have access to a subset of X API V2 endpoints and limited v1.1 endpoints (e.g. media post, oauth) only. If you need access to this endpoint, you may need a different access level. You can learn more here: https://developer.x.com/en/portal/product")
	errRate          = v11(429, 88, "Rate limit exceeded")
	errNotFollowing  = v11(403, 150, "You cannot send messages to users who are not following you.")
	errCannotSend    = v11(403, 349, "You cannot send messages to this user.")
	errNoUser        = v11(404, 108, "Cannot find specified user.")
	errTooLong       = v11(403, 354, "The text of your direct message is over the max character limit.")
	errSaid          = v11(403, 151, "There was an error sending your message: Whoops! You already said that.")
	errMediaID       = v11(400, 324, "The validation of media ids failed.")
	errMissingMedia  = v11(400, 325, "A media id was not found.")
	errForbiddenEnv  = v11(403, 200, "Forbidden.")
	errNoWebhook     = v11(404, 34, "Webhook does not exist or is associated with a different X application.")
	errSubscribed    = v11(409, 355, "Subscription already exists.")
	errNotOpen       = v11(403, 214, "Owner must allow dms from anyone")
	errTooMany       = v11(403, 214, "Too many resources already created.")
	errWebhookURL    = v11(403, 214, "Webhook URL does not meet the requirements.")
	errNotSubscribed = v11(401, 348, "Client application is not permitted to access this user's webhook subscriptions.")
)

func v11(status, code int, message string) *failure {
	return &failure{status: status, code: code, message: message}
}

// missing is a parameter that is not there.
func missing(name string) *failure { return v11(403, 38, name+" parameter is missing.") }

// schema is a body that is not as v1.1 wants it. The code is X's; the texts are the stand-in's.
func schema(where, what string) *failure { return v11(400, 214, where+": "+what) }

const problems = "https://api.twitter.com/2/problems/"

// invalid is v2's answer to a request that does not fit.
func invalid(message string, parameter, value string) *failure {
	e := obj{"message": message}
	if parameter != "" {
		e["parameters"] = obj{parameter: []string{value}}
	}
	return &failure{status: 400, problem: obj{
		"errors": []obj{e}, "title": "Invalid Request", "detail": "One or more parameters to your request was invalid.",
		"type": problems + "invalid-request",
	}}
}

// forbidden is v2's 403.
func forbidden(detail string) *failure {
	return &failure{status: 403, problem: obj{"title": "Forbidden", "type": "about:blank", "status": 403, "detail": detail}}
}

// unsupported is v2's answer to the wrong kind of token.
func unsupported(used, want string) *failure {
	return &failure{status: 403, problem: obj{
		"title": "Unsupported Authentication", "status": 403, "type": problems + "unsupported-authentication",
		"detail": "Authenticating with " + used + " is forbidden for this endpoint.  Supported authentication types are [" + want + "].",
	}}
}

// notFound is v2's 404.
func notFound(resource, parameter, value string) *failure {
	return &failure{status: 404, problem: obj{
		"title": "Not Found Error", "type": problems + "resource-not-found", "status": 404, "resource_type": resource,
		"parameter": parameter, "value": value, "resource_id": value, "detail": "Could not find " + resource + " with " + parameter + ": [" + value + "].",
	}}
}

// answer writes a failure in the form of the API that was called.
func (f *failure) answer(path string) answer {
	a := answer{status: f.status, header: f.header}
	if strings.HasPrefix(path, "/2/") {
		a.body = f.problem
		if f.problem == nil {
			title := http.StatusText(f.status)
			a.body = obj{"title": title, "type": "about:blank", "status": f.status, "detail": title}
		}
		return a
	}
	a.body = obj{"errors": []obj{{"code": f.code, "message": f.message}}}
	return a
}

func (a answer) write(w http.ResponseWriter, s *Server) {
	for k, v := range a.header {
		w.Header()[k] = v
	}
	w.Header().Set("X-Transaction-Id", s.core.Letters(16, "0123456789abcdef"))
	w.Header().Set("Date", s.core.Clock.Wall().Format(http.TimeFormat))
	switch body := a.body.(type) {
	case nil:
		w.Header().Set("Content-Type", "text/html;charset=utf-8")
		w.WriteHeader(a.status)
	case []byte:
		w.WriteHeader(a.status)
		_, _ = w.Write(body)
	default:
		w.Header().Set("Content-Type", "application/json;charset=utf-8")
		w.WriteHeader(a.status)
		_, _ = w.Write(standin.JSON(body))
	}
}
