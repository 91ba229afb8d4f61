package apifabric_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/standin"
	"github.com/contactkit/contactkit/telegram/apifabric"
	"github.com/contactkit/contactkit/telegram/apifabric/apifabrictest"
	"github.com/contactkit/contactkit/telegram/telegramtest"
)

type complaint struct{ Field, Code string }

func complaints(err error) (all []complaint) {
	for _, e := range channel.FieldErrors(err) {
		all = append(all, complaint{e.Field, e.Code})
	}
	return all
}

// gateway makes a stand-in and a client for it.
func gateway(t *testing.T, standIn apifabrictest.Config, change func(*apifabric.Config)) (*apifabric.Client, *apifabrictest.Gateway) {
	t.Helper()
	if standIn.Now == nil {
		standIn.Now = func() time.Time { return time.Date(2026, 6, 9, 12, 0, 0, 0, time.UTC) }
	}
	if standIn.Bot == nil {
		standIn.Bot = telegramtest.New(telegramtest.Config{Now: standIn.Now})
		standIn.Bot.Say("7001", "hi")
	}
	f := apifabrictest.New(standIn)
	cfg := apifabric.Config{
		TokenURL: apifabrictest.TokenURL, BusinessURL: apifabrictest.BusinessURL, AppKey: f.Config().AppKey, AppSecret: channel.Secret(f.Config().AppSecret),
		HTTP: f.Client(), Now: standIn.Now, Sign: standIn.Sign,
	}
	if change != nil {
		change(&cfg)
	}
	c, err := apifabric.New(cfg)
	require.NoError(t, err)
	return c, f
}

// say sends a text through the gateway.
func say(ctx context.Context, c *apifabric.Client, text string) (apifabric.Answer, error) {
	return c.Do(ctx, apifabric.Call{Op: "send", Path: "/apiaccess/example/telegram/sendMessage", Body: fmt.Appendf(nil, `{"chat_id":7001,"text":%q}`, text)})
}

func TestNewComplains(t *testing.T) {
	good := func() apifabric.Config {
		return apifabric.Config{TokenURL: "https://10.20.30.40:28070", BusinessURL: "https://10.20.30.40:28090", AppKey: "key-1234", AppSecret: "s3cr3t-5678"}
	}
	tests := []struct {
		name   string
		change func(*apifabric.Config)
		want   []complaint
	}{
		{"good", func(*apifabric.Config) {}, nil},
		{"good, IPv6", func(c *apifabric.Config) { c.BusinessURL = "https://[2001:db8::1]:28090/" }, nil},
		{"nothing", func(c *apifabric.Config) { *c = apifabric.Config{} },
			[]complaint{{"tokenUrl", channel.CodeMissing}, {"businessUrl", channel.CodeMissing}, {"appKey", channel.CodeMissing}, {"appSecret", channel.CodeMissing}}},
		{"no token address where requests are signed", func(c *apifabric.Config) { c.TokenURL, c.Sign = "", true }, nil},
		{"plain http", func(c *apifabric.Config) { c.BusinessURL = "http://10.20.30.40:28090" }, []complaint{{"businessUrl", channel.CodeInvalid}}},
		{"a domain name", func(c *apifabric.Config) { c.BusinessURL = "https://aicc.example:28090" }, []complaint{{"businessUrl", channel.CodeInvalid}}},
		{"no port", func(c *apifabric.Config) { c.TokenURL = "https://10.20.30.40" }, []complaint{{"tokenUrl", channel.CodeInvalid}}},
		{"no scheme", func(c *apifabric.Config) { c.TokenURL = "10.20.30.40:28070" }, []complaint{{"tokenUrl", channel.CodeInvalid}}},
		{"a path", func(c *apifabric.Config) { c.BusinessURL += "/apiaccess" }, []complaint{{"businessUrl", channel.CodeInvalid}}},
		{"a user", func(c *apifabric.Config) { c.BusinessURL = "https://a:b@10.20.30.40:28090" }, []complaint{{"businessUrl", channel.CodeInvalid}}},
		{"a query", func(c *apifabric.Config) { c.BusinessURL += "?a=1" }, []complaint{{"businessUrl", channel.CodeInvalid}}},
		{"names, with leave", func(c *apifabric.Config) {
			c.TokenURL, c.BusinessURL, c.AllowNames = "https://service.example", "https://service.example", true
		}, nil},
		{"on the list", func(c *apifabric.Config) {
			c.Trusted = []string{"https://10.20.30.40:28090/", "https://10.20.30.40:28070"}
		}, nil},
		{"not on the list", func(c *apifabric.Config) { c.Trusted = []string{"https://10.20.30.40:28070"} }, []complaint{{"businessUrl", channel.CodeInvalid}}},
		{"an empty list", func(c *apifabric.Config) { c.Trusted = []string{} }, []complaint{{"tokenUrl", channel.CodeInvalid}, {"businessUrl", channel.CodeInvalid}}},
		{"a key of two lines", func(c *apifabric.Config) { c.AppKey = "a\nb" }, []complaint{{"appKey", channel.CodeInvalid}}},
		{"a secret of seven characters", func(c *apifabric.Config) { c.AppSecret = "1234567" }, []complaint{{"appSecret", channel.CodeTooShort}}},
		{"a short life", func(c *apifabric.Config) { c.TokenLife = time.Millisecond }, []complaint{{"tokenLife", channel.CodeInvalid}}},
		{"a long life", func(c *apifabric.Config) { c.TokenLife = time.Hour + 1 }, []complaint{{"tokenLife", channel.CodeInvalid}}},
		{"a path that is none", func(c *apifabric.Config) { c.TokenPath = "token" }, []complaint{{"tokenPath", channel.CodeInvalid}}},
		{"certificates beside a client", func(c *apifabric.Config) { c.HTTP, c.TLS.ServerName = http.DefaultClient, "x" }, []complaint{{"tls", channel.CodeConflict}}},
		{"a certificate that is none", func(c *apifabric.Config) { c.TLS.Trust = [][]byte{[]byte("x")} }, []complaint{{"tls.trust[0]", channel.CodeInvalid}}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			cfg := good()
			tt.change(&cfg)
			_, err := apifabric.New(cfg)
			if diff := cmp.Diff(tt.want, complaints(err)); diff != "" {
				t.Errorf("New complains (-want +got):\n%s\n%v", diff, err)
			}
			if err != nil && strings.Contains(err.Error(), "s3cr3t") {
				t.Errorf("the error shows the secret: %v", err)
			}
		})
	}
}

func TestDo(t *testing.T) {
	for name, standIn := range map[string]apifabrictest.Config{"texts": {}, "numbers": {Numbers: true}, "signed": {Sign: true}} {
		c, f := gateway(t, standIn, nil)
		for range 2 {
			a, err := say(t.Context(), c, "hello")
			if err != nil || a.Status != 200 || !strings.Contains(string(a.Body), `"ok":true`) {
				t.Errorf("%s: %d %s, %v", name, a.Status, a.Body, err)
			}
		}
		if want := map[bool]int{false: 1, true: 0}[standIn.Sign]; f.Tokens() != want {
			t.Errorf("%s: %d tokens for two calls, want %d", name, f.Tokens(), want)
		}
	}
	c, f := gateway(t, apifabrictest.Config{}, nil)
	if _, err := c.Do(t.Context(), apifabric.Call{Op: "x", Path: "apiaccess"}); !errors.Is(err, channel.ErrRejected) || f.Tokens() != 0 {
		t.Errorf("a path without a slash: %v", err)
	}
	if body := f.Calls(); len(body) != 0 {
		t.Errorf("calls %v", body)
	}
}

// A token is renewed before its end, by the client's own clock, and a failed renewal does no harm
// while the old one is good.
func TestTokenIsRenewedInTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, f := gateway(t, apifabrictest.Config{Now: time.Now}, func(c *apifabric.Config) { c.TokenLife = 10 * time.Minute })
		steps := []struct {
			after  time.Duration
			fault  bool
			tokens int
			want   error
		}{
			{0, false, 1, nil},
			{8*time.Minute + 59*time.Second, false, 1, nil},
			{time.Second, true, 1, nil}, // a tenth of its life is left: a new one is wanted, and not to be had
			{30 * time.Second, false, 2, nil},
			{9 * time.Minute, true, 2, nil},
			{time.Minute, true, 2, channel.ErrUnavailable}, // the old one has ended
			{0, false, 3, nil},
		}
		for i, s := range steps {
			<-time.After(s.after)
			if s.fault {
				f.FailToken(standin.Status(503, "{}"), 1)
			}
			a, err := say(t.Context(), c, "x")
			if !errors.Is(err, s.want) || s.want == nil && a.Status != 200 || f.Tokens() != s.tokens {
				t.Errorf("step %d: %d, %v, %d tokens; want %v and %d", i, a.Status, err, f.Tokens(), s.want, s.tokens)
			}
		}
	})
}

// Calls at the same time wait for one token; one that gives up does not take it from the others.
func TestTokenIsShared(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, f := gateway(t, apifabrictest.Config{Now: time.Now}, nil)
		f.FailToken(standin.Delay(time.Second), 1)
		hasty, giveUp := context.WithTimeout(t.Context(), time.Millisecond)
		defer giveUp()
		var all sync.WaitGroup
		all.Go(func() {
			if _, err := say(hasty, c, "hasty"); !errors.Is(err, channel.ErrUnavailable) || !errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("the hasty one: %v", err)
			}
		})
		synctest.Wait() // it is the one that asks
		for i := range 20 {
			all.Go(func() {
				if a, err := say(t.Context(), c, fmt.Sprint(i)); err != nil || a.Status != 200 {
					t.Errorf("call %d: %d, %v", i, a.Status, err)
				}
			})
		}
		all.Wait()
		if n := f.Tokens(); n != 1 {
			t.Errorf("%d tokens", n)
		}
	})
}

// After a 401 there is exactly one repeat, with a new token.
func TestRefusedToken(t *testing.T) {
	c, f := gateway(t, apifabrictest.Config{}, nil)
	_, err := say(t.Context(), c, "one")
	require.NoError(t, err)
	f.Expire()
	a, err := say(t.Context(), c, "two")
	if err != nil || a.Status != 200 || f.Tokens() != 2 || len(f.Calls()) != 3 {
		t.Errorf("after the token ended: %d, %v, %d tokens, %d calls", a.Status, err, f.Tokens(), len(f.Calls()))
	}
	f.Fail(standin.Status(401, `{"error_msg":"no"}`), -1)
	a, err = say(t.Context(), c, "three")
	if err != nil || a.Status != 401 || len(f.Calls()) != 5 || !errors.Is(c.Refused("send", a), channel.ErrUnauthorized) {
		t.Errorf("refused for good: %d, %v, %d calls", a.Status, err, len(f.Calls()))
	}
	f.Heal()
	sent := 0
	for _, s := range f.Config().Bot.Sent() {
		if s.Text != "" {
			sent++
		}
	}
	if sent != 2 {
		t.Errorf("%d messages went out, want 2", sent)
	}
	signed, f := gateway(t, apifabrictest.Config{Sign: true}, func(c *apifabric.Config) { c.AppSecret = "another-secret" })
	if a, err := say(t.Context(), signed, "x"); err != nil || a.Status != 401 || len(f.Calls()) != 1 {
		t.Errorf("a wrong signature: %d, %v, %d calls; a repeat cannot help", a.Status, err, len(f.Calls()))
	}
}

// Whatever keeps us from a token, the message has surely not left, and the error holds no
// credential.
func TestNoToken(t *testing.T) {
	const secret = "example-app-secret-0123456789"
	tests := []struct {
		name  string
		fault standin.Fault
		want  error
	}{
		{"refused", standin.Status(401, `{"error_msg":"no `+secret+` for example-app-key"}`), channel.ErrUnauthorized},
		{"forbidden", standin.Status(403, ""), channel.ErrUnauthorized},
		{"no such path", standin.Status(404, "{}"), channel.ErrUnauthorized},
		{"the page of a proxy", standin.Status(404, "<html>"), channel.ErrUnavailable},
		{"redirected", standin.Status(302, "").Header("Location", "https://elsewhere.example/"), channel.ErrUnavailable},
		{"too many", standin.Status(429, ""), channel.ErrRateLimited},
		{"broken", standin.Status(500, secret), channel.ErrUnavailable},
		{"no token in it", standin.Status(200, `{"ApplyType":"Bearer","Expires":"600"}`), channel.ErrUnauthorized},
		{"the page of a captive portal", standin.Status(200, `<html>`+secret), channel.ErrUnavailable},
		{"no JSON", standin.Status(200, `no `+secret), channel.ErrUnauthorized},
		{"another scheme", standin.Status(200, `{"AccessToken":"x","ApplyType":"Basic"}`), channel.ErrUnauthorized},
		{"a token of two lines", standin.Status(200, `{"AccessToken":"x\r\nX-Evil: 1"}`), channel.ErrUnauthorized},
		{"no connection", standin.Refuse(), channel.ErrUnavailable},
		{"lost answer", standin.LoseAnswer(), channel.ErrUnavailable},
		{"half an answer", standin.Reset(), channel.ErrUnavailable},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c, f := gateway(t, apifabrictest.Config{}, nil)
			f.FailToken(tt.fault, 1)
			_, err := say(t.Context(), c, "x")
			text := fmt.Sprintf("%v %+v %#v", err, err, err)
			if !errors.Is(err, tt.want) || errors.Is(err, channel.ErrUncertain) || len(f.Calls()) != 0 {
				t.Errorf("Do: %v after %d calls, want %v", err, len(f.Calls()), tt.want)
			}
			if e, ok := errors.AsType[*channel.Error](err); !ok || (e.Kind == channel.ErrUnauthorized) == (e.Affects == channel.AffectsUnknown) {
				t.Errorf("Do: %#v does not say whom it concerns", err)
			}
			if strings.Contains(text, secret) || strings.Contains(text, "example-app-key") {
				t.Errorf("the error shows a credential: %s", text)
			}
		})
	}
}

func TestRefused(t *testing.T) {
	c, f := gateway(t, apifabrictest.Config{}, nil)
	for status, want := range map[int]error{
		200: nil, 204: nil, 302: channel.ErrUnavailable, 400: channel.ErrRejected, 403: channel.ErrUnauthorized, 404: channel.ErrUnauthorized, 413: channel.ErrRejected,
		429: channel.ErrRateLimited, 500: channel.ErrUncertain, 502: channel.ErrUncertain, 503: channel.ErrUncertain,
	} {
		f.Fail(standin.Status(status, "no example-app-secret-0123456789").Header("Retry-After", "7"), 1)
		a, err := say(t.Context(), c, "x")
		require.NoError(t, err)
		err = c.Refused("send", a)
		if !errors.Is(err, want) || want == nil && err != nil {
			t.Errorf("%d: %v, want %v", status, err, want)
		}
		if e, ok := errors.AsType[*channel.Error](err); ok && (e.Wait != 7*time.Second || e.Code != fmt.Sprint(status) || strings.Contains(err.Error(), "0123456789")) {
			t.Errorf("%d: %v, wait %v", status, err, e.Wait)
		}
	}
	f.Fail(standin.LoseAnswer(), 1)
	if _, err := say(t.Context(), c, "x"); !errors.Is(err, channel.ErrUncertain) {
		t.Errorf("a lost answer: %v", err)
	}
}

func TestOpen(t *testing.T) {
	c, f := gateway(t, apifabrictest.Config{}, nil)
	bot := f.Config().Bot
	bot.SendFile("7001", "document", "a.pdf", "", []byte("PDF of a kilobyte"))
	var id string
	bot.Deliver(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		if _, after, ok := strings.Cut(string(body), `"file_id":"`); ok {
			id, _, _ = strings.Cut(after, `"`)
		}
	}))
	open := func(id string, most int64) (string, error) {
		file, err := c.Open(t.Context(), apifabric.Call{Op: "open media", Method: "GET", Path: "/apiaccess/example/file/" + id}, most)
		if err != nil {
			return "", err
		}
		defer file.Body.Close()
		body, err := io.ReadAll(file.Body)
		return string(body), err
	}
	if got, err := open(id, 0); err != nil || got != "PDF of a kilobyte" {
		t.Errorf("Open = %q, %v", got, err)
	}
	f.Expire()
	if got, err := open(id, 17); err != nil || got != "PDF of a kilobyte" || f.Tokens() != 2 {
		t.Errorf("after the token ended: %q, %v", got, err)
	}
	if _, err := open(id, 3); !errors.Is(err, channel.ErrTooLarge) {
		t.Errorf("too large: %v", err)
	}
	if _, err := open("none", 0); !errors.Is(err, channel.ErrRejected) {
		t.Errorf("no such file: %v", err)
	}
	f.Fail(standin.Status(401, ""), -1)
	if _, err := open(id, 0); !errors.Is(err, channel.ErrUnauthorized) {
		t.Errorf("refused for good: %v", err)
	}
}

// Clients that a Pool may take for one share a token; others do not, least of all with another
// secret.
func TestPool(t *testing.T) {
	var pool apifabric.Pool
	first, f := gateway(t, apifabrictest.Config{}, func(c *apifabric.Config) { c.Pool = &pool })
	same := func(change func(*apifabric.Config)) *apifabric.Client {
		cfg := apifabric.Config{TokenURL: apifabrictest.TokenURL, BusinessURL: apifabrictest.BusinessURL, AppKey: f.Config().AppKey, AppSecret: channel.Secret(f.Config().AppSecret), Pool: &pool}
		cfg.HTTP = f.Client()
		change(&cfg)
		c, err := apifabric.New(cfg)
		require.NoError(t, err)
		return c
	}
	client := f.Client()
	one := same(func(c *apifabric.Config) { c.HTTP = client })
	two := same(func(c *apifabric.Config) { c.HTTP = client })
	thief := same(func(c *apifabric.Config) { c.HTTP, c.AppSecret = client, "guessed-secret" })
	for _, c := range []*apifabric.Client{one, two, first} {
		if a, err := say(t.Context(), c, "x"); err != nil || a.Status != 200 {
			t.Errorf("%d, %v", a.Status, err)
		}
	}
	if f.Tokens() != 2 { // first has another HTTP client
		t.Errorf("%d tokens, want one for two clients that are alike and one for the third", f.Tokens())
	}
	if _, err := say(t.Context(), thief, "x"); !errors.Is(err, channel.ErrUnauthorized) {
		t.Errorf("with a guessed secret: %v", err)
	}
}

func TestCheckAPIs(t *testing.T) {
	all := apifabric.RequiredAPIs()
	if got := apifabric.CheckAPIs(all); got != nil {
		t.Errorf("all are there: %v", got)
	}
	mended := []string{"Telegram_north_v1.0.0", " file_download_get-v1.0.0-manual - v1.0.0"}
	want := []channel.Finding{{Code: apifabric.FindingAPIs, Fatal: true, Text: "The app has not subscribed to the API ccmessage_telegram_north_v1.0.0."}}
	if diff := cmp.Diff(want, apifabric.CheckAPIs(mended)); diff != "" {
		t.Errorf("CheckAPIs (-want +got):\n%s", diff)
	}
	if got := apifabric.MissingAPIs(nil); len(got) != 3 {
		t.Errorf("nothing is there: %v", got)
	}
}
