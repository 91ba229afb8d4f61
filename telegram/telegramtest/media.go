package telegramtest

import (
	"bytes"
	"context"
	"image"
	_ "image/jpeg" // as formats of photos
	_ "image/png"
	"mime"
	"net/http"
	"net/netip"
	"net/url"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/contactkit/contactkit/channel/standin"
)

// file is one that Telegram knows, of one kind for ever.
type file struct {
	id     string
	unique string
	kind   string // photo, document, …, or thumbnail
	name   string
	mime   string
	data   []byte
	at     time.Time
	size   int64 // may be more than len(data) for what a customer is said to have sent
}

// link is a download address of a file.
type link struct {
	file  *file
	until time.Time
}

const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"

// prefixes begin the ids of each kind.
var prefixes = map[string]string{
	"photo": "AgACAgIAAxk", "document": "BQACAgIAAxk", "video": "BAACAgIAAxk", "animation": "CgACAgIAAxk",
	"audio": "CQACAgIAAxk", "voice": "AwACAgIAAxk", "video_note": "DQACAgIAAxk", "sticker": "CAACAgIAAxk",
	"thumbnail": "AAMCAgIAAxk",
}

// newFile stores a file.
func (s *Server) newFile(kind, name, typ string, data []byte) *file {
	f := &file{
		id: prefixes[kind] + s.core.Letters(61, letters), unique: "AQAD" + s.core.Letters(12, letters),
		kind: kind, name: name, mime: typ, data: data, size: int64(len(data)), at: s.core.Clock.Now(),
	}
	s.files[f.id] = f
	return f
}

// into puts a file into a message, with the aliases that the server still sends.
func (f *file) into(msg obj) {
	base := obj{"file_id": f.id, "file_unique_id": f.unique, "file_size": f.size}
	switch f.kind {
	case "photo":
		base["width"], base["height"] = 1280, 960
		msg["photo"] = []obj{base}
		return
	case "video", "animation":
		base["width"], base["height"], base["duration"] = 1280, 720, 5
	case "audio", "voice":
		base["duration"] = 5
	case "video_note":
		base["length"], base["duration"] = 240, 5
	case "sticker":
		base["type"], base["width"], base["height"], base["is_animated"], base["is_video"] = "regular", 512, 512, false, false
	}
	if f.name != "" && (f.kind == "document" || f.kind == "video" || f.kind == "animation" || f.kind == "audio") {
		base["file_name"] = f.name
	}
	if f.mime != "" && f.kind != "video_note" && f.kind != "sticker" {
		base["mime_type"] = f.mime
	}
	msg[f.kind] = base
	if f.kind == "animation" {
		msg["document"] = base
	}
}

const (
	mostPhotoUpload = 10 << 20
	mostUpload      = 50 << 20
	mostLocal       = 2000 << 20
	mostPhotoURL    = 5 << 20
	mostURL         = 20 << 20
	mostVoiceURL    = 1 << 20
	mostDownload    = 20 << 20
)

// input finds the file that a parameter names: an upload, an attachment, an address or an id. It
// returns the address too.
func (s *Server) input(p params, kind, value string) (*file, string, *refusal) {
	if up, ok := p.Files[kind]; ok {
		f, bad := s.uploaded(kind, up)
		return f, "", bad
	}
	if name, ok := strings.CutPrefix(value, "attach://"); ok {
		up, ok := p.Files[name]
		if !ok {
			return nil, "", badRequest("wrong file identifier/HTTP URL specified")
		}
		f, bad := s.uploaded(kind, up)
		return f, "", bad
	}
	if isFileURL(value) {
		f, bad := s.onDisk(kind, value)
		return f, "", bad
	}
	if strings.HasPrefix(value, "http://") || strings.HasPrefix(value, "https://") {
		f, bad := s.fetched(kind, value)
		return f, value, bad
	}
	if value == "" {
		return nil, "", badRequest("there is no " + strings.ReplaceAll(kind, "_", " ") + " in the request")
	}
	f, ok := s.files[value]
	if !ok || f.kind == "thumbnail" {
		return nil, "", badRequest("wrong file identifier/HTTP URL specified")
	}
	if f.kind != kind {
		return nil, "", badRequest("can't use file of type " + word(f.kind) + " as " + word(kind))
	}
	return f, "", nil
}

// word is a kind as complaints write it: VideoNote.
func word(kind string) string {
	var b strings.Builder
	for part := range strings.SplitSeq(kind, "_") {
		b.WriteString(strings.ToUpper(part[:1]) + part[1:])
	}
	return b.String()
}

func (s *Server) uploaded(kind string, up standin.Upload) (*file, *refusal) {
	most := mostUpload
	switch {
	case s.cfg.Local:
		most = mostLocal
	case kind == "photo":
		most = mostPhotoUpload
	}
	if len(up.Data) == 0 {
		return nil, badRequest("file must be non-empty")
	}
	if kind == "photo" && !pictured(up.Data) { // from reports
		return nil, badRequest("IMAGE_PROCESS_FAILED")
	}
	if kind == "photo" && !showable(up.Data) {
		return nil, badRequest("PHOTO_INVALID_DIMENSIONS")
	}
	if len(up.Data) > most {
		if kind == "photo" {
			return nil, badRequest("file is too big for a photo")
		}
		return nil, &refusal{code: 413, text: "Request Entity Too Large"}
	}
	typ := up.Type
	if typ == "" || typ == "application/octet-stream" {
		typ = mime.TypeByExtension(path.Ext(up.Name))
	}
	return s.newFile(kind, up.Name, typ, up.Data), nil
}

// fetched is a file that Telegram gets itself: photos up to 5 MB, other files up to 20 MB,
// documents only as .PDF and .ZIP (older text: .GIF too), audio as .MP3 and .M4A, voice as
// audio/ogg up to 1 MB, no video notes.
func (s *Server) fetched(kind, address string) (*file, *refusal) {
	u, err := url.Parse(address)
	if err != nil || !public(u.Hostname()) {
		return nil, badRequest("wrong HTTP URL specified")
	}
	if kind == "video_note" {
		return nil, badRequest("wrong file identifier/HTTP URL specified")
	}
	typ, data, err := standin.Fetch(context.Background(), s.cfg.Web, address)
	if err != nil || len(data) == 0 {
		return nil, badRequest("failed to get HTTP URL content")
	}
	typ, _, _ = mime.ParseMediaType(typ)
	most, fits := mostURL, true
	switch kind {
	case "photo":
		most, fits = mostPhotoURL, strings.HasPrefix(typ, "image/")
	case "document":
		fits = typ == "application/pdf" || typ == "application/zip"
	case "voice":
		most, fits = mostVoiceURL, typ == "audio/ogg"
	case "video", "animation":
		fits = typ == "video/mp4" || typ == "image/gif"
	case "audio":
		fits = slices.Contains([]string{"audio/mpeg", "audio/mp3", "audio/mp4", "audio/m4a", "audio/x-m4a"}, typ)
	case "sticker":
		fits = typ == "image/webp"
	}
	if !fits {
		return nil, badRequest("wrong type of the web page content")
	}
	if len(data) > most {
		return nil, badRequest("failed to get HTTP URL content")
	}
	return s.newFile(kind, path.Base(u.Path), typ, data), nil
}

// public reports whether a host may be one of the public network: a name with a dot, or no reserved
// address.
func public(host string) bool {
	if ip, err := netip.ParseAddr(host); err == nil {
		return ip.Is4() && !reserved4(ip)
	}
	return strings.Contains(host, ".")
}

func reserved4(ip netip.Addr) bool {
	return ip.IsPrivate() || ip.IsLoopback() || ip.IsLinkLocalUnicast() || ip.IsMulticast() || ip.IsUnspecified()
}

// File returns the content of a file by its file_id, and whether the bot has such a file.
func (s *Server) File(id string) (data []byte, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	f := s.files[id]
	if f == nil {
		return nil, false
	}
	return slices.Clone(f.data), true
}

// pictured reports whether a file may be a picture: its first bytes tell one, or nothing.
func pictured(data []byte) bool {
	shown := http.DetectContentType(data)
	return strings.HasPrefix(shown, "image/") || shown == "application/octet-stream" || shown == "text/plain; charset=utf-8"
}

// showable reports whether a picture has sides that Telegram takes as a photo: 10,000 pixels
// together, and one at most twenty times the other. Bytes that are no picture count as one with
// allowed sides.
func showable(picture []byte) bool {
	c, _, err := image.DecodeConfig(bytes.NewReader(picture))
	if err != nil {
		return true
	}
	long, short := max(c.Width, c.Height), min(c.Width, c.Height)
	return long+short <= 10000 && long <= 20*short
}
