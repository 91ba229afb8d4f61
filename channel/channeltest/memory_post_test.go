package channeltest_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/channeltest"
)

func TestMemoryPosts(t *testing.T) {
	ctx, m, post := t.Context(), newMemory(t, channeltest.MemoryConfig{}), channel.Post{ID: "in-1", Kind: channel.PostComment}
	sent, err := channel.ReplyToPost(ctx, m, customer, post, channel.Message{Text: "open until 8"})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := m.Send(ctx, customer, channel.Message{Text: "in private"}); err != nil {
		t.Fatal(err)
	}
	for _, err := range []error{
		channel.LikePost(ctx, m, customer, post, true), channel.HidePost(ctx, m, customer, post, true), channel.HidePost(ctx, m, customer, post, false),
		channel.DeletePost(ctx, m, customer, channel.Post{ID: sent.IDs[0]}), channel.DeletePost(ctx, m, customer, post),
	} {
		if err != nil {
			t.Error(err)
		}
	}
	want := []channeltest.MemorySent{
		{ID: "1", Thread: customer, Message: channel.Message{Text: "open until 8"}, Time: noon, Post: "in-1", Deleted: true},
		{ID: "2", Thread: customer, Message: channel.Message{Text: "in private"}, Time: noon},
	}
	if diff := cmp.Diff(want, m.Sent()); diff != "" {
		t.Errorf("Sent (-want +got):\n%s", diff)
	}
	log := []string{"reply to post in-1 1", "send 2", "like post in-1", "hide post in-1", "hide post in-1 undone", "delete post 1", "delete post in-1"}
	if diff := cmp.Diff(log, m.Log()); diff != "" {
		t.Errorf("Log (-want +got):\n%s", diff)
	}
	_, unnamed := channel.ReplyToPost(ctx, m, customer, channel.Post{}, channel.Message{Text: "x"})
	_, long := channel.ReplyToPost(ctx, m, customer, post, channel.Message{Text: strings.Repeat("x", 4001)})
	for name, err := range map[string]error{"without an id": unnamed, "too long": long, "a private message": channel.DeletePost(ctx, m, customer, channel.Post{ID: "2"})} {
		e, _ := errors.AsType[*channel.Error](err)
		if e == nil || e.Kind != channel.ErrRejected || !strings.HasSuffix(e.Op, "post") {
			t.Errorf("%s: %v, want a rejection of a call on posts", name, err)
		}
	}
}

func TestMemoryWithoutPosts(t *testing.T) {
	limits := channeltest.MemoryLimits()
	limits.Abilities.ReplyToPost = false
	m := newMemory(t, channeltest.MemoryConfig{Limits: limits})
	_, err := channel.ReplyToPost(t.Context(), m, customer, channel.Post{ID: "1"}, channel.Message{Text: "x"})
	if !errors.Is(err, errors.ErrUnsupported) || !channel.PostLimits(m, customer).IsZero() {
		t.Errorf("ReplyToPost: %v, and PostLimits %+v, want neither", err, channel.PostLimits(m, customer))
	}
}

// A post is read as it was last told: edited, hidden, and gone after it was removed.
func TestMemoryReadPost(t *testing.T) {
	m, post := newMemory(t, channeltest.MemoryConfig{}), channel.Post{ID: "c1", Kind: channel.PostComment, Text: "price?"}
	for _, tt := range []struct {
		told channel.Post
		want channel.Post
	}{
		{post, post},
		{channel.Post{ID: "c1", Change: "edited", Text: "best price?"}, channel.Post{ID: "c1", Text: "best price?"}},
		{channel.Post{ID: "c1", Change: "hidden", Text: "best price?"}, channel.Post{ID: "c1", Change: "hidden", Text: "best price?"}},
	} {
		got := m.Webhook(channel.Event{Thread: customer, Body: tt.told})
		if _, err := m.Receive(got); err != nil {
			t.Fatal(err)
		}
		now, err := channel.ReadPost(t.Context(), m, customer, post)
		if diff := cmp.Diff(tt.want, now); diff != "" || err != nil {
			t.Errorf("ReadPost: %v (-want +got):\n%s", err, diff)
		}
	}
	m.Webhook(channel.Event{Thread: customer, Body: channel.Post{ID: "c1", Change: "removed"}})
	for _, id := range []string{"c1", "never"} {
		_, err := channel.ReadPost(t.Context(), m, customer, channel.Post{ID: id})
		if e, _ := errors.AsType[*channel.Error](err); e == nil || e.Kind != channel.ErrRejected || e.Affects != channel.AffectsMessage {
			t.Errorf("%s: %v", id, err)
		}
	}
}
