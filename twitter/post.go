package twitter

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/call"
	"github.com/contactkit/contactkit/channel/jsonread"
)

// The operations on posts, as errors name them.
const (
	opReplyPost  = "reply to post"
	opHidePost   = "hide post"
	opDeletePost = "delete post"
	opLikePost   = "like post"
	opMentions   = "mentions"
	opReadPost   = "read post"
)

// mostPost is the length of a post in weights. [Counting characters]
const mostPost = 280

// PostConfig is for answers in public. Its zero value is an ordinary account on X's pay-per-use
// tier.
type PostConfig struct {
	// Text is the limit of a public answer. Defaults to a weight of 280. Premium accounts may write
	// up to 25,000; no call tells which limit an account has. Text.Weights is what characters
	// weigh, if X changes that.
	Text channel.Length
	// Enterprise says that the app is on an Enterprise plan. Since April 2026 only such apps may
	// like posts, answer authors who have not mentioned the account, and use several cashtags.
	// [Changelog; Manage Posts]
	Enterprise bool
	// Prices are what PostLimits reports. If nil, those that X named in August 2026: 0.015 USD for
	// a post, and 0.200 USD for a post with a link. X also names 0.010 USD for a "summoned reply".
	// It does not explain this term, and does not say which price a summoned reply with a link has.
	// If empty, there are none. [X API pricing]
	Prices []channel.Price
	// Rates are what PostLimits reports. If nil, 100 posts in 15 minutes for the account and 10,000
	// in 24 hours for the app. [X API Rate Limits]
	Rates []channel.Rate
}

// withDefaults fills empty fields.
func (p PostConfig) withDefaults() PostConfig {
	p.Text = p.Text.Or(channel.Length{Max: mostPost, Unit: channel.Weighted})
	if p.Prices == nil {
		p.Prices = []channel.Price{
			{Kind: "post", Micros: 15_000, Currency: "USD"}, {Kind: "post with a link", Micros: 200_000, Currency: "USD", Links: true},
		}
	}
	if p.Rates == nil {
		p.Rates = []channel.Rate{{Scope: channel.ScopeAccount, N: 100, Per: 15 * time.Minute}, {Scope: channel.ScopeApp, N: 10_000, Per: 24 * time.Hour}}
	}
	return p
}

// postLimits is what a public answer takes. A file is uploaded for posts alone: the ID of an upload
// for messages is refused by X.
func postLimits(cfg Config) channel.Limits {
	l := channel.Limits{Text: cfg.Posts.Text, Caption: cfg.Posts.Text, EchoesOwn: true, Rates: cfg.Posts.Rates, Prices: cfg.Posts.Prices}
	if cfg.Files == nil {
		return l
	}
	l.Attachments, l.Together = 4, [][]channel.MediaKind{{channel.MediaImage}}
	for _, m := range mediaLimits(cfg) {
		m.ByID = false
		l.Media = append(l.Media, m)
	}
	return l
}

// PostLimits returns the limits and prices of ReplyToPost. See decision 201.
func (c *Channel) PostLimits(in channel.Thread) channel.Limits {
	if !c.Limits(in).Abilities.ReplyToPost {
		return channel.Limits{}
	}
	return c.posts
}

// ReplyToPost answers a post in public, with a text and with up to four images or one GIF or video.
// The id in Sent is the Post.ID of the event that reports the answer (PostOwn).
//
// X takes an answer only if the author of the post mentions the account or quotes one of its posts,
// unless the app is on an Enterprise plan. Without that plan, an answer to a post of kind
// PostRepost, PostComment or PostOther is refused before any I/O. X may still refuse an answer, for
// example to a mention deep in a conversation of others. The error then has AffectsMessage: answer
// in private. The same holds if the customer has deleted the post. X does not report that deletion:
// call ReadPost before an agent writes. [Manage Posts]
func (c *Channel) ReplyToPost(ctx context.Context, in channel.Thread, p channel.Post, m channel.Message) (channel.Sent, error) {
	if !c.Limits(in).Abilities.ReplyToPost {
		return channel.Sent{}, channel.Unsupported(Platform, opReplyPost)
	}
	if err := errors.Join(c.checkPost(in, p), c.checkAnswer(p, m)); err != nil {
		return channel.Sent{}, call.Rejected(Platform, opReplyPost, err)
	}
	m, err := c.withFiles(ctx, m, transfer{c: c, public: true})
	if err != nil {
		return channel.Sent{}, err
	}
	if late := c.tooLate(m); late != nil {
		return channel.Sent{}, call.Rejected(Platform, opReplyPost, late)
	}
	body := postRequest{Text: m.Text, Reply: wireReply{ID: p.ID}}
	if len(m.Attachments) > 0 {
		body.Media = new(wirePostMedia)
		for _, a := range m.Attachments {
			body.Media.IDs = append(body.Media.IDs, a.ID)
		}
	}
	extra, _ := readOptions(m.Native)
	body.Quote = extra.Quote
	if extra.MessageLink {
		body.MessageLink = c.WelcomeLink("")
	}
	answer, err := c.json(ctx, opReplyPost, http.MethodPost, "/2/tweets", body)
	if err != nil {
		return channel.Sent{}, err
	}
	id := ""
	r, err := jsonread.New(answer.Body)
	for key := range r.Object {
		if string(key) == "data" {
			id = readMember(&r, "id")
		}
	}
	if err == nil && id == "" {
		err = fmt.Errorf("answer %d names no post", answer.Status)
	}
	if err != nil {
		return channel.Sent{}, call.Failed(Platform, opReplyPost, channel.ErrUncertain, err)
	}
	return channel.Sent{IDs: []string{id}, Pace: c.pace(answer.Header)}, nil
}

// checkPost complains about a thread or post that X cannot have. The contact does not matter: an
// own post has none.
func (c *Channel) checkPost(in channel.Thread, p channel.Post) error {
	var errs []error
	if in.Platform != Platform {
		errs = append(errs, &channel.FieldError{Field: "thread.platform", Code: channel.CodeInvalid, Reason: "the thread is on another platform"})
	}
	if in.Account != c.cfg.Account {
		errs = append(errs, &channel.FieldError{Field: "thread.account", Code: channel.CodeInvalid, Reason: "the thread belongs to another account"})
	}
	if !isID(p.ID) {
		errs = append(errs, &channel.FieldError{Field: "post.id", Code: channel.CodeInvalid, Reason: "the id of a post must be a number of at most 19 digits"})
	}
	return errors.Join(errs...)
}

var cashtag = regexp.MustCompile(`(?:^|\s)\$[A-Za-z]{1,6}\b`)

// checkAnswer complains about what X refuses of a public answer.
func (c *Channel) checkAnswer(p channel.Post, m channel.Message) error {
	errs := []error{c.posts.CheckUnopened(m), c.tooLate(m)}
	complain := func(field, code, reason string) {
		errs = append(errs, &channel.FieldError{Field: field, Code: code, Reason: reason})
	}
	switch p.Kind {
	case channel.PostRepost, channel.PostOther, channel.PostComment:
		if !c.cfg.Posts.Enterprise {
			complain("post.kind", channel.CodeUnsupported, "X takes an answer only to a post that mentions or quotes the account")
		}
	}
	if p.Change == "removed" {
		complain("post.change", channel.CodeInvalid, "the post was deleted")
	}
	extra, ok := readOptions(m.Native)
	switch {
	case !ok || extra != extra.onPosts():
		complain("native", channel.CodeUnsupported, "a public answer must have no other extra than a message link and a quote")
	case extra.Quote == "":
	case !isID(extra.Quote):
		complain("native.quote", channel.CodeInvalid, "the id of a post must be a number of at most 19 digits")
	case !c.cfg.Posts.Enterprise:
		complain("native.quote", channel.CodeUnsupported, "X lets only apps on an Enterprise plan quote")
	case len(m.Attachments) > 0:
		complain("native.quote", channel.CodeConflict, "X takes either a quote or files in one post")
	}
	if n := len(cashtag.FindAllString(m.Text, 2)); n > 1 && !c.cfg.Posts.Enterprise {
		errs = append(errs, &channel.FieldError{Field: "text", Code: channel.CodeTooMany, Reason: "a post must have at most one cashtag", Limit: 1, Got: n})
	}
	return errors.Join(errs...)
}

// tooLate complains about a message that is of no use any more.
func (c *Channel) tooLate(m channel.Message) error {
	if m.NotAfter.IsZero() || c.cfg.Now().Before(m.NotAfter) {
		return nil
	}
	return &channel.FieldError{Field: "notAfter", Code: channel.CodeInvalid, Reason: "the message is useless by now"}
}
