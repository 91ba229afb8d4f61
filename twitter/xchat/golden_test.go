package xchat

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/stretchr/testify/require"
)

func TestVectorOfPublicKeys(t *testing.T) {
	v := readVector(t)
	_, row := person(t, "2000", "1690000000000", 11, 12)
	want := PublicKey{User: "2000", Version: "1690000000000", Identity: v.Identity, Signing: v.Signing, Binding: v.Binding}
	if diff := cmp.Diff(want, row); diff != "" {
		t.Errorf("Public (-want +got):\n%s", diff)
	}
	require.NoError(t, row.Check())
	got, err := row.Fingerprint()
	if err != nil || got != v.Fingerprint {
		t.Errorf("Fingerprint() = %q, %v, want %q", got, err, v.Fingerprint)
	}
}

func TestVectorOfKeyChange(t *testing.T) {
	v := readVector(t)
	// Scalar 11 receives, and scalar 12 signs as user 100.
	recipient, _ := person(t, "2000", "1690000000000", 11, 12)
	_, sender := person(t, "100", "1690000000001", 11, 12)
	ephemeral, err := newEphemeral(bytes.NewReader(scalar(13)))
	require.NoError(t, err)
	wrapped, err := wrap(recipient.Keys[0].pair().identity.PublicKey(), ephemeral, sequence(0, keySize))
	require.NoError(t, err)
	if got := pad64(wrapped); got != v.Wrapped {
		t.Errorf("wrap = %s, want %s", got, v.Wrapped)
	}
	shared, err := ephemeral.ECDH(recipient.Keys[0].pair().identity.PublicKey())
	require.NoError(t, err)
	if got := hex.EncodeToString(shared); got != v.Shared {
		t.Errorf("the shared secret is %s, want %s", got, v.Shared)
	}
	_, nonce, err := agree(ephemeral, recipient.Keys[0].pair().identity.PublicKey(), ephemeral.PublicKey().Bytes())
	require.NoError(t, err)
	if got := hex.EncodeToString(nonce); got != v.Derived[32:] {
		t.Errorf("the nonce of the wrap is %s, want %s", got, v.Derived[32:])
	}
	e, err := Parse(v.KeyChange)
	require.NoError(t, err)
	want := Event{
		Sequence: "2070276095283454003", ID: "0b0e7a52-0000-4000-8000-000000000001", Sender: "100", Conversation: "100:2000",
		Time: time.UnixMilli(1700000000500).UTC(),
		Detail: KeyChange{Version: "1700000000000", Keys: []WrappedKey{
			{User: "2000", Wrapped: v.Wrapped, KeyVersion: "1690000000000"}}},
	}
	if diff := cmp.Diff(want, e, cmpopts.IgnoreFields(Event{}, "Signature")); diff != "" {
		t.Errorf("Parse (-want +got):\n%s", diff)
	}
	key, err := recipient.Unwrap(e)
	require.NoError(t, err)
	if !key.Equal(conversationKey(t, "1700000000000")) {
		t.Error("Unwrap gave another key")
	}
	if got := e.Verify(key, sender); got != Verified {
		t.Errorf("Verify = %v, want verified", got)
	}
	if got := e.Verify(Key{}, sender); got != Unverified {
		t.Errorf("Verify without the key that is signed = %v, want unverified", got)
	}
}

func TestVectorOfMessage(t *testing.T) {
	v := readVector(t)
	sender, row := person(t, "100", "1690000000001", 11, 12)
	key := conversationKey(t, "1700000000000")
	plain, err := encode(Message{Text: "Grüße 👋"})
	require.NoError(t, err)
	if got := hex.EncodeToString(plain); got != v.Holder {
		t.Errorf("encode = %s, want %s", got, v.Holder)
	}
	if got := pad64(key.seal(plain, (*[nonceSize]byte)(sequence(0x40, nonceSize)))); got != v.Contents {
		t.Errorf("seal = %s, want %s", got, v.Contents)
	}
	id := mustHex(t, "0b0e7a52000040008000000000000002")
	out, err := sender.Seal("100:2000", key, Message{Text: "Grüße 👋"}, Options{Random: bytes.NewReader(append(id, sequence(0x40, nonceSize)...))})
	require.NoError(t, err)
	want := Outgoing{ID: "0b0e7a52-0000-4000-8000-000000000002", Event: v.SendEvent, Signature: out.Signature}
	if diff := cmp.Diff(want, out); diff != "" {
		t.Errorf("Seal (-want +got):\n%s", diff)
	}
	sig, err := ParseSignature(out.Signature)
	require.NoError(t, err)
	if diff := cmp.Diff(Signature{Value: v.MessageSignature, KeyVersion: "1690000000001", Version: "7"}, sig); diff != "" {
		t.Errorf("ParseSignature (-want +got):\n%s", diff)
	}

	e, err := Parse(v.MessageEvent)
	require.NoError(t, err)
	got, err := e.Open(key)
	require.NoError(t, err)
	if diff := cmp.Diff(Content(Message{Text: "Grüße 👋"}), got); diff != "" {
		t.Errorf("Open (-want +got):\n%s", diff)
	}
	if trust := e.Verify(Key{}, row); trust != Verified {
		t.Errorf("Verify = %v, want verified", trust)
	}
}

func TestVectorOfFiles(t *testing.T) {
	v := readVector(t)
	key := conversationKey(t, "1700000000000")
	for _, tt := range []struct {
		name, plain string
		check       func([]byte) (got, want string)
	}{
		{"one frame", "hello", func(b []byte) (string, string) { return hex.EncodeToString(b), v.FileHello }},
		{"three frames", strings.Repeat("0123456789", 205), func(b []byte) (string, string) {
			sum := sha256.Sum256(b)
			return hex.EncodeToString(sum[:]), v.FileLongSHA256
		}},
	} {
		r, err := EncryptFile(strings.NewReader(tt.plain), key, bytes.NewReader(sequence(0x80, headerSize)))
		require.NoError(t, err)
		sealed, err := io.ReadAll(r)
		require.NoError(t, err)
		if got, want := tt.check(sealed); got != want {
			t.Errorf("%s: %s, want %s", tt.name, got, want)
		}
		if want := EncryptedSize(int64(len(tt.plain))); int64(len(sealed)) != want {
			t.Errorf("%s: %d bytes, EncryptedSize says %d", tt.name, len(sealed), want)
		}
		d, err := DecryptFile(bytes.NewReader(sealed), key)
		require.NoError(t, err)
		plain, err := io.ReadAll(d)
		if err != nil || string(plain) != tt.plain {
			t.Errorf("%s: DecryptFile = %d bytes, %v", tt.name, len(plain), err)
		}
	}
}

func mustHex(t *testing.T, s string) []byte {
	t.Helper()
	b, err := hex.DecodeString(s)
	require.NoError(t, err)
	return b
}
