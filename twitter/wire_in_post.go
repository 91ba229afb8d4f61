package twitter

import (
	"cmp"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/jsonread"
	"github.com/contactkit/contactkit/channel/receive"
)

// post is a Post as v1.1 or v2 writes it. [Native Enriched Post objects; X Activity API event
// payload examples]
type post struct {
	id, number, created  string
	author               channel.Person
	text, full           string
	entities, media      jsonread.Reader
	replyTo, replyToUser string
	reposted, quoted     string
	quotedUser           string
	keys                 []string        // of the media of v2
	files                jsonread.Reader // the media that came with a post of v2; zero: none
	odd                  bool            // the text is not of its form
	n                    *receive.Count
}

// mostKeys bounds the media of a Post or message that are read, and the keys that are looked up
// among the media that came with it. X takes four in a Post.
const mostKeys = 20

// name is the Post's id. v1.1 writes it as a number, too, which X's own samples print rounded.
func (p *post) name() string { return cmp.Or(p.id, p.number) }

func (p *post) readMedia(body *channel.Post) (link string) {
	for key := range p.media.Object {
		if string(key) != "media" {
			continue
		}
		for range p.media.Array {
			if len(body.Attachments) == mostKeys {
				break
			}
			a, l := readMedia(&p.media, "")
			body.Attachments, link = append(body.Attachments, a), l
		}
	}
	for _, key := range p.keys {
		body.Attachments, link = append(body.Attachments, findMedia(p.files, key)), lastLink(cmp.Or(p.full, p.text))
	}
	return link
}

// read reads a Post. Its id, author and text decide whether it is one: of everything else, what
// does not have the expected form is left out.
func (p *post) read(r *jsonread.Reader) {
	for key := range r.Object {
		switch string(key) {
		case "id_str":
			p.id = r.ID()
		case "id":
			p.number = r.ID()
		case "created_at":
			p.created = r.Text()
		case "user":
			p.author = readUser(r, "")
		case "author_id":
			p.author.ID = r.ID()
		case "text":
			p.odd = p.odd || !isOrNull(r, jsonread.String)
			p.text = r.Text()
		case "note_tweet": // the whole of a text of more than 280 characters, in v2
			p.readNote(r)
		case "attachments":
			p.readKeys(r)
		case "extended_tweet": // the whole of a text of which "text" holds the beginning
			p.readExtended(r)
		case "entities":
			if p.full == "" {
				p.entities = *r
			}
		case "extended_entities":
			if p.full == "" || p.media.Kind() == jsonread.Invalid {
				p.media = *r
			}
		case "in_reply_to_status_id_str", "in_reply_to_tweet_id":
			p.replyTo = r.ID()
		case "in_reply_to_user_id_str":
			p.replyToUser = r.ID()
		case "in_reply_to_user_id":
			if id := r.ID(); p.replyToUser == "" {
				p.replyToUser = id
			}
		case "retweeted_status":
			id, _ := readOther(r)
			p.reposted = id
		case "quoted_status":
			p.quoted, p.quotedUser = readOther(r)
		case "referenced_tweets", "referenced_posts":
			p.readReferences(r)
		}
	}
}

func (p *post) readExtended(r *jsonread.Reader) {
	for key := range r.Object {
		switch string(key) {
		case "full_text":
			p.odd = p.odd || !isOrNull(r, jsonread.String)
			p.full = r.Text()
		case "entities":
			p.entities = *r
		case "extended_entities":
			p.media = *r
		}
	}
}

func (p *post) readNote(r *jsonread.Reader) {
	for key := range r.Object {
		switch string(key) {
		case "text":
			p.odd = p.odd || !isOrNull(r, jsonread.String)
			p.full = r.Text()
		case "entities":
			p.entities = *r
		}
	}
}

func (p *post) readKeys(r *jsonread.Reader) {
	for key := range r.Object {
		if string(key) != "media_keys" {
			continue
		}
		for range r.Array {
			if len(p.keys) < mostKeys {
				p.keys = append(p.keys, r.Text())
			}
		}
	}
}

// readReferences reads what a Post of v2 answers, quotes or reposts.
func (p *post) readReferences(r *jsonread.Reader) {
	for range r.Array {
		var kind, id string
		for key := range r.Object {
			switch string(key) {
			case "type":
				kind = r.Text()
			case "id":
				id = r.ID()
			}
		}
		switch kind {
		case "replied_to":
			p.replyTo = id
		case "quoted":
			p.quoted = id
		case "retweeted", "reposted":
			p.reposted = id
		}
	}
}

// readOther reads the id and author of a Post within a Post.
func readOther(r *jsonread.Reader) (id, user string) {
	var number string
	for key := range r.Object {
		switch string(key) {
		case "id_str":
			id = r.ID()
		case "id":
			number = r.ID()
		case "user":
			user = readUser(r, "").ID
		}
	}
	return cmp.Or(id, number), user
}
