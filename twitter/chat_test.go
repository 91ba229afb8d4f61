package twitter_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/standin"
	"github.com/contactkit/contactkit/twitter"
	"github.com/contactkit/contactkit/twitter/twittertest"
	"github.com/contactkit/contactkit/twitter/xchat"
)

var chatAda = channel.Thread{Platform: twitter.Platform, Account: us, Contact: "chat:" + ada}

// chatting is a channel with the account's keys on x, logged in and subscribed; what is delivered
// goes to keep.
type chatting struct {
	t    testing.TB
	x    *twittertest.Server
	ch   *twitter.Channel
	host http.Handler
	got  []channel.Event
}

func chatsOn(t testing.TB, change ...func(*twitter.Config)) *chatting {
	t.Helper()
	return chatsAt(t, fresh(), change...)
}

func chatsAt(t testing.TB, x *twittertest.Server, change ...func(*twitter.Config)) *chatting {
	t.Helper()
	c := &chatting{t: t, x: x}
	version, private := c.x.ChatKey()
	c.ch = userOf(t, c.x, new(twitter.TokenMemory), append([]func(*twitter.Config){func(cfg *twitter.Config) {
		cfg.Chat.Keys = []twitter.ChatKey{{Version: version, Private: channel.Secret(private)}}
	}}, change...)...)
	require.NoError(t, logIn(t, c.x, c.ch))
	c.host = receiving(c.ch, func(ev channel.Event) { c.got = append(c.got, ev) })
	_, err := c.ch.Subscribe(t.Context(), desk)
	require.NoError(t, err)
	return c
}

// events delivers what waits and returns it.
func (c *chatting) events() []channel.Event {
	c.t.Helper()
	c.got = nil
	for _, status := range c.x.Deliver(c.host) {
		require.Equal(c.t, http.StatusOK, status)
	}
	return c.got
}

// bodiesOf are the bodies of events.
func bodiesOf(events []channel.Event) (list []channel.Body) {
	for _, ev := range events {
		list = append(list, ev.Body)
	}
	return list
}

func other(name string) []channel.Attachment {
	return []channel.Attachment{{Kind: channel.MediaOther, Name: name}}
}

func TestChatReceive(t *testing.T) {
	c := chatsOn(t)
	first := c.x.SayEncrypted(ada, "Grüße 👋")
	got := c.events()
	require.Len(t, got, 1)
	want := channel.Event{
		ID: got[0].ID, Thread: chatAda, From: channel.Person{ID: ada}, Origin: channel.OriginContact, Time: got[0].Time, Renews: true,
		Body: channel.Message{ID: first, Text: "Grüße 👋", By: channel.ByCustomer}, Raw: got[0].Raw,
	}
	if diff := cmp.Diff(want, got[0]); diff != "" {
		t.Errorf("the event (-want +got):\n%s", diff)
	}
	if !strings.HasPrefix(got[0].ID, "twitter/"+us+"/chat/") || got[0].Time.IsZero() {
		t.Errorf("ID %q, time %v", got[0].ID, got[0].Time)
	}
	answer := c.x.ReplyEncrypted(ada, first, "Grüße", "again")
	reaction := c.x.ReactEncrypted(ada, first, "👍", false)
	c.x.ReactEncrypted(ada, first, "👍", true)
	c.x.EditEncrypted(ada, first, "Greetings")
	c.x.DeleteEncrypted(ada, answer, reaction)
	c.x.ReadEncrypted(ada, first)
	c.x.TypeEncrypted(ada)
	plain := c.x.SayUnencrypted(ada, "not encrypted")
	odd := c.x.SayStrange(ada)
	if diff := cmp.Diff([]channel.Body{
		channel.Message{ID: answer, Text: "again", ReplyTo: first, Quote: "Grüße", By: channel.ByCustomer},
		channel.Reacted{MessageID: first, Reactions: []string{"👍"}},
		channel.Reacted{MessageID: first},
		channel.Edited{Message: channel.Message{ID: first, Text: "Greetings"}},
		channel.Deleted{IDs: []string{answer, reaction}},
		channel.Read{Through: first},
		channel.Typing{},
		channel.Message{ID: plain, Text: "not encrypted", By: channel.ByCustomer},
		channel.Message{ID: odd, Attachments: other(twitter.KindUnknown), By: channel.ByCustomer},
	}, bodiesOf(c.events())); diff != "" {
		t.Errorf("bodies (-want +got):\n%s", diff)
	}
	forged := c.x.ReplyEncrypted(ada, first, "I promise a refund", "you promised")
	if diff := cmp.Diff([]channel.Body{channel.Message{ID: forged, Text: "you promised", ReplyTo: first, By: channel.ByCustomer}}, bodiesOf(c.events())); diff != "" {
		t.Errorf("a quote that nobody wrote (-want +got):\n%s", diff)
	}
}

// Nothing vanishes on any rung: without keys, without the conversation's key, without a valid
// signature, with unknown content, with damaged bytes.
func TestChatDegradeLadder(t *testing.T) {
	c := chatsOn(t)
	id := c.x.SayEncrypted(ada, "hello")
	whole := c.events()[0]
	strange := c.x.SayStrange(ada)
	unknown := c.events()[0]
	forged := c.x.ForgeChat(ada, "pay here")
	marked := c.events()[0]
	raw := string(whole.Raw)
	without := func(raw, name string) string {
		i := strings.Index(raw, `"`+name+`":"`)
		require.GreaterOrEqual(t, i, 0)
		j := i + len(name) + 4
		return raw[:j] + raw[j+strings.IndexByte(raw[j:], '"'):]
	}
	change := func(raw, name, value string) string {
		return strings.Replace(without(raw, name), `"`+name+`":""`, `"`+name+`":`+value, 1)
	}
	message := func(id, text, mark string) channel.Message {
		m := channel.Message{ID: id, Text: text, By: channel.ByCustomer}
		if mark != "" {
			m.Attachments = other(mark)
		}
		return m
	}
	_, err := c.ch.ChatKeys(t.Context(), us, ada)
	require.NoError(t, err)
	fresh := func(change ...func(*twitter.Config)) *twitter.Channel {
		version, private := c.x.ChatKey()
		return open(t, with(config(), append([]func(*twitter.Config){func(cfg *twitter.Config) {
			cfg.Product = twitter.Activity
			cfg.Chat.Keys = []twitter.ChatKey{{Version: version, Private: channel.Secret(private)}}
		}}, change...)...))
	}
	keyless := fresh(func(cfg *twitter.Config) { cfg.Chat = twitter.ChatConfig{} })
	for _, tt := range []struct {
		name string
		ch   *twitter.Channel
		data string
		want channel.Body
	}{
		{"readable", fresh(), raw, message(id, "hello", "")},
		{"no keys", keyless, raw, message(id, "", twitter.KindEncrypted)},
		{"no conversation key", fresh(), without(raw, "conversation_key_change_event"), message(id, "", twitter.KindEncrypted)},
		{"a key change that is damaged", fresh(), change(raw, "conversation_key_change_event", `"CwAB"`), message(id, "", twitter.KindEncrypted)},
		{"not verified", c.ch, string(marked.Raw), message(forged, "pay here", twitter.KindUnverified)},
		{"unknown content", fresh(), string(unknown.Raw), message(strange, "", twitter.KindUnknown)},
		{"no envelope", fresh(), without(raw, "encoded_event"), message(uuidOf(whole), "", twitter.KindEncrypted)},
		{"a damaged envelope", fresh(), change(raw, "encoded_event", `"AAAA!"`), message(uuidOf(whole), "", twitter.KindEncrypted)},
		{"no sender", fresh(), without(raw, "sender_id"), nil},
		{"a payload of another form", fresh(), change(raw, "sender_id", `[]`), nil},
	} {
		got, err := tt.ch.Receive(post([]byte(`{"data":` + tt.data + `}`)))
		require.NoError(t, err, tt.name)
		require.Len(t, got.Events, 1, tt.name)
		ev := got.Events[0]
		if tt.want == nil {
			if c, ok := ev.Body.(channel.Custom); !ok || c.Kind != channel.KindOdd || string(c.Data) != tt.data {
				t.Errorf("%s: %+v, want an odd event with its bytes", tt.name, ev.Body)
			}
			continue
		}
		if diff := cmp.Diff(tt.want, ev.Body); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.name, diff)
		}
		if ev.Thread != chatAda || !ev.Renews || ev.Origin != channel.OriginContact {
			t.Errorf("%s: thread %+v, renews %v, origin %q", tt.name, ev.Thread, ev.Renews, ev.Origin)
		}
	}
	if got := c.ch.ChatTrust(whole); got != xchat.Verified {
		t.Errorf("ChatTrust of a message = %v", got)
	}
	if got := c.ch.ChatTrust(marked); got != xchat.Unverified {
		t.Errorf("ChatTrust of a forged message = %v", got)
	}
	if got := fresh().ChatTrust(whole); got != xchat.Carried {
		t.Errorf("ChatTrust without the sender's row = %v", got)
	}
}

func uuidOf(ev channel.Event) string { return ev.ID[strings.LastIndexByte(ev.ID, '/')+1:] }

func with(cfg twitter.Config, change ...func(*twitter.Config)) twitter.Config {
	for _, f := range change {
		f(&cfg)
	}
	return cfg
}

// X names a conversation in several forms; groups have threads of their own.
func TestChatThreads(t *testing.T) {
	ch := open(t, config())
	body := func(kind, conversation, sender string) []byte {
		return fmt.Appendf(nil, `{"data":{"event_uuid":"1","filter":{"user_id":"%s"},"event_type":"%s","payload":{"id":"e4f4","conversation_id":"%s",`+
			`"sender_id":"%s","created_at_msec":"1767323080001","encoded_event":"AAAA"}}}`, us, kind, conversation, sender)
	}
	const group = "g1234567890123456789"
	for _, tt := range []struct{ kind, conversation, sender, want string }{
		{"chat.received", ada + ":" + us, ada, "chat:" + ada},
		{"chat.received", us + ":" + ada, ada, "chat:" + ada},
		{"chat.received", us + "-" + ada, ada, "chat:" + ada},
		{"chat.received", ada + "-" + us, ada, "chat:" + ada},
		{"chat.received", ada, ada, "chat:" + ada},
		{"chat.received", "", ada, "chat:" + ada},
		{"chat.received", group, ada, "group:" + group},
		{"chat.sent", ada + ":" + us, us, "chat:" + ada},
		{"chat.sent", us + "-" + ada, us, "chat:" + ada},
		{"chat.sent", ada, us, "chat:" + ada},
		{"chat.sent", group, us, "group:" + group},
		{"chat.sent", "1:2:3", us, ""},
		{"chat.sent", "1:2", us, ""},
		{"chat.sent", us, us, ""},
	} {
		got, err := ch.Receive(post(body(tt.kind, tt.conversation, tt.sender)))
		require.NoError(t, err)
		require.Len(t, got.Events, 1)
		ev := got.Events[0]
		if ev.Thread.Contact != tt.want || ev.ID != "twitter/"+us+"/chat/e4f4" {
			t.Errorf("%s in %q: contact %q, want %q; ID %s", tt.kind, tt.conversation, ev.Thread.Contact, tt.want, ev.ID)
		}
	}
}

func TestChatSend(t *testing.T) {
	c := chatsOn(t)
	question := c.x.SayEncrypted(ada, "Where is my parcel?")
	heard := c.events()
	thread := heard[0].Thread
	answer, err := c.ch.Send(t.Context(), thread, channel.Message{Text: "On its way.", ReplyTo: question, Ref: "r1"})
	require.NoError(t, err)
	require.Len(t, answer.IDs, 2)
	again, err := c.ch.Send(t.Context(), thread, channel.Message{Text: "On its way.", ReplyTo: question, Ref: "r1"})
	require.NoError(t, err)
	if diff := cmp.Diff(answer.IDs, again.IDs); diff != "" {
		t.Errorf("a retry made another message:\n%s", diff)
	}
	require.NoError(t, channel.React(t.Context(), c.ch, thread, question, "👍"))
	require.NoError(t, c.ch.TakeBackReaction(t.Context(), thread, question, "👍"))
	require.NoError(t, channel.EditMessage(t.Context(), c.ch, thread, answer.IDs[0], channel.Message{Text: "Arriving today."}))
	require.NoError(t, channel.MarkRead(t.Context(), c.ch, thread, question))
	require.NoError(t, channel.ShowTyping(t.Context(), c.ch, thread))
	sent := c.x.ChatSent()
	for i := range sent {
		if sent[i].KeyVersion == "" || sent[i].ID == "" || sent[i].Sequence == "" {
			t.Errorf("message %d has no names: %+v", i, sent[i])
		}
		sent[i].Event, sent[i].KeyVersion, sent[i].ID, sent[i].Sequence = "", "", "", ""
	}
	if diff := cmp.Diff([]twittertest.ChatSent{
		{To: ada, Text: "On its way.", ReplyTo: question},
		{To: ada, ReactsTo: question, Emoji: "👍"},
		{To: ada, ReactsTo: question, Emoji: "👍", Removed: true},
		{To: ada, Edits: answer.IDs[0], Text: "Arriving today."},
	}, sent); diff != "" {
		t.Errorf("the contact sees (-want +got):\n%s", diff)
	}
	echoes := c.events()
	if diff := cmp.Diff([]channel.Body{
		channel.Message{ID: answer.IDs[0], Text: "On its way.", ReplyTo: question},
		channel.Reacted{MessageID: question, Reactions: []string{"👍"}},
		channel.Reacted{MessageID: question},
		channel.Edited{Message: channel.Message{ID: answer.IDs[0], Text: "Arriving today."}},
	}, bodiesOf(echoes)); diff != "" {
		t.Errorf("echoes (-want +got):\n%s", diff)
	}
	if ev := echoes[0]; ev.Thread != thread || ev.Origin != channel.OriginUnknown || ev.Renews {
		t.Errorf("the echo: %+v", ev)
	}
	for range 2 {
		require.NoError(t, channel.DeleteMessage(t.Context(), c.ch, thread, answer.IDs[0]))
	}
	made := func(end string) (list []standin.Call) {
		for _, call := range c.x.Calls() {
			if strings.HasSuffix(call.Path, end) {
				list = append(list, call)
			}
		}
		return list
	}
	if list := made("/messages/delete"); len(list) != 2 || list[0].Status != http.StatusOK || list[1].Status != http.StatusNotFound {
		t.Errorf("deletions: %+v, want one that is done and one of a message that is gone", list)
	}
	if list := made("/read"); len(list) != 1 || list[0].Status != http.StatusOK || list[0].Body != `{"seen_until_sequence_id":"`+question+`"}` {
		t.Errorf("read marks: %+v, want one up to %s", list, question)
	}
	if list := made("/typing"); len(list) != 1 || list[0].Status != http.StatusOK {
		t.Errorf("typing signs: %+v, want one", list)
	}
	if list := made("/messages"); len(list) < 2 || list[0].Body == "" || list[0].Body != list[1].Body {
		t.Errorf("a retry sent other bytes: %+v", list)
	}
}

// The business writes first: it makes the conversation's key.
func TestChatStart(t *testing.T) {
	for _, noBatch := range []bool{false, true} {
		c := chatsAt(t, fresh(func(c *twittertest.Config) { c.NoKeyBatch = noBatch }))
		c.x.Say(ada, "a plain message makes them known")
		c.events()
		_, err := c.ch.Send(t.Context(), chatAda, channel.Message{Text: "hello"})
		if e, ok := errors.AsType[*channel.Error](err); !ok || e.Kind != channel.ErrUnreachable || e.Code != "chat-no-keys" || e.Affects != channel.AffectsPerson {
			t.Fatalf("Send to somebody without keys: %v", err)
		}
		c.x.NewChatKeys(ada)
		_, err = c.ch.Send(t.Context(), chatAda, channel.Message{Text: "hello"})
		require.NoError(t, err)
		before := c.x.ChatSent()[0].KeyVersion
		_, err = c.ch.Send(t.Context(), chatAda, channel.Message{Text: "again"})
		require.NoError(t, err)
		require.NoError(t, c.ch.StartChat(t.Context(), chatAda))
		_, err = c.ch.Send(t.Context(), chatAda, channel.Message{Text: "with a new key"})
		require.NoError(t, err)
		sent := c.x.ChatSent()
		require.Len(t, sent, 3)
		if sent[0].Text != "hello" || sent[1].KeyVersion != before || xchat.CompareVersions(sent[2].KeyVersion, before) <= 0 || sent[2].Text != "with a new key" {
			t.Errorf("sent %+v", sent)
		}
	}
}

// Another node, or one that was started anew, finds the key in the conversation.
func TestChatKeyIsFoundInTheConversation(t *testing.T) {
	c := chatsOn(t)
	c.x.SayEncrypted(ada, "hello")
	other := userOf(t, c.x, new(twitter.TokenMemory), func(cfg *twitter.Config) {
		version, private := c.x.ChatKey()
		cfg.Chat.Keys = []twitter.ChatKey{{Version: version, Private: channel.Secret(private)}}
	})
	require.NoError(t, logIn(t, c.x, other))
	_, err := other.Send(t.Context(), chatAda, channel.Message{Text: "found it"})
	require.NoError(t, err)
	if sent := c.x.ChatSent(); len(sent) != 1 || sent[0].Text != "found it" {
		t.Errorf("sent %+v", sent)
	}
	for _, call := range c.x.Calls() {
		if strings.HasSuffix(call.Path, "/keys") {
			t.Error("a key was rotated though there was one")
		}
	}
}

// Only a clear answer that there is no conversation starts a key.
func TestChatKeyIsNotRotatedByAFailure(t *testing.T) {
	c := chatsOn(t)
	c.x.NewChatKeys(ada)
	cut := userOf(t, c.x, new(twitter.TokenMemory), func(cfg *twitter.Config) {
		version, private := c.x.ChatKey()
		cfg.Chat.Keys = []twitter.ChatKey{{Version: version, Private: channel.Secret(private)}}
		base := cfg.HTTP.Transport
		cfg.HTTP = &http.Client{Transport: transportFunc(func(r *http.Request) (*http.Response, error) {
			if strings.HasSuffix(r.URL.Path, "/events") {
				return nil, errors.New("connection lost")
			}
			return base.RoundTrip(r)
		})}
	})
	require.NoError(t, logIn(t, c.x, cut))
	_, err := cut.Send(t.Context(), chatAda, channel.Message{Text: "hello"})
	if !errors.Is(err, channel.ErrUnavailable) {
		t.Errorf("Send: %v, want ErrUnavailable", err)
	}
	for _, call := range c.x.Calls() {
		if strings.HasSuffix(call.Path, "/keys") || strings.HasSuffix(call.Path, "/messages") {
			t.Errorf("%s was called", call.Path)
		}
	}
}

func TestChatFiles(t *testing.T) {
	data := []byte("\x00" + strings.Repeat("a picture ", 1000)) // the names tell the kinds
	c := chatsOn(t, func(cfg *twitter.Config) {
		cfg.Files = func(_ context.Context, name string) (channel.File, error) {
			return channel.File{Body: ioNop(data), Name: name, Size: int64(len(data))}, nil
		}
	})
	c.x.SendEncryptedFile(ada, 1, "in.png", data)
	got := c.events()
	m, ok := got[0].Body.(channel.Message)
	require.True(t, ok)
	require.Len(t, m.Attachments, 1)
	if a := m.Attachments[0]; a.Kind != channel.MediaImage || a.Name != "in.png" || a.Size != int64(len(data)) {
		t.Errorf("attachment %+v", a)
	}
	f, err := channel.OpenMedia(t.Context(), c.ch, chatAda, m.Attachments[0])
	require.NoError(t, err)
	if read := readAll(t, f); string(read) != string(data) {
		t.Errorf("OpenMedia read %d bytes, want %d", len(read), len(data))
	}
	_, err = c.ch.Send(t.Context(), chatAda, channel.Message{Text: "two", Attachments: []channel.Attachment{
		{Kind: channel.MediaImage, File: "a.png"}, {Kind: channel.MediaVideo, File: "b.mp4"}}})
	require.NoError(t, err)
	up, err := channel.Upload(t.Context(), c.ch, chatAda, channel.Attachment{Kind: channel.MediaFile}, channel.File{Body: ioNop(data), Name: "c.pdf", Size: int64(len(data))})
	require.NoError(t, err)
	_, err = c.ch.Send(t.Context(), chatAda, channel.Message{Attachments: []channel.Attachment{up}})
	require.NoError(t, err)
	sent := c.x.ChatSent()
	require.Len(t, sent, 2)
	want := [][]twittertest.ChatFile{{{Kind: 1, Name: "a.png", Data: data}, {Kind: 3, Name: "b.mp4", Data: data}}, {{Kind: 5, Name: "c.pdf", Data: data}}}
	if diff := cmp.Diff(want, [][]twittertest.ChatFile{sent[0].Files, sent[1].Files}); diff != "" {
		t.Errorf("files (-want +got):\n%s", diff)
	}
	for name, size := range map[string]int64{"longer than it says": int64(len(data)) - 1, "shorter than it says": int64(len(data)) + 1, "of no known size": -1, "empty": 0, "too large": 1 << 40} {
		_, err := channel.Upload(t.Context(), c.ch, chatAda, channel.Attachment{Kind: channel.MediaFile}, channel.File{Body: ioNop(data), Size: size})
		if e := channel.FieldErrors(err); len(e) != 1 || e[0].Field != "size" {
			t.Errorf("a file %s: %v", name, err)
		}
	}
}

func TestChatConfig(t *testing.T) {
	key := func(n byte) channel.Secret { return channel.Secret(keyText(n)) }
	for _, tt := range []struct {
		name   string
		change func(*twitter.Config)
		want   []string
	}{
		{"a key that is none", func(c *twitter.Config) { c.Chat.Keys = []twitter.ChatKey{{Version: "1", Private: "AAAA"}} }, []string{"chat.keys[0] invalid"}},
		{"not base64", func(c *twitter.Config) { c.Chat.Keys = []twitter.ChatKey{{Version: "1", Private: "?"}} }, []string{"chat.keys[0] invalid"}},
		{"a version that is none", func(c *twitter.Config) { c.Chat.Keys = []twitter.ChatKey{{Version: "v", Private: key(1)}} }, []string{"chat.keys[0] invalid"}},
		{"the same version twice", func(c *twitter.Config) {
			c.Chat.Keys = []twitter.ChatKey{{Version: "1", Private: key(1)}, {Version: "1", Private: key(2)}}
		}, []string{"chat.keys[1] duplicate"}},
		{"another product", func(c *twitter.Config) { c.Product, c.Chat.Subscribe = twitter.AccountActivity, true }, []string{"chat.subscribe conflict"}},
		{"negative limits", func(c *twitter.Config) { c.Chat.MaxFile, c.Chat.Text.Max = -1, -1 }, []string{"chat.text invalid", "chat.maxFile invalid"}},
	} {
		cfg := config()
		cfg.Product = twitter.Activity
		tt.change(&cfg)
		_, err := twitter.New(cfg)
		if diff := cmp.Diff(tt.want, complaints(err)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.name, diff)
		}
		if err != nil && strings.Contains(err.Error(), keyText(1)) {
			t.Errorf("%s: the error shows a key", tt.name)
		}
	}
	keys, err := twitter.ParseChatKeys(channel.Secret("2: " + keyText(2) + "\n\n1:" + keyText(1) + "\n"))
	require.NoError(t, err)
	if len(keys) != 2 || keys[0].Version != "2" || keys[1].Private != key(1) {
		t.Errorf("ParseChatKeys = %+v", keys)
	}
	for _, bad := range []string{"1", "1:AAAA", "x:" + keyText(1)} {
		if _, err := twitter.ParseChatKeys(channel.Secret(bad)); len(channel.FieldErrors(err)) != 1 || strings.Contains(err.Error(), keyText(1)) {
			t.Errorf("ParseChatKeys(%.3q…): %v", bad, err)
		}
	}
	row, err := keys[0].Check(us)
	if err != nil || row.Check() != nil || row.Version != "2" || row.User != us {
		t.Errorf("Check = %+v, %v", row, err)
	}
	if got := open(t, with(config(), func(c *twitter.Config) { c.OAuth2 = twitter.OAuth2{ClientID: "c", Tokens: new(twitter.TokenMemory)} })); got == nil {
		t.Error("no channel")
	}
}

func TestChatLimits(t *testing.T) {
	ch := open(t, config())
	if l := ch.Limits(chatAda); l.Text.Max != 0 || l.Abilities != (channel.Abilities{}) {
		t.Errorf("without keys an encrypted conversation takes %+v", l)
	}
	c := chatsOn(t)
	for _, thread := range []channel.Thread{chatAda, {Platform: twitter.Platform, Account: us, Contact: "group:g123"}} {
		l := c.ch.Limits(thread)
		if l.Text.Max != 10_000 || l.Attachments != 10 || !l.ReplyTo || l.Buttons.Max != 0 || l.QuickReplies.Max != 0 ||
			!l.Abilities.Edit || !l.Abilities.React || !l.Abilities.Typing || !l.Abilities.MarkRead || !l.Abilities.Delete {
			t.Errorf("%s takes %+v", thread.Contact, l)
		}
	}
	if l := c.ch.Limits(toAda); l.Abilities.Edit || l.Attachments != 1 {
		t.Errorf("a plain thread takes %+v", l)
	}
}

func TestChatRefusesBeforeAnyCall(t *testing.T) {
	c := chatsOn(t)
	before := len(c.x.Calls())
	in := func(contact string) channel.Thread {
		return channel.Thread{Platform: twitter.Platform, Account: us, Contact: contact}
	}
	hello := channel.Message{Text: "hello"}
	elsewhere := chatAda
	elsewhere.Account = "1"
	for name, f := range map[string]func() error{
		"no person":       func() error { _, err := c.ch.Send(t.Context(), in("chat:@ada"), hello); return err },
		"ourselves":       func() error { _, err := c.ch.Send(t.Context(), in("chat:"+us), hello); return err },
		"no group":        func() error { _, err := c.ch.Send(t.Context(), in("group:gx"), hello); return err },
		"another account": func() error { _, err := c.ch.Send(t.Context(), elsewhere, hello); return err },
		"buttons": func() error {
			_, err := c.ch.Send(t.Context(), chatAda, channel.Message{Text: "a", Buttons: []channel.Button{{Text: "b", URL: "https://x.com"}}})
			return err
		},
		"nothing": func() error { _, err := c.ch.Send(t.Context(), chatAda, channel.Message{}); return err },
		"a native extra": func() error {
			_, err := c.ch.Send(t.Context(), chatAda, channel.Message{Text: "a", Native: twitter.Native(twitter.Options{Place: "1"})})
			return err
		},
		"a reply to a name": func() error {
			_, err := c.ch.Send(t.Context(), chatAda, channel.Message{Text: "a", ReplyTo: "x"})
			return err
		},
		"an id of words":   func() error { return c.ch.DeleteMessage(t.Context(), chatAda, "../x") },
		"a read of words":  func() error { return c.ch.MarkRead(t.Context(), chatAda, "../x") },
		"an empty edit":    func() error { return c.ch.EditMessage(t.Context(), chatAda, "5", channel.Message{}) },
		"no emoji":         func() error { return c.ch.React(t.Context(), chatAda, "5", "") },
		"a plain edit":     func() error { return c.ch.EditMessage(t.Context(), toAda, "5", hello) },
		"a plain reaction": func() error { return c.ch.React(t.Context(), toAda, "5", "👍") },
		"a plain file": func() error {
			_, err := c.ch.OpenMedia(t.Context(), chatAda, channel.Attachment{Kind: channel.MediaImage, ID: "5"})
			return err
		},
		"too late": func() error {
			_, err := c.ch.Send(t.Context(), chatAda, channel.Message{Text: "a", NotAfter: time.Unix(1, 0)})
			return err
		},
		"no users":   func() error { _, err := c.ch.ChatKeys(t.Context()); return err },
		"no user id": func() error { _, err := c.ch.ChatKeys(t.Context(), "../ada"); return err },
	} {
		if err := f(); !errors.Is(err, channel.ErrRejected) {
			t.Errorf("%s: %v, want ErrRejected", name, err)
		}
	}
	if after := len(c.x.Calls()); after != before {
		t.Errorf("%d calls were made", after-before)
	}
}
