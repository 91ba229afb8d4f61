package facebooktest

import (
	"context"
	"encoding/json"
	"mime"
	"net/http"
	"net/url"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/contactkit/contactkit/channel/standin"
)

// asset is a file that Meta keeps for a Page.
type asset struct {
	Attachment
	page  string
	until time.Time // of the attachment_id
}

const (
	mostFile     = 25 << 20
	mostImageURL = 8 << 20
	assetLife    = 90 * 24 * time.Hour
)

// attachment is message.attachment.
type attachment struct {
	Kind    string          `json:"type"`
	Payload json.RawMessage `json:"payload"`
}

type filePayload struct {
	URL      string          `json:"url"`
	ID       json.RawMessage `json:"attachment_id"`
	Reusable bool            `json:"is_reusable"`
}

// attach reads a file by URL, by id or uploaded with the call, or a template.
func (s *Server) attach(r *request, o *outgoing, a *attachment) *graphError {
	if a != nil && a.Kind == "template" {
		return s.template(o, a.Payload)
	}
	file, reusable, e := s.file(r, o.page, a)
	if e == nil && o.page.instagram {
		e = checkInstagramFile(file)
	}
	if e != nil {
		return e
	}
	if reusable && file.ID == "" {
		file.ID = s.store(o.page, file)
		o.reusable = file.ID
	}
	o.sent.Attachments = append(o.sent.Attachments, file)
	payload := obj{"url": s.publish(file)}
	if file.ID != "" {
		payload["attachment_id"] = json.Number(file.ID) // a number in webhooks, a string when sent
	}
	o.echo = append(o.echo, obj{"type": file.Kind, "payload": payload})
	return nil
}

// file finds the file of an attachment.
func (s *Server) file(r *request, p *page, a *attachment) (Attachment, bool, *graphError) {
	if a == nil || !slices.Contains([]string{"image", "audio", "video", "file"}, a.Kind) {
		return Attachment{}, false, invalid("Param message[attachment][type] must be one of {audio, file, image, template, video}")
	}
	var load filePayload
	if a.Payload != nil && json.Unmarshal(a.Payload, &load) != nil {
		return Attachment{}, false, invalid("Param message[attachment][payload] must be an object")
	}
	switch {
	case r.filedata() != nil:
		f := Attachment{Kind: a.Kind, Name: r.filedata().Name, Type: r.filedata().Type, Data: r.filedata().Data}
		return f, load.Reusable, checkFile(f, mostFile)
	case load.ID != nil:
		var id string
		if json.Unmarshal(load.ID, &id) != nil {
			return Attachment{}, false, invalid("Param message[attachment][payload][attachment_id] must be a string")
		}
		kept, ok := s.files[id]
		if !ok || kept.page != p.id || !s.core.Clock.Now().Before(kept.until) {
			return Attachment{}, false, errMediaID
		}
		if kept.Kind != a.Kind {
			return Attachment{}, false, errMediaType
		}
		return kept.Attachment, false, nil
	case load.URL != "":
		f, e := s.fetch(a.Kind, load.URL)
		return f, load.Reusable, e
	}
	return Attachment{}, false, invalid("Param message[attachment][payload] needs url, attachment_id or filedata")
}

func (s *Server) fetch(kind, address string) (Attachment, *graphError) {
	u, err := url.Parse(address)
	if err != nil || (u.Scheme != "http" && u.Scheme != "https") || !strings.Contains(u.Host, ".") {
		return Attachment{}, errFetch
	}
	typ, data, err := standin.Fetch(context.Background(), s.cfg.Web, address)
	if err != nil {
		return Attachment{}, errFetch
	}
	most := mostFile
	if kind == "image" {
		most = mostImageURL
	}
	f := Attachment{Kind: kind, URL: address, Name: path.Base(u.Path), Type: typ, Data: data}
	return f, checkFile(f, most)
}

// checkFile holds a file to its size, and to the class of its kind.
func checkFile(f Attachment, most int) *graphError {
	if len(f.Data) > most {
		return errMediaSize
	}
	class, _, _ := strings.Cut(f.Type, "/")
	if typ, _, err := mime.ParseMediaType(f.Type); err != nil || f.Kind != "file" && class != f.Kind && typ != "application/octet-stream" ||
		f.Kind == "audio" && class != "audio" {
		return errMediaType
	}
	if len(f.Data) == 0 || !isOfKind(f.Kind, f.Data) {
		return errMediaType
	}
	return nil
}

// isOfKind reports whether a content may be of a kind: its first bytes tell that kind, or nothing,
// or a container that holds sounds and films.
func isOfKind(kind string, data []byte) bool {
	shown, _, _ := mime.ParseMediaType(http.DetectContentType(data))
	class, _, _ := strings.Cut(shown, "/")
	switch {
	case kind == "file", shown == "application/octet-stream", shown == "text/plain":
		return true
	case kind == "audio" && class == "video", shown == "application/ogg" && kind != "image":
		return true
	}
	return class == kind
}

// store keeps a file under an attachment_id, which belongs to the Page and lasts 90 days.
func (s *Server) store(p *page, f Attachment) string {
	id := strconv.FormatInt(1e15+s.core.Int63()%1e15, 10)
	f.ID = id
	s.files[id] = &asset{Attachment: f, page: p.id, until: s.core.Clock.Now().Add(assetLife)}
	return id
}

// uploadAttachment is POST /{page-id}/message_attachments: by URL, or multipart with filedata.
func (s *Server) uploadAttachment(r *request) (any, *graphError) {
	var m message
	if platform := r.Str("platform"); platform != "" && platform != "messenger" && platform != "instagram" {
		return nil, invalid("Param platform must be one of {INSTAGRAM, MESSENGER}")
	}
	if e := r.known("message", "attachment"); e != nil {
		return nil, e
	}
	if e := r.object("message", &m); e != nil {
		return nil, e
	}
	file, _, e := s.file(r, r.by.page, m.Attachment)
	if e == nil && (r.by.page.instagram || r.Str("platform") == "instagram") {
		e = checkInstagramFile(file)
	}
	if e != nil {
		return nil, e
	}
	return obj{"attachment_id": s.store(r.by.page, file)}, nil
}
