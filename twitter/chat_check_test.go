package twitter_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/standin"
	"github.com/contactkit/contactkit/twitter"
)

func TestChatSubscribe(t *testing.T) {
	x := fresh()
	// With OAuth 2.0 the product is X Activity unless the host says otherwise: another one refuses
	// Chat.Subscribe.
	ch := userOf(t, x, new(twitter.TokenMemory), func(cfg *twitter.Config) { cfg.Product, cfg.Env, cfg.Chat.Subscribe = "", "", true })
	require.NoError(t, logIn(t, x, ch))
	_, err := ch.Subscribe(t.Context(), desk)
	require.NoError(t, err)
	all, err := ch.ActivitySubscriptions(t.Context())
	require.NoError(t, err)
	var kinds []string
	for _, s := range all {
		kinds = append(kinds, s.EventType)
	}
	if diff := cmp.Diff([]string{"dm.received", "dm.sent", "dm.read", "dm.indicate_typing", "chat.received", "chat.sent", "chat.conversation.join"}, kinds); diff != "" {
		t.Errorf("subscriptions (-want +got):\n%s", diff)
	}
	check := func(ch *twitter.Channel, want ...string) {
		t.Helper()
		sub, err := ch.CheckSubscription(t.Context())
		require.NoError(t, err)
		if diff := cmp.Diff(want, codes(sub.Findings)); diff != "" {
			t.Errorf("findings (-want +got):\n%s", diff)
		}
	}
	check(ch)
	// A message request alone is enough, though X lists no conversation.
	requested := fresh()
	by := userOf(t, requested, new(twitter.TokenMemory))
	require.NoError(t, logIn(t, requested, by))
	_, err = by.Subscribe(t.Context(), desk)
	require.NoError(t, err)
	requested.RequestChat(bob)
	requested.SayUnencrypted(bob, "hello?")
	check(by, twitter.FindingEncrypted)
	// The other products deliver no encrypted conversation: one that exists is said.
	legacy := fresh()
	old := managed(t, legacy, twitter.AccountActivity)
	_, err = old.Subscribe(t.Context(), desk)
	require.NoError(t, err)
	check(old)
	legacy.SayEncrypted(ada, "hello")
	check(old, twitter.FindingEncrypted)
	// X may not tell at all: that is said, and fails nothing.
	x.Fail(standin.Status(403, `{"title":"Forbidden","status":403}`).On("/2/chat/conversations"), 1)
	check(ch, twitter.FindingChatUnseen)
	x.SayEncrypted(ada, "hello")
	check(ch, twitter.FindingEncrypted) // no key is configured
	plain := userOf(t, x, new(twitter.TokenMemory))
	require.NoError(t, logIn(t, x, plain))
	check(plain, twitter.FindingEncrypted) // subscribed, and no key
	for _, s := range all {
		if s.EventType == "chat.sent" {
			require.NoError(t, ch.DeleteActivity(t.Context(), s.ID))
		}
	}
	check(ch, channel.FindingMissingEvents, twitter.FindingEncrypted)
	require.NoError(t, ch.Unsubscribe(t.Context()))
	all, err = ch.ActivitySubscriptions(t.Context())
	if len(all) != 0 || err != nil {
		t.Errorf("after Unsubscribe: %v, %v", all, err)
	}
}
