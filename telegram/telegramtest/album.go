package telegramtest

import (
	"encoding/json"
	"slices"
	"strconv"

	"github.com/contactkit/contactkit/channel/standin"
)

// inputMedia is an element of sendMediaGroup's media, and the media of editMessageMedia.
type inputMedia struct {
	Type      string          `json:"type"`
	Media     string          `json:"media"`
	Caption   string          `json:"caption"`
	ParseMode string          `json:"parse_mode"`
	Entities  json.RawMessage `json:"caption_entities"`
}

// captioned are the parameters of the caption.
func (m inputMedia) captioned(p params) params {
	return params{standin.Params{Values: map[string]string{"caption": m.Caption, "parse_mode": m.ParseMode, "caption_entities": string(m.Entities)}, Files: p.Files}}
}

// sendMediaGroup: 2 to 10 items; documents only with documents, audio only with audio. Either all
// are sent or none; whether Telegram keeps that is not confirmed.
func (s *Server) sendMediaGroup(p params) (any, *refusal) {
	o, bad := s.begin(p, "sendMediaGroup")
	if bad != nil {
		return nil, bad
	}
	if p.Has("reply_markup") {
		return nil, badRequest("reply markup can't be used in albums")
	}
	var items []inputMedia
	if bad := p.object("media", &items); bad != nil {
		return nil, bad
	}
	if len(items) < 2 || len(items) > 10 {
		return nil, badRequest("wrong number of messages in the album: there must be 2-10 items")
	}
	parts := make([]*outgoing, len(items))
	s.albums++
	group := strconv.FormatInt(s.albums, 10)
	for i, item := range items {
		if !slices.Contains([]string{"photo", "video", "document", "audio"}, item.Type) ||
			item.Type != items[0].Type && (alone(item.Type) || alone(items[0].Type)) {
			return nil, badRequest("can't use the media of the specified type in the album")
		}
		part := &outgoing{chat: o.chat, msg: make(obj), sent: o.sent}
		for k, v := range o.msg {
			part.msg[k] = v
		}
		part.msg["media_group_id"], part.sent.Album = group, group
		if bad := s.caption(part, item.captioned(p)); bad != nil {
			return nil, bad
		}
		f, url, bad := s.input(params{standin.Params{Files: attached(p.Files)}}, item.Type, item.Media)
		if bad != nil {
			return nil, bad
		}
		s.attach(part, f, url)
		parts[i] = part
	}
	var out []obj
	for _, part := range parts {
		out = append(out, s.finish(part))
	}
	return out, nil
}

func alone(kind string) bool { return kind == "document" || kind == "audio" }

// attached are the files that attach:// may name: within an album a part is never taken by its
// kind's name.
func attached(files map[string]standin.Upload) map[string]standin.Upload {
	out := make(map[string]standin.Upload, len(files))
	for k, v := range files {
		if folders[k] == "" {
			out[k] = v
		}
	}
	return out
}

// SendAlbum lets a contact send photos as one album, each a message of its own, with the caption on
// the first. It returns the message_ids.
func (s *Server) SendAlbum(contact, caption string, photos ...[]byte) []string {
	s.mu.Lock()
	s.albums++
	group := strconv.FormatInt(s.albums, 10)
	s.mu.Unlock()
	var ids []string
	for i, data := range photos {
		m := obj{"media_group_id": group}
		s.mu.Lock()
		s.newFile("photo", "", "image/jpeg", data).into(m)
		s.mu.Unlock()
		if i == 0 && caption != "" {
			m["caption"] = caption
		}
		ids = append(ids, s.incoming(contact, m))
	}
	return ids
}
