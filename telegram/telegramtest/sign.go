package telegramtest

import (
	"encoding/base64"
	"net/http"
	"net/url"

	"github.com/contactkit/contactkit/channel/standin"
)

// post is the delivery of an update.
func (s *Server) post(h standin.Hook) *http.Request {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.webhook.url == "" {
		return nil
	}
	header := http.Header{
		"Content-Type":    {"application/json"},
		"Connection":      {"keep-alive"},
		"Accept-Encoding": {"gzip, deflate"},
	}
	if s.webhook.secret != "" {
		header.Set("X-Telegram-Bot-Api-Secret-Token", s.webhook.secret)
	}
	u, err := url.Parse(s.webhook.url)
	if err != nil {
		return nil
	}
	if u.User != nil {
		header.Set("Authorization", "Basic "+base64.StdEncoding.EncodeToString([]byte(u.User.String())))
		u.User = nil
	}
	return standin.Request(http.MethodPost, u.String(), header, h.Body)
}
