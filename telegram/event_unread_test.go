package telegram_test

import (
	"fmt"
	"testing"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/telegram"
	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"
)

// Everything that a person said is a message, whether it can be read or not; a service message is
// none.
func TestMessagesThatCannotBeRead(t *testing.T) {
	unread := func(id string) channel.Message {
		return channel.Message{ID: id, By: channel.ByCustomer, Attachments: []channel.Attachment{{Kind: channel.MediaOther, Name: telegram.KindUnsupported}}}
	}
	byOwner := unread("5")
	byOwner.By = channel.ByPerson
	const (
		ofAda  = `"message_id":5,"date":1781000000,"from":{"id":6804410077,"first_name":"Ada"},"chat":{"id":6804410077,"type":"private"}`
		byUs   = `"message_id":5,"date":1781000000,"from":{"id":6011122233,"first_name":"Eli"},"chat":{"id":6804410077,"type":"private"},"business_connection_id":"bc1"`
		inOurs = `"message_id":5,"date":1781000000,"chat":{"id":-1003000000888,"type":"channel"}`
	)
	for name, tt := range map[string]struct {
		kind, message string
		want          channel.Body
		renews        bool
	}{
		"a content of tomorrow":    {"message", ofAda + `,"hologram":{"file_id":"H1"}`, unread("5"), true},
		"no content":               {"message", ofAda, unread("5"), true},
		"content without its form": {"message", ofAda + `,"photo":[{"width":90}]`, unread("5"), true},
		"an answer":                {"message", ofAda + `,"hologram":{},"reply_to_message":{"message_id":4}`, func() channel.Body { m := unread("5"); m.ReplyTo = "4"; return m }(), true},
		"an edit into one":         {"edited_message", ofAda + `,"edit_date":1781000009,"hologram":{}`, channel.Edited{Message: unread("5")}, false},
		"a business customer's":    {"business_message", ofAda + `,"business_connection_id":"bc1","hologram":{}`, unread("5"), true},
		"the business account's":   {"business_message", byUs + `,"hologram":{}`, byOwner, false},
		"a service message":        {"message", ofAda + `,"pinned_message":{"message_id":3}`, channel.Custom{Kind: "pinned_message"}, false},
		"a post in a channel":      {"channel_post", inOurs + `,"hologram":{}`, channel.Custom{Kind: telegram.KindUnsupported}, false},
		"a message without a chat": {"message", `"message_id":5,"hologram":{}`, channel.Custom{Kind: channel.KindOdd}, false},
	} {
		got, err := newChannel(t, nil).Receive(webhook(fmt.Appendf(nil, `{"update_id":9,%q:{%s}}`, tt.kind, tt.message)))
		require.NoError(t, err)
		require.Len(t, got.Events, 1)
		body := got.Events[0].Body
		if c, ok := body.(channel.Custom); ok {
			c.Data = nil
			body = c
		}
		if diff := cmp.Diff(tt.want, body); diff != "" || got.Events[0].Renews != tt.renews {
			t.Errorf("%s: renews %v, want %v; body (-want +got):\n%s", name, got.Events[0].Renews, tt.renews, diff)
		}
	}
}
