package twitter_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/twitter"
)

func TestDecodeChat(t *testing.T) {
	ch := open(t, config())
	all := bodies(t)
	got, err := ch.Receive(post(all["activity_chat_sent"]))
	require.NoError(t, err)
	chat, err := twitter.DecodeChat(channel.Custom{Kind: "chat.sent", Data: got.Events[0].Raw})
	want := twitter.Chat{ID: "5f0c1d2e-0000-4000-8000-00000000c0df", Conversation: us + ":" + ada, Sender: us,
		Time: time.UnixMilli(1767323080001).UTC(), Encrypted: true}
	if diff := cmp.Diff(want, chat); diff != "" || err != nil {
		t.Errorf("DecodeChat: %v (-want +got):\n%s", err, diff)
	}
	for _, c := range []channel.Custom{{Kind: "follow", Data: []byte("{}")}, {Kind: "chat.received", Data: []byte("{")}, {Kind: "chat.received", Data: []byte("{}")}} {
		if _, err := twitter.DecodeChat(c); err == nil {
			t.Errorf("DecodeChat(%q %q) succeeds", c.Kind, c.Data)
		}
	}
}
