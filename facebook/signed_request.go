package facebook

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/jsonread"
	"github.com/contactkit/contactkit/channel/receive"
)

// SignedRequest is Meta's word about a person who had logged in to the app: the call of the
// deauthorize callback, when the person removes the app, or of the data deletion callback, when the
// person asks for deletion as well ("Data Deletion Request Callback"). The person is an
// administrator who connected accounts, not a customer who writes.
type SignedRequest struct {
	User    string    // app-scoped id of the person, the same as Grant.User.ID of a login
	Issued  time.Time // UTC; zero if Meta gives none
	Expires time.Time // UTC; zero: without end
}

// ReadSignedRequest reads a call of the deauthorize or the data deletion callback and verifies its
// signature under one of the app's secrets. Instagram Login has a secret of its own: put the
// secrets of both into keys. It does no I/O. The error matches channel.ErrForged if Meta did not
// sign the request or if it has expired, ErrMethod or ErrEncoding if the call has another form, and
// ErrMalformed if the request is signed and names no person.
//
// Meta documents no protection against replays. Handle each request once, or refuse requests whose
// Issued is too old. [SignedRequest.Deauthorized] and [SignedRequest.DeletionRequested] make
// Event.ID from User and Issued. So a request that comes again yields the same ID, and a later
// request of the same person, who may log in and remove the app again, yields another. If Issued is
// zero, the later request yields the same ID as the first.
func ReadSignedRequest(w channel.Webhook, keys channel.Keys) (SignedRequest, error) {
	if err := receive.Begin(Platform, w, http.MethodPost); err != nil {
		return SignedRequest{}, err
	}
	form, err := url.ParseQuery(string(w.Body))
	if err != nil || len(form["signed_request"]) != 1 {
		return SignedRequest{}, receive.Forged(Platform, channel.OpReceive, "the parameter signed_request is needed exactly once")
	}
	signature, payload, ok := strings.Cut(form.Get("signed_request"), ".")
	mac, err := unpadded(signature)
	if !ok || err != nil || strings.Contains(payload, ".") {
		return SignedRequest{}, receive.Forged(Platform, channel.OpReceive, "signed_request must be two parts with a dot between them")
	}
	if _, proved := keys.ProveMAC(sha256.New, []byte(payload), mac, w.At); !proved {
		return SignedRequest{}, receive.Forged(Platform, channel.OpReceive, "the signature is not that of the app")
	}
	return readSigned(payload, w.At)
}

// readSigned reads the part of a request that is signed.
func readSigned(payload string, at time.Time) (SignedRequest, error) {
	text, err := unpadded(payload)
	if err != nil {
		return SignedRequest{}, fault(channel.OpReceive, channel.ErrMalformed, err)
	}
	r, err := jsonread.New(text)
	if err != nil {
		return SignedRequest{}, fault(channel.OpReceive, channel.ErrMalformed, err)
	}
	var s SignedRequest
	var algorithm string
	for key := range r.Object {
		switch string(key) {
		case "algorithm":
			algorithm = r.Text()
		case "user_id":
			s.User = r.ID()
		case "issued_at":
			s.Issued = instant(r.Int())
		case "expires":
			s.Expires = instant(r.Int())
		}
	}
	switch {
	case !strings.EqualFold(algorithm, "HMAC-SHA256"):
		return SignedRequest{}, receive.Forged(Platform, channel.OpReceive, "the algorithm is not HMAC-SHA256")
	case !s.Expires.IsZero() && !at.Before(s.Expires):
		return SignedRequest{}, receive.Forged(Platform, channel.OpReceive, "the request has expired")
	case s.User == "":
		return SignedRequest{}, fault(channel.OpReceive, channel.ErrMalformed, &channel.FieldError{Field: "user_id", Code: channel.CodeMissing, Reason: "request needs the id of a person"})
	}
	return s, nil
}

// unpadded decodes base64url, whether it is padded or not.
func unpadded(s string) ([]byte, error) {
	return base64.RawURLEncoding.Strict().DecodeString(strings.TrimRight(s, "="))
}

// Deauthorized is the event of a person who removed the app: a channel.Revoked of the app, whose
// From is the person. Tokens that came by this person's login are of no use any more.
func (s SignedRequest) Deauthorized(appID string) channel.Event {
	return s.event(appID, "deauthorized", channel.Revoked{Reason: "the person who connected the account removed the app"})
}

// DeletionRequested is the event of a person who asks for the deletion of personal data: a Custom
// of kind [KindDeletion].
func (s SignedRequest) DeletionRequested(appID string) channel.Event {
	data, _ := json.Marshal(struct { // plain data cannot fail
		User   string    `json:"user"`
		Issued time.Time `json:"issued,omitzero"`
	}{s.User, s.Issued})
	return s.event(appID, KindDeletion, channel.Custom{Kind: KindDeletion, Data: data})
}

func (s SignedRequest) event(appID, what string, body channel.Body) channel.Event {
	parts := []string{"app", s.User, what}
	if !s.Issued.IsZero() {
		parts = append(parts, s.Issued.Format("20060102150405"))
	}
	return channel.Event{
		ID:     channel.EventID(Platform, appID, parts...),
		Thread: channel.Thread{Platform: Platform, Account: appID},
		From:   channel.Person{ID: s.User},
		Origin: channel.OriginPlatform,
		Time:   s.Issued,
		Body:   body,
	}
}

// DeletionReply returns the answer to a data deletion request ("Data Deletion Request Callback").
// statusURL is a page on which the person can see how far the deletion is, or why it is refused;
// code names the request there. The error is a FieldError if statusURL is not https, or if code is
// empty or has other characters than letters and digits.
func DeletionReply(statusURL, code string) (channel.Reply, error) {
	u, err := url.Parse(statusURL)
	if err != nil || u.Scheme != "https" || u.Host == "" {
		return channel.Reply{}, &channel.FieldError{Field: "statusUrl", Code: channel.CodeInvalid, Reason: "status page must be an https address"}
	}
	if code == "" || strings.ContainsFunc(code, func(r rune) bool { return (r < '0' || r > '9') && (r|0x20 < 'a' || r|0x20 > 'z') }) {
		return channel.Reply{}, &channel.FieldError{Field: "code", Code: channel.CodeInvalid, Reason: "code must consist of letters and digits"}
	}
	body, err := json.Marshal(struct {
		URL  string `json:"url"`
		Code string `json:"confirmation_code"`
	}{statusURL, code})
	return channel.Reply{Type: "application/json", Body: body}, err
}
