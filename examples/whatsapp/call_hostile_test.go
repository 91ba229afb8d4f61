package whatsapp_test

import (
	"context"
	"errors"
	"net/http"
	"testing"
	"testing/synctest"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/channeltest/hostile"
	"github.com/contactkit/contactkit/examples/whatsapp"
)

// Each operation with each body and each status that no page describes: it ends with a typed error
// that fits the status, holds no credential and is short; and no body that confirms nothing is
// taken for a message that was sent.
func TestHostileAnswers(t *testing.T) {
	ask := func(_ any, err error) error { return err }
	operations := map[string]func(context.Context, *whatsapp.Channel) error{
		"send": func(ctx context.Context, ch *whatsapp.Channel) error {
			return ask(ch.Send(ctx, thread(userID), channel.Message{Text: "x", Heard: now}))
		},
		"react": func(ctx context.Context, ch *whatsapp.Channel) error {
			return ch.React(ctx, thread(userID), "wamid.1", "❤")
		},
		"mark read": func(ctx context.Context, ch *whatsapp.Channel) error {
			return ch.MarkRead(ctx, thread(userID), "wamid.1")
		},
		"typing": func(ctx context.Context, ch *whatsapp.Channel) error {
			return ch.ShowTypingTo(ctx, thread(userID), "wamid.1")
		},
		"open media": func(ctx context.Context, ch *whatsapp.Channel) error {
			return ask(ch.OpenMedia(ctx, thread(userID), channel.Attachment{Kind: channel.MediaImage, ID: "8001"}))
		},
		"upload": func(ctx context.Context, ch *whatsapp.Channel) error {
			f, err := files{"a.png": png}.open(ctx, "a.png")
			if err != nil {
				return err
			}
			return ask(ch.Upload(ctx, thread(userID), channel.Attachment{Kind: channel.MediaImage}, f))
		},
		"subscribe":          func(ctx context.Context, ch *whatsapp.Channel) error { return ask(ch.Subscribe(ctx, callback)) },
		"check subscription": func(ctx context.Context, ch *whatsapp.Channel) error { return ask(ch.CheckSubscription(ctx)) },
		"number":             func(ctx context.Context, ch *whatsapp.Channel) error { return ask(ch.ReadNumber(ctx, numberID)) },
		"register":           func(ctx context.Context, ch *whatsapp.Channel) error { return ch.Register(ctx, numberID, leakPIN) },
		"profile": func(ctx context.Context, ch *whatsapp.Channel) error {
			return ask(ch.ReadBusinessProfile(ctx, numberID))
		},
		"set profile": func(ctx context.Context, ch *whatsapp.Channel) error {
			return ch.SetBusinessProfile(ctx, numberID, whatsapp.BusinessProfile{About: "Hei"})
		},
	}
	// A host must not repeat these without a look. To repeat the others is harmless.
	effects := map[string]hostile.Effect{"send": hostile.Message, "upload": hostile.Act, "subscribe": hostile.Act, "register": hostile.Act, "set profile": hostile.Act}
	synctest.Test(t, func(t *testing.T) {
		secrets := []string{token.Reveal(), proof()}
		var answer hostile.Answer
		client := &http.Client{Transport: transport(func(r *http.Request) (*http.Response, error) { return answer.Response(r), nil })}
		ch := newChannel(t, func(c *whatsapp.Config) { c.HTTP, c.Media = client, client })
		answers, calls := 0, 0
		for answer = range hostile.Answers(secrets...) {
			if answers++; testing.Short() && answers%19 != 0 {
				continue
			}
			for name, do := range operations {
				calls++
				outcome := do(t.Context(), ch)
				if err := answer.Check(outcome, whatsapp.Platform, effects[name], secrets...); err != nil {
					t.Errorf("%s after %d with %s: %v", name, answer.Status, answer.Name, err)
				}
			}
		}
		t.Logf("%d calls", calls)
	})
}

// Meta answers 200 and says that nothing was done: no operation takes it for one that was done.
func TestNoIn200IsNoYes(t *testing.T) {
	operations := map[string]func(context.Context, *whatsapp.Channel) error{
		"mark read": func(ctx context.Context, ch *whatsapp.Channel) error {
			return ch.MarkRead(ctx, thread(userID), "wamid.1")
		},
		"typing": func(ctx context.Context, ch *whatsapp.Channel) error {
			return ch.ShowTypingTo(ctx, thread(userID), "wamid.1")
		},
		"register": func(ctx context.Context, ch *whatsapp.Channel) error { return ch.Register(ctx, numberID, leakPIN) },
		"set profile": func(ctx context.Context, ch *whatsapp.Channel) error {
			return ch.SetBusinessProfile(ctx, numberID, whatsapp.BusinessProfile{About: "Hei"})
		},
	}
	for body, want := range map[string]error{
		`{"success":false}`:                channel.ErrUnavailable,
		`{"success":true,"success":false}`: channel.ErrUnavailable, // the last counts
		`{"success":"true"}`:               channel.ErrMalformed,
		`{"success":null}`:                 channel.ErrMalformed,
		`{"success":true}`:                 nil,
	} {
		answer := hostile.Answer{Status: http.StatusOK, Body: body}
		client := &http.Client{Transport: transport(func(r *http.Request) (*http.Response, error) { return answer.Response(r), nil })}
		ch := newChannel(t, func(c *whatsapp.Config) { c.HTTP = client })
		for name, do := range operations {
			if err := do(t.Context(), ch); !errors.Is(err, want) {
				t.Errorf("%s after 200 %s: %v, want %v", name, body, err, want)
			}
		}
	}
}

// Files are fetched by the address that Meta answers, and a host may trust names of its own: a name
// that leads to a private address is refused, and so is the address. Config takes no IPv6 address
// as a name, so such a one is never trusted.
func TestOpenMediaReachesNoPrivateAddress(t *testing.T) {
	for _, host := range []string{"127.0.0.1", "169.254.169.254", "10.0.0.5", "100.64.0.1", "0.0.0.0", "localhost"} {
		answer := hostile.Answer{Status: http.StatusOK, Body: `{"url":"https://` + host + `/x","mime_type":"image/png"}`}
		client := &http.Client{Transport: transport(func(r *http.Request) (*http.Response, error) { return answer.Response(r), nil })}
		ch := newChannel(t, func(c *whatsapp.Config) {
			c.HTTP, c.Media, c.MediaHosts = client, nil, []string{host} // trusted, and not public
		})
		_, err := ch.OpenMedia(t.Context(), thread(userID), channel.Attachment{Kind: channel.MediaImage, ID: "8001"})
		if !errors.Is(err, channel.ErrRejected) {
			t.Errorf("%s: %v, want ErrRejected", host, err)
		}
	}
}
