package telegram

import (
	"cmp"
	"strconv"
	"strings"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/jsonread"
)

// readOther reads a content that has no form of its own in this library: its title, and what it
// says below it.
func (m *message) readOther(r *jsonread.Reader, name string) {
	m.other = channel.Attachment{Kind: channel.MediaOther}
	var lines []string
	switch name {
	case "story":
		m.other = readStory(r)
	case "paid_media":
		m.readPaid(r)
	default:
		lines = m.readNamed(r)
	}
	if m.other.Name == "" {
		m.other.Name = name
	}
	if lines != nil {
		m.other.Detail = strings.Join(lines, "\n")
	}
}

// readNamed reads a content of members: poll, checklist, dice, game, invoice, giveaway. It returns
// the lines below the title.
func (m *message) readNamed(r *jsonread.Reader) (lines []string) {
	if r.Kind() != jsonread.Object {
		return nil
	}
	var value, place string
	for key := range r.Object {
		switch string(key) {
		case "question", "title", "emoji":
			m.other.Name = r.Text()
		case "value": // of a dice
			value = " " + r.ID()
		case "media", "explanation_media": // of a poll (Telegram Bot API: PollMedia)
			address, preview := readPollMedia(r)
			m.other.URL = cmp.Or(m.other.URL, address)
			m.other.Preview = cmp.Or(m.other.Preview, preview)
		case "options": // of a poll
			for range r.Array {
				if line := readOption(r); m.n.Take() {
					lines = append(lines, line)
				}
			}
		case "tasks": // of a checklist
			for range r.Array {
				if line := readTask(r); m.n.Take() {
					lines = append(lines, line)
				}
			}
		case "description", "prize_description": // of a poll, a game, an invoice; of a giveaway
			place = r.Text()
		case "photo":
			var picture file
			picture.readSizes(r)
			m.other.Preview = picture.preview
			if m.other.Preview == "" {
				m.other.Preview = picture.id
			}
		}
	}
	m.other.Name += value
	if place != "" {
		lines = append([]string{place}, lines...)
	}
	return lines
}

// readOption reads a PollOption as one line: its text, and the address of its link.
func readOption(r *jsonread.Reader) string {
	var text, address string
	for key := range r.Object {
		switch string(key) {
		case "text":
			text = r.Text()
		case "media":
			address, _ = readPollMedia(r)
		}
	}
	if address == "" {
		return text
	}
	return strings.TrimPrefix(text+" "+address, " ")
}

// readPollMedia reads a PollMedia: the address of a link, or the id of the picture that shows a
// file.
func readPollMedia(r *jsonread.Reader) (address, preview string) {
	var content message
	for key := range r.Object {
		if string(key) == "link" {
			address = readMember(r, "url")
			continue
		}
		content.readContent(r, key)
	}
	return address, cmp.Or(content.file.preview, content.file.id)
}

// readTask reads a ChecklistTask as one line, with a mark whether it is done.
func readTask(r *jsonread.Reader) string {
	text, mark := "", "☐ "
	for key := range r.Object {
		switch string(key) {
		case "text":
			text = r.Text()
		case "completion_date":
			if r.Int() > 0 {
				mark = "☑ "
			}
		}
	}
	return mark + text
}

// readMember consumes an object and returns one of its members as a text.
func readMember(r *jsonread.Reader, name string) (text string) {
	for key := range r.Object {
		if string(key) == name {
			text = r.Text()
		}
	}
	return text
}

// readPaid reads PaidMediaInfo: what it costs, and the pictures and videos that are shown all the
// same.
func (m *message) readPaid(r *jsonread.Reader) {
	for key := range r.Object {
		switch string(key) {
		case "star_count":
			m.other.Detail = r.ID() + " Stars"
		case "paid_media":
			for range r.Array {
				m.readPaidItem(r)
			}
		}
	}
}

func (m *message) readPaidItem(r *jsonread.Reader) {
	var f file
	kind := channel.MediaVideo
	for key := range r.Object {
		switch string(key) {
		case "photo":
			kind = channel.MediaImage
			f.readSizes(r)
		case "video", "live_photo":
			f.read(r)
		}
	}
	if f.id != "" && m.n.Take() {
		m.files = append(m.files, f.attachment(kind))
	}
}

// readStory reads a Story, which Telegram only names. It has an address if its author has a user
// name.
func readStory(r *jsonread.Reader) channel.Attachment {
	var of chat
	var id int64
	for key := range r.Object {
		switch string(key) {
		case "chat":
			of.read(r)
		case "id":
			id = r.Int()
		}
	}
	a := channel.Attachment{Kind: channel.MediaOther}
	if who := of.person(); who.Handle != "" && id > 0 {
		a.URL = "https://t.me/" + who.Handle + "/s/" + strconv.FormatInt(id, 10)
	}
	return a
}

// readExternal reads an ExternalReplyInfo: a message of another chat that this one answers. It
// becomes a link with the name of that chat, since nothing else shows what is meant.
func (m *message) readExternal(r *jsonread.Reader) {
	a := channel.Attachment{Kind: channel.MediaLink}
	var in, origin channel.Person
	var id int64
	content := message{n: m.n}
	for key := range r.Object {
		switch string(key) {
		case "origin":
			origin = readOrigin(r).from
		case "chat":
			var of chat
			of.read(r)
			in = of.person()
		case "message_id":
			id = r.Int()
		default:
			content.readContent(r, key)
		}
	}
	a.Name = in.Name
	if a.Name == "" {
		a.Name = origin.Name
	}
	if in.Handle != "" && id > 0 {
		a.URL = "https://t.me/" + in.Handle + "/" + strconv.FormatInt(id, 10)
	}
	a.Preview = content.file.preview
	if a.Preview == "" {
		a.Preview = content.file.id
	}
	switch {
	case content.file.name != "":
		a.Detail = content.file.name
	case content.other.Kind != "":
		a.Detail = content.other.Name
	case content.location != nil:
		a.Detail = content.location.Name
	case content.card != nil:
		a.Detail = content.card.Name
	}
	if a.Name != "" || a.URL != "" || a.Preview != "" || a.Detail != "" {
		m.addExternal(a)
	}
}

func (m *message) addExternal(a channel.Attachment) {
	if m.n.Take() {
		m.external = append(m.external, a)
	}
}

// readSuggestion reads a SuggestedPostInfo: in the direct messages of a channel, that the customer
// offers the message as a post, and for which price.
func readSuggestion(r *jsonread.Reader) channel.Attachment {
	a := channel.Attachment{Kind: channel.MediaOther, Name: "suggested_post"}
	var amount, currency string
	for key := range r.Object {
		switch string(key) {
		case "state":
			a.Detail = r.Text()
		case "price":
			for key := range r.Object {
				switch string(key) {
				case "amount":
					amount = r.ID()
				case "currency":
					currency = r.Text()
				}
			}
		}
	}
	if amount != "" {
		a.Detail = strings.TrimPrefix(a.Detail+"\n"+amount+" "+currency, "\n")
	}
	return a
}
