package twittertest

import (
	"encoding/json"
	"time"
)

// described is the answer of each step.
func (s *Server) described(m *media) obj {
	o := obj{
		"media_id": json.Number(m.id), "media_id_string": m.id,
		"expires_after_secs": int(m.until.Sub(s.core.Clock.Now()).Seconds()),
	}
	if m.final {
		o["size"] = len(m.data)
	}
	if m.final && m.kind() == "video" {
		o["video"] = obj{"video_type": m.typ}
	}
	if info := s.processing(m); info != nil {
		o["processing_info"] = info
	}
	return o
}

// processing is the state of a GIF or video: pending in the first half, then in_progress, then
// succeeded or failed.
func (s *Server) processing(m *media) obj {
	if !m.queued {
		return nil
	}
	left := m.ready.Sub(s.core.Clock.Now())
	wait := max(1, int((left+time.Second-1)/time.Second))
	switch {
	case left > s.cfg.Processing/2:
		return obj{"state": "pending", "check_after_secs": wait}
	case left > 0:
		return obj{"state": "in_progress", "check_after_secs": wait, "progress_percent": int(100 - 100*left/s.cfg.Processing)}
	case m.broken != "":
		return obj{"state": "failed", "progress_percent": 12, "error": obj{"code": 1, "name": "InvalidMedia", "message": m.broken}}
	}
	return obj{"state": "succeeded", "progress_percent": 100}
}

// uploadStatusV11 is GET media/upload?command=STATUS.
func (s *Server) uploadStatusV11(c *call) (answer, *failure) {
	m := s.upload(c.param("media_id"))
	if c.param("command") != "STATUS" || m == nil || !m.final {
		return badMedia(400, "Invalid or expired media_id."), nil
	}
	return ok(s.described(m)), nil
}
