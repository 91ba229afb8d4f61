package facebook_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/facebook"
)

// script answers calls by the end of their path, and keeps paths and bodies.
type script struct {
	answers map[string]string
	paths   []string
	bodies  []string
}

func (s *script) RoundTrip(r *http.Request) (*http.Response, error) {
	f := &transport{status: 200, body: s.answers[r.URL.Path[strings.LastIndex(r.URL.Path, "/")+1:]]}
	resp, err := f.RoundTrip(r)
	s.paths, s.bodies = append(s.paths, r.URL.Path), append(s.bodies, f.sent)
	return resp, err
}

// Several images go in one message on Instagram; those of the host are uploaded before.
func TestSeveralImagesOnInstagram(t *testing.T) {
	s := &script{answers: map[string]string{"messages": `{"message_id":"m_1"}`, "message_attachments": `{"attachment_id":"9007199254740993"}`}}
	ch := newChannel(t, func(c *facebook.Config) {
		c.HTTP, c.Files = &http.Client{Transport: s}, files{"Größe.png": png, "page.png": "<!DOCTYPE html>", "bill.png": "%PDF-1.7"}.open
	})
	m := channel.Message{Attachments: []channel.Attachment{
		{Kind: channel.MediaImage, URL: "https://a.example/1.png"}, {Kind: channel.MediaImage, File: "Größe.png"}, {Kind: channel.MediaImage, ID: "77"},
	}}
	sent, err := ch.Send(t.Context(), instagram("66"), m)
	if err != nil || !slices.Equal(sent.IDs, []string{"m_1"}) {
		t.Fatalf("Send = %+v, %v", sent, err)
	}
	base := "/" + facebook.DefaultGraphVersion + "/" + pageID
	if diff := cmp.Diff([]string{base + "/message_attachments", base + "/messages"}, s.paths); diff != "" {
		t.Fatalf("calls (-want +got):\n%s", diff)
	}
	for _, part := range []string{`name="platform"` + "\r\n\r\n" + "instagram\r\n", `filename="Gr__e.png"`} {
		if !strings.Contains(s.bodies[0], part) {
			t.Errorf("the upload lacks %q:\n%s", part, s.bodies[0])
		}
	}
	got := decode(t, s.bodies[1])
	delete(got, "access_token")
	want := decode(t, `{"recipient":{"id":"66"},"messaging_type":"RESPONSE","message":{"attachments":[
		{"type":"image","payload":{"url":"https://a.example/1.png"}},{"type":"image","payload":{"attachment_id":"9007199254740993"}},{"type":"image","payload":{"attachment_id":"77"}}]}}`)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("message (-want +got):\n%s", diff)
	}

	// An upload that failed means that nothing was sent, however it failed.
	s.answers["message_attachments"] = `{}`
	s.paths = nil
	_, err = ch.Send(t.Context(), instagram("66"), m)
	if e, ok := errors.AsType[*channel.Error](err); !ok || e.Kind != channel.ErrUnavailable || e.Op != channel.OpSend || len(s.paths) != 1 {
		t.Errorf("after %v: %v", s.paths, err)
	}
	m.Attachments[1].File = "none.png"
	if _, err = ch.Send(t.Context(), instagram("66"), m); !errors.Is(err, channel.ErrRejected) || len(s.paths) != 1 {
		t.Errorf("a file that is not there: %v after %v", err, s.paths)
	}

	// The first bytes tell that a file is no image, before anything is uploaded.
	for file, want := range map[string]string{"page.png": "attachments[1].type unsupported", "bill.png": "attachments[1].type conflict"} {
		m.Attachments[1].File = file
		_, err = ch.Send(t.Context(), instagram("66"), m)
		if all := channel.FieldErrors(err); len(all) != 1 || all[0].Field+" "+all[0].Code != want || len(s.paths) != 1 {
			t.Errorf("%s: %v after %v, want %s", file, err, s.paths, want)
		}
	}

	// A file of the host's without content is refused, alone and among others.
	empty := newChannel(t, func(c *facebook.Config) {
		c.Files = func(context.Context, string) (channel.File, error) { return channel.File{Type: "application/pdf"}, nil }
	})
	for i, m := range []channel.Message{{Attachments: m.Attachments[1:2]}, m} {
		_, err = empty.Send(t.Context(), instagram("66"), m)
		if all := channel.FieldErrors(err); len(all) != 1 || all[0].Field != fmt.Sprintf("attachments[%d].file", i) || all[0].Code != channel.CodeMissing {
			t.Errorf("a file without content: %v", err)
		}
	}

	// The error of the host's store shows no token.
	broken := newChannel(t, func(c *facebook.Config) {
		c.Files = func(context.Context, string) (channel.File, error) {
			return channel.File{}, errors.New("gone: " + pageToken)
		}
	})
	if _, err = broken.Send(t.Context(), instagram("66"), m); !errors.Is(err, channel.ErrUnavailable) || strings.Contains(err.Error(), pageToken) {
		t.Errorf("a store that is down: %v", err)
	}
}
