package telegramtest

import (
	"slices"

	"github.com/contactkit/contactkit/channel/standin"
)

// editMessageMedia replaces the file of a message, and its caption: a caption that is left out is
// gone. A text becomes no file and an item of an album keeps its class.
func (s *Server) editMessageMedia(p params) (any, *refusal) {
	var item inputMedia
	if bad := p.object("media", &item); bad != nil {
		return nil, bad
	}
	kinds := []string{"photo", "video", "document", "audio", "animation"}
	if !slices.Contains(kinds, item.Type) {
		return nil, badRequest("can't parse InputMedia: media type is unsupported")
	}
	var replaced *outgoing
	result, bad := s.change(p, func(m obj) *refusal {
		if _, ok := m["text"]; ok {
			return badRequest("message can't be edited")
		}
		f, url, bad := s.input(params{standin.Params{Files: attached(p.Files)}}, item.Type, item.Media)
		if bad != nil {
			return bad
		}
		for _, k := range append(kinds, "caption", "caption_entities") {
			delete(m, k)
		}
		replaced = &outgoing{msg: m}
		if bad := s.caption(replaced, item.captioned(p)); bad != nil {
			return bad
		}
		s.attach(replaced, f, url)
		return nil
	})
	if bad != nil {
		return nil, bad
	}
	c, bad := s.recipient(p)
	if bad != nil {
		return nil, bad
	}
	s.record(c, p.Num("message_id"), func(sent *Sent) { sent.Attachments, sent.Text = replaced.sent.Attachments, replaced.sent.Text })
	return result, nil
}
