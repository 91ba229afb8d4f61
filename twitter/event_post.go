package twitter

import (
	"cmp"
	"strings"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/jsonread"
)

// decodePost decodes an element of tweet_create_events.
func (d *decoder) decodePost(raw []byte) {
	var p post
	r := jsonread.Sub(raw)
	p.read(&r)
	if p.odd || p.name() == "" || p.author.ID == "" || d.account == "" {
		d.decodeOdd("tweet_create_events", raw)
		return
	}
	d.addPost(&p, p.kind(d.account, channel.PostMention), raw)
}

// decodeActivityPost decodes post.create, post.mention.create and the like. A Post that is both a
// reply and a mention may come under both names, so its own form decides before the name does.
func (d *decoder) decodeActivityPost(a activity) {
	p := post{files: a.media}
	r := a.payload
	p.read(&r)
	if p.odd || p.name() == "" || p.author.ID == "" || d.account == "" {
		d.decodeActivityCustom(a, "")
		return
	}
	if p.author.Handle == "" {
		p.author = d.people.find(p.author.ID)
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
	d.addPost(&p, p.kind(d.account, fallback), a.raw)
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
func (d *decoder) addPost(p *post, kind string, raw []byte) {
	body := channel.Post{ID: p.name(), Kind: kind}
	p.n = d.n
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
		if p.replyToUser != d.account {
			contact = p.replyToUser
		}
	}
	d.add(d.id("post", body.ID), inPublic(contact), ev)
}

// inPublic is the contact of the thread in which the account and a person talk in public; empty for
// no person.
func inPublic(person string) string {
	if person == "" {
		return ""
	}
	return publicScheme + person
}

// publicScheme marks the contact of a public thread.
const publicScheme = "post:"

// isHandle reports whether s is a user name in the form of addresses. One of X's samples has a
// blank in it.
func isHandle(s string) bool {
	return s != "" && strings.Trim(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_") == ""
}

// decodePostDeleted decodes an element of tweet_delete_events.
func (d *decoder) decodePostDeleted(raw []byte) {
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
	if id == "" || d.account == "" {
		d.decodeOdd("tweet_delete_events", raw)
		return
	}
	d.addDeleted(id, user, at, raw)
}

func (d *decoder) decodeActivityPostDeleted(a activity) {
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
	if id == "" || d.account == "" {
		d.decodeActivityCustom(a, "")
		return
	}
	d.addDeleted(id, user, 0, a.raw)
}

func (d *decoder) addDeleted(id, user string, at int64, raw []byte) {
	body := channel.Post{ID: id, Kind: channel.PostOther, Change: "removed"}
	ev := channel.Event{From: d.people.find(user), Origin: channel.OriginContact, Time: instant(at), Raw: raw}
	contact := user
	if user == d.account {
		contact, ev.Origin, body.Kind = "", channel.OriginUnknown, channel.PostOwn
	}
	ev.Body = body
	d.add(d.id("post", id, "deleted"), inPublic(contact), ev)
}
