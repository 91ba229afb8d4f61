package facebook_test

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"mime"
	"mime/multipart"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/facebook"
	"github.com/contactkit/contactkit/facebook/facebooktest"
)

func TestSendFile(t *testing.T) {
	for _, place := range []facebook.TokenPlace{facebook.TokenInBody, facebook.TokenInHeader} {
		fb, ch := standIn(t, facebooktest.Config{}, func(c *facebook.Config) {
			c.TokenIn, c.Files = place, files{"shirt.png": png}.open
		})
		fb.Say("7", "which shirt?")
		sent, err := ch.Send(t.Context(), standInThread("7"), channel.Message{
			Attachments: []channel.Attachment{{Kind: channel.MediaImage, File: "shirt.png"}}, Ref: "outbox:1", Heard: fb.Now(),
			QuickReplies: []channel.QuickReply{{Text: "I take it", Payload: "BUY"}},
		})
		if err != nil {
			t.Fatalf("token in the %s: %v", place, err)
		}
		got := fb.Sent()[0]
		want := facebooktest.Sent{
			ID: sent.IDs[0], Page: standInPage, To: "7", Type: "RESPONSE", Ref: "outbox:1", At: got.At,
			Attachments:  []facebooktest.Attachment{{Kind: "image", Name: "shirt.png", Type: "image/png", Data: []byte(png)}},
			QuickReplies: []facebooktest.QuickReply{{Kind: "text", Title: "I take it", Payload: "BUY"}},
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("token in the %s: sent (-want +got):\n%s", place, diff)
		}
	}
}

func TestSendFileOnTheWire(t *testing.T) {
	f := accepting()
	ch := sendingChannel(t, f, func(c *facebook.Config) { c.Files = files{"a.pdf": "%PDF"}.open })
	m := channel.Message{Attachments: []channel.Attachment{{Kind: channel.MediaFile, File: "a.pdf", Name: "invoice.pdf", Type: "application/pdf"}}, Ref: "r"}
	if _, err := ch.Send(t.Context(), thread(personID), m); err != nil {
		t.Fatal(err)
	}
	_, attrs, err := mime.ParseMediaType(f.last.Header.Get("Content-Type"))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for parts := multipart.NewReader(strings.NewReader(f.sent), attrs["boundary"]); ; {
		p, err := parts.NextPart()
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		data, err := io.ReadAll(p)
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, p.FormName()+" "+p.FileName()+" "+p.Header.Get("Content-Type")+" "+string(data))
	}
	want := []string{
		"access_token   " + pageToken, `recipient   {"id":"7300000000000011"}`, "messaging_type   RESPONSE",
		`message   {"attachment":{"type":"file","payload":{}},"metadata":"r"}`, "filedata invoice.pdf application/pdf %PDF",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("parts (-want +got):\n%s", diff)
	}
	if strings.Contains(f.last.URL.String(), pageToken) || f.last.ContentLength < 0 {
		t.Errorf("address %s, Content-Length %d", f.last.URL, f.last.ContentLength)
	}
}

func TestSendFileRefused(t *testing.T) {
	broken := errors.New("the disk is gone: " + pageToken)
	open := func(_ context.Context, name string) (channel.File, error) {
		switch name {
		case "missing":
			return channel.File{}, fs.ErrNotExist
		case "broken":
			return channel.File{}, broken
		case "big":
			return channel.File{Body: io.NopCloser(strings.NewReader("")), Size: 25_000_001}, nil
		case "short":
			return channel.File{Body: io.NopCloser(strings.NewReader("\x00\x01\x02")), Size: 4}, nil
		}
		return channel.File{Body: io.NopCloser(io.LimitReader(zeros{}, 26_000_000)), Size: -1}, nil // grows
	}
	tests := []struct {
		name  string
		files channel.Files
		want  error
		field string
		calls int
	}{
		{"anything", nil, channel.ErrRejected, "attachments[0].file", 0},
		{"missing", open, channel.ErrRejected, "", 0},
		{"broken", open, channel.ErrUnavailable, "", 0},
		{"big", open, channel.ErrRejected, "attachments[0].file", 0},
		{"short", open, channel.ErrUnavailable, "", 1},
		{"grows", open, channel.ErrRejected, "attachments[0].file", 1},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f := accepting()
			ch := sendingChannel(t, f, func(c *facebook.Config) { c.Files = tt.files })
			_, err := ch.Send(t.Context(), thread(personID), channel.Message{Attachments: []channel.Attachment{{Kind: channel.MediaVideo, File: tt.name}}})
			if !errors.Is(err, tt.want) || errors.Is(err, channel.ErrUncertain) {
				t.Errorf("Send: %v, want %v", err, tt.want)
			}
			field := ""
			if all := channel.FieldErrors(err); len(all) > 0 {
				field = all[0].Field
			}
			if field != tt.field || f.calls != tt.calls {
				t.Errorf("complaint about %q after %d calls, want %q after %d", field, f.calls, tt.field, tt.calls)
			}
			if strings.Contains(err.Error(), pageToken) {
				t.Errorf("the token is shown: %v", err)
			}
		})
	}
}

// png is the start of a picture.
const png = "\x89PNG\r\n\x1a\n"

// The first bytes say what a file is: Meta compares them with the kind, and refuses what a label
// hides.
func TestFirstBytesDecideTheType(t *testing.T) {
	for _, tt := range []struct{ name, label, content, want string }{
		{"a.png", "image/jpg", "\xff\xd8\xff\xe0 photo", "image/jpeg"},
		{"a.jpg", "", png, "image/png"},
		{"a.bin", "image/pjpeg", "\xff\xd8\xff\xe0 photo", "image/jpeg"},
		{"a.m4v", "video/x-m4v", "", "video/mp4"},
		{"a.pdf", "application/octet-stream", "%PDF-1.7", "application/pdf"},
	} {
		f := accepting()
		ch := sendingChannel(t, f, func(c *facebook.Config) { c.Files = files{tt.name: tt.content}.open })
		if _, err := ch.Send(t.Context(), thread(personID), channel.Message{Attachments: []channel.Attachment{{Kind: channel.MediaFile, File: tt.name, Type: tt.label}}}); err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(f.sent, "Content-Type: "+tt.want+"\r\n") {
			t.Errorf("%+v: the form says\n%s", tt, f.sent)
		}
	}
}

// A file is opened once: it is looked at, and then sent. A file that is not sent is closed. The
// type of the attachment is what the first bytes tell.
func TestFileIsOpenedOnceAndClosed(t *testing.T) {
	for _, tt := range []struct {
		name, content string
		kind          channel.MediaKind
		want          string // type of the attachment; empty: no call
	}{
		{"a picture", png, channel.MediaImage, "image"},
		{"a GIF", "GIF89a", channel.MediaImage, "image"},
		{"a film called an animation", "\x00\x00\x00\x18ftypmp42", channel.MediaAnimation, "video"},
		{"a sound called a film", "ID3\x03", channel.MediaVideo, "audio"},
		{"a document called a picture", "%PDF-1.7", channel.MediaImage, "file"},
		{"a picture that is to be a file", png, channel.MediaFile, "file"},
		{"an error page called a picture", "<!DOCTYPE html>", channel.MediaImage, ""},
	} {
		f, body, opened := accepting(), &closing{Reader: strings.NewReader(tt.content)}, 0
		ch := sendingChannel(t, f, func(c *facebook.Config) {
			c.Files = func(context.Context, string) (channel.File, error) {
				opened++
				return channel.File{Body: body, Type: "image/jpeg", Size: int64(len(tt.content))}, nil
			}
		})
		_, err := ch.Send(t.Context(), thread(personID), channel.Message{Attachments: []channel.Attachment{{Kind: tt.kind, File: "f"}}})
		if opened != 1 || body.closed != 1 {
			t.Errorf("%s: opened %d times, closed %d times", tt.name, opened, body.closed)
		}
		if tt.want == "" {
			if all := channel.FieldErrors(err); len(all) != 1 || all[0].Field != "attachments[0].type" || all[0].Code != channel.CodeUnsupported || f.calls != 0 {
				t.Errorf("%s: %v after %d calls", tt.name, err, f.calls)
			}
			continue
		}
		if err != nil || !strings.Contains(f.sent, `{"attachment":{"type":"`+tt.want+`","payload":{}}}`) {
			t.Errorf("%s: %v; want the type %q in\n%s", tt.name, err, tt.want, f.sent)
		}
	}
}
