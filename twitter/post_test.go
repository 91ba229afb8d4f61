package twitter_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/twitter"
	"github.com/contactkit/contactkit/twitter/twittertest"
)

// public is X with our app, a channel on it, and what arrived.
func public(t *testing.T, change func(*twittertest.Config, *twitter.Config)) (x *twittertest.Server, ch *twitter.Channel, arrived func() []channel.Event) {
	set, cfg := standIn(twitter.V11, time.Now), config()
	cfg.Files = func(context.Context, string) (channel.File, error) {
		png := []byte("\x89PNG\r\n\x1a\n")
		return channel.File{Body: io.NopCloser(bytes.NewReader(png)), Name: "a.png", Size: int64(len(png))}, nil
	}
	if change != nil {
		change(&set, &cfg)
	}
	x = twittertest.New(set)
	cfg.HTTP = x.Client()
	ch = open(t, cfg)
	var events []channel.Event
	x.Hook(receiving(ch, func(ev channel.Event) { events = append(events, ev) }))
	return x, ch, func() []channel.Event {
		require.NoError(t, x.Flush(t.Context()))
		list := events
		events = nil
		return list
	}
}

func postOf(t *testing.T, ev channel.Event) channel.Post {
	t.Helper()
	p, ok := ev.Body.(channel.Post)
	require.True(t, ok, "%T", ev.Body)
	return p
}

// mention → public answer → its own event → answer in private → hidden → deleted.
func TestPostJourney(t *testing.T) {
	ctx := t.Context()
	x, ch, arrived := public(t, nil)
	own := x.AccountPosts("We are open again.")
	x.Reply(ada, own, "until when?")
	got := arrived()
	require.Len(t, got, 2)
	ev := got[1]
	p := postOf(t, ev)
	m := channel.Message{Text: "Until 8.", Attachments: []channel.Attachment{{Kind: channel.MediaImage, File: "a.png"}}}
	sent, err := channel.ReplyToPost(ctx, ch, ev.Thread, p, m)
	require.NoError(t, err)
	require.Len(t, sent.IDs, 1)
	back := arrived()
	require.Len(t, back, 1)
	require.Equal(t, channel.PostOwn, postOf(t, back[0]).Kind)
	require.Equal(t, []string{sent.IDs[0], p.ID}, []string{postOf(t, back[0]).ID, postOf(t, back[0]).ReplyTo})
	require.NoError(t, channel.HidePost(ctx, ch, ev.Thread, p, true))
	posts := x.Posts()
	require.Len(t, posts, 3)
	require.True(t, posts[1].Hidden)
	require.Equal(t, []string{"Until 8.", us, p.ID}, []string{posts[2].Text, posts[2].Author, posts[2].ReplyTo})
	require.Len(t, posts[2].Files, 1)
	require.NoError(t, channel.HidePost(ctx, ch, ev.Thread, p, false))
	require.False(t, x.Posts()[1].Hidden)
	x.Follow(ada)
	_, err = ch.Send(ctx, ev.Thread, channel.Message{Text: "Shall I reserve one?"})
	require.NoError(t, err)
	require.Len(t, x.Posts(), 3, "Send publishes nothing")
	require.NoError(t, channel.DeletePost(ctx, ch, back[0].Thread, channel.Post{ID: sent.IDs[0]}))
	require.Len(t, x.Posts(), 2)
}

// A refusal says whom it concerns: this message, the app, and never new credentials.
func TestPostRefusals(t *testing.T) {
	ctx, m := t.Context(), channel.Message{Text: "Hello"}
	x, ch, _ := public(t, nil)
	gone := x.Mention(ada, "help")
	foreign := x.Quote(ada, gone, "not about you")
	x.DeletePost(gone)
	named := x.Mention(ada, "please")
	to := channel.Thread{Platform: twitter.Platform, Account: us, Contact: "post:" + ada}
	reply := func(p channel.Post, m channel.Message) error {
		_, err := channel.ReplyToPost(ctx, ch, to, p, m)
		return err
	}
	require.NoError(t, reply(channel.Post{ID: named, Kind: channel.PostMention}, m))
	for name, err := range map[string]error{
		"not mentioned": reply(channel.Post{ID: foreign}, channel.Message{Text: "a"}), "deleted": reply(channel.Post{ID: gone}, channel.Message{Text: "b"}),
		"said before": reply(channel.Post{ID: named}, m), "to hide a mention": nil, "to delete a customer's": channel.DeletePost(ctx, ch, to, channel.Post{ID: named}),
		"to delete nothing": channel.DeletePost(ctx, ch, to, channel.Post{ID: "1"}), "to hide nothing": channel.HidePost(ctx, ch, to, channel.Post{ID: "1"}, true),
	} {
		if name == "to hide a mention" { // X's words for it are not known, so that it may be anything but credentials
			err = channel.HidePost(ctx, ch, to, channel.Post{ID: named}, true)
			if e, _ := errors.AsType[*channel.Error](err); e == nil || e.Affects == channel.AffectsCredentials {
				t.Errorf("%s: %v", name, err)
			}
			continue
		}
		if e, _ := errors.AsType[*channel.Error](err); e == nil || e.Kind != channel.ErrRejected || e.Affects != channel.AffectsMessage {
			t.Errorf("%s: %#v, want a rejection of this message", name, err)
		}
	}
	if err := channel.LikePost(ctx, ch, to, channel.Post{ID: named}, true); !errors.Is(err, errors.ErrUnsupported) {
		t.Errorf("a like without Enterprise: %v", err)
	}
	enterprise, liking, _ := public(t, func(set *twittertest.Config, cfg *twitter.Config) {
		set.EnterprisePosts, cfg.Posts.Enterprise = true, true
	})
	id := enterprise.Mention(ada, "thanks")
	require.NoError(t, channel.LikePost(ctx, liking, to, channel.Post{ID: id}, true))
	require.True(t, enterprise.Posts()[0].Liked)
	require.NoError(t, channel.LikePost(ctx, liking, to, channel.Post{ID: id}, false))
	require.False(t, enterprise.Posts()[0].Liked)
}

// An app whose plan does not allow likes is told so in forms that are not confirmed. None asks for
// new credentials.
func TestLikeOfAnotherPlan(t *testing.T) {
	to := channel.Thread{Platform: twitter.Platform, Account: us, Contact: "post:" + ada}
	for body, want := range map[string]channel.Affects{
		`{"title":"Forbidden","type":"about:blank","status":403,"detail":"Forbidden"}`: channel.AffectsApp,
		`{"title":"Forbidden","detail":"Something new.","status":403}`:                 channel.AffectsApp,
		`{"type":"https://api.twitter.com/2/problems/client-forbidden","status":403}`:  channel.AffectsApp,
	} {
		ch := at(t, &platform{t: t, status: http.StatusForbidden, body: body}, func(c *twitter.Config) { c.Posts.Enterprise = true })
		err := channel.LikePost(t.Context(), ch, to, channel.Post{ID: "7"}, true)
		if e, _ := errors.AsType[*channel.Error](err); e == nil || e.Kind != channel.ErrUnauthorized || e.Affects != want {
			t.Errorf("%s: %#v", body, err)
		}
	}
}

func TestPostIsCheckedBefore(t *testing.T) {
	p := &platform{t: t}
	ch := at(t, p)
	good := channel.Thread{Platform: twitter.Platform, Account: us, Contact: "post:" + ada}
	mention := channel.Post{ID: "7", Kind: channel.PostMention}
	tests := []struct {
		field string
		in    channel.Thread
		post  channel.Post
		m     channel.Message
	}{
		{"thread.account", channel.Thread{Platform: twitter.Platform, Account: ada}, mention, channel.Message{Text: "x"}},
		{"thread.platform", channel.Thread{Platform: "x", Account: us}, mention, channel.Message{Text: "x"}},
		{"post.id", good, channel.Post{ID: "7/likes", Kind: channel.PostMention}, channel.Message{Text: "x"}},
		{"post.kind", good, channel.Post{ID: "7", Kind: channel.PostRepost}, channel.Message{Text: "x"}},
		{"post.change", good, channel.Post{ID: "7", Kind: channel.PostReply, Change: "removed"}, channel.Message{Text: "x"}},
		{"text", good, mention, channel.Message{Text: strings.Repeat("漢", 141)}},
		{"text", good, mention, channel.Message{Text: "$A and $B"}},
		{"notAfter", good, mention, channel.Message{Text: "x", NotAfter: time.Unix(1, 0)}},
		{"native", good, mention, channel.Message{Text: "x", Native: twitter.Native(twitter.Options{Place: "1"})}},
		{"native.quote", good, mention, channel.Message{Text: "x", Native: twitter.Native(twitter.Options{Quote: "7"})}},
		{"native.quote", good, mention, channel.Message{Text: "x", Native: twitter.Native(twitter.Options{Quote: "x"})}},
		{"replyTo", good, mention, channel.Message{Text: "x", ReplyTo: "5"}},
	}
	for _, tt := range tests {
		_, err := channel.ReplyToPost(t.Context(), ch, tt.in, tt.post, tt.m)
		list := channel.FieldErrors(err)
		if len(list) != 1 || list[0].Field != tt.field || !errors.Is(err, channel.ErrRejected) {
			t.Errorf("%s: %v", tt.field, err)
		}
	}
	if len(p.seen) > 0 {
		t.Errorf("X was called: %v", p.seen)
	}
}

// A lost or strange answer to a post is uncertain: a second one would appear in public.
func TestPostUncertain(t *testing.T) {
	to := channel.Thread{Platform: twitter.Platform, Account: us, Contact: "post:" + ada}
	for _, p := range []*platform{{t: t, status: 503, body: `{"title":"Service Unavailable"}`}, {t: t, status: 201, body: `{"data":{}}`}, {t: t, status: 201, body: `{`}, {t: t, err: io.ErrUnexpectedEOF}} {
		ch := at(t, p)
		if _, err := channel.ReplyToPost(t.Context(), ch, to, channel.Post{ID: "7"}, channel.Message{Text: "x"}); !errors.Is(err, channel.ErrUncertain) {
			t.Errorf("%d %s: %v", p.status, p.body, err)
		}
		require.Equal(t, []request{{"POST", "https://api.x.com/2/tweets", "application/json", `{"text":"x","reply":{"in_reply_to_tweet_id":"7"}}`}}, p.seen)
	}
}

func TestPostLimits(t *testing.T) {
	to := channel.Thread{Platform: twitter.Platform, Account: us, Contact: "post:" + ada}
	l := channel.PostLimits(open(t, config()), to)
	m := channel.Message{Text: "see https://example.com"}
	cautions := l.Cautions(m)
	require.Len(t, cautions, 1)
	if got := float64(cautions[0].Price.Micros) / float64(cautions[0].Plain.Micros); got < 13 || got > 14 {
		t.Errorf("a link costs %.1f times as much", got)
	}
	want := channel.Length{Max: 280, Unit: channel.Weighted}
	if diff := cmp.Diff(want, l.Text); diff != "" || l.Attachments != 0 {
		t.Errorf("limits %+v", l)
	}
	cfg := config()
	cfg.Posts = twitter.PostConfig{Text: channel.Length{Max: 25_000}, Prices: []channel.Price{}}
	if l := channel.PostLimits(open(t, cfg), to); l.Text != (channel.Length{Max: 25_000, Unit: channel.Weighted}) || l.Cautions(m) != nil {
		t.Errorf("a premium account without prices: %+v", l)
	}
	cfg.Posts.Text = channel.Length{Max: 4, Weights: "other=1"} // as if X had changed what a character weighs
	for text, fits := range map[string]bool{"漢字漢字": true, "漢字漢字漢": false} {
		if err := channel.PostLimits(open(t, cfg), to).Check(channel.Message{Text: text}); (err == nil) != fits {
			t.Errorf("%q with weights of its own: %v", text, err)
		}
	}
	cfg.Posts.Text.Weights = "x"
	if _, err := twitter.New(cfg); len(channel.FieldErrors(err)) != 1 || channel.FieldErrors(err)[0].Field != "posts.text.weights" {
		t.Errorf("odd weights: %v", err)
	}
	cfg.Posts.Text = channel.Length{Max: -1, Unit: "x"}
	if _, err := twitter.New(cfg); len(channel.FieldErrors(err)) != 1 {
		t.Errorf("New: %v", err)
	}
}
