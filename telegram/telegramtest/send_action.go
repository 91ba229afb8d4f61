package telegramtest

import (
	"slices"
)

// actions are those of sendChatAction.
var actions = []string{
	"typing", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice", "upload_document",
	"choose_sticker", "find_location", "record_video_note", "upload_video_note",
}

func (s *Server) sendChatAction(p params) (any, *refusal) {
	if _, bad := s.recipient(p); bad != nil {
		return nil, bad
	}
	if !slices.Contains(actions, p.Str("action")) {
		return nil, badRequest("wrong parameter action in request")
	}
	return true, nil
}

// answerCallbackQuery: a press can be answered for 150 seconds.
func (s *Server) answerCallbackQuery(p params) (any, *refusal) {
	at, ok := s.presses[p.Str("callback_query_id")]
	if !ok || s.core.Clock.Now().Sub(at) >= pressLife {
		return nil, badRequest("query is too old and response timeout expired or query ID is invalid")
	}
	if bad := checkLength(p.Str("text"), 200, "MESSAGE_TOO_LONG"); bad != nil {
		return nil, bad
	}
	return true, nil
}
