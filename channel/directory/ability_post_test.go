package directory_test

import (
	"context"
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/directory"
	"github.com/contactkit/contactkit/facebook"
	"github.com/contactkit/contactkit/facebook/facebooktest"
)

// commented is a directory with one Page at a stand-in, and a comment on a post of the Page.
func commented(t *testing.T, edit func(*directory.Record)) (*facebooktest.Server, *directory.Directory, channel.Thread, channel.Post) {
	t.Helper()
	fb := facebooktest.New(facebooktest.Config{})
	cfg := fb.Config()
	r := desk("facebook", "shop", "Shop")
	r.Settings = map[string]string{"appId": cfg.AppID}
	r.Secrets.Keys = map[string]channel.Keys{"appSecret": channel.NewKeys(channel.Secret(cfg.AppSecret)), "verifyToken": channel.NewKeys(channel.Secret(cfg.VerifyToken))}
	r.Secrets.Tokens = map[string]map[string]channel.Keys{"pages": {}}
	account := ""
	for id, token := range cfg.Pages {
		account = id
		r.Pages = append(r.Pages, directory.Page{ID: id})
		r.Secrets.Tokens["pages"][id] = channel.NewKeys(channel.Secret(token))
	}
	if edit != nil {
		edit(&r)
	}
	o := options()
	o.Now, o.HTTP = nil, fb.Client()
	d := newDirectory(t, o, r)
	id := fb.Comment("7771000000000001", "9001", "price?")
	return fb, d, channel.Thread{Platform: facebook.Platform, Account: account, Contact: "comment:" + id}, channel.Post{ID: id, Kind: channel.PostComment}
}

// The answer of a robot or a notice becomes a public post only where the record says so. A person's
// always may, and an unknown author counts as a robot.
func TestRobotsDoNotPublish(t *testing.T) {
	for name, tt := range map[string]struct {
		set  func(*directory.Service)
		want map[channel.Author]bool
	}{
		"by default": {func(*directory.Service) {}, map[channel.Author]bool{}},
		"robots":     {func(s *directory.Service) { s.PublicRobot = true }, map[channel.Author]bool{channel.ByRobot: true, "": true}},
		"notices":    {func(s *directory.Service) { s.PublicNotices = true }, map[channel.Author]bool{channel.ByAutomatic: true}},
	} {
		fb, d, in, post := commented(t, func(r *directory.Record) { tt.set(&r.Service) })
		calls := len(fb.Comments())
		for _, by := range []channel.Author{channel.ByRobot, channel.ByAutomatic, ""} {
			_, err := channel.ReplyToPost(t.Context(), d.Sender(), in, post, channel.Message{Text: "said by " + string(by), By: by})
			switch e, _ := errors.AsType[*channel.Error](err); {
			case tt.want[by] && err != nil:
				t.Errorf("%s: %q may not publish: %v", name, by, err)
			case tt.want[by]:
				calls++
			case e == nil || e.Kind != channel.ErrRejected || e.Affects != channel.AffectsMessage || channel.FieldErrors(err)[0].Field != "by":
				t.Errorf("%s: %q: %v", name, by, err)
			}
		}
		if got := len(fb.Comments()); got != calls {
			t.Errorf("%s: %d comments stand in public, want %d", name, got, calls)
		}
		_, err := channel.ReplyToPost(t.Context(), d.Sender(), in, post, channel.Message{Text: "12 crowns", By: channel.ByPerson})
		require.NoError(t, err, name)
	}
}

// No notice uses up the one private reply to a comment, whatever the record says of public answers:
// it is left for the answer.
func TestNoticesLeaveThePrivateReply(t *testing.T) {
	fb, d, in, _ := commented(t, func(r *directory.Record) { r.Service.PublicRobot, r.Service.PublicNotices = true, true })
	_, err := d.Sender().Send(t.Context(), in, channel.Message{Text: "We are closed.", By: channel.ByAutomatic})
	if list := channel.FieldErrors(err); !errors.Is(err, channel.ErrRejected) || len(list) != 1 || list[0].Field != "by" {
		t.Errorf("a notice: %v", err)
	}
	require.Empty(t, fb.Sent())
	_, err = d.Sender().Send(t.Context(), in, channel.Message{Text: "12 crowns", By: channel.ByPerson})
	require.NoError(t, err)
	require.Len(t, fb.Sent(), 1)
	_, err = d.Sender().Send(t.Context(), channel.Thread{Platform: in.Platform, Account: in.Account, Contact: "7771000000000001"}, channel.Message{Text: "We are closed.", By: channel.ByAutomatic})
	if channel.FieldErrors(err) != nil {
		t.Errorf("a notice to a thread of messages: %v", err)
	}
}

// The sender has the abilities of the thread's channel, and those of a paused channel wait.
func TestSenderPosts(t *testing.T) {
	ctx := context.Background()
	fb, d, in, post := commented(t, nil)
	sender := d.Sender()
	if got, want := channel.PostLimits(sender, in), channel.PostLimits(channelOf(t, d, "shop"), in); got.Text != want.Text || got.Text.Max == 0 {
		t.Errorf("limits %v, want %v", got.Text, want.Text)
	}
	if got := channel.PostLimits(sender, channel.Thread{Platform: "facebook", Account: "1", Contact: in.Contact}); !got.IsZero() {
		t.Errorf("limits of no channel: %+v", got)
	}
	now, err := channel.ReadPost(ctx, sender, in, post)
	require.NoError(t, err)
	require.Equal(t, "price?", now.Text)
	require.NoError(t, channel.HidePost(ctx, sender, in, post, true))
	require.NoError(t, channel.LikePost(ctx, sender, in, post, true))
	require.Equal(t, []bool{true, true}, []bool{fb.Comments()[post.ID].Hidden, fb.Comments()[post.ID].Liked})
	_, err = d.Move(ctx, "shop", directory.Paused)
	require.NoError(t, err)
	_, err1 := channel.ReplyToPost(ctx, sender, in, post, channel.Message{Text: "x", By: channel.ByPerson})
	_, err2 := channel.ReadPost(ctx, sender, in, post)
	for name, err := range map[string]error{"reply": err1, "read": err2, "hide": channel.HidePost(ctx, sender, in, post, false),
		"like": channel.LikePost(ctx, sender, in, post, false), "delete": channel.DeletePost(ctx, sender, in, post)} {
		if !errors.Is(err, directory.ErrPaused) {
			t.Errorf("%s of a paused channel: %v", name, err)
		}
	}
	_, err = d.Move(ctx, "shop", directory.Active)
	require.NoError(t, err)
	require.NoError(t, channel.DeletePost(ctx, sender, in, post))
	require.Empty(t, fb.Comments())
}
