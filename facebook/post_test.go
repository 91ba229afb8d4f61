package facebook_test

import (
	"errors"
	"net/http"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/facebook"
	"github.com/contactkit/contactkit/facebook/facebooktest"
)

// comment → public answer, which comes back as an own one → private reply, once → hidden → deleted.
func TestPostJourney(t *testing.T) {
	ctx := t.Context()
	fb, ch := standIn(t, facebooktest.Config{}, nil)
	host := gather(ch)
	fb.Hook(host)
	fb.Meet(facebooktest.Person{ID: "24001", First: "Ada", Last: "Muster"})
	id := fb.Comment("24001", "9001", "price?")
	require.NoError(t, fb.Flush(ctx))
	got := host.take()
	require.Len(t, got, 1)
	in, p := got[0].Thread, got[0].Body.(channel.Post)
	before, err := ch.ReadComment(ctx, in, p.ID)
	require.NoError(t, err)
	want := facebook.Comment{ID: id, Text: "price?", From: channel.Person{ID: "24001", Name: "Ada Muster"}, URL: "https://www.facebook.com/" + id, Created: before.Created,
		Known: true, CanReply: true, CanHide: true, CanLike: true, CanDelete: true, CanReplyPrivate: true}
	if diff := cmp.Diff(want, before); diff != "" || before.Created.IsZero() {
		t.Errorf("ReadComment (-want +got):\n%s", diff)
	}

	sent, err := channel.ReplyToPost(ctx, ch, in, p, channel.Message{Text: "12 crowns"})
	require.NoError(t, err)
	require.NoError(t, fb.Flush(ctx))
	back := host.take()
	require.Len(t, back, 1)
	own := back[0].Body.(channel.Post)
	require.Equal(t, []string{channel.PostOwn, sent.IDs[0], id, "12 crowns"}, []string{own.Kind, own.ID, own.ReplyTo, own.Text})
	require.False(t, back[0].Renews)

	_, err = ch.Send(ctx, in, channel.Message{Text: "and a discount for you"})
	require.NoError(t, err)
	_, err = ch.Send(ctx, in, channel.Message{Text: "again"})
	e, _ := errors.AsType[*channel.Error](err)
	require.NotNil(t, e)
	require.Equal(t, []string{"10900", string(channel.AffectsMessage)}, []string{e.Code, string(e.Affects)})
	after, err := ch.ReadComment(ctx, in, p.ID)
	require.NoError(t, err)
	require.False(t, after.CanReplyPrivate)
	require.NotEmpty(t, after.Conversation)
	_, err = ch.Send(ctx, back[0].Thread, channel.Message{Text: "to ourselves"})
	e, _ = errors.AsType[*channel.Error](err)
	require.NotNil(t, e)
	require.Equal(t, []string{"10903", string(channel.AffectsMessage)}, []string{e.Code, string(e.Affects)})

	require.NoError(t, channel.LikePost(ctx, ch, in, p, true))
	require.NoError(t, channel.HidePost(ctx, ch, in, p, true))
	now, err := channel.ReadPost(ctx, ch, in, p)
	require.NoError(t, err)
	require.Equal(t, channel.Post{ID: id, Kind: p.Kind, Change: "hidden", Text: "price?", ReplyTo: p.ReplyTo, URL: "https://www.facebook.com/" + id}, now)
	require.Equal(t, facebooktest.PublicComment{ID: id, Author: "24001", Text: "price?", Hidden: true, Liked: true}, fb.Comments()[id])
	require.NoError(t, channel.LikePost(ctx, ch, in, p, false))
	require.NoError(t, channel.HidePost(ctx, ch, in, p, false))
	require.Equal(t, facebooktest.PublicComment{ID: id, Author: "24001", Text: "price?"}, fb.Comments()[id])
	require.ErrorIs(t, channel.HidePost(ctx, ch, in, own, true), channel.ErrRejected)
	require.NoError(t, channel.DeletePost(ctx, ch, in, channel.Post{ID: sent.IDs[0]}))
	require.NoError(t, channel.DeletePost(ctx, ch, in, p))
	_, err = channel.ReadPost(ctx, ch, in, p)
	require.True(t, isGone(err), "a deleted comment: %v", err)
	require.Empty(t, fb.Comments())
	require.NoError(t, fb.Flush(ctx))
	var changes []string
	for _, ev := range host.take() {
		if p, ok := ev.Body.(channel.Post); ok {
			changes = append(changes, p.Change)
		}
	}
	require.Equal(t, []string{"hidden", "shown", "removed", "removed"}, changes)
	_, err = channel.ReplyToPost(ctx, ch, in, p, channel.Message{Text: "too late"})
	e, _ = errors.AsType[*channel.Error](err)
	require.NotNil(t, e)
	require.Equal(t, []string{"100/33", string(channel.AffectsMessage)}, []string{e.Code, string(e.Affects)})
}

// Each call as Meta's pages show it, on Facebook and on Instagram.
func TestPostRequests(t *testing.T) {
	comment, ig := thread("comment:77_991"), channel.Thread{Platform: "facebook", Account: instagramID, Contact: "comment:179"}
	text, picture := channel.Message{Text: "hi"}, channel.Message{Text: "hi", Attachments: []channel.Attachment{{Kind: channel.MediaImage, URL: "https://a.example/b.png"}}}
	reply := func(in channel.Thread, p channel.Post, m channel.Message) func(*facebook.Channel) error {
		return func(ch *facebook.Channel) error {
			sent, err := channel.ReplyToPost(t.Context(), ch, in, p, m)
			if err == nil && !cmp.Equal(sent.IDs, []string{"1799"}) {
				t.Errorf("Sent %v", sent.IDs)
			}
			return err
		}
	}
	for _, tt := range []struct {
		do         func(*facebook.Channel) error
		want, body string
	}{
		{reply(comment, channel.Post{ID: "77_991"}, text), "POST /v26.0/77_991/comments", `{"message":"hi"}`},
		{reply(comment, channel.Post{ID: "77_991"}, picture), "POST /v26.0/77_991/comments", `{"message":"hi","attachment_url":"https://a.example/b.png"}`},
		{reply(ig, channel.Post{ID: "179", Kind: channel.PostComment}, text), "POST /v26.0/179/replies", `{"message":"hi"}`},
		{reply(ig, channel.Post{ID: "180", Kind: channel.PostMention}, text), "POST /v26.0/" + instagramID + "/mentions", `{"message":"hi","media_id":"180"}`},
		{reply(ig, channel.Post{ID: "179", Kind: channel.PostMention, ReplyTo: "180"}, text), "POST /v26.0/" + instagramID + "/mentions", `{"message":"hi","media_id":"180","comment_id":"179"}`},
		{func(ch *facebook.Channel) error {
			return channel.HidePost(t.Context(), ch, comment, channel.Post{ID: "77_991"}, false)
		}, "POST /v26.0/77_991", `{"is_hidden":false}`},
		{func(ch *facebook.Channel) error {
			return channel.HidePost(t.Context(), ch, ig, channel.Post{ID: "179"}, true)
		}, "POST /v26.0/179", `{"hide":true}`},
		{func(ch *facebook.Channel) error {
			return channel.DeletePost(t.Context(), ch, ig, channel.Post{ID: "179"})
		}, "DELETE /v26.0/179", ``},
	} {
		f := &transport{status: 200, body: `{"id":"1799","success":true}`}
		ch := sendingChannel(t, f, func(c *facebook.Config) { c.TokenIn = facebook.TokenInHeader })
		require.NoError(t, tt.do(ch), tt.want)
		if diff := cmp.Diff([]string{tt.want, tt.body}, []string{f.last.Method + " " + f.last.URL.Path, f.sent}); diff != "" {
			t.Errorf("request (-want +got):\n%s", diff)
		}
	}
	f := &transport{status: 200, body: `{"id":"179","text":"price?","from":{"id":"65","username":"ada_ex"},"timestamp":"2026-11-20T10:00:00+0000","hidden":true,"parent_id":"178"}`}
	got, err := sendingChannel(t, f, nil).ReadComment(t.Context(), ig, "179")
	require.NoError(t, err)
	want := facebook.Comment{ID: "179", Text: "price?", From: channel.Person{ID: "65", Handle: "ada_ex"}, Parent: "178", Hidden: true, Created: time.Date(2026, 11, 20, 10, 0, 0, 0, time.UTC)}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("ReadComment (-want +got):\n%s", diff)
	}
}

func TestPostIsCheckedBefore(t *testing.T) {
	comment, ig, p := thread("comment:77_991"), channel.Thread{Platform: "facebook", Account: instagramID, Contact: "comment:179"}, channel.Post{ID: "77_991"}
	f := accepting()
	ch := sendingChannel(t, f, nil)
	for field, err := range map[string]error{
		"thread.account": channel.HidePost(t.Context(), ch, channel.Thread{Platform: "facebook", Account: "9", Contact: "comment:1"}, p, true),
		"post.id":        channel.DeletePost(t.Context(), ch, comment, channel.Post{ID: "1/../2"}),
		"text":           second(channel.ReplyToPost(t.Context(), ch, comment, p, channel.Message{Text: " "})),
		"notAfter":       second(channel.ReplyToPost(t.Context(), ch, comment, p, channel.Message{Text: "x", NotAfter: now})),
		"post.change":    second(channel.ReplyToPost(t.Context(), ch, comment, channel.Post{ID: "1", Change: "removed"}, channel.Message{Text: "x"})),
		"attachments":    second(channel.ReplyToPost(t.Context(), ch, ig, p, channel.Message{Attachments: []channel.Attachment{{Kind: channel.MediaImage, URL: "https://a.example/b"}}})),
	} {
		list := channel.FieldErrors(err)
		if len(list) == 0 || list[0].Field != field || !errors.Is(err, channel.ErrRejected) {
			t.Errorf("%s: %v", field, err)
		}
	}
	for name, err := range map[string]error{"a like on Instagram": channel.LikePost(t.Context(), ch, ig, p, true), "a person": channel.HidePost(t.Context(), ch, thread(personID), p, true)} {
		if !errors.Is(err, errors.ErrUnsupported) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if f.calls > 0 {
		t.Errorf("Meta was called: %v", f.all)
	}
	lost := &transport{status: 500, body: `{}`}
	ch = sendingChannel(t, lost, nil)
	require.ErrorIs(t, second(channel.ReplyToPost(t.Context(), ch, comment, p, channel.Message{Text: "x"})), channel.ErrUncertain)
	require.ErrorIs(t, channel.HidePost(t.Context(), ch, comment, p, true), channel.ErrUnavailable)
}

func second[T any](_ T, err error) error { return err }

// A visitor's post and a mention are answered in public; the visitor's post is answered once in
// private, hidden and deleted.
func TestPostsOfOthersJourney(t *testing.T) {
	fb, ch := standIn(t, facebooktest.Config{}, nil)
	var got []channel.Event
	fb.Hook(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		call, _ := channel.ReadWebhook(r)
		d, err := ch.Receive(call)
		if err != nil {
			t.Errorf("receive: %v", err)
		}
		got = append(got, d.Events...)
		d.Reply.ServeHTTP(w, r)
	}))
	visitor, mention := fb.VisitorPost("24001", "lovely shop"), fb.MentionPage("24001", "thanks to @Page")
	if err := fb.Flush(t.Context()); err != nil || len(got) != 2 {
		t.Fatalf("%d events, %v", len(got), err)
	}
	for i, id := range []string{visitor, mention} {
		post, ok := got[i].Body.(channel.Post)
		if !ok || post.ID != id || !got[i].Thread.IsPublic() {
			t.Fatalf("event %+v", got[i])
		}
		if sent, err := ch.ReplyToPost(t.Context(), got[i].Thread, post, channel.Message{Text: "Thank you!"}); err != nil || fb.Comments()[sent.IDs[0]].Parent != id {
			t.Errorf("answer to %s: %v", id, err)
		}
	}
	in, post := got[0].Thread, got[0].Body.(channel.Post)
	if _, err := ch.Send(t.Context(), in, channel.Message{Text: "A voucher for you"}); err != nil {
		t.Errorf("answer in private: %v", err)
	}
	_, err := ch.Send(t.Context(), in, channel.Message{Text: "Another"})
	if e, _ := errors.AsType[*channel.Error](err); e == nil || e.Code != "10900" || !errors.Is(err, channel.ErrRejected) {
		t.Errorf("a second answer in private: %v", err)
	}
	if err := errors.Join(ch.HidePost(t.Context(), in, post, true), ch.DeletePost(t.Context(), in, post)); err != nil {
		t.Errorf("hide and delete: %v", err)
	}
	if err := ch.HidePost(t.Context(), got[1].Thread, got[1].Body.(channel.Post), true); err == nil {
		t.Error("the post of another person was hidden")
	}
}

// A comment may be one that cannot be hidden: Meta says so when it is read, and refuses the call.
// The refusal concerns this comment alone.
func TestCommentThatCannotBeHidden(t *testing.T) {
	fb, ch := standIn(t, facebooktest.Config{}, nil)
	id := fb.Comment("24001", "9001", "spam")
	fb.KeepShown(id)
	in, p := standInThread("comment:"+id), channel.Post{ID: id, Kind: channel.PostComment}
	now, err := ch.ReadComment(t.Context(), in, id)
	require.NoError(t, err)
	require.True(t, now.Known && now.CanReply && !now.CanHide)
	err = channel.HidePost(t.Context(), ch, in, p, true)
	require.True(t, isGone(err), "%v, want a rejection of this comment", err)
	require.False(t, fb.Comments()[id].Hidden)
}

// isGone reports whether an error says that a post is not there any more.
func isGone(err error) bool {
	e, ok := errors.AsType[*channel.Error](err)
	return ok && e.Kind == channel.ErrRejected && e.Affects == channel.AffectsMessage
}
