package apifabric_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/standin"
	"github.com/contactkit/contactkit/telegram/apifabric"
	"github.com/contactkit/contactkit/telegram/apifabric/apifabrictest"
)

var ada = apifabric.User{ID: "tg7001", Name: "Ada"}

func webClient(t *testing.T) (*apifabric.Web, *apifabrictest.Gateway) {
	t.Helper()
	c, f := gateway(t, apifabrictest.Config{}, nil)
	return newWeb(t, c, apifabric.WebOptions{ConfigID: f.Config().Channel, UploadMember: "objectKey"}), f
}

func newWeb(t testing.TB, c *apifabric.Client, o apifabric.WebOptions) *apifabric.Web {
	t.Helper()
	web, err := c.Web(o)
	require.NoError(t, err)
	return web
}

// A limit of texts without a unit counts in AICC's own unit, bytes, and a wrong one is a complaint.
func TestWebTextLimit(t *testing.T) {
	c, _ := gateway(t, apifabrictest.Config{}, nil)
	for _, wrong := range []channel.Length{{Max: -1}, {Unit: "words"}} {
		_, err := c.Web(apifabric.WebOptions{MaxText: wrong})
		if diff := cmp.Diff([]complaint{{"maxText", channel.CodeInvalid}}, complaints(err)); diff != "" {
			t.Errorf("Web with MaxText %v (-want +got):\n%s", wrong, diff)
		}
	}
	err := newWeb(t, c, apifabric.WebOptions{MaxText: channel.Length{Max: 3}}).Send(t.Context(), ada, apifabric.WebMessage{Content: "éé"})
	if diff := cmp.Diff([]complaint{{"content", channel.CodeTooLong}}, complaints(err)); diff != "" {
		t.Errorf("four bytes where three are allowed (-want +got):\n%s", diff)
	}
}

func TestWebClient(t *testing.T) {
	web, f := webClient(t)
	ctx := t.Context()
	at := time.Date(2026, 6, 9, 12, 0, 0, 0, time.UTC)
	require.NoError(t, web.Send(ctx, ada, apifabric.WebMessage{Content: "Hello", Time: at}))
	require.NoError(t, web.Send(ctx, ada, apifabric.WebMessage{Control: apifabric.ControlToAgent}))
	content, err := web.Upload(ctx, ada, "png", channel.File{Body: io.NopCloser(strings.NewReader("\x89PNG\r\n\x1a\n"))})
	require.NoError(t, err)
	require.NoError(t, web.Send(ctx, ada, apifabric.WebMessage{Media: "IMAGE", Content: content}))
	heard := func(control, media, content string) apifabrictest.WebHeard {
		return apifabrictest.WebHeard{Channel: "WEB", Content: content, ControlType: control, From: "tg7001", MediaType: media, SenderNickname: "Ada", SourceType: "CUSTOMER", To: f.Config().Channel, Timestamp: at.UnixMilli()}
	}
	want := []apifabrictest.WebHeard{heard("CHAT", "TEXT", "Hello"), heard("TRANS2AGENT", "TEXT", ""), heard("CHAT", "IMAGE", content)}
	if diff := cmp.Diff(want, f.Heard()); diff != "" {
		t.Errorf("AICC heard (-want +got):\n%s", diff)
	}

	f.AgentSays(apifabrictest.WebDown{User: ada.ID, Content: "Good morning", Nickname: "Agent 1"})
	f.AgentSays(apifabrictest.WebDown{User: ada.ID, MediaType: "IMAGE", Content: "a.png", Local: true, FileType: "PNG", Source: "ROBOT"})
	f.KeepFile("local/a.png", []byte("their PNG"))
	got, err := web.Poll(ctx, ada)
	require.NoError(t, err)
	down := []apifabric.Downlink{
		{From: f.Config().Channel, To: "tg7001", Control: "CHAT", Media: "TEXT", Content: "Good morning", Source: "AGENT", Nickname: "Agent 1", Call: "1781000000-1", Time: at},
		{From: f.Config().Channel, To: "tg7001", Control: "CHAT", Media: "IMAGE", Content: "a.png", Source: "ROBOT", Call: "1781000000-1", Local: true, FileType: "PNG", Time: at.Add(time.Millisecond)},
	}
	if diff := cmp.Diff(down, got); diff != "" {
		t.Errorf("Poll (-want +got):\n%s", diff)
	}
	file, err := web.Download(ctx, ada, got[1].File())
	require.NoError(t, err)
	body, err := io.ReadAll(file.Body)
	if err != nil || string(body) != "their PNG" || file.Size != 9 {
		t.Errorf("downloaded %q of %d, %v", body, file.Size, err)
	}
	if again, err := web.Poll(ctx, ada); err != nil || len(again) != 0 {
		t.Errorf("once more: %v, %v", again, err)
	}
	applied := 0
	for _, c := range f.Calls() {
		if strings.HasSuffix(c.Path, "/applyToken") {
			applied++
		}
	}
	if applied != 1 || f.Tokens() != 1 {
		t.Errorf("%d tokens of the user's and %d of the gateway's for all calls", applied, f.Tokens())
	}
}

// Two tokens can end, each by itself or both: each is renewed once, the gateway's first.
func TestWebClientTokensEnd(t *testing.T) {
	web, f := webClient(t)
	say := func() error { return web.Send(t.Context(), ada, apifabric.WebMessage{Content: "x"}) }
	require.NoError(t, say())
	f.Expire()
	require.NoError(t, say())
	f.ExpireWeb()
	require.NoError(t, say())
	f.Expire()
	f.ExpireWeb()
	require.NoError(t, say())
	if n := len(f.Heard()); n != 4 {
		t.Errorf("%d messages were heard, want 4", n)
	}
	f.Advance(35 * time.Minute) // a new one comes along with the next answer
	require.NoError(t, say())
	f.Fail(standin.Status(401, "{}").On("/send"), -1)
	before := len(f.Calls())
	err := say()
	if !errors.Is(err, channel.ErrUnauthorized) || len(f.Calls())-before > 6 {
		t.Errorf("refused for good: %v after %d calls", err, len(f.Calls())-before)
	}
}

func TestWebClientRefuses(t *testing.T) {
	web, f := webClient(t)
	ctx := context.Background()
	long := apifabric.User{ID: strings.Repeat("x", 25)}
	upload := func(kind string, size int) error {
		_, err := web.Upload(ctx, ada, kind, channel.File{Body: io.NopCloser(strings.NewReader("\xff\xd8\xff" + strings.Repeat("x", size)))})
		return err
	}
	c, _ := gateway(t, apifabrictest.Config{}, nil)
	_, unset := newWeb(t, c, apifabric.WebOptions{}).Upload(ctx, ada, "JPG", channel.File{Body: io.NopCloser(strings.NewReader("\xff\xd8\xff"))})
	_, program := web.Upload(ctx, ada, "EXE", channel.File{Body: io.NopCloser(strings.NewReader("MZ\x00\x01"))})
	_, bodiless := web.Upload(ctx, ada, "JPG", channel.File{})
	for name, tt := range map[string]struct {
		err  error
		want complaint
	}{
		"a long id":         {web.Send(ctx, long, apifabric.WebMessage{Content: "x"}), complaint{"user.id", channel.CodeTooLong}},
		"no id":             {web.Send(ctx, apifabric.User{}, apifabric.WebMessage{Content: "x"}), complaint{"user.id", channel.CodeMissing}},
		"a long text":       {web.Send(ctx, ada, apifabric.WebMessage{Content: strings.Repeat("x", 1025)}), complaint{"content", channel.CodeTooLong}},
		"a program":         {program, complaint{"fileType", channel.CodeUnsupported}},
		"a large file":      {upload("JPG", 2<<20-2), complaint{"file", channel.CodeTooLarge}},
		"no content":        {bodiless, complaint{"file", channel.CodeMissing}},
		"member is not set": {unset, complaint{"uploadMember", channel.CodeMissing}},
	} {
		if diff := cmp.Diff([]complaint{tt.want}, complaints(tt.err)); diff != "" || !errors.Is(tt.err, channel.ErrRejected) {
			t.Errorf("%s: %v (-want +got):\n%s", name, tt.err, diff)
		}
	}
	if len(f.Calls()) != 0 {
		t.Errorf("calls %v", f.Calls())
	}
	if _, err := web.Download(ctx, ada, apifabric.WebFile{ID: "none"}); !errors.Is(err, channel.ErrRejected) {
		t.Errorf("no such file: %v", err)
	}
	wrong := newWeb(t, c, apifabric.WebOptions{ConfigID: "another"})
	if err := wrong.Send(ctx, ada, apifabric.WebMessage{Content: "x"}); !errors.Is(err, channel.ErrRejected) {
		t.Errorf("another channel: %v", err)
	}
}

// Answers that say nothing, and credentials in errors.
func TestWebClientAnswers(t *testing.T) {
	for name, tt := range map[string]struct {
		path  string
		fault standin.Fault
		want  error
		whom  channel.Affects
	}{
		"no result code":          {"/send", standin.Status(200, "{}"), channel.ErrUncertain, ""},
		"no JSON":                 {"/send", standin.Status(200, "<html>"), channel.ErrUncertain, ""},
		"lost answer":             {"/send", standin.LoseAnswer(), channel.ErrUncertain, ""},
		"code 401":                {"/send", standin.Status(200, `{"resultCode":"401","resultDesc":"example-app-secret-0123456789"}`), channel.ErrUnauthorized, channel.AffectsCredentials},
		"code 2, a number":        {"/send", standin.Status(200, `{"resultCode":2}`), channel.ErrRejected, ""},
		"error":                   {"/send", standin.Status(500, "example-app-secret-0123456789"), channel.ErrUncertain, ""},
		"no token for the user":   {"/applyToken", standin.Status(200, `{"resultCode":"0"}`), channel.ErrUnauthorized, channel.AffectsCredentials},
		"refused a token":         {"/applyToken", standin.Status(200, `{"resultCode":"1"}`), channel.ErrRejected, ""},
		"lost answer to a token":  {"/applyToken", standin.LoseAnswer(), channel.ErrUnavailable, ""},
		"strange answer to a one": {"/applyToken", standin.Status(200, ""), channel.ErrUnavailable, ""},
		"a page for a token":      {"/applyToken", standin.Status(200, "<html>"), channel.ErrUnavailable, ""},
		"a redirect for a token":  {"/applyToken", standin.Status(302, ""), channel.ErrUnavailable, ""},
		"a proxy refuses a token": {"/applyToken", standin.Status(403, "<html>"), channel.ErrUnavailable, ""},
	} {
		web, f := webClient(t)
		f.Fail(tt.fault.On(tt.path), 1)
		err := web.Send(t.Context(), ada, apifabric.WebMessage{Content: "x"})
		if e, ok := errors.AsType[*channel.Error](err); !ok || e.Kind != tt.want || e.Affects != tt.whom {
			t.Errorf("%s: %#v, want %v that concerns %q", name, err, tt.want, tt.whom)
		}
		if strings.Contains(fmt.Sprintf("%v %+v", err, err), "example-app-secret-0123456789") {
			t.Errorf("%s: the error shows a credential: %v", name, err)
		}
	}
}

func TestReadPush(t *testing.T) {
	body := `{"messages":[{"channel":"WEB","isOfflineStatus":true,"content":"Good morning","from":"c7","mediaType":"TEXT","senderNickname":"Agent 1","sourceType":"AGENT","controlType":"CHAT",` +
		`"timestamp":"1781006400000","to":"tg7001","messageCode":"m-1"},7,{"controlType":"DISCONNECT","isOfflineStatus":"true"}],"timestamp":1781006400001}`
	w := channel.Webhook{Method: http.MethodPost, Body: []byte(body)}
	yes := func(channel.Webhook) error { return nil }
	got, err := apifabric.ReadPush(w, yes)
	require.NoError(t, err)
	want := []apifabric.Downlink{
		{From: "c7", To: "tg7001", Control: "CHAT", Media: "TEXT", Content: "Good morning", Source: "AGENT", Nickname: "Agent 1", Code: "m-1", Offline: true, Time: time.Date(2026, 6, 9, 12, 0, 0, 0, time.UTC)},
		{Control: "DISCONNECT", Offline: true},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("ReadPush (-want +got):\n%s", diff)
	}
	no := func(channel.Webhook) error { return errors.New("not from AICC's address") }
	for name, tt := range map[string]struct {
		w      channel.Webhook
		verify apifabric.PushVerifier
		status int
	}{
		"no verifier": {w, nil, 401}, "not proved": {w, no, 401}, "a GET": {channel.Webhook{Method: "GET"}, yes, 405}, "no JSON": {channel.Webhook{Method: "POST", Body: []byte("x")}, yes, 400},
		"an array": {channel.Webhook{Method: "POST", Body: []byte("[]")}, yes, 400},
	} {
		if _, err := apifabric.ReadPush(tt.w, tt.verify); channel.StatusCode(err) != tt.status {
			t.Errorf("%s: %v", name, err)
		}
	}
	var reply struct{ ResultCode string }
	if err := json.Unmarshal(apifabric.PushReply().Body, &reply); err != nil || reply.ResultCode != "0" {
		t.Errorf("PushReply %+v, %v", reply, err)
	}
}
