package facebooktest

import (
	"net/http"
	"net/url"
	"strconv"
	"time"
)

const (
	cdnHost = ".fbcdn.net"
	// cdnLife is how long an address from a webhook can be read. Meta does not say; the figure is
	// the stand-in's.
	cdnLife = 7 * 24 * time.Hour
)

// publish puts a file on the CDN and returns its address as webhooks carry it.
func (s *Server) publish(f Attachment) string {
	path := "/v/" + s.core.Letters(10, letters[:62]) + "/" + url.PathEscape(f.Kind)
	until := s.core.Clock.Now().Add(cdnLife)
	s.cdn[path] = &asset{Attachment: f, until: until}
	return "https://scontent.example" + cdnHost + path + "?oh=00_" + s.core.Letters(8, letters[:62]) + "&oe=" + strconv.FormatInt(until.Unix(), 16)
}

// serveCDN reads a file; no token is needed, but the signed query is.
func (s *Server) serveCDN(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	f := s.cdn[r.URL.Path]
	now := s.core.Clock.Now()
	s.mu.Unlock()
	switch {
	case f == nil:
		http.Error(w, "Not Found", http.StatusNotFound)
	case r.URL.Query().Get("oe") != strconv.FormatInt(f.until.Unix(), 16):
		http.Error(w, "Bad URL hash", http.StatusForbidden)
	case !now.Before(f.until):
		http.Error(w, "URL signature expired", http.StatusForbidden)
	default:
		w.Header().Set("Content-Type", f.Type)
		_, _ = w.Write(f.Data)
	}
}
