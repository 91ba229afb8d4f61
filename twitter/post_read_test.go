package twitter_test

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/twitter"
	"github.com/contactkit/contactkit/twitter/twittertest"
)

// A post is read again before a late answer: as it was, and when the customer has deleted it.
func TestReadPost(t *testing.T) {
	x, ch, arrived := public(t, nil)
	id := x.Mention(ada, "help")
	got := arrived()
	require.Len(t, got, 1)
	p, err := channel.ReadPost(t.Context(), ch, got[0].Thread, channel.Post{ID: id})
	require.NoError(t, err)
	require.Equal(t, postOf(t, got[0]), p)
	x.DeletePost(id)
	_, err = channel.ReadPost(t.Context(), ch, got[0].Thread, channel.Post{ID: id})
	e, _ := errors.AsType[*channel.Error](err)
	if !errors.Is(err, channel.ErrRejected) || e == nil || e.Affects != channel.AffectsMessage {
		t.Errorf("a deleted post: %v", err)
	}
	if _, err := ch.ReadPost(t.Context(), got[0].Thread, channel.Post{ID: "7/likes"}); len(channel.FieldErrors(err)) != 1 {
		t.Errorf("an odd id: %v", err)
	}
	for _, body := range []string{`{}`, `{"data":{"id":"8","text":"x","author_id":"1"}}`, `{"data":7}`} {
		if _, err := at(t, &platform{t: t, status: 200, body: body}).ReadPost(t.Context(), got[0].Thread, channel.Post{ID: "7"}); !errors.Is(err, channel.ErrMalformed) {
			t.Errorf("%s: %v", body, err)
		}
	}
}

// Public talk has a thread of its own, apart from the direct messages with the same person. Send
// there is private.
func TestPublicThread(t *testing.T) {
	x, ch, arrived := public(t, nil)
	x.Follow(ada)
	arrived()
	x.Mention(ada, "my number is 7")
	x.Say(ada, "and in private it is 8")
	got := arrived()
	require.Len(t, got, 2)
	open, closed := got[0].Thread, got[1].Thread
	require.Equal(t, "post:"+ada, open.Contact)
	require.Equal(t, ada, closed.Contact)
	require.True(t, open.IsPublic())
	require.False(t, closed.IsPublic())
	require.NotEqual(t, open.Key(), closed.Key())

	sent, err := ch.Send(t.Context(), open, channel.Message{Text: "Thank you."})
	require.NoError(t, err)
	echo := arrived()
	require.Len(t, echo, 1)
	require.Equal(t, closed, echo[0].Thread, "the private answer is part of the private talk")
	require.Equal(t, sent.IDs[0], echo[0].Body.(channel.Message).ID)
	require.Len(t, x.Posts(), 1, "Send publishes nothing")

	who, err := ch.FetchProfile(t.Context(), open)
	require.NoError(t, err)
	require.Equal(t, ada, who.Person.ID)
	if _, err := channel.ReplyToPost(t.Context(), ch, closed, postOf(t, got[0]), channel.Message{Text: "x"}); !errors.Is(err, errors.ErrUnsupported) {
		t.Errorf("a public answer in a private thread: %v", err)
	}
	if err := ch.ShowTyping(t.Context(), open); !errors.Is(err, errors.ErrUnsupported) {
		t.Errorf("typing in public: %v", err)
	}
}

// A public answer can lead to a private talk, and on an Enterprise plan quote.
func TestPostExtras(t *testing.T) {
	x, ch, arrived := public(t, nil)
	x.Mention(ada, "help")
	ev := arrived()[0]
	m := channel.Message{Text: "Please write to us:", Native: twitter.Native(twitter.Options{MessageLink: true})}
	_, err := channel.ReplyToPost(t.Context(), ch, ev.Thread, postOf(t, ev), m)
	require.NoError(t, err)
	require.Equal(t, "https://twitter.com/messages/compose?recipient_id="+us, x.Posts()[1].MessageLink)
	if _, err := ch.Send(t.Context(), ev.Thread, m); len(channel.FieldErrors(err)) != 1 {
		t.Errorf("the extra of a post on a message: %v", err)
	}

	x, ch, arrived = public(t, func(s *twittertest.Config, c *twitter.Config) { s.EnterprisePosts, c.Posts.Enterprise = true, true })
	id := x.Mention(ada, "help")
	ev = arrived()[0]
	_, err = channel.ReplyToPost(t.Context(), ch, ev.Thread, postOf(t, ev), channel.Message{Text: "As said:", Native: twitter.Native(twitter.Options{Quote: id})})
	require.NoError(t, err)
	require.Equal(t, id, x.Posts()[1].Quotes)
}
