package benchmarks

import (
	"bytes"
	"encoding/json"
	"os"
	"testing"
)

// recorded is a webhook body of a platform's test data without white space, as platforms send it.
func recorded(tb testing.TB, platform, name string) []byte {
	tb.Helper()
	pretty, err := os.ReadFile("../" + platform + "/testdata/webhooks/" + name + ".json")
	if err != nil {
		tb.Fatal(err)
	}
	var compact bytes.Buffer
	if err := json.Compact(&compact, pretty); err != nil {
		tb.Fatal(err)
	}
	return compact.Bytes()
}

// reader reads the text of a webhook call as one library does. For a batch it is the text of the
// last message.
type reader struct {
	by   string
	read func(tb testing.TB) func(body []byte) (string, error)
}

// agree checks that all readers read the same text of a body.
func agree(t *testing.T, body []byte, readers []reader, reads func(by string) bool) {
	t.Helper()
	want := ""
	for _, r := range readers {
		if !reads(r.by) {
			continue
		}
		got, err := r.read(t)(body)
		if err != nil || got == "" {
			t.Errorf("%s read %q, %v", r.by, got, err)
		}
		if want == "" {
			want = got
		}
		if got != want {
			t.Errorf("%s read %q, want %q", r.by, got, want)
		}
	}
}

// measure runs one reader over a body.
func measure(b *testing.B, r reader, body []byte) {
	read := r.read(b)
	b.ReportAllocs()
	b.SetBytes(int64(len(body)))
	for b.Loop() {
		if text, err := read(body); err != nil || text == "" {
			b.Fatal(text, err)
		}
	}
}
