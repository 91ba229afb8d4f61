package twitter

import (
	"context"
	"errors"
	"iter"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/call"
	"github.com/contactkit/contactkit/channel/jsonread"
)

// Mentions walks the posts that mention the account since an instant, newest first, each once, with
// the IDs of live events and Late set. It is the safety net of the X Activity API: whether that API
// tells of an answer to an answer of the account is not confirmed. It is not part of History,
// because X charges for each post.
//
// X keeps the newest 800 mentions. If X limits the rate, the walk waits as long as ctx allows. A
// walk that ended with an error has left out older posts. [GET /2/users/:id/mentions]
func (c *Channel) Mentions(ctx context.Context, since time.Time) iter.Seq2[channel.Event, error] {
	return func(yield func(channel.Event, error) bool) {
		seen, pages := make(map[string]bool), make(map[string]bool)
		for next := ""; ; {
			body, err := c.mentionsPage(ctx, since, next)
			var events []channel.Event
			if err == nil {
				events, next, err = c.readMentions(body)
			}
			if err == nil && pages[next] {
				err = call.Malformed(Platform, opMentions, errors.New("the pages go in a circle"))
			}
			if err != nil {
				yield(channel.Event{}, err)
				return
			}
			for _, ev := range events {
				if seen[ev.ID] || !ev.Time.IsZero() && ev.Time.Before(since.Truncate(time.Second)) {
					continue
				}
				seen[ev.ID], ev.Late = true, true
				if !yield(ev, nil) {
					return
				}
			}
			if next == "" {
				return
			}
			pages[next] = true
		}
	}
}

// firstMention is the earliest start_time that X takes.
var firstMention = time.Date(2010, 11, 6, 0, 0, 1, 0, time.UTC)

// mentionsPage asks for one page, after a rest if X asks for one.
func (c *Channel) mentionsPage(ctx context.Context, since time.Time, next string) ([]byte, error) {
	params := postFields()
	params.Set("max_results", "100")
	if since.After(firstMention) {
		params.Set("start_time", since.UTC().Truncate(time.Second).Format(time.RFC3339))
	}
	if next != "" {
		params.Set("pagination_token", next)
	}
	for {
		answer, err := c.form(ctx, opMentions, http.MethodGet, "/2/users/"+c.cfg.Account+"/mentions", params)
		e, _ := errors.AsType[*channel.Error](err)
		if e == nil || e.Kind != channel.ErrRateLimited {
			return answer.Body, settled(err)
		}
		if err := pause(ctx, opMentions, max(e.Wait, time.Second)); err != nil {
			return nil, err
		}
	}
}

// postFields asks for all that an event of a post is made of.
func postFields() url.Values {
	return url.Values{
		"tweet.fields": {"author_id,created_at,conversation_id,in_reply_to_user_id,referenced_tweets,entities,note_tweet,attachments"},
		"expansions":   {"author_id,attachments.media_keys"},
		"user.fields":  {"id,name,username"},
		"media.fields": {"media_key,type,url,preview_image_url,width,height,duration_ms,variants,alt_text"},
	}
}

// readMentions reads a page. Without mentions X leaves data out.
func (c *Channel) readMentions(body []byte) (events []channel.Event, next string, err error) {
	r, err := jsonread.New(body)
	if err != nil {
		return nil, "", call.Malformed(Platform, opMentions, err)
	}
	d := decoder{c: c, account: c.cfg.Account}
	var list, media jsonread.Reader
	for key := range r.Object {
		switch string(key) {
		case "data":
			list = r
		case "meta":
			next = readMember(&r, "next_token")
		case "includes":
			for key := range r.Object {
				switch string(key) {
				case "users":
					d.people.included = r
				case "media":
					media = r
				}
			}
		}
	}
	for range list.Array {
		d.decodeMention(list.Raw(), media)
	}
	return d.events, next, nil
}

// decodeMention reports a post of a list, or one that was asked for.
func (d *decoder) decodeMention(raw []byte, media jsonread.Reader) {
	p := post{files: media}
	one := jsonread.Sub(raw)
	p.read(&one)
	if p.odd || p.name() == "" || p.author.ID == "" {
		d.decodeOdd("mentions", raw)
		return
	}
	p.author = d.people.find(p.author.ID)
	d.addPost(&p, p.kind(d.account, channel.PostMention), raw)
}

// lastLink returns the link at the end of a text, which represents the files of a post.
func lastLink(text string) string {
	if word := text[strings.LastIndexByte(text, ' ')+1:]; strings.HasPrefix(word, "https://t.co/") {
		return word
	}
	return ""
}
