package facebook

import (
	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/jsonread"
)

// decodeComment reports a comment on a medium of an Instagram account, the fields comments and
// live_comments. Edits and deletions bring no event there. A comment on a boosted post may come
// twice, with the same ID. With Instagram Login, @mentions come in this form, too.
func (d *decoder) decodeComment(raw, value []byte) bool {
	r := jsonread.Sub(value)
	if r.Kind() != jsonread.Object {
		return false
	}
	p := public{post: channel.Post{Kind: channel.PostComment}, verb: "add", renews: true}
	medium, self, odd := "", "", 0
	for key := range r.Object {
		before := r.Mismatches()
		switch string(key) {
		case "id":
			p.post.ID = r.ID()
		case "text":
			p.post.Text = r.Text()
		}
		odd += r.Mismatches() - before // any other member that does not fit is left out
		switch string(key) {
		case "parent_id":
			p.post.ReplyTo = r.ID()
		case "media":
			for key := range r.Object {
				if string(key) == "id" {
					medium = r.ID()
				}
			}
		case "from":
			for key := range r.Object {
				switch string(key) {
				case "id":
					p.from.ID = r.ID()
				case "username":
					p.from.Handle = r.Text()
				case "self_ig_scoped_id": // only of the account itself
					self = r.ID()
				}
			}
		}
	}
	p.ours = self != ""
	if p.post.ReplyTo == "" {
		p.post.ReplyTo = medium
	}
	return odd == 0 && d.addPost(raw, p)
}

// decodeMention reports that a post or comment elsewhere on Instagram names the account, the field
// mentions. Meta tells ids alone: neither the author nor the text.
func (d *decoder) decodeMention(raw, value []byte) bool {
	r := jsonread.Sub(value)
	if r.Kind() != jsonread.Object {
		return false
	}
	p := public{post: channel.Post{Kind: channel.PostMention}, verb: "add"}
	medium := ""
	for key := range r.Object {
		switch string(key) {
		case "media_id":
			medium = r.ID()
		case "comment_id":
			p.post.ID = r.ID()
		}
	}
	if r.Mismatches() > 0 {
		return false
	}
	if p.post.ID == "" {
		p.post.ID = medium
	} else {
		p.post.ReplyTo = medium
	}
	return d.addPost(raw, p)
}
