package facebook_test

import (
	"errors"
	"io"
	"net/http"
	"runtime"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/facebook"
	"github.com/contactkit/contactkit/facebook/facebooktest"
)

const standInPage = "108000000000001"

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
	if diff := cmp.Diff(channel.Attachment{Kind: channel.MediaVideo, ID: "9007199254740993", Name: "film.mp4", Type: "video/mp4"}, a); diff != "" {
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
