package twittertest

import (
	"encoding/base64"
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"strings"
)

// chatFile is an encrypted file.
type chatFile struct {
	conversation string // with a colon, or "g…"
	session      string
	hash         string
	total        int
	parts        map[int][]byte
	data         []byte
	final        bool
}

// mediaConversation reads the id of a body or path. X's own clients disagree on colon or hyphen, so
// both are taken.
func (s *Server) mediaConversation(id string) (*chat, *failure) {
	one := s.chat.conversations[strings.Replace(id, "-", ":", 1)]
	if one == nil || userID.MatchString(id) { // media paths take no bare user id
		return nil, notFound("conversation", "conversation_id", id)
	}
	if !one.has(s.cfg.Account) {
		return nil, forbidden("You are not a participant of this conversation.")
	}
	return one, nil
}

func (s *Server) initializeChat(c *call) (answer, *failure) {
	var in struct {
		Conversation string `json:"conversation_id"`
		Total        int    `json:"total_bytes"`
	}
	if f := c.strict(&in); f != nil {
		return answer{}, f
	}
	one, f := s.mediaConversation(in.Conversation)
	if f != nil {
		return answer{}, f
	}
	if in.Total < 24 {
		return answer{}, badUpload("total_bytes is not valid")
	}
	file := &chatFile{conversation: one.id, session: s.snowflake(), hash: s.core.Letters(20, tcoLetters), total: in.Total, parts: make(map[int][]byte)}
	s.chat.files[file.session], s.chat.files[file.hash] = file, file
	return ok(obj{"data": obj{"session_id": file.session, "media_hash_key": file.hash, "conversation_id": in.Conversation}}), nil
}

// chatUpload finds the upload of a call.
func (s *Server) chatUpload(c *call, conversation, hash string) (*chatFile, *failure) {
	file := s.chat.files[c.PathValue("id")]
	if file == nil || file.final || file.hash != hash || strings.Replace(conversation, "-", ":", 1) != file.conversation {
		return nil, badUpload("Invalid or expired session.")
	}
	return file, nil
}

func (s *Server) appendChat(c *call) (answer, *failure) {
	var in struct {
		Conversation string      `json:"conversation_id"`
		Hash         string      `json:"media_hash_key"`
		Index        json.Number `json:"segment_index"`
		Media        string      `json:"media"`
	}
	if f := c.strict(&in); f != nil {
		return answer{}, f
	}
	file, f := s.chatUpload(c, in.Conversation, in.Hash)
	if f != nil {
		return answer{}, f
	}
	index, err := strconv.Atoi(in.Index.String())
	part, err2 := base64.StdEncoding.DecodeString(in.Media)
	if err != nil || err2 != nil || index < 0 || index > 999 || len(part) == 0 {
		return answer{}, badUpload("segment_index or media is not valid")
	}
	file.parts[index] = part
	return ok(obj{"data": obj{"expires_at": s.shared(s.core.Clock.Now()).Unix()}}), nil
}

func (s *Server) finalizeChat(c *call) (answer, *failure) {
	var in struct {
		Conversation string `json:"conversation_id"`
		Hash         string `json:"media_hash_key"`
		Parts        string `json:"num_parts"`
		ID           string `json:"message_id"`
		TTL          string `json:"ttl_msec"`
	}
	if f := c.strict(&in); f != nil {
		return answer{}, f
	}
	file, f := s.chatUpload(c, in.Conversation, in.Hash)
	if f != nil {
		return answer{}, f
	}
	n, err := strconv.Atoi(in.Parts)
	if err != nil || n != len(file.parts) {
		return answer{}, badUpload("num_parts is not the number of segments")
	}
	var data []byte
	for i := range n {
		data = slices.Concat(data, file.parts[i])
	}
	if len(data) != file.total {
		return answer{}, badUpload("The segments are not total_bytes long")
	}
	file.data, file.final = data, true
	return ok(obj{"data": obj{"success": true}}), nil
}

func (s *Server) downloadChat(c *call) (answer, *failure) {
	one, f := s.mediaConversation(c.PathValue("conversation"))
	if f != nil {
		return answer{}, f
	}
	file := s.chat.files[c.PathValue("media")]
	if file == nil || !file.final || file.conversation != one.id || file.hash != c.PathValue("media") {
		return answer{}, notFound("media", "media_hash_key", c.PathValue("media"))
	}
	return answer{status: http.StatusOK, body: slices.Clone(file.data), header: http.Header{"Content-Type": {"application/octet-stream"}}}, nil
}
