package twitter_test

import (
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"io"
	"net/http"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/twitter"
	"github.com/contactkit/contactkit/twitter/twittertest"
	"github.com/contactkit/contactkit/twitter/xchat"
)

// keyChange is a key change as X would deliver it, by whoever signs it.
func keyChange(t *testing.T, sender xchat.Identity, conversation string, change xchat.Change) string {
	t.Helper()
	return signedEvent(t, sender, conversation, change.Action)
}

// signedEvent is a signed action as X would deliver it.
func signedEvent(t *testing.T, sender xchat.Identity, conversation string, action xchat.Action) string {
	t.Helper()
	var b []byte
	text := func(field byte, s string) {
		b = binary.BigEndian.AppendUint32(append(b, 11, 0, field), uint32(len(s)))
		b = append(b, s...)
	}
	detail, err := base64.StdEncoding.DecodeString(action.Detail)
	require.NoError(t, err)
	text(1, "2007000000000000777")
	text(2, action.ID)
	text(3, sender.User)
	text(4, conversation)
	b = append(append(b, 12, 0, 7), detail...)
	b = append(b, 12, 0, 9)
	text(1, action.Signature)
	text(2, action.KeyVersion)
	text(3, action.Version)
	return base64.StdEncoding.EncodeToString(append(b, 0, 0))
}

// A stranger signs a key change for a conversation that is not the stranger's, with registered keys
// and a version that beats every other. Nothing is encrypted with it.
func TestAStrangersKeyChangeIsNotUsed(t *testing.T) {
	const mallory = "1999999999999999999"
	c := chatsOn(t)
	c.x.SayEncrypted(ada, "hello")
	c.events()
	rows, err := c.ch.ChatKeys(t.Context(), us)
	require.NoError(t, err)
	ours, err := xchat.Newest(rows, us)
	require.NoError(t, err)
	blob, err := base64.StdEncoding.DecodeString(keyText(9))
	require.NoError(t, err)
	private, err := xchat.NewPrivateKey("1700000000000", blob)
	require.NoError(t, err)
	theirs, err := private.Public(mallory)
	require.NoError(t, err)
	stranger := xchat.Identity{User: mallory, Keys: []xchat.PrivateKey{private}}
	key, err := xchat.GenerateKey("9999999999999", nil)
	require.NoError(t, err)
	conversation := xchat.Conversation(us, ada)
	change, err := stranger.ChangeKey(conversation, key, []xchat.PublicKey{ours, theirs}, nil)
	require.NoError(t, err)

	memory := new(twitter.ChatCache)
	require.NoError(t, memory.Pin(mallory, []xchat.PublicKey{theirs}))
	version, secret := c.x.ChatKey()
	ch := userOf(t, c.x, new(twitter.TokenMemory), func(cfg *twitter.Config) {
		cfg.Chat = twitter.ChatConfig{Keys: []twitter.ChatKey{{Version: version, Private: channel.Secret(secret)}}, Memory: memory}
	})
	require.NoError(t, logIn(t, c.x, ch))
	got, err := ch.Receive(post(fmt.Appendf(nil, `{"data":{"event_uuid":"1","filter":{"user_id":"%s"},"event_type":"chat.received","payload":{"id":"%s","conversation_id":"%s",`+
		`"sender_id":"%s","created_at_msec":"1767323080001","encoded_event":"%s"}}}`, us, change.Action.ID, conversation, mallory, keyChange(t, stranger, conversation, change))))
	require.NoError(t, err)
	if c, ok := got.Events[0].Body.(channel.Custom); !ok || c.Kind != "chat.received" {
		t.Errorf("a key change is %+v", got.Events[0].Body)
	}
	if _, ok := memory.Key(conversation, key.Version()); !ok {
		t.Fatal("the key change was not read at all: the test shows nothing")
	}
	if k, ok := memory.Key(conversation, ""); ok {
		t.Errorf("version %s counts as verified", k.Version())
	}
	_, err = ch.Send(t.Context(), chatAda, channel.Message{Text: "for Ada alone"})
	require.NoError(t, err)
	if sent := c.x.ChatSent(); len(sent) != 1 || sent[0].Text != "for Ada alone" || sent[0].KeyVersion == key.Version() {
		t.Errorf("sent %+v", sent)
	}
}

// After a new phone of the account's owner, both versions of its key are at hand: the old one opens
// what was delivered before, the new one what comes after. Neither alone opens both.
func TestChatReceiveWithOldAndNewKeys(t *testing.T) {
	c := chatsOn(t)
	key := func() twitter.ChatKey {
		version, private := c.x.ChatKey()
		return twitter.ChatKey{Version: version, Private: channel.Secret(private)}
	}
	before := key()
	first := c.x.SayEncrypted(ada, "before")
	old := c.events()[0].Raw
	c.x.NewChatKeys(us)
	after := key()
	if before.Version == after.Version || before.Private == after.Private {
		t.Fatal("the account has no new key: the test shows nothing")
	}
	c.x.RotateChat(ada)
	second := c.x.SayEncrypted(ada, "after")
	late := c.events()[0].Raw
	for _, tt := range []struct {
		name              string
		keys              []twitter.ChatKey
		readsOld, readsIt bool
	}{
		{"both, the old one first", []twitter.ChatKey{before, after}, true, true},
		{"both, the new one first", []twitter.ChatKey{after, before}, true, true},
		{"the old one alone", []twitter.ChatKey{before}, true, false},
		{"the new one alone", []twitter.ChatKey{after}, false, true},
	} {
		ch := open(t, with(config(), func(cfg *twitter.Config) { cfg.Product, cfg.Chat.Keys = twitter.Activity, tt.keys }))
		for _, one := range []struct {
			raw      []byte
			id, text string
			reads    bool
		}{{old, first, "before", tt.readsOld}, {late, second, "after", tt.readsIt}} {
			want := channel.Message{ID: one.id, Text: one.text, By: channel.ByCustomer}
			if !one.reads {
				want.Text, want.Attachments = "", other(twitter.KindEncrypted)
			}
			got, err := ch.Receive(post(fmt.Appendf(nil, `{"data":%s}`, one.raw)))
			require.NoError(t, err)
			require.Len(t, got.Events, 1)
			if diff := cmp.Diff(channel.Body(want), got.Events[0].Body); diff != "" {
				t.Errorf("%s, message %q (-want +got):\n%s", tt.name, one.text, diff)
			}
		}
	}
}

// encryptedAt is a delivery of a customer's message, the keys that open it, and the stand-in that
// made it.
func encryptedAt(t testing.TB) (x *twittertest.Server, body []byte, chat twitter.ChatConfig) {
	t.Helper()
	set := standIn(twitter.V2, time.Now)
	set.Chats = true
	x = twittertest.New(set)
	version, private := x.ChatKey()
	x.SayEncrypted(ada, "Where is my parcel?")
	x.Deliver(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		var err error
		body, err = io.ReadAll(r.Body)
		require.NoError(t, err)
	}))
	require.NotEmpty(t, body)
	return x, body, twitter.ChatConfig{Keys: []twitter.ChatKey{{Version: version, Private: channel.Secret(private)}}}
}

// The path of one encrypted message, keys and all: on a channel that has seen none before, on one
// that has, and on one that has the sender's registered key, too, so that each message is verified
// with it.
func BenchmarkReceiveEncrypted(b *testing.B) {
	for _, bb := range []struct {
		name          string
		known, pinned bool
		trust         xchat.Trust
	}{{"known=false", false, false, xchat.Carried}, {"known=true", true, false, xchat.Carried}, {"pinned", true, true, xchat.Verified}} {
		b.Run(bb.name, func(b *testing.B) {
			x, body, chat := encryptedAt(b)
			set := with(config(), func(cfg *twitter.Config) {
				cfg.Product, cfg.Chat, cfg.HTTP = twitter.Activity, chat, x.Client()
			})
			ch := open(b, set)
			if bb.pinned {
				rows, err := ch.ChatKeys(b.Context(), ada)
				require.NoError(b, err)
				require.NotEmpty(b, rows)
			}
			call := post(body)
			b.ReportAllocs()
			var last channel.Event
			for b.Loop() {
				if !bb.known {
					b.StopTimer()
					ch = open(b, set)
					b.StartTimer()
				}
				got, err := ch.Receive(call)
				if m, ok := got.Events[0].Body.(channel.Message); err != nil || !ok || m.Text == "" {
					b.Fatal(got, err)
				}
				last = got.Events[0]
			}
			if trust := ch.ChatTrust(last); trust != bb.trust {
				b.Fatalf("the sender is %v, want %v", trust, bb.trust)
			}
		})
	}
}
