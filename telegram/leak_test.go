package telegram_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	gotoken "go/token"
	"io"
	"io/fs"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/internal/leak"
	"github.com/contactkit/contactkit/telegram"
	"github.com/contactkit/contactkit/telegram/apifabric"
)

// leakCalls calls everything that the packages export, by name, and returns what a host then has. Behind a colon stands a further way to
// call the same.
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
	"telegram.ParseConnection": func(_ context.Context, w *world) []any { return parsed(w, telegram.ParseConnection) },
	"telegram.ParseJoinRequest": func(_ context.Context, w *world) []any {
		return parsed(w, telegram.ParseJoinRequest)
	},
	"telegram.ParsePollAnswer": func(_ context.Context, w *world) []any { return parsed(w, telegram.ParsePollAnswer) },
	"telegram.LocalDir": func(ctx context.Context, w *world) (all []any) {
		// The working directory of the real server has a directory for each bot, and its name is the token.
		dir := w.tb.TempDir()
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
		for _, s := range w.secrets[5:] { // what the gateway gave out
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
		return pair(w.web.Upload(ctx, apifabric.User{ID: "tg1"}, "PNG", channel.File{Body: io.NopCloser(broken(w.say()))}))
	},
}

// alone are those of leakCalls that make no calls themselves.
var alone = []string{
	"telegram.New", "telegram.Driver", "telegram.System.Driver", "telegram.EncodeBotAPI", "telegram.Method", "telegram.LocalDir",
	"telegram.ParseConnection", "telegram.ParseJoinRequest", "telegram.ParsePollAnswer", "telegram.Channel.Receive", "telegram.Channel.Verify",
	"apifabric.New", "apifabric.NewBridge", "apifabric.ReadPush",
}

// unfailing are those of leakCalls that return no error, as things are.
var unfailing = []string{"telegram.EncodeBotAPI", "apifabric.Bridge.Handler", "apifabric.Client.CheckToken: signing"}

// leakless are exported functions that neither fail nor do anything, and return no more than they were given.
var leakless = []string{
	"telegram.DefaultUpdates", "telegram.EscapeHTML", "telegram.EscapeMarkdown", "telegram.EscapeMarkdownCode", "telegram.EscapeMarkdownURL",
	"telegram.JoinAlbum", "telegram.Native", "telegram.Albums.Add", "telegram.Albums.Due", "telegram.Albums.Next", "telegram.Channel.Info", "telegram.Channel.Limits",
	"telegram.Channel.String", "telegram.Channel.Format", "telegram.Channel.LogValue", "telegram.Gateway.Format",
	"apifabric.CheckAPIs", "apifabric.MissingAPIs", "apifabric.RequiredAPIs", "apifabric.PushReply", "apifabric.Downlink.File", "apifabric.Client.Web", "apifabric.Signer.Sign",
	"apifabric.Client.String", "apifabric.Client.Format", "apifabric.Client.LogValue", "apifabric.Bridge.String", "apifabric.Bridge.Format", "apifabric.Bridge.LogValue",
	"apifabric.Web.String", "apifabric.Web.Format", "apifabric.Web.LogValue",
}

// Whatever is called, and however it fails, no credential is in an error, in anything that comes back, or in a file's name.
func TestNothingThatComesBackHoldsACredential(t *testing.T) {
	var mu sync.Mutex
	failed := make(map[string]int)
	tried := 0
	all := modes(t)
	t.Run("fails", func(t *testing.T) {
		for i, m := range all {
			t.Run(m.name, func(t *testing.T) {
				t.Parallel()
				counts := fail(t, m, i == 0)
				mu.Lock()
				defer mu.Unlock()
				tried++
				for name, n := range counts {
					failed[name] += n
				}
			})
		}
	})
	for name := range leakCalls {
		if tried == len(all) && failed[name] == 0 && !slices.Contains(unfailing, name) {
			t.Errorf("%s was called, and never failed", name)
		}
	}
	t.Run("cancelled", func(t *testing.T) {
		ctx, cancel := context.WithCancelCause(t.Context())
		cancel(errors.New("the host shuts down"))
		for name, call := range leakCalls {
			w := newWorld(t, name, mode{answer: answer(200, asText(200))}, 0, false)
			for _, v := range call(ctx, w) {
				w.search(name, v)
			}
		}
	})
}

// fail calls everything while calls fail in one way, from the first on, or after some have succeeded. It counts the errors. What makes no
// calls is tried once.
func fail(t *testing.T, m mode, first bool) map[string]int {
	failed := make(map[string]int)
	for i, at := range []struct {
		after int
		spare bool
	}{{0, false}, {0, true}, {1, true}, {2, true}} {
		for name, call := range leakCalls {
			if slices.Contains(alone, name) && (i > 0 || !first) {
				continue
			}
			ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
			if m.name == "silence" {
				cancel()
				ctx, cancel = context.WithTimeout(t.Context(), time.Millisecond)
			}
			w := newWorld(t, name, m, at.after, at.spare)
			for _, v := range call(ctx, w) {
				w.search(name, v)
			}
			failed[name] += w.failed
			cancel()
		}
	}
	return failed
}

// What a host prints of the packages' own values shows no credential either.
func TestNoValuePrintsACredential(t *testing.T) {
	w := newWorld(t, "telegram.Channel.Send", modes(t)[0], 0, false)
	for _, name := range []string{"apifabric.Client.Do", "apifabric.Web.Send", "apifabric.Bridge.Forward", "telegram.Channel.Send"} {
		leakCalls[name](t.Context(), w) // so that there are tokens
	}
	if len(w.secrets) < 7 {
		t.Fatalf("only %d credentials are in use", len(w.secrets))
	}
	keys := channel.NewKeys(leakHook)
	fabric := apifabric.Config{AppKey: "key", AppSecret: leakApp, Pool: new(apifabric.Pool)}
	gateway := telegram.Gateway{Fabric: fabric}
	values := map[string]any{
		"telegram.Albums": &telegram.Albums{}, "telegram.Bot": telegram.Bot{}, "telegram.Channel": w.through,
		"telegram.Config":     telegram.Config{Token: leakToken, WebhookSecret: keys, Gateway: &gateway, TLS: channel.TLS{Key: leakApp}},
		"telegram.Connection": telegram.Connection{}, "telegram.Gateway": gateway, "telegram.JoinRequest": telegram.JoinRequest{},
		"telegram.Options": telegram.Options{}, "telegram.PollAnswer": telegram.PollAnswer{}, "telegram.System": telegram.System{}, "telegram.WebhookOptions": telegram.WebhookOptions{},
		"apifabric.Answer": apifabric.Answer{}, "apifabric.Bridge": w.bridge, "apifabric.BridgeConfig": apifabric.BridgeConfig{Secret: leakBridge, TLS: channel.TLS{Key: leakApp}},
		"apifabric.Call": apifabric.Call{}, "apifabric.Client": w.client, "apifabric.Config": fabric, "apifabric.Downlink": apifabric.Downlink{},
		"apifabric.Pool": fabric.Pool, "apifabric.Signer": apifabric.Signer{Key: "key", Secret: leakApp}, "apifabric.User": apifabric.User{}, "apifabric.Web": w.web,
		"apifabric.WebFile": apifabric.WebFile{}, "apifabric.WebMessage": apifabric.WebMessage{}, "apifabric.WebOptions": apifabric.WebOptions{},
	}
	for name, v := range values {
		w.search(name, v)
		w.search(name+" in a field", struct{ V any }{v})
		w.search(name+" in a list", []any{v, &v})
	}
	w.search("a signing client", w.signing)
	_, types := exported(t)
	if missing := without(types, slices.Collect(maps.Keys(values))); len(missing) > 0 {
		t.Errorf("the search does not print these types: %v", missing)
	}
}

// The search cannot fall behind: each function that is exported is either called by it, or returns nothing that could tell.
func TestEveryExportedFunctionIsSearched(t *testing.T) {
	called := slices.Clone(leakless)
	for name := range leakCalls {
		name, _, _ = strings.Cut(name, ":")
		called = append(called, name)
	}
	functions, _ := exported(t)
	names := slices.Collect(maps.Keys(functions))
	if missing := without(names, called); len(missing) > 0 {
		t.Errorf("not searched: %v; add them to leakCalls", missing)
	}
	if gone := without(called, names); len(gone) > 0 {
		t.Errorf("there are no such functions: %v", gone)
	}
	for _, name := range leakless {
		if functions[name] {
			t.Errorf("%s can fail, or takes a context: it belongs into leakCalls", name)
		}
	}
}

// exported reads the names of the functions and struct types that both packages export from their source. fails says of a function
// that it returns an error or takes a context, so that it may do I/O.
func exported(t *testing.T) (fails map[string]bool, types []string) {
	t.Helper()
	fails = make(map[string]bool)
	for name, dir := range map[string]string{"telegram": ".", "apifabric": "apifabric"} {
		files, err := filepath.Glob(filepath.Join(dir, "*.go"))
		if err != nil {
			t.Fatal(err)
		}
		for _, path := range files {
			if strings.HasSuffix(path, "_test.go") {
				continue
			}
			f, err := parser.ParseFile(gotoken.NewFileSet(), path, nil, parser.SkipObjectResolution)
			if err != nil {
				t.Fatal(err)
			}
			for _, d := range f.Decls {
				switch d := d.(type) {
				case *ast.FuncDecl:
					if full, ok := functionName(d); ok {
						fails[name+"."+full] = mentions(d.Type.Results, "error") || mentions(d.Type.Params, "Context")
					}
				case *ast.GenDecl:
					for _, s := range d.Specs {
						if s, ok := s.(*ast.TypeSpec); ok && s.Name.IsExported() {
							if _, ok := s.Type.(*ast.StructType); ok {
								types = append(types, name+"."+s.Name.Name)
							}
						}
					}
				}
			}
		}
	}
	return fails, types
}

func functionName(d *ast.FuncDecl) (name string, exported bool) {
	if d.Recv == nil {
		return d.Name.Name, d.Name.IsExported()
	}
	of := d.Recv.List[0].Type
	if p, ok := of.(*ast.StarExpr); ok {
		of = p.X
	}
	id, ok := of.(*ast.Ident)
	return fmt.Sprintf("%v.%s", of, d.Name.Name), ok && id.IsExported() && d.Name.IsExported()
}

func mentions(fields *ast.FieldList, word string) (found bool) {
	if fields == nil {
		return false
	}
	for _, f := range fields.List {
		ast.Inspect(f.Type, func(n ast.Node) bool {
			id, ok := n.(*ast.Ident)
			found = found || ok && id.Name == word
			return true
		})
	}
	return found
}

// without returns what of all is not in some.
func without(all, some []string) (left []string) {
	for _, s := range all {
		if !slices.Contains(some, s) {
			left = append(left, s)
		}
	}
	slices.Sort(left)
	return left
}

// each makes a call on every kind of channel, each in its own thread with the customer.
func each(w *world, call func(*telegram.Channel, channel.Thread) any) (all []any) {
	for _, ch := range []*telegram.Channel{w.direct, w.local, w.through, w.decoded} {
		w.knows(true, ch == w.through || ch == w.decoded, false)
		in := private
		in.Account = ch.Info().App
		switch v := call(ch, in).(type) {
		case []any:
			all = append(all, v...)
		default:
			all = append(all, v)
		}
	}
	return all
}

// done makes calls, of which only the errors are looked at: an answer is handed on as it is.
func done(ctx context.Context, c *apifabric.Client) []any {
	_, err := c.Do(ctx, apifabric.Call{Op: "x", Path: "/apiaccess/x"})
	_, bad := c.Do(ctx, apifabric.Call{Op: "x", Path: "/%" + leakApp.Reveal()})
	return []any{err, bad}
}

// judged asks what an answer means when another token may be in use.
func judged(ctx context.Context, c *apifabric.Client) []any {
	a, err := c.Do(ctx, apifabric.Call{Op: "x", Path: "/apiaccess/x"})
	_ = c.CheckToken(ctx)
	return []any{err, c.Refused("x", a)}
}

func pair[T any](v T, err error) []any { return []any{v, err} }

// parsed hands a parser what holds credentials, and returns its errors.
func parsed[T any](w *world, parse func([]byte) (T, error)) (all []any) {
	for _, call := range w.calledWith() {
		_, err := parse(call.Body)
		all = append(all, err)
	}
	return all
}

// opened opens channels from forms that are not in order, and from one that is.
func opened(d channel.Driver, w *world) (all []any) {
	for _, s := range []channel.Settings{
		{Keys: map[string]channel.Keys{"token": channel.NewKeys(leakHook), "webhookSecret": channel.NewKeys(leakApp), "gatewayAppSecret": channel.NewKeys(leakApp)},
			Values: map[string]string{"gatewayUrl": "http://x/" + leakApp.Reveal(), "local": leakHook.Reveal(), "gatewayEncoder": leakHook.Reveal(), "account": leakToken.Reveal()}},
		{Keys: map[string]channel.Keys{"token": channel.NewKeys(leakToken), "webhookSecret": channel.NewKeys(leakHook)}, HTTP: &http.Client{Transport: w}},
	} {
		ch, err := d.Open(s)
		all = append(all, ch, err, s.Keys)
	}
	return all
}

// calledWith are webhook calls that fail, with credentials where they do not belong.
func (w *world) calledWith() (all []channel.Webhook) {
	good := http.Header{"Content-Type": {"application/json"}, "X-Telegram-Bot-Api-Secret-Token": {leakHook.Reveal()}}
	wrong := http.Header{"Content-Type": {"application/json"}, "X-Telegram-Bot-Api-Secret-Token": {leakHook.Reveal() + "x"}}
	twice := http.Header{"Content-Type": {"application/json"}, "X-Telegram-Bot-Api-Secret-Token": {leakHook.Reveal(), leakHook.Reveal()}}
	odd := http.Header{"Content-Type": {leakToken.Reveal()}, "X-Telegram-Bot-Api-Secret-Token": {leakHook.Reveal()}}
	for _, h := range []http.Header{good, wrong, twice, odd, nil} {
		for _, body := range []string{"", "{", `{"update_id":1,"message":{"text":"` + leakToken.Reveal(), leakApp.Reveal(), `"` + leakToken.Reveal() + `"`} {
			all = append(all, channel.Webhook{Method: http.MethodPost, Header: h, Body: []byte(body)},
				channel.Webhook{Method: leakToken.Reveal(), Header: h, Body: []byte(body), RawQuery: leakToken.Reveal()})
		}
	}
	return all
}

// Every event that the payloads of the tests become is searched, as are the golden files.
func TestNoEventHoldsACredential(t *testing.T) {
	ch, _, _ := behind(t, nil)
	_, half, _ := strings.Cut(token.Reveal(), ":")
	for name, body := range bodies(t) {
		for _, ch := range []*telegram.Channel{newChannel(t, nil), ch} {
			got, err := ch.Receive(webhook(body))
			shown := leak.Show(got) + leak.Show(err)
			for _, ev := range got.Events {
				shown += leak.Show(ev) + leak.Show(ev.Clone())
			}
			if found := leak.In(shown, token.Reveal(), half, secret.Reveal(), fabricSecret); found != "" {
				t.Errorf("%s: the event shows %s", name, found)
			}
		}
	}
	if err := filepath.WalkDir("testdata", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		if found := leak.In(string(bytes.ToValidUTF8(data, nil)), token.Reveal(), half, secret.Reveal()); found != "" {
			t.Errorf("%s shows %s", path, found)
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
}
