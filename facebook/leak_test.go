package facebook_test

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
	"github.com/contactkit/contactkit/facebook"
	"github.com/contactkit/contactkit/facebook/facebooktest"
)

// The credentials of the search for leaks. They hold what each way of writing a text spells
// differently.
const (
	leakSecret = channel.Secret("4f1c-Zq8/+vT=3kWm5xR7pL2nB9cD4fG6")
	leakVerify = channel.Secret("verify/Hq7+mWz=Kp3Vn8Rt5Xb2Lc&")
	leakPage   = channel.Secret("EAAGp7/W+zR=4pXsK9vTmB2dJh6Qq8Nn3Cc")
	leakUser   = channel.Secret("EAAGu5t+h8Jk2Lp9/Qw3Er6Ty1UiZz4Xx7Vv")
	leakPageID = "108000000000077"
	leakPerson = "24077"
)

// world is a channel that calls a stand-in through a transport that fails.
type world struct {
	*leak.Wire

	meta   *facebooktest.Server
	ch     *facebook.Channel
	thread channel.Thread
}

func newWorld(wire *leak.Wire, _ string) *world {
	now := func() time.Time { return time.Date(2026, 6, 9, 12, 0, 0, 0, time.UTC) }
	w := &world{Wire: wire, thread: channel.Thread{Platform: facebook.Platform, Account: leakPageID, Contact: leakPerson}}
	w.Use(false, leakSecret.Reveal(), leakVerify.Reveal(), leakPage.Reveal(), leakUser.Reveal())
	wire.Heard = true
	w.meta = facebooktest.New(facebooktest.Config{AppSecret: leakSecret.Reveal(), VerifyToken: leakVerify.Reveal(),
		Pages: map[string]string{leakPageID: leakPage.Reveal()}, UserToken: leakUser.Reveal(), Now: now})
	w.meta.Say(leakPerson, "Hei")
	wire.Pass = referenced{wire.TB, w.meta.Client().Transport}.RoundTrip
	var err error
	w.ch, err = facebook.New(facebook.Config{AppID: w.meta.Config().AppID, AppSecret: channel.NewKeys(leakSecret), VerifyToken: channel.NewKeys(leakVerify),
		Pages: facebook.PageMap{leakPageID: {Token: leakPage}}, HTTP: &http.Client{Transport: wire}, Media: &http.Client{Transport: wire},
		Files: w.open, Now: now})
	require.NoError(wire.TB, err)
	return w
}

// comment is the thread of a comment.
func (w *world) comment() channel.Thread {
	in := w.thread
	in.Contact = "comment:1_2"
	return in
}

// open opens a file of the host's.
func (w *world) open(context.Context, string) (channel.File, error) {
	if w.Mode.Files != nil {
		return w.Mode.Files(w.Wire)
	}
	return channel.File{Body: io.NopCloser(strings.NewReader("PNG")), Name: "a.png", Type: "image/png", Size: 3}, nil
}

// refusal is what the Graph API says against a call.
func refusal(status int, said string) string {
	return `{"error":{"message":` + leak.Quote(said) + `,"type":"OAuthException","code":` + map[bool]string{true: "190", false: "100"}[status == 401] +
		`,"error_user_title":` + leak.Quote(said) + `,"error_user_msg":` + leak.Quote(said) + `,"fbtrace_id":` + leak.Quote(said) + `}}`
}

func leakModes(t *testing.T) []leak.Mode {
	return append(leak.Modes(t, refusal), []leak.Mode{
		{Name: "JSON that is none", Answer: leak.Answer(200, func(said string) string { return `{"data":"` + said })},
		{Name: "members of another kind", Answer: leak.Answer(200, func(said string) string {
			return `{"data":` + leak.Quote(said) + `,"message_id":{"id":` + leak.Quote(said) + `},"id":[` + leak.Quote(said) + `]}`
		})},
		{Name: "a list that tells everything", Answer: leak.Answer(200, func(said string) string {
			return `{"data":[{"id":"1","error":{"message":` + leak.Quote(said) + `,"code":190}}],"error":{"message":` + leak.Quote(said) + `}}`
		})},
		{Name: "a further page at an address with the token", Answer: func(w *leak.Wire, req *http.Request) (*http.Response, error) {
			next := "https://elsewhere.example/x?access_token=" + url.QueryEscape(leakPage.Reveal())
			return leak.Response(req, 200, strings.NewReader(`{"data":[],"paging":{"next":`+leak.Quote(next)+`,"cursors":{"after":"x"}}}`)), nil
		}},
		{Name: "a file that breaks off", Answer: leak.Answer(400, func(said string) string { return refusal(400, said) }), Files: func(w *leak.Wire) (channel.File, error) {
			return channel.File{Body: io.NopCloser(leak.Broken(w.Say())), Name: "a.png", Size: -1}, nil
		}},
	}...)
}

func pair[T any](v T, err error) []any { return []any{v, err} }

// decoded hands a decoder what holds credentials, and returns its errors.
func decoded[T any](w *world, decode func(channel.Custom) (T, error)) (all []any) {
	for _, data := range []string{"", "{", `"` + w.Say() + `"`, `{"optin":` + leak.Quote(w.Say()), "[]"} {
		for _, kind := range []string{w.Say(), "odd"} {
			_, err := decode(channel.Custom{Kind: kind, Data: []byte(data)})
			all = append(all, err)
		}
	}
	return all
}

// leakCalls calls everything that the package exports, by name, and returns what a host then has.
var leakCalls = map[string]func(context.Context, *world) []any{
	"facebook.Channel.Call": func(ctx context.Context, w *world) []any {
		var out struct{ ID int }
		return []any{w.ch.Call(ctx, leakPageID, http.MethodGet, "me", map[string]any{"fields": "id"}, &out),
			w.ch.Call(ctx, leakPageID, http.MethodPost, "me/x", map[string]any{"x": func() {}}, nil)}
	},
	"facebook.Channel.CheckSubscription": func(ctx context.Context, w *world) []any { return pair(w.ch.CheckSubscription(ctx)) },
	"facebook.Channel.CheckToken":        func(ctx context.Context, w *world) []any { return pair(w.ch.CheckToken(ctx, leakUser)) },
	"facebook.Channel.Connect": func(ctx context.Context, w *world) []any {
		return pair(w.ch.Connect(ctx, leakPageID, "https://desk.example/facebook"))
	},
	"facebook.Channel.CreatePersona": func(ctx context.Context, w *world) []any {
		return pair(w.ch.CreatePersona(ctx, leakPageID, facebook.Persona{Name: "Ada", Picture: "https://desk.example/a.png"}))
	},
	"facebook.Channel.DeleteMessengerProfile": func(ctx context.Context, w *world) []any {
		return []any{w.ch.DeleteMessengerProfile(ctx, leakPageID, "greeting")}
	},
	"facebook.Channel.DeletePersona": func(ctx context.Context, w *world) []any { return []any{w.ch.DeletePersona(ctx, leakPageID, "1")} },
	"facebook.Channel.Disconnect":    func(ctx context.Context, w *world) []any { return []any{w.ch.Disconnect(ctx, leakPageID)} },
	"facebook.Channel.ExtendControl": func(ctx context.Context, w *world) []any {
		return []any{w.ch.ExtendControl(ctx, w.thread, time.Hour)}
	},
	"facebook.Channel.DeletePost": func(ctx context.Context, w *world) []any {
		return []any{w.ch.DeletePost(ctx, w.comment(), channel.Post{ID: "1_2"})}
	},
	"facebook.Channel.HidePost": func(ctx context.Context, w *world) []any {
		return []any{w.ch.HidePost(ctx, w.comment(), channel.Post{ID: "1_2"}, true)}
	},
	"facebook.Channel.LikePost": func(ctx context.Context, w *world) []any {
		return []any{w.ch.LikePost(ctx, w.comment(), channel.Post{ID: "1_2"}, true), w.ch.LikePost(ctx, w.comment(), channel.Post{ID: "1_2"}, false)}
	},
	"facebook.Channel.ReadPost": func(ctx context.Context, w *world) []any {
		return pair(w.ch.ReadPost(ctx, w.comment(), channel.Post{ID: "1_2"}))
	},
	"facebook.Channel.ReadComment": func(ctx context.Context, w *world) []any { return pair(w.ch.ReadComment(ctx, w.comment(), "1_2")) },
	"facebook.Channel.ReplyToPost": func(ctx context.Context, w *world) []any {
		return pair(w.ch.ReplyToPost(ctx, w.comment(), channel.Post{ID: "1_2"}, channel.Message{Text: "Hei"}))
	},
	"facebook.Channel.FetchProfile": func(ctx context.Context, w *world) []any { return pair(w.ch.FetchProfile(ctx, w.thread)) },
	"facebook.Channel.History": func(ctx context.Context, w *world) (all []any) {
		for ev, err := range w.ch.History(ctx, leakPageID, time.Time{}) {
			all = append(all, ev, err)
		}
		return all
	},
	"facebook.Channel.MarkRead": func(ctx context.Context, w *world) []any { return []any{w.ch.MarkRead(ctx, w.thread, "m_1")} },
	"facebook.Channel.OpenMedia": func(ctx context.Context, w *world) []any {
		return pair(w.ch.OpenMedia(ctx, w.thread, channel.Attachment{Kind: channel.MediaImage, URL: "https://cdn.example/a.png?x=1"}))
	},
	"facebook.Channel.PagesOf": func(ctx context.Context, w *world) []any {
		pages, err := w.ch.PagesOf(ctx, leakUser)
		return []any{pages, err}
	},
	"facebook.Channel.PassControl": func(ctx context.Context, w *world) []any { return []any{w.ch.PassControl(ctx, w.thread, "1", "x")} },
	"facebook.Channel.Personas":    func(ctx context.Context, w *world) []any { return pair(w.ch.Personas(ctx, leakPageID)) },
	"facebook.Channel.React":       func(ctx context.Context, w *world) []any { return []any{w.ch.React(ctx, w.thread, "m_1", "❤")} },
	"facebook.Channel.ReadMessengerProfile": func(ctx context.Context, w *world) []any {
		return pair(w.ch.ReadMessengerProfile(ctx, leakPageID))
	},
	"facebook.Channel.Receive": func(_ context.Context, w *world) (all []any) {
		for _, call := range w.calledWith() {
			_, err := w.ch.Receive(call)
			all = append(all, err)
		}
		return all
	},
	"facebook.Channel.Verify": func(_ context.Context, w *world) (all []any) {
		for _, call := range w.calledWith() {
			all = append(all, w.ch.Verify(call))
		}
		return all
	},
	"facebook.Channel.CheckHeader": func(_ context.Context, w *world) (all []any) {
		for _, call := range w.calledWith() {
			all = append(all, w.ch.CheckHeader(call))
		}
		return all
	},
	"facebook.Channel.ReleaseControl": func(ctx context.Context, w *world) []any { return []any{w.ch.ReleaseControl(ctx, w.thread, "x")} },
	"facebook.Channel.RequestControl": func(ctx context.Context, w *world) []any { return []any{w.ch.RequestControl(ctx, w.thread, "x")} },
	"facebook.Channel.TakeControl":    func(ctx context.Context, w *world) []any { return []any{w.ch.TakeControl(ctx, w.thread, "x")} },
	"facebook.Channel.Send": func(ctx context.Context, w *world) []any {
		return pair(w.ch.Send(ctx, w.thread, channel.Message{Text: "Hei", Heard: time.Date(2026, 6, 9, 11, 59, 0, 0, time.UTC)}))
	},
	"facebook.Channel.Send: a file": func(ctx context.Context, w *world) []any {
		return pair(w.ch.Send(ctx, w.thread, channel.Message{Heard: time.Date(2026, 6, 9, 11, 59, 0, 0, time.UTC),
			Attachments: []channel.Attachment{{Kind: channel.MediaImage, File: "a"}}}))
	},
	"facebook.Channel.SetMessengerProfile": func(ctx context.Context, w *world) []any {
		return []any{w.ch.SetMessengerProfile(ctx, leakPageID, facebook.MessengerProfile{Greeting: []facebook.Greeting{{Text: "Hei"}}})}
	},
	"facebook.Channel.ShowTyping": func(ctx context.Context, w *world) []any { return []any{w.ch.ShowTyping(ctx, w.thread)} },
	"facebook.Channel.StopTyping": func(ctx context.Context, w *world) []any { return []any{w.ch.StopTyping(ctx, w.thread)} },
	"facebook.Channel.Subscribe": func(ctx context.Context, w *world) []any {
		_, bad := w.ch.Subscribe(ctx, "https://desk.example/"+leakPage.Reveal()+"\x7f")
		sub, err := w.ch.Subscribe(ctx, "https://desk.example/facebook")
		return []any{bad, sub, err}
	},
	"facebook.Channel.ThreadOwner": func(ctx context.Context, w *world) []any { return pair(w.ch.ThreadOwner(ctx, w.thread)) },
	"facebook.Channel.Unsubscribe": func(ctx context.Context, w *world) []any { return []any{w.ch.Unsubscribe(ctx)} },
	"facebook.Channel.Upload": func(ctx context.Context, w *world) []any {
		f, _ := w.open(ctx, "a")
		return pair(w.ch.Upload(ctx, w.thread, channel.Attachment{Kind: channel.MediaImage}, f))
	},
	"facebook.Channel.WebhookForm": func(_ context.Context, w *world) []any {
		_, bad := w.ch.WebhookForm("http://" + leakVerify.Reveal())
		form, err := w.ch.WebhookForm("https://desk.example/facebook")
		return []any{bad, form, err}
	},
	"facebook.DecodeAccountLinking": func(_ context.Context, w *world) []any { return decoded(w, facebook.DecodeAccountLinking) },
	"facebook.DecodeCoupon":         func(_ context.Context, w *world) []any { return decoded(w, facebook.DecodeCoupon) },
	"facebook.DecodeDeletion":       func(_ context.Context, w *world) []any { return decoded(w, facebook.DecodeDeletion) },
	"facebook.DecodeFeedback":       func(_ context.Context, w *world) []any { return decoded(w, facebook.DecodeFeedback) },
	"facebook.DecodeForm":           func(_ context.Context, w *world) []any { return decoded(w, facebook.DecodeForm) },
	"facebook.DecodeGap":            func(_ context.Context, w *world) []any { return decoded(w, facebook.DecodeGap) },
	"facebook.DecodeInformation":    func(_ context.Context, w *world) []any { return decoded(w, facebook.DecodeInformation) },
	"facebook.DecodeLead":           func(_ context.Context, w *world) []any { return decoded(w, facebook.DecodeLead) },
	"facebook.DecodeOrder":          func(_ context.Context, w *world) []any { return decoded(w, facebook.DecodeOrder) },
	"facebook.DecodeEnforcement":    func(_ context.Context, w *world) []any { return decoded(w, facebook.DecodeEnforcement) },
	"facebook.DecodeThumbs":         func(_ context.Context, w *world) []any { return decoded(w, facebook.DecodeThumbs) },
	"facebook.DeletionReply": func(_ context.Context, w *world) []any {
		_, err := facebook.DeletionReply("http://x\x7f/"+leakPage.Reveal(), leakSecret.Reveal())
		return []any{err}
	},
	"facebook.ReadSignedRequest": func(_ context.Context, w *world) (all []any) {
		for _, text := range []string{leakSecret.Reveal(), "a." + leakSecret.Reveal(), leakPage.Reveal() + "." + leakSecret.Reveal()} {
			s, err := facebook.ReadSignedRequest(deauthorizeCall(text), channel.NewKeys(leakSecret))
			all = append(all, s, err)
		}
		return all
	},
	"facebook.New": func(_ context.Context, w *world) []any {
		_, err := facebook.New(facebook.Config{AppID: leakPage.Reveal(), AppSecret: channel.NewKeys(leakSecret), BaseURL: "http://x/" + leakSecret.Reveal(), GraphVersion: leakVerify.Reveal()})
		return []any{err}
	},
	"facebook.PageTable.Set": func(context.Context, *world) []any {
		return []any{new(facebook.PageTable).Set("", facebook.Page{Token: leakPage}), new(facebook.PageTable).Set("", facebook.Page{})}
	},
	"facebook.Utility.MarshalJSON": func(context.Context, *world) []any { return pair(facebook.Utility{Name: "x"}.MarshalJSON()) },
	"facebook.Utility.UnmarshalJSON": func(_ context.Context, w *world) []any {
		return []any{new(facebook.Utility).UnmarshalJSON([]byte("{" + w.Say())), new(facebook.Utility).UnmarshalJSON([]byte(leak.Quote(w.Say())))}
	},
}

// calledWith are webhook calls that fail, with credentials where they do not belong.
func (w *world) calledWith() (all []channel.Webhook) {
	said := w.Say()
	for _, header := range []http.Header{nil, {"X-Hub-Signature-256": {said}}, {"X-Hub-Signature-256": {"sha256=00", said}}, {"Content-Encoding": {said}}} {
		all = append(all,
			channel.Webhook{Method: http.MethodPost, Header: header, Body: []byte(said)},
			channel.Webhook{Method: http.MethodGet, Header: header, RawQuery: "hub.mode=subscribe&hub.challenge=1&hub.verify_token=" + url.QueryEscape(said)},
			channel.Webhook{Method: said, Header: header, Body: []byte("{")})
	}
	return all
}

func leakValues(w *world) map[string]any {
	table := new(facebook.PageTable)
	require.NoError(w.TB, table.Set(leakPageID, facebook.Page{Token: leakPage}))
	pages, err := w.ch.PagesOf(w.TB.Context(), leakUser)
	require.NoError(w.TB, errors.Join(err))
	form, err := w.ch.WebhookForm("https://desk.example/facebook")
	require.NoError(w.TB, err)
	values := map[string]any{
		"facebook.BusinessLogin": w.business(), "facebook.InstagramLogin": w.instagram(), "facebook.LoginConfig": w.login(), "facebook.InstagramConfig": facebook.InstagramConfig{AppSecret: channel.NewKeys(leakSecret)},
		"facebook.Channel": w.ch, "facebook.Config": facebook.Config{AppSecret: channel.NewKeys(leakSecret), VerifyToken: channel.NewKeys(leakVerify), Pages: facebook.PageMap{leakPageID: {Token: leakPage}}},
		"facebook.Page": facebook.Page{Token: leakPage}, "facebook.PageTable": table, "facebook.OwnPage": pages, "facebook.WebhookForm": form,
	}
	for name, v := range map[string]any{
		"Owner": facebook.Owner{}, "AccountLinking": facebook.AccountLinking{}, "Enforcement": facebook.Enforcement{}, "Thumbs": facebook.Thumbs{}, "Form": facebook.Form{},
		"Coupon": facebook.Coupon{}, "Order": facebook.Order{}, "Product": facebook.Product{}, "Answer": facebook.Answer{}, "Gap": facebook.Gap{},
		"MessengerProfile": facebook.MessengerProfile{}, "Greeting": facebook.Greeting{}, "IceBreakers": facebook.IceBreakers{}, "Question": facebook.Question{},
		"Menu": facebook.Menu{}, "Item": facebook.Item{}, "Options": facebook.Options{}, "Control": facebook.Control{}, "Utility": facebook.Utility{}, "Persona": facebook.Persona{}, "PostConfig": facebook.PostConfig{}, "Comment": facebook.Comment{},
		"Button": facebook.Button{}, "Card": facebook.Card{}, "MediaCard": facebook.MediaCard{}, "Receipt": facebook.Receipt{}, "Address": facebook.Address{},
		"Summary": facebook.Summary{}, "Adjustment": facebook.Adjustment{}, "Token": facebook.Token{}, "SignedRequest": facebook.SignedRequest{},
	} {
		values["facebook."+name] = v
	}
	return values
}

// No credential comes back from anything that the package exports, however it fails.
func TestLeaks(t *testing.T) {
	calls := maps.Clone(leakCalls)
	maps.Copy(calls, leakLoginCalls)
	leak.Suite[*world]{
		Packages: map[string]string{"facebook": "."},
		World:    newWorld,
		Calls:    calls,
		Modes:    leakModes,
		Alone: []string{"facebook.New", "facebook.NewBusinessLogin", "facebook.NewInstagramLogin", "facebook.BusinessLogin.Begin", "facebook.InstagramLogin.Begin", "facebook.InstagramLogin.Revoke", "facebook.PageTable.Set", "facebook.Utility.MarshalJSON", "facebook.Utility.UnmarshalJSON", "facebook.Channel.Receive", "facebook.Channel.Verify", "facebook.Channel.CheckHeader",
			"facebook.Channel.WebhookForm", "facebook.DecodeAccountLinking", "facebook.DecodeCoupon", "facebook.DecodeDeletion", "facebook.DeletionReply", "facebook.ReadSignedRequest", "facebook.DecodeFeedback", "facebook.DecodeForm", "facebook.DecodeGap",
			"facebook.DecodeInformation", "facebook.DecodeLead", "facebook.DecodeOrder", "facebook.DecodeEnforcement", "facebook.DecodeThumbs"},
		Unfailing: []string{"facebook.Utility.MarshalJSON", "facebook.BusinessLogin.Begin", "facebook.InstagramLogin.Begin", "facebook.InstagramLogin.Revoke"},
		Harmless: []string{"facebook.BusinessLogin.Info", "facebook.BusinessLogin.Settings", "facebook.BusinessLogin.String", "facebook.InstagramLogin.Info", "facebook.InstagramLogin.Settings",
			"facebook.InstagramLogin.String", "facebook.DefaultInstagramLoginFields", "facebook.DefaultInstagramScopes", "facebook.DefaultLoginScopes", "facebook.DefaultFields", "facebook.DefaultInstagramFields", "facebook.DefaultProfileFields", "facebook.Driver", "facebook.FallbackKey", "facebook.Native",
			"facebook.NewVerifyToken", "facebook.SignedRequest.Deauthorized", "facebook.SignedRequest.DeletionRequested", "facebook.Channel.Format", "facebook.Channel.Info", "facebook.Channel.PostLimits", "facebook.Channel.Limits", "facebook.Channel.LogValue", "facebook.Channel.String",
			"facebook.PageMap.IDs", "facebook.PageMap.Page", "facebook.PageTable.Format", "facebook.PageTable.IDs", "facebook.PageTable.Page", "facebook.PageTable.Remove"},
		Values: leakValues,
	}.Run(t)
}
