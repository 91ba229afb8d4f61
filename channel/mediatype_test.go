package channel_test

import (
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/contactkit/contactkit/channel"
)

func TestMediaType(t *testing.T) {
	for label, want := range map[string]string{
		"image/jpg": "image/jpeg", "image/pjpeg": "image/jpeg", "IMAGE/JPEG; q=1": "image/jpeg", " video/x-m4v ": "video/mp4", "audio/x-wav": "audio/wav",
		"audio/mp3": "audio/mpeg", "application/octet-stream": "", "": "", "application/pdf": "application/pdf", "x": "x",
	} {
		if got := channel.MediaType(label); got != want {
			t.Errorf("MediaType(%q) = %q, want %q", label, got, want)
		}
	}
}

func TestKindOf(t *testing.T) {
	for label, want := range map[string]channel.MediaKind{
		"image/jpg": channel.MediaImage, "image/gif": channel.MediaAnimation, "video/x-m4v": channel.MediaVideo, "audio/ogg; codecs=opus": channel.MediaAudio,
		"application/pdf": channel.MediaFile, "": channel.MediaFile,
	} {
		if got := channel.KindOf(label); got != want {
			t.Errorf("KindOf(%q) = %q, want %q", label, got, want)
		}
	}
}

const (
	pngHead  = "\x89PNG\r\n\x1a\n"
	jpegHead = "\xff\xd8\xff\xe0\x00\x10JFIF"
	mp4Head  = "\x00\x00\x00\x18ftypisom\x00\x00\x02\x00isommp41"
	oggHead  = "OggS\x00\x02\x00\x00\x00\x00\x00\x00\x00\x00\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x01\x13"
	zipHead  = "PK\x03\x04\x14\x00"
)

// The first bytes decide; a label only completes what they leave open.
func TestTypeOf(t *testing.T) {
	tests := []struct {
		name   string
		head   string
		labels []string
		want   string
	}{
		{"a wrong label", jpegHead, []string{"image/png"}, "image/jpeg"},
		{"a label of another class", jpegHead, []string{"video/mp4"}, "image/jpeg"},
		{"no label", "\x89PNG\r\n\x1a\n", nil, "image/png"},
		{"GIF as JPEG", "GIF89a\x01\x00", []string{"image/jpg"}, "image/gif"},
		{"WebP", "RIFF\x10\x00\x00\x00WEBPVP8 ", []string{"image/jpeg"}, "image/webp"},
		{"MP4", mp4Head, []string{"video/x-m4v"}, "video/mp4"},
		{"MP4 with sound alone", mp4Head, []string{"audio/x-m4a"}, "audio/mp4"},
		{"M4A", "\x00\x00\x00\x18ftypM4A \x00\x00\x02\x00isommp42", []string{"video/mp4"}, "audio/mp4"},
		{"M4V", "\x00\x00\x00\x18ftypM4V \x00\x00\x02\x00isommp42", nil, "video/mp4"},
		{"QuickTime", "\x00\x00\x00\x14ftypqt  \x00\x00\x02\x00", []string{"video/mp4"}, "video/quicktime"},
		{"3GP", "\x00\x00\x00\x18ftyp3gp4\x00\x00\x02\x00", []string{"video/mp4"}, "video/3gpp"},
		{"HEIC", "\x00\x00\x00\x18ftypheic\x00\x00\x00\x00", []string{"image/jpeg"}, "image/heic"},
		{"WebM", "\x1aE\xdf\xa3\x9fB\x86\x81\x01webm", []string{"video/mp4"}, "video/webm"},
		{"WebM with sound alone", "\x1aE\xdf\xa3\x9fB\x86\x81\x01webm", []string{"audio/webm"}, "audio/webm"},
		{"Matroska", "\x1aE\xdf\xa3\x9fB\x82\x88matroska", []string{"video/webm"}, "video/x-matroska"},
		{"Opus", oggHead + "OpusHead", []string{"application/ogg"}, "audio/ogg"},
		{"Theora", oggHead + "\x80theora", []string{"audio/ogg"}, "video/ogg"},
		{"Ogg of another codec", oggHead + "unknown", []string{"audio/ogg"}, "audio/ogg"},
		{"MP3 without a tag", "\xff\xfb\x90\x64\x00", []string{"audio/wav"}, "audio/mpeg"},
		{"MP3 with a tag", "ID3\x03\x00", nil, "audio/mpeg"},
		{"AAC", "\xff\xf1\x50\x80\x00", nil, "audio/aac"},
		{"AMR", "#!AMR\n", []string{"audio/mpeg"}, "audio/amr"},
		{"WAV", "RIFF\x10\x00\x00\x00WAVEfmt ", []string{"audio/x-wav"}, "audio/wav"},
		{"TIFF", "II*\x00", []string{"image/jpeg"}, "image/tiff"},
		{"PDF", "%PDF-1.7", []string{"image/jpeg"}, "application/pdf"},
		{"a document in a ZIP", zipHead, []string{"application/vnd.openxmlformats-officedocument.wordprocessingml.document"}, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"},
		{"a ZIP as JPEG", zipHead, []string{"image/jpeg"}, "application/zip"},
		{"a page as JPEG", "<html>not found", []string{"image/jpeg"}, "text/html"},
		{"a text as JPEG", "not found", []string{"image/jpeg"}, "text/plain"},
		{"a table", "a;b\n1;2", []string{"text/csv"}, "text/csv"},
		{"JSON", `{"a":1}`, []string{"application/json"}, "application/json"},
		{"bytes that tell nothing", "\x00\x01\x02\x03", []string{"application/octet-stream", "", "image/jpg"}, "image/jpeg"},
		{"nothing tells", "\x00\x01\x02\x03", nil, ""},
		{"an empty file", "", []string{"video/mp4"}, "video/mp4"},
		{"the first label that refines", zipHead, []string{"image/png", "application/x-zip-compressed"}, "application/zip"},
	}
	for _, tt := range tests {
		if got := channel.TypeOf([]byte(tt.head), tt.labels...); got != tt.want {
			t.Errorf("%s: TypeOf(%q, %q) = %q, want %q", tt.name, tt.head, tt.labels, got, tt.want)
		}
	}
	stream := make([]byte, 400)
	stream[0], stream[188] = 'G', 'G'
	if got := channel.TypeOf(stream, "video/mp4"); got != "video/mp2t" {
		t.Errorf("a transport stream is %q, want video/mp2t", got)
	}
}

func TestSniff(t *testing.T) {
	const content = jpegHead + " and the rest of it"
	f := channel.Sniff(channel.File{Body: io.NopCloser(strings.NewReader(content)), Type: "text/plain", Size: int64(len(content))}, "image/png")
	all, err := io.ReadAll(f.Body)
	if err != nil || string(all) != content || f.Type != "image/jpeg" || f.Size != int64(len(content)) {
		t.Errorf("Sniff: type %q, content %q, size %d, %v", f.Type, all, f.Size, err)
	}
	if f := channel.Sniff(channel.File{Type: "image/jpg"}); f.Type != "image/jpeg" || f.Body != nil {
		t.Errorf("a file without content: %+v", f)
	}
}

// A file that is printed shows none of its content, of which the beginning waits in a buffer.
func TestSniffedFilePrintsNoContent(t *testing.T) {
	f := channel.Sniff(channel.File{Body: io.NopCloser(strings.NewReader("confidential"))})
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%d"} {
		text := fmt.Sprintf(verb, f)
		if !strings.Contains(text, "channel.sniffedBody") || strings.Contains(text, "confid") || strings.Contains(text, "99 111 110 102") {
			t.Errorf("%s: %s", verb, text)
		}
	}
}

// A label's spelling does not decide whether a file may be sent.
func TestLimitsCompareTypesNotLabels(t *testing.T) {
	l := channel.Limits{Attachments: 1, Media: []channel.MediaLimit{
		{Kind: channel.MediaImage, Types: []string{"image/jpeg"}, Upload: -1},
		{Kind: channel.MediaVideo, Types: []string{"video/*"}, Upload: -1},
	}}
	for label, ok := range map[string]bool{"image/jpg": true, "image/pjpeg": true, "application/octet-stream": true, "": true, "image/png": false, "video/x-m4v": false} {
		err := l.Check(channel.Message{Attachments: []channel.Attachment{{Kind: channel.MediaImage, File: "f", Type: label}}})
		if (err == nil) != ok {
			t.Errorf("%q as an image: %v", label, err)
		}
	}
	if err := l.Check(channel.Message{Attachments: []channel.Attachment{{Kind: channel.MediaVideo, File: "f", Type: "application/mp4"}}}); err != nil {
		t.Errorf("an alias of a video: %v", err)
	}
}

// Whatever a file begins with and is called, its type has one form.
func FuzzTypeOf(f *testing.F) {
	f.Add([]byte(jpegHead), "image/jpg", "")
	f.Add([]byte(mp4Head), "audio/x-m4a; codecs=mp4a", "video/mp4")
	f.Add([]byte(oggHead+"OpusHead"), "application/octet-stream", "*/*")
	f.Fuzz(func(t *testing.T, head []byte, first, second string) {
		got := channel.TypeOf(head, first, second)
		if again := channel.MediaType(got); again != got {
			t.Errorf("TypeOf = %q, which MediaType writes %q", got, again)
		}
		if known := channel.TypeOf(head); known != "" && got == "" {
			t.Errorf("labels hide %q", known)
		}
	})
}
