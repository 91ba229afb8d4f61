package directory_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/directory"
	"github.com/contactkit/contactkit/channel/standin"
	"github.com/contactkit/contactkit/telegram/telegramtest"
)

func TestOldAndNewSecretsOverlap(t *testing.T) {
	ctx := context.Background()
	now := epoch
	o := options()
	o.Now = func() time.Time { return now }
	d := newDirectory(t, o, bot("bot", "Sales", 71001))
	status := func(secret channel.Secret) int {
		call := update(secret, 1)
		call.At = now
		_, err := d.Receive(ctx, "/telegram/bot", call)
		return channel.StatusCode(err)
	}
	rotate := func(to channel.Secret) directory.Record {
		t.Helper()
		r := find(d, "bot")
		r.Secrets.Keys["webhookSecret"] = channel.NewKeys(to)
		r, err := d.Replace(ctx, r)
		require.NoError(t, err)
		return r
	}
	rotate("second")
	now = epoch.Add(24 * time.Hour)
	stored := rotate("third")
	want := channel.Keys{{Secret: "third"}, {Secret: "second", Until: epoch.Add(72 * time.Hour)}, {Secret: "hook-bot", Until: epoch.Add(48 * time.Hour)}}
	if diff := cmp.Diff(want, stored.Secrets.Keys["webhookSecret"], cmp.Comparer(func(a, b channel.Secret) bool { return a == b })); diff != "" {
		t.Errorf("keys (-want +got):\n%s", diff)
	}
	got := []int{status("hook-bot"), status("second"), status("third")}
	now = epoch.Add(48 * time.Hour)
	got = append(got, status("hook-bot"), status("second"), status("third"))
	if _, err := d.Revoke(ctx, "bot"); err != nil {
		t.Fatal(err)
	}
	got = append(got, status("hook-bot"), status("second"), status("third"))
	if diff := cmp.Diff([]int{200, 200, 200, 401, 200, 200, 401, 401, 200}, got); diff != "" {
		t.Errorf("statuses (-want +got):\n%s", diff)
	}
}

func TestOverlapOff(t *testing.T) {
	o := options()
	o.Overlap = -1
	d := newDirectory(t, o, bot("bot", "Sales", 71001))
	r := find(d, "bot")
	r.Secrets.Keys["webhookSecret"] = channel.NewKeys("second")
	r, err := d.Replace(context.Background(), r)
	require.NoError(t, err)
	if n := len(r.Secrets.Keys["webhookSecret"]); n != 1 {
		t.Errorf("%d keys, want 1", n)
	}
}

// api stands for the Bot API: it takes one token, and may be told to take another.
type api struct {
	mu    sync.Mutex
	token string
	calls []string // tokens that came
}

func (a *api) RoundTrip(r *http.Request) (*http.Response, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	token, _, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/bot"), "/")
	a.calls = append(a.calls, token)
	if r.Body != nil {
		_ = r.Body.Close()
	}
	status, body := 200, `{"ok":true,"result":{"message_id":5,"date":1772442000,"chat":{"id":4401,"type":"private"}}}`
	if token != a.token {
		status, body = 401, `{"ok":false,"error_code":401,"description":"Unauthorized"}`
	}
	return &http.Response{StatusCode: status, Header: http.Header{"Content-Type": {"application/json"}}, Body: ioNopCloser{strings.NewReader(body)}, Request: r}, nil
}

type ioNopCloser struct{ *strings.Reader }

func (ioNopCloser) Close() error { return nil }

func token(letter string) string { return "71001:" + strings.Repeat(letter, 35) }

var customer = channel.Thread{Platform: "telegram", Account: "71001", Contact: "4401"}

func TestSendsWithTheNextKey(t *testing.T) {
	ctx := context.Background()
	server := &api{token: token("t")}
	var alerts []string
	now := epoch
	o := options()
	o.Now = func() time.Time { return now }
	o.HTTP = &http.Client{Transport: server}
	o.Alert = func(a directory.Alert) {
		alerts = append(alerts, fmt.Sprint(a.Record.Name, " ", a.Account, " ", errors.Is(a.Err, channel.ErrUnauthorized)))
	}
	d := newDirectory(t, o, bot("bot", "Sales", 71001))
	sender := d.Sender()
	send := func() error {
		_, err := sender.Send(ctx, customer, channel.Message{Text: "hi"})
		return err
	}
	enter := func(letter string) {
		t.Helper()
		r := find(d, "bot")
		r.Secrets.Keys["token"] = channel.NewKeys(channel.Secret(token(letter)))
		_, err := d.Replace(ctx, r)
		require.NoError(t, err)
	}
	require.NoError(t, send())

	enter("n") // the administrator was early: the platform still knows the former token only
	require.NoError(t, send())
	if diff := cmp.Diff([]string{token("t"), token("n"), token("t")}, server.calls); diff != "" {
		t.Errorf("tokens (-want +got):\n%s", diff)
	}
	if len(alerts) > 0 {
		t.Errorf("alerts while the former key works: %v", alerts)
	}

	server.token = token("x") // revoked
	for range 3 {
		if err := send(); !errors.Is(err, channel.ErrUnauthorized) {
			t.Errorf("a revoked key: %v", err)
		}
	}
	if diff := cmp.Diff([]string{"Sales 71001 true"}, alerts); diff != "" {
		t.Errorf("alerts (-want +got):\n%s", diff)
	}
	if _, err := d.Receive(ctx, "/telegram/bot", update("hook-bot", 1)); err != nil {
		t.Errorf("intake stopped: %v", err)
	}
	enter("x")
	require.NoError(t, send())

	server.token, server.calls = token("gone"), nil
	now = epoch.Add(directory.DefaultOverlap)
	_ = send()
	if diff := cmp.Diff([]string{token("x")}, server.calls); diff != "" {
		t.Errorf("tokens after the overlap (-want +got):\n%s", diff)
	}
	if len(alerts) != 2 {
		t.Errorf("%d alerts, want a second one after the edit: %v", len(alerts), alerts)
	}
}

func TestSenderStates(t *testing.T) {
	ctx := context.Background()
	server := &api{token: token("t")}
	o := options()
	o.HTTP = &http.Client{Transport: server}
	d := newDirectory(t, o, bot("bot", "Sales", 71001))
	sender := d.Sender()
	if sender.Limits(customer).Text.Max != 4096 || sender.Limits(channel.Thread{}).Text.Max != 0 {
		t.Errorf("limits: %v", sender.Limits(customer).Text)
	}
	require.NoError(t, channel.ShowTyping(ctx, sender, customer))
	if err := channel.React(ctx, sender, customer, "5", "x"); !errors.Is(err, errors.ErrUnsupported) && err != nil {
		t.Errorf("an ability of the channel: %v", err)
	}
	_, err := d.Move(ctx, "bot", directory.Paused)
	require.NoError(t, err)
	calls := len(server.calls)
	_, err = sender.Send(ctx, customer, channel.Message{Text: "hi"})
	if !errors.Is(err, directory.ErrPaused) || !errors.Is(err, channel.ErrUnavailable) {
		t.Errorf("a paused channel: %v", err)
	}
	for name, err := range map[string]error{
		"typing": channel.ShowTyping(ctx, sender, customer),
		"read":   channel.MarkRead(ctx, sender, customer, "5"),
		"edit":   channel.EditMessage(ctx, sender, customer, "5", channel.Message{}),
		"delete": channel.DeleteMessage(ctx, sender, customer, "5"),
		"react":  channel.React(ctx, sender, customer, "5", "x"),
		"press":  channel.AnswerPress(ctx, sender, customer, channel.Press{}, ""),
	} {
		if !errors.Is(err, directory.ErrPaused) {
			t.Errorf("%s of a paused channel: %v", name, err)
		}
	}
	_, err1 := channel.OpenMedia(ctx, sender, customer, channel.Attachment{})
	_, err2 := channel.Upload(ctx, sender, customer, channel.Attachment{}, channel.File{Body: ioNopCloser{strings.NewReader("")}})
	_, err3 := channel.FetchProfile(ctx, sender, customer)
	if !errors.Is(err1, directory.ErrPaused) || !errors.Is(err2, directory.ErrPaused) || !errors.Is(err3, directory.ErrPaused) {
		t.Errorf("media %v, upload %v, profile %v", err1, err2, err3)
	}
	if len(server.calls) != calls {
		t.Errorf("%d calls of a paused channel", len(server.calls)-calls)
	}
}

// Against the stand-in: an answer under way when the token is replaced ends with the channel it began with.
func TestACallKeepsItsChannel(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		server := telegramtest.New(telegramtest.Config{})
		o := options()
		o.Now, o.HTTP = time.Now, server.Client()
		account, _, _ := strings.Cut(server.Config().Token, ":")
		r := bot("bot", "Sales", 1)
		r.Secrets.Keys["token"] = channel.NewKeys(channel.Secret(server.Config().Token))
		d := newDirectory(t, o, r)
		server.Say("7001", "hello")
		server.Fail(standin.Delay(2*time.Second), 1)
		done := make(chan error)
		go func() {
			_, err := d.Sender().Send(t.Context(), channel.Thread{Platform: "telegram", Account: account, Contact: "7001"}, channel.Message{Text: "hi"})
			done <- err
		}()
		synctest.Wait()
		stored := find(d, "bot")
		require.NoError(t, d.Remove("bot", stored.Rev))
		if err := <-done; err != nil {
			t.Errorf("the send: %v", err)
		}
		if n := len(server.Sent()); n != 1 {
			t.Errorf("%d messages arrived", n)
		}
	})
}
