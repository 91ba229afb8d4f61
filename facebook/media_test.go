package facebook_test

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/facebook/facebooktest"
)

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
