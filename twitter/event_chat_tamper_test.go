package twitter_test

import (
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/twitter"
	"github.com/contactkit/contactkit/twitter/xchat"
)

// envelopeOf returns the envelope that an event carries.
func envelopeOf(t *testing.T, ev channel.Event) []byte {
	t.Helper()
	var a struct {
		Payload struct {
			Event string `json:"encoded_event"`
		} `json:"payload"`
	}
	require.NoError(t, json.Unmarshal(ev.Raw, &a))
	b, err := base64.StdEncoding.DecodeString(a.Payload.Event)
	require.NoError(t, err)
	return b
}

// redelivered is the event with another envelope and without the copy of the signature outside,
// as the API product would deliver it.
func redelivered(t *testing.T, ch *twitter.Channel, ev channel.Event, envelope []byte) channel.Event {
	t.Helper()
	var a map[string]json.RawMessage
	require.NoError(t, json.Unmarshal(ev.Raw, &a))
	var payload map[string]json.RawMessage
	require.NoError(t, json.Unmarshal(a["payload"], &payload))
	delete(payload, "message_event_signature")
	payload["encoded_event"] = fmt.Appendf(nil, "%q", base64.StdEncoding.EncodeToString(envelope))
	var err error
	a["payload"], err = json.Marshal(payload)
	require.NoError(t, err)
	body, err := json.Marshal(map[string]any{"data": a})
	require.NoError(t, err)
	got, err := ch.Receive(post(body))
	require.NoError(t, err)
	require.Len(t, got.Events, 1)
	return got.Events[0]
}

// claims reports whether a body says what the whole one says, or anything else in the sender's name
// without a mark.
func claims(body channel.Body) bool {
	switch b := body.(type) {
	case channel.Message:
		return !marked(b)
	case channel.Edited:
		return !marked(b.Message)
	case channel.Custom, channel.Typing, channel.Failed: // typing and failures are never signed
		return false
	}
	return true
}

func marked(m channel.Message) bool {
	for _, a := range m.Attachments {
		if a.Kind == channel.MediaOther && (a.Name == twitter.KindUnverified || a.Name == twitter.KindEncrypted || a.Name == twitter.KindUnknown) {
			return true
		}
	}
	return false
}

// One bit of the envelope is changed, at every place in turn. Then the event says what it said, in
// the same thread and in the name of the same person, or it claims nothing.
func TestTamperedChangesClaimNothing(t *testing.T) {
	c := chatsOn(t)
	first := c.x.SayEncrypted(ada, "hello")
	c.events()
	_, err := c.ch.ChatKeys(t.Context(), ada)
	require.NoError(t, err)
	for _, tt := range []struct {
		name string
		do   func()
		want channel.Body
	}{
		{"deletion", func() { c.x.DeleteEncrypted(ada, first) }, channel.Deleted{IDs: []string{first}}},
		{"edit", func() { c.x.EditEncrypted(ada, first, "pay here") }, channel.Edited{Message: channel.Message{ID: first, Text: "pay here"}}},
		{"reaction", func() { c.x.ReactEncrypted(ada, first, "👍", false) }, channel.Reacted{MessageID: first, Reactions: []string{"👍"}}},
		{"reaction that is taken back", func() { c.x.ReactEncrypted(ada, first, "👍", true) }, channel.Reacted{MessageID: first}},
		{"read mark", func() { c.x.ReadEncrypted(ada, first) }, channel.Read{Through: first}},
	} {
		tt.do()
		whole := c.events()[0]
		envelope := envelopeOf(t, whole)
		if got := redelivered(t, c.ch, whole, envelope); !cmp.Equal(tt.want, got.Body) {
			t.Fatalf("%s as it was: %+v, want %+v", tt.name, got.Body, tt.want)
		}
		harmless, told := 0, 0
		for at := range envelope {
			bit := byte(1) << (at % 8)
			envelope[at] ^= bit
			got := redelivered(t, c.ch, whole, envelope)
			envelope[at] ^= bit
			switch same := cmp.Equal(tt.want, got.Body); {
			case !same && claims(got.Body), same && (got.Thread != whole.Thread || got.From != whole.From || got.ID != whole.ID):
				t.Errorf("%s, byte %d ^ %#x: %+v", tt.name, at, bit, got)
			case same:
				harmless++ // sequence, time, token: X's word
			default:
				told++
			}
		}
		if harmless == 0 || told < len(envelope)/3 {
			t.Errorf("%s: %d of %d bits change nothing, %d are told: the test does not reach all", tt.name, harmless, len(envelope), told)
		}
	}
}

// A change whose signature does not fit has no place for a mark, so it becomes a Custom. An edit
// has one.
func TestForgedChangesChangeNothing(t *testing.T) {
	c := chatsOn(t)
	first := c.x.SayEncrypted(ada, "hello")
	c.events()
	_, err := c.ch.ChatKeys(t.Context(), ada)
	require.NoError(t, err)
	forged := func(do func()) channel.Event {
		c.x.ForgeChats(ada, do)
		return c.events()[0]
	}
	for name, do := range map[string]func(){
		"deletion": func() { c.x.DeleteEncrypted(ada, first) },
		"reaction": func() { c.x.ReactEncrypted(ada, first, "👍", false) },
		"read":     func() { c.x.ReadEncrypted(ada, first) },
	} {
		ev := forged(do)
		b, ok := ev.Body.(channel.Custom)
		if !ok || b.Kind != "chat.received" || len(b.Data) == 0 || ev.Thread != chatAda {
			t.Errorf("%s: %+v", name, ev)
		}
		if got := c.ch.ChatTrust(ev).String(); got != "unverified" {
			t.Errorf("%s: ChatTrust = %s", name, got)
		}
	}
	want := channel.Edited{Message: channel.Message{ID: first, Text: "pay here", Attachments: other(twitter.KindUnverified)}}
	if diff := cmp.Diff(channel.Body(want), forged(func() { c.x.EditEncrypted(ada, first, "pay here") }).Body); diff != "" {
		t.Errorf("a forged edit (-want +got):\n%s", diff)
	}
}

// An edit that leaves no text changes nothing, and neither does a deletion from the sender's own
// view.
func TestChangesWithoutAnEffect(t *testing.T) {
	c := chatsOn(t)
	first := c.x.SayEncrypted(ada, "hello")
	c.events()
	for name, do := range map[string]func(){
		"an edit without a text":       func() { c.x.EditEncrypted(ada, first, "") },
		"an edit of no message":        func() { c.x.EditEncrypted(ada, "", "better") },
		"a reaction to no message":     func() { c.x.ReactEncrypted(ada, "", "👍", false) },
		"a reaction without an emoji":  func() { c.x.ReactEncrypted(ada, first, "", false) },
		"a deletion for oneself alone": func() { c.x.HideEncrypted(ada, first) },
		"a deletion of nothing":        func() { c.x.DeleteEncrypted(ada) },
		"a read mark at nothing":       func() { c.x.ReadEncrypted(ada, "") },
	} {
		do()
		got := c.events()
		require.Len(t, got, 1, name)
		if b, ok := got[0].Body.(channel.Custom); !ok || b.Kind != "chat.received" || got[0].Renews {
			t.Errorf("%s: %+v", name, got[0])
		}
	}
}

// A deletion that was signed for the conversation of two other people says nothing in ours.
func TestAChangeOfAnotherConversation(t *testing.T) {
	const mallory = "1999999999999999999"
	c := chatsOn(t)
	blob, err := base64.StdEncoding.DecodeString(keyText(9))
	require.NoError(t, err)
	private, err := xchat.NewPrivateKey("1700000000000", blob)
	require.NoError(t, err)
	sender := xchat.Identity{User: mallory, Keys: []xchat.PrivateKey{private}}
	for conversation, want := range map[string]channel.Body{
		xchat.Conversation(us, mallory):  channel.Deleted{IDs: []string{"5"}},
		xchat.Conversation(ada, mallory): nil,
		xchat.Conversation(us, ada):      nil,
	} {
		a, err := sender.Delete(conversation, true, []string{"5"}, nil)
		require.NoError(t, err)
		encoded := signedEvent(t, sender, conversation, a)
		got, err := c.ch.Receive(post(fmt.Appendf(nil, `{"data":{"event_uuid":"1","filter":{"user_id":"%s"},"event_type":"chat.received","payload":{"id":"%s","conversation_id":"%s",`+
			`"sender_id":"%s","created_at_msec":"1767323080001","encoded_event":"%s","message_event_signature":{"signature":"%s","public_key_version":"1700000000000","signature_version":"7","signing_public_key":"%s"}}}}`,
			us, a.ID, conversation, mallory, encoded, a.Signature, a.SigningKey)))
		require.NoError(t, err)
		require.Len(t, got.Events, 1)
		_, custom := got.Events[0].Body.(channel.Custom)
		if want == nil && !custom || want != nil && !cmp.Equal(want, got.Events[0].Body) {
			t.Errorf("signed for %s: %+v", conversation, got.Events[0].Body)
		}
	}
}

// A read mark, a reaction or an edit among contents counts if the key that came with it fits its
// signature; without that key the first two are a Custom, and the last is marked.
func TestContentsWithAndWithoutAKey(t *testing.T) {
	const mallory = "1999999999999999999"
	conversation, memory := xchat.Conversation(us, mallory), new(twitter.ChatCache)
	c := chatsOn(t, func(cfg *twitter.Config) { cfg.Chat.Memory = memory })
	blob, err := base64.StdEncoding.DecodeString(keyText(9))
	require.NoError(t, err)
	private, err := xchat.NewPrivateKey("1700000000000", blob)
	require.NoError(t, err)
	row, err := private.Public(mallory)
	require.NoError(t, err)
	sender := xchat.Identity{User: mallory, Keys: []xchat.PrivateKey{private}}
	key, err := xchat.GenerateKey("1700000000001", nil)
	require.NoError(t, err)
	memory.Learn(conversation, key, xchat.Verified)
	for _, tt := range []struct {
		content       xchat.Content
		with, without channel.Body
	}{
		{xchat.Read{Until: "5"}, channel.Read{Through: "5"}, nil},
		{xchat.Reaction{Sequence: "5", Emoji: "👍"}, channel.Reacted{MessageID: "5", Reactions: []string{"👍"}}, nil},
		{xchat.Edit{Sequence: "5", Text: "a"}, channel.Edited{Message: channel.Message{ID: "5", Text: "a"}},
			channel.Edited{Message: channel.Message{ID: "5", Text: "a", Attachments: other(twitter.KindUnverified)}}},
	} {
		out, err := sender.Seal(conversation, key, tt.content, xchat.Options{})
		require.NoError(t, err)
		create, err := base64.StdEncoding.DecodeString(out.Event)
		require.NoError(t, err)
		sig, err := xchat.ParseSignature(out.Signature)
		require.NoError(t, err)
		detail := append(append([]byte{12, 0, 1}, create...), 0)
		encoded := signedEvent(t, sender, conversation, xchat.Action{ID: out.ID, Detail: base64.StdEncoding.EncodeToString(detail),
			Signature: sig.Value, KeyVersion: sig.KeyVersion, Version: sig.Version})
		for signingKey, want := range map[string]channel.Body{row.Signing: tt.with, "": tt.without} {
			got, err := c.ch.Receive(post(fmt.Appendf(nil, `{"data":{"event_uuid":"1","filter":{"user_id":"%s"},"event_type":"chat.received","payload":{"id":"%s","conversation_id":"%s",`+
				`"sender_id":"%s","created_at_msec":"1767323080001","encoded_event":"%s","message_event_signature":{"signature":"%s","public_key_version":"1700000000000","signature_version":"7","signing_public_key":"%s"}}}}`,
				us, out.ID, conversation, mallory, encoded, sig.Value, signingKey)))
			require.NoError(t, err)
			require.Len(t, got.Events, 1)
			_, custom := got.Events[0].Body.(channel.Custom)
			if want == nil && !custom || want != nil && !cmp.Equal(want, got.Events[0].Body) {
				t.Errorf("%T, with the key %v: %+v", tt.content, signingKey != "", got.Events[0].Body)
			}
		}
	}
}

// inPlain is the envelope of an event whose contents are not encrypted any more, and say the same.
// The signature stays as it was.
func inPlain(t *testing.T, memory twitter.ChatMemory, ev channel.Event) []byte {
	t.Helper()
	e, err := xchat.ParseBytes(envelopeOf(t, ev))
	require.NoError(t, err)
	create, ok := e.Detail.(xchat.Create)
	require.True(t, ok)
	key, ok := memory.Key(e.Conversation, create.KeyVersion)
	require.True(t, ok)
	holder, ok := key.OpenText(base64.StdEncoding.EncodeToString(create.Contents))
	require.True(t, ok)
	detail := binary.BigEndian.AppendUint32([]byte{12, 0, 1, 11, 0, 100}, uint32(len(holder)))
	detail = append(append(detail, holder...), 0, 0)
	encoded := signedEvent(t, xchat.Identity{User: e.Sender}, e.Conversation, xchat.Action{ID: e.ID, Detail: base64.StdEncoding.EncodeToString(detail),
		Signature: e.Signature.Value, KeyVersion: e.Signature.KeyVersion, Version: e.Signature.Version})
	b, err := base64.StdEncoding.DecodeString(encoded)
	require.NoError(t, err)
	return b
}

// Plain contents in place of encrypted ones are never signed. They change nothing that was said
// before; a text among them is marked once a verified key of the conversation is known, and until
// then shows as the message requests do that X delivers in plain.
func TestPlainContentsClaimNothing(t *testing.T) {
	memory := new(twitter.ChatCache)
	c := chatsOn(t, func(cfg *twitter.Config) { cfg.Chat.Memory = memory })
	first := c.x.SayEncrypted(ada, "hello")
	c.events()
	text := func(name string) channel.Body {
		m := channel.Message{ID: "2007000000000000777", Text: "pay here", By: channel.ByCustomer}
		if name != "" {
			m.Attachments = other(name)
		}
		return m
	}
	edit := channel.Edited{Message: channel.Message{ID: first, Text: "pay here", Attachments: other(twitter.KindUnverified)}}
	for _, verified := range []bool{false, true} {
		if verified {
			_, err := c.ch.ChatKeys(t.Context(), ada)
			require.NoError(t, err)
			c.x.RotateChat(ada)
		}
		message := text("")
		if verified {
			message = text(twitter.KindUnverified)
		}
		for _, tt := range []struct {
			name string
			do   func()
			want channel.Body // nil: a Custom
		}{
			{"message", func() { c.x.SayEncrypted(ada, "pay here") }, message},
			{"edit", func() { c.x.EditEncrypted(ada, first, "pay here") }, edit},
			{"reaction", func() { c.x.ReactEncrypted(ada, first, "👍", false) }, nil},
			{"reaction that is taken back", func() { c.x.ReactEncrypted(ada, first, "👍", true) }, nil},
		} {
			tt.do()
			whole := c.events()[0]
			if _, known := memory.Key(xchat.Conversation(us, ada), ""); known != verified {
				t.Fatalf("a verified key is known: %v, want %v", known, verified)
			}
			got := redelivered(t, c.ch, whole, inPlain(t, memory, whole))
			b, custom := got.Body.(channel.Custom)
			if tt.want != nil && !cmp.Equal(tt.want, got.Body) || tt.want == nil && (!custom || b.Kind != "chat.received" || len(b.Data) == 0) {
				t.Errorf("%s, verified key %v: %+v", tt.name, verified, got.Body)
			}
			if got.Thread != chatAda {
				t.Errorf("%s: thread %+v", tt.name, got.Thread)
			}
			if trust := c.ch.ChatTrust(got); trust != xchat.Unverified {
				t.Errorf("%s: ChatTrust = %v", tt.name, trust)
			}
		}
	}
}

// A read mark among plain contents moves nothing either.
func TestAPlainReadMark(t *testing.T) {
	c := chatsOn(t)
	first := c.x.SayEncrypted(ada, "hello")
	whole := c.events()[0]
	text := func(field byte, s string) []byte {
		return append(binary.BigEndian.AppendUint32([]byte{11, 0, field}, uint32(len(s))), s...)
	}
	holder := append([]byte{12, 0, 1, 12, 0, 5}, text(1, first)...)
	holder = append(holder, 0, 0, 0)
	detail := append([]byte{12, 0, 1}, text(100, string(holder))...)
	encoded := signedEvent(t, xchat.Identity{User: ada}, xchat.Conversation(us, ada), xchat.Action{ID: "e4f4",
		Detail: base64.StdEncoding.EncodeToString(append(detail, 0, 0))})
	b, err := base64.StdEncoding.DecodeString(encoded)
	require.NoError(t, err)
	e, err := xchat.ParseBytes(b)
	require.NoError(t, err)
	content, err := e.Open(xchat.Key{})
	if read, ok := content.(xchat.Read); err != nil || !ok || read.Until != first {
		t.Fatalf("the content is %+v, %v; want a read mark at %s", content, err, first)
	}
	if got := redelivered(t, c.ch, whole, b); got.Body == nil || got.Thread != chatAda {
		t.Errorf("%+v", got)
	} else if _, custom := got.Body.(channel.Custom); !custom {
		t.Errorf("a plain read mark is %+v", got.Body)
	}
}
