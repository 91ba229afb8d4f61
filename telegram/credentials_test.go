package telegram_test

import (
	"context"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/telegram"
)

// The token stands in the address of every call. It must not stand in any error, whatever fails.
func TestTokenIsInNoError(t *testing.T) {
	_, half, _ := strings.Cut(token.Reveal(), ":")
	check := func(t *testing.T, what string, err error) {
		t.Helper()
		if err == nil {
			t.Errorf("%s: no error", what)
			return
		}
		text := fmt.Sprintf("%v %+v %#v %q", err, err, err, err)
		for e := err; e != nil; e = errors.Unwrap(e) {
			text += e.Error()
		}
		if e, ok := errors.AsType[*channel.Error](err); ok && e.Err != nil {
			text += fmt.Sprintf("%v %+v %#v", e.Err, e.Err, e.Err)
		}
		if _, ok := errors.AsType[*url.Error](err); ok {
			t.Errorf("%s: net/http's error can be reached", what)
		}
		for _, form := range []string{token.Reveal(), half, url.QueryEscape(token.Reveal()), url.PathEscape(token.Reveal()),
			base64.StdEncoding.EncodeToString([]byte(token)), hex.EncodeToString([]byte(token))} {
			if strings.Contains(text, form) {
				t.Errorf("%s: %s holds the token as %s", what, text, form)
			}
		}
	}
	// Each ability makes its calls through the same place; all are tried.
	calls := map[string]func(context.Context, *telegram.Channel) error{
		"send": func(ctx context.Context, ch *telegram.Channel) error {
			_, err := ch.Send(ctx, private, channel.Message{Text: "a"})
			return err
		},
		"typing": func(ctx context.Context, ch *telegram.Channel) error { return ch.ShowTyping(ctx, private) },
		"read":   func(ctx context.Context, ch *telegram.Channel) error { return ch.MarkRead(ctx, business, "1") },
		"press": func(ctx context.Context, ch *telegram.Channel) error {
			return ch.AnswerPress(ctx, private, channel.Press{ID: "1"}, "")
		},
		"call": func(ctx context.Context, ch *telegram.Channel) error { return ch.Call(ctx, "getMe", nil, nil) },
		"upload": func(ctx context.Context, ch *telegram.Channel) error {
			_, err := ch.Send(ctx, private, channel.Message{Attachments: []channel.Attachment{file(channel.MediaFile, "a")}})
			return err
		},
		"edit": func(ctx context.Context, ch *telegram.Channel) error {
			return ch.EditMessage(ctx, private, "1", channel.Message{Text: "a"})
		},
		"delete": func(ctx context.Context, ch *telegram.Channel) error { return ch.DeleteMessage(ctx, private, "1") },
		"react":  func(ctx context.Context, ch *telegram.Channel) error { return ch.React(ctx, private, "1", "👍") },
		"profile": func(ctx context.Context, ch *telegram.Channel) error {
			_, err := ch.FetchProfile(ctx, private)
			return err
		},
		"open media": func(ctx context.Context, ch *telegram.Channel) error {
			_, err := ch.OpenMedia(ctx, private, channel.Attachment{ID: "A"})
			return err
		},
		"subscribe": func(ctx context.Context, ch *telegram.Channel) error {
			_, err := ch.Subscribe(ctx, callback)
			return err
		},
		"check": func(ctx context.Context, ch *telegram.Channel) error {
			_, err := ch.CheckSubscription(ctx)
			return err
		},
		"unsubscribe": func(ctx context.Context, ch *telegram.Channel) error { return ch.Unsubscribe(ctx) },
	}

	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	refused := "http://" + listener.Addr().String()
	listener.Close()
	untrusted := httptest.NewUnstartedServer(http.NotFoundHandler())
	untrusted.Config.ErrorLog = log.New(io.Discard, "", 0) // of handshakes that are given up
	untrusted.StartTLS()
	defer untrusted.Close()
	hangsUp := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }))
	defer hangsUp.Close()
	redirects := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "http://elsewhere.example"+r.URL.Path, http.StatusTemporaryRedirect)
	}))
	defer redirects.Close()
	repeats := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.WriteHeader(http.StatusBadRequest)
		fmt.Fprintf(w, `{"ok":false,"error_code":400,"description":"no %s at %s, %s"}`, token.Reveal(), r.URL, strings.Repeat("x", 250)+token.Reveal())
	}))
	defer repeats.Close()

	for what, base := range map[string]string{
		"refused": refused, "no such host": "http://nobody.invalid", "bad certificate": untrusted.URL, "hangs up": hangsUp.URL,
		"redirects": redirects.URL, "repeats the token": repeats.URL, "no such scheme": "http://127.0.0.1:1",
	} {
		ch := newChannel(t, func(c *telegram.Config) { c.BaseURL, c.Files = base, hostFiles })
		for name, call := range calls {
			check(t, what+", "+name, call(t.Context(), ch))
		}
	}
	for what, failure := range map[string]error{
		"an error with the address":  errors.New("proxy: cannot reach https://api.telegram.org/bot" + token.Reveal() + "/sendMessage"),
		"an error with the escaped":  errors.New("bad path " + url.QueryEscape("/bot"+token.Reveal())),
		"an error with the half":     errors.New("trace " + half),
		"an error of net/http's own": &url.Error{Op: "Post", URL: "https://api.telegram.org/bot" + token.Reveal(), Err: errors.New("x")},
	} {
		ch, f := sending(t, func(c *telegram.Config) { c.Files = hostFiles })
		f.err = failure
		for name, call := range calls {
			check(t, what+", "+name, call(t.Context(), ch))
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	ch, _ := sending(t, nil)
	check(t, "cancelled", calls["send"](ctx, ch))
}
