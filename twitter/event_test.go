package twitter_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/stretchr/testify/require"

	"github.com/contactkit/contactkit/channel"
)

func TestSameThingSameID(t *testing.T) {
	ch := open(t, config())
	all := bodies(t)
	for _, pair := range [][2]string{
		{"dm_text", "activity_dm_received"}, {"dm_echo_of_this_app", "activity_dm_sent"}, {"dm_photo_with_caption", "activity_dm_photo"},
		{"mark_read", "activity_dm_read"}, {"typing", "activity_dm_typing"}, {"favorite", "activity_like"}, {"revoke", "activity_revoke"},
		{"post_reply", "activity_post_reply"}, {"post_mention", "activity_post_mention"}, {"post_quote", "activity_post_quote"}, {"post_repost", "activity_post_repost"},
	} {
		a, err := ch.Receive(post(all[pair[0]]))
		require.NoError(t, err)
		b, err := ch.Receive(post(all[pair[1]]))
		require.NoError(t, err)
		if a.Events[0].ID != b.Events[0].ID {
			t.Errorf("%s is %s, %s is %s: want one id", pair[0], a.Events[0].ID, pair[1], b.Events[0].ID)
		}
		if channel.Kind(a.Events[0].Body) != channel.Kind(b.Events[0].Body) {
			t.Errorf("%s is %T, %s is %T", pair[0], a.Events[0].Body, pair[1], b.Events[0].Body)
		}
	}
}

// A direct message through both products is equal but for the names of the people and the apps that
// only one tells of.
func TestSameMessageThroughBothProducts(t *testing.T) {
	ch := open(t, config())
	all := bodies(t)
	a, err := ch.Receive(post(all["dm_photo_with_caption"]))
	require.NoError(t, err)
	b, err := ch.Receive(post(all["activity_dm_photo"]))
	require.NoError(t, err)
	if diff := cmp.Diff(a.Events, b.Events, cmpopts.IgnoreFields(channel.Event{}, "Raw")); diff != "" {
		t.Errorf("Account Activity and X Activity API differ (-first +second):\n%s", diff)
	}
}

// A call of many events asks for many people; none may be lost or confused.
func TestBatch(t *testing.T) {
	const n = 300
	got, err := open(t, config()).Receive(post(batch(n)))
	require.NoError(t, err)
	if len(got.Events) != n {
		t.Fatalf("%d events, want %d", len(got.Events), n)
	}
	for i, ev := range got.Events {
		if want := "u" + ev.From.ID; ev.From.Handle != want || ev.Thread.Contact != ev.From.ID {
			t.Errorf("event %d is from %+v, want handle %s", i, ev.From, want)
		}
	}
}
