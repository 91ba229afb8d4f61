package contactkit_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/facebook"
	"github.com/contactkit/contactkit/telegram"
	"github.com/contactkit/contactkit/twitter"
)

// An answer means the same on every platform: a redirect, a 200 that cannot be read, a 200 that
// says no. This file keeps the table.

// said is a transport that always gives one answer.
type said struct {
	status int
	body   string
	header http.Header // if nil, a place to go to, which only a redirect means
}

func (s *said) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.Body != nil {
		_, _ = io.Copy(io.Discard, r.Body)
	}
	header := s.header.Clone()
	if header == nil {
		header = http.Header{"Location": {"https://elsewhere.example/"}}
	}
	return &http.Response{StatusCode: s.status, Header: header, Request: r, Body: io.NopCloser(strings.NewReader(s.body)), ContentLength: int64(len(s.body))}, nil
}

// connected makes a channel of each platform whose calls get one answer, and names a thread of
// each.
func connected(t testing.TB, answer http.RoundTripper) map[channel.Channel]channel.Thread {
	t.Helper()
	client := &http.Client{Transport: answer}
	secret := channel.NewKeys("secret-of-the-tests")
	tg, err := telegram.New(telegram.Config{Token: channel.Secret("7310000042:" + strings.Repeat("t", 35)), WebhookSecret: secret, HTTP: client})
	if err != nil {
		t.Fatal(err)
	}
	fb, err := facebook.New(facebook.Config{AppID: "123", AppSecret: secret, VerifyToken: secret, HTTP: client, Media: client, HistoryGap: 1,
		Pages: facebook.PageMap{"77": {Token: "token-of-the-page"}}})
	if err != nil {
		t.Fatal(err)
	}
	x, err := twitter.New(twitter.Config{Account: "77", AppID: "12", APIKey: "key-of-the-app", APISecret: secret, AccessToken: "77-token-of-x", AccessSecret: "secret-of-x", HTTP: client})
	if err != nil {
		t.Fatal(err)
	}
	return map[channel.Channel]channel.Thread{
		tg: {Platform: telegram.Platform, Account: "7310000042", Contact: "6804410077"},
		fb: {Platform: facebook.Platform, Account: "77", Contact: "88"},
		x:  {Platform: twitter.Platform, Account: "77", Contact: "88"},
	}
}

// An operation does one thing on a channel. It fails with errors.ErrUnsupported where the platform
// has no such thing.
type operation func(context.Context, channel.Channel, channel.Thread) error

// acts change something. They may be repeated: a second typing or deletion is not visible.
var acts = map[string]operation{
	"typing": func(ctx context.Context, c channel.Channel, t channel.Thread) error {
		return channel.ShowTyping(ctx, c, t)
	},
	"mark read": func(ctx context.Context, c channel.Channel, t channel.Thread) error {
		return channel.MarkRead(ctx, c, t, "5")
	},
	"delete": func(ctx context.Context, c channel.Channel, t channel.Thread) error {
		return channel.DeleteMessage(ctx, c, t, "5")
	},
	"react": func(ctx context.Context, c channel.Channel, t channel.Thread) error {
		return channel.React(ctx, c, t, "5", "❤")
	},
	"answer press": func(ctx context.Context, c channel.Channel, t channel.Thread) error {
		return channel.AnswerPress(ctx, c, t, channel.Press{ID: "5"}, "")
	},
	"edit": func(ctx context.Context, c channel.Channel, t channel.Thread) error {
		return channel.EditMessage(ctx, c, t, "5", channel.Message{Text: "new"})
	},
}

// questions change nothing.
var questions = map[string]operation{
	"profile": func(ctx context.Context, c channel.Channel, t channel.Thread) error {
		_, err := channel.FetchProfile(ctx, c, t)
		return err
	},
	"check subscription": func(ctx context.Context, c channel.Channel, _ channel.Thread) error {
		_, err := channel.CheckSubscription(ctx, c)
		return err
	},
	"history": func(ctx context.Context, c channel.Channel, t channel.Thread) error {
		for _, err := range channel.History(ctx, c, t.Account, time.Time{}) {
			return err
		}
		return nil
	},
}

func send(ctx context.Context, c channel.Channel, t channel.Thread) error {
	_, err := c.Send(ctx, t, channel.Message{Text: "x"})
	return err
}

func openMedia(ctx context.Context, c channel.Channel, t channel.Thread) error {
	a := channel.Attachment{Kind: channel.MediaImage, ID: "AgAC"}
	switch t.Platform {
	case facebook.Platform:
		a.URL = "https://lookaside.fbsbx.com/a.jpg"
	case twitter.Platform:
		a.URL = "https://pbs.twimg.com/a.jpg"
	}
	_, err := channel.OpenMedia(ctx, c, t, a)
	return err
}

// everyOperation calls f for each operation on each platform that has it.
func everyOperation(t *testing.T, answer *said, f func(name string, platform string, err error), operations ...map[string]operation) {
	t.Helper()
	for ch, thread := range connected(t, answer) {
		for _, set := range operations {
			for name, do := range set {
				if err := do(t.Context(), ch, thread); !errors.Is(err, errors.ErrUnsupported) {
					f(name, thread.Platform, err)
				}
			}
		}
	}
}

// A redirect is never followed: the request had no effect, whatever the body says.
func TestRedirectMeansTheSameEverywhere(t *testing.T) {
	others := map[string]operation{"send": send, "open media": openMedia}
	for _, status := range []int{301, 302, 303, 307, 308} {
		for _, body := range []string{"", "<html>", "{}", `{"ok":false,"error_code":302,"description":"x","error":{"code":1,"message":"x"},"errors":[{"code":1}]}`} {
			everyOperation(t, &said{status: status, body: body}, func(name, platform string, err error) {
				if e, ok := errors.AsType[*channel.Error](err); !ok || e.Kind != channel.ErrUnavailable {
					t.Errorf("%s: %s after %d %s: %v, want ErrUnavailable", platform, name, status, body, err)
				}
			}, acts, questions, others)
		}
	}
}

// A 200 whose body is not the platform's form says nothing: no ability takes it for a yes.
func TestUnreadable200IsNoYes(t *testing.T) {
	for _, body := range []string{"<html>", "null", "[]", "7", `{"ok":true`, `"x"`} {
		everyOperation(t, &said{status: 200, body: body}, func(name, platform string, err error) {
			if platform == facebook.Platform && body == `"x"` && name != "profile" { // Meta also says "true"
				return
			}
			if !errors.Is(err, channel.ErrUnavailable) && !errors.Is(err, channel.ErrMalformed) {
				t.Errorf("%s: %s after 200 %s: %v", platform, name, body, err)
			}
		}, acts, questions)
		everyOperation(t, &said{status: 200, body: body}, func(_, platform string, err error) {
			if !errors.Is(err, channel.ErrUncertain) {
				t.Errorf("%s: send after 200 %s: %v, want ErrUncertain", platform, body, err)
			}
		}, map[string]operation{"send": send})
	}
}

// A body of white space is an empty one. Where a platform confirms by it, as X's v1.1 does, both
// do; where it does not, neither does.
func TestBlankBodyIsAnEmptyOne(t *testing.T) {
	empty := make(map[string]string)
	all := map[string]operation{"send": send}
	everyOperation(t, &said{status: 200, body: ""}, func(name, platform string, err error) { empty[platform+name] = fmt.Sprint(kindOf(err)) }, acts, questions, all)
	for _, body := range []string{" ", "\r\n", "\t\n "} {
		everyOperation(t, &said{status: 200, body: body}, func(name, platform string, err error) {
			if got := fmt.Sprint(kindOf(err)); got != empty[platform+name] {
				t.Errorf("%s: %s after 200 %q is %s, after an empty body %s", platform, name, body, got, empty[platform+name])
			}
		}, acts, questions, all)
	}
}

func kindOf(err error) error {
	if e, ok := errors.AsType[*channel.Error](err); ok {
		return e.Kind
	}
	return err
}

// A platform that answers 200 and says that nothing was done is not taken for one that did it.
func TestNoIn200IsNoYes(t *testing.T) {
	for body, platforms := range map[string]string{
		`{"ok":true,"result":false}`:       telegram.Platform,
		`{"ok":true,"result":null}`:        telegram.Platform,
		`{"ok":true}`:                      telegram.Platform,
		`{"success":false}`:                facebook.Platform,
		`{"success":"false"}`:              facebook.Platform,
		`false`:                            facebook.Platform,
		`{"data":{"deleted":false}}`:       twitter.Platform + " delete",
		`{"data":{"success":false}}`:       twitter.Platform + " typing mark read",
		`{"success":true,"success":false}`: facebook.Platform, // the last counts
	} {
		everyOperation(t, &said{status: 200, body: body}, func(name, platform string, err error) {
			if !strings.HasPrefix(platforms, platform) || strings.Contains(platforms, " ") && !strings.Contains(platforms, name) {
				return
			}
			if !errors.Is(err, channel.ErrUnavailable) {
				t.Errorf("%s: %s after 200 %s: %v, want ErrUnavailable", platform, name, body, err)
			}
		}, acts)
	}
}
