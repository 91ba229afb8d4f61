package twittertest

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/contactkit/contactkit/internal/standin"
)

// webhook is a registered address.
type webhook struct {
	id, url string
	valid   bool
	at      time.Time
	users   map[string]bool // subscribed to Account Activity
}

// crcError says why a challenge-response check failed.
type crcError string

func (e crcError) Error() string { return "twittertest: " + string(e) }

// The complaints of v1.1.
const (
	crcToken  crcError = "Webhook URL does not meet the requirements. Invalid CRC token or json response format."
	crcSlow   crcError = "High latency on CRC GET request. Your webhook should respond in less than 3 seconds."
	crcStatus crcError = "Non-200 response code during CRC GET request (i.e. 404, 500, etc)."
	crcMoved  crcError = "Non-200 response code during CRC GET request (i.e. 301, 302, etc)."
)

// fatal reports whether a failed check makes a webhook invalid at once: a wrong token or a redirect does, what may pass does
// not.
func fatal(err error) bool { return err == crcToken || err == crcMoved }

// Handshake makes a signed challenge-response check of the webhook at h, as on registration, and fails unless the answer is
// right.
func (s *Server) Handshake(h http.Handler) error {
	return s.check(context.Background(), standin.Handler(h), s.cfg.URL, true)
}

// Recheck makes an unsigned check, as X may make at any time: whether periodic checks are signed is not confirmed.
func (s *Server) Recheck(h http.Handler) error {
	return s.check(context.Background(), standin.Handler(h), s.cfg.URL, false)
}

// check is GET <address>?crc_token=…&nonce=…, signed over the raw query.
func (s *Server) check(ctx context.Context, to standin.Target, address string, signed bool) error {
	if to == nil {
		return crcStatus
	}
	token := base64.StdEncoding.EncodeToString([]byte(s.core.Letters(40, tcoLetters+"+/=")))
	query := "crc_token=" + url.QueryEscape(token) + "&nonce=" + url.QueryEscape(s.core.Letters(22, tcoLetters))
	header := make(http.Header)
	if signed {
		header.Set("X-Twitter-Webhooks-Signature", signature(s.cfg.APISecret, query))
	}
	sep := "?"
	if strings.Contains(address, "?") {
		sep = "&"
	}
	req := standin.Request(http.MethodGet, address+sep+query, header, nil)
	if req == nil {
		return crcStatus
	}
	a := s.core.Post(ctx, req, to)
	if a.Err != nil {
		if ctx.Err() == nil && strings.Contains(a.Err.Error(), context.DeadlineExceeded.Error()) {
			return crcSlow
		}
		return crcStatus
	}
	if a.Status >= 300 && a.Status < 400 {
		return crcMoved
	}
	if a.Status != http.StatusOK {
		return crcStatus
	}
	var out struct {
		Token string `json:"response_token"`
	}
	if json.Unmarshal(a.Body, &out) != nil || out.Token != signature(s.cfg.APISecret, token) || !strings.HasPrefix(a.Header.Get("Content-Type"), "application/json") {
		return crcToken
	}
	return nil
}
