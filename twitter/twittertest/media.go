package twittertest

import (
	"bytes"
	"encoding/base64"
	"mime"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/contactkit/contactkit/channel/standin"
)

// media is an upload.
type media struct {
	id       string
	typ      string // MIME type
	category string
	shared   bool
	total    int
	parts    map[int][]byte
	data     []byte
	final    bool
	ready    time.Time // when processing ends
	queued   bool      // processing was announced
	until    time.Time
	used     bool
	broken   string // why processing fails
}

const (
	mostChunk = 5 << 20
	mostImage = 5 << 20
	mostGIF   = 15 << 20
	mostVideo = 512 << 20
	mediaLife = 24 * time.Hour
)

// kind is the media object's type.
func (m *media) kind() string {
	switch {
	case strings.HasPrefix(m.typ, "video/"):
		return "video"
	case m.typ == "image/gif":
		return "animated_gif"
	}
	return "photo"
}

// badMedia is an answer of media upload, which has a form of its own.
func badMedia(status int, text string) answer {
	return answer{status: status, body: obj{"request": "/1.1/media/upload.json", "error": text}}
}

// newMedia checks INIT: what kinds there are, how large, and for which category.
func (s *Server) newMedia(typ, category string, total int, shared bool) (*media, string) {
	most := mostImage
	want := "dm_image"
	switch {
	case typ == "image/gif":
		most, want = mostGIF, "dm_gif"
	case typ == "video/mp4" || typ == "video/quicktime" || typ == "video/webm" || typ == "video/mp2t":
		most, want = mostVideo, "dm_video"
	case typ != "image/jpeg" && typ != "image/png" && typ != "image/webp" && typ != "image/bmp" && typ != "image/pjpeg" && typ != "image/tiff":
		return nil, "media type unrecognized."
	}
	if strings.HasPrefix(category, "tweet_") {
		want = "tweet_" + strings.TrimPrefix(want, "dm_")
	}
	if (strings.HasPrefix(category, "dm_") || strings.HasPrefix(category, "tweet_")) && category != want {
		return nil, "Invalid mediaCategory " + category
	}
	if total <= 0 || total > most {
		return nil, "File size exceeds " + strconv.Itoa(most) + " bytes."
	}
	m := &media{
		id: s.snowflake(), typ: typ, category: category, shared: shared, total: total,
		parts: make(map[int][]byte), until: s.core.Clock.Now().Add(mediaLife),
	}
	s.media[m.id] = m
	return m, ""
}

// uploadV11 is POST media/upload with command INIT, APPEND or FINALIZE. Multipart fields are not
// signed, form fields are.
func (s *Server) uploadV11(c *call) (answer, *failure) {
	fields, part, bad := c.fields()
	if bad != "" {
		return badMedia(400, bad), nil
	}
	get := func(name string) string {
		if v := c.URL.Query().Get(name); v != "" {
			return v
		}
		return fields[name]
	}
	switch get("command") {
	case "INIT":
		total, _ := strconv.Atoi(get("total_bytes"))
		m, bad := s.newMedia(get("media_type"), get("media_category"), total, get("shared") == "true")
		if bad != "" {
			return badMedia(400, bad), nil
		}
		return answer{status: 202, body: s.described(m)}, nil
	case "APPEND":
		m := s.upload(get("media_id"))
		if raw := get("media_data"); raw != "" {
			var err error
			if part, err = base64.StdEncoding.DecodeString(raw); err != nil {
				return badMedia(400, "media_data is not base64."), nil
			}
		}
		if bad := m.put(get("segment_index"), part); bad != "" {
			return badMedia(400, bad), nil
		}
		return answer{status: 204}, nil
	case "FINALIZE":
		m := s.upload(get("media_id"))
		if bad := s.finalize(m); bad != "" {
			return badMedia(400, bad), nil
		}
		return answer{status: 201, body: s.described(m)}, nil
	case "":
		return s.simpleV11(part, get)
	}
	return badMedia(400, "Command is unknown."), nil
}

// simpleV11 takes an image in one step.
func (s *Server) simpleV11(part []byte, get func(string) string) (answer, *failure) {
	if raw := get("media_data"); raw != "" {
		var err error
		if part, err = base64.StdEncoding.DecodeString(raw); err != nil {
			return badMedia(400, "media_data is not base64."), nil
		}
	}
	if len(part) == 0 {
		return badMedia(400, "media parameter is missing."), nil
	}
	typ := http.DetectContentType(part)
	if !strings.HasPrefix(typ, "image/") {
		return badMedia(400, "media type unrecognized."), nil
	}
	m, bad := s.newMedia(typ, get("media_category"), len(part), get("shared") == "true")
	if bad == "" {
		if bad = m.put("0", part); bad == "" {
			bad = s.finalize(m)
		}
	}
	if bad != "" {
		return badMedia(400, bad), nil
	}
	o := s.described(m)
	o["image"] = obj{"w": 428, "h": 428, "image_type": typ}
	return ok(o), nil
}

// fields reads a form or multipart body, without the query. A JSON body has types: endpoints that
// take one read it by strict.
func (c *call) fields() (fields map[string]string, part []byte, bad string) {
	if typ, _, _ := mime.ParseMediaType(c.Header.Get("Content-Type")); typ == "application/json" {
		return nil, nil, ""
	}
	p, err := standin.ParamReader{}.Read(&http.Request{URL: new(url.URL), Header: c.Header}, c.body)
	if err != nil {
		return nil, nil, "The body is broken."
	}
	if f, sent := p.Files["media"]; sent {
		return p.Values, f.Data, ""
	}
	return p.Values, []byte(p.Values["media"]), ""
}

// upload finds media that is not expired; nil if there is none.
func (s *Server) upload(id string) *media {
	m := s.media[id]
	if m == nil || !s.core.Clock.Now().Before(m.until) {
		return nil
	}
	return m
}

// put keeps one chunk; the same index may come again.
func (m *media) put(index string, chunk []byte) string {
	n, err := strconv.Atoi(index)
	switch {
	case m == nil:
		return "Invalid or expired media_id."
	case m.final:
		return "The media is finalized."
	case err != nil || n < 0 || n > 999:
		return "Invalid segment_index."
	case len(chunk) == 0:
		return "The chunk is empty."
	case len(chunk) > mostChunk:
		return "The chunk is over 5 MB."
	}
	m.parts[n] = chunk
	return ""
}

// finalize joins the chunks by their index.
func (s *Server) finalize(m *media) string {
	if m == nil {
		return "Invalid or expired media_id."
	}
	var data []byte
	for i := range len(m.parts) {
		part, ok := m.parts[i]
		if !ok {
			return "Segments do not add up to provided total file size."
		}
		data = append(data, part...)
	}
	if len(data) != m.total {
		return "Segments do not add up to provided total file size."
	}
	m.data, m.final = data, true
	now := s.core.Clock.Now()
	m.ready, m.until = now, now.Add(mediaLife)
	// Only what names a category is processed afterwards; and photos never are.
	if s.cfg.Processing > 0 && m.category != "" && m.kind() != "photo" {
		m.ready, m.queued = now.Add(s.cfg.Processing), true
	}
	// X processes what was announced: a file whose first bytes show another image or video type
	// fails.
	if shown := http.DetectContentType(data); bytes.Contains(data, []byte("broken")) || shown != m.typ && known[shown] {
		m.broken = "Unsupported video format"
	}
	return ""
}

// known are the types that the first bytes show beyond doubt.
var known = map[string]bool{"image/jpeg": true, "image/png": true, "image/gif": true, "image/webp": true, "image/bmp": true, "video/webm": true}

// share attaches media to a message: once, unless it was uploaded with shared=true, ready, of a dm_
// category.
func (s *Server) share(id string, m *message, sent *Sent) *failure {
	up := s.upload(id)
	switch {
	case up == nil || !up.final:
		return errMissingMedia
	case up.used && !up.shared, !strings.HasPrefix(up.category, "dm_"), s.core.Clock.Now().Before(up.ready), up.broken != "":
		return errMediaID
	}
	up.used = true
	m.id = s.snowflake()
	m.data["attachment"] = obj{"type": "media", "media": s.host(m, up.id, up.kind(), up.typ, up.data)}
	sent.Attachments = append(sent.Attachments, Attachment{Kind: up.kind(), ID: up.id, Type: up.typ, Data: up.data})
	return nil
}
