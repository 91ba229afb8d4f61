package xchat

import "time"

// mostKept is how many attachments of a message are kept. X's clients send at most 10.
const mostKept = 100

func readAttachments(r *reader) []Attachment {
	var list []Attachment
	for range r.list {
		if len(list) == mostKept {
			continue
		}
		var a Attachment
		for id := range r.union {
			switch id {
			case 1:
				a = readMedia(r)
			case 2:
				a = readPost(r)
			case 3:
				a = readLink(r, AttachmentURL, 1, 4, 5)
			case 4:
				a = readLink(r, AttachmentCard, 1, 0, 2)
			case 5:
				a = readLink(r, AttachmentMoney, 0, 1, 0)
			case 6:
				a = readLink(r, AttachmentJetfuel, 3, 0, 4)
			}
		}
		list = append(list, a)
	}
	return list
}

func readMedia(r *reader) Attachment {
	a := Attachment{Kind: AttachmentImage} // X's library counts a missing kind as an image
	for id := range r.fields {
		switch id {
		case 1:
			a.Hash = r.text()
		case 2:
			for id := range r.fields {
				n, _ := r.number()
				switch id {
				case 1:
					a.Width = int(n)
				case 2:
					a.Height = int(n)
				}
			}
		case 3:
			if n, ok := r.number(); ok {
				a.Kind = AttachmentUnknown
				if n >= int64(AttachmentImage) && n <= int64(AttachmentSVG) {
					a.Kind = AttachmentKind(n)
				}
			}
		case 4:
			n, _ := r.number()
			a.Duration = span(n)
		case 5:
			a.Size, _ = r.number()
		case 6:
			a.Name = r.text()
		case 7:
			a.ID = r.text()
		case 8:
			a.URL = r.text()
		}
	}
	a.Size, a.Width, a.Height = max(a.Size, 0), max(a.Width, 0), max(a.Height, 0)
	return a
}

func readPost(r *reader) Attachment {
	a := Attachment{Kind: AttachmentPost}
	for id := range r.fields {
		switch id {
		case 1:
			a.Name = r.text()
		case 2:
			a.URL = r.text()
		case 3:
			a.ID = r.text()
		}
	}
	if a.URL == "" && isVersion(a.Name) {
		a.URL = "https://x.com/i/web/status/" + a.Name
	}
	return a
}

// readLink reads an attachment by the ids of its address, its title and its name; 0: it has none.
func readLink(r *reader, kind AttachmentKind, url, title, name int16) Attachment {
	a := Attachment{Kind: kind}
	for id := range r.fields {
		switch {
		case id == 0:
		case id == url:
			a.URL = r.text()
		case id == title:
			a.Name = r.text()
		case id == name:
			a.ID = r.text()
		}
	}
	return a
}

func (w *writer) attachments(list []Attachment) {
	w.list(3, typeStruct, len(list))
	for _, a := range list {
		switch a.Kind {
		case AttachmentPost:
			w.within(2, func() {
				w.some(1, a.Name)
				w.some(2, a.URL)
				w.some(3, a.ID)
			})
		case AttachmentURL:
			w.within(3, func() {
				w.some(1, a.URL)
				w.some(4, a.Name)
				w.some(5, a.ID)
			})
		default:
			w.within(1, func() { w.media(a) })
		}
		w.stop()
	}
}

func (w *writer) media(a Attachment) {
	w.some(1, a.Hash)
	w.within(2, func() {
		w.i64(1, int64(a.Width))
		w.i64(2, int64(a.Height))
	})
	w.i32(3, int(a.Kind))
	if a.Duration > 0 {
		w.i64(4, int64(a.Duration/time.Millisecond))
	}
	w.i64(5, a.Size)
	w.some(6, a.Name)
	w.some(7, a.ID)
}
