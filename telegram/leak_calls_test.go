package telegram_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/channeltest/leak"
	"github.com/contactkit/contactkit/telegram"
	"github.com/contactkit/contactkit/telegram/apifabric"
)

// leakCalls calls everything that the packages export, by name, and returns what a host then has. A
// name with a colon is a further way to call the same function.
var leakCalls = map[string]func(context.Context, *world) []any{
	"telegram.Channel.AnswerPress": func(ctx context.Context, w *world) []any {
		return each(w, func(ch *telegram.Channel, in channel.Thread) any {
			return ch.AnswerPress(ctx, in, channel.Press{ID: "1"}, "Takk")
		})
	},
	"telegram.Channel.Call": func(ctx context.Context, w *world) []any {
		return each(w, func(ch *telegram.Channel, _ channel.Thread) any {
			var out struct{ ID int }
			return errors.Join(ch.Call(ctx, "getMe", nil, &out), ch.Call(ctx, "getChat", map[string]any{"chat_id": func() {}}, nil))
		})
	},
	"telegram.Channel.CheckSubscription": func(ctx context.Context, w *world) []any {
		return each(w, func(ch *telegram.Channel, _ channel.Thread) any { return pair(ch.CheckSubscription(ctx)) })
	},
	"telegram.Channel.DeleteMessage": func(ctx context.Context, w *world) []any {
		return each(w, func(ch *telegram.Channel, in channel.Thread) any { return ch.DeleteMessage(ctx, in, "1") })
	},
	"telegram.Channel.DeleteMessages": func(ctx context.Context, w *world) []any {
		return each(w, func(ch *telegram.Channel, in channel.Thread) any { return ch.DeleteMessages(ctx, in, "1", "2") })
	},
	"telegram.Channel.EditMessage": func(ctx context.Context, w *world) []any {
		return each(w, func(ch *telegram.Channel, in channel.Thread) any {
			return errors.Join(ch.EditMessage(ctx, in, "1", channel.Message{Text: "a"}),
				ch.EditMessage(ctx, in, "1", channel.Message{Attachments: []channel.Attachment{file(channel.MediaFile, "a")}}))
		})
	},
	"telegram.Channel.FetchConnection": func(ctx context.Context, w *world) []any {
		return each(w, func(ch *telegram.Channel, _ channel.Thread) any { return pair(ch.FetchConnection(ctx, "bc1")) })
	},
	"telegram.Channel.FetchProfile": func(ctx context.Context, w *world) []any {
		return each(w, func(ch *telegram.Channel, in channel.Thread) any { return pair(ch.FetchProfile(ctx, in)) })
	},
	"telegram.Channel.MarkRead": func(ctx context.Context, w *world) []any {
		return each(w, func(ch *telegram.Channel, in channel.Thread) any {
			in.Via = "bc1"
			return ch.MarkRead(ctx, in, "1")
		})
	},
	"telegram.Channel.Me": func(ctx context.Context, w *world) []any {
		return each(w, func(ch *telegram.Channel, _ channel.Thread) any { return pair(ch.Me(ctx)) })
	},
	"telegram.Channel.OpenMedia": func(ctx context.Context, w *world) []any {
		return each(w, func(ch *telegram.Channel, in channel.Thread) any {
			return pair(ch.OpenMedia(ctx, in, channel.Attachment{Kind: channel.MediaFile, ID: "AgAC"}))
		})
	},
	"telegram.Channel.OpenMedia: a file that is there": func(ctx context.Context, w *world) []any {
		w.bot.SendFile(private.Contact, "document", "a.pdf", "", []byte("PDF"))
		var id string
		w.bot.Deliver(receiver(w.direct, func(got channel.Delivery) {
			for _, ev := range got.Events {
				if m, ok := ev.Body.(channel.Message); ok && len(m.Attachments) > 0 {
					id = m.Attachments[0].ID
				}
			}
		}))
		return each(w, func(ch *telegram.Channel, in channel.Thread) any {
			return pair(ch.OpenMedia(ctx, in, channel.Attachment{Kind: channel.MediaFile, ID: id}))
		})
	},
	"telegram.Channel.OpenPicture": func(ctx context.Context, w *world) []any {
		return each(w, func(ch *telegram.Channel, in channel.Thread) any { return pair(ch.OpenPicture(ctx, in)) })
	},
	"telegram.Channel.Poll": func(ctx context.Context, w *world) []any {
		ctx, cancel := context.WithTimeout(ctx, 2*time.Millisecond)
		defer cancel()
		return []any{w.direct.Poll(ctx, func(context.Context, channel.Webhook) error { return errors.New("the host's store is full") })}
	},
	"telegram.Channel.Draft": func(ctx context.Context, w *world) []any {
		return each(w, func(ch *telegram.Channel, in channel.Thread) any {
			return ch.Draft(ctx, in, "1", channel.Message{Text: "x"})
		})
	},
	"telegram.DecodeStopped": func(_ context.Context, w *world) []any {
		return parsed(w, "stopped_message_generation", telegram.DecodeStopped)
	},
	"telegram.DecodeSubscription": func(_ context.Context, w *world) []any {
		return parsed(w, "subscription", telegram.DecodeSubscription)
	},
	"telegram.Channel.React": func(ctx context.Context, w *world) []any {
		return each(w, func(ch *telegram.Channel, in channel.Thread) any { return ch.React(ctx, in, "1", "👍") })
	},
	"telegram.Channel.Receive": func(_ context.Context, w *world) []any {
		var all []any
		for _, call := range w.calledWith() {
			got, err := w.direct.Receive(call)
			if err == nil { // what a body holds is in its events
				all = append(all, got)
			}
			all = append(all, err)
		}
		return all
	},
	"telegram.Channel.Verify": func(_ context.Context, w *world) (all []any) {
		for _, call := range w.calledWith() {
			all = append(all, w.direct.Verify(call))
		}
		return all
	},
	"telegram.Channel.CheckHeader": func(_ context.Context, w *world) (all []any) {
		for _, call := range w.calledWith() {
			all = append(all, w.direct.CheckHeader(call))
		}
		return all
	},
	"telegram.Channel.Send": func(ctx context.Context, w *world) []any {
		return each(w, func(ch *telegram.Channel, in channel.Thread) any {
			return pair(ch.Send(ctx, in, channel.Message{Text: "God dag"}))
		})
	},
	"telegram.Channel.Send: files": func(ctx context.Context, w *world) []any {
		return each(w, func(ch *telegram.Channel, in channel.Thread) any {
			return pair(ch.Send(ctx, in, channel.Message{Attachments: []channel.Attachment{file(channel.MediaFile, "a"), file(channel.MediaFile, "b")}}))
		})
	},
	"telegram.Channel.SetWebhook": func(ctx context.Context, w *world) []any {
		return each(w, func(ch *telegram.Channel, _ channel.Thread) any {
			return pair(ch.SetWebhook(ctx, callback, telegram.WebhookOptions{Certificate: []byte("-----BEGIN CERTIFICATE-----")}))
		})
	},
	"telegram.Channel.SetWebhook: the token is in the address": func(ctx context.Context, w *world) []any {
		return pair(w.direct.SetWebhook(ctx, callback+"/"+leakToken.Reveal(), telegram.WebhookOptions{}))
	},
	"telegram.Channel.ShowTyping": func(ctx context.Context, w *world) []any {
		return each(w, func(ch *telegram.Channel, in channel.Thread) any { return ch.ShowTyping(ctx, in) })
	},
	"telegram.Channel.Subscribe": func(ctx context.Context, w *world) []any {
		return each(w, func(ch *telegram.Channel, _ channel.Thread) any { return pair(ch.Subscribe(ctx, callback)) })
	},
	"telegram.Channel.Unsubscribe": func(ctx context.Context, w *world) []any {
		return each(w, func(ch *telegram.Channel, _ channel.Thread) any { return ch.Unsubscribe(ctx) })
	},
	"telegram.New": func(context.Context, *world) []any {
		_, noColon := telegram.New(telegram.Config{Token: channel.Secret(strings.Replace(leakToken.Reveal(), ":", "", 1)), WebhookSecret: channel.NewKeys(leakApp), BaseURL: ":"})
		_, twice := telegram.New(telegram.Config{Token: leakToken, Account: "1", WebhookSecret: channel.NewKeys(leakHook), InsecureNoSecret: true,
			Gateway: &telegram.Gateway{Path: "x", Fabric: apifabric.Config{AppSecret: leakApp, AppKey: "a b"}}})
		return []any{noColon, twice}
	},
	"telegram.Driver": func(_ context.Context, w *world) []any { return opened(telegram.Driver(), w) },
	"telegram.System.Driver": func(_ context.Context, w *world) []any {
		return opened(telegram.System{FabricAddress: "10.20.30.40:28070", Trusted: []string{}}.Driver(), w)
	},
	"telegram.EncodeBotAPI": func(context.Context, *world) []any {
		_, _, err := telegram.EncodeBotAPI("sendMessage", []byte(leakToken))
		return []any{err}
	},
	"telegram.Method": func(context.Context, *world) []any {
		_, err := telegram.Method("sendMessage", map[string]any{leakToken.Reveal(): func() {}})
		_, name := telegram.Method("/bot"+leakToken.Reveal()+"/sendMessage", nil)
		return []any{err, name}
	},
	"telegram.DecodeConnection": func(_ context.Context, w *world) []any {
		return parsed(w, "business_connection", telegram.DecodeConnection)
	},
	"telegram.DecodeJoinRequest": func(_ context.Context, w *world) []any {
		return parsed(w, "chat_join_request", telegram.DecodeJoinRequest)
	},
	"telegram.DecodePollAnswer": func(_ context.Context, w *world) []any { return parsed(w, "poll_answer", telegram.DecodePollAnswer) },
	"telegram.LocalDir": func(ctx context.Context, w *world) (all []any) {
		// The working directory of the real server has a directory for each bot, and its name is
		// the token.
		dir := w.TB.TempDir()
		files := telegram.LocalDir("/srv/bot", dir)
		of := "/srv/bot/" + leakToken.Reveal() + "/documents"
		if err := os.MkdirAll(filepath.Join(dir, leakToken.Reveal(), "documents"), 0o700); err != nil {
			return []any{err}
		}
		for _, name := range []string{of, of + "/none.pdf", of + "/../../../x", "/etc/passwd", "", of + "\x00"} {
			f, err := files(ctx, name)
			all = append(all, f, err)
		}
		gone, err := telegram.LocalDir("/srv/bot", filepath.Join(dir, leakToken.Reveal(), "gone"))(ctx, of+"/a.pdf")
		return append(all, gone, err)
	},

	"apifabric.New": func(context.Context, *world) []any {
		_, err := apifabric.New(apifabric.Config{AppSecret: leakApp, TokenURL: "https://a:" + leakApp.Reveal() + "@10.0.0.1:1", BusinessURL: leakApp.Reveal(), TokenPath: leakApp.Reveal()})
		return []any{err}
	},
	"apifabric.NewBridge": func(context.Context, *world) []any {
		_, err := apifabric.NewBridge(apifabric.BridgeConfig{URL: "https://a:" + leakBridge.Reveal() + "@10.0.0.1:1", Secret: leakBridge})
		_, bad := apifabric.NewBridge(apifabric.BridgeConfig{URL: "https://10.0.0.1/%" + leakBridge.Reveal(), Secret: leakBridge})
		return []any{err, bad}
	},
	"apifabric.Bridge.Forward": func(ctx context.Context, w *world) []any {
		return []any{w.bridge.Forward(ctx, channel.Webhook{Body: []byte(`{"update_id":1}`)}), w.bridge.Forward(ctx, channel.Webhook{Body: []byte(`{"update_id":2}`)})}
	},
	"apifabric.Bridge.Handler": func(ctx context.Context, w *world) []any {
		rec := httptest.NewRecorder()
		req := httptest.NewRequestWithContext(ctx, http.MethodPost, "/", strings.NewReader(`{"update_id":3}`))
		req.Header.Set("X-Telegram-Bot-Api-Secret-Token", leakHook.Reveal())
		w.bridge.Handler(w.direct).ServeHTTP(rec, req)
		return []any{rec.Body.String(), rec.Result().Header}
	},
	"apifabric.Client.CheckToken": func(ctx context.Context, w *world) []any {
		return []any{w.client.CheckToken(ctx)}
	},
	"apifabric.Client.CheckToken: signing": func(ctx context.Context, w *world) []any {
		return []any{w.signing.CheckToken(ctx)}
	},
	"apifabric.Client.Do":               func(ctx context.Context, w *world) []any { return done(ctx, w.client) },
	"apifabric.Client.Do: signing":      func(ctx context.Context, w *world) []any { return done(ctx, w.signing) },
	"apifabric.Client.Refused":          func(ctx context.Context, w *world) []any { return judged(ctx, w.client) },
	"apifabric.Client.Refused: signing": func(ctx context.Context, w *world) []any { return judged(ctx, w.signing) },
	"apifabric.Client.Open": func(ctx context.Context, w *world) []any {
		return pair(w.client.Open(ctx, apifabric.Call{Op: "x", Method: http.MethodGet, Path: "/apiaccess/x"}, 100))
	},
	"apifabric.Client.Open: signing": func(ctx context.Context, w *world) []any {
		return pair(w.signing.Open(ctx, apifabric.Call{Op: "x", Method: http.MethodGet, Path: "/apiaccess/x"}, 100))
	},
	"apifabric.Client.Redact": func(ctx context.Context, w *world) []any {
		_, err := w.client.Do(ctx, apifabric.Call{Op: "x", Path: "/apiaccess/x"})
		text := leakApp.Reveal()
		for _, s := range w.Secrets()[5:] { // what the gateway gave out
			if !strings.HasPrefix(s, "Mac-") {
				text += " " + s
			}
		}
		return []any{err, w.client.Redact(text)}
	},
	"apifabric.ReadPush": func(_ context.Context, w *world) (all []any) {
		for _, call := range w.calledWith() {
			_, err := apifabric.ReadPush(call, nil)
			_, malformed := apifabric.ReadPush(call, func(channel.Webhook) error { return nil })
			all = append(all, err, malformed)
		}
		return all
	},
	"apifabric.Client.Web": func(_ context.Context, w *world) []any {
		web, err := w.client.Web(apifabric.WebOptions{ConfigID: leakApp.Reveal(), MaxText: channel.Length{Max: -1}})
		return []any{web, err}
	},
	"apifabric.Web.Send": func(ctx context.Context, w *world) []any {
		return []any{w.web.Send(ctx, apifabric.User{ID: "tg1"}, apifabric.WebMessage{Content: "Hei"}), w.web.Send(ctx, apifabric.User{ID: "tg1"}, apifabric.WebMessage{Content: "Hei"})}
	},
	"apifabric.Web.Poll": func(ctx context.Context, w *world) []any {
		return pair(w.web.Poll(ctx, apifabric.User{ID: "tg1"}))
	},
	"apifabric.Web.Download": func(ctx context.Context, w *world) []any {
		return pair(w.web.Download(ctx, apifabric.User{ID: "tg1"}, apifabric.WebFile{ID: "a"}))
	},
	"apifabric.Web.Upload": func(ctx context.Context, w *world) []any {
		return pair(w.web.Upload(ctx, apifabric.User{ID: "tg1"}, "PNG", channel.File{Body: io.NopCloser(strings.NewReader("PNG"))}))
	},
	"apifabric.Web.Upload: a file that cannot be read": func(ctx context.Context, w *world) []any {
		return pair(w.web.Upload(ctx, apifabric.User{ID: "tg1"}, "PNG", channel.File{Body: io.NopCloser(leak.Broken(w.Say()))}))
	},
}
