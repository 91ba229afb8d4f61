package allow_test

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/allow"
)

var list = allow.List{
	{Kind: channel.MediaImage, Types: []string{"image/jpeg", "image/png"}, Max: 100},
	{Kind: channel.MediaImage, Types: []string{"image/gif"}, Max: 10},
	{Kind: channel.MediaVoice, Types: []string{"audio/*"}},
	{Kind: channel.MediaFile, Types: []string{"application/pdf"}, Max: 20},
}

const (
	png = "\x89PNG\r\n\x1a\n"
	gif = "GIF89a"
	pdf = "%PDF-1.7\n"
	exe = "MZ\x90\x00\x03\x00\x00\x00"
)

// complaint names the field of a refusal, or is "".
func complaint(t *testing.T, err error) string {
	t.Helper()
	if err == nil {
		return ""
	}
	f := channel.FieldErrors(err)
	if !errors.Is(err, allow.ErrNotAllowed) || len(f) != 1 {
		t.Fatalf("%v: want ErrNotAllowed and one complaint", err)
	}
	return f[0].Field
}

func TestJudge(t *testing.T) {
	for name, tt := range map[string]struct {
		a    channel.Attachment
		want string
	}{
		"a picture":                    {channel.Attachment{Kind: channel.MediaImage, Type: "image/png", Size: 100}, ""},
		"a picture by an alias":        {channel.Attachment{Kind: channel.MediaImage, Type: "image/jpg; q=1"}, ""},
		"a picture of an unknown type": {channel.Attachment{Kind: channel.MediaImage}, ""},
		"a large picture":              {channel.Attachment{Kind: channel.MediaImage, Type: "image/png", Size: 101}, "size"},
		"a picture that is a drawing":  {channel.Attachment{Kind: channel.MediaImage, Type: "image/svg+xml"}, "type"},
		"a film":                       {channel.Attachment{Kind: channel.MediaVideo, Type: "video/mp4"}, "kind"},
		"a voice":                      {channel.Attachment{Kind: channel.MediaVoice, Type: "audio/ogg", Size: 1 << 40}, ""},
		"a link":                       {channel.Attachment{Kind: channel.MediaLink}, ""},
		"something else":               {channel.Attachment{Kind: channel.MediaOther}, "kind"},
	} {
		if got := complaint(t, list.Judge(tt.a)); got != tt.want {
			t.Errorf("%s: complaint about %q, want %q", name, got, tt.want)
		}
	}
	if err := (allow.List{}).Judge(channel.Attachment{Kind: channel.MediaImage}); !errors.Is(err, allow.ErrNotAllowed) {
		t.Errorf("the empty list: %v", err)
	}
	if err := (allow.List{{}}).Judge(channel.Attachment{Kind: channel.MediaVideo}); err != nil {
		t.Errorf("the empty rule allows everything: %v", err)
	}
}

// body notes whether it was closed.
type body struct {
	io.Reader
	closed bool
}

func (b *body) Close() error { b.closed = true; return nil }

func TestOpen(t *testing.T) {
	for name, tt := range map[string]struct {
		kind  channel.MediaKind
		label string
		data  string
		want  string
	}{
		"a picture":                   {channel.MediaImage, "image/png", png, ""},
		"a picture without a label":   {channel.MediaImage, "", png, ""},
		"a program called a picture":  {channel.MediaImage, "image/png", exe, "type"},
		"a page called a picture":     {channel.MediaImage, "image/png", "<html><script>", "type"},
		"a document called a picture": {channel.MediaImage, "image/png", pdf, ""}, // judged as the file it is
		"a document":                  {channel.MediaFile, "text/plain", pdf, ""},
		"a picture sent as a file":    {channel.MediaFile, "application/pdf", png, "type"},
		"a small animation":           {channel.MediaImage, "image/png", gif, ""},
		"nothing to read":             {channel.MediaImage, "image/png", "", "type"},
	} {
		b := &body{Reader: strings.NewReader(tt.data)}
		f, err := list.Open(channel.Attachment{Kind: tt.kind, Type: tt.label}, channel.File{Body: b, Type: tt.label, Size: -1})
		if got := complaint(t, err); got != tt.want {
			t.Errorf("%s: complaint about %q, want %q", name, got, tt.want)
		}
		if err != nil {
			if !b.closed || f.Body != nil {
				t.Errorf("%s: a refused file stays open", name)
			}
			continue
		}
		if got, err := io.ReadAll(f.Body); err != nil || string(got) != tt.data {
			t.Errorf("%s: read %q, %v", name, got, err)
		}
	}
}

// A size that is not told, or a lie, is found out while the file is read.
func TestReadingIsBounded(t *testing.T) {
	for size, want := range map[int]string{99: "", 100: "", 101: "size", 5000: "size"} {
		data := append([]byte(png), bytes.Repeat([]byte{1}, size-len(png))...)
		f, err := list.Open(channel.Attachment{Kind: channel.MediaImage}, channel.File{Body: &body{Reader: bytes.NewReader(data)}, Size: -1})
		if err != nil {
			t.Fatal(err)
		}
		got, err := io.ReadAll(f.Body)
		if complaint(t, err) != want || len(got) != min(size, 100) {
			t.Errorf("%d bytes: read %d, %v, want a complaint about %q", size, len(got), err, want)
		}
	}
	_, err := list.Open(channel.Attachment{Kind: channel.MediaImage}, channel.File{Body: &body{Reader: strings.NewReader(gif)}, Size: 11})
	if complaint(t, err) != "size" {
		t.Errorf("a known size: %v", err)
	}
}

func TestCheck(t *testing.T) {
	err := allow.List{{Types: []string{"png", "*/*", "image/*", "/x"}}, {Max: -1}}.Check()
	var fields []string
	for _, f := range channel.FieldErrors(err) {
		fields = append(fields, f.Field)
	}
	if got := strings.Join(fields, " "); got != "rules[0].types[0] rules[0].types[1] rules[0].types[3] rules[1].max" {
		t.Errorf("complaints about %s", got)
	}
	if err := list.Check(); err != nil {
		t.Error(err)
	}
}

func TestKeep(t *testing.T) {
	meta := channel.Thread{Platform: "facebook"}
	if allow.Keep(meta, channel.Attachment{Kind: channel.MediaOther, Name: "story_mention"}) {
		t.Error("a story mention must not be stored")
	}
	if !allow.Keep(meta, channel.Attachment{Kind: channel.MediaImage}) || !allow.Keep(channel.Thread{Platform: "telegram"}, channel.Attachment{Name: "story_mention"}) {
		t.Error("anything else may be stored")
	}
}
