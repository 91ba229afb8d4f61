package whatsapp_test

import (
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/examples/whatsapp/whatsapptest"
)

// closing is a body that knows whether it was closed.
type closing struct {
	io.Reader
	closed bool
}

func (c *closing) Close() error { c.closed = true; return nil }

// An uploaded file is sent by its id, in the type that its bytes tell.
func TestUpload(t *testing.T) {
	w := newWorld(t, whatsapptest.Config{}, nil)
	w.Meet(whatsapptest.Person{UserID: userID, Number: phone})
	w.Say(userID, "Hello")
	b := &closing{Reader: strings.NewReader(png)}
	a, err := w.ch.Upload(t.Context(), thread(userID), channel.Attachment{Kind: channel.MediaImage}, channel.File{Body: b, Name: "a.jpg", Type: "image/jpeg", Size: -1})
	if err != nil || a.ID == "" || a.Name != "a.jpg" || !b.closed {
		t.Fatalf("Upload = %+v, %v, closed %v", a, err, b.closed)
	}
	w.send(t, thread(userID), channel.Message{Attachments: []channel.Attachment{a}})
	if got := w.last(); got.MediaID != a.ID || string(got.Data) != png {
		t.Errorf("sent %+v", got)
	}
}

func TestUploadComplains(t *testing.T) {
	w := newWorld(t, whatsapptest.Config{}, nil)
	foreign := thread(userID)
	foreign.Account = "1"
	for _, tt := range []struct {
		name string
		to   channel.Thread
		kind channel.MediaKind
		size int64
		want []complaint
	}{
		{"another account", foreign, channel.MediaImage, 3, []complaint{{"thread.account", channel.CodeInvalid}}},
		{"another platform", channel.Thread{Platform: "x"}, channel.MediaImage, 3, []complaint{{"thread.platform", channel.CodeInvalid}}},
		{"a link", thread(userID), channel.MediaLink, 3, []complaint{{"kind", channel.CodeUnsupported}}},
		{"too large", thread(userID), channel.MediaImage, 5_000_001, []complaint{{"file", channel.CodeTooLarge}}},
		{"no type", thread(userID), channel.MediaFile, 3, []complaint{{"file", channel.CodeMissing}}},
	} {
		b := &closing{Reader: strings.NewReader("\x00\x01\x02")}
		_, err := w.ch.Upload(t.Context(), tt.to, channel.Attachment{Kind: tt.kind}, channel.File{Body: b, Size: tt.size})
		if tt.name == "too large" {
			b = &closing{Reader: strings.NewReader(png)}
			_, err = w.ch.Upload(t.Context(), tt.to, channel.Attachment{Kind: tt.kind}, channel.File{Body: b, Size: tt.size})
		}
		if diff := cmp.Diff(tt.want, complaints(err)); diff != "" || !b.closed {
			t.Errorf("%s: %v, closed %v (-want +got):\n%s", tt.name, err, b.closed, diff)
		}
	}
	if _, err := w.ch.Upload(t.Context(), thread(userID), channel.Attachment{Kind: channel.MediaImage}, channel.File{}); !errors.Is(err, channel.ErrRejected) {
		t.Errorf("no file: %v", err)
	}
	if len(w.Calls()) != 0 {
		t.Errorf("%d calls", len(w.Calls()))
	}
}
