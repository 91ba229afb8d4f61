package xchat

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"
)

func TestOpen(t *testing.T) {
	us, _ := person(t, "100", "1690000000001", 21, 22)
	key := conversationKey(t, "1700000000000")
	other, err := GenerateKey("1700000000000", nil)
	require.NoError(t, err)
	out, err := us.Seal("100:2000", key, Message{Text: "hello"}, Options{})
	require.NoError(t, err)
	e := delivered(t, out, "1", "100", "100:2000")
	with := func(d Detail) Event { return Event{Conversation: "100:2000", Detail: d} }
	sealed := func(plain []byte) Event {
		return with(Create{KeyVersion: "1700000000000", Contents: key.seal(plain, &[nonceSize]byte{1})})
	}
	hello, err := encode(Message{Text: "hello"})
	require.NoError(t, err)
	bare := hello[6 : len(hello)-2] // the message within union and holder
	var unknown writer
	unknown.within(1, func() { unknown.within(12, func() { unknown.text(2, "a draft") }) })
	unknown.stop()
	for _, tt := range []struct {
		name string
		e    Event
		key  Key
		want Content
		err  error
	}{
		{"with its key", e, key, Message{Text: "hello"}, nil},
		{"without a key", e, Key{}, nil, ErrMissingKey},
		{"with a key of another version", e, conversationKey(t, "1700000000001"), nil, ErrMissingKey},
		{"with another key of this version", e, other, nil, ErrOpen},
		{"plain", with(Create{Contents: hello}), Key{}, Message{Text: "hello"}, nil},
		{"plain without the holder", with(Create{Contents: bare}), Key{}, Message{Text: "hello"}, nil},
		{"plain nonsense", with(Create{Contents: []byte("hello")}), Key{}, nil, ErrMalformed},
		{"a kind that is not known", sealed(unknown.b), key, Unknown{Member: 12}, nil},
		{"nonsense that is encrypted", sealed([]byte("hello")), key, nil, ErrMalformed},
		{"a holder of nothing", sealed([]byte{typeStop}), key, nil, ErrMalformed},
		{"too short", with(Create{KeyVersion: "1700000000000", Contents: []byte("short")}), key, nil, ErrOpen},
		{"without contents", with(Create{KeyVersion: "1700000000000"}), key, nil, ErrMalformed},
		{"no message", with(Typing{}), key, nil, ErrMalformed},
	} {
		got, err := tt.e.Open(tt.key)
		if !errors.Is(err, tt.err) || !cmp.Equal(tt.want, got) {
			t.Errorf("%s: Open = %+v, %v, want %+v, %v", tt.name, got, err, tt.want, tt.err)
		}
	}
	if got := e.KeyVersion(); got != "1700000000000" {
		t.Errorf("KeyVersion = %q", got)
	}
}

func TestAttachmentsOfEveryKind(t *testing.T) {
	var w writer
	w.within(1, func() {
		w.within(1, func() {
			w.list(3, typeStruct, 7)
			w.within(1, func() { w.text(1, "h"); w.i32(3, 77) })
			w.stop()
			w.within(1, func() { w.text(1, "h"); w.i64(5, -1) })
			w.stop()
			w.within(2, func() { w.text(1, "20") })
			w.stop()
			w.within(4, func() { w.text(1, "https://x.com/c"); w.text(2, "c") })
			w.stop()
			w.within(5, func() { w.text(1, "$5") })
			w.stop()
			w.within(6, func() { w.i32(2, 9); w.text(3, "https://x.com/j"); w.text(4, "j") })
			w.stop()
			w.within(99, func() { w.text(1, "new") })
			w.stop()
		})
	})
	w.stop()
	got, err := readContent(w.b)
	require.NoError(t, err)
	want := Message{Attachments: []Attachment{
		{Kind: AttachmentUnknown, Hash: "h"},
		{Kind: AttachmentImage, Hash: "h"},
		{Kind: AttachmentPost, Name: "20", URL: "https://x.com/i/web/status/20"},
		{Kind: AttachmentCard, URL: "https://x.com/c", ID: "c"},
		{Kind: AttachmentMoney, Name: "$5"},
		{Kind: AttachmentJetfuel, URL: "https://x.com/j", ID: "j"},
		{},
	}}
	if diff := cmp.Diff(Content(want), got); diff != "" {
		t.Errorf("readContent (-want +got):\n%s", diff)
	}
}

func TestOpenText(t *testing.T) {
	key := conversationKey(t, "1")
	if got, ok := key.OpenText(pad64(key.seal([]byte("Team"), &[nonceSize]byte{2}))); !ok || got != "Team" {
		t.Errorf("OpenText = %q, %v", got, ok)
	}
	for _, plain := range []string{"Team", "", "AAAA"} {
		if got, ok := key.OpenText(plain); ok {
			t.Errorf("OpenText(%q) = %q", plain, got)
		}
	}
}

func TestForwardedTextIsRead(t *testing.T) {
	var w writer
	w.within(1, func() { w.within(1, func() { w.within(6, func() { w.text(1, "passed on") }) }) })
	w.stop()
	got, err := readContent(w.b)
	require.NoError(t, err)
	if diff := cmp.Diff(Content(Message{Text: "passed on", Forwarded: true}), got); diff != "" {
		t.Errorf("readContent (-want +got):\n%s", diff)
	}
}

func FuzzContent(f *testing.F) {
	for _, tt := range contents {
		b, err := encode(tt.c)
		require.NoError(f, err)
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		var c Content
		memory(t, len(b), func() { c, _ = readContent(b) })
		if c == nil || check(c) != nil {
			return
		}
		again, err := encode(c)
		require.NoError(t, err)
		if _, err := readContent(again); err != nil {
			t.Errorf("what was read and written cannot be read: %v", err)
		}
	})
}
