package facebook_test

import (
	"errors"
	"net/http"
	"testing"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/facebook"
	"github.com/contactkit/contactkit/facebook/facebooktest"
)

func TestThreadControl(t *testing.T) {
	fb, ch := standIn(t, facebooktest.Config{}, nil)
	us := fb.Config().AppID
	fb.DefaultApp(standInPage, us)
	fb.Say("7", "hi")
	to := standInThread("7")
	owner := func(want string) {
		t.Helper()
		got, err := ch.ThreadOwner(t.Context(), to)
		if err != nil || got.App != want || (want == "") != got.Until.IsZero() {
			t.Errorf("owner %+v, %v; want %q", got, err, want)
		}
	}
	owner(us)
	if err := ch.ExtendControl(t.Context(), to, 48*time.Hour); err != nil {
		t.Error(err)
	}
	if err := ch.PassControl(t.Context(), to, facebook.PageInbox, "please"); err != nil {
		t.Error(err)
	}
	owner(facebook.PageInbox)
	if _, err := ch.Send(t.Context(), to, channel.Message{Text: "x"}); !errors.Is(err, channel.ErrNotOwner) {
		t.Errorf("Send while the inbox has the thread: %v", err)
	}
	if err := ch.ExtendControl(t.Context(), to, time.Hour); !errors.Is(err, channel.ErrNotOwner) {
		t.Errorf("ExtendControl of another's thread: %v", err)
	}
	if err := errors.Join(ch.RequestControl(t.Context(), to, ""), ch.TakeControl(t.Context(), to, "mine")); err != nil {
		t.Error(err)
	}
	owner(us)
	if err := ch.ReleaseControl(t.Context(), to, ""); err != nil {
		t.Error(err)
	}
	owner("")
	fb.DefaultApp(standInPage, "")
	if err := ch.TakeControl(t.Context(), to, ""); !errors.Is(err, channel.ErrNotOwner) {
		t.Errorf("TakeControl without a default app: %v", err)
	}
	fb.DefaultApp(standInPage, "99")
	fb.Control("7", "99")
	if got, err := ch.ThreadOwner(t.Context(), to); err != nil || !got.Hidden || got.App != "" {
		t.Errorf("owner that Meta hides: %+v, %v", got, err)
	}
	for name, err := range map[string]error{
		"no app": ch.PassControl(t.Context(), to, "the inbox", ""), "for ever": ch.ExtendControl(t.Context(), to, 8*24*time.Hour),
		"a guest": ch.TakeControl(t.Context(), standInThread("ref:7"), ""), "another account": ch.TakeControl(t.Context(), channel.Thread{Platform: "facebook", Account: "1", Contact: "7"}, ""),
	} {
		if !errors.Is(err, channel.ErrRejected) {
			t.Errorf("%s: %v", name, err)
		}
	}
	f := answers{`{"success":"false"}`}
	own := newChannel(t, func(c *facebook.Config) { c.HTTP = &http.Client{Transport: &f} })
	if err := own.TakeControl(t.Context(), thread("7"), ""); !errors.Is(err, channel.ErrUnavailable) {
		t.Errorf("Meta says no in a 200: %v", err)
	}
}
