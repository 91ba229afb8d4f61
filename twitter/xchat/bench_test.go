package xchat

import (
	"io"
	"testing"

	"github.com/stretchr/testify/require"
)

// The receive path of one message: parse, verify, decrypt, read.
func BenchmarkOpen(b *testing.B) {
	us, row := person(b, "100", "1690000000001", 21, 22)
	key := conversationKey(b, "1700000000000")
	out, err := us.Seal("100:2000", key, Message{Text: "Where is my parcel?"}, Options{})
	require.NoError(b, err)
	encoded := pad64(delivery(b, out, "1", "100", "100:2000"))
	b.ReportAllocs()
	for b.Loop() {
		e, err := Parse(encoded)
		if err != nil {
			b.Fatal(err)
		}
		if _, err := e.Open(key); err != nil || e.Verify(Key{}, row) != Verified {
			b.Fatal(err)
		}
	}
}

func BenchmarkUnwrap(b *testing.B) {
	v := readVector(b)
	recipient, _ := person(b, "2000", "1690000000000", 11, 12)
	e, err := Parse(v.KeyChange)
	require.NoError(b, err)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := recipient.Unwrap(e); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkSeal(b *testing.B) {
	us, _ := person(b, "100", "1690000000001", 21, 22)
	key := conversationKey(b, "1700000000000")
	b.ReportAllocs()
	for b.Loop() {
		if _, err := us.Seal("100:2000", key, Message{Text: "On its way."}, Options{}); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkEncryptFile(b *testing.B) { benchmarkFile(b, false) }
func BenchmarkDecryptFile(b *testing.B) { benchmarkFile(b, true) }

func benchmarkFile(b *testing.B, decrypt bool) {
	const size = 1 << 20
	key := conversationKey(b, "1")
	sealed := sealFile(b, make([]byte, size))
	b.SetBytes(size)
	b.ReportAllocs()
	for b.Loop() {
		r, err := EncryptFile(io.LimitReader(zeros{}, size), key, nil)
		if decrypt {
			r, err = DecryptFile(newBytes(sealed), key)
		}
		require.NoError(b, err)
		if _, err := io.Copy(io.Discard, r); err != nil {
			b.Fatal(err)
		}
	}
}

type bytesReader struct{ b []byte }

func newBytes(b []byte) *bytesReader { return &bytesReader{b} }

func (r *bytesReader) Read(p []byte) (int, error) {
	if len(r.b) == 0 {
		return 0, io.EOF
	}
	n := copy(p, r.b)
	r.b = r.b[n:]
	return n, nil
}
