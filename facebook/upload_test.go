package facebook_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"mime"
	"mime/multipart"
	"net/http"
	"runtime"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/facebook"
	"github.com/contactkit/contactkit/facebook/facebooktest"
)

// standIn makes a Meta of its own and the channel of its app, with files by name.
func standIn(t testing.TB, cfg facebooktest.Config, change func(*facebook.Config)) (*facebooktest.Server, *facebook.Channel) {
	t.Helper()
	cfg.RequireProof = true
	fb := facebooktest.New(cfg)
	ch, err := facebook.New(forServer(fb, change))
	if err != nil {
		t.Fatal(err)
	}
	return fb, ch
}

// forServer is the configuration of the stand-in's app.
func forServer(fb *facebooktest.Server, change func(*facebook.Config)) facebook.Config {
	pages := facebook.PageMap{}
	for id, token := range fb.Config().Pages {
		pages[id] = facebook.Page{Token: channel.Secret(token)}
	}
	cfg := facebook.Config{
		AppID: fb.Config().AppID, AppSecret: channel.NewKeys(channel.Secret(fb.Config().AppSecret)), VerifyToken: channel.NewKeys(channel.Secret(fb.Config().VerifyToken)),
		Pages: pages, HumanAgent: true, HTTP: fb.Client(), Media: fb.Client(), Now: fb.Now,
	}
	if change != nil {
		change(&cfg)
	}
	return cfg
}

const standInPage = "108000000000001"

func standInThread(contact string) channel.Thread {
	return channel.Thread{Platform: "facebook", Account: standInPage, Contact: contact}
}

// files opens what a host has stored.
type files map[string]string

func (f files) open(_ context.Context, name string) (channel.File, error) {
	content, ok := f[name]
	if !ok {
		return channel.File{}, fmt.Errorf("%s: %w", name, fs.ErrNotExist)
	}
	return channel.File{Body: io.NopCloser(strings.NewReader(content)), Name: name, Size: int64(len(content))}, nil
}

func TestSendFile(t *testing.T) {
	for _, place := range []facebook.TokenPlace{facebook.TokenInBody, facebook.TokenInHeader} {
		fb, ch := standIn(t, facebooktest.Config{}, func(c *facebook.Config) {
			c.TokenIn, c.Files = place, files{"shirt.png": "PNG"}.open
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
			Attachments:  []facebooktest.Attachment{{Kind: "image", Name: "shirt.png", Type: "image/png", Data: []byte("PNG")}},
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
			return channel.File{Body: io.NopCloser(strings.NewReader("abc")), Size: 4}, nil
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

// What a screen greys out, and what Send refuses, are the same.
func TestLimitsKnowWhetherFilesCanBeOpened(t *testing.T) {
	for _, files := range []channel.Files{nil, files{}.open} {
		ch := sendingChannel(t, accepting(), func(c *facebook.Config) { c.Files = files })
		for _, contact := range []string{personID, "ref:r", "comment:1_2", "token:t"} {
			for _, l := range ch.Limits(thread(contact)).Media {
				if l.Kind != channel.MediaSticker && (l.Upload > 0) != (files != nil) {
					t.Errorf("%s: %s: %d bytes by upload, with Files: %t", contact, l.Kind, l.Upload, files != nil)
				}
			}
		}
		if files != nil {
			continue
		}
		_, err := ch.Send(t.Context(), thread(personID), channel.Message{Attachments: []channel.Attachment{{Kind: channel.MediaFile, File: "a.pdf"}}})
		if err == nil || !strings.Contains(err.Error(), "without Files") {
			t.Errorf("Send does not say what the channel was made without: %v", err)
		}
	}
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }

// counting is a network that takes bodies without keeping them.
type counting struct{ bytes int64 }

func (c *counting) RoundTrip(r *http.Request) (*http.Response, error) {
	n, err := io.Copy(io.Discard, r.Body)
	if err != nil {
		return nil, err
	}
	c.bytes = n
	return &http.Response{StatusCode: 200, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(`{"attachment_id":"9007199254740993","message_id":"m_1"}`)), Request: r}, nil
}

func TestUploadsTakeConstantMemory(t *testing.T) {
	const size = 24_000_000
	var network counting
	ch := newChannel(t, func(c *facebook.Config) { c.HTTP = &http.Client{Transport: &network} })
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	f := channel.File{Body: io.NopCloser(io.LimitReader(zeros{}, size)), Name: "film.mp4", Size: size}
	a, err := ch.Upload(t.Context(), thread(personID), channel.Attachment{Kind: channel.MediaVideo}, f)
	runtime.ReadMemStats(&after)
	if err != nil || network.bytes < size {
		t.Fatalf("%d bytes went out, %v", network.bytes, err)
	}
	if diff := cmp.Diff(channel.Attachment{Kind: channel.MediaVideo, ID: "9007199254740993"}, a); diff != "" {
		t.Errorf("uploaded (-want +got):\n%s", diff)
	}
	if grown := after.TotalAlloc - before.TotalAlloc; grown > 1<<20 {
		t.Errorf("uploading %d bytes allocated %d", size, grown)
	}
}

// closing tells whether a file was closed.
type closing struct {
	io.Reader
	closed int
}

func (c *closing) Close() error { c.closed++; return nil }

func TestUpload(t *testing.T) {
	fb, ch := standIn(t, facebooktest.Config{Web: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "audio/mpeg")
		_, _ = io.WriteString(w, "MP3")
	})}, nil)
	fb.Say("7", "hello")
	to := standInThread("7")
	body := &closing{Reader: strings.NewReader("GIF89a")}
	image, err := ch.Upload(t.Context(), to, channel.Attachment{Kind: channel.MediaAnimation, Type: "image/gif"}, channel.File{Body: body, Name: "wave", Size: -1})
	if err != nil || body.closed != 1 {
		t.Fatalf("closed %d times, %v", body.closed, err)
	}
	sound, err := ch.Upload(t.Context(), to, channel.Attachment{Kind: channel.MediaAudio, URL: "https://files.example.com/hold.mp3"}, channel.File{})
	if err != nil || sound.URL != "" {
		t.Fatal(sound, err)
	}
	for _, a := range []channel.Attachment{image, sound} {
		if _, err := ch.Send(t.Context(), to, channel.Message{Attachments: []channel.Attachment{a}}); err != nil {
			t.Errorf("sending what was uploaded as %+v: %v", a, err)
		}
	}
	var got []string
	for _, s := range fb.Sent() {
		got = append(got, s.Attachments[0].Kind+" "+string(s.Attachments[0].Data))
	}
	if diff := cmp.Diff([]string{"image GIF89a", "audio MP3"}, got); diff != "" {
		t.Errorf("sent (-want +got):\n%s", diff)
	}

	refused := &closing{Reader: strings.NewReader("x")}
	for name, try := range map[string]func() error{
		"another account": func() error {
			_, err := ch.Upload(t.Context(), channel.Thread{Platform: "facebook", Account: "1"}, image, channel.File{Body: refused})
			return err
		},
		"nothing": func() error {
			_, err := ch.Upload(t.Context(), to, channel.Attachment{Kind: channel.MediaImage}, channel.File{})
			return err
		},
		"a sticker": func() error {
			_, err := ch.Upload(t.Context(), to, channel.Attachment{Kind: channel.MediaSticker}, channel.File{Body: refused})
			return err
		},
	} {
		if err := try(); !errors.Is(err, channel.ErrRejected) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if refused.closed != 2 {
		t.Errorf("files of refused uploads were closed %d times, want 2", refused.closed)
	}
}

func TestOpenMedia(t *testing.T) {
	fb, ch := standIn(t, facebooktest.Config{}, nil)
	jpeg := []byte("\xff\xd8\xff\xe0 a photo")
	fb.SendPhoto("7", "", jpeg)
	hook := gather(ch)
	fb.Deliver(hook)
	ev := hook.events[0]
	a := ev.Body.(channel.Message).Attachments[0]
	f, err := channel.OpenMedia(t.Context(), ch, ev.Thread, a)
	if err != nil {
		t.Fatal(err)
	}
	got, err := io.ReadAll(f.Body)
	if cerr := f.Body.Close(); err != nil || cerr != nil || !bytes.Equal(got, jpeg) || f.Type != "image/jpeg" {
		t.Errorf("read %q of type %s, %v", got, f.Type, err)
	}
	for _, c := range fb.Calls() {
		if strings.Contains(c.Path, "token") {
			t.Errorf("a credential went to %s", c.Path)
		}
	}
	fb.Advance(8 * 24 * 60 * 60 * 1e9)
	if _, err := ch.OpenMedia(t.Context(), ev.Thread, a); !errors.Is(err, channel.ErrUnauthorized) || !strings.Contains(err.Error(), "expired") {
		t.Errorf("an address that has expired: %v", err)
	}
	if _, err := ch.OpenMedia(t.Context(), ev.Thread, channel.Attachment{Kind: channel.MediaOther}); !errors.Is(err, channel.ErrRejected) {
		t.Errorf("no address: %v", err)
	}
	if _, err := ch.OpenMedia(t.Context(), channel.Thread{Platform: "telegram"}, a); !errors.Is(err, channel.ErrRejected) {
		t.Errorf("another platform: %v", err)
	}
	own := newChannel(t, nil)
	for _, inside := range []string{"http://scontent.example.com/a", "https://127.0.0.1/a", "https://[::ffff:10.0.0.1]/a", "file:///etc/passwd"} {
		if _, err := own.OpenMedia(t.Context(), ev.Thread, channel.Attachment{URL: inside}); !errors.Is(err, channel.ErrRejected) {
			t.Errorf("%s: %v, want one matching ErrRejected", inside, err)
		}
	}
}
