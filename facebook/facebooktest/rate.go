package facebooktest

import (
	"fmt"
	"math"
	"time"

	"github.com/contactkit/contactkit/channel/standin"
)

// checkRate counts a call of a Page's Send API and puts the usage into the answer's headers.
// Whether Meta's Send API returns them on every answer is not confirmed.
func (s *Server) checkRate(r *request) *graphError {
	if s.cfg.Rate.None() {
		return nil
	}
	key, p := "app", r.by.page
	if s.cfg.RateCode != 4 {
		key = p.id
	}
	now := s.core.Clock.Now()
	g := s.core.Limiter.Take(key, s.cfg.Rate, now)
	s.usage(r, g, now)
	if g.OK {
		return nil
	}
	e := refuse(s.cfg.RateCode, 0, "")
	switch s.cfg.RateCode {
	case 4:
		e.text = "(#4) Application request limit reached"
	case 32:
		e.text = "(#32) Page request limit reached"
	case 80006:
		e.text = "(#80006) There have been too many messenger API calls to this Page account. Wait a bit and try again."
	default:
		e.text = fmt.Sprintf("(#%d) Calls to this api have exceeded the rate limit.", s.cfg.RateCode)
	}
	return e
}

// usage is in percent; the time to regain access in minutes.
func (s *Server) usage(r *request, g standin.Grant, now time.Time) {
	percent, minutes := 100, 0
	if g.OK {
		percent = min(100*(g.Limit-g.Remaining)/g.Limit, 100)
	} else {
		minutes = int(math.Ceil(g.Reset.Sub(now).Minutes()))
	}
	counts := obj{"call_count": percent, "total_time": percent / 2, "total_cputime": percent / 2}
	if s.cfg.RateCode == 4 {
		r.header.Set("X-App-Usage", string(standin.JSON(counts)))
		return
	}
	counts["type"], counts["estimated_time_to_regain_access"] = "messenger", minutes
	r.header.Set("X-Business-Use-Case-Usage", string(standin.JSON(obj{r.by.page.id: []obj{counts}})))
}
