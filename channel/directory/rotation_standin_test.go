package directory_test

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/directory"
	"github.com/contactkit/contactkit/facebook/facebooktest"
	"github.com/contactkit/contactkit/telegram/telegramtest"
	"github.com/contactkit/contactkit/twitter/twittertest"
)

// platforms are stand-ins of all three, behind one client.
type platforms struct {
	bots map[string]*telegramtest.Server // by token
	meta *facebooktest.Server
	x    *twittertest.Server
	app  *appSecret
}

// appSecret is that of the Meta app, which its stand-in has for good: what comes and goes is signed
// anew.
type appSecret struct {
	secret atomic.Pointer[string]
	first  string
}

func (a *appSecret) mac(secret, message string) string {
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte(message))
	return hex.EncodeToString(mac.Sum(nil))
}

// webhook signs a call with the present secret.
func (a *appSecret) webhook(r *http.Request, path string) {
	body, _ := io.ReadAll(r.Body)
	r.Header.Set("X-Hub-Signature-256", "sha256="+a.mac(*a.secret.Load(), string(body)))
	r.Header.Del("X-Hub-Signature")
	r.Body, r.URL.Path = io.NopCloser(bytes.NewReader(body)), path
}

// proof lets a call pass whose proof is made with the present secret.
func (a *appSecret) proof(r *http.Request) *http.Request {
	body, _ := io.ReadAll(r.Body)
	_ = r.Body.Close()
	var sent struct {
		Token string `json:"access_token"`
	}
	_ = json.Unmarshal(body, &sent)
	r = r.Clone(r.Context())
	r.Body = io.NopCloser(bytes.NewReader(body))
	q, proof := r.URL.Query(), "none"
	if q.Get("appsecret_proof") == a.mac(*a.secret.Load(), sent.Token) {
		proof = a.mac(a.first, sent.Token)
	}
	q.Set("appsecret_proof", proof)
	r.URL.RawQuery = q.Encode()
	return r
}

func (p platforms) RoundTrip(r *http.Request) (*http.Response, error) {
	switch r.URL.Host {
	case "graph.facebook.com":
		if p.app != nil && r.Method == http.MethodPost {
			r = p.app.proof(r)
		}
		return p.meta.Client().Transport.RoundTrip(r)
	case "api.telegram.org":
		token, _, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/bot"), "/")
		for known, s := range p.bots {
			if account, _, _ := strings.Cut(known, ":"); strings.HasPrefix(token, account+":") {
				return s.Client().Transport.RoundTrip(r)
			}
		}
	case "api.x.com":
		return p.x.Client().Transport.RoundTrip(r)
	}
	return nil, fmt.Errorf("nobody is at %s", r.URL.Host)
}

// botOf, pagesOf and handleOf are records of channels at stand-ins.
func botOf(s *telegramtest.Server, id string) directory.Record {
	r := bot(id, id, 1)
	r.Secrets.Keys["token"] = channel.NewKeys(channel.Secret(s.Config().Token))
	r.Secrets.Keys["webhookSecret"] = channel.NewKeys(channel.Secret(s.Config().WebhookSecret))
	return r
}

func pagesOf(s *facebooktest.Server, id string, ids ...string) directory.Record {
	cfg := s.Config()
	r := pages(id, id, cfg.AppID, ids...)
	r.Secrets.Keys["appSecret"] = channel.NewKeys(channel.Secret(cfg.AppSecret))
	r.Secrets.Keys["verifyToken"] = channel.NewKeys(channel.Secret(cfg.VerifyToken))
	for _, page := range ids {
		r.Secrets.Tokens["pages"][page] = channel.NewKeys(channel.Secret(cfg.Pages[page]))
	}
	return r
}

func handleOf(s *twittertest.Server, id string) directory.Record {
	cfg := s.Config()
	r := handle(id, id, cfg.Account)
	r.Settings["apiKey"], r.Settings["env"], r.Settings["appId"] = cfg.APIKey, cfg.Env, cfg.AppID
	r.Secrets.Keys = map[string]channel.Keys{
		"apiSecret":    channel.NewKeys(channel.Secret(cfg.APISecret)),
		"accessToken":  channel.NewKeys(channel.Secret(cfg.AccessToken)),
		"accessSecret": channel.NewKeys(channel.Secret(cfg.AccessSecret)),
	}
	return r
}

// intake is the host's webhook handler. It notes each event's text with its owner, once.
type intake struct {
	d     *directory.Directory
	mu    sync.Mutex
	ids   map[string]bool
	texts map[string]string
}

func newIntake(d *directory.Directory) *intake {
	return &intake{d: d, ids: map[string]bool{}, texts: map[string]string{}}
}

func (in *intake) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	call, err := channel.ReadWebhook(r)
	if err != nil {
		w.WriteHeader(channel.StatusCode(err))
		return
	}
	got, err := in.d.Receive(r.Context(), r.URL.Path, call)
	if err != nil {
		w.WriteHeader(channel.StatusCode(err))
		return
	}
	in.mu.Lock()
	for _, e := range got.Events {
		if m, ok := e.Event.Body.(channel.Message); ok && !in.ids[e.Event.ID] {
			in.ids[e.Event.ID] = true
			in.texts[m.Text] = e.Owner.ID() + string(e.Skipped)
		}
	}
	in.mu.Unlock()
	got.Reply.ServeHTTP(w, r)
}

func (in *intake) all() map[string]string {
	in.mu.Lock()
	defer in.mu.Unlock()
	return maps.Clone(in.texts)
}

// With each platform's own driver: a draft answers the checks that Subscribe causes, becomes
// active, and gets what customers write.
func TestSubscribeAtStandIns(t *testing.T) {
	const base = "https://desk.example/hooks"
	tests := map[string]func() (record directory.Record, client *http.Client, hook func(http.Handler), write func(text string), deliver func(http.Handler) []int, checks bool){
		"telegram": func() (directory.Record, *http.Client, func(http.Handler), func(string), func(http.Handler) []int, bool) {
			s := telegramtest.New(telegramtest.Config{Fresh: true})
			return botOf(s, "c"), s.Client(), s.Hook, func(text string) { s.Say("7001", text) }, s.Deliver, false
		},
		"facebook": func() (directory.Record, *http.Client, func(http.Handler), func(string), func(http.Handler) []int, bool) {
			s := facebooktest.New(facebooktest.Config{Fresh: true})
			page := slices.Sorted(maps.Keys(s.Config().Pages))[0]
			return pagesOf(s, "c", page), s.Client(), s.Hook, func(text string) { s.Say("7001", text) }, s.Deliver, true
		},
		"twitter": func() (directory.Record, *http.Client, func(http.Handler), func(string), func(http.Handler) []int, bool) {
			s := twittertest.New(twittertest.Config{Fresh: true})
			return handleOf(s, "c"), s.Client(), s.Hook, func(text string) { s.Say("7001", text) }, s.Deliver, true
		},
		"twitter, premium": func() (directory.Record, *http.Client, func(http.Handler), func(string), func(http.Handler) []int, bool) {
			s := twittertest.New(twittertest.Config{Fresh: true})
			r := handleOf(s, "c")
			r.Settings["product"] = "premium"
			return r, s.Client(), s.Hook, func(text string) { s.Say("7001", text) }, s.Deliver, true
		},
	}
	for name, start := range tests {
		t.Run(name, func(t *testing.T) {
			ctx := t.Context()
			record, client, hook, write, deliver, checks := start()
			record.State = directory.Draft
			o := options()
			o.HTTP, o.Now = client, time.Now
			d := newDirectory(t, o, record)
			in := newIntake(d)
			handler := http.StripPrefix("/hooks", in)
			hook(handler)

			got, err := d.Subscribe(ctx, "c", base)
			require.NoError(t, err)
			if got.URL != base+record.CallbackPath() || !got.Active || got.Handshake.IsZero() == checks {
				t.Errorf("Subscribe: %+v", got)
			}
			write("while a draft")
			for _, status := range deliver(handler) {
				if status != http.StatusServiceUnavailable {
					t.Errorf("a draft answered an event with %d", status)
				}
			}
			_, err = d.Move(ctx, "c", directory.Active)
			require.NoError(t, err)
			write("while active")
			for _, status := range deliver(handler) { // the first message comes again
				if status != http.StatusOK {
					t.Errorf("an active channel answered %d", status)
				}
			}
			if diff := cmp.Diff(map[string]string{"while a draft": "c", "while active": "c"}, in.all()); diff != "" {
				t.Errorf("owners of what was written (-want +got):\n%s", diff)
			}
		})
	}
}

// Secrets of all three platforms are replaced while customers write and agents answer: eight
// readers, two writers, five channels. Everything arrives where it belongs, and no call is refused.
func TestRotationAtStandIns(t *testing.T) {
	ctx := t.Context()
	const rounds = 40
	a := telegramtest.New(telegramtest.Config{Token: "71001:" + strings.Repeat("a", 35), WebhookSecret: "webhook-a-0"})
	b := telegramtest.New(telegramtest.Config{Token: "71002:" + strings.Repeat("b", 35), WebhookSecret: "webhook-b-0"})
	meta := facebooktest.New(facebooktest.Config{AppID: "8801", AppSecret: "app-secret-0", Pages: map[string]string{"24001": "token-24001", "24002": "token-24002"}})
	x := twittertest.New(twittertest.Config{APISecret: "api-secret-0"})
	app := &appSecret{first: meta.Config().AppSecret}
	app.secret.Store(&app.first)
	o := shared()
	o.Now = time.Now
	o.HTTP = &http.Client{Transport: platforms{bots: map[string]*telegramtest.Server{a.Config().Token: a, b.Config().Token: b}, meta: meta, x: x, app: app}}
	north, south := pagesOf(meta, "north", "24001"), pagesOf(meta, "south", "24002")
	north.Path, south.Path, south.Tenant = "/meta", "/meta", "south"
	at := func(r directory.Record, path string) directory.Record { r.Path = path; return r }
	d := newDirectory(t, o, at(botOf(a, "bota"), "/bot"), at(botOf(b, "botb"), "/bot"), north, south, at(handleOf(x, "press"), "/x"))
	in := newIntake(d)

	resigned := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		app.webhook(r, "/meta")
		in.ServeHTTP(w, r)
	})
	on := func(path string) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { r.URL.Path = path; in.ServeHTTP(w, r) })
	}
	lines := []struct {
		name    string // "channel" or "channel/contact"
		to      channel.Thread
		write   func(text string)
		deliver func() []int
	}{
		{"bota", channel.Thread{Platform: "telegram", Account: "71001", Contact: "7001"}, func(s string) { a.Say("7001", s) }, func() []int { return a.Deliver(on("/bot")) }},
		{"botb", channel.Thread{Platform: "telegram", Account: "71002", Contact: "7001"}, func(s string) { b.Say("7001", s) }, func() []int { return b.Deliver(on("/bot")) }},
		{"north", channel.Thread{Platform: "facebook", Account: "24001", Contact: "7001"}, func(s string) {
			meta.Say("24001/7001", s)
			meta.Say("24002/7002", strings.Replace(s, "north", "south", 1))
		}, func() []int { return meta.Deliver(resigned) }},
		{"press", channel.Thread{Platform: "twitter", Account: x.Config().Account, Contact: "7001"}, func(s string) { x.Say("7001", s) }, func() []int { return x.Deliver(on("/x")) }},
	}
	edit := func(id string, change func(*directory.Record)) {
		for {
			r := find(d, id)
			change(&r)
			_, err := d.Replace(ctx, r)
			if err == nil {
				return
			}
			if !errors.Is(err, directory.ErrStale) {
				t.Errorf("Replace %s: %v", id, err)
				return
			}
		}
	}
	refused := func(statuses []int) {
		for _, status := range statuses {
			if status != http.StatusOK {
				t.Errorf("a call was answered with %d", status)
			}
		}
	}
	var writers, readers sync.WaitGroup
	stop := make(chan struct{})
	var written, answered [4]atomic.Int64
	for i, line := range lines {
		line.write(line.name + "-0") // who has never written gets no answer
		written[i].Store(1)
		refused(line.deliver())
		readers.Go(func() {
			for {
				select {
				case <-stop:
					return
				default:
				}
				line.write(fmt.Sprintf("%s-%d", line.name, written[i].Load()))
				written[i].Add(1)
				refused(line.deliver())
			}
		})
		readers.Go(func() {
			sender := d.Sender()
			for {
				select {
				case <-stop:
					return
				default:
				}
				m := channel.Message{Text: fmt.Sprintf("%s-answer-%d", line.name, answered[i].Load()), Heard: time.Now()}
				var err error
				for range 5 {
					// The platform may change its secret between the try with the new one and that
					// with the former. Both are surely refused.
					if _, err = sender.Send(ctx, line.to, m); !errors.Is(err, channel.ErrUnauthorized) {
						break
					}
				}
				if err != nil {
					t.Errorf("%s: %v", m.Text, err)
					return
				}
				answered[i].Add(1)
			}
		})
	}
	writers.Go(func() {
		for n := range rounds {
			for id, s := range map[string]*telegramtest.Server{"bota": a, "botb": b} {
				edit(id, func(r *directory.Record) {
					r.Secrets.Keys["webhookSecret"] = channel.NewKeys(channel.Secret(fmt.Sprintf("webhook-%s-%d", id[3:], n+1)))
					if n == 3 { // entered before @BotFather knows it
						account, _, _ := strings.Cut(s.Config().Token, ":")
						r.Secrets.Keys["token"] = channel.NewKeys(channel.Secret(account + ":" + strings.Repeat("n", 35)))
					}
					if n == 6 { // a mistake, taken back
						r.Secrets.Keys["token"] = channel.NewKeys(channel.Secret(s.Config().Token))
					}
				})
				s.Advance(2 * time.Second) // Telegram lets the webhook be set once a second
				if n < 3 || n >= 6 {
					if _, err := d.Subscribe(ctx, id, "https://desk.example"); err != nil {
						t.Errorf("Subscribe %s: %v", id, err)
					}
				}
			}
		}
	})
	writers.Go(func() {
		for n := range rounds {
			secret := fmt.Sprintf("app-secret-%d", n+1)
			for _, id := range []string{"north", "south"} {
				edit(id, func(r *directory.Record) {
					r.Secrets.Keys["appSecret"] = channel.NewKeys(channel.Secret(secret))
				})
			}
			app.secret.Store(&secret)
			if n == 3 { // a token that Meta does not know: the one before goes on
				edit("north", func(r *directory.Record) { r.Secrets.Tokens["pages"]["24001"] = channel.NewKeys("token-early") })
				before := answered[2].Load()
				for answered[2].Load() < before+5 && !t.Failed() {
					runtime.Gosched()
				}
				edit("north", func(r *directory.Record) { r.Secrets.Tokens["pages"]["24001"] = channel.NewKeys("token-24001") })
			}
			api := fmt.Sprintf("api-secret-%d", n+1)
			edit("press", func(r *directory.Record) { r.Secrets.Keys["apiSecret"] = channel.NewKeys(channel.Secret(api)) })
			x.Regenerate(api)
		}
	})
	writers.Wait()
	close(stop)
	readers.Wait()
	want := map[string]string{}
	for i, line := range lines {
		refused(line.deliver())
		for n := range written[i].Load() {
			want[fmt.Sprintf("%s-%d", line.name, n)] = line.name
			if line.name == "north" {
				want[fmt.Sprintf("south-%d", n)] = "south"
			}
		}
		if line.name == "north" || line.name == "press" { // these come back as echoes
			for n := range answered[i].Load() {
				want[fmt.Sprintf("%s-answer-%d", line.name, n)] = line.name
			}
		}
	}
	if diff := cmp.Diff(want, in.all()); diff != "" {
		t.Errorf("who got what customers wrote (-want +got):\n%.3000s", diff)
	}
	for i, sent := range [4][]string{texts(a.Sent()), texts(b.Sent()), texts(meta.Sent()), texts(x.Sent())} {
		var all []string
		for n := range answered[i].Load() {
			all = append(all, fmt.Sprintf("%s-answer-%d", lines[i].name, n))
		}
		if diff := cmp.Diff(all, sent); diff != "" {
			t.Errorf("answers that arrived at %s (-want +got):\n%.3000s", lines[i].name, diff)
		}
		if len(all) == 0 || written[i].Load() < 2 {
			t.Errorf("%s: %d written, %d answered", lines[i].name, written[i].Load(), len(all))
		}
	}
}

// texts are those of what was sent to a stand-in.
func texts[T any](sent []T) []string {
	var list []string
	for _, s := range sent {
		switch s := any(s).(type) {
		case telegramtest.Sent:
			list = append(list, s.Text)
		case facebooktest.Sent:
			list = append(list, s.Text)
		case twittertest.Sent:
			list = append(list, s.Text)
		}
	}
	return list
}
