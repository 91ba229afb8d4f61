package telegram_test

import (
	"testing"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/telegram"
	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"
)

func TestParseConnection(t *testing.T) {
	all := bodies(t)
	ch := newChannel(t, nil)
	parse := func(name string) telegram.Connection {
		got, err := ch.Receive(webhook(all[name]))
		require.NoError(t, err)
		c, err := telegram.ParseConnection(got.Events[0].Raw)
		require.NoError(t, err)
		c.Since = c.Since.UTC()
		return c
	}
	started := parse("business_connection")
	want := telegram.Connection{ID: "bcQx7Kiosk01", Owner: channel.Person{ID: "6011122233", Name: "Kiosk Keeper", Handle: "kiosk_keeper", Locale: "da"},
		Chat: "6011122233", Since: started.Since, Enabled: true, Reply: true, Read: true}
	if diff := cmp.Diff(want, started); diff != "" || started.Since.Unix() != 1780700000 {
		t.Errorf("ParseConnection, since %v (-want +got):\n%s", started.Since, diff)
	}
	ended := want
	ended.Enabled, ended.Reply, ended.Read = false, false, false
	if diff := cmp.Diff(ended, parse("business_connection_ended")); diff != "" {
		t.Errorf("ParseConnection of the end (-want +got):\n%s", diff)
	}
	for _, data := range []string{"", "x", "{}", `{"id":"a"}`, `{"is_enabled":true}`, `[]`} {
		if c, err := telegram.ParseConnection([]byte(data)); err == nil {
			t.Errorf("ParseConnection(%s) = %+v", data, c)
		}
	}
}

func TestParseJoinRequest(t *testing.T) {
	ch := newChannel(t, nil)
	got, err := ch.Receive(webhook(bodies(t)["chat_join_request"]))
	require.NoError(t, err)
	c := got.Events[0].Body.(channel.Custom)
	j, err := telegram.ParseJoinRequest(c.Data)
	require.NoError(t, err)
	if c.Kind != "chat_join_request" || j.Chat != got.Events[0].Thread.Contact || j.From.ID == "" || j.Contact == "" || j.Time.IsZero() || j.Bio == "" || j.Link == "" {
		t.Errorf("%s in %s: %+v", c.Kind, got.Events[0].Thread.Key(), j)
	}
}

func TestParsePollAnswer(t *testing.T) {
	ch := newChannel(t, nil)
	for name, chosen := range map[string]bool{"poll_answer": true, "poll_answer_retracted": false} {
		got, err := ch.Receive(webhook(bodies(t)[name]))
		require.NoError(t, err)
		a, err := telegram.ParsePollAnswer(got.Events[0].Body.(channel.Custom).Data)
		require.NoError(t, err)
		if a.Poll == "" || a.From.ID == "" || (len(a.Options) > 0) != chosen {
			t.Errorf("%s: %+v", name, a)
		}
	}
	for _, data := range []string{"", "x", "[]", "{}", "7"} {
		if a, err := telegram.ParsePollAnswer([]byte(data)); err == nil {
			t.Errorf("ParsePollAnswer(%s) = %+v", data, a)
		}
		if j, err := telegram.ParseJoinRequest([]byte(data)); err == nil {
			t.Errorf("ParseJoinRequest(%s) = %+v", data, j)
		}
	}
}
