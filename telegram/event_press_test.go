package telegram_test

import (
	"fmt"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/contactkit/contactkit/channel"
)

// A press has the topic of its message. A reply thread is none, though it has a number as well: its
// press is in the same thread as what the customer says there.
func TestPressInAReplyThreadIsInNoTopic(t *testing.T) {
	const chat = `"message_id":5,"date":1781000000,"from":{"id":7310000042,"is_bot":true,"first_name":"Desk"},"chat":{"id":-100500,"type":"supergroup"},"text":"Which?"`
	for more, want := range map[string]string{
		``:                        "",
		`,"message_thread_id":33`: "",
		`,"message_thread_id":33,"is_topic_message":false`: "",
		`,"message_thread_id":33,"is_topic_message":true`:  "33",
		`,"is_topic_message":true`:                         "",
	} {
		body := fmt.Sprintf(`{"update_id":1,"callback_query":{"id":"c1","from":{"id":7001,"first_name":"Ada"},"message":{%s%s},"data":"red"}}`, chat, more)
		got, err := newChannel(t, nil).Receive(channel.Webhook{Method: http.MethodPost, Header: http.Header{"X-Telegram-Bot-Api-Secret-Token": {secret.Reveal()}}, Body: []byte(body)})
		require.NoError(t, err)
		require.Len(t, got.Events, 1)
		ev := got.Events[0]
		if press, ok := ev.Body.(channel.Press); !ok || press.Payload != "red" || press.MessageID != "5" || ev.Thread.Contact != "group:-100500" || ev.Thread.Topic != want {
			t.Errorf("%q: %+v, want the topic %q", more, ev, want)
		}
	}
}
