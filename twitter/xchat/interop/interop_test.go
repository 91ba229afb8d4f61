//go:build cgo && ((linux && amd64) || darwin)

package interop

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"io"
	"strings"
	"testing"

	"github.com/xdevplatform/chat-xdk/go/chatxdk"

	"github.com/contactkit/contactkit/twitter/xchat"
)

const (
	ours, theirs = "100", "2000"
	conversation = "100:2000"
	ourVersion   = "1690000000001"
	theirVersion = "1690000000000"
)

// world is both sides: ours by package xchat, theirs by X's library.
type world struct {
	us       xchat.Identity
	ourRow   xchat.PublicKey
	them     *chatxdk.Chat
	theirRow xchat.PublicKey
}

func newWorld(t testing.TB) world {
	t.Helper()
	identity := func(user, version string, n byte) (xchat.Identity, xchat.PublicKey, []byte) {
		blob := make([]byte, 64)
		blob[31], blob[63] = n, n+1
		k, err := xchat.NewPrivateKey(version, blob)
		must(t, err)
		row, err := k.Public(user)
		must(t, err)
		return xchat.Identity{User: user, Keys: []xchat.PrivateKey{k}}, row, blob
	}
	var w world
	w.us, w.ourRow, _ = identity(ours, ourVersion, 21)
	_, row, blob := identity(theirs, theirVersion, 31)
	w.theirRow = row
	w.them = chatxdk.New()
	t.Cleanup(w.them.Close)
	must(t, w.them.ImportKeysWithVersion(blob, theirVersion))
	must(t, w.them.SetIdentity(theirs, theirVersion))
	return w
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// entry is a row as X's library wants it.
func entry(p xchat.PublicKey) chatxdk.SigningKeyEntry {
	return chatxdk.SigningKeyEntry{UserID: p.User, PublicKeyVersion: p.Version, PublicKey: p.Signing, IdentityPublicKey: p.Identity, IdentityPublicKeySignature: p.Binding}
}

// envelope is an event as X hands it on. The detail is the union, or without its stop byte the
// message of it.
func envelope(id, sender string, detail, signature []byte) string {
	var b bytes.Buffer
	text := func(field byte, s string) {
		b.Write([]byte{11, 0, field})
		_ = binary.Write(&b, binary.BigEndian, int32(len(s)))
		b.WriteString(s)
	}
	text(1, "2070276095283454003")
	text(2, id)
	text(3, sender)
	text(4, conversation)
	text(6, "1700000005000")
	b.Write([]byte{12, 0, 7})
	b.Write(detail)
	b.Write([]byte{12, 0, 9})
	b.Write(signature)
	b.WriteByte(0)
	return base64.StdEncoding.EncodeToString(b.Bytes())
}

func signature(value, keyVersion, version string) []byte {
	var b bytes.Buffer
	for i, s := range []string{value, keyVersion, version} {
		b.Write([]byte{11, 0, byte(i + 1)})
		_ = binary.Write(&b, binary.BigEndian, int32(len(s)))
		b.WriteString(s)
	}
	b.WriteByte(0)
	return b.Bytes()
}

func decode(t testing.TB, s string) []byte {
	t.Helper()
	b, err := base64.RawStdEncoding.DecodeString(strings.TrimRight(s, "="))
	must(t, err)
	return b
}

// create wraps a message's bare struct into the union.
func create(b []byte) []byte { return append(append([]byte{12, 0, 1}, b...), 0) }

func TestTheirsIsReadHere(t *testing.T) {
	w := newWorld(t)
	change, err := w.them.PrepareConversationKeyChange(chatxdk.ConversationKeyChangeParams{PublicKeys: []chatxdk.PublicKeyInput{
		{UserID: ours, PublicKey: w.ourRow.Identity, KeyVersion: ourVersion}, {UserID: theirs, PublicKey: w.theirRow.Identity, KeyVersion: theirVersion}}})
	must(t, err)
	if change.ConversationID != conversation {
		t.Errorf("conversation %q", change.ConversationID)
	}
	a := change.ActionSignatures[0]
	e, err := xchat.Parse(envelope(a.MessageID, theirs, decode(t, a.EncodedMessageEventDetail), signature(a.Signature, a.PublicKeyVersion, a.SignatureVersion)))
	must(t, err)
	key, err := w.us.Unwrap(e)
	must(t, err)
	if !bytes.Equal(key.Reveal(), change.ConversationKey) || key.Version() != change.ConversationKeyVersion {
		t.Error("Unwrap gave another key")
	}
	if got := e.Verify(key, w.theirRow); got != xchat.Verified {
		t.Errorf("the key change is %v", got)
	}

	kind := int32(1)
	number, quoted := int64(100), "hello"
	for name, tt := range map[string]struct {
		seal func() (*chatxdk.SendPayload, error)
		fits func(xchat.Content) bool
	}{
		"text": {func() (*chatxdk.SendPayload, error) {
			return w.them.EncryptMessage(chatxdk.EncryptMessageParams{ConversationID: conversation, Text: "Grüße 👋", ConversationKey: change.ConversationKey, ConversationKeyVersion: change.ConversationKeyVersion,
				Entities: []chatxdk.EntityTuple{chatxdk.NewEntity(0, 5, "hashtag")}})
		}, func(c xchat.Content) bool {
			m, ok := c.(xchat.Message)
			return ok && m.Text == "Grüße 👋" && len(m.Entities) == 1 && m.Entities[0] == xchat.Entity{Start: 0, End: 5, Kind: xchat.EntityHashtag}
		}},
		"attachment": {func() (*chatxdk.SendPayload, error) {
			return w.them.EncryptMessage(chatxdk.EncryptMessageParams{ConversationID: conversation, Text: "see", ConversationKey: change.ConversationKey, ConversationKeyVersion: change.ConversationKeyVersion,
				Attachments: []chatxdk.AttachmentDescriptor{{AttachmentType: "media", MediaHashKey: "abc", Width: 3, Height: 4, FilesizeBytes: 5, Filename: "a.png", MediaType: &kind}}})
		}, func(c xchat.Content) bool {
			m, ok := c.(xchat.Message)
			return ok && len(m.Attachments) == 1 && m.Attachments[0].Hash == "abc" && m.Attachments[0].Kind == xchat.AttachmentImage && m.Attachments[0].Width == 3 && m.Attachments[0].Size == 5
		}},
		"reply": {func() (*chatxdk.SendPayload, error) {
			return w.them.EncryptReply(chatxdk.EncryptReplyParams{ConversationID: conversation, Text: "yes", ConversationKey: change.ConversationKey, ConversationKeyVersion: change.ConversationKeyVersion,
				ReplyToSequenceID: "5", ReplyToSenderID: &number, ReplyToText: &quoted})
		}, func(c xchat.Content) bool {
			m, ok := c.(xchat.Message)
			return ok && m.Text == "yes" && m.Reply != nil && m.Reply.Sequence == "5" && m.Reply.Sender == ours && m.Reply.Text == "hello"
		}},
		"reaction": {func() (*chatxdk.SendPayload, error) {
			return w.them.EncryptAddReaction(chatxdk.EncryptReactionParams{ConversationID: conversation, TargetMessageSequenceID: "5", Emoji: "👍", ConversationKey: change.ConversationKey, ConversationKeyVersion: change.ConversationKeyVersion})
		}, func(c xchat.Content) bool { return c == xchat.Reaction{Sequence: "5", Emoji: "👍"} }},
		"no reaction": {func() (*chatxdk.SendPayload, error) {
			return w.them.EncryptRemoveReaction(chatxdk.EncryptReactionParams{ConversationID: conversation, TargetMessageSequenceID: "5", Emoji: "👍", ConversationKey: change.ConversationKey, ConversationKeyVersion: change.ConversationKeyVersion})
		}, func(c xchat.Content) bool { return c == xchat.Reaction{Sequence: "5", Emoji: "👍", Removed: true} }},
	} {
		out, err := tt.seal()
		must(t, err)
		raw := create(decode(t, out.EncryptedContent))
		e, err := xchat.Parse(envelope(out.MessageID, theirs, raw, decode(t, out.EncodedEventSignature)))
		must(t, err)
		content, err := e.Open(key)
		if err != nil || !tt.fits(content) {
			t.Errorf("%s: %+v, %v", name, content, err)
		}
		if got := e.Verify(xchat.Key{}, w.theirRow); got != xchat.Verified {
			t.Errorf("%s is %v", name, got)
		}
		raw[len(raw)/2] ^= 1
		if e, err := xchat.Parse(envelope(out.MessageID, theirs, raw, decode(t, out.EncodedEventSignature))); err == nil && e.Verify(xchat.Key{}, w.theirRow) != xchat.Unverified {
			t.Errorf("%s: a changed byte is verified", name)
		}
	}
}

func TestOursIsReadThere(t *testing.T) {
	w := newWorld(t)
	key, err := xchat.GenerateKey("1700000000000", nil)
	must(t, err)
	change, err := w.us.ChangeKey(conversation, key, []xchat.PublicKey{w.ourRow, w.theirRow}, nil)
	must(t, err)
	a := change.Action
	events := []string{envelope(a.ID, ours, decode(t, a.Detail), signature(a.Signature, a.KeyVersion, a.Version))}
	bundle, err := w.them.ExtractConversationKeys(events)
	must(t, err)
	if !bytes.Equal(bundle.Keys["1700000000000"], key.Reveal()) {
		t.Fatal("X's library unwraps another key")
	}
	for name, tt := range map[string]struct {
		content xchat.Content
		want    string // part of what X's library makes of it
	}{
		"text":     {xchat.Message{Text: "Grüße 👋", Entities: []xchat.Entity{{Start: 0, End: 5, Kind: xchat.EntityMention}}}, `"text":"Grüße 👋"`},
		"file":     {xchat.Message{Text: "see", Attachments: []xchat.Attachment{{Kind: xchat.AttachmentVideo, Hash: "abc", Name: "a.mp4", Size: 5}}}, `"abc"`},
		"reply":    {xchat.Message{Text: "yes", Reply: &xchat.Reply{Sequence: "5", Sender: theirs, Text: "no?"}}, `"no?"`},
		"reaction": {xchat.Reaction{Sequence: "5", Emoji: "👍"}, `"emoji":"👍"`},
		"removal":  {xchat.Reaction{Sequence: "5", Emoji: "👍", Removed: true}, `"ReactionRemoved"`},
		"edit":     {xchat.Edit{Sequence: "5", Text: "better"}, `better`},
	} {
		out, err := w.us.Seal(conversation, key, tt.content, xchat.Options{})
		must(t, err)
		raw := create(decode(t, out.Event))
		sig := decode(t, out.Signature)
		got, err := w.them.DecryptEvent(envelope(out.ID, ours, raw, sig), bundle.Keys, []chatxdk.SigningKeyEntry{entry(w.ourRow)})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		var m struct{ Verified bool }
		must(t, json.Unmarshal(got.Raw(), &m))
		if !m.Verified || !strings.Contains(string(got.Raw()), tt.want) {
			t.Errorf("%s: X's library reads %s", name, got.Raw())
		}
		raw[40] ^= 1
		if got, err := w.them.DecryptEvent(envelope(out.ID, ours, raw, sig), bundle.Keys, []chatxdk.SigningKeyEntry{entry(w.ourRow)}); err == nil {
			t.Errorf("%s: X's library takes a changed byte: %s", name, got.Raw())
		}
	}
	ok, err := w.them.VerifyKeyBinding(w.ourRow.Identity, w.ourRow.Signing, w.ourRow.Binding)
	if err != nil || !ok {
		t.Errorf("X's library does not accept the binding: %v", err)
	}
}

func TestFilesBothWays(t *testing.T) {
	w := newWorld(t)
	key, err := xchat.GenerateKey("1700000000000", nil)
	must(t, err)
	for _, size := range []int{0, 1, 15, 16, 17, 1023, 1024, 1025, 2048, 2049, 70_000} {
		plain := bytes.Repeat([]byte("0123456789abcdef-"), size/17+1)[:size]
		r, err := xchat.EncryptFile(bytes.NewReader(plain), key, nil)
		must(t, err)
		sealed, err := io.ReadAll(r)
		must(t, err)
		if got, err := w.them.DecryptStream(sealed, key.Reveal()); err != nil || !bytes.Equal(got, plain) {
			t.Errorf("%d bytes of ours: %d, %v", size, len(got), err)
		}
		sealed, err = w.them.EncryptStream(plain, key.Reveal())
		must(t, err)
		d, err := xchat.DecryptFile(bytes.NewReader(sealed), key)
		must(t, err)
		if got, err := io.ReadAll(d); err != nil || !bytes.Equal(got, plain) {
			t.Errorf("%d bytes of theirs: %d, %v", size, len(got), err)
		}
		if xchat.EncryptedSize(int64(size)) != int64(len(sealed)) {
			t.Errorf("%d bytes become %d there, %d here", size, len(sealed), xchat.EncryptedSize(int64(size)))
		}
	}
}
