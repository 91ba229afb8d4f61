package telegram

import (
	"bytes"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/jsonread"
	"github.com/contactkit/contactkit/channel/receive"
)

// message is a Message (Telegram Bot API: Message) as far as a desk needs it. A zero field was not
// there.
type message struct {
	id     int64
	hasID  bool // an id of 0 is that of a scheduled message
	chat   chat
	from   user
	sender chat // sender_chat: a channel or anonymous administrator, in whose name it was written

	connection string // business_connection_id
	bot        int64  // sender_business_bot: it wrote for the business account
	offline    bool   // is_from_offline: away, greeting or scheduled message of a business account
	copied     bool   // is_automatic_forward: a post of the linked channel
	ephemeral  int64  // ephemeral_message_id: shown to one member of a group alone
	receiver   int64  // receiver_user: to whom

	date, edited int64 // Unix seconds
	topic        int64 // message_thread_id
	inTopic      bool  // is_topic_message
	direct       int64 // direct_messages_topic
	directUser   int64 // whose topic it is

	text     string // or caption
	spans    []channel.Span
	kind     channel.MediaKind // of file; empty: there is none
	file     file
	location *channel.Location
	venue    bool // location is a venue's
	card     *channel.Card
	owner    int64                // user_id of card
	other    channel.Attachment   // a content without a form of its own: dice, poll, …; no Kind: there is none
	files    []channel.Attachment // further files: of paid media that are shown, of a rich message
	external []channel.Attachment // what it answers in another chat, or a story

	richText  string // of rich_message
	richSpans []channel.Span

	replyTo int64
	opening int64 // the message that opened the topic, if replyTo is that one
	quote   string
	forward *channel.Forward
	group   string
	markup  []byte // reply_markup

	service                string // name of the field of a service message
	webApp                 bool
	webAppData, webAppName string // data and button of web_app_data; name of write_access_allowed
	migrateTo, migrateFrom int64

	mismatches int
	n          *receive.Count // of elements; nil: no bound
}

// read fills m from a Message object. A content under two names for old clients is taken once:
// animation before document, live_photo before photo, venue before location (Telegram Bot API:
// Message).
func (m *message) read(r *jsonread.Reader) {
	for key := range r.Object {
		if r.Kind() == jsonread.Null { // not there: a gateway may write it so
			continue
		}
		switch string(key) {
		case "message_id":
			before := r.Mismatches()
			m.id = r.Int()
			m.hasID = m.id >= 0 && r.Mismatches() == before
		case "from":
			m.from.read(r)
		case "chat":
			m.chat.read(r)
		case "sender_chat":
			m.sender.read(r)
		case "business_connection_id":
			m.connection = r.Text()
		case "sender_business_bot":
			m.bot = readID(r, "id")
		case "is_from_offline":
			m.offline = r.Bool()
		case "is_automatic_forward":
			m.copied = r.Bool()
		case "ephemeral_message_id":
			m.ephemeral = r.Int()
		case "receiver_user":
			m.receiver = readID(r, "id")
		case "date":
			m.date = r.Int()
		case "edit_date":
			m.edited = r.Int()
		case "message_thread_id":
			m.topic = r.Int()
		case "is_topic_message":
			m.inTopic = r.Bool()
		case "direct_messages_topic":
			for key := range r.Object {
				switch string(key) {
				case "topic_id":
					m.direct = r.Int()
				case "user":
					m.directUser = readID(r, "id")
				}
			}

		case "text":
			m.text = r.Text()
		case "caption":
			m.text = r.Text()
		case "entities", "caption_entities":
			m.spans = readSpans(r, m.n)
		case "reply_to_message":
			m.readReply(r)
		case "external_reply":
			m.readExternal(r)
		case "suggested_post_info":
			m.addExternal(readSuggestion(r))
		case "reply_to_story":
			story := readStory(r)
			story.Name = "story"
			m.addExternal(story)
		case "quote":
			for key := range r.Object {
				if string(key) == "text" {
					m.quote = r.Text()
				}
			}
		case "forward_origin":
			m.readForward(r)
		case "media_group_id":
			m.group = r.ID()
		case "reply_markup":
			m.markup = r.Raw()

		case "web_app_data":
			m.webApp = true
			for key := range r.Object {
				switch string(key) {
				case "data":
					m.webAppData = r.Text()
				case "button_text":
					m.webAppName = r.Text()
				}
			}
		case "write_access_allowed":
			m.service = string(key)
			for key := range r.Object {
				if string(key) == "web_app_name" {
					m.webAppName = r.Text()
				}
			}
		case "migrate_to_chat_id":
			m.migrateTo = r.Int()
		case "migrate_from_chat_id":
			m.migrateFrom = r.Int()
		default:
			if !m.readContent(r, key) && isService(key) {
				m.service = string(key)
			}
		}
	}
	m.mismatches = r.Mismatches()
}

// readContent reads a member if it holds a content of the message other than its text, and reports
// whether it does.
func (m *message) readContent(r *jsonread.Reader, key []byte) bool {
	switch string(key) {
	case "photo":
		if m.kind == "" {
			m.kind = channel.MediaImage
			m.file.readSizes(r)
		}
	case "document":
		if m.kind == "" {
			m.readFile(r, channel.MediaFile)
		}
	case "animation":
		m.readFile(r, channel.MediaAnimation)
	case "live_photo", "video", "video_note":
		m.readFile(r, channel.MediaVideo)
		if m.file.mime == "" && string(key) != "video" {
			m.file.mime = "video/mp4"
		}
	case "audio":
		m.readFile(r, channel.MediaAudio)
	case "voice":
		m.readFile(r, channel.MediaVoice)
	case "sticker":
		m.readFile(r, channel.MediaSticker)
	case "location":
		if !m.venue {
			m.location = new(channel.Location)
			readLocation(r, m.location)
		}
	case "venue":
		m.venue = true
		m.readVenue(r)
	case "contact":
		m.readCard(r)
	case "dice", "poll", "story", "game", "invoice", "checklist", "paid_media", "giveaway", "giveaway_winners":
		m.readOther(r, string(key))
	case "rich_message":
		m.readRich(r)
	default:
		return false
	}
	return true
}

// word consumes a string and returns its bytes. They may alias the body and are as clean as it is.
func word(r *jsonread.Reader) []byte {
	raw := r.Raw()
	if len(raw) >= 2 && raw[0] == '"' && bytes.IndexByte(raw, '\\') < 0 {
		return raw[1 : len(raw)-1]
	}
	sub := jsonread.Sub(raw)
	return []byte(sub.Text())
}

// readID consumes an object and returns one of its members as a number.
func readID(r *jsonread.Reader, name string) (id int64) {
	for key := range r.Object {
		if string(key) == name {
			id = r.Int()
		}
	}
	return id
}

// longest bounds what is counted or measured.
const longest = 1 << 29

// count bounds a number that is used for counting or measuring.
func count(n int64) int {
	if n < 0 || n > longest {
		return 0
	}
	return int(n)
}
