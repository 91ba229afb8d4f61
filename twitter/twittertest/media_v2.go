package twittertest

import (
	"encoding/base64"
	"encoding/json"
	"net/http"
	"strings"
)

// badUpload is v2's answer to an upload that does not fit.
func badUpload(text string) *failure { return invalid(text, "", "") }

// mediaKey is the v2 name of media.
func (m *media) key() string {
	switch m.kind() {
	case "video":
		return "13_" + m.id
	case "animated_gif":
		return "16_" + m.id
	}
	return "5_" + m.id
}

func (s *Server) describedV2(m *media) answer {
	o := obj{"id": m.id, "media_key": m.key(), "expires_after_secs": int(m.until.Sub(s.core.Clock.Now()).Seconds())}
	if m.final {
		o["size"] = len(m.data)
	}
	if info := s.processing(m); info != nil {
		delete(info, "error")
		o["processing_info"] = info
	}
	return ok(obj{"data": o})
}

// initializeV2 is POST /2/media/upload/initialize.
func (s *Server) initializeV2(c *call) (answer, *failure) {
	var in struct {
		Type     string   `json:"media_type"`
		Total    int      `json:"total_bytes"`
		Category string   `json:"media_category"`
		Shared   bool     `json:"shared"`
		Owners   []string `json:"additional_owners"`
	}
	if f := c.strict(&in); f != nil {
		return answer{}, f
	}
	m, bad := s.newMedia(in.Type, in.Category, in.Total, in.Shared)
	if bad != "" {
		return answer{}, badUpload(bad)
	}
	return s.describedV2(m), nil
}

// appendV2 is POST /2/media/upload/:id/append, multipart or JSON with base64.
func (s *Server) appendV2(c *call) (answer, *failure) {
	m := s.upload(c.PathValue("id"))
	var index string
	var part []byte
	if strings.HasPrefix(c.Header.Get("Content-Type"), "application/json") {
		var in struct {
			Index json.Number `json:"segment_index"`
			Media string      `json:"media"`
		}
		if f := c.strict(&in); f != nil {
			return answer{}, f
		}
		raw, err := base64.StdEncoding.DecodeString(in.Media)
		if err != nil {
			return answer{}, badUpload("media is not base64")
		}
		index, part = in.Index.String(), raw
	} else {
		fields, chunk, bad := c.fields()
		if bad != "" {
			return answer{}, badUpload(bad)
		}
		index, part = fields["segment_index"], chunk
	}
	if bad := m.put(index, part); bad != "" {
		return answer{}, badUpload(bad)
	}
	return ok(obj{"data": obj{"expires_at": s.shared(m.until).Unix()}}), nil
}

func (s *Server) finalizeV2(c *call) (answer, *failure) {
	m := s.upload(c.PathValue("id"))
	if bad := s.finalize(m); bad != "" {
		return answer{}, badUpload(bad)
	}
	return s.describedV2(m), nil
}

func (s *Server) uploadStatusV2(c *call) (answer, *failure) {
	m := s.upload(c.param("media_id"))
	if c.param("command") != "STATUS" || m == nil || !m.final {
		return answer{}, badUpload("Invalid or expired media_id.")
	}
	return s.describedV2(m), nil
}

// uploadV2 is POST /2/media/upload in one step, for images.
func (s *Server) uploadV2(c *call) (answer, *failure) {
	fields, part, bad := c.fields()
	if bad != "" || len(part) == 0 {
		return answer{}, badUpload("media is missing")
	}
	typ := fields["media_type"]
	if typ == "" {
		typ = http.DetectContentType(part)
	}
	m, bad := s.newMedia(typ, fields["media_category"], len(part), fields["shared"] == "true")
	if bad == "" {
		if bad = m.put("0", part); bad == "" {
			bad = s.finalize(m)
		}
	}
	if bad != "" {
		return answer{}, badUpload(bad)
	}
	return s.describedV2(m), nil
}
