package xchat

import (
	"bytes"
	"encoding/json"
	"io"
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/stretchr/testify/require"
)

// xdk is testdata/xdk.json: events and a file that X's own library made for user 100.
type xdk struct {
	Events             []struct{ Name, Event, Payload string }
	File, Key, Version string
	Signing            PublicKey // the sender's row
}

func readXDK(t testing.TB) xdk {
	t.Helper()
	b, err := os.ReadFile("testdata/xdk.json")
	require.NoError(t, err)
	var x xdk
	require.NoError(t, json.Unmarshal(b, &x))
	return x
}

// Each event of X's own library is read, verified and opened, and a changed bit is told.
func TestVectorsOfXsLibrary(t *testing.T) {
	x := readXDK(t)
	us, _ := person(t, "100", "1690000000001", 21, 22)
	want := map[string]any{
		"text":                         Message{Text: "Grüße 👋", Entities: []Entity{{0, 5, EntityHashtag}}},
		"attachment":                   Message{Text: "see", Attachments: []Attachment{{Kind: AttachmentImage, Hash: "abc", Name: "a.png", Width: 3, Height: 4, Size: 5}}},
		"reply":                        Message{Text: "yes", Reply: &Reply{Sequence: "5", Sender: "100", Text: "hello"}},
		"reaction":                     Reaction{Sequence: "5", Emoji: "👍"},
		"reaction removed":             Reaction{Sequence: "5", Emoji: "👍", Removed: true},
		"group create":                 GroupChange{Name: "GroupCreate", Members: []string{"2000", "100"}, Title: "Team"},
		"group create without a title": GroupChange{Name: "GroupCreate", Members: []string{"2000", "100"}},
		"member add":                   GroupChange{Name: "GroupMemberAddChange", Members: []string{"7"}, Title: "Team"},
	}
	var key Key
	for _, tt := range x.Events {
		e, err := Parse(tt.Event)
		require.NoError(t, err, tt.Name)
		if tt.Name == "member add" {
			e.Conversation = "g123" // that X's library signed
		}
		if tt.Name == "key change" {
			key, err = us.Unwrap(e)
			require.NoError(t, err)
			if !bytes.Equal(key.Reveal(), mustHex(t, x.Key)) || key.Version() != x.Version {
				t.Error("the key change gave another key")
			}
		}
		if got := e.Verify(key, x.Signing); got != Verified {
			t.Errorf("%s is %v", tt.Name, got)
		}
		if text, _ := e.signedText(key); tt.Payload != "" && text != tt.Payload {
			t.Errorf("%s signs %q, want %q", tt.Name, text, tt.Payload)
		}
		var got any = e.Detail
		if _, ok := got.(Create); ok {
			got, err = e.Open(key)
			require.NoError(t, err, tt.Name)
		}
		if w, ok := want[tt.Name]; ok {
			if diff := cmp.Diff(w, got, cmpopts.IgnoreUnexported(GroupChange{}), cmpopts.IgnoreFields(GroupChange{}, "KeyVersion")); diff != "" {
				t.Errorf("%s (-want +got):\n%s", tt.Name, diff)
			}
		} else if tt.Name != "key change" {
			t.Errorf("%s is not compared", tt.Name)
		}
		delete(want, tt.Name)
	}
	if len(want) > 0 {
		t.Errorf("the file lacks %v", want)
	}
	d, err := DecryptFile(bytes.NewReader(mustHex(t, x.File)), key)
	require.NoError(t, err)
	if plain, err := io.ReadAll(d); err != nil || string(plain) != "hello" {
		t.Errorf("the file holds %q, %v", plain, err)
	}
}

// kept is the part of an event that a host may act on, and that is signed. The rest is X's word:
// sequence, time, token, relay, previous, trust, time to live, notification, request, and the
// conversation of a new group.
func kept(e Event) (detail any, who [3]string) {
	detail = e.Detail
	switch d := e.Detail.(type) {
	case Create:
		detail = Create{Contents: d.Contents, KeyVersion: d.KeyVersion}
	case Read:
		detail = Read{Until: d.Until, At: d.At}
	}
	if g, ok := e.Detail.(GroupChange); ok && !g.named {
		return detail, [3]string{e.ID, e.Sender}
	}
	return detail, [3]string{e.ID, e.Sender, e.Conversation}
}

// One bit of an event of any kind that people sign is changed, at every place in turn: the event is
// refused or not verified, or it says what it said.
func TestTamperingOfEveryKind(t *testing.T) {
	signer, row := person(t, "S", "1", 21, 22)
	for _, tt := range signed {
		sig, err := signWith(signer.Keys[0].pair().signing, []byte(tt.text))
		require.NoError(t, err)
		var w writer
		w.text(1, "1")
		w.text(2, "M")
		w.text(3, "S")
		w.text(4, "C")
		w.within(7, func() { tt.write(&w) })
		w.within(9, func() { w.text(1, unpad64(sig)); w.text(2, "1"); w.text(3, "7") })
		w.stop()
		whole, err := ParseBytes(w.b)
		require.NoError(t, err)
		require.Equal(t, Verified, whole.Verify(Key{}, row), tt.name)
		detail, who := kept(whole)
		told := 0
		for at := range w.b {
			bit := byte(1) << (at % 8)
			w.b[at] ^= bit
			e, err := ParseBytes(w.b)
			w.b[at] ^= bit
			if err != nil || e.Verify(Key{}, row) != Verified {
				told++
				continue
			}
			d, by := kept(e)
			if diff := cmp.Diff(detail, d, cmpopts.IgnoreUnexported(GroupChange{}, ConversationDelete{}, Settings{}, Read{}, Unread{})); diff != "" || who != by {
				t.Errorf("%s, byte %d ^ %#x: verified as %v, and says (-want +got):\n%s", tt.name, at, bit, by, diff)
			}
		}
		if told < len(w.b)/2 {
			t.Errorf("%s: %d of %d bits are told", tt.name, told, len(w.b))
		}
	}
}
