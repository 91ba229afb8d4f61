package facebook

import (
	"strings"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/jsonread"
	"github.com/contactkit/contactkit/channel/receive"
)

// story is a change of something public: the value of the fields feed, mention and ratings.
type story struct {
	item, verb    string
	comment, post string
	parent        string
	from          channel.Person
	text, url     string
	files         []channel.Attachment
	link          string
	created       time.Time
	opinion       string // of a recommendation: "positive", "negative"
	n             *receive.Count
}

func readStory(value []byte, n *receive.Count) (s story, ok bool) {
	s.n = n
	r := jsonread.Sub(value)
	if r.Kind() != jsonread.Object {
		return s, false
	}
	odd := 0
	for key := range r.Object {
		before := r.Mismatches()
		switch string(key) {
		case "item":
			s.item = r.Text()
		case "verb":
			s.verb = r.Text()
		case "comment_id":
			s.comment = r.ID()
		case "post_id", "open_graph_story_id": // the latter names a rating
			if id := r.ID(); id != "" {
				s.post = id
			}
		case "message", "review_text":
			s.text = r.Text()
		}
		odd += r.Mismatches() - before // any other member that does not fit is left out
		switch string(key) {
		case "parent_id":
			s.parent = r.ID()
		case "from":
			for key := range r.Object {
				switch string(key) {
				case "id":
					s.from.ID = r.ID()
				case "name":
					s.from.Name = r.Text()
				}
			}
		case "sender_id", "reviewer_id": // the form of mention and ratings, and the older form of feed
			s.from.ID = r.ID()
		case "sender_name", "reviewer_name":
			s.from.Name = r.Text()
		case "created_time":
			s.created = readInstant(&r)
		case "recommendation_type":
			s.opinion = r.Text()
		default:
			s.readFiles(string(key), &r)
		}
	}
	s.addLink()
	if s.text == "" && s.opinion != "" && n.Take() { // all that the customer said
		s.files = append(s.files, channel.Attachment{Kind: channel.MediaOther, Name: "recommendation", Detail: s.opinion})
	}
	return s, odd == 0
}

// readFiles reads the members that lead to a file or a page.
func (s *story) readFiles(key string, r *jsonread.Reader) {
	add := func(kind channel.MediaKind, address string) {
		if u := webAddress(address); u != "" && s.n.Take() {
			s.files = append(s.files, channel.Attachment{Kind: kind, URL: u})
		}
	}
	switch key {
	case "photo":
		add(channel.MediaImage, r.Text())
	case "video":
		add(channel.MediaVideo, r.Text())
	case "photos": // of one post
		for range r.Array {
			add(channel.MediaImage, r.Text())
		}
	case "link":
		s.link = onFacebook(r.Text())
	case "permalink_url":
		s.url = onFacebook(r.Text())
	}
}

// onFacebook returns an address. Of its own pages Meta may tell the path alone.
func onFacebook(s string) string {
	if strings.HasPrefix(s, "/") && !strings.HasPrefix(s, "//") {
		return "https://www.facebook.com" + s
	}
	return webAddress(s)
}

// addLink adds the link of a post. That of a photo or video leads to the file itself, or to its
// page on Facebook.
func (s *story) addLink() {
	if s.link == "" {
		return
	}
	a := channel.Attachment{Kind: channel.MediaLink, URL: s.link}
	if page := strings.Contains(s.link, "facebook.com/"); !page && s.item == "photo" {
		a.Kind = channel.MediaImage
	} else if !page && s.item == "video" {
		a.Kind = channel.MediaVideo
	}
	for _, f := range s.files {
		if f.URL == s.link {
			return
		}
	}
	s.files = append(s.files, a)
}

// decodePost reports a comment, post, mention or rating. It does not report reactions, likes and
// other changes of a feed.
func (d *decoder) decodePost(field string, raw, value []byte) bool {
	s, ok := readStory(value, d.n)
	if !ok {
		return false
	}
	p := public{
		post:    channel.Post{ID: s.post, Kind: channel.PostOther, Text: s.text, URL: s.url, Attachments: s.files},
		from:    s.from,
		created: s.created,
		verb:    s.verb,
		renews:  field == "feed",
	}
	switch s.item {
	case "comment":
		p.post.ID, p.post.Kind, p.post.ReplyTo = s.comment, channel.PostComment, s.parent
		if p.post.ReplyTo == "" {
			p.post.ReplyTo = s.post
		}
	case "post", "status", "photo", "video", "share", "album", "note", "link", "event":
	case "rating", "review", "recommendation":
		if field != "ratings" {
			return false
		}
	default:
		return false
	}
	if (s.verb == "edit" || s.verb == "edited") && s.text == "" && len(s.files) == 0 {
		return false // it does not say how the post reads now, and must not blank it
	}
	if field == "mention" {
		p.post.Kind = channel.PostMention
	}
	return d.addPost(raw, p)
}

// public is a Post with what its event is made of.
type public struct {
	post    channel.Post
	from    channel.Person
	ours    bool      // the account wrote it, under another of its ids
	created time.Time // of the post; zero: that of the entry
	verb    string    // "add", "edited", …
	renews  bool      // a new one may be answered in private
}

// addPost reports a Post in the thread of its private answers. An unknown verb is not reported.
func (d *decoder) addPost(raw []byte, p public) bool {
	own := p.ours || p.from.ID != "" && p.from.ID == d.entry.id
	if own {
		p.post.Kind = channel.PostOwn
	}
	parts := []string{p.post.ID}
	if p.post.Kind == channel.PostMention { // it may lack the text, and must not hide the comment itself
		parts = append(parts, "mention")
	}
	at := d.entry.at // of the change; created_time is that of the comment
	switch p.verb {
	case "add":
		if !p.created.IsZero() {
			at = p.created
		}
	case "edit", "edited":
		p.post.Change = "edited"
		parts = append(parts, "edit", stamp(at), channel.Fingerprint(raw))
	case "remove":
		p.post.Change = "removed"
		parts = append(parts, "deleted")
	case "hide":
		p.post.Change = "hidden"
		parts = append(parts, "hidden", stamp(at))
	case "unhide":
		p.post.Change = "shown"
		parts = append(parts, "shown", stamp(at))
	default:
		return false
	}
	if p.post.ID == "" {
		return false
	}
	ev := channel.Event{
		Thread: channel.Thread{Platform: Platform, Account: d.entry.id, Contact: "comment:" + p.post.ID},
		From:   p.from,
		Time:   at,
		Raw:    raw,
	}
	if p.from.ID != "" && !own {
		ev.Origin = channel.OriginContact
		ev.Renews = p.renews && p.verb == "add"
	}
	d.add(ev, p.post, parts...)
	return true
}
