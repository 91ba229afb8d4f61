package telegram_test

import (
	"fmt"
	"maps"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/channeltest"
	"github.com/contactkit/contactkit/telegram"
	"github.com/contactkit/contactkit/telegram/telegramtest"
)

// Private chats, groups and direct messages: no reply window, and what the bot sends does not come
// back.
func TestConformance(t *testing.T) {
	h := harness(t)
	h.Thread = private
	h.Threads = map[string]channel.Thread{"topic": topic, "group": group, "direct": direct}
	h.Message = privateMessage
	h.Platform = func(tb testing.TB, s channeltest.Setup) http.Handler {
		server := telegramtest.New(standIn(s))
		server.Say(private.Contact, "Hei")
		return checking(tb, server)
	}
	h.Lacks["echo"] = "only business chats tell of what the bot sent"
	h.Lacks["closed window"] = "only business chats have one"
	channeltest.Run(t, h)
}

// privateMessage is a text of a customer's in a private chat.
func privateMessage(in channeltest.Incoming) []byte {
	return fmt.Appendf(nil, `{"update_id":%d,"message":{"message_id":%d,"from":{"id":%s,"is_bot":false,"first_name":"Mira"},`+
		`"chat":{"id":%[3]s,"first_name":"Mira","type":"private"},"date":%d,"text":%s}}`, 900000+in.N, in.N, in.Contact, in.Time.Unix(), in.Text)
}

// Chats of a business account: 24 hours to answer, and everything that is sent comes back.
func TestConformanceOfBusinessChats(t *testing.T) {
	const owner = "6011122233"
	h := harness(t)
	h.Thread = private
	maps.DeleteFunc(h.Samples, func(name string, _ []byte) bool { return !strings.Contains(name, "business") })
	h.Thread.Via = telegramtest.New(standIn(channeltest.Setup{})).Connect(owner)
	message := func(in channeltest.Incoming, from, more string) []byte {
		return fmt.Appendf(nil, `{"update_id":%d,"business_message":{"business_connection_id":%q,"message_id":%d,"from":{"id":%s,"is_bot":false,"first_name":"M"},`+
			`"chat":{"id":%s,"first_name":"M","type":"private"},"date":%d,"text":%s%s}}`, 900000+in.N, h.Thread.Via, in.N, from, in.Contact, in.Time.Unix(), in.Text, more)
	}
	h.Message = func(in channeltest.Incoming) []byte { return message(in, in.Contact, "") }
	h.Echo = func(in channeltest.Incoming) []byte {
		return message(in, owner, `,"sender_business_bot":{"id":`+bot+`,"is_bot":true,"first_name":"Kiosk Desk"}`)
	}
	h.Platform = func(tb testing.TB, s channeltest.Setup) http.Handler {
		server := telegramtest.New(standIn(s))
		server.Connect(owner)
		server.SayBusiness(h.Thread.Via, h.Thread.Contact, "Hei")
		return checking(tb, server)
	}
	channeltest.Run(t, h)
}

func standIn(s channeltest.Setup) telegramtest.Config {
	return telegramtest.Config{Token: token.Reveal(), WebhookSecret: s.Keys.First().Reveal(), Now: s.Now, Seed: 7}
}

// harness is what both kinds of chat have in common.
func harness(t *testing.T) channeltest.Harness {
	_, half, _ := strings.Cut(token.Reveal(), ":")
	const (
		noShake  = "Telegram checks no endpoint"
		oneEach  = "Telegram delivers one update a call"
		unsigned = "Telegram shows a secret and signs no body"
	)
	samples := bodies(t)
	unknown := samples["unknown_kind"]
	return channeltest.Harness{
		Keys:    [2]channel.Secret{secret, "kiosk-secret_of_last_year"},
		Secrets: []string{token.Reveal(), half},
		New: func(_ testing.TB, s channeltest.Setup) (channel.Channel, error) {
			ch, err := telegram.New(telegram.Config{Token: token, WebhookSecret: s.Keys, HTTP: s.HTTP, Files: hostFiles, Now: s.Now})
			if err != nil {
				return nil, err
			}
			return ch, nil
		},
		Sign: func(key channel.Secret, body []byte) channel.Webhook {
			w := webhook(body)
			w.Header.Set("X-Telegram-Bot-Api-Secret-Token", key.Reveal())
			w.At = time.Time{}
			return w
		},
		Proof:    []string{"X-Telegram-Bot-Api-Secret-Token"},
		Unknown:  func() []byte { return unknown },
		Nothing:  [][]byte{[]byte(`{"update_id":7}`)},
		Samples:  samples,
		Accounts: []string{bot},
		Answers: map[string]channeltest.Answer{
			"rate limited": {Status: 429, Body: `{"ok":false,"error_code":429,"description":"Too Many Requests: retry after 35","parameters":{"retry_after":35}}`,
				Kind: channel.ErrRateLimited, Wait: 35 * time.Second, Code: "429"},
			"unauthorized": {Status: 401, Body: `{"ok":false,"error_code":401,"description":"Unauthorized"}`, Kind: channel.ErrUnauthorized, Code: "401"},
			"blocked":      {Status: 403, Body: `{"ok":false,"error_code":403,"description":"Forbidden: bot was blocked by the user"}`, Kind: channel.ErrUnreachable, Code: "403"},
			"proxy":        {Status: 502, Body: `<html>Bad Gateway</html>`, Kind: channel.ErrUncertain, Code: "502"},
		},
		Refuse: func(description string) channeltest.Answer {
			return channeltest.Answer{Status: 400, Body: fmt.Sprintf(`{"ok":false,"error_code":400,"description":%q}`, "Bad Request: "+description), Kind: channel.ErrRejected}
		},
		Lacks: map[string]string{
			"handshake": noShake, "forged handshake": noShake, "handshake during a rotation": noShake,
			"batch": oneEach, "odd element": oneEach,
			"tampered": unsigned, "truncated": unsigned, "re-encoded": unsigned,
			"standby": "Telegram knows no other app in control",
		},
	}
}
