package telegram_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/telegram"
	"github.com/stretchr/testify/require"
)

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
