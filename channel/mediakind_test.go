package channel_test

import (
	"encoding/binary"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/contactkit/contactkit/channel"
)

func TestKindsFor(t *testing.T) {
	type kinds = []channel.MediaKind
	for _, tt := range []struct {
		kind channel.MediaKind
		typ  string
		want kinds
	}{
		{channel.MediaImage, "image/jpg", kinds{"image", "file"}},
		{channel.MediaImage, "image/gif", kinds{"animation", "image", "video", "file"}},
		{channel.MediaImage, "video/x-m4v", kinds{"video", "file"}},
		{channel.MediaImage, "application/pdf", kinds{"file"}},
		{channel.MediaImage, "text/html", kinds{"image"}},
		{channel.MediaImage, "", kinds{"image", "file"}},
		{channel.MediaAnimation, "video/mp4", kinds{"animation", "video", "file"}},
		{channel.MediaVoice, "audio/ogg", kinds{"voice", "audio", "file"}},
		{channel.MediaVoice, "application/octet-stream", kinds{"voice", "audio", "file"}},
		{channel.MediaVideo, "audio/mp3", kinds{"audio", "file"}},
		{channel.MediaSticker, "image/webp", kinds{"sticker", "image", "file"}},
		{channel.MediaSticker, "video/webm", kinds{"sticker", "image", "file"}},
		{channel.MediaSticker, "video/mp4", kinds{"video", "file"}},
		{channel.MediaFile, "image/png", kinds{"file", "image"}},
		{channel.MediaFile, "text/plain", kinds{"file"}},
		{channel.MediaOther, "image/png", kinds{"image"}},
		{channel.MediaOther, "application/pdf", kinds{"other"}},
	} {
		if diff := cmp.Diff(tt.want, channel.KindsFor(tt.kind, tt.typ)); diff != "" {
			t.Errorf("KindsFor(%s, %q) (-want +got):\n%s", tt.kind, tt.typ, diff)
		}
	}
}

// The extension counts last, and the file is read from its beginning.
func TestDescribe(t *testing.T) {
	l := channel.Limits{Media: []channel.MediaLimit{{Kind: channel.MediaImage, Types: []string{"image/png"}}, {Kind: channel.MediaAudio, Types: []string{"audio/*"}}}}
	for _, tt := range []struct {
		a       channel.Attachment
		content string
		file    channel.File
		want    channel.Attachment
		err     string
	}{
		{channel.Attachment{Kind: "image", Type: "image/gif"}, pngHead, channel.File{Name: "a.pdf"}, channel.Attachment{Kind: "image", Type: "image/png", Name: "a.pdf"}, ""},
		{channel.Attachment{Kind: "image", Name: "b"}, "\x00\x01", channel.File{Name: "a.png", Type: "image/png"}, channel.Attachment{Kind: "image", Type: "image/png", Name: "b"}, ""},
		{channel.Attachment{Kind: "image"}, "\x00\x01", channel.File{Name: "a.png"}, channel.Attachment{Kind: "image", Type: "image/png", Name: "a.png"}, ""},
		{channel.Attachment{Kind: "audio"}, mp4Head, channel.File{}, channel.Attachment{Kind: "audio", Type: "audio/mp4"}, ""},
		{channel.Attachment{Kind: "image"}, jpegHead, channel.File{}, channel.Attachment{Kind: "image", Type: "image/jpeg"}, "type unsupported"},
		{channel.Attachment{Kind: "video"}, pngHead, channel.File{}, channel.Attachment{Kind: "video", Type: "image/png"}, "kind unsupported"},
	} {
		tt.file.Body = io.NopCloser(strings.NewReader(tt.content))
		got, f, err := l.Describe(tt.a, tt.file)
		problem := ""
		for _, e := range channel.FieldErrors(err) {
			problem = e.Field + " " + e.Code
		}
		all, _ := io.ReadAll(f.Body)
		if diff := cmp.Diff(tt.want, got); diff != "" || problem != tt.err || string(all) != tt.content || f.Type != got.Type || f.Name != got.Name {
			t.Errorf("Describe(%+v, %q): %v, the file %+v (-want +got):\n%s", tt.a, tt.content, err, f, diff)
		}
	}
}

// A picture whose sides are not taken is sent as a file; sides that the host knows count first.
func TestDescribeLooksAtSides(t *testing.T) {
	l := channel.Limits{Media: []channel.MediaLimit{{Kind: channel.MediaImage, Sides: 10000, Ratio: 20}, {Kind: channel.MediaFile}}}
	only := channel.Limits{Media: l.Media[:1]}
	for _, tt := range []struct {
		l             channel.Limits
		width, height int
		content       string
		want          channel.Attachment
	}{
		{l, 0, 0, pngOf(9000, 1000), channel.Attachment{Kind: "image", Width: 9000, Height: 1000}},
		{l, 0, 0, pngOf(9000, 1001), channel.Attachment{Kind: "file", Width: 9000, Height: 1001}},
		{l, 0, 0, pngOf(20, 400), channel.Attachment{Kind: "image", Width: 20, Height: 400}},
		{l, 0, 0, pngOf(20, 401), channel.Attachment{Kind: "file", Width: 20, Height: 401}},
		{l, 5, 6, pngOf(20, 401), channel.Attachment{Kind: "image", Width: 5, Height: 6}},
		{l, 5, 0, pngOf(20, 401), channel.Attachment{Kind: "file", Width: 20, Height: 401}},
		{only, 0, 0, pngOf(20, 401), channel.Attachment{Kind: "image", Width: 20, Height: 401}},
		{l, 0, 0, pngHead, channel.Attachment{Kind: "image"}},
	} {
		a, f, err := tt.l.Describe(channel.Attachment{Kind: channel.MediaImage, Width: tt.width, Height: tt.height}, channel.File{Body: io.NopCloser(strings.NewReader(tt.content))})
		if err != nil {
			t.Fatal(err)
		}
		tt.want.Type = "image/png"
		all, _ := io.ReadAll(f.Body)
		if diff := cmp.Diff(tt.want, a); diff != "" || string(all) != tt.content {
			t.Errorf("%q (-want +got):\n%s", tt.content, diff)
		}
	}
}

// pngOf begins as a PNG with these sides does.
func pngOf(width, height uint32) string {
	b := []byte(pngHead + "\x00\x00\x00\x0dIHDR")
	return string(binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(b, width), height))
}

// Before a file is open, its label is no reason to refuse it; that of a URL is.
func TestCheckUnopened(t *testing.T) {
	l := channel.Limits{Attachments: 1, Media: []channel.MediaLimit{{Kind: channel.MediaImage, Types: []string{"image/png"}, URL: -1, Upload: 10}}}
	for _, tt := range []struct {
		a  channel.Attachment
		ok bool
	}{
		{channel.Attachment{Kind: "image", File: "f", Type: "application/pdf"}, true},
		{channel.Attachment{Kind: "image", File: "f", Type: "image/png", Size: 11}, false},
		{channel.Attachment{Kind: "image", URL: "https://a.example/a", Type: "application/pdf"}, false},
	} {
		m := channel.Message{Attachments: []channel.Attachment{tt.a}}
		if err := l.CheckUnopened(m); (err == nil) != tt.ok || m.Attachments[0] != tt.a {
			t.Errorf("%+v: %v, left as %+v", tt.a, err, m.Attachments[0])
		}
	}
}

// A store's label is wrong: the first bytes say that the picture is a GIF, which this thread takes
// as an animation.
func ExampleLimits_Describe() {
	limits := channel.Limits{Media: []channel.MediaLimit{{Kind: channel.MediaImage, Types: []string{"image/jpeg"}}, {Kind: channel.MediaAnimation, Types: []string{"image/gif"}}}}
	stored := channel.File{Name: "dance.jpg", Type: "image/jpeg", Body: io.NopCloser(strings.NewReader("GIF89a…")), Size: 9}
	a, f, err := limits.Describe(channel.Attachment{Kind: channel.MediaImage, File: "dance"}, stored)
	fmt.Println(a.Kind, f.Type, err)
	// Output: animation image/gif <nil>
}
