package xchat

import (
	"bytes"
	"errors"
	"io"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/require"
)

func sealFile(t testing.TB, plain []byte) []byte {
	t.Helper()
	r, err := EncryptFile(bytes.NewReader(plain), conversationKey(t, "1"), nil)
	require.NoError(t, err)
	sealed, err := io.ReadAll(r)
	require.NoError(t, err)
	return sealed
}

func openFile(t testing.TB, sealed io.Reader) ([]byte, error) {
	t.Helper()
	r, err := DecryptFile(sealed, conversationKey(t, "1"))
	require.NoError(t, err)
	return io.ReadAll(r)
}

func TestFilesOfEverySize(t *testing.T) {
	for _, size := range []int{0, 1, 15, 16, 17, 1023, 1024, 1025, 2047, 2048, 2049, 70_000} {
		plain := bytes.Repeat([]byte("0123456789abcdef-"), size/17+1)[:size]
		sealed := sealFile(t, plain)
		if int64(len(sealed)) != EncryptedSize(int64(size)) {
			t.Errorf("%d bytes became %d, EncryptedSize says %d", size, len(sealed), EncryptedSize(int64(size)))
		}
		for name, r := range map[string]io.Reader{
			"whole": bytes.NewReader(sealed), "byte by byte": iotest.OneByteReader(bytes.NewReader(sealed)),
			"with the error beside the data": iotest.DataErrReader(bytes.NewReader(sealed)),
		} {
			got, err := openFile(t, r)
			if err != nil || !bytes.Equal(got, plain) {
				t.Errorf("%d bytes, %s: DecryptFile = %d bytes, %v", size, name, len(got), err)
			}
		}
	}
}

func TestFilesThatAreCutOrChanged(t *testing.T) {
	sealed := sealFile(t, make([]byte, 3000))
	for at := range sealed {
		got, err := openFile(t, bytes.NewReader(sealed[:at]))
		switch {
		case at == headerSize: // an empty file is its header alone
			if err != nil || len(got) > 0 {
				t.Errorf("the header alone: %d bytes, %v", len(got), err)
			}
		case !errors.Is(err, ErrTruncated):
			t.Fatalf("cut at %d: %v, want ErrTruncated", at, err)
		}
		sealed[at] ^= 0x10
		if _, err := openFile(t, bytes.NewReader(sealed)); !errors.Is(err, ErrOpen) {
			t.Fatalf("changed at %d: %v, want ErrOpen", at, err)
		}
		sealed[at] ^= 0x10
	}
	frame := frameSize + overhead
	for name, in := range map[string][]byte{
		"frames in another order": bytes.Join([][]byte{sealed[:headerSize], sealed[headerSize+frame : headerSize+2*frame], sealed[headerSize : headerSize+frame], sealed[headerSize+2*frame:]}, nil),
		"a frame left out":        bytes.Join([][]byte{sealed[:headerSize], sealed[headerSize+frame:]}, nil),
		"a file behind the last":  append(sealFile(t, make([]byte, frameSize)), make([]byte, frame)...),
	} {
		if _, err := openFile(t, bytes.NewReader(in)); !errors.Is(err, ErrOpen) {
			t.Errorf("%s: %v, want ErrOpen", name, err)
		}
	}
}

// Some clients write an empty last frame where others write none.
func TestAnEmptyLastFrame(t *testing.T) {
	key := conversationKey(t, "1")
	header := sequence(0x80, headerSize)
	s := newStream(key, header)
	full := make([]byte, frameSize)
	sealed := s.push(s.push(header, full, tagMessage), nil, tagFinal)
	if got, err := openFile(t, bytes.NewReader(sealed)); err != nil || !bytes.Equal(got, full) {
		t.Errorf("DecryptFile = %d bytes, %v", len(got), err)
	}
}

func TestFilesKeepTheErrorOfTheirSource(t *testing.T) {
	broken := errors.New("connection lost")
	r, err := EncryptFile(io.MultiReader(bytes.NewReader(make([]byte, 1500)), iotest.ErrReader(broken)), conversationKey(t, "1"), nil)
	require.NoError(t, err)
	if _, err := io.ReadAll(r); !errors.Is(err, broken) {
		t.Errorf("EncryptFile: %v, want the source's error", err)
	}
	sealed := sealFile(t, make([]byte, 3000))
	if _, err := openFile(t, io.MultiReader(bytes.NewReader(sealed[:1500]), iotest.ErrReader(broken))); !errors.Is(err, broken) {
		t.Errorf("DecryptFile: %v, want the source's error", err)
	}
	if _, err := EncryptFile(nil, Key{}, nil); !errors.Is(err, ErrMissingKey) {
		t.Errorf("EncryptFile without a key: %v", err)
	}
	if _, err := DecryptFile(nil, Key{}); !errors.Is(err, ErrMissingKey) {
		t.Errorf("DecryptFile without a key: %v", err)
	}
}

func TestFilesNeedConstantMemory(t *testing.T) {
	const size = 8 << 20
	memory(t, 0, func() {
		r, err := EncryptFile(io.LimitReader(zeros{}, size), conversationKey(t, "1"), nil)
		require.NoError(t, err)
		d, err := DecryptFile(r, conversationKey(t, "1"))
		require.NoError(t, err)
		buf := make([]byte, 4096)
		n := 0
		for {
			m, err := d.Read(buf)
			if n += m; err == io.EOF {
				break
			}
			require.NoError(t, err)
		}
		require.Equal(t, size, n)
	})
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }

func FuzzDecryptFile(f *testing.F) {
	f.Add(sealFile(f, nil))
	f.Add(sealFile(f, make([]byte, 1500)))
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, b []byte) {
		var plain []byte
		var err error
		memory(t, len(b), func() { plain, err = openFile(t, bytes.NewReader(b)) })
		if len(plain) > len(b) {
			t.Errorf("%d bytes became %d", len(b), len(plain))
		}
		if err == nil && len(plain) > 0 && EncryptedSize(int64(len(plain))) > int64(len(b)) {
			t.Errorf("%d bytes opened to %d", len(b), len(plain))
		}
		r, err := EncryptFile(bytes.NewReader(b), conversationKey(t, "1"), nil)
		require.NoError(t, err)
		if back, err := openFile(t, r); err != nil || !bytes.Equal(back, b) {
			t.Errorf("round trip: %d bytes, %v", len(back), err)
		}
	})
}
