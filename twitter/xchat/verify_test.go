package xchat

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"
)

func TestTrust(t *testing.T) {
	sender, row := person(t, "100", "1690000000001", 21, 22)
	_, other := person(t, "100", "1690000000001", 31, 32)
	key := conversationKey(t, "1700000000000")
	out, err := sender.Seal("100:2000", key, Message{Text: "hello"}, Options{})
	require.NoError(t, err)
	e := delivered(t, out, "1", "100", "100:2000")
	with := func(change func(*Event)) Event { c := e; change(&c); return c }
	row2, unbound := row, row
	row2.User = "2000"
	unbound.Binding = other.Binding
	newer := row
	newer.Version = "1690000000002"
	for _, tt := range []struct {
		name string
		e    Event
		rows []PublicKey
		want Trust
	}{
		{"the registered key", e, []PublicKey{row}, Verified},
		{"among others", e, []PublicKey{newer, row2, row}, Verified},
		{"no rows", e, nil, Unverified},
		{"a row of somebody else", e, []PublicKey{row2}, Unverified},
		{"a row of another version", e, []PublicKey{newer}, Unverified},
		{"a row without a valid binding", e, []PublicKey{unbound}, Unverified},
		{"another key under this version", e, []PublicKey{other}, Unverified},
		{"no rows, its own key", with(func(e *Event) { e.Signature.SigningKey = row.Signing }), nil, Carried},
		{"another key than registered, carried", with(func(e *Event) { e.Signature.SigningKey = row.Signing }), []PublicKey{other}, Unverified},
		{"a wrong key carried", with(func(e *Event) { e.Signature.SigningKey = other.Signing }), nil, Unverified},
		{"a version that is refused", with(func(e *Event) { e.Signature.Version = "1" }), []PublicKey{row}, Unverified},
		{"no version is the current one", with(func(e *Event) { e.Signature.Version = "" }), []PublicKey{row}, Verified},
		{"no signature", with(func(e *Event) { e.Signature.Value = "" }), []PublicKey{row}, Unverified},
		{"a comma", with(func(e *Event) { e.ID += ",1" }), []PublicKey{row}, Unverified},
		{"nobody signs typing", with(func(e *Event) { e.Detail = Typing{} }), []PublicKey{row}, Unverified},
		{"nobody signs a failure", with(func(e *Event) { e.Detail = Failure{Type: FailureGeneric} }), []PublicKey{row}, Unverified},
	} {
		if got := tt.e.Verify(Key{}, tt.rows...); got != tt.want {
			t.Errorf("%s: %v, want %v", tt.name, got, tt.want)
		}
	}
}

// Whatever byte of a delivered message is changed: it is refused, it is marked, or it says what it
// said.
func TestTamperingIsRefusedOrMarked(t *testing.T) {
	sender, row := person(t, "100", "1690000000001", 21, 22)
	key := conversationKey(t, "1700000000000")
	out, err := sender.Seal("100:2000", key, Message{Text: "pay Ada", Attachments: []Attachment{{Kind: AttachmentImage, Hash: "h"}}}, Options{})
	require.NoError(t, err)
	raw := delivery(t, out, "1", "100", "100:2000")
	original, err := ParseBytes(raw)
	require.NoError(t, err)
	said, err := original.Open(key)
	require.NoError(t, err)
	refused, marked, unsigned := 0, 0, 0
	for at := range raw {
		for _, flip := range []byte{1, 2, 0x80, 0xff} {
			raw[at] ^= flip
			e, err := ParseBytes(raw)
			raw[at] ^= flip
			if err != nil {
				refused++
				continue
			}
			content, err := e.Open(key)
			switch trust := e.Verify(Key{}, row); {
			case trust != Verified:
				marked++
			case err != nil || !cmp.Equal(said, content):
				t.Errorf("byte %d ^ %#x: verified, and says %+v, %v", at, flip, content, err)
			case e.ID != original.ID || e.Sender != original.Sender || e.Conversation != original.Conversation:
				t.Errorf("byte %d ^ %#x: verified as %+v", at, flip, e)
			default:
				unsigned++ // sequence, time, ttl: X's word
			}
		}
	}
	if refused == 0 || marked == 0 || unsigned == 0 {
		t.Errorf("%d refused, %d marked, %d not signed: the test does not reach all", refused, marked, unsigned)
	}
}

// A key change of which a byte is altered is refused or marked, or still gives the same key in the
// name of the same person. Who else gets the key is X's word: version 7 does not sign the list.
func TestTamperedKeyChanges(t *testing.T) {
	v := readVector(t)
	recipient, _ := person(t, "2000", "1690000000000", 11, 12)
	_, row := person(t, "100", "1690000000001", 11, 12)
	raw, err := decode64(v.KeyChange)
	require.NoError(t, err)
	original, err := ParseBytes(raw)
	require.NoError(t, err)
	refused, marked, same := 0, 0, 0
	for at := range raw {
		for _, flip := range []byte{1, 2, 0x80, 0xff} {
			raw[at] ^= flip
			e, err := ParseBytes(raw)
			raw[at] ^= flip
			key, lost := recipient.Unwrap(e)
			switch {
			case err != nil || lost != nil:
				refused++
			case e.Verify(key, row) != Verified:
				marked++
			case !key.Equal(conversationKey(t, "1700000000000")) || e.Sender != original.Sender || e.Conversation != original.Conversation || e.ID != original.ID:
				t.Errorf("byte %d ^ %#x: verified as %+v", at, flip, e)
			default:
				same++ // sequence, time
			}
		}
	}
	if refused == 0 || marked == 0 || same == 0 {
		t.Errorf("%d refused, %d marked, %d the same: the test does not reach all", refused, marked, same)
	}
}

// signed are events of every kind that people sign, with the text that they sign.
var signed = []struct {
	name  string
	text  string
	write func(*writer)
}{
	{"create", "MessageCreateEvent,M,S,C,9,AQI", func(w *writer) {
		w.within(1, func() { w.bytes(100, []byte{1, 2}); w.text(101, "9") })
	}},
	{"delete for all", "MessageDeleteEvent,M,S,C,2,5,6", func(w *writer) {
		w.within(7, func() { w.texts(1, []string{"5", "6"}); w.i32(2, 2) })
	}},
	{"delete for oneself", "MessageDeleteEvent,M,S,C,1,5", func(w *writer) {
		w.within(7, func() { w.texts(1, []string{"5"}); w.i32(2, 1) })
	}},
	{"conversation delete", "ConversationDeleteEvent,M,S,C,true,77", func(w *writer) {
		w.within(8, func() { w.text(1, "C"); w.within(2, func() { w.flag(1, true); w.i64(2, 77) }) })
	}},
	{"read", "MarkConversationReadEvent,M,S,C,5", func(w *writer) { w.within(12, func() { w.text(1, "5") }) }},
	{"read with a time", "MarkConversationReadEvent,M,S,C,5,77", func(w *writer) {
		w.within(12, func() { w.text(1, "5"); w.i64(2, 77) })
	}},
	{"unread", "MarkConversationUnreadEvent,M,S,C", func(w *writer) { w.within(13, func() {}) }},
	{"unread from", "MarkConversationUnreadEvent,M,S,C,5", func(w *writer) { w.within(13, func() { w.text(1, "5") }) }},
	{"time to live", "ConversationMetadataChangeEvent.MessageDurationChange,M,S,C,60000", func(w *writer) {
		w.within(9, func() { w.within(1, func() { w.within(1, func() { w.i64(1, 60000) }) }) })
	}},
	{"no time to live", "ConversationMetadataChangeEvent.MessageDurationRemove,M,S,C", func(w *writer) {
		w.within(9, func() { w.within(1, func() { w.within(2, func() { w.i64(1, 60000) }) }) })
	}},
	{"mute", "ConversationMetadataChangeEvent.MuteConversation,M,S,C,C", func(w *writer) {
		w.within(9, func() { w.within(1, func() { w.within(3, func() { w.texts(1, []string{"C"}) }) }) })
	}},
	{"screen capture", "ConversationMetadataChangeEvent.DisableScreenCaptureBlocking,M,S,C", func(w *writer) {
		w.within(9, func() { w.within(1, func() { w.within(8, func() { w.text(1, "C") }) }) })
	}},
	{"group create", "GroupChangeEvent.GroupCreate,M,S,9,1,2,null,title,null", group(1, func(w *writer) {
		w.texts(1, []string{"1", "2"})
		w.text(3, "title")
		w.text(5, "9")
	})},
	{"group create, whole", "GroupChangeEvent.GroupCreate,M,S,9,1,false,t,a", group(1, func(w *writer) {
		w.texts(1, []string{"1"})
		w.text(3, "t")
		w.text(4, "a")
		w.text(5, "9")
		w.flag(6, false)
	})},
	{"group title", "GroupChangeEvent.GroupTitleChange,M,S,C,9,t", group(2, func(w *writer) { w.text(1, "t"); w.text(2, "9") })},
	{"group avatar", "GroupChangeEvent.GroupAvatarUrlChange,M,S,C,9,a", group(3, func(w *writer) { w.text(1, "a"); w.text(2, "9") })},
	{"admin add", "GroupChangeEvent.GroupAdminAddChange,M,S,C,1", group(4, func(w *writer) { w.texts(1, []string{"1"}) })},
	{"member add", "GroupChangeEvent.GroupMemberAddChange,M,S,C,3,1,2,1,null,null,60000,9,true,u,f,77", group(5, func(w *writer) {
		w.texts(1, []string{"3"})
		w.texts(2, []string{"1", "2"})
		w.texts(3, []string{"1"})
		w.text(6, "9")
		w.i64(7, 60000)
		w.texts(8, []string{"4"})
		w.flag(9, true)
		w.within(11, func() { w.i64(1, 77); w.text(2, "u"); w.text(3, "f") })
	})},
	{"admin remove", "GroupChangeEvent.GroupAdminRemoveChange,M,S,C,1", group(6, func(w *writer) { w.texts(1, []string{"1"}) })},
	{"member remove", "GroupChangeEvent.GroupMemberRemoveChange,M,S,C,1,2", group(7, func(w *writer) { w.texts(1, []string{"1", "2"}) })},
	{"invite", "GroupChangeEvent.GroupInviteEnable,M,S,C,u,77,f", group(8, func(w *writer) { w.i64(1, 77); w.text(2, "u"); w.text(3, "f") })},
	{"no invite", "GroupChangeEvent.GroupInviteDisable,M,S,C,1", group(9, func(w *writer) { w.text(1, "1") })},
	{"join request", "GroupChangeEvent.GroupJoinRequest,M,S,C,1", group(10, func(w *writer) { w.text(1, "1") })},
	{"join reject", "GroupChangeEvent.GroupJoinReject,M,S,C,1", group(11, func(w *writer) { w.texts(1, []string{"1"}) })},
}

func group(member int16, body func(*writer)) func(*writer) {
	return func(w *writer) {
		w.within(4, func() { w.within(1, func() { w.within(member, func() { body(w) }) }) })
	}
}

func TestEverySignedText(t *testing.T) {
	for _, tt := range signed {
		e := parsed(t, tt.write)
		if got, ok := e.signedText(Key{}); !ok || got != tt.text {
			t.Errorf("%s: %q, %v, want %q", tt.name, got, ok, tt.text)
		}
		signer, row := person(t, "S", "1", 21, 22)
		sig, err := signWith(signer.Keys[0].pair().signing, []byte(tt.text))
		require.NoError(t, err)
		e.Signature = Signature{Value: unpad64(sig), KeyVersion: "1", Version: "7"}
		if got := e.Verify(Key{}, row); got != Verified {
			t.Errorf("%s: Verify = %v, want verified", tt.name, got)
		}
	}
}

func TestOlderSignedTexts(t *testing.T) {
	member := func(version string) string {
		for _, tt := range signed {
			if tt.name == "member add" {
				e := parsed(t, tt.write)
				e.Signature.Version = version
				text, _ := e.signedText(Key{})
				return text
			}
		}
		return ""
	}
	for version, want := range map[string]string{
		"2": "GroupChangeEvent.GroupMemberAddChange,M,S,C,3,1,2,1,null,null,60000,9",
		"3": "GroupChangeEvent.GroupMemberAddChange,M,S,C,3,1,2,1,4,null,null,60000,9",
		"6": "GroupChangeEvent.GroupMemberAddChange,M,S,C,3,1,2,1,4,null,null,60000,9,true",
	} {
		if got := member(version); got != want {
			t.Errorf("version %s: %q, want %q", version, got, want)
		}
	}
	change := parsed(t, func(w *writer) {
		w.within(3, func() {
			w.text(1, "9")
			w.list(2, typeStruct, 1)
			w.text(1, "7")
			w.text(2, "w")
			w.text(3, "8")
			w.stop()
		})
	})
	change.Signature.Version = "5"
	if got, ok := change.signedText(Key{}); !ok || got != "ConversationKeyChangeEvent,M,S,C,9,7,w,8" {
		t.Errorf("a key change of version 5: %q, %v", got, ok)
	}
}

func parsed(t *testing.T, detail func(*writer)) Event {
	t.Helper()
	var w writer
	w.text(1, "1")
	w.text(2, "M")
	w.text(3, "S")
	w.text(4, "C")
	w.within(7, func() { detail(&w) })
	w.stop()
	e, err := ParseBytes(w.b)
	require.NoError(t, err)
	return e
}

func TestReplies(t *testing.T) {
	ada, adaRow := person(t, "2000", "1690000000000", 21, 22)
	us, _ := person(t, "100", "1690000000001", 31, 32)
	old, key := conversationKey(t, "1699999999999"), conversationKey(t, "1700000000000")
	out, err := ada.Seal("100:2000", old, Message{Text: "Where is my parcel?"}, Options{})
	require.NoError(t, err)
	original := delivery(t, out, "5", "2000", "100:2000")
	reply := Reply{Sequence: "5", ID: out.ID, Sender: "2000", Text: "Where is", Original: original}
	answer, err := us.Seal("100:2000", key, Message{Text: "On its way.", Reply: &reply}, Options{})
	require.NoError(t, err)
	e := delivered(t, answer, "6", "100", "100:2000")
	content, err := e.Open(key)
	require.NoError(t, err)
	if diff := cmp.Diff(Content(Message{Text: "On its way.", Reply: &reply}), content); diff != "" {
		t.Fatalf("Open (-want +got):\n%s", diff)
	}
	with := func(change func(*Reply)) Reply { r := reply; change(&r); return r }
	elsewhere := e
	elsewhere.Conversation = "100:3000"
	for _, tt := range []struct {
		name  string
		e     Event
		reply Reply
		key   Key
		want  Trust
	}{
		{"as it was said", e, reply, old, Verified},
		{"other words", e, with(func(r *Reply) { r.Text = "Where was" }), old, Unverified},
		{"another message", e, with(func(r *Reply) { r.Sequence = "4" }), old, Unverified},
		{"somebody else's", e, with(func(r *Reply) { r.Sender = "100" }), old, Unverified},
		{"not included", e, with(func(r *Reply) { r.Original = nil }), old, Unverified},
		{"of another conversation", elsewhere, reply, old, Unverified},
		{"without its key", e, reply, key, Unverified},
	} {
		if got := tt.e.VerifyReply(tt.reply, tt.key, adaRow); got != tt.want {
			t.Errorf("%s: %v, want %v", tt.name, got, tt.want)
		}
	}
}

func TestTimesOfEvents(t *testing.T) {
	for in, want := range map[string]time.Time{
		"1700000000500":       time.UnixMilli(1700000000500).UTC(),
		"":                    {},
		"soon":                {},
		"-5":                  {},
		"9223372036854775807": {},
	} {
		if got := milliseconds(in); !got.Equal(want) {
			t.Errorf("milliseconds(%q) = %v, want %v", in, got, want)
		}
	}
}
