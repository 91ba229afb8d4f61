package whatsapp_test

import (
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/standin"
	"github.com/contactkit/contactkit/examples/whatsapp"
	"github.com/contactkit/contactkit/examples/whatsapp/whatsapptest"
)

// A received file is opened by its id, with the type of its bytes and the name that the person gave
// it.
func TestOpenMedia(t *testing.T) {
	w := newWorld(t, whatsapptest.Config{}, nil)
	_, id := w.SendFile(userID, "document", "photo.pdf", "application/pdf", "here", []byte(jpeg))
	e := w.one(t)
	m := e.Body.(channel.Message)
	f, err := w.ch.OpenMedia(t.Context(), e.Thread, m.Attachments[0])
	if err != nil {
		t.Fatal(err)
	}
	data, err := io.ReadAll(f.Body)
	if err != nil || string(data) != jpeg || f.Type != "image/jpeg" || f.Name != "photo.pdf" {
		t.Errorf("%q of type %s, %v", f.Name, f.Type, err)
	}
	_ = f.Body.Close()
	w.Spoil(id)
	f, err = w.ch.OpenMedia(t.Context(), e.Thread, m.Attachments[0])
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.ReadAll(f.Body); !errors.Is(err, channel.ErrMalformed) {
		t.Errorf("other bytes than were received: %v", err)
	}
	_ = f.Body.Close()
	w.Advance(7 * 24 * time.Hour)
	if _, err := w.ch.OpenMedia(t.Context(), e.Thread, m.Attachments[0]); !errors.Is(err, channel.ErrRejected) {
		t.Errorf("after a week: %v", err)
	}
}

// The token goes to Meta's hosts alone, whatever address an answer names.
func TestOpenMediaTrusts(t *testing.T) {
	for _, tt := range []struct {
		address string
		trusted bool
	}{
		{"https://lookaside.fbsbx.com/x", true},
		{"https://fbsbx.com/x", true},
		{"https://evilfbsbx.com/x", false},
		{"https://fbsbx.com.evil.example/x", false},
		{"http://lookaside.fbsbx.com/x", false},
		{"https://lookaside.fbsbx.com:8443/x", false},
		{"https://user@lookaside.fbsbx.com/x", false},
		{"https://127.0.0.1/x", false},
		{"https://graph.facebook.com/x", true},
		{"https://%zz", false},
	} {
		var asked []string
		media := &http.Client{Transport: transport(func(r *http.Request) (*http.Response, error) {
			asked = append(asked, r.URL.Host)
			return &http.Response{StatusCode: http.StatusOK, Header: http.Header{}, Body: io.NopCloser(strings.NewReader("x")), Request: r}, nil
		})}
		w := newWorld(t, whatsapptest.Config{}, func(c *whatsapp.Config) { c.Media = media })
		w.Fail(standin.Status(http.StatusOK, `{"url":"`+tt.address+`","mime_type":"text/plain"}`), 1)
		f, err := w.ch.OpenMedia(t.Context(), thread(userID), channel.Attachment{ID: "8001"})
		if tt.trusted != (err == nil) || tt.trusted != (len(asked) == 1) {
			t.Errorf("%s: asked %q, %v", tt.address, asked, err)
		}
		if f.Body != nil {
			_ = f.Body.Close()
		}
	}
}

type transport func(*http.Request) (*http.Response, error)

func (t transport) RoundTrip(r *http.Request) (*http.Response, error) { return t(r) }

func TestOpenMediaComplains(t *testing.T) {
	ch := newChannel(t, nil)
	foreign := thread(userID)
	foreign.Account = "1"
	for name, tt := range map[string]struct {
		of channel.Thread
		id string
	}{"another platform": {channel.Thread{Platform: "x"}, "8001"}, "another account": {foreign, "8001"}, "no id": {thread(userID), ""}, "a path as id": {thread(userID), "8001/../me"}} {
		if _, err := ch.OpenMedia(t.Context(), tt.of, channel.Attachment{ID: tt.id}); !errors.Is(err, channel.ErrRejected) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
