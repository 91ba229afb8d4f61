package facebook

import (
	"cmp"
	"encoding/json"
	"strconv"
	"strings"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/jsonread"
)

// listed is a message as the Conversations API tells it.
type listed struct {
	raw      []byte
	id       string
	at       time.Time
	told     bool // in detail
	from     channel.Person
	to       []channel.Person
	text     string
	replyTo  string
	attached []channel.Attachment
	story    *channel.Attachment // in which a person mentions the account
}

func readListed(raw []byte) listed {
	m := listed{raw: raw}
	r := jsonread.Sub(raw)
	for key := range r.Object {
		switch string(key) {
		case "id":
			m.id = r.ID()
		case "created_time":
			m.at = readTime(r.Text())
		case "from":
			m.from = readPerson(&r)
			m.told = m.from.ID != ""
		case "to":
			m.to = readPeople(&r)
		case "message":
			m.text = r.Text()
		case "reply_to":
			for key := range r.Object {
				if string(key) == "mid" {
					m.replyTo = r.ID()
				}
			}
		case "story":
			m.story = readStoryMention(&r)
		case "attachments":
			for key := range r.Object {
				if string(key) == "data" {
					for range r.Array {
						m.attached = append(m.attached, readListedFile(&r))
					}
				}
			}
		}
	}
	if m.story != nil {
		// The same picture may be listed as a file, which a host would store.
		m.attached = []channel.Attachment{*m.story}
	}
	return m
}

// storyMention is Meta's word for a story in which a person mentions the account. Its picture or
// video may be shown and must not be stored.
const storyMention = "story_mention"

// readStoryMention reads the story of a message; nil if the message is no mention. ("Story
// Mention")
func readStoryMention(r *jsonread.Reader) (a *channel.Attachment) {
	for key := range r.Object {
		if string(key) != "mention" {
			continue
		}
		if r.Kind() != jsonread.Object {
			r.Skip()
			continue
		}
		a = &channel.Attachment{Kind: channel.MediaOther, Name: storyMention}
		for key := range r.Object {
			switch string(key) {
			case "link":
				a.URL = webAddress(r.Text())
			case "id":
				a.ID = r.ID()
			}
		}
	}
	return a
}

// readListedFile reads an attachment, which does not have the form of webhooks.
func readListedFile(r *jsonread.Reader) channel.Attachment {
	a := channel.Attachment{Kind: channel.MediaFile}
	for key := range r.Object {
		switch string(key) {
		case "id":
			a.ID = r.ID()
		case "mime_type":
			a.Type = r.Text()
		case "name":
			a.Name = r.Text()
		case "size":
			a.Size = max(r.Int(), 0)
		case "file_url":
			a.URL = cmp.Or(webAddress(r.Text()), a.URL)
		case "image_data":
			a.Kind = channel.MediaImage
			readPicture(&a, r)
		case "video_data":
			a.Kind = channel.MediaVideo
			readPicture(&a, r)
		}
	}
	if a.Kind == channel.MediaFile {
		switch class, _, _ := strings.Cut(a.Type, "/"); class {
		case "image", "video", "audio":
			a.Kind = channel.MediaKind(class)
		}
	}
	return a
}

func readPicture(a *channel.Attachment, r *jsonread.Reader) {
	for key := range r.Object {
		switch string(key) {
		case "url":
			a.URL = cmp.Or(webAddress(r.Text()), a.URL)
		case "width":
			a.Width = int(r.Int())
		case "height":
			a.Height = int(r.Int())
		}
	}
}

// event returns the event that a webhook would have brought, as far as the API tells it.
func (m listed) event(h *history, conv conversation) channel.Event {
	msg := channel.Message{ID: m.id, Text: m.text, ReplyTo: m.replyTo, Attachments: m.attached}
	if m.text == "" && len(m.attached) == 0 { // a template, a sticker, a share
		msg.Attachments = []channel.Attachment{{Kind: channel.MediaOther, Name: "unknown"}}
	}
	ev := channel.Event{
		Thread: channel.Thread{Platform: Platform, Account: h.account, Contact: conv.contact.ID},
		From:   m.from,
		Time:   m.at,
		Late:   true,
		Raw:    m.raw,
	}
	if !h.ours(m.from.ID) {
		ev.Origin, ev.Renews, ev.Thread.Contact = channel.OriginContact, true, m.from.ID
		msg.By = channel.ByCustomer
	} else if ev.Thread.Contact == "" && len(m.to) > 0 {
		ev.Thread.Contact = m.to[0].ID
	}
	ev.ID = channel.EventID(Platform, h.account, m.id)
	if m.id == "" {
		ev.ID = channel.EventID(Platform, h.account, "message", stamp(m.at), channel.Fingerprint(m.raw))
	}
	ev.Body = msg
	return ev
}

// FallbackKey names a message by its thread, side, second and text, and by whether it has
// attachments. Meta does not document that the Conversations API names messages as webhooks do. A
// host that backfills therefore keeps this key of each live event together with its Event.ID. It
// drops an event with Late set if it knows the ID, or if a live event with another ID has the same
// key. It keeps no keys of Late events: within history the IDs suffice, and two equal texts in one
// second have the same key.
//
// Templates that we sent are not matched, because history does not tell their text. The key is
// empty for events that are no message.
func FallbackKey(ev channel.Event) string {
	m, ok := ev.Body.(channel.Message)
	if !ok || ev.Thread.Platform != Platform {
		return ""
	}
	side := "us"
	if ev.Origin == channel.OriginContact {
		side = "contact"
	}
	what := side + "\x00" + strconv.FormatBool(len(m.Attachments) > 0 || m.Location != nil) + "\x00" + m.Text
	return channel.EventID(Platform, ev.Thread.Account, "fallback", ev.Thread.Contact, strconv.FormatInt(ev.Time.Unix(), 10), channel.Fingerprint([]byte(what)))
}

func (g *Gap) add(at time.Time) {
	g.Missing++
	if g.From.IsZero() || at.Before(g.From) {
		g.From = at
	}
	if at.After(g.To) {
		g.To = at
	}
}

// gap reports a part of a conversation that is missing.
func (h *history) gap(conv conversation, g Gap) error {
	data, err := json.Marshal(g)
	if err != nil {
		return fault(opHistory, channel.ErrMalformed, err)
	}
	h.emit(channel.Event{
		ID:     channel.EventID(Platform, h.account, KindGap, g.Conversation, stamp(g.From), stamp(g.To)),
		Thread: channel.Thread{Platform: Platform, Account: h.account, Contact: conv.contact.ID},
		Origin: channel.OriginPlatform,
		Time:   g.To,
		Late:   true,
		Body:   channel.Custom{Kind: KindGap, Data: data},
		Raw:    data,
	})
	return nil
}
