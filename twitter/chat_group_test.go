package twitter_test

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/twitter"
	"github.com/contactkit/contactkit/twitter/twittertest"
	"github.com/contactkit/contactkit/twitter/xchat"
)

const chatGroup, bob, eve = "g1640000000000000099", "1640000000000000088", "1640000000000000077"

var groupThread = channel.Thread{Platform: twitter.Platform, Account: us, Contact: "group:" + chatGroup}

// grouped is a channel in an encrypted group of ada, bob and the account, which is still empty;
// eve is a stranger without keys.
func grouped(t *testing.T, change ...func(*twitter.Config)) *chatting {
	c := chatsOn(t, change...)
	c.x.Meet(twittertest.Person{ID: bob, Name: "Bob", Username: "bob"})
	c.x.Meet(twittertest.Person{ID: eve, Name: "Eve", Username: "eve"})
	c.x.GroupChat(chatGroup, ada, bob)
	return c
}

// says sends a text and returns the version of the conversation's key if it arrived; else the
// failure's code.
func (c *chatting) says(to channel.Thread, text string) string {
	c.t.Helper()
	before := len(c.x.ChatSent())
	_, err := c.ch.Send(c.t.Context(), to, channel.Message{Text: text})
	require.NoError(c.t, err)
	for _, ev := range c.events() {
		if f, ok := ev.Body.(channel.Failed); ok {
			return f.Code
		}
	}
	sent := c.x.ChatSent()[before:]
	require.Len(c.t, sent, 1)
	require.Equal(c.t, text, sent[0].Text)
	return sent[0].KeyVersion
}

// keyChangesMade counts the keys that the channel gave conversations.
func (c *chatting) keyChangesMade() (n int) {
	for _, call := range c.x.Calls() {
		if strings.HasSuffix(call.Path, "/keys") {
			n++
		}
	}
	return n
}

func newer(a, b string) bool { return xchat.CompareVersions(a, b) > 0 }

// In an encrypted group the account hears every member, each under the group's thread, and answers
// all of them in the key that the group has.
func TestChatGroup(t *testing.T) {
	c := grouped(t)
	first := c.x.SayInGroupChat(chatGroup, ada, "Is the table free?")
	c.x.SayInGroupChat(chatGroup, bob, "For four.")
	heard := c.events()
	require.Len(t, heard, 2)
	thread := groupThread
	for i, want := range []struct{ from, text string }{{ada, "Is the table free?"}, {bob, "For four."}} {
		m, ok := heard[i].Body.(channel.Message)
		if !ok || heard[i].Thread != thread || heard[i].From.ID != want.from || m.Text != want.text || heard[i].Origin != channel.OriginContact {
			t.Errorf("heard %+v, want %q from %s in %+v", heard[i], want.text, want.from, thread)
		}
	}
	answer, err := c.ch.Send(t.Context(), thread, channel.Message{Text: "It is.", ReplyTo: first, Ref: "r1"})
	require.NoError(t, err)
	require.NoError(t, channel.React(t.Context(), c.ch, thread, first, "👍"))
	require.NoError(t, channel.EditMessage(t.Context(), c.ch, thread, answer.IDs[0], channel.Message{Text: "It is, for four."}))
	sent := c.x.ChatSent()
	for i := range sent {
		sent[i].Event, sent[i].KeyVersion, sent[i].ID, sent[i].Sequence = "", "", "", ""
	}
	if diff := cmp.Diff([]twittertest.ChatSent{
		{To: chatGroup, Text: "It is.", ReplyTo: first}, {To: chatGroup, ReactsTo: first, Emoji: "👍"}, {To: chatGroup, Edits: answer.IDs[0], Text: "It is, for four."},
	}, sent); diff != "" {
		t.Errorf("the members see (-want +got):\n%s", diff)
	}
	for _, ev := range c.events() {
		if ev.Thread != thread || ev.Origin != channel.OriginUnknown {
			t.Errorf("an echo: %+v", ev)
		}
	}
	c.x.LeaveGroupChat(chatGroup, us)
	if _, err := c.ch.Send(t.Context(), thread, channel.Message{Text: "Are you there?"}); err != nil {
		t.Errorf("X accepts what fails later: %v", err)
	}
	if left := c.x.ChatSent(); len(left) != 3 {
		t.Errorf("the members of a group that the account left see %d messages, want 3", len(left))
	}
}

// A file of a group is encrypted with the group's key, both ways. It opens for a node that was
// started anew after the key was changed and many messages later.
func TestChatGroupFiles(t *testing.T) {
	data := []byte(strings.Repeat("\x01\x02 bytes that tell no type", 400))
	files := func(cfg *twitter.Config) {
		cfg.Files = func(_ context.Context, name string) (channel.File, error) {
			return channel.File{Body: ioNop(data), Name: name, Size: int64(len(data))}, nil
		}
	}
	c := grouped(t, files)
	c.x.SendFileInGroupChat(chatGroup, bob, 1, "in.png", data)
	heard := c.events()
	require.Len(t, heard, 1)
	m, ok := heard[0].Body.(channel.Message)
	require.True(t, ok)
	require.Len(t, m.Attachments, 1)
	old := m.Attachments[0]
	if heard[0].Thread != groupThread || old.Kind != channel.MediaImage || old.Name != "in.png" || old.Size != int64(len(data)) {
		t.Errorf("heard %+v", heard[0])
	}
	opens := func(ch *twitter.Channel, what string) {
		t.Helper()
		f, err := channel.OpenMedia(t.Context(), ch, groupThread, old)
		require.NoError(t, err, what)
		if read := readAll(t, f); string(read) != string(data) {
			t.Errorf("%s: OpenMedia read %d bytes, want %d", what, len(read), len(data))
		}
	}
	opens(c.ch, "at once")
	_, err := c.ch.Send(t.Context(), groupThread, channel.Message{Text: "two", Attachments: []channel.Attachment{
		{Kind: channel.MediaImage, File: "a.png"}, {Kind: channel.MediaVideo, File: "b.mp4"}}})
	require.NoError(t, err)
	up, err := channel.Upload(t.Context(), c.ch, groupThread, channel.Attachment{Kind: channel.MediaFile}, channel.File{Body: ioNop(data), Name: "c.pdf", Size: int64(len(data))})
	require.NoError(t, err)
	_, err = c.ch.Send(t.Context(), groupThread, channel.Message{Attachments: []channel.Attachment{up}})
	require.NoError(t, err)
	sent := c.x.ChatSent()
	require.Len(t, sent, 2)
	want := [][]twittertest.ChatFile{{{Kind: 1, Name: "a.png", Data: data}, {Kind: 3, Name: "b.mp4", Data: data}}, {{Kind: 5, Name: "c.pdf", Data: data}}}
	if diff := cmp.Diff(want, [][]twittertest.ChatFile{sent[0].Files, sent[1].Files}); diff != "" {
		t.Errorf("files (-want +got):\n%s", diff)
	}
	if _, err := channel.OpenMedia(t.Context(), c.ch, chatAda, old); err == nil {
		t.Error("a file of the group opens in another conversation")
	}

	c.x.LeaveGroupChat(chatGroup, bob)
	for range 120 {
		c.x.SayInGroupChat(chatGroup, ada, "and so on")
	}
	version, private := c.x.ChatKey()
	anew := userOf(t, c.x, new(twitter.TokenMemory), files, func(cfg *twitter.Config) {
		cfg.Chat.Keys = []twitter.ChatKey{{Version: version, Private: channel.Secret(private)}}
	})
	require.NoError(t, logIn(t, c.x, anew))
	opens(anew, "after a start, behind two pages and with another key")
	if _, err := anew.Send(t.Context(), groupThread, channel.Message{Attachments: []channel.Attachment{up}}); len(channel.FieldErrors(err)) != 1 {
		t.Errorf("a file in the old key was sent: %v", err)
	}
	c.x.LeaveGroupChat(chatGroup, us)
	if _, err := channel.OpenMedia(t.Context(), c.ch, groupThread, old); err == nil {
		t.Error("a file of a group that the account left opens")
	}
}

// A person who joins gets a new key, and the next message uses it. Without registered keys a
// newcomer reads nothing, and ChatMembers shows that.
func TestChatGroupNewcomer(t *testing.T) {
	c := grouped(t)
	c.x.SayInGroupChat(chatGroup, bob, "hello")
	c.events()
	first := c.says(groupThread, "hello Bob")
	c.x.JoinGroupChat(chatGroup, bob, eve)
	c.events()
	second := c.says(groupThread, "a newcomer")
	if !newer(second, first) {
		t.Errorf("the key of the group stays %s", second)
	}
	if n := c.keyChangesMade(); n != 0 {
		t.Errorf("the channel changed the key %d times, though Bob had", n)
	}
	members := func() []twitter.ChatMember {
		t.Helper()
		list, err := c.ch.ChatMembers(t.Context(), groupThread)
		require.NoError(t, err)
		return list
	}
	want := []twitter.ChatMember{{User: ada, Admin: true, Keyed: true}, {User: bob, Keyed: true}, {User: us, Keyed: true}, {User: eve}}
	if diff := cmp.Diff(want, members()); diff != "" {
		t.Errorf("members (-want +got):\n%s", diff)
	}
	c.x.NewChatKeys(eve)
	want[3].Keyed = true
	if diff := cmp.Diff(want, members()); diff != "" {
		t.Errorf("members, when Eve has keys (-want +got):\n%s", diff)
	}
	if code := c.says(groupThread, "lost"); code != "chat-failure/8" {
		t.Errorf("a message that Eve cannot read: %s, want chat-failure/8", code)
	}
	third := c.says(groupThread, "for Eve, too")
	if !newer(third, second) || c.keyChangesMade() != 1 {
		t.Errorf("key %s after %s, %d changes of the channel", third, second, c.keyChangesMade())
	}
	if again := c.says(groupThread, "and again"); again != third || c.keyChangesMade() != 1 {
		t.Errorf("the key was changed again: %s, %d changes", again, c.keyChangesMade())
	}
	c.x.SayInGroupChat(chatGroup, eve, "thank you")
	if m, ok := c.events()[0].Body.(channel.Message); !ok || m.Text != "thank you" {
		t.Errorf("Eve writes %+v", m)
	}
}

// A person who has left must not read on: the channel gives the group a new key before it writes,
// whether the event of the leaving arrived or got lost.
func TestChatGroupLeaver(t *testing.T) {
	c := grouped(t)
	c.x.SayInGroupChat(chatGroup, bob, "hello")
	c.events()
	first := c.says(groupThread, "hello Bob")
	c.x.LeaveGroupChat(chatGroup, bob)
	c.events()
	second := c.says(groupThread, "without Bob")
	if !newer(second, first) || c.keyChangesMade() != 1 {
		t.Fatalf("key %s after %s, %d changes of the channel", second, first, c.keyChangesMade())
	}
	if again := c.says(groupThread, "and again"); again != second || c.keyChangesMade() != 1 {
		t.Errorf("the key was changed again: %s, %d changes", again, c.keyChangesMade())
	}

	c.x.NewChatKeys(eve)
	c.x.JoinGroupChat(chatGroup, ada, eve)
	c.events()
	third := c.says(groupThread, "hello Eve")
	c.x.LoseChats(1)
	c.x.LeaveGroupChat(chatGroup, eve)
	if code := c.says(groupThread, "lost"); code != "chat-failure/6" {
		t.Errorf("a message that Eve can still read: %s, want chat-failure/6", code)
	}
	if fourth := c.says(groupThread, "without Eve"); !newer(fourth, third) || c.keyChangesMade() != 2 {
		t.Errorf("key %s after %s, %d changes of the channel", fourth, third, c.keyChangesMade())
	}
}

// X names events of members without a sample of them. The kind and the group are enough for the
// next answer to look at the members.
func TestChatGroupMemberEvents(t *testing.T) {
	for _, payload := range []string{`{"conversation_id":"` + chatGroup + `"}`, `{"id":"e4f4","conversation_id":"` + chatGroup + `","sender_id":"` + ada + `","created_at_msec":"1767323080001"}`} {
		c := grouped(t)
		c.x.SayInGroupChat(chatGroup, bob, "hello")
		c.events()
		first := c.says(groupThread, "hello Bob")
		c.x.LoseChats(1)
		c.x.LeaveGroupChat(chatGroup, bob)
		got, err := c.ch.Receive(post([]byte(`{"data":{"event_uuid":"1","filter":{"user_id":"` + us + `"},"event_type":"chat.conversation.member_removed","payload":` + payload + `}}`)))
		require.NoError(t, err)
		require.Len(t, got.Events, 1)
		if _, ok := got.Events[0].Body.(channel.Custom); !ok || got.Events[0].Renews {
			t.Errorf("the event is %+v", got.Events[0])
		}
		if second := c.says(groupThread, "without Bob"); !newer(second, first) {
			t.Errorf("key %s after %s", second, first)
		}
	}
}

// StartChat changes a group's key by order. A newer key of another member is taken with the next
// message, although no call has shown the member's keys before.
func TestChatGroupStart(t *testing.T) {
	c := grouped(t)
	c.x.SayInGroupChat(chatGroup, bob, "hello")
	c.events()
	first := c.says(groupThread, "hello Bob")
	require.NoError(t, c.ch.StartChat(t.Context(), groupThread))
	second := c.says(groupThread, "with a new key")
	if !newer(second, first) {
		t.Errorf("key %s after %s", second, first)
	}
	c.x.NewChatKeys(ada)
	c.x.SayInGroupChat(chatGroup, ada, "I have a new phone")
	c.events()
	if third := c.says(groupThread, "good"); !newer(third, second) || c.keyChangesMade() != 1 {
		t.Errorf("key %s after %s, %d changes of the channel", third, second, c.keyChangesMade())
	}
	c.x.LeaveGroupChat(chatGroup, us)
	c.events()
	for name, err := range map[string]error{
		"StartChat":   c.ch.StartChat(t.Context(), groupThread),
		"ChatMembers": func() error { _, err := c.ch.ChatMembers(t.Context(), groupThread); return err }(),
	} {
		if err == nil {
			t.Errorf("%s works in a group that the account left", name)
		}
	}
	two, err := c.ch.ChatMembers(t.Context(), chatAda)
	if err != nil || !slices.Equal(two, []twitter.ChatMember{{User: us, Keyed: true}, {User: ada, Keyed: true}}) {
		t.Errorf("ChatMembers of two: %+v, %v", two, err)
	}
	if _, err := c.ch.ChatMembers(t.Context(), toAda); !errors.Is(err, channel.ErrRejected) {
		t.Errorf("ChatMembers of a plain thread: %v", err)
	}
}

// That X does not serve a member's keys for a moment gives the group no new key, which would lock
// that member out.
func TestChatGroupKeysThatAreNotServed(t *testing.T) {
	c := grouped(t, func(cfg *twitter.Config) {
		base := cfg.HTTP.Transport
		cfg.HTTP = &http.Client{Transport: transportFunc(func(r *http.Request) (*http.Response, error) {
			if ids := strings.Split(r.URL.Query().Get("ids"), ","); r.URL.Path == "/2/users/public_keys" && len(ids) > 1 {
				r = r.Clone(r.Context())
				q := r.URL.Query()
				q.Set("ids", strings.Join(slices.DeleteFunc(ids, func(id string) bool { return id == bob }), ","))
				r.URL.RawQuery = q.Encode()
			}
			return base.RoundTrip(r)
		})}
	})
	c.x.SayInGroupChat(chatGroup, ada, "hello")
	c.events()
	first := c.says(groupThread, "hello Ada")
	c.x.NewChatKeys(eve)
	c.x.JoinGroupChat(chatGroup, ada, eve)
	c.events()
	if second := c.says(groupThread, "hello Eve"); !newer(second, first) || c.keyChangesMade() != 0 {
		t.Errorf("key %s after %s, %d changes of the channel, want Ada's alone", second, first, c.keyChangesMade())
	}
}
