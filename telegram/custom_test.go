package telegram_test

import (
	"strings"
	"testing"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/telegram"
	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"
)

func TestDecodeConnection(t *testing.T) {
	all := bodies(t)
	ch := newChannel(t, nil)
	parse := func(name string) telegram.Connection {
		got, err := ch.Receive(webhook(all[name]))
		require.NoError(t, err)
		c, err := telegram.DecodeConnection(channel.Custom{Kind: "business_connection", Data: got.Events[0].Raw})
		require.NoError(t, err)
		c.Since = c.Since.UTC()
		return c
	}
	started := parse("business_connection")
	want := telegram.Connection{ID: "bcQx7Kiosk01", Owner: channel.Person{ID: "6011122233", Name: "Kiosk Keeper", Handle: "kiosk_keeper", Locale: "da"},
		Chat: "6011122233", Since: started.Since, Enabled: true, Reply: true, Read: true}
	if diff := cmp.Diff(want, started); diff != "" || started.Since.Unix() != 1780700000 {
		t.Errorf("DecodeConnection, since %v (-want +got):\n%s", started.Since, diff)
	}
	ended := want
	ended.Enabled, ended.Reply, ended.Read = false, false, false
	if diff := cmp.Diff(ended, parse("business_connection_ended")); diff != "" {
		t.Errorf("DecodeConnection of the end (-want +got):\n%s", diff)
	}
	for _, data := range []string{"", "x", "{}", `{"id":"a"}`, `{"is_enabled":true}`, `[]`} {
		if c, err := telegram.DecodeConnection(channel.Custom{Kind: "business_connection", Data: []byte(data)}); err == nil {
			t.Errorf("DecodeConnection(%s) = %+v", data, c)
		}
	}
}

func TestDecodeJoinRequest(t *testing.T) {
	ch := newChannel(t, nil)
	got, err := ch.Receive(webhook(bodies(t)["chat_join_request"]))
	require.NoError(t, err)
	c := got.Events[0].Body.(channel.Custom)
	guarded, err := ch.Receive(webhook(bodies(t)["chat_join_request_query"]))
	require.NoError(t, err)
	if j, err := telegram.DecodeJoinRequest(guarded.Events[0].Body.(channel.Custom)); err != nil || j.Query != "88001" {
		t.Errorf("with a query: %+v, %v", j, err)
	}
	j, err := telegram.DecodeJoinRequest(c)
	require.NoError(t, err)
	if c.Kind != "chat_join_request" || j.Chat != got.Events[0].Thread.Contact || j.From.ID == "" || j.Contact == "" || j.Time.IsZero() || j.Bio == "" || j.Link == "" {
		t.Errorf("%s in %s: %+v", c.Kind, got.Events[0].Thread.Key(), j)
	}
}

func TestDecodePollAnswer(t *testing.T) {
	ch := newChannel(t, nil)
	for name, chosen := range map[string]bool{"poll_answer": true, "poll_answer_retracted": false} {
		got, err := ch.Receive(webhook(bodies(t)[name]))
		require.NoError(t, err)
		a, err := telegram.DecodePollAnswer(got.Events[0].Body.(channel.Custom))
		require.NoError(t, err)
		if a.Poll == "" || a.From.ID == "" || (len(a.Options) > 0) != chosen {
			t.Errorf("%s: %+v", name, a)
		}
	}
	for _, data := range []string{"", "x", "[]", "{}", "7"} {
		if a, err := telegram.DecodePollAnswer(channel.Custom{Kind: "poll_answer", Data: []byte(data)}); err == nil {
			t.Errorf("DecodePollAnswer(%s) = %+v", data, a)
		}
		if j, err := telegram.DecodeJoinRequest(channel.Custom{Kind: "chat_join_request", Data: []byte(data)}); err == nil {
			t.Errorf("DecodeJoinRequest(%s) = %+v", data, j)
		}
	}
}

func TestDecodeRefusesOtherKinds(t *testing.T) {
	c := channel.Custom{Kind: "poll", Data: []byte(`{"poll_id":"1","id":"a","is_enabled":true}`)}
	_, connection := telegram.DecodeConnection(c)
	_, join := telegram.DecodeJoinRequest(c)
	_, answer := telegram.DecodePollAnswer(c)
	for _, err := range []error{connection, join, answer} {
		if err == nil || !strings.Contains(err.Error(), "kind must be ") {
			t.Errorf("another kind: %v", err)
		}
	}
}

func TestDecodeSubscription(t *testing.T) {
	got, err := newChannel(t, nil).Receive(webhook(bodies(t)["subscription"]))
	require.NoError(t, err)
	s, err := telegram.DecodeSubscription(got.Events[0].Body.(channel.Custom))
	require.NoError(t, err)
	want := telegram.Subscription{From: channel.Person{ID: "6804410077", Name: "Mira Solheim", Handle: "mira_sol", Locale: "nb"}, Payload: "plan-7", State: "canceled"}
	if diff := cmp.Diff(want, s); diff != "" {
		t.Errorf("DecodeSubscription (-want +got):\n%s", diff)
	}
	for _, data := range []string{"{}", "[]", `{"state":"active"}`, `{"user":{"id":7}}`} {
		if s, err := telegram.DecodeSubscription(channel.Custom{Kind: "subscription", Data: []byte(data)}); err == nil {
			t.Errorf("DecodeSubscription(%s) = %+v", data, s)
		}
	}
}
