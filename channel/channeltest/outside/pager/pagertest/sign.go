package pagertest

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"time"

	"github.com/contactkit/contactkit/channel/standin"
)

// sign is the proof of a call: the HMAC-SHA256 of its body, in hex.
func (s *Server) sign(body []byte) string {
	mac := hmac.New(sha256.New, []byte(s.cfg.Key))
	mac.Write(body)
	return hex.EncodeToString(mac.Sum(nil))
}

// post makes the webhook call of a queued body.
func (s *Server) post(h standin.Hook) *http.Request {
	header := http.Header{"Content-Type": {"application/json"}, "Pager-Signature": {s.sign(h.Body)}}
	return standin.Request(http.MethodPost, s.cfg.URL, header, h.Body)
}

// after tries a call again each minute for an hour: "Pager API: delivery".
func after(h standin.Hook, a standin.Answer) standin.Verdict {
	switch {
	case a.Status >= 200 && a.Status <= 299:
		return standin.Verdict{}
	case h.Tries >= 60:
		return standin.Verdict{Lost: true}
	}
	return standin.Verdict{Again: h.Due.Add(time.Duration(h.Tries) * time.Minute)}
}
