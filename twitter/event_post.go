package twitter

import (
	"cmp"
	"strings"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/internal/jsonread"
)

// post is a Post as v1.1 or v2 writes it. [Native Enriched Post objects; X Activity API event payload examples]
type post struct {
	id, number, created  string
	author               channel.Person
	text, full           string
	entities, media      jsonread.Reader
	replyTo, replyToUser string
	reposted, quoted     string
	quotedUser           string
	odd                  bool // the text is not of its form
}

// post decodes an element of tweet_create_events.
func (e *envelope) post(raw []byte) {
	var p post
	r := jsonread.Sub(raw)
	p.read(&r)
	if p.odd || p.name() == "" || p.author.ID == "" || e.account == "" {
		e.odd("tweet_create_events", raw)
		return
	}
	e.addPost(&p, p.kind(e.account, channel.PostMention), raw)
}

// activityPost decodes post.create, post.mention.create and the like. A Post that is both a reply and a mention may come under
// both names, so its own form decides before the name does.
func (e *envelope) activityPost(a activity) {
	var p post
	r := a.payload
	p.read(&r)
	if p.odd || p.name() == "" || p.author.ID == "" || e.account == "" {
		e.activityCustom(a, "")
		return
	}
	if p.author.Handle == "" {
		p.author = e.people.find(p.author.ID)
	}
	fallback := channel.PostOther
	switch a.kind {
	case "post.mention.create":
		fallback = channel.PostMention
	case "post.reply.create":
		fallback = channel.PostReply
	case "post.quote.create":
		fallback = channel.PostQuote
	case "post.repost.create":
		fallback = channel.PostRepost
	}
	e.addPost(&p, p.kind(e.account, fallback), a.raw)
}

// kind classifies the Post as seen from the account.
func (p *post) kind(account, fallback string) string {
	switch {
	case p.author.ID == account:
		return channel.PostOwn
	case p.reposted != "":
		return channel.PostRepost
	case p.replyToUser == account:
		return channel.PostReply
	case p.quotedUser == account:
		return channel.PostQuote
	default:
		return fallback
	}
}

// addPost adds the Post.
func (e *envelope) addPost(p *post, kind string, raw []byte) {
	body := channel.Post{ID: p.name(), Kind: kind}
	link := p.readMedia(&body)
	text, _ := clean(cmp.Or(p.full, p.text), link, &p.entities)
	body.Text = text
	switch kind {
	case channel.PostRepost:
		body.ReplyTo = p.reposted
	case channel.PostQuote:
		body.ReplyTo = p.quoted
	default:
		body.ReplyTo = cmp.Or(p.replyTo, p.quoted, p.reposted)
	}
	if isHandle(p.author.Handle) && isID(body.ID) {
		body.URL = "https://x.com/" + p.author.Handle + "/status/" + body.ID
	}
	ev := channel.Event{From: p.author, Origin: channel.OriginContact, Time: date(p.created), Body: body, Raw: raw}
	contact := p.author.ID
	if kind == channel.PostOwn {
		ev.Origin = channel.OriginUnknown
		contact = ""
		if p.replyToUser != e.account {
			contact = p.replyToUser
		}
	}
	e.add(e.id("post", body.ID), contact, ev)
}

// isHandle reports whether s is a user name as it stands in addresses. One of X's samples has a blank in it.
func isHandle(s string) bool {
	return s != "" && strings.Trim(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_") == ""
}

// name is the Post's id. v1.1 writes it as a number, too, which X's own samples print rounded.
func (p *post) name() string { return cmp.Or(p.id, p.number) }

func (p *post) readMedia(body *channel.Post) (link string) {
	for key := range p.media.Object {
		if string(key) != "media" {
			continue
		}
		for range p.media.Array {
			a, l := readMedia(&p.media)
			body.Attachments, link = append(body.Attachments, a), l
		}
	}
	return link
}

// read reads a Post. Its id, author and text decide whether it is one: of everything else, what does not have the expected form is left out.
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
			p.author = readUser(r)
		case "author_id":
			p.author.ID = r.ID()
		case "text":
			p.odd = p.odd || !isOrNull(r, jsonread.String)
			p.text = r.Text()
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
			user = readUser(r).ID
		}
	}
	return cmp.Or(id, number), user
}

// postDeleted decodes an element of tweet_delete_events.
func (e *envelope) postDeleted(raw []byte) {
	var id, user string
	var at int64
	r := jsonread.Sub(raw)
	for key := range r.Object {
		switch string(key) {
		case "status":
			for key := range r.Object {
				switch string(key) {
				case "id":
					id = r.ID()
				case "user_id":
					user = r.ID()
				}
			}
		case "timestamp_ms":
			at = readTime(&r)
		}
	}
	if id == "" || e.account == "" {
		e.odd("tweet_delete_events", raw)
		return
	}
	e.addDeleted(id, user, at, raw)
}

func (e *envelope) activityPostDeleted(a activity) {
	var id, user string
	r := a.payload
	for key := range r.Object {
		switch string(key) {
		case "id":
			id = r.ID()
		case "author_id":
			user = r.ID()
		}
	}
	if id == "" || e.account == "" {
		e.activityCustom(a, "")
		return
	}
	e.addDeleted(id, user, 0, a.raw)
}

func (e *envelope) addDeleted(id, user string, at int64, raw []byte) {
	body := channel.Post{ID: id, Kind: channel.PostOther, Change: "removed"}
	ev := channel.Event{From: e.people.find(user), Origin: channel.OriginContact, Time: instant(at), Raw: raw}
	contact := user
	if user == e.account {
		contact, ev.Origin, body.Kind = "", channel.OriginUnknown, channel.PostOwn
	}
	ev.Body = body
	e.add(e.id("post", id, "deleted"), contact, ev)
}
