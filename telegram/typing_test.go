package telegram_test

import (
	"errors"
	"testing"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/telegram"
	"github.com/contactkit/contactkit/telegram/telegramtest"
	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"
)

func TestShowTyping(t *testing.T) {
	ch, f := sending(t, nil)
	f.answer = `{"ok":true,"result":true}`
	for _, tt := range []struct {
		to   channel.Thread
		want string
	}{
		{private, `{"chat_id":6804410077,"action":"typing"}`},
		{group, `{"chat_id":-1002100000999,"message_thread_id":33,"action":"typing"}`},
		{business, `{"business_connection_id":"bcQx7Kiosk01","chat_id":6804410077,"action":"typing"}`},
	} {
		require.NoError(t, channel.ShowTyping(t.Context(), ch, tt.to))
		if diff := cmp.Diff([]string{"sendChatAction", tt.want}, []string{f.method, f.body}); diff != "" {
			t.Errorf("request (-want +got):\n%s", diff)
		}
	}
	f.calls = 0
	if err := channel.ShowTyping(t.Context(), ch, direct); !errors.Is(err, errors.ErrUnsupported) || f.calls != 0 {
		t.Errorf("in direct messages: %v after %d calls", err, f.calls)
	}
	if err := channel.ShowTyping(t.Context(), ch, channel.Thread{}); !errors.Is(err, channel.ErrRejected) || f.calls != 0 {
		t.Errorf("in no thread: %v after %d calls", err, f.calls)
	}
}

func TestMarkRead(t *testing.T) {
	ch, f := sending(t, nil)
	f.answer = `{"ok":true,"result":true}`
	require.NoError(t, channel.MarkRead(t.Context(), ch, business, "181"))
	want := []string{"readBusinessMessage", `{"business_connection_id":"bcQx7Kiosk01","chat_id":6804410077,"message_id":181}`}
	if diff := cmp.Diff(want, []string{f.method, f.body}); diff != "" {
		t.Errorf("request (-want +got):\n%s", diff)
	}
	f.calls = 0
	if err := channel.MarkRead(t.Context(), ch, private, "181"); !errors.Is(err, errors.ErrUnsupported) || f.calls != 0 {
		t.Errorf("in a private chat: %v after %d calls", err, f.calls)
	}
	if err := channel.MarkRead(t.Context(), ch, business, "x"); !errors.Is(err, channel.ErrRejected) || f.calls != 0 {
		t.Errorf("of no message: %v after %d calls", err, f.calls)
	}
}

func TestAnswerPress(t *testing.T) {
	ch, f := sending(t, nil)
	f.answer = `{"ok":true,"result":true}`
	press := channel.Press{ID: "4100000000000000771"}
	require.NoError(t, channel.AnswerPress(t.Context(), ch, private, press, "Takk!"))
	want := []string{"answerCallbackQuery", `{"callback_query_id":"4100000000000000771","text":"Takk!"}`}
	if diff := cmp.Diff(want, []string{f.method, f.body}); diff != "" {
		t.Errorf("request (-want +got):\n%s", diff)
	}
	f.status, f.answer = 400, `{"ok":false,"error_code":400,"description":"Bad Request: query is too old and response timeout expired or query ID is invalid"}`
	if err := channel.AnswerPress(t.Context(), ch, private, press, ""); err != nil {
		t.Errorf("too late: %v; want none, the sign is gone", err)
	}
	f.calls = 0
	if err := channel.AnswerPress(t.Context(), ch, private, channel.Press{}, ""); !errors.Is(err, errors.ErrUnsupported) || f.calls != 0 {
		t.Errorf("a press that waits for nothing: %v after %d calls", err, f.calls)
	}
	if err := channel.AnswerPress(t.Context(), ch, private, press, string(make([]byte, 201))); !errors.Is(err, channel.ErrRejected) || f.calls != 0 {
		t.Errorf("a long text: %v after %d calls", err, f.calls)
	}
}

func TestCall(t *testing.T) {
	ch, f := sending(t, nil)
	f.answer = `{"ok":true,"result":{"username":"kiosk_desk_bot"}}`
	var me struct{ Username string }
	require.NoError(t, ch.Call(t.Context(), "getMe", map[string]int{"a": 1}, &me))
	if diff := cmp.Diff([]string{"getMe", `{"a":1}`, "kiosk_desk_bot"}, []string{f.method, f.body, me.Username}); diff != "" {
		t.Errorf("Call (-want +got):\n%s", diff)
	}
	if err := ch.Call(t.Context(), "getMe", nil, &[]int{}); !errors.Is(err, channel.ErrMalformed) {
		t.Errorf("a result of another form: %v", err)
	}
	f.calls = 0
	for _, method := range []string{"", "../../file/x", "get me", "getMe?a=1"} {
		if err := ch.Call(t.Context(), method, nil, nil); !errors.Is(err, channel.ErrRejected) || f.calls != 0 {
			t.Errorf("method %q: %v after %d calls", method, err, f.calls)
		}
	}
	if err := ch.Call(t.Context(), "getMe", func() {}, nil); !errors.Is(err, channel.ErrRejected) || f.calls != 0 {
		t.Errorf("parameters that are no JSON: %v after %d calls", err, f.calls)
	}
	f.status, f.answer = 400, `{"ok":false,"error_code":400,"description":"Bad Request: message is not modified: it is the same"}`
	if err := ch.Call(t.Context(), "editMessageText", nil, &me); err != nil {
		t.Errorf("nothing to change: %v", err)
	}
}

func TestLimits(t *testing.T) {
	ch := newChannel(t, nil)
	type facts struct {
		QuickReplies, Asks, Windows, Rates            int
		EchoesOwn, Typing, MarkRead, NotTogether, Tap bool
	}
	of := func(to channel.Thread) facts {
		l := ch.Limits(to)
		return facts{l.QuickReplies.Max, len(l.QuickReplies.Asks), len(l.Windows), len(l.Rates), l.EchoesOwn, l.Abilities.Typing, l.Abilities.MarkRead, l.NotTogether, l.ButtonTaps}
	}
	want := map[string]facts{
		"private":  {100, 2, 0, 2, false, true, false, true, true},
		"group":    {100, 0, 0, 3, false, true, false, true, true},
		"business": {0, 0, 1, 2, true, true, true, false, true},
		"direct":   {0, 0, 0, 3, false, false, false, false, true},
	}
	got := map[string]facts{"private": of(private), "group": of(group), "business": of(business), "direct": of(direct)}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("Limits (-want +got):\n%s", diff)
	}
	// Bots FAQ: "My bot is hitting limits"; Telegram Bot API: sendMessage, sendPhoto, InlineKeyboardButton.
	l := ch.Limits(group)
	rates := []channel.Rate{
		{Scope: channel.ScopeAccount, N: 30, Per: time.Second}, {Scope: channel.ScopeThread, N: 1, Per: time.Second},
		{Scope: channel.ScopeThread, N: 20, Per: time.Minute},
	}
	lengths := []channel.Length{{Max: 4096, Unit: channel.UTF16}, {Max: 1024, Unit: channel.UTF16}, {Max: 64, Unit: channel.Bytes}}
	if diff := cmp.Diff(rates, l.Rates) + cmp.Diff(rates[:2], ch.Limits(private).Rates) + cmp.Diff(lengths, []channel.Length{l.Text, l.Caption, l.Buttons.Payload}); diff != "" {
		t.Errorf("rates and lengths (-want +got):\n%s", diff)
	}
	if n := testing.AllocsPerRun(100, func() { _ = ch.Limits(group) }); n != 0 {
		t.Errorf("Limits allocates %v times", n)
	}
	own := []channel.Rate{{Scope: channel.ScopeAccount, N: 1000, Per: 1e9}}
	ch = newChannel(t, func(c *telegram.Config) { c.Rates = own })
	if diff := cmp.Diff(own, ch.Limits(private).Rates); diff != "" {
		t.Errorf("Rates (-want +got):\n%s", diff)
	}
}

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

func TestFetchConnection(t *testing.T) {
	ch, server := hired(t, telegramtest.Config{}, nil)
	id := server.Connect("6011122233")
	got, err := ch.FetchConnection(t.Context(), id)
	require.NoError(t, err)
	want := telegram.Connection{ID: id, Owner: channel.Person{ID: "6011122233", Name: "Customer 6011122233", Locale: "en"}, Chat: "6011122233", Since: server.Now(), Enabled: true, Reply: true, Read: true}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("FetchConnection (-want +got):\n%s", diff)
	}
	if _, err := ch.FetchConnection(t.Context(), "none"); !errors.Is(err, channel.ErrUnreachable) {
		t.Errorf("of none: %v", err)
	}
	odd, f := sending(t, nil)
	f.answer = `{"ok":true,"result":{"id":"x"}}`
	if _, err := odd.FetchConnection(t.Context(), "x"); !errors.Is(err, channel.ErrMalformed) {
		t.Errorf("an answer of another form: %v", err)
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
