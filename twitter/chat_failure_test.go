package twitter_test

import (
	"bytes"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/twitter"
)

func TestChatFailures(t *testing.T) {
	c := chatsOn(t, func(cfg *twitter.Config) { cfg.Chat.Pause = time.Nanosecond })
	c.x.SayEncrypted(ada, "hello")
	c.events()
	for number, want := range map[int]struct {
		kind    error
		affects channel.Affects
	}{
		3: {channel.ErrRejected, channel.AffectsMessage}, 7: {channel.ErrUnreachable, channel.AffectsPerson}, 9: {channel.ErrRejected, channel.AffectsPerson},
		11: {channel.ErrRejected, channel.AffectsMessage}, 12: {channel.ErrRateLimited, channel.AffectsAccount}, 13: {channel.ErrUnauthorized, channel.AffectsCredentials},
		14: {channel.ErrUnavailable, channel.AffectsUnknown}, 99: {channel.ErrRejected, channel.AffectsUnknown},
	} {
		c.x.FailChat(ada, number)
		sent, err := c.ch.Send(t.Context(), chatAda, channel.Message{Text: fmt.Sprint("try ", number)})
		require.NoError(t, err)
		got := c.events()
		require.Len(t, got, 1)
		failed, ok := got[0].Body.(channel.Failed)
		if !ok || failed.ID != sent.IDs[1] || failed.Code != fmt.Sprint("chat-failure/", number) || failed.Reason == "" || failed.Affects != want.affects || got[0].Thread != chatAda ||
			got[0].Origin != channel.OriginPlatform {
			t.Errorf("failure %d: %+v", number, got[0])
		}
		e, ok := twitter.ChatFailure(failed)
		if !ok || e.Kind != want.kind || e.Affects != want.affects || (e.Wait == time.Minute) != (want.kind == channel.ErrRateLimited) {
			t.Errorf("ChatFailure(%d) = %v, %v", number, e, ok)
		}
	}
	if _, ok := twitter.ChatFailure(channel.Failed{Code: "131"}); ok {
		t.Error("ChatFailure takes another platform's code")
	}
}

// After 4 and 12 nothing is sent into any encrypted conversation for a while, without a call; plain
// messages go on.
func TestChatFailuresThatPause(t *testing.T) {
	for _, number := range []int{4, 12} {
		now := time.Now()
		c := chatsOn(t, func(cfg *twitter.Config) {
			cfg.Now = func() time.Time { return now }
			cfg.Chat.Pause = 5 * time.Minute
		})
		first := c.x.SayEncrypted(ada, "hello")
		c.x.SayEncrypted(bob, "hello")
		c.x.Say(ada, "and plain")
		c.events()
		c.x.FailChat(ada, number)
		_, err := c.ch.Send(t.Context(), chatAda, channel.Message{Text: "too much"})
		require.NoError(t, err)
		failed := c.events()
		calls := len(c.x.Calls())
		for name, do := range map[string]func() error{
			"the same conversation": func() error { _, err := c.ch.Send(t.Context(), chatAda, channel.Message{Text: "again"}); return err },
			"another conversation": func() error {
				to := chatAda
				to.Contact = "chat:" + bob
				_, err := c.ch.Send(t.Context(), to, channel.Message{Text: "hello"})
				return err
			},
			"a reaction": func() error { return c.ch.React(t.Context(), chatAda, first, "👍") },
			"an edit":    func() error { return c.ch.EditMessage(t.Context(), chatAda, first, channel.Message{Text: "a"}) },
		} {
			e, ok := errors.AsType[*channel.Error](do())
			if !ok || e.Kind != channel.ErrRateLimited || e.Wait <= 4*time.Minute || e.Wait > 5*time.Minute || e.Scope != channel.ScopeThread || e.Code != "chat-paused" {
				t.Errorf("failure %d, %s: %+v, want a wait of 5 minutes", number, name, e)
			}
		}
		if n := len(c.x.Calls()); n != calls {
			t.Errorf("failure %d: %d calls were made meanwhile", number, n-calls)
		}
		// An older failure that comes later does not shorten the pause.
		at := failed[0].Time.UnixMilli()
		redelivered(t, c.ch, failed[0], bytes.Replace(envelopeOf(t, failed[0]), fmt.Append(nil, at), fmt.Append(nil, at-240_000), 1))
		now = now.Add(2 * time.Minute)
		if _, err = c.ch.Send(t.Context(), chatAda, channel.Message{Text: "early"}); !errors.Is(err, channel.ErrRateLimited) {
			t.Errorf("failure %d: within the pause: %v", number, err)
		}
		_, err = c.ch.Send(t.Context(), toAda, channel.Message{Text: "plain"})
		require.NoError(t, err)
		now = now.Add(5*time.Minute + time.Second)
		_, err = c.ch.Send(t.Context(), chatAda, channel.Message{Text: "after it"})
		require.NoError(t, err)
		// A delivery that comes again, or late, asks for no pause.
		_, err = c.ch.Receive(post([]byte(`{"data":` + string(failed[0].Raw) + `}`)))
		require.NoError(t, err)
		_, err = c.ch.Send(t.Context(), chatAda, channel.Message{Text: "and after that"})
		require.NoError(t, err)
	}
}

// After 6 and 8 the next message is encrypted anew; once is enough.
func TestChatFailuresThatNewKeysMend(t *testing.T) {
	c := chatsOn(t)
	c.x.SayEncrypted(ada, "hello")
	_, err := c.ch.Send(t.Context(), chatAda, channel.Message{Text: "hello to you"})
	require.NoError(t, err)
	c.events()
	for name, happens := range map[string]func(){
		"the conversation's key was changed unseen": func() { c.x.RotateChat(ada) },
		"the contact has a new phone":               func() { c.x.NewChatKeys(ada) },
	} {
		happens()
		before := len(c.x.ChatSent())
		_, err = c.ch.Send(t.Context(), chatAda, channel.Message{Text: "lost"})
		require.NoError(t, err)
		failed, ok := c.events()[0].Body.(channel.Failed)
		require.True(t, ok, name)
		if e, ok := twitter.ChatFailure(failed); !ok || e.Kind != channel.ErrUnavailable {
			t.Errorf("%s: %v", name, e)
		}
		_, err = c.ch.Send(t.Context(), chatAda, channel.Message{Text: "arrives"})
		require.NoError(t, err)
		if sent := c.x.ChatSent()[before:]; len(sent) != 1 || sent[0].Text != "arrives" {
			t.Errorf("%s: sent %+v", name, sent)
		}
		c.events()
	}
}
