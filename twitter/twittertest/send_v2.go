package twittertest

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/contactkit/contactkit/channel/standin"
)

var (
	userID       = regexp.MustCompile(`^[0-9]{1,19}$`)
	conversation = regexp.MustCompile(`^([0-9]{1,19}-[0-9]{1,19}|[0-9]{15,19})$`)
)

// v2Message is the body of the v2 sends; unknown members are refused.
type v2Message struct {
	Text        *string `json:"text"`
	Attachments []struct {
		ID string `json:"media_id"`
	} `json:"attachments"`
}

// decode reads a JSON body that has no other members than v.
func (c *call) decode(v any) error {
	if typ, _, err := mime.ParseMediaType(c.Header.Get("Content-Type")); err != nil || typ != "application/json" {
		return errors.New("the Content-Type must be application/json")
	}
	d := json.NewDecoder(bytes.NewReader(c.body))
	d.DisallowUnknownFields()
	if err := d.Decode(v); err != nil {
		return err
	}
	if _, err := d.Token(); err != io.EOF {
		return errors.New("more than one JSON value")
	}
	return nil
}

// strict is decode for v2.
func (c *call) strict(v any) *failure {
	if err := c.decode(v); err != nil {
		return invalid("The body is not valid: "+err.Error(), "", "")
	}
	return nil
}

// sendWith is POST /2/dm_conversations/with/:participant_id/messages.
func (s *Server) sendWith(c *call) (answer, *failure) {
	to := c.PathValue("id")
	if !userID.MatchString(to) {
		return answer{}, invalid("The `participant_id` path parameter value ["+to+"] is not valid", "participant_id", to)
	}
	var in v2Message
	if f := c.strict(&in); f != nil {
		return answer{}, f
	}
	return s.sendV2(conversationOf(s.cfg.Account, to), to, in)
}

// sendTo is POST /2/dm_conversations/:dm_conversation_id/messages.
func (s *Server) sendTo(c *call) (answer, *failure) {
	id := c.PathValue("id")
	if !conversation.MatchString(id) {
		return answer{}, invalid("The `dm_conversation_id` path parameter value ["+id+"] is not valid", "dm_conversation_id", id)
	}
	var in v2Message
	if f := c.strict(&in); f != nil {
		return answer{}, f
	}
	if a, b, two := strings.Cut(id, "-"); two {
		switch s.cfg.Account {
		case a:
			return s.sendV2(id, b, in)
		case b:
			return s.sendV2(id, a, in)
		}
		return answer{}, forbidden("You do not have permission to DM one or more participants.")
	}
	if s.groups[id] == nil {
		return answer{}, notFound("dm_conversation", "dm_conversation_id", id)
	}
	return s.sendV2(id, id, in)
}

// sendGroup is POST /2/dm_conversations: a new group every time.
func (s *Server) sendGroup(c *call) (answer, *failure) {
	var in struct {
		Type    string    `json:"conversation_type"`
		IDs     []string  `json:"participant_ids"`
		Message v2Message `json:"message"`
	}
	if f := c.strict(&in); f != nil {
		return answer{}, f
	}
	if in.Type != "Group" || len(in.IDs) < 2 || len(in.IDs) > 49 {
		return answer{}, invalid("A group has 2 to 49 participants", "participant_ids", strings.Join(in.IDs, ","))
	}
	for _, id := range in.IDs {
		if !userID.MatchString(id) {
			return answer{}, invalid("The `participant_ids` value ["+id+"] is not valid", "participant_ids", id)
		}
		if s.allow(id) != nil {
			return answer{}, forbidden("You do not have permission to DM one or more participants.")
		}
	}
	id := s.snowflake()
	s.groups[id] = &group{members: append(slices.Clone(in.IDs), s.cfg.Account)}
	kept := len(s.messages)
	s.keep(&message{from: s.cfg.Account, to: id, conversation: id, joined: slices.Clone(in.IDs)})
	a, f := s.sendV2(id, id, in.Message)
	if f != nil {
		delete(s.groups, id)
		s.messages = s.messages[:kept]
	}
	return a, f
}

func (s *Server) sendV2(id, to string, in v2Message) (answer, *failure) {
	switch {
	case in.Text == nil && len(in.Attachments) == 0, in.Text != nil && *in.Text == "",
		len(in.Attachments) == 0 && standin.IsBlank(*in.Text): // of white space X's pages say nothing
		return answer{}, invalid("text: must be at least 1 character", "text", "")
	case len(in.Attachments) > 1:
		return answer{}, invalid("attachments: at most 1", "attachments", "")
	case in.Text != nil && utf8.RuneCountInString(*in.Text) > mostText: // no maximum is documented for v2
		return answer{}, invalid("text: must be at most 10000 characters", "text", "")
	}
	if s.groups[id] == nil && s.allow(to) != nil {
		return answer{}, forbidden("You do not have permission to DM one or more participants.")
	}
	m := &message{from: s.cfg.Account, to: to, conversation: id, app: s.cfg.AppID}
	sent := Sent{To: to, API: "2"}
	if in.Text != nil {
		m.said, sent.Text = *in.Text, *in.Text
	}
	text, entities := s.shown(sent.Text)
	m.data = obj{"text": text, "entities": entities}
	if len(in.Attachments) == 1 {
		if f := s.share(in.Attachments[0].ID, m, &sent); f != nil {
			return answer{}, invalid(f.message, "attachments.media_id", in.Attachments[0].ID)
		}
	}
	s.accept(m, sent)
	return answer{
		status: http.StatusCreated,
		header: http.Header{"Location": {`https://api.twitter.com/2/dm_events/"` + m.id + `"`}}, // the quotes are X's
		body:   obj{"data": obj{"dm_conversation_id": id, "dm_event_id": m.id}},
	}, nil
}
