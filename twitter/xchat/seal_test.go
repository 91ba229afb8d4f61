package xchat

import (
	"bytes"
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"
)

// contents are contents of every kind that can be sent.
var contents = []struct {
	name string
	c    Content
}{
	{"text", Message{Text: "Grüße 👋"}},
	{"entities", Message{Text: "@ada #x", Entities: []Entity{{0, 4, EntityMention}, {5, 7, EntityHashtag}}}},
	{"files", Message{Text: "see", Attachments: []Attachment{
		{Kind: AttachmentImage, Hash: "h1", ID: "a1", Name: "a.png", Width: 3, Height: 4, Size: 5},
		{Kind: AttachmentVideo, Hash: "h2", Duration: 1500 * time.Millisecond, Size: 6}}}},
	{"a document", Message{Attachments: []Attachment{{Kind: AttachmentFile, Hash: "h", Name: "a.pdf", Size: 7}}}},
	{"a link", Message{Text: "https://x.com", Attachments: []Attachment{{Kind: AttachmentURL, URL: "https://x.com", Name: "X"}}}},
	{"a Post", Message{Attachments: []Attachment{{Kind: AttachmentPost, Name: "20", URL: "https://x.com/i/web/status/20"}}}},
	{"a reply", Message{Text: "yes", Reply: &Reply{Sequence: "5", ID: "m", Sender: "2000", Text: "no?"}}},
	{"choices", Message{Text: "which?", OptionsID: "q", Options: []Option{{ID: "1", Label: "one", Metadata: "m", Description: "d"}, {ID: "2", Label: "two"}}}},
	{"a choice", Message{Text: "one", Chosen: &Chosen{Request: "q", Option: "1", Metadata: "m"}}},
	{"buttons", Message{Text: "open", Links: []Link{{"Site", "https://x.com"}}}},
	{"a reaction", Reaction{Sequence: "5", Emoji: "👍"}},
	{"no reaction", Reaction{Sequence: "5", Emoji: "👍", Attachment: "a1", Removed: true}},
	{"an edit", Edit{Sequence: "5", Text: "better", Entities: []Entity{{0, 2, EntityURL}}}},
	{"an acceptance", Accept{}},
}

func TestEveryContentGoesBothWays(t *testing.T) {
	us, row := person(t, "100", "1690000000001", 21, 22)
	key := conversationKey(t, "1700000000000")
	for _, tt := range contents {
		out, err := us.Seal("100:2000", key, tt.c, Options{TTL: time.Minute, Silent: true, Token: "t"})
		require.NoError(t, err, tt.name)
		e := delivered(t, out, "1", "100", "100:2000")
		got, err := e.Open(key)
		require.NoError(t, err, tt.name)
		if diff := cmp.Diff(tt.c, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.name, diff)
		}
		if trust := e.Verify(Key{}, row); trust != Verified {
			t.Errorf("%s: %v, want verified", tt.name, trust)
		}
		if c, _ := e.Detail.(Create); c.TTL != time.Minute || c.Notify || out.Token != "t" {
			t.Errorf("%s: options became %+v", tt.name, c)
		}
	}
}

func TestReadsAsContents(t *testing.T) {
	at := time.UnixMilli(1700000000000).UTC()
	b, err := encode(Read{Until: "5", At: at})
	require.NoError(t, err)
	got, err := readContent(b)
	require.NoError(t, err)
	if r, ok := got.(Read); !ok || r.Until != "5" || !r.At.Equal(at) {
		t.Errorf("readContent = %+v", got)
	}
}

func TestSealRefuses(t *testing.T) {
	us, _ := person(t, "100", "1690000000001", 21, 22)
	key := conversationKey(t, "1700000000000")
	image := Attachment{Kind: AttachmentImage, Hash: "h"}
	eleven := make([]Attachment, 11)
	for i := range eleven {
		eleven[i] = image
	}
	for name, c := range map[string]Content{
		"nothing":                 Message{},
		"eleven attachments":      Message{Attachments: eleven},
		"a document among images": Message{Attachments: []Attachment{image, {Kind: AttachmentFile, Hash: "h"}}},
		"a file without a key":    Message{Attachments: []Attachment{{Kind: AttachmentImage}}},
		"a link without a URL":    Message{Attachments: []Attachment{{Kind: AttachmentURL}}},
		"money":                   Message{Attachments: []Attachment{{Kind: AttachmentMoney, Hash: "h"}}},
		"a reaction to nothing":   Reaction{Emoji: "👍"},
		"a reaction of nothing":   Reaction{Sequence: "5"},
		"an edit to nothing":      Edit{Sequence: "5"},
		"a read of nothing":       Read{},
		"what is not known":       Unknown{Member: 99},
		"no content":              nil,
	} {
		if _, err := us.Seal("100:2000", key, c, Options{}); err == nil {
			t.Errorf("%s is sealed", name)
		}
	}
	if _, err := us.Seal("100,2000", key, Message{Text: "a"}, Options{}); !errors.Is(err, ErrUnsignable) {
		t.Errorf("a comma: %v", err)
	}
	if _, err := us.Seal("", key, Message{Text: "a"}, Options{}); err == nil {
		t.Error("no conversation is accepted")
	}
	if _, err := us.Seal("100:2000", Key{}, Message{Text: "a"}, Options{}); !errors.Is(err, ErrMissingKey) {
		t.Errorf("no key: %v", err)
	}
	if _, err := us.Delete("100:2000", true, nil, nil); err == nil {
		t.Error("a deletion of nothing is signed")
	}
	if _, err := us.Seal("100:2000", key, Message{Text: "a"}, Options{Random: bytes.NewReader(nil)}); err == nil {
		t.Error("no randomness is accepted")
	}
}

// A retry sends the same bytes, and nothing else does.
func TestRefMakesTheSameBytes(t *testing.T) {
	us, _ := person(t, "100", "1690000000001", 21, 22)
	them, _ := person(t, "100", "1690000000001", 31, 32)
	key, newer := conversationKey(t, "1700000000000"), conversationKey(t, "1700000000001")
	seal := func(i Identity, conversation string, k Key, text, ref string) Outgoing {
		out, err := i.Seal(conversation, k, Message{Text: text}, Options{Ref: ref})
		require.NoError(t, err)
		return out
	}
	first := seal(us, "100:2000", key, "a", "r1")
	if diff := cmp.Diff(first, seal(us, "100:2000", key, "a", "r1")); diff != "" {
		t.Errorf("a retry differs:\n%s", diff)
	}
	for name, other := range map[string]Outgoing{
		"another text":         seal(us, "100:2000", key, "b", "r1"),
		"another ref":          seal(us, "100:2000", key, "a", "r2"),
		"another conversation": seal(us, "100:3000", key, "a", "r1"),
		"another key":          seal(us, "100:2000", newer, "a", "r1"),
		"another sender":       seal(them, "100:2000", key, "a", "r1"),
		"no ref":               seal(us, "100:2000", key, "a", ""),
	} {
		nonce := func(o Outgoing) []byte { return mustDecode(t, o.Event)[7 : 7+nonceSize] }
		if other.ID == first.ID || bytes.Equal(nonce(other), nonce(first)) {
			t.Errorf("%s has the same id or nonce", name)
		}
	}
}

func TestDelete(t *testing.T) {
	us, row := person(t, "100", "1690000000001", 21, 22)
	for _, forAll := range []bool{true, false} {
		a, err := us.Delete("100:2000", forAll, []string{"5", "6"}, nil)
		require.NoError(t, err)
		e := Event{ID: a.ID, Sender: "100", Conversation: "100:2000", Detail: readDetailOf(t, a.Detail),
			Signature: Signature{Value: a.Signature, KeyVersion: a.KeyVersion, Version: a.Version, SigningKey: a.SigningKey}}
		if diff := cmp.Diff(Detail(Delete{Sequences: []string{"5", "6"}, ForAll: forAll}), e.Detail); diff != "" {
			t.Errorf("Delete (-want +got):\n%s", diff)
		}
		if got := e.Verify(Key{}, row); got != Verified {
			t.Errorf("Verify = %v", got)
		}
		if got := e.Verify(Key{}); got != Carried {
			t.Errorf("Verify without rows = %v", got)
		}
	}
}
