package apifabric_test

import (
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/telegram/apifabric"
	"github.com/contactkit/contactkit/telegram/apifabric/apifabrictest"
)

type always struct {
	status int
	body   string
}

func (a always) RoundTrip(r *http.Request) (*http.Response, error) {
	return &http.Response{StatusCode: a.status, Header: http.Header{}, Request: r, Body: io.NopCloser(strings.NewReader(a.body))}, nil
}

// Whatever a gateway answers, no call panics, and what is no success is a *channel.Error without a
// credential.
func FuzzAnswer(f *testing.F) {
	for _, s := range []string{
		`{"AccessToken":"t0k3n-1234","ApplyType":"Bearer","Expires":"600","token":"w","resultCode":"0","resultMsg":"200"}`, `{"AccessToken":"t","Expires":-1,"token":"w","resultCode":0}`,
		`{"resultCode":"0","downlinkMessages":[{"timestamp":1e400},7,{"isOfflineStatus":"x"}],"token":"w","AccessToken":"x","fileStream":"!!"}`, `<html>`, ``, `[]`,
	} {
		f.Add(200, s)
	}
	f.Fuzz(func(t *testing.T, status int, body string) {
		client := &http.Client{Transport: always{100 + (status%500+500)%500, body}}
		c, err := apifabric.New(apifabric.Config{TokenURL: "https://10.0.0.7:28070", BusinessURL: "https://10.0.0.7:28090", AppKey: "the-app-key", AppSecret: "the-app-secret", HTTP: client})
		require.NoError(t, err)
		web, err := c.Web(apifabric.WebOptions{ConfigID: "c", UploadMember: "key"})
		require.NoError(t, err)
		b, err := apifabric.NewBridge(apifabric.BridgeConfig{URL: "https://10.0.0.7/x", HTTP: client})
		require.NoError(t, err)
		_, polled := web.Poll(t.Context(), ada)
		_, opened := web.Download(t.Context(), ada, apifabric.WebFile{ID: "x"})
		_, uploaded := web.Upload(t.Context(), ada, "JPG", channel.File{Body: io.NopCloser(strings.NewReader("\xff\xd8\xff"))})
		for i, err := range []error{polled, opened, uploaded, web.Send(t.Context(), ada, apifabric.WebMessage{Content: "x"}), b.Forward(t.Context(), channel.Webhook{Body: []byte("{}")})} {
			if _, ok := errors.AsType[*channel.Error](err); err != nil && !ok {
				t.Errorf("call %d: %v", i, err)
			}
		}
		if a, err := c.Do(t.Context(), apifabric.Call{Path: "/x"}); err == nil {
			_ = c.Refused("x", a)
		}
	})
}

func FuzzReadPush(f *testing.F) {
	f.Add([]byte(`{"messages":[{"channel":"WEB","timestamp":"1781006400000","isOfflineStatus":false}],"timestamp":1}`))
	f.Add([]byte(`{"messages":[1,null,[],{}]}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		got, err := apifabric.ReadPush(channel.Webhook{Method: http.MethodPost, Body: body}, func(channel.Webhook) error { return nil })
		if err != nil && (!errors.Is(err, channel.ErrMalformed) || got != nil) {
			t.Errorf("ReadPush: %v, %v", got, err)
		}
	})
}

// Whatever path, query and body are, the stand-in, which verifies by code of its own, takes the
// signature.
func FuzzSign(f *testing.F) {
	f.Add("demo", "b", " x~", "{}")
	f.Add("a b/c", "ø&=", "%2F+", "")
	f.Add("..%2f", "", "", "\x00")
	f.Fuzz(func(t *testing.T, segment, name, value, body string) {
		c, _ := gateway(t, apifabrictest.Config{Sign: true}, nil)
		if segment == "." || segment == ".." || name == "" {
			return // net/http and url.Values have views of their own on these
		}
		path := "/apiaccess/" + strings.ReplaceAll(url.PathEscape(segment), "%2F", "-") + "/x?" + url.Values{name: {value, "z"}}.Encode()
		a, err := c.Do(t.Context(), apifabric.Call{Op: "x", Path: path, Body: []byte(body)})
		if err != nil || a.Status != http.StatusNotFound { // proved, and there is no such API
			t.Errorf("%s: %d, %v", path, a.Status, err)
		}
	})
}
