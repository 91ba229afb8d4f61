package directory_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/directory"
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
	rotate("second-secret")
	now = epoch.Add(24 * time.Hour)
	stored := rotate("third-secret")
	want := channel.Keys{{Secret: "third-secret"}, {Secret: "second-secret", Until: epoch.Add(72 * time.Hour)}, {Secret: "webhook-bot", Until: epoch.Add(48 * time.Hour)}}
	if diff := cmp.Diff(want, stored.Secrets.Keys["webhookSecret"], cmp.Comparer(func(a, b channel.Secret) bool { return a == b })); diff != "" {
		t.Errorf("keys (-want +got):\n%s", diff)
	}
	got := []int{status("webhook-bot"), status("second-secret"), status("third-secret")}
	now = epoch.Add(48 * time.Hour)
	got = append(got, status("webhook-bot"), status("second-secret"), status("third-secret"))
	if _, err := d.Revoke(ctx, "bot"); err != nil {
		t.Fatal(err)
	}
	got = append(got, status("webhook-bot"), status("second-secret"), status("third-secret"))
	if diff := cmp.Diff([]int{200, 200, 200, 401, 200, 200, 401, 401, 200}, got); diff != "" {
		t.Errorf("statuses (-want +got):\n%s", diff)
	}
}

func TestOverlapOff(t *testing.T) {
	o := options()
	o.Overlap = -1
	d := newDirectory(t, o, bot("bot", "Sales", 71001))
	r := find(d, "bot")
	r.Secrets.Keys["webhookSecret"] = channel.NewKeys("second-secret")
	r, err := d.Replace(context.Background(), r)
	require.NoError(t, err)
	if n := len(r.Secrets.Keys["webhookSecret"]); n != 1 {
		t.Errorf("%d keys, want 1", n)
	}
}

// api plays the Bot API: it takes one token, and may be told to take another.
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
	if _, err := d.Receive(ctx, "/telegram/bot", update("webhook-bot", 1)); err != nil {
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
