package twitter_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/standin"
)

// An encrypted conversation whose id is missing, or of a form that no path takes, cannot be asked
// for. It is reported with its bytes.
func TestChatHistoryOfOddConversations(t *testing.T) {
	c := chatsOn(t)
	c.x.Fail(standin.Status(200, `{"data":[{"type":"direct"},{"id":""},{"id":"1-2-3"},{"id":"`+us+`"},{"id":"gx"}],"meta":{"result_count":5}}`).On("/2/chat/conversations"), 1)
	var got []string
	for ev, err := range channel.History(t.Context(), c.ch, us, time.Now().Add(-time.Hour)) {
		require.NoError(t, err)
		if b, ok := ev.Body.(channel.Custom); ok && ev.Late {
			got = append(got, b.Kind+" "+string(ev.Raw))
		}
	}
	if diff := cmp.Diff([]string{`odd {"type":"direct"}`, `odd {"id":""}`, `odd {"id":"1-2-3"}`, `odd {"id":"` + us + `"}`, `odd {"id":"gx"}`}, got); diff != "" {
		t.Errorf("history (-want +got):\n%s", diff)
	}
}

// The history has what the webhook lost, under the same IDs.
func TestChatHistory(t *testing.T) {
	c := chatsOn(t)
	since := time.Now().Add(-time.Hour)
	c.x.SayEncrypted(ada, "delivered")
	live := c.events()
	c.x.LoseChats(2)
	c.x.RotateChat(ada)
	c.x.SayEncrypted(ada, "lost")
	_, err := c.ch.Send(t.Context(), chatAda, channel.Message{Text: "never answered"})
	require.NoError(t, err)
	var texts []string
	ids := make(map[string]bool)
	for ev, err := range channel.History(t.Context(), c.ch, us, since) {
		require.NoError(t, err)
		if ids[ev.ID] || !ev.Late || ev.Thread != chatAda {
			t.Errorf("event %+v", ev)
		}
		ids[ev.ID] = true
		if m, ok := ev.Body.(channel.Message); ok {
			texts = append(texts, m.Text)
		}
	}
	if diff := cmp.Diff([]string{"never answered", "lost", "delivered"}, texts); diff != "" {
		t.Errorf("texts (-want +got):\n%s", diff)
	}
	if !ids[live[0].ID] {
		t.Errorf("the history does not know %s", live[0].ID)
	}
	for range channel.History(t.Context(), c.ch, us, since) {
		break
	}
}
