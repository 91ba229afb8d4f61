package contactkit_test

import (
	"context"
	"errors"
	"io"
	"maps"
	"net/http"
	"runtime"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/channeltest/hostile"
	"github.com/contactkit/contactkit/facebook"
	"github.com/contactkit/contactkit/telegram"
	"github.com/contactkit/contactkit/twitter"
)

// hostileSecrets are the credentials of the channels that connected makes.
var hostileSecrets = map[string][]string{
	telegram.Platform: {strings.Repeat("t", 35), "secret-of-the-tests"},
	facebook.Platform: {"token-of-the-page", "secret-of-the-tests"},
	twitter.Platform:  {"77-token-of-x", "secret-of-x", "secret-of-the-tests"},
}

// Each operation of each platform with each body and each status that no page describes, those of
// further and ofOne with every fifth of these answers: it ends with a typed error that fits the
// status, holds no credential and is short; and no body that confirms nothing is taken for a
// message that was sent.
func TestHostileAnswers(t *testing.T) { synctest.Test(t, testHostileAnswers) }

func testHostileAnswers(t *testing.T) {
	sends := map[string]operation{"send": send, "open media": openMedia}
	answers, calls := 0, 0
	answer := &said{}
	channels := connected(t, answer)
	step := 1
	if testing.Short() {
		step = 59 // a sample, in which nearly every body occurs
	}
	for a := range hostile.Answers(slices.Concat(slices.Collect(maps.Values(hostileSecrets))...)...) {
		if answers++; answers%step != 0 {
			continue
		}
		answer.status, answer.body, answer.header = a.Status, a.Body, a.Header
		for ch, thread := range channels {
			sets := []map[string]operation{acts, questions, sends}
			if answers%5 == 0 { // meets each body and each status
				sets = append(sets, further, ofOne[thread.Platform])
			}
			for _, set := range sets {
				for op, do := range set {
					ctx, cancel := context.WithTimeout(t.Context(), time.Minute) // a walk through history waits
					outcome := do(ctx, ch, thread)
					cancel()
					calls++
					secrets := hostileSecrets[thread.Platform]
					if thread.Platform == facebook.Platform && strings.Contains(op, "subscri") {
						// Calls of the app do not have the token, so no answer can repeat it.
						// "disconnect" has it.
						secrets = slices.DeleteFunc(slices.Clone(secrets), func(s string) bool { return s == "token-of-the-page" })
					}
					for _, outcome := range parts(outcome) {
						if err := a.Check(outcome, thread.Platform, effects[op], secrets...); err != nil {
							t.Errorf("%s: %s after %d with %s: %v", thread.Platform, op, a.Status, a.Name, err)
						}
					}
				}
			}
		}
	}
	t.Logf("%d calls", calls)
	if calls < 29*60*3*11/step {
		t.Errorf("only %d calls", calls)
	}
}

// parts are the errors of an operation that goes on after a failure and joins them, or else the one
// outcome.
func parts(outcome error) []error {
	_, whole := outcome.(*channel.Error)
	if all, ok := outcome.(interface{ Unwrap() []error }); ok && !whole {
		return all.Unwrap()
	}
	return []error{outcome}
}

// further are operations of several calls, or with an effect that is seen twice if they are
// repeated.
var further = map[string]operation{
	"upload": func(ctx context.Context, c channel.Channel, t channel.Thread) error {
		f := channel.File{Body: io.NopCloser(strings.NewReader(picture)), Size: int64(len(picture)), Name: "a.png", Type: "image/png"}
		_, err := channel.Upload(ctx, c, t, channel.Attachment{Kind: channel.MediaImage}, f)
		return err
	},
	"subscribe": func(ctx context.Context, c channel.Channel, _ channel.Thread) error {
		_, err := channel.Subscribe(ctx, c, "https://desk.example/hook")
		return err
	},
	"unsubscribe": func(ctx context.Context, c channel.Channel, _ channel.Thread) error {
		return channel.Unsubscribe(ctx, c)
	},
	"draft": func(ctx context.Context, c channel.Channel, t channel.Thread) error {
		return channel.Draft(ctx, c, t, "7", channel.Message{Text: "so far"})
	},
	"reply to post": func(ctx context.Context, c channel.Channel, t channel.Thread) error {
		_, err := channel.ReplyToPost(ctx, c, t, post, channel.Message{Text: "x"})
		return err
	},
	"read post": func(ctx context.Context, c channel.Channel, t channel.Thread) error {
		_, err := channel.ReadPost(ctx, c, t, post)
		return err
	},
	"like post": func(ctx context.Context, c channel.Channel, t channel.Thread) error {
		return channel.LikePost(ctx, c, t, post, true)
	},
	"hide post": func(ctx context.Context, c channel.Channel, t channel.Thread) error {
		return channel.HidePost(ctx, c, t, post, true)
	},
	"delete post": func(ctx context.Context, c channel.Channel, t channel.Thread) error {
		return channel.DeletePost(ctx, c, t, post)
	},
}

// picture is what the first bytes of a PNG file say.
const picture = "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00"

// post is a post or comment of a customer.
var post = channel.Post{ID: "77_5", Kind: channel.PostComment}

// ofOne are operations that one platform has.
var ofOne = map[string]map[string]operation{
	telegram.Platform: {
		"me": func(ctx context.Context, c channel.Channel, _ channel.Thread) error {
			_, err := c.(*telegram.Channel).Me(ctx)
			return err
		},
		"set webhook": func(ctx context.Context, c channel.Channel, _ channel.Thread) error {
			_, err := c.(*telegram.Channel).SetWebhook(ctx, "https://desk.example/hook", telegram.WebhookOptions{})
			return err
		},
		"connection": func(ctx context.Context, c channel.Channel, _ channel.Thread) error {
			_, err := c.(*telegram.Channel).FetchConnection(ctx, "c1")
			return err
		},
	},
	facebook.Platform: {
		"disconnect": func(ctx context.Context, c channel.Channel, t channel.Thread) error {
			return c.(*facebook.Channel).Disconnect(ctx, t.Account)
		},
		"pass control": func(ctx context.Context, c channel.Channel, t channel.Thread) error {
			return c.(*facebook.Channel).PassControl(ctx, t, "263902037430900", "")
		},
		"take control": func(ctx context.Context, c channel.Channel, t channel.Thread) error {
			return c.(*facebook.Channel).TakeControl(ctx, t, "")
		},
		"owner": func(ctx context.Context, c channel.Channel, t channel.Thread) error {
			_, err := c.(*facebook.Channel).ThreadOwner(ctx, t)
			return err
		},
		"set menu": func(ctx context.Context, c channel.Channel, t channel.Thread) error {
			return c.(*facebook.Channel).SetMessengerProfile(ctx, t.Account, facebook.MessengerProfile{GetStarted: "start"})
		},
		"read menu": func(ctx context.Context, c channel.Channel, t channel.Thread) error {
			_, err := c.(*facebook.Channel).ReadMessengerProfile(ctx, t.Account)
			return err
		},
		"create persona": func(ctx context.Context, c channel.Channel, t channel.Thread) error {
			_, err := c.(*facebook.Channel).CreatePersona(ctx, t.Account, facebook.Persona{Name: "Ann", Picture: "https://desk.example/ann.png"})
			return err
		},
		"personas": func(ctx context.Context, c channel.Channel, t channel.Thread) error {
			_, err := c.(*facebook.Channel).Personas(ctx, t.Account)
			return err
		},
		"delete persona": func(ctx context.Context, c channel.Channel, t channel.Thread) error {
			return c.(*facebook.Channel).DeletePersona(ctx, t.Account, "5")
		},
		"read comment": func(ctx context.Context, c channel.Channel, t channel.Thread) error {
			_, err := c.(*facebook.Channel).ReadComment(ctx, t, "77_5")
			return err
		},
	},
	twitter.Platform: {
		"create welcome": func(ctx context.Context, c channel.Channel, _ channel.Thread) error {
			_, err := c.(*twitter.Channel).CreateWelcome(ctx, "hello", channel.Message{Text: "x"})
			return err
		},
		"delete welcome": func(ctx context.Context, c channel.Channel, _ channel.Thread) error {
			return c.(*twitter.Channel).DeleteWelcome(ctx, "5")
		},
		"webhooks": func(ctx context.Context, c channel.Channel, _ channel.Thread) error {
			_, err := c.(*twitter.Channel).Webhooks(ctx)
			return err
		},
		"mentions": func(ctx context.Context, c channel.Channel, _ channel.Thread) error {
			for _, err := range c.(*twitter.Channel).Mentions(ctx, time.Time{}) {
				return err
			}
			return nil
		},
		"take back reaction": func(ctx context.Context, c channel.Channel, t channel.Thread) error {
			return c.(*twitter.Channel).TakeBackReaction(ctx, t, "5", "❤")
		},
	},
}

// effects are those of operations that are not repeatable.
var effects = map[string]hostile.Effect{
	"send": hostile.Message, "reply to post": hostile.Message,
	"upload": hostile.Act, "subscribe": hostile.Act, "unsubscribe": hostile.Act, "disconnect": hostile.Act, "set webhook": hostile.Act, "pass control": hostile.Act, "take control": hostile.Act,
	"set menu": hostile.Act, "create persona": hostile.Act, "delete persona": hostile.Act, "create welcome": hostile.Act, "delete welcome": hostile.Act,
}

// An answer without an end is read up to a bound.
func TestEndlessAnswerIsBounded(t *testing.T) {
	for ch, thread := range connected(t, endless{}) {
		for _, set := range []map[string]operation{acts, questions, {"send": send}} {
			for op, do := range set {
				var before, after runtime.MemStats
				runtime.ReadMemStats(&before)
				err := do(t.Context(), ch, thread)
				runtime.ReadMemStats(&after)
				if errors.Is(err, errors.ErrUnsupported) {
					continue
				}
				if err == nil {
					t.Errorf("%s: %s: no error", thread.Platform, op)
				}
				if took := after.TotalAlloc - before.TotalAlloc; took > 200<<20 {
					t.Errorf("%s: %s took %d MiB", thread.Platform, op, took>>20)
				}
			}
		}
	}
}

// endless answers with an object that does not end.
type endless struct{}

func (endless) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.Body != nil {
		_, _ = io.Copy(io.Discard, r.Body)
	}
	return &http.Response{StatusCode: 200, Header: http.Header{}, Request: r, ContentLength: -1,
		Body: io.NopCloser(io.MultiReader(strings.NewReader(`{"ok":true,"result":"`), blanks{}))}, nil
}

type blanks struct{}

func (blanks) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = ' '
	}
	return len(p), nil
}
