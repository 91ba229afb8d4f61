package telegram_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/stretchr/testify/require"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/channeltest/golden"
	"github.com/contactkit/contactkit/telegram"
	"github.com/contactkit/contactkit/telegram/telegramtest"
)

// ada is the customer of the tests with the stand-in.
const ada = "6804410077"

// hired makes a stand-in for Telegram to which ada has written, and a channel of its bot.
func hired(tb testing.TB, standIn telegramtest.Config, change func(*telegram.Config)) (*telegram.Channel, *telegramtest.Server) {
	tb.Helper()
	standIn.Token, standIn.WebhookSecret = token.Reveal(), secret.Reveal()
	if standIn.Now == nil {
		standIn.Now = func() time.Time { return time.Date(2026, 6, 9, 12, 0, 0, 0, time.UTC) }
	}
	server := telegramtest.New(standIn)
	server.Say(ada, "Hei")
	ch := newChannel(tb, func(c *telegram.Config) {
		c.HTTP, c.Now, c.Files = server.Client(), server.Now, hostFiles
		if change != nil {
			change(c)
		}
	})
	return ch, server
}

// hostFiles opens the files of the tests: the content of a file is its name.
func hostFiles(_ context.Context, name string) (channel.File, error) {
	content, found := strings.CutPrefix(name, "content:")
	switch {
	case found:
		return channel.File{Body: io.NopCloser(strings.NewReader(content)), Name: "host.txt", Type: "text/plain", Size: int64(len(content))}, nil
	case name == "streamed":
		return channel.File{Body: io.NopCloser(strings.NewReader("of no known length")), Size: -1}, nil
	case name == "cut short":
		return channel.File{Body: io.NopCloser(strings.NewReader("abc")), Size: 4}, nil
	case name == "offline":
		return channel.File{}, fmt.Errorf("no answer from the store of bot %s", token.Reveal())
	}
	return channel.File{}, fmt.Errorf("%s: %w", name, fs.ErrNotExist)
}

// lastSent is what the bot sent last.
func lastSent(tb testing.TB, server *telegramtest.Server) telegramtest.Sent {
	tb.Helper()
	all := server.Sent()
	require.NotEmpty(tb, all)
	return all[len(all)-1]
}

// received delivers what waits to the channel and returns the events.
func received(tb testing.TB, ch channel.Receiver, server *telegramtest.Server) []channel.Event {
	tb.Helper()
	var events []channel.Event
	h := receiver(ch, func(got channel.Delivery) { events = append(events, got.Events...) })
	for server.Pending() > 0 {
		for _, status := range server.Deliver(h) {
			require.Equal(tb, 200, status)
		}
	}
	return events
}

// receiver is a host's webhook handler.
func receiver(ch channel.Receiver, store func(channel.Delivery)) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		call, err := channel.ReadWebhook(r)
		var got channel.Delivery
		if err == nil {
			got, err = ch.Receive(call)
		}
		if err != nil {
			http.Error(w, err.Error(), channel.StatusCode(err))
			return
		}
		store(got)
		got.Reply.ServeHTTP(w, r)
	})
}

// fake answers each call with what is set, and keeps the last request.
type fake struct {
	status int
	header http.Header
	answer string
	err    error
	on     map[string]func() // before the answer to a method

	calls  int
	method string // of the Bot API
	url    string
	http   string // method and content type
	body   string
}

func (f *fake) RoundTrip(r *http.Request) (*http.Response, error) {
	f.calls++
	f.url = r.URL.String()
	f.method = f.url[strings.LastIndexByte(f.url, '/')+1:]
	f.http = r.Method + " " + r.Header.Get("Content-Type")
	f.body = ""
	if r.Body != nil {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			return nil, err
		}
		f.body = string(body)
	}
	if before := f.on[f.method]; before != nil {
		before()
	}
	if f.err != nil {
		return nil, f.err
	}
	resp := &http.Response{StatusCode: f.status, Header: f.header, Request: r, Body: io.NopCloser(strings.NewReader(f.answer)), ContentLength: -1}
	if resp.StatusCode == 0 {
		resp.StatusCode = 200
	}
	if resp.Header == nil {
		resp.Header = http.Header{}
	}
	return resp, nil
}

const sentOK = `{"ok":true,"result":{"message_id":4711,"date":1781000500,"chat":{"id":6804410077,"type":"private"}}}`

// sending makes a channel whose calls go to a fake that accepts them.
func sending(tb testing.TB, change func(*telegram.Config)) (*telegram.Channel, *fake) {
	tb.Helper()
	f := &fake{answer: sentOK}
	ch := newChannel(tb, func(c *telegram.Config) {
		c.HTTP = &http.Client{Transport: f}
		if change != nil {
			change(c)
		}
	})
	return ch, f
}

// compact takes the white space out of JSON.
func compact(tb testing.TB, s string) string {
	tb.Helper()
	var out bytes.Buffer
	require.NoError(tb, json.Compact(&out, []byte(s)))
	return out.String()
}

// The threads of the tests.
var (
	private  = channel.Thread{Platform: "telegram", Account: bot, Contact: "6804410077"}
	topic    = channel.Thread{Platform: "telegram", Account: bot, Contact: "6804410077", Topic: "17"}
	group    = channel.Thread{Platform: "telegram", Account: bot, Contact: "group:-1002100000999", Topic: "33"}
	business = channel.Thread{Platform: "telegram", Account: bot, Contact: "6804410077", Via: "bcQx7Kiosk01"}
	direct   = channel.Thread{Platform: "telegram", Account: bot, Contact: "group:-1003100000222", Topic: "direct:6804410077"}
)

func unmarshal(tb testing.TB, s string, v any) {
	tb.Helper()
	require.NoError(tb, json.Unmarshal([]byte(s), v))
}

const (
	bot    = "7310000042"
	token  = channel.Secret(bot + ":AAHk9-Kiosk_tokenForTestsOnly0123456")
	secret = channel.Secret("kiosk-secret_0123456789")
)

// newChannel makes a channel of the test bot; change may alter its configuration.
func newChannel(tb testing.TB, change func(*telegram.Config)) *telegram.Channel {
	tb.Helper()
	cfg := telegram.Config{Token: token, WebhookSecret: channel.NewKeys(secret)}
	if change != nil {
		change(&cfg)
	}
	clients := []**http.Client{&cfg.HTTP}
	if cfg.Gateway != nil {
		clients = append(clients, &cfg.Gateway.Fabric.HTTP)
	}
	for _, at := range clients {
		if t, ok := tb.(*testing.T); ok && *at != nil && (*at).Transport != nil {
			client := **at
			client.Transport = checked{t, client.Transport}
			*at = &client
		}
	}
	ch, err := telegram.New(cfg)
	require.NoError(tb, err)
	return ch
}

// bodies returns the recorded payloads by name.
func bodies(tb testing.TB) map[string][]byte { return golden.Bodies(tb) }

// pipes is a network in memory: a listener, and the dialer that reaches it.
type pipes chan net.Conn

func (p pipes) Accept() (net.Conn, error) {
	if conn, ok := <-p; ok {
		return conn, nil
	}
	return nil, net.ErrClosed
}
func (p pipes) Close() error   { close(p); return nil }
func (p pipes) Addr() net.Addr { return &net.TCPAddr{} }

func (p pipes) dial(context.Context, string, string) (net.Conn, error) {
	here, there := net.Pipe()
	p <- there
	return here, nil
}

// sortedBy compares slices whatever their order.
func sortedBy[T any](key func(T) string) cmp.Option {
	return cmpopts.SortSlices(func(a, b T) bool { return key(a) < key(b) })
}
