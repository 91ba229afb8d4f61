package telegram_test

import (
	"encoding/json"
	"io"
	"io/fs"
	"net/http"
	"strings"
	"testing"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/channeltest/leak"
	"github.com/contactkit/contactkit/telegram/apifabric"
)

// refusal is what the Bot API or the gateway says against a call, in the members of both.
func refusal(status int, said string) string {
	data, _ := json.Marshal(map[string]any{
		"ok": false, "error_code": status, "description": said, "resultCode": said, "resultDesc": said, "resultMsg": said, "error": said,
	})
	return string(data)
}

// saying makes an answer with status 200.
func saying(body func(*leak.Wire) string) func(*leak.Wire, *http.Request) (*http.Response, error) {
	return func(w *leak.Wire, req *http.Request) (*http.Response, error) {
		return leak.Response(req, 200, strings.NewReader(body(w))), nil
	}
}

// leakModes are the ways to fail.
func leakModes(t *testing.T) []leak.Mode {
	return append(leak.Modes(t, refusal), []leak.Mode{
		{Name: "JSON that is none", Answer: leak.Answer(200, func(said string) string { return `{"ok":true,"result":"` + said })},
		{Name: "a result of another kind", Answer: leak.Answer(200, func(said string) string {
			return `{"ok":true,"result":` + leak.Quote(said) + `,"resultCode":"0"}`
		})},
		{Name: "a result of AICC's", Answer: leak.Answer(200, func(said string) string { return `{"resultCode":"13","resultDesc":` + leak.Quote(said) + `}` })},
		{Name: "a token of another kind", Answer: func(w *leak.Wire, req *http.Request) (*http.Response, error) {
			if !strings.HasSuffix(req.URL.Path, apifabric.DefaultTokenPath) {
				return leak.Response(req, 200, strings.NewReader(`{"token":`+leak.Quote(w.Say())+`}`)), nil
			}
			w.Use(true, "Mac-5tGh8Jk2Lp9Qw3Er6Ty1Ui")
			return leak.Response(req, 200, strings.NewReader(`{"AccessToken":"Mac-5tGh8Jk2Lp9Qw3Er6Ty1Ui","ApplyType":"MAC","token":`+leak.Quote(w.Say())+`}`)), nil
		}},
		{Name: "a webhook that somebody else set, with the token in its address", Answer: saying(func(w *leak.Wire) string {
			return `{"ok":true,"result":{"id":7310000099,"url":` + leak.Quote("https://desk.example/hook/"+w.Told()[0]) +
				`,"last_error_date":1781006300,"last_error_message":` + leak.Quote(w.Say()) + `,"pending_update_count":1}}`
		})},
		{Name: "a file with the token in its path", Answer: saying(func(w *leak.Wire) string {
			return `{"ok":true,"result":{"file_path":` + leak.Quote("documents/"+w.Told()[0]+".pdf") + `}}`
		})},
		{Name: "a file of a local server", Answer: saying(func(w *leak.Wire) string {
			return `{"ok":true,"result":{"file_path":` + leak.Quote("/srv/"+w.Told()[0]+"/documents/a.pdf") + `}}`
		}), Files: func(w *leak.Wire) (channel.File, error) {
			return channel.File{}, &fs.PathError{Op: "open", Path: w.Say(), Err: fs.ErrNotExist}
		}},
		{Name: "a file of a local server that breaks off", Answer: saying(func(w *leak.Wire) string {
			return `{"ok":true,"result":{"file_path":` + leak.Quote("/srv/"+w.Told()[0]+"/documents/a.pdf") + `}}`
		}), Files: func(w *leak.Wire) (channel.File, error) {
			return channel.File{Body: io.NopCloser(leak.Broken(w.Say())), Size: -1}, nil
		}},
	}...)
}
