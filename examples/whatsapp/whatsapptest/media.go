package whatsapptest

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/contactkit/contactkit/channel/standin"
)

const (
	mediaHost = "lookaside.fbsbx.com"

	uploadLife   = 30 * 24 * time.Hour
	receivedLife = 7 * 24 * time.Hour
	addressLife  = 5 * time.Minute
)

// file is a file that WhatsApp keeps for a number.
type file struct {
	id, number string
	name, typ  string
	data       []byte
	until      time.Time
	ticket     string // of its newest address
	ticketTill time.Time
	bad        bool // other bytes are served than were received
}

// kind says what WhatsApp takes of one kind of file.
type kind struct {
	types []string // nil: any
	most  int
}

func (s *Server) kinds() map[string]kind {
	return map[string]kind{
		"image":    {[]string{"image/jpeg", "image/png"}, 5_000_000},
		"video":    {[]string{"video/mp4", "video/3gpp"}, 16_000_000},
		"audio":    {[]string{"audio/aac", "audio/mp4", "audio/amr", "audio/mpeg", "audio/ogg"}, s.cfg.MaxAudio},
		"document": {nil, 100_000_000},
		"sticker":  {[]string{"image/webp"}, 500_000},
	}
}

// fits checks type and size of a file for a kind.
func (k kind) fits(typ string, size int) *refusal {
	typ, _, err := mime.ParseMediaType(typ)
	switch {
	case err != nil || k.types != nil && !slices.Contains(k.types, typ):
		return &refusal{code: 131053, text: "(#131053) Media upload error", details: "Unsupported media type " + typ}
	case size == 0 || size > k.most:
		return &refusal{code: 131053, text: "(#131053) Media upload error", details: "The file is empty or too large"}
	}
	return nil
}

// uploadMedia is POST /{phone-number-id}/media.
func (s *Server) uploadMedia(r *request) (any, *refusal) {
	up, ok := r.form.Files["file"]
	typ := r.form.Str("type")
	switch {
	case r.form.Str("messaging_product") != "whatsapp":
		return nil, bad(131008, "messaging_product is required")
	case !ok:
		return nil, bad(131008, "file is required")
	case typ == "":
		return nil, bad(131008, "type is required")
	}
	if e := (kind{most: 100_000_000}).fits(typ, len(up.Data)); e != nil {
		return nil, e
	}
	return obj{"id": s.keep(r.number.id, up.Name, typ, up.Data, uploadLife).id}, nil
}

// keep stores a file.
func (s *Server) keep(number, name, typ string, data []byte, life time.Duration) *file {
	f := &file{id: "8" + s.core.Letters(14, digits), number: number, name: name, typ: typ, data: slices.Clone(data), until: s.core.Clock.Now().Add(life)}
	s.files[f.id] = f
	return f
}

// mediaInfo is GET and DELETE /{media-id}.
func (s *Server) mediaInfo(r *request) (any, *refusal) {
	f, now := s.files[r.node], s.core.Clock.Now()
	if n := r.query.Get("phone_number_id"); n != "" && n != f.number || !now.Before(f.until) {
		return nil, missing(r)
	}
	switch r.method {
	case http.MethodDelete:
		delete(s.files, f.id)
		return obj{"success": true}, nil
	case http.MethodGet:
		f.ticket, f.ticketTill = s.core.Letters(24, letters), now.Add(addressLife)
		address := "https://" + mediaHost + "/whatsapp_business/attachments/?" + url.Values{"mid": {f.id}, "hash": {f.ticket}}.Encode()
		sum := sha256.Sum256(f.data)
		return obj{"messaging_product": "whatsapp", "url": address, "mime_type": f.typ, "sha256": hex.EncodeToString(sum[:]), "file_size": len(f.data), "id": f.id}, nil
	}
	return nil, missing(r)
}

// serveFile is the host of files: an address works for five minutes, with the token alone.
func (s *Server) serveFile(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	f := s.files[r.URL.Query().Get("mid")]
	token, _ := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	switch {
	case token != s.cfg.Token || s.revoked:
		w.WriteHeader(http.StatusUnauthorized)
	case f == nil || f.ticket == "" || f.ticket != r.URL.Query().Get("hash") || !s.core.Clock.Now().Before(f.ticketTill):
		w.WriteHeader(http.StatusNotFound)
	default:
		w.Header().Set("Content-Type", f.typ)
		data := f.data
		if f.bad {
			data = append(slices.Clone(data[1:]), '!')
		}
		_, _ = w.Write(data)
	}
}

// Spoil makes the host of files serve other bytes than a person sent.
func (s *Server) Spoil(mediaID string) { s.change(func() { s.files[mediaID].bad = true }) }

// fetch reads a link as Meta does.
func (s *Server) fetch(address string) (typ string, data []byte, e *refusal) {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || !strings.Contains(u.Host, ".") {
		return "", nil, bad(131009, "link must be an address")
	}
	typ, data, err = standin.Fetch(context.Background(), s.cfg.Web, address)
	if err != nil {
		return "", nil, &refusal{code: 131052, text: "(#131052) Media download error", details: "The link cannot be read"}
	}
	return typ, data, nil
}
