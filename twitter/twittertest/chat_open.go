package twittertest

// opened reads a message as its recipient does.
func (s *Server) opened(in *chat, e *chatEvent, create fields) ChatSent {
	to := in.members[0]
	if in.isGroup() {
		to = in.id
	}
	out := ChatSent{Sequence: e.sequence, ID: e.id, To: to, KeyVersion: create.text(101)}
	secret := in.latest().secret
	plain, _ := openContents(secret, []byte(create.text(100)))
	holder, err := decodeFields(plain)
	if err != nil {
		return out
	}
	member, v := holder.within(1).union()
	content, _ := v.(fields)
	switch member {
	case 1:
		out.Text, out.ReplyTo = content.text(1), content.within(4).text(6)
		for _, one := range content.list(3) {
			attachment, _ := one.(fields)
			media := attachment.within(1)
			f := ChatFile{Kind: int(media.number(3)), Name: media.text(6)}
			if stored := s.chat.files[media.text(1)]; stored != nil && stored.final && stored.conversation == in.id {
				f.Data, _ = openFile(secret, stored.data)
			}
			out.Files = append(out.Files, f)
		}
	case 2, 3:
		out.ReactsTo, out.Emoji, out.Removed = content.text(1), content.text(2), member == 3
	case 4:
		out.Edits, out.Text = content.text(1), content.text(2)
	}
	return out
}
