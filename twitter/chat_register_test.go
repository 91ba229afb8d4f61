package twitter_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/twitter"
	"github.com/contactkit/contactkit/twitter/xchat"
)

// A key that is registered makes a new version, and customers then write to it.
func TestRegisterChatKey(t *testing.T) {
	x := fresh()
	old, _ := x.ChatKey()
	ch := userOf(t, x, new(twitter.TokenMemory))
	require.NoError(t, logIn(t, x, ch))
	key, err := twitter.NewChatKey()
	require.NoError(t, err)
	registered, err := ch.RegisterChatKey(t.Context(), key)
	require.NoError(t, err)
	if registered.Private != key.Private || xchat.CompareVersions(registered.Version, old) <= 0 {
		t.Errorf("version %q after %q", registered.Version, old)
	}
	rows, err := ch.ChatKeys(t.Context(), us)
	require.NoError(t, err)
	newest, err := xchat.Newest(rows, us)
	require.NoError(t, err)
	want, err := registered.Check(us)
	require.NoError(t, err)
	if newest != want || len(rows) != 2 {
		t.Errorf("rows %+v, want the newest %+v", rows, want)
	}
	c := chatsAt(t, x, func(cfg *twitter.Config) { cfg.Chat.Keys = []twitter.ChatKey{registered} })
	x.SayEncrypted(ada, "hello")
	if m, ok := c.events()[0].Body.(channel.Message); !ok || m.Text != "hello" {
		t.Errorf("received %+v", m)
	}
	_, err = c.ch.Send(t.Context(), chatAda, channel.Message{Text: "hello to you"})
	require.NoError(t, err)
	if sent := x.ChatSent(); len(sent) != 1 || sent[0].Text != "hello to you" {
		t.Errorf("sent %+v", sent)
	}
	if _, err := ch.RegisterChatKey(t.Context(), twitter.ChatKey{Version: "0", Private: "AAAA"}); err == nil {
		t.Error("half a key is registered")
	}
}
