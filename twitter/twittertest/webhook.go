package twittertest

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/contactkit/contactkit/channel/standin"
)

// webhook is a registered address.
type webhook struct {
	id, url string
	valid   bool
	at      time.Time
	proved  time.Time       // the last check that it passed
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

// fatal reports whether a failed check makes a webhook invalid at once: a wrong token or a redirect
// does, what may pass does not.
func fatal(err error) bool { return err == crcToken || err == crcMoved }

// Handshake makes a signed challenge-response check of the webhook at h, as on registration, and
// fails unless the answer is right.
func (s *Server) Handshake(h http.Handler) error {
	return s.check(context.Background(), standin.Handler(h), s.cfg.URL, true)
}

// Recheck makes the periodic check of every registered webhook at h, unsigned (whether X signs
// these is not confirmed), and returns what failed. A wrong answer or a redirect makes a webhook
// invalid at once; a failure that may pass, such as a timeout, once it has lasted 28 hours. An
// invalid webhook gets no events until the host has it checked again.
func (s *Server) Recheck(h http.Handler) error {
	s.mu.Lock()
	list := slices.Sorted(maps.Keys(s.webhooks))
	s.mu.Unlock()
	var all error
	for _, id := range list {
		if _, err := s.recheck(context.Background(), standin.Handler(h), id, false); err != nil {
			all = errors.Join(all, err)
		}
	}
	return all
}

// recheck checks a registered webhook and notes what that showed.
func (s *Server) recheck(ctx context.Context, to standin.Target, id string, signed bool) (found bool, err error) {
	s.mu.Lock()
	w := s.webhooks[id]
	s.mu.Unlock()
	if w == nil {
		return false, nil
	}
	err = s.check(ctx, to, w.url, signed)
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.core.Clock.Now()
	switch {
	case err == nil:
		w.valid, w.proved = true, now
	case fatal(err) || now.Sub(w.proved) >= patience:
		w.valid = false
		s.core.Forget(ofWebhook(id))
	}
	return true, err
}

// patience is how long checks may fail for passing reasons: docs "Webhooks".
const patience = 28 * time.Hour

// check is GET <address>?crc_token=…&nonce=…, signed over the raw query.
func (s *Server) check(ctx context.Context, to standin.Target, address string, signed bool) error {
	if to == nil {
		return crcStatus
	}
	secret := s.Config().APISecret
	token := base64.StdEncoding.EncodeToString([]byte(s.core.Letters(40, tcoLetters+"+/=")))
	query := "crc_token=" + url.QueryEscape(token) + "&nonce=" + url.QueryEscape(s.core.Letters(22, tcoLetters))
	header := make(http.Header)
	if signed {
		header.Set("X-Twitter-Webhooks-Signature", signature(secret, query))
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
	if a.Header.Get("Content-Encoding") != "" || json.Unmarshal(a.Body, &out) != nil || out.Token != signature(secret, token) || !strings.HasPrefix(a.Header.Get("Content-Type"), "application/json") {
		return crcToken
	}
	return nil
}
