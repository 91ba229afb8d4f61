package standintest

import (
	"bytes"
	"io"
	"net/http"
	"reflect"
	"strings"
	"testing"

	"github.com/contactkit/contactkit/channel/standin"
)

// routes checks the calls that a test makes for a host's own routes.
func routes[S Server](t *testing.T, h Harness[S]) {
	s := h.New()
	h.Say(s, "waiting-words")
	batch := s.Batch()
	if len(batch) != 1 || !strings.Contains(body(t, batch[0]), "waiting-words") {
		t.Fatalf("Batch returned %d calls, want one with the words of the customer", len(batch))
	}
	if s.Pending() != 0 || len(s.Batch()) != 0 {
		t.Error("what Batch returned still waits")
	}
	genuine := batch[0]
	if genuine.URL.Path == "" || genuine.URL.Path != s.Path() {
		t.Errorf("the call goes to %q, and Path is %q", genuine.URL.Path, s.Path())
	}
	same := s.Sign([]byte(body(t, genuine)))
	if !reflect.DeepEqual(genuine.Header, same.Header) || same.Method != genuine.Method || same.URL.String() != genuine.URL.String() {
		t.Errorf("Sign of the same body makes another call: %v, want %v", same.Header, genuine.Header)
	}

	forged := s.Forge(genuine)
	var differ []string
	for name, values := range genuine.Header {
		if got := forged.Header.Values(name); !reflect.DeepEqual(values, got) {
			differ = append(differ, name)
			if len(got) != 1 || len(got[0]) != len(values[0]) {
				t.Errorf("Forge changes the form of %s", name)
			}
		}
	}
	if len(differ) == 0 || body(t, forged) != body(t, genuine) {
		t.Errorf("Forge changes the headers %q; want the proof and nothing else", differ)
	}

	tampered := standin.Tamper(genuine)
	was, is := body(t, genuine), body(t, tampered)
	if len(was) != len(is) || was == is || !reflect.DeepEqual(genuine.Header, tampered.Header) {
		t.Error("Tamper must change one byte of the body and nothing else")
	}
	_, _ = io.Copy(io.Discard, genuine.Body) // it was served
	if repeated := standin.Repeat(genuine); body(t, repeated) != was || !reflect.DeepEqual(genuine.Header, repeated.Header) {
		t.Error("Repeat does not make the same call")
	}
}

// body returns the body of a call and leaves it to be read.
func body(t *testing.T, r *http.Request) string {
	t.Helper()
	b, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	r.Body = io.NopCloser(bytes.NewReader(b))
	return string(b)
}
