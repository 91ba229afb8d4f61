package twitter_test

import (
	"context"
	"errors"
	"io"
	"maps"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/channeltest/leak"
	"github.com/contactkit/contactkit/twitter"
	"github.com/contactkit/contactkit/twitter/twittertest"
)

// The credentials of the search for leaks. They hold what each way of writing a text spells
// differently.
const (
	leakAPI     = channel.Secret("Zq8/vT+3kWm5xR7pL2nB9cD4fG6hJ1sYuEo")
	leakAccess  = channel.Secret("Hq7mWzKp3Vn8Rt5Xb2Lc-9Jd4Fg6Hs1Lk")
	leakSecret  = channel.Secret("Gp7/W+zR=4pXsK9vTmB2dJh6Qq8Nn3Cc")
	leakBearer  = channel.Secret("AAAAAAAAu5t%2Fh8Jk2Lp9%3DQw3Er6Ty1UiZz4Xx7Vv")
	leakClient  = channel.Secret("Bd4-nQx_Ys6Tv9Wc2Mf7Gk0LaPe8")
	leakToken   = channel.Secret("b2F1dGgyLWFjY2Vzcy1Rd2VydHl1aW9w")
	leakRefresh = channel.Secret("cmVmcmVzaC1Bc2RmZ2hqa2wtMDEyMzQ1")
	leakPerson  = "2001"
)

// world is two channels, one for each API, that call a stand-in through a transport that fails.
type world struct {
	*leak.Wire

	x       *twittertest.Server
	v11, v2 *twitter.Channel
	tokens  *twitter.TokenMemory
	cfg     twitter.Config
	thread  channel.Thread

	chat  twitter.ChatKey
	cache *twitter.ChatCache
}

func newWorld(wire *leak.Wire, _ string) *world {
	w := &world{Wire: wire, tokens: new(twitter.TokenMemory)}
	wire.Heard = true
	w.Use(false, leakAPI.Reveal(), leakAccess.Reveal(), leakSecret.Reveal(), leakBearer.Reveal(), leakClient.Reveal(), leakToken.Reveal(), leakRefresh.Reveal())
	w.x = twittertest.New(twittertest.Config{APISecret: leakAPI.Reveal(), AccessToken: leakAccess.Reveal(), AccessSecret: leakSecret.Reveal(),
		Bearer: leakBearer.Reveal(), ClientSecret: leakClient.Reveal(), Account: us})
	w.x.Say(leakPerson, "Hei")
	wire.Pass = referenced{wire.TB, w.x.Client().Transport}.RoundTrip
	w.thread = channel.Thread{Platform: twitter.Platform, Account: us, Contact: leakPerson}
	_, err := w.tokens.Swap(context.Background(), us, 0, twitter.Tokens{Serial: 1, Access: leakToken, Refresh: leakRefresh, Until: time.Now().Add(time.Hour), Scope: "dm.read"})
	require.NoError(wire.TB, err)
	c := w.x.Config()
	w.cfg = twitter.Config{Account: us, APIKey: c.APIKey, APISecret: channel.NewKeys(leakAPI), AccessToken: leakAccess, AccessSecret: leakSecret, Bearer: leakBearer,
		OAuth2: twitter.OAuth2{ClientID: c.ClientID, ClientSecret: leakClient, Tokens: w.tokens}, HTTP: &http.Client{Transport: wire}, Files: w.open}
	w.v11 = open(wire.TB, w.cfg)
	other := w.cfg
	other.API, other.Product = twitter.V2, twitter.Activity
	w.withChat(&other)
	w.v2 = open(wire.TB, other)
	w.cfg.Chat = other.Chat
	return w
}

// public is the thread of the person's posts.
func (w *world) public() channel.Thread {
	t := w.thread
	t.Contact = "post:" + t.Contact
	return t
}

// open opens a file of the host's.
func (w *world) open(context.Context, string) (channel.File, error) {
	if w.Mode.Files != nil {
		return w.Mode.Files(w.Wire)
	}
	return channel.File{Body: io.NopCloser(strings.NewReader("\x89PNG\r\n\x1a\n")), Name: "a.png", Type: "image/png", Size: 8}, nil
}

// refusal is what X says against a call, in all of its forms.
func refusal(status int, said string) string {
	q, kind := leak.Quote(said), `"about:blank"`
	if status%2 == 1 {
		kind = leak.Quote("https://api.x.com/2/problems/" + said)
	}
	return `{"title":` + q + `,"detail":` + q + `,"type":` + kind + `,"reason":` + q + `,"error":` + q + `,"error_description":` + q +
		`,"message":` + q + `,"errors":[{"code":214,"message":` + q + `},` + q + `]}`
}

func leakModes(t *testing.T) []leak.Mode {
	return append(leak.Modes(t, refusal), []leak.Mode{
		{Name: "JSON that is none", Answer: leak.Answer(200, func(said string) string { return `{"data":"` + said })},
		{Name: "members of another kind", Answer: leak.Answer(200, func(said string) string {
			q := leak.Quote(said)
			return `{"data":` + q + `,"event":` + q + `,"id":{"x":` + q + `},"access_token":[` + q + `],"errors":[{"message":` + q + `}]}`
		})},
		{Name: "a file that breaks off", Answer: leak.Answer(400, func(said string) string { return refusal(400, said) }), Files: func(w *leak.Wire) (channel.File, error) {
			return channel.File{Body: io.NopCloser(leak.Broken(w.Say())), Name: "a.png", Size: -1}, nil
		}},
	}...)
}

func pair[T any](v T, err error) []any { return []any{v, err} }

// both makes a call on each channel.
func both(w *world, call func(*twitter.Channel) []any) (all []any) {
	for _, ch := range []*twitter.Channel{w.v11, w.v2} {
		all = append(all, call(ch)...)
	}
	return all
}

// plain is a call of a method that returns an error alone.
func plain(call func(context.Context, *world, *twitter.Channel) error) func(context.Context, *world) []any {
	return func(ctx context.Context, w *world) []any {
		return both(w, func(ch *twitter.Channel) []any { return []any{call(ctx, w, ch)} })
	}
}

// told is a call of a method that returns a value and an error.
func told[T any](call func(context.Context, *world, *twitter.Channel) (T, error)) func(context.Context, *world) []any {
	return func(ctx context.Context, w *world) []any {
		return both(w, func(ch *twitter.Channel) []any { return pair(call(ctx, w, ch)) })
	}
}

// leakCalls calls everything that the package exports, by name, and returns what a host then has.
var leakCalls = map[string]func(context.Context, *world) []any{
	"twitter.LookupAccount": func(ctx context.Context, w *world) []any { return pair(twitter.LookupAccount(ctx, w.cfg, "@desk")) },
	"twitter.New": func(_ context.Context, w *world) []any {
		cfg := w.cfg
		cfg.Account, cfg.BaseURL, cfg.API, cfg.Env = leakAccess.Reveal(), "http://x/"+leakSecret.Reveal(), twitter.API(leakAPI.Reveal()), leakAPI.Reveal()
		_, err := twitter.New(cfg)
		return []any{err}
	},
	"twitter.DecodeChat": func(_ context.Context, w *world) (all []any) {
		for _, data := range []string{"", "{", leak.Quote(leakToken.Reveal()), `{"payload":` + leak.Quote(leakToken.Reveal())} {
			for _, kind := range []string{"odd", "chat.received"} {
				_, err := twitter.DecodeChat(channel.Custom{Kind: kind, Data: []byte(data)})
				all = append(all, err)
			}
		}
		return all
	},
	"twitter.TokenMemory.Load": func(ctx context.Context, w *world) []any { return pair(w.tokens.Load(ctx, us)) },
	"twitter.TokenMemory.Swap": func(ctx context.Context, w *world) []any {
		return pair(w.tokens.Swap(ctx, us, 1, twitter.Tokens{Serial: 2, Access: leakToken}))
	},
	"twitter.Channel.ActivitySubscriptions": told(func(ctx context.Context, _ *world, ch *twitter.Channel) ([]twitter.ActivitySubscription, error) {
		return ch.ActivitySubscriptions(ctx)
	}),
	"twitter.Channel.Call": func(ctx context.Context, w *world) []any {
		return both(w, func(ch *twitter.Channel) []any {
			var out struct{ ID int }
			return []any{ch.Call(ctx, http.MethodGet, "/2/users/me", nil, &out), ch.Call(ctx, http.MethodPost, "/2/users/me", map[string]any{"x": func() {}}, nil)}
		})
	},
	"twitter.Channel.CheckAccess": told(func(ctx context.Context, _ *world, ch *twitter.Channel) (twitter.Access, error) {
		return ch.CheckAccess(ctx, twitter.AccessCheck{Probe: true})
	}),
	"twitter.Channel.CheckSubscription": told(func(ctx context.Context, _ *world, ch *twitter.Channel) (channel.Subscription, error) {
		return ch.CheckSubscription(ctx)
	}),
	"twitter.Channel.CountSubscriptions": told(func(ctx context.Context, _ *world, ch *twitter.Channel) (twitter.Usage, error) {
		return ch.CountSubscriptions(ctx)
	}),
	"twitter.Channel.CreateGroup": func(ctx context.Context, w *world) []any {
		return both(w, func(ch *twitter.Channel) []any {
			to, sent, err := ch.CreateGroup(ctx, []string{leakPerson, "2002"}, channel.Message{Text: "Hei"})
			return []any{to, sent, err}
		})
	},
	"twitter.Channel.CreateWelcome": told(func(ctx context.Context, _ *world, ch *twitter.Channel) (string, error) {
		return ch.CreateWelcome(ctx, "x", channel.Message{Text: "Hei"})
	}),
	"twitter.Channel.DefaultWelcome": told(func(ctx context.Context, _ *world, ch *twitter.Channel) (string, error) {
		return ch.DefaultWelcome(ctx, "1")
	}),
	"twitter.Channel.DeleteActivity": plain(func(ctx context.Context, _ *world, ch *twitter.Channel) error { return ch.DeleteActivity(ctx, "1") }),
	"twitter.Channel.DeleteMessage": plain(func(ctx context.Context, w *world, ch *twitter.Channel) error {
		return ch.DeleteMessage(ctx, w.thread, "1")
	}),
	"twitter.Channel.DeletePost": plain(func(ctx context.Context, w *world, ch *twitter.Channel) error {
		return ch.DeletePost(ctx, w.public(), channel.Post{ID: "1"})
	}),
	"twitter.Channel.HidePost": plain(func(ctx context.Context, w *world, ch *twitter.Channel) error {
		return ch.HidePost(ctx, w.public(), channel.Post{ID: "1"}, true)
	}),
	"twitter.Channel.LikePost": func(ctx context.Context, w *world) (all []any) {
		cfg := w.cfg
		cfg.Posts.Enterprise = true
		ch, err := twitter.New(cfg)
		if err != nil {
			return []any{err}
		}
		return []any{ch.LikePost(ctx, w.public(), channel.Post{ID: "1"}, true), ch.LikePost(ctx, w.public(), channel.Post{ID: "1"}, false)}
	},
	"twitter.Channel.Mentions": func(ctx context.Context, w *world) []any {
		return both(w, func(ch *twitter.Channel) (all []any) {
			for ev, err := range ch.Mentions(ctx, time.Time{}) {
				all = append(all, ev, err)
			}
			return all
		})
	},
	"twitter.Channel.ReadPost": told(func(ctx context.Context, w *world, ch *twitter.Channel) (channel.Post, error) {
		return ch.ReadPost(ctx, w.public(), channel.Post{ID: "1"})
	}),
	"twitter.Channel.ReplyToPost": told(func(ctx context.Context, w *world, ch *twitter.Channel) (channel.Sent, error) {
		return ch.ReplyToPost(ctx, w.public(), channel.Post{ID: "1"}, channel.Message{Text: "Hei", Attachments: []channel.Attachment{{Kind: channel.MediaImage, File: "a.png"}}})
	}),
	"twitter.Channel.DeleteWebhook":     plain(func(ctx context.Context, _ *world, ch *twitter.Channel) error { return ch.DeleteWebhook(ctx, "1") }),
	"twitter.Channel.DeleteWelcome":     plain(func(ctx context.Context, _ *world, ch *twitter.Channel) error { return ch.DeleteWelcome(ctx, "1") }),
	"twitter.Channel.DeleteWelcomeRule": plain(func(ctx context.Context, _ *world, ch *twitter.Channel) error { return ch.DeleteWelcomeRule(ctx, "1") }),
	"twitter.Channel.Environments": told(func(ctx context.Context, _ *world, ch *twitter.Channel) (map[string][]twitter.Webhook, error) {
		return ch.Environments(ctx)
	}),
	"twitter.Channel.Login": func(_ context.Context, w *world) []any {
		return both(w, func(ch *twitter.Channel) []any {
			_, bad := ch.Login("http://\x7f" + leakClient.Reveal())
			l, err := ch.Login("https://desk.example/back")
			return []any{bad, l.State, err}
		})
	},
	"twitter.Channel.Exchange": func(ctx context.Context, w *world) []any {
		return both(w, func(ch *twitter.Channel) []any {
			l := twitter.Login{Redirect: "https://desk.example/back", State: "s", Verifier: "v-0123456789012345678901234567890123456789012"}
			return []any{ch.Exchange(ctx, l, url.Values{"state": {"s"}, "code": {"c"}}), ch.Exchange(ctx, l, url.Values{"state": {leakToken.Reveal()}}),
				ch.Exchange(ctx, l, url.Values{"state": {"s"}, "error": {leakToken.Reveal()}})}
		})
	},
	"twitter.Channel.FetchProfile": told(func(ctx context.Context, w *world, ch *twitter.Channel) (channel.Profile, error) {
		return ch.FetchProfile(ctx, w.thread)
	}),
	"twitter.Channel.History": func(ctx context.Context, w *world) []any {
		return both(w, func(ch *twitter.Channel) (all []any) {
			for _, err := range ch.History(ctx, us, time.Time{}) { // the events are the platform's words
				all = append(all, err)
			}
			return all
		})
	},
	"twitter.Channel.IsSubscribed": told(func(ctx context.Context, _ *world, ch *twitter.Channel) (bool, error) {
		return ch.IsSubscribed(ctx, "1")
	}),
	"twitter.Channel.Logout": plain(func(ctx context.Context, _ *world, ch *twitter.Channel) error { return ch.Logout(ctx) }),
	"twitter.Channel.MarkRead": plain(func(ctx context.Context, w *world, ch *twitter.Channel) error {
		return ch.MarkRead(ctx, w.thread, "1")
	}),
	"twitter.Channel.OpenMedia": plain(func(ctx context.Context, w *world, ch *twitter.Channel) error {
		f, err := ch.OpenMedia(ctx, w.thread, channel.Attachment{Kind: channel.MediaImage, URL: "https://ton.twitter.com/1.1/ton/data/dm/1/2/a.png"})
		if err == nil { // the content is the customer's
			_, err = io.Copy(io.Discard, f.Body)
			err = errors.Join(err, f.Body.Close())
		}
		return err
	}),
	"twitter.Channel.Receive": func(_ context.Context, w *world) (all []any) {
		for _, call := range w.calledWith() {
			_, err := w.v11.Receive(call)
			all = append(all, err)
		}
		return all
	},
	"twitter.Channel.Verify": func(_ context.Context, w *world) (all []any) {
		for _, call := range w.calledWith() {
			all = append(all, w.v11.Verify(call))
		}
		return all
	},
	"twitter.Channel.CheckHeader": func(_ context.Context, w *world) (all []any) {
		for _, call := range w.calledWith() {
			all = append(all, w.v11.CheckHeader(call))
		}
		return all
	},
	"twitter.Channel.RecheckWebhook": told(func(ctx context.Context, _ *world, ch *twitter.Channel) (bool, error) {
		return ch.RecheckWebhook(ctx, "1")
	}),
	"twitter.Channel.RegisterAndSubscribe": told(func(ctx context.Context, _ *world, ch *twitter.Channel) (channel.Subscription, error) {
		return ch.RegisterAndSubscribe(ctx, twitter.Register{URL: "https://desk.example/x", Replace: true})
	}),
	"twitter.Channel.RegisterWebhook": told(func(ctx context.Context, _ *world, ch *twitter.Channel) (twitter.Webhook, error) {
		return ch.RegisterWebhook(ctx, "https://desk.example/x")
	}),
	"twitter.Channel.Replay": told(func(ctx context.Context, _ *world, ch *twitter.Channel) (string, error) {
		return ch.Replay(ctx, "1", time.Now().Add(-time.Hour), time.Now())
	}),
	"twitter.Channel.Send": told(func(ctx context.Context, w *world, ch *twitter.Channel) (channel.Sent, error) {
		return ch.Send(ctx, w.thread, channel.Message{Text: "Hei"})
	}),
	"twitter.Channel.Send: a file": told(func(ctx context.Context, w *world, ch *twitter.Channel) (channel.Sent, error) {
		return ch.Send(ctx, w.thread, channel.Message{Text: "Hei", Attachments: []channel.Attachment{{Kind: channel.MediaImage, File: "a", Type: "image/png"}}})
	}),
	"twitter.Channel.ShowTyping": plain(func(ctx context.Context, w *world, ch *twitter.Channel) error { return ch.ShowTyping(ctx, w.thread) }),
	"twitter.Channel.Subscribe": told(func(ctx context.Context, _ *world, ch *twitter.Channel) (channel.Subscription, error) {
		_, bad := ch.Subscribe(ctx, "http://"+leakAPI.Reveal()+"\x7f")
		sub, err := ch.Subscribe(ctx, "https://desk.example/x")
		return sub, errors.Join(bad, err)
	}),
	"twitter.Channel.SubscribeAccount": plain(func(ctx context.Context, _ *world, ch *twitter.Channel) error { return ch.SubscribeAccount(ctx, "1") }),
	"twitter.Channel.SubscribeActivity": told(func(ctx context.Context, _ *world, ch *twitter.Channel) (twitter.ActivitySubscription, error) {
		return ch.SubscribeActivity(ctx, twitter.ActivitySubscription{EventType: "dm.received"})
	}),
	"twitter.Channel.SubscribedAccounts": told(func(ctx context.Context, _ *world, ch *twitter.Channel) ([]string, error) {
		return ch.SubscribedAccounts(ctx, "1")
	}),
	"twitter.Channel.Unsubscribe": plain(func(ctx context.Context, _ *world, ch *twitter.Channel) error { return ch.Unsubscribe(ctx) }),
	"twitter.Channel.UnsubscribeAccount": plain(func(ctx context.Context, _ *world, ch *twitter.Channel) error {
		return ch.UnsubscribeAccount(ctx, "1", us)
	}),
	"twitter.Channel.UpdateActivity": told(func(ctx context.Context, _ *world, ch *twitter.Channel) (twitter.ActivitySubscription, error) {
		return ch.UpdateActivity(ctx, "1", "tag", "2")
	}),
	"twitter.Channel.UpdateWelcome": plain(func(ctx context.Context, _ *world, ch *twitter.Channel) error {
		return ch.UpdateWelcome(ctx, "1", channel.Message{Text: "Hei"})
	}),
	"twitter.Channel.Upload": told(func(ctx context.Context, w *world, ch *twitter.Channel) (channel.Attachment, error) {
		f, _ := w.open(ctx, "a")
		return ch.Upload(ctx, w.thread, channel.Attachment{Kind: channel.MediaImage}, f)
	}),
	"twitter.Channel.UploadShared": told(func(ctx context.Context, w *world, ch *twitter.Channel) (channel.Attachment, error) {
		f, _ := w.open(ctx, "a")
		return ch.UploadShared(ctx, channel.Attachment{Kind: channel.MediaImage}, f)
	}),
	"twitter.Channel.Webhooks": told(func(ctx context.Context, _ *world, ch *twitter.Channel) ([]twitter.Webhook, error) {
		return ch.Webhooks(ctx)
	}),
}

// calledWith are webhook calls that fail, with credentials where they do not belong.
func (w *world) calledWith() (all []channel.Webhook) {
	said := leakAPI.Reveal()
	for _, header := range []http.Header{nil, {"X-Twitter-Webhooks-Signature": {said}}, {"X-Twitter-Webhooks-Signature": {"sha256=AA==", said}}, {"Content-Encoding": {said}}} {
		all = append(all,
			channel.Webhook{Method: http.MethodPost, Header: header, Body: []byte(said)},
			channel.Webhook{Method: http.MethodGet, Header: header, RawQuery: "nonce=x&crc_token=%zz" + url.QueryEscape(said)},
			channel.Webhook{Method: said, Header: header, Body: []byte("{")})
	}
	return all
}

func leakValues(w *world) map[string]any {
	tokens, err := w.tokens.Load(w.TB.Context(), us)
	require.NoError(w.TB, err)
	one, two := w.flows()
	values := map[string]any{
		"twitter.OAuth1Login": one, "twitter.OAuth2Login": two,
		"twitter.Channel": []any{w.v11, w.v2}, "twitter.Config": w.cfg, "twitter.OAuth2": w.cfg.OAuth2, "twitter.Tokens": tokens, "twitter.TokenMemory": w.tokens,
		"twitter.Login": twitter.Login{Verifier: leakToken}, "twitter.ChatCache": w.cache, "twitter.ChatConfig": w.cfg.Chat, "twitter.ChatKey": w.chat,
	}
	for name, v := range map[string]any{
		"Access": twitter.Access{}, "AccessCheck": twitter.AccessCheck{}, "ChatMember": twitter.ChatMember{}, "Chat": twitter.Chat{}, "Options": twitter.Options{}, "Register": twitter.Register{},
		"Webhook": twitter.Webhook{}, "ActivitySubscription": twitter.ActivitySubscription{}, "Usage": twitter.Usage{}, "PostConfig": twitter.PostConfig{},
	} {
		values["twitter."+name] = v
	}
	return values
}

// No credential comes back from anything that the package exports, however it fails.
func TestLeaks(t *testing.T) {
	calls := maps.Clone(leakCalls)
	maps.Copy(calls, leakChatCalls)
	maps.Copy(calls, leakLoginCalls)
	leak.Suite[*world]{
		Packages: map[string]string{"twitter": "."},
		World:    newWorld,
		Calls:    calls,
		Modes:    leakModes,
		Alone: []string{"twitter.New", "twitter.DecodeChat", "twitter.TokenMemory.Load", "twitter.TokenMemory.Swap", "twitter.Channel.Login", "twitter.Channel.Receive", "twitter.Channel.Verify", "twitter.Channel.CheckHeader",
			"twitter.ChatCache.Key", "twitter.ChatCache.Learn", "twitter.ChatCache.People", "twitter.ChatCache.Pin", "twitter.ChatFailure", "twitter.ChatKey.Check", "twitter.ParseChatKeys", "twitter.Channel.ChatTrust",
			"twitter.NewOAuth1Login", "twitter.NewOAuth2Login", "twitter.OAuth1Login.Refresh", "twitter.OAuth2Login.Begin"},
		Unfailing: []string{"twitter.TokenMemory.Load", "twitter.TokenMemory.Swap", "twitter.Channel.Login", "twitter.Channel.ChatTrust", "twitter.NewChatKey", "twitter.OAuth1Login.Refresh", "twitter.OAuth2Login.Begin",
			"twitter.ChatCache.Key", "twitter.ChatCache.Learn", "twitter.ChatCache.People", "twitter.ChatCache.Pin", "twitter.ChatFailure"},
		Harmless: []string{"twitter.Driver", "twitter.DriverWith", "twitter.Native", "twitter.Scopes", "twitter.Channel.Format", "twitter.Channel.Info", "twitter.Channel.Limits", "twitter.Channel.PostLimits",
			"twitter.Channel.LogValue", "twitter.Channel.String", "twitter.TokenMemory.Format", "twitter.Channel.WelcomeLink",
			"twitter.GrantTokens", "twitter.ScopesFor", "twitter.OAuth1Login.Info", "twitter.OAuth1Login.Settings", "twitter.OAuth1Login.String",
			"twitter.OAuth2Login.Info", "twitter.OAuth2Login.Settings", "twitter.OAuth2Login.String"},
		Values:   leakValues,
		Patience: 10 * time.Millisecond, // an upload waits for its processing
	}.Run(t)
}
