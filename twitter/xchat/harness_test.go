package xchat

import (
	"bytes"
	"encoding/json"
	"os"
	"testing"

	"github.com/stretchr/testify/require"
)

// vector is testdata/vector.json.
type vector struct {
	Identity, Signing, Fingerprint, Binding    string
	Wrapped, KeyChange                         string
	Holder, Contents                           string
	MessageSignature, SendEvent, MessageEvent  string
	FileHello, FileLongSHA256, Shared, Derived string
}

func readVector(t testing.TB) vector {
	t.Helper()
	b, err := os.ReadFile("testdata/vector.json")
	require.NoError(t, err)
	var v vector
	require.NoError(t, json.Unmarshal(b, &v))
	return v
}

// scalar is a private key that everybody can see is a test's.
func scalar(n byte) []byte { return append(make([]byte, 31), n) }

// sequence is n bytes that count up from first.
func sequence(first byte, n int) []byte {
	b := make([]byte, n)
	for i := range b {
		b[i] = first + byte(i)
	}
	return b
}

func private(t testing.TB, version string, identity, signing byte) PrivateKey {
	t.Helper()
	k, err := NewPrivateKey(version, append(scalar(identity), scalar(signing)...))
	require.NoError(t, err)
	return k
}

func person(t testing.TB, user, version string, identity, signing byte) (Identity, PublicKey) {
	t.Helper()
	k := private(t, version, identity, signing)
	row, err := k.Public(user)
	require.NoError(t, err)
	return Identity{User: user, Keys: []PrivateKey{k}}, row
}

func conversationKey(t testing.TB, version string) Key {
	t.Helper()
	k, err := NewKey(version, sequence(0, keySize))
	require.NoError(t, err)
	return k
}

// delivered is an event as X hands a sent message on.
func delivered(t testing.TB, out Outgoing, sequence, sender, conversation string) Event {
	t.Helper()
	e, err := ParseBytes(delivery(t, out, sequence, sender, conversation))
	require.NoError(t, err)
	return e
}

func delivery(t testing.TB, out Outgoing, sequence, sender, conversation string) []byte {
	t.Helper()
	create, err := decode64(out.Event)
	require.NoError(t, err)
	sig, err := decode64(out.Signature)
	require.NoError(t, err)
	var w writer
	w.text(1, sequence)
	w.text(2, out.ID)
	w.text(3, sender)
	w.text(4, conversation)
	w.text(6, "1700000005000")
	w.within(7, func() {
		w.head(typeStruct, 1)
		w.b = append(w.b, create...)
	})
	w.head(typeStruct, 9)
	w.b = append(w.b, sig...)
	w.stop()
	return w.b
}

func mustDecode(t testing.TB, s string) []byte {
	t.Helper()
	b, err := decode64(s)
	require.NoError(t, err)
	return bytes.Clone(b)
}
