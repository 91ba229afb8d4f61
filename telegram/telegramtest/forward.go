package telegramtest

// source finds the message that copyMessage or forwardMessage is about.
func (s *Server) source(p params) (obj, *refusal) {
	c, bad := s.named(p, "from_chat_id")
	if bad != nil {
		return nil, bad
	}
	m := c.messages[p.Num("message_id")]
	if m == nil {
		return nil, badRequest("message to forward not found")
	}
	return m, nil
}

// contents are the members of a message that a copy takes along.
var contents = []string{
	"text", "entities", "caption", "caption_entities", "photo", "document", "video", "animation", "audio", "voice", "video_note",
	"sticker", "location", "venue", "contact",
}

func (s *Server) resend(p params, method string) (*outgoing, obj, *refusal) {
	o, bad := s.begin(p, method)
	if bad != nil {
		return nil, nil, bad
	}
	from, bad := s.source(p)
	if bad != nil {
		return nil, nil, bad
	}
	for _, k := range contents {
		if v, ok := from[k]; ok {
			o.msg[k] = v
		}
	}
	for _, k := range []string{"text", "caption"} {
		if text, ok := o.msg[k].(string); ok {
			o.sent.Text = text
		}
	}
	return o, from, nil
}

func (s *Server) copyMessage(p params) (any, *refusal) {
	o, _, bad := s.resend(p, "copyMessage")
	if bad != nil {
		return nil, bad
	}
	return obj{"message_id": s.finish(o)["message_id"]}, nil
}

func (s *Server) forwardMessage(p params) (any, *refusal) {
	o, from, bad := s.resend(p, "forwardMessage")
	if bad != nil {
		return nil, bad
	}
	o.msg["forward_origin"] = obj{"type": "user", "sender_user": from["from"], "date": from["date"]}
	return s.finish(o), nil
}
