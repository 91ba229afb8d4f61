package telegram_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/telegram"
)

// novelty is a row of testdata/versions.json: what a version of the Bot API brought, how this
// package has it, and its smallest body.
type novelty struct {
	Version, Name string
	// How is "typed" (fields and functions of this package), "custom" (an event of its own kind,
	// never a message), "send" (by Method) or "call" (by Call).
	How     string
	Update  json.RawMessage // of an update or a field of one
	Want    string          // the event
	Decoded string          // by the function for its Custom, if there is one
	Method  string          // of a request; empty: Name
	Params  json.RawMessage // of the request
}

// calls are the functions of this package that make the requests of the table.
var calls = map[string]func(t *testing.T, ch *telegram.Channel) error{
	"editEphemeralMessageText": func(t *testing.T, ch *telegram.Channel) error {
		return ch.EditMessage(t.Context(), ofAda, "7", channel.Message{Text: "new"})
	},
	"editEphemeralMessageMedia": func(t *testing.T, ch *telegram.Channel) error {
		return ch.EditMessage(t.Context(), ofAda, "7", channel.Message{Attachments: []channel.Attachment{{Kind: channel.MediaImage, ID: "P1"}}})
	},
	"editEphemeralMessageReplyMarkup": func(t *testing.T, ch *telegram.Channel) error {
		return ch.EditMessage(t.Context(), ofAda, "7", channel.Message{})
	},
	"deleteEphemeralMessage": func(t *testing.T, ch *telegram.Channel) error { return ch.DeleteMessage(t.Context(), ofAda, "7") },
	"sendMessage": func(t *testing.T, ch *telegram.Channel) error {
		_, err := ch.Send(t.Context(), ofAda, channel.Message{Text: "a", Native: telegram.Native(telegram.Options{Press: "c1", Replace: true})})
		return err
	},
	"sendMessageDraft": func(t *testing.T, ch *telegram.Channel) error {
		return ch.Draft(t.Context(), toAda, "answer", channel.Message{Text: "a", Native: telegram.Native(telegram.Options{Stop: true, KeepOnStop: true})})
	},
	"ForceReply beside buttons": func(t *testing.T, ch *telegram.Channel) error {
		_, err := ch.Send(t.Context(), toAda, channel.Message{Text: "a", Buttons: []channel.Button{{Text: "b", Payload: "c"}}, Native: telegram.Native(telegram.Options{ForceReply: true})})
		return err
	},
	"ForceReply beside quick replies": func(t *testing.T, ch *telegram.Channel) error {
		_, err := ch.Send(t.Context(), toAda, channel.Message{Text: "a", QuickReplies: []channel.QuickReply{{Text: "b"}}, Native: telegram.Native(telegram.Options{ForceReply: true})})
		return err
	},
}

var (
	toAda = channel.Thread{Platform: telegram.Platform, Account: bot, Contact: "7001"}
	ofAda = telegram.EphemeralThread(channel.Thread{Platform: telegram.Platform, Account: bot, Contact: "group:-100500"}, "7001")
)

// Each update, field and method that Bot API 10.0 to 10.3 brought is typed, or left to Custom,
// Method and Call, as the table says; none is taken for what a customer says.
func TestNoveltiesOfTheBotAPI(t *testing.T) {
	data, err := os.ReadFile("testdata/versions.json")
	require.NoError(t, err)
	var table []novelty
	require.NoError(t, json.Unmarshal(data, &table))
	for _, n := range table {
		t.Run(n.Version+" "+n.Name, func(t *testing.T) {
			switch {
			case n.Update != nil && (n.How == "typed" || n.How == "custom"):
				receives(t, n)
			case n.Params != nil && (n.How == "typed" || n.How == "send" || n.How == "call"):
				requests(t, n)
			default:
				t.Errorf("the row says %q", n.How)
			}
		})
	}
}

// receives shows what an update becomes.
func receives(t *testing.T, n novelty) {
	ch := newChannel(t, nil)
	got, err := ch.Receive(channel.Webhook{Method: http.MethodPost, Header: http.Header{"X-Telegram-Bot-Api-Secret-Token": {secret.Reveal()}}, Body: n.Update})
	require.NoError(t, err)
	require.Len(t, got.Events, 1)
	ev := got.Events[0]
	if diff := cmp.Diff(n.Want, summary(ev)); diff != "" {
		t.Errorf("event (-want +got):\n%s", diff)
	}
	custom, isCustom := ev.Body.(channel.Custom)
	if n.How == "custom" && (!isCustom || ev.Renews) {
		t.Errorf("it is taken for a message: %+v", ev)
	}
	decoded := ""
	switch custom.Kind {
	case "chat_join_request":
		j, err := telegram.DecodeJoinRequest(custom)
		require.NoError(t, err)
		decoded = "query " + j.Query
	case "subscription":
		s, err := telegram.DecodeSubscription(custom)
		require.NoError(t, err)
		decoded = s.Payload + " " + s.State
	case "stopped_message_generation":
		s, err := telegram.DecodeStopped(custom)
		require.NoError(t, err)
		decoded = fmt.Sprint("draft ", s.Draft)
	}
	if decoded != n.Decoded {
		t.Errorf("decoded %q, want %q", decoded, n.Decoded)
	}
}

// summary says in one line what an event is.
func summary(ev channel.Event) string {
	place := strings.TrimSpace("in " + ev.Thread.Contact)
	if ev.Thread.Topic != "" {
		place += " topic " + ev.Thread.Topic
	}
	said := ""
	switch b := ev.Body.(type) {
	case channel.Message:
		said = fmt.Sprintf("message %q", b.Text)
		for _, a := range b.Attachments {
			said += fmt.Sprintf(" + %s %s", a.Kind, a.ID+a.Name)
			if a.Detail != "" {
				said += ": " + strings.ReplaceAll(a.Detail, "\n", ", ")
			}
			if a.URL != "" {
				said += " at " + a.URL
			}
		}
	case channel.Custom:
		said = "custom " + b.Kind
	default:
		said = fmt.Sprintf("%T", b)
	}
	return fmt.Sprintf("%s by %s %s", said, ev.Origin, place)
}

// requests shows the body of a request, which the transport has compared with
// testdata/methods.json.
func requests(t *testing.T, n novelty) {
	ch, f := sending(t, nil)
	if n.How != "send" && n.Method == "" && n.Name != "sendMessage" {
		f.answer = `{"ok":true,"result":true}`
	}
	method := n.Name
	if n.Method != "" {
		method = n.Method
	}
	var err error
	want := compact(t, string(n.Params))
	switch n.How {
	case "call":
		err = ch.Call(t.Context(), method, n.Params, nil)
	case "send":
		native, errNative := telegram.Method(method, n.Params)
		require.NoError(t, errNative)
		_, err = ch.Send(t.Context(), toAda, channel.Message{Native: native})
		want = strings.Replace(want, "{", `{"chat_id":7001,`, 1)
	default:
		require.Contains(t, calls, n.Name)
		err = calls[n.Name](t, ch)
	}
	require.NoError(t, err)
	var sent, wanted any
	require.NoError(t, json.Unmarshal([]byte(f.body), &sent))
	require.NoError(t, json.Unmarshal([]byte(want), &wanted))
	if diff := cmp.Diff(wanted, sent); diff != "" || f.method != method {
		t.Errorf("%s, want %s (-want +got):\n%s", f.method, method, diff)
	}
}
