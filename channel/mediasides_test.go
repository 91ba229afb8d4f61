package channel_test

import (
	"bytes"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"io"
	"strings"
	"testing"

	"github.com/contactkit/contactkit/channel"
)

// The sides of a picture are those that the decoders of the standard library tell, and those of the
// examples of the WebP specification (RFC 9649).
func TestSidesOfPictures(t *testing.T) {
	const width, height = 300, 257
	var p, g, j bytes.Buffer
	picture := image.NewPaletted(image.Rect(0, 0, width, height), color.Palette{color.Black})
	if err := png.Encode(&p, picture); err != nil {
		t.Fatal(err)
	}
	if err := gif.Encode(&g, picture, nil); err != nil {
		t.Fatal(err)
	}
	if err := jpeg.Encode(&j, picture, nil); err != nil {
		t.Fatal(err)
	}
	exif := "\xff\xd8\xff\xff\xe1\x00\x06Exif" + j.String()[2:]
	for _, tt := range []struct {
		name, content string
		width, height int
	}{
		{"PNG", p.String(), width, height},
		{"GIF", g.String(), width, height},
		{"JPEG", j.String(), width, height},
		{"JPEG with another segment and a filling byte", exif, width, height},
		{"JPEG whose frame header comes late", "\xff\xd8\xff\xe1\x03\xe8" + strings.Repeat("x", 998) + j.String()[2:], 0, 0},
		{"JPEG without one", "\xff\xd8\xff\xda\x00\x08aaaaaaaaaaaa", 0, 0},
		{"JPEG with an empty segment", "\xff\xd8\xff\xe1\x00\x00aaaaaaaaaaaa", 0, 0},
		{"lossy WebP", "RIFF\x00\x00\x00\x00WEBPVP8 \x00\x00\x00\x00\x30\x01\x00\x9d\x01\x2a\x2c\x41\x01\x01", width, height},
		{"lossless WebP", "RIFF\x00\x00\x00\x00WEBPVP8L\x00\x00\x00\x00\x2f\x2b\x01\x40\x00", width, height},
		{"extended WebP", "RIFF\x00\x00\x00\x00WEBPVP8X\x0a\x00\x00\x00\x00\x00\x00\x00\x2b\x01\x00\x00\x01\x00", width, height},
		{"half a WebP", "RIFF\x00\x00\x00\x00WEBPVP8X\x0a\x00\x00\x00\x00", 0, 0},
		{"PNG of a width that is none", pngOf(1<<31, 7), 0, 0},
		{"PNG without height", pngOf(7, 0), 0, 0},
		{"a text", "hello", 0, 0},
	} {
		l := channel.Limits{Media: []channel.MediaLimit{{Kind: channel.MediaImage}, {Kind: channel.MediaFile}}}
		a, _, err := l.Describe(channel.Attachment{Kind: channel.MediaImage}, channel.File{Body: io.NopCloser(strings.NewReader(tt.content))})
		if err != nil || a.Width != tt.width || a.Height != tt.height {
			t.Errorf("%s: %d × %d, %v, want %d × %d", tt.name, a.Width, a.Height, err, tt.width, tt.height)
		}
	}
}
