package xchat

import "strconv"

// readContent reads a MessageEntryHolder: a union of everything that contents can be. If the bytes
// are a bare message, as some clients were seen to write without encryption, bare says to read them
// as one.
func readContent(b []byte) (Content, error) {
	r := newReader(b)
	var c Content
	for id := range r.fields {
		if id == 1 && r.typ == typeStruct {
			c = readEntry(r)
		}
	}
	if r.err != nil {
		return nil, r.err
	}
	if c == nil {
		return nil, ErrMalformed
	}
	return c, nil
}

// readBare reads contents that are a message without its holder.
func readBare(b []byte) (Content, error) {
	r := newReader(b)
	m := readMessage(r)
	if r.err != nil || m.Text == "" && len(m.Attachments) == 0 {
		return nil, ErrMalformed
	}
	return m, nil
}

func readEntry(r *reader) Content {
	var c Content
	for id := range r.union {
		switch id {
		case 1:
			c = readMessage(r)
		case 2, 3:
			c = readReaction(r, id == 3)
		case 4:
			c = readEdit(r)
		case 5:
			c = readRead(r)
		case 6:
			c = readUnread(r)
		case 13:
			c = Accept{}
		default:
			c = Unknown{Member: id}
		}
	}
	return c
}

func readMessage(r *reader) Message {
	var m Message
	for id := range r.fields {
		switch id {
		case 1:
			m.Text = r.text()
		case 2:
			m.Entities = readEntities(r)
		case 3:
			m.Attachments = readAttachments(r)
		case 4:
			m.Reply = readReply(r)
		case 6:
			m.Forwarded = r.typ == typeStruct
			readForwarded(r, &m)
		case 8:
			readQuick(r, &m)
		case 9:
			for left := range r.list {
				if m.Links == nil {
					m.Links = make([]Link, 0, min(left, len(r.b)/9+1))
				}
				var l Link
				for id := range r.fields {
					switch id {
					case 1:
						l.Label = r.text()
					case 2:
						l.URL = r.text()
					}
				}
				if l != (Link{}) {
					m.Links = append(m.Links, l)
				}
			}
		}
	}
	return m
}

// readForwarded takes the text of a forwarded message where the message says nothing itself.
func readForwarded(r *reader, m *Message) {
	for id := range r.fields {
		if id == 1 {
			if s := r.text(); m.Text == "" {
				m.Text = s
			}
		}
	}
}

func readQuick(r *reader, m *Message) {
	for id := range r.union {
		for inner := range r.fields {
			switch {
			case inner != 1:
			case id == 1:
				readOptions(r, m)
			case id == 2:
				var c Chosen
				for id := range r.fields {
					switch id {
					case 1:
						c.Request = r.text()
					case 2:
						c.Metadata = r.text()
					case 3:
						c.Option = r.text()
					}
				}
				m.Chosen = &c
			}
		}
	}
}

func readOptions(r *reader, m *Message) {
	for id := range r.fields {
		switch id {
		case 1:
			m.OptionsID = r.text()
		case 2:
			for left := range r.list {
				if m.Options == nil {
					m.Options = make([]Option, 0, min(left, len(r.b)/9+1))
				}
				var o Option
				for id := range r.fields {
					switch id {
					case 1:
						o.ID = r.text()
					case 2:
						o.Label = r.text()
					case 3:
						o.Metadata = r.text()
					case 4:
						o.Description = r.text()
					}
				}
				if o != (Option{}) {
					m.Options = append(m.Options, o)
				}
			}
		}
	}
}

func readEntities(r *reader) []Entity {
	var list []Entity
	for left := range r.list {
		if list == nil {
			list = make([]Entity, 0, min(left, len(r.b)/8+1))
		}
		var e Entity
		for id := range r.fields {
			switch id {
			case 1:
				n, _ := r.number()
				e.Start = int(n)
			case 2:
				n, _ := r.number()
				e.End = int(n)
			case 3:
				for id := range r.union {
					e.Kind = EntityKind(id)
				}
			}
		}
		if e != (Entity{}) {
			list = append(list, e)
		}
	}
	return list
}

func readReply(r *reader) *Reply {
	if r.typ != typeStruct {
		return nil
	}
	var p Reply
	for id := range r.fields {
		switch id {
		case 1:
			if n, ok := r.number(); ok {
				p.Sender = strconv.FormatInt(n, 10)
			}
		case 2:
			p.Text = r.text()
		case 6:
			p.Sequence = r.text()
		case 7:
			p.ID = r.text()
		case 8:
			b, _ := r.bytes()
			p.Original = append([]byte(nil), b...)
		}
	}
	return &p
}

func readReaction(r *reader, removed bool) Reaction {
	a := Reaction{Removed: removed}
	for id := range r.fields {
		switch id {
		case 1:
			a.Sequence = r.text()
		case 2:
			a.Emoji = r.text()
		case 3:
			a.Attachment = r.text()
		}
	}
	return a
}

func readEdit(r *reader) Edit {
	var e Edit
	for id := range r.fields {
		switch id {
		case 1:
			e.Sequence = r.text()
		case 2:
			e.Text = r.text()
		case 3:
			e.Entities = readEntities(r)
		}
	}
	return e
}
