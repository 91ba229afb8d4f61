package whatsapp_test

import (
	"context"
	"io"
	"net/http"
	"net/url"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/channeltest/leak"
	"github.com/contactkit/contactkit/examples/whatsapp"
	"github.com/contactkit/contactkit/examples/whatsapp/whatsapptest"
)

// The credentials of the search for leaks, in addition to those of the harness.
const (
	leakPIN  = channel.Secret("739105")
	leakCode = channel.Secret("480267")
)

// Nothing that the tests or the package print shows a credential.
func TestMain(m *testing.M) {
	os.Exit(leak.Main(m, appSecret.Reveal(), verifyToken.Reveal(), token.Reveal(), proof()))
}

// leakWorld is a channel that calls a stand-in through a transport that fails.
type leakWorld struct {
	*leak.Wire

	wa     *whatsapptest.Server
	ch     *whatsapp.Channel
	thread channel.Thread
	heard  string // id of a message
	file   string // id of a received file
}

func newLeakWorld(wire *leak.Wire, call string) *leakWorld {
	w := &leakWorld{Wire: wire, thread: thread(userID)}
	w.Use(false, appSecret.Reveal(), verifyToken.Reveal(), token.Reveal())
	if strings.HasSuffix(call, "Register") {
		w.Use(false, leakPIN.Reveal())
	}
	if strings.HasSuffix(call, "VerifyCode") {
		w.Use(false, leakCode.Reveal())
	}
	wire.Heard = true
	clock := func() time.Time { return now }
	w.wa = whatsapptest.New(whatsapptest.Config{AppID: appID, AppSecret: appSecret.Reveal(), VerifyToken: verifyToken.Reveal(), Token: token.Reveal(), Business: business, Now: clock})
	w.heard = w.wa.Say(userID, "Hei")
	_, w.file = w.wa.SendFile(userID, "image", "a.png", "image/png", "", []byte(png))
	wire.Pass = w.wa.Client().Transport.RoundTrip
	cfg := config()
	cfg.HTTP, cfg.Media, cfg.Files, cfg.Now = &http.Client{Transport: wire}, &http.Client{Transport: wire}, w.open, clock
	var err error
	w.ch, err = whatsapp.New(cfg)
	require.NoError(wire.TB, err)
	return w
}

// open opens a file of the host's.
func (w *leakWorld) open(context.Context, string) (channel.File, error) {
	if w.Mode.Files != nil {
		return w.Mode.Files(w.Wire)
	}
	return channel.File{Body: io.NopCloser(strings.NewReader(png)), Name: "a.png", Type: "image/png", Size: int64(len(png))}, nil
}

// refused is what the Graph API says against a call.
func refused(status int, said string) string {
	return `{"error":{"message":` + leak.Quote(said) + `,"type":"OAuthException","code":` + map[bool]string{true: "190", false: "100"}[status == 401] +
		`,"error_data":{"messaging_product":"whatsapp","details":` + leak.Quote(said) + `},"fbtrace_id":` + leak.Quote(said) + `}}`
}

func leakModes(t *testing.T) []leak.Mode {
	return append(leak.Modes(t, refused), []leak.Mode{
		{Name: "JSON that is none", Answer: leak.Answer(200, func(said string) string { return `{"data":"` + said })},
		{Name: "members of another kind", Answer: leak.Answer(200, func(said string) string {
			return `{"data":` + leak.Quote(said) + `,"messages":{"id":` + leak.Quote(said) + `},"id":[` + leak.Quote(said) + `],"success":` + leak.Quote(said) + `,"url":` + leak.Quote(said) + `}`
		})},
		{Name: "a file at an address with the token", Answer: leak.Answer(200, func(string) string {
			return `{"url":` + leak.Quote("https://elsewhere.example/x?access_token="+url.QueryEscape(token.Reveal())) + `}`
		})},
		{Name: "a file that breaks off", Answer: leak.Answer(400, func(said string) string { return refused(400, said) }), Files: func(w *leak.Wire) (channel.File, error) {
			return channel.File{Body: io.NopCloser(leak.Broken(w.Say())), Name: "a.png", Size: -1}, nil
		}},
	}...)
}

func pair[T any](v T, err error) []any { return []any{v, err} }

// decoded hands a decoder what holds credentials, and returns its errors.
func decoded[T any](w *leakWorld, decode func(channel.Custom) (T, error)) (all []any) {
	for _, data := range []string{"", "{", `"` + w.Say() + `"`, `{"status":` + leak.Quote(w.Say()), "[]"} {
		for _, kind := range []string{w.Say(), "odd"} {
			_, err := decode(channel.Custom{Kind: kind, Data: []byte(data)})
			all = append(all, err)
		}
	}
	return all
}

// leakCalls calls everything that the package exports, by name, and returns what a host then has.
var leakCalls = map[string]func(context.Context, *leakWorld) []any{
	"whatsapp.Channel.Call": func(ctx context.Context, w *leakWorld) []any {
		var out struct{ ID int }
		return []any{w.ch.Call(ctx, http.MethodGet, numberID, url.Values{"fields": {"status"}}, &out), w.ch.Call(ctx, http.MethodPost, "x", map[string]any{"x": func() {}}, nil)}
	},
	"whatsapp.Channel.CheckSubscription": func(ctx context.Context, w *leakWorld) []any { return pair(w.ch.CheckSubscription(ctx)) },
	"whatsapp.Channel.Deregister":        func(ctx context.Context, w *leakWorld) []any { return []any{w.ch.Deregister(ctx, numberID)} },
	"whatsapp.Channel.MarkRead":          func(ctx context.Context, w *leakWorld) []any { return []any{w.ch.MarkRead(ctx, w.thread, w.heard)} },
	"whatsapp.Channel.OpenMedia": func(ctx context.Context, w *leakWorld) []any {
		return pair(w.ch.OpenMedia(ctx, w.thread, channel.Attachment{Kind: channel.MediaImage, ID: w.file}))
	},
	"whatsapp.Channel.React":               func(ctx context.Context, w *leakWorld) []any { return []any{w.ch.React(ctx, w.thread, w.heard, "❤")} },
	"whatsapp.Channel.ReadBusinessProfile": func(ctx context.Context, w *leakWorld) []any { return pair(w.ch.ReadBusinessProfile(ctx, numberID)) },
	"whatsapp.Channel.ReadNumber":          func(ctx context.Context, w *leakWorld) []any { return pair(w.ch.ReadNumber(ctx, numberID)) },
	"whatsapp.Channel.Receive": func(_ context.Context, w *leakWorld) (all []any) {
		for _, call := range w.calledWith() {
			_, err := w.ch.Receive(call)
			all = append(all, err)
		}
		return all
	},
	"whatsapp.Channel.Verify": func(_ context.Context, w *leakWorld) (all []any) {
		for _, call := range w.calledWith() {
			all = append(all, w.ch.Verify(call))
		}
		return all
	},
	"whatsapp.Channel.CheckHeader": func(_ context.Context, w *leakWorld) (all []any) {
		for _, call := range w.calledWith() {
			all = append(all, w.ch.CheckHeader(call))
		}
		return all
	},
	"whatsapp.Channel.Register": func(ctx context.Context, w *leakWorld) []any { return []any{w.ch.Register(ctx, numberID, leakPIN)} },
	"whatsapp.Channel.RequestCode": func(ctx context.Context, w *leakWorld) []any {
		return []any{w.ch.RequestCode(ctx, numberID, whatsapp.CodeBySMS, "en")}
	},
	"whatsapp.Channel.Send": func(ctx context.Context, w *leakWorld) []any {
		return pair(w.ch.Send(ctx, w.thread, channel.Message{Text: "Hei", Heard: now}))
	},
	"whatsapp.Channel.Send: a file": func(ctx context.Context, w *leakWorld) []any {
		return pair(w.ch.Send(ctx, w.thread, channel.Message{Heard: now, Attachments: []channel.Attachment{{Kind: channel.MediaImage, File: "a"}}}))
	},
	"whatsapp.Channel.SetBusinessProfile": func(ctx context.Context, w *leakWorld) []any {
		return []any{w.ch.SetBusinessProfile(ctx, numberID, whatsapp.BusinessProfile{About: "Hei"})}
	},
	"whatsapp.Channel.ShowTypingTo": func(ctx context.Context, w *leakWorld) []any { return []any{w.ch.ShowTypingTo(ctx, w.thread, w.heard)} },
	"whatsapp.Channel.Subscribe": func(ctx context.Context, w *leakWorld) []any {
		_, bad := w.ch.Subscribe(ctx, "https://desk.example/"+token.Reveal()+"\x7f")
		sub, err := w.ch.Subscribe(ctx, callback)
		return []any{bad, sub, err}
	},
	"whatsapp.Channel.Unsubscribe": func(ctx context.Context, w *leakWorld) []any { return []any{w.ch.Unsubscribe(ctx)} },
	"whatsapp.Channel.Upload": func(ctx context.Context, w *leakWorld) []any {
		f, _ := w.open(ctx, "a")
		return pair(w.ch.Upload(ctx, w.thread, channel.Attachment{Kind: channel.MediaImage}, f))
	},
	"whatsapp.Channel.VerifyCode": func(ctx context.Context, w *leakWorld) []any { return []any{w.ch.VerifyCode(ctx, numberID, leakCode)} },
	"whatsapp.Channel.WebhookForm": func(_ context.Context, w *leakWorld) []any {
		_, bad := w.ch.WebhookForm("http://" + verifyToken.Reveal())
		form, err := w.ch.WebhookForm(callback)
		return []any{bad, form, err}
	},
	"whatsapp.DecodeError":      func(_ context.Context, w *leakWorld) []any { return decoded(w, whatsapp.DecodeError) },
	"whatsapp.DecodeFlow":       func(_ context.Context, w *leakWorld) []any { return decoded(w, whatsapp.DecodeFlow) },
	"whatsapp.DecodeIdentity":   func(_ context.Context, w *leakWorld) []any { return decoded(w, whatsapp.DecodeIdentity) },
	"whatsapp.DecodePreference": func(_ context.Context, w *leakWorld) []any { return decoded(w, whatsapp.DecodePreference) },
	"whatsapp.DecodeStatus":     func(_ context.Context, w *leakWorld) []any { return decoded(w, whatsapp.DecodeStatus) },
	"whatsapp.DecodeTemplate":   func(_ context.Context, w *leakWorld) []any { return decoded(w, whatsapp.DecodeTemplate) },
	"whatsapp.New": func(_ context.Context, w *leakWorld) []any {
		_, err := whatsapp.New(whatsapp.Config{AppID: token.Reveal(), AppSecret: channel.NewKeys(appSecret), BaseURL: "http://x/" + appSecret.Reveal(), GraphVersion: verifyToken.Reveal(), Token: token})
		return []any{err}
	},
}

// calledWith are webhook calls that fail, with credentials where they do not belong.
func (w *leakWorld) calledWith() (all []channel.Webhook) {
	said := w.Say()
	for _, header := range []http.Header{nil, {"X-Hub-Signature-256": {said}}, {"X-Hub-Signature-256": {"sha256=00", said}}, {"Content-Encoding": {said}}} {
		all = append(all,
			channel.Webhook{Method: http.MethodPost, Header: header, Body: []byte(said)},
			channel.Webhook{Method: http.MethodGet, Header: header, RawQuery: "hub.mode=subscribe&hub.challenge=1&hub.verify_token=" + url.QueryEscape(said)},
			channel.Webhook{Method: said, Header: header, Body: []byte("{")})
	}
	return all
}

func leakValues(w *leakWorld) map[string]any {
	form, err := w.ch.WebhookForm(callback)
	require.NoError(w.TB, err)
	return map[string]any{
		"whatsapp.Channel": w.ch, "whatsapp.Config": config(), "whatsapp.WebhookForm": form,
		"whatsapp.BusinessProfile": whatsapp.BusinessProfile{}, "whatsapp.Flow": whatsapp.Flow{}, "whatsapp.Identity": whatsapp.Identity{}, "whatsapp.Number": whatsapp.Number{},
		"whatsapp.Options": whatsapp.Options{}, "whatsapp.Preference": whatsapp.Preference{}, "whatsapp.Problem": whatsapp.Problem{}, "whatsapp.Status": whatsapp.Status{},
		"whatsapp.Template": whatsapp.Template{}, "whatsapp.TemplateStatus": whatsapp.TemplateStatus{},
	}
}

// No credential comes back from anything that the package exports, however it fails.
func TestLeaks(t *testing.T) {
	leak.Suite[*leakWorld]{
		Packages: map[string]string{"whatsapp": "."},
		World:    newLeakWorld,
		Calls:    leakCalls,
		Modes:    leakModes,
		Alone: []string{"whatsapp.New", "whatsapp.Channel.Receive", "whatsapp.Channel.Verify", "whatsapp.Channel.CheckHeader", "whatsapp.Channel.WebhookForm", "whatsapp.DecodeError", "whatsapp.DecodeFlow",
			"whatsapp.DecodeIdentity", "whatsapp.DecodePreference", "whatsapp.DecodeStatus", "whatsapp.DecodeTemplate"},
		Harmless: []string{"whatsapp.DefaultFields", "whatsapp.DefaultMediaHosts", "whatsapp.DefaultMediaLimits", "whatsapp.DefaultNumberFields", "whatsapp.DefaultProfileFields",
			"whatsapp.DefaultRates", "whatsapp.Driver", "whatsapp.Native", "whatsapp.NewPeople", "whatsapp.NewVerifyToken", "whatsapp.StepOf", "whatsapp.Channel.Format", "whatsapp.Channel.Info",
			"whatsapp.Channel.Limits", "whatsapp.Channel.LogValue", "whatsapp.Channel.String"},
		Values: leakValues,
	}.Run(t)
}
