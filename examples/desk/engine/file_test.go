package engine_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/contactkit/contactkit/examples/desk/engine"
)

// The first bytes of an agent's file tell its type, in the words that the limits of the platforms
// use.
func TestUploadTellsTheTypeByTheBytes(t *testing.T) {
	b := newBench(t, says())
	for content, want := range map[string]string{
		"OggS\x00\x02" + strings.Repeat("\x00", 21) + "\x01\x13OpusHead": "audio/ogg",
		"GIF89a\x01\x00": "image/gif",
		"\x00\x00\x00\x18ftypqt  \x00\x00\x02\x00": "video/quicktime",
		"good day":         "text/plain",
		"\x00\x01\x02\x03": "application/octet-stream",
		"<html>":           "",
		"<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg'/>": "",
	} {
		f, err := b.Engine.Upload(t.Context(), "a.png", strings.NewReader(content))
		if f.Type != want || (want == "") != errors.Is(err, engine.ErrType) {
			t.Errorf("Upload(%q) is %q, %v, want %q", content, f.Type, err, want)
		}
	}
}
