package directory_test

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/directory"
)

// A store that nodes ask when a call has no valid proof.
type asked struct {
	mu     sync.Mutex
	record directory.Record
	calls  atomic.Int64
	fault  error
}

func (a *asked) get() directory.Record {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.record.Clone()
}

func (a *asked) load(context.Context, directory.Query) ([]directory.Record, error) {
	a.calls.Add(1)
	return []directory.Record{a.get()}, a.fault
}

func (a *asked) rotate(t *testing.T, o directory.Options, secret channel.Secret) directory.Record {
	t.Helper()
	return a.rotateKey(t, o, "webhookSecret", secret)
}

func (a *asked) rotateKey(t *testing.T, o directory.Options, name string, secret channel.Secret) directory.Record {
	t.Helper()
	old := a.get()
	edit := old.Clone()
	edit.Secrets.Keys[name] = channel.NewKeys(secret)
	next, err := o.Change(context.Background(), old, edit)
	require.NoError(t, err)
	a.mu.Lock()
	defer a.mu.Unlock()
	a.record = next
	return next
}

// An administrator rotates a secret at one node; the two others hear nothing. Calls with both
// secrets reach all three at once, and none is refused.
func TestRotationOverNodes(t *testing.T) {
	ctx := context.Background()
	var now atomic.Int64
	o := options()
	o.Now = func() time.Time { return epoch.Add(time.Duration(now.Load())) }
	store := &asked{record: bot("bot", "Sales", 71001)}
	store.record.Rev = 1
	o.Load = store.load
	nodes := []*directory.Directory{newDirectory(t, o), newDirectory(t, o), newDirectory(t, o)}
	for _, d := range nodes {
		require.NoError(t, d.Load(ctx, store.record))
	}
	const rotations = 200
	last := channel.Secret("webhook-bot")
	for n := range rotations {
		now.Add(int64(time.Second))
		next := channel.Secret(fmt.Sprintf("webhook-%d", n))
		require.NoError(t, nodes[n%3].Load(ctx, store.rotate(t, o, next)))
		var calls sync.WaitGroup
		for i, d := range nodes {
			for _, secret := range []channel.Secret{last, next, next, last} {
				calls.Go(func() {
					if _, err := d.Receive(ctx, "/telegram/bot", update(secret, n)); err != nil {
						t.Errorf("rotation %d, node %d: a valid secret is refused: %v", n, i, err)
					}
				})
			}
		}
		calls.Wait()
		last = next
	}
	if got := store.calls.Load(); got < 2*rotations || got > 4*rotations {
		t.Errorf("the store was asked %d times in %d rotations at two other nodes", got, rotations)
	}
}

// The same for the checks of a webhook: Meta's with a verify token, and X's with and without a
// signature. X's check without one is answered with the newest secret at every node.
func TestCheckOfTheWebhookWhileItIsRotatedOverNodes(t *testing.T) {
	unsigned := func(channel.Secret) channel.Webhook {
		return channel.Webhook{Method: "GET", RawQuery: "crc_token=c-271828&nonce=n1", At: epoch}
	}
	responseOfX := func(secret channel.Secret) string {
		mac := hmac.New(sha256.New, []byte(secret.Reveal()))
		mac.Write([]byte("c-271828"))
		return `{"response_token":"sha256=` + base64.StdEncoding.EncodeToString(mac.Sum(nil)) + `"}`
	}
	for name, tt := range map[string]struct {
		record directory.Record
		key    string
		check  func(channel.Secret) channel.Webhook
		answer func(used, newest channel.Secret) string
	}{
		"Meta":        {pages("c", "Support", "8801", "24001"), "verifyToken", checkOfMeta, func(_, _ channel.Secret) string { return "31415" }},
		"X":           {handle("c", "Press", "2001"), "apiSecret", challengeOfX, func(used, _ channel.Secret) string { return responseOfX(used) }},
		"X, unsigned": {handle("c", "Press", "2001"), "apiSecret", unsigned, func(_, newest channel.Secret) string { return responseOfX(newest) }},
	} {
		t.Run(name, func(t *testing.T) {
			ctx := context.Background()
			now := epoch
			o := options()
			o.Now = func() time.Time { return now }
			store := &asked{record: tt.record}
			store.record.Rev = 1
			o.Load = store.load
			nodes := []*directory.Directory{newDirectory(t, o), newDirectory(t, o), newDirectory(t, o)}
			for _, d := range nodes {
				require.NoError(t, d.Load(ctx, store.record))
			}
			last := store.record.Secrets.Keys[tt.key].First()
			for n := range 30 {
				now = now.Add(4 * time.Second)
				next := channel.Secret(fmt.Sprintf("renewed-secret-%d", n))
				require.NoError(t, nodes[n%3].Load(ctx, store.rotateKey(t, o, tt.key, next)))
				for i, d := range nodes {
					for _, used := range []channel.Secret{next, last, next} {
						got, err := d.Receive(ctx, tt.record.CallbackPath(), tt.check(used))
						if err != nil || string(got.Reply.Body) != tt.answer(used, next) {
							t.Errorf("rotation %d, node %d: %q, %v", n, i, got.Reply.Body, err)
						}
					}
				}
				last = next
			}
			store.fault = errors.New("no connection")
			now = now.Add(time.Minute)
			if got, err := nodes[0].Receive(ctx, tt.record.CallbackPath(), tt.check(last)); err != nil || string(got.Reply.Body) != tt.answer(last, last) {
				t.Errorf("while the store is down: %q, %v", got.Reply.Body, err)
			}
		})
	}
}

// Forged calls to a path that is known cost the store five questions, and then one a second.
func TestForgedCallsAskSeldom(t *testing.T) {
	ctx := context.Background()
	now := epoch
	o := options()
	o.Now = func() time.Time { return now }
	store := &asked{record: bot("bot", "Sales", 71001)}
	o.Load = store.load
	d := newDirectory(t, o, store.record)
	flood := func(want int64) {
		t.Helper()
		store.calls.Store(0)
		for range 1000 {
			if _, err := d.Receive(ctx, "/telegram/bot", update("forged", 1)); channel.StatusCode(err) != 401 {
				t.Fatalf("a forged call: %v", err)
			}
		}
		if got := store.calls.Load(); got != want {
			t.Errorf("a flood at %v asked the store %d times, want %d", now.Sub(epoch), got, want)
		}
	}
	flood(5)
	now = now.Add(time.Second)
	flood(1)
	now = now.Add(time.Second / 2)
	flood(0)
	now = now.Add(time.Hour)
	flood(5)

	now = now.Add(time.Minute)
	store.fault = errors.New("no connection")
	if _, err := d.Receive(ctx, "/telegram/bot", update("forged", 1)); channel.StatusCode(err) != 503 {
		t.Errorf("while the store is down: %v", err)
	}
	store.fault = nil
	if _, err := d.Receive(ctx, "/telegram/bot", update("webhook-bot", 1)); err != nil {
		t.Errorf("an authentic call: %v", err)
	}
	o.Recheck = -1
	d = newDirectory(t, o, store.record)
	flood(0)
}

// A question that a stranger's call asked before the rotation was stored does not answer the call
// that comes after it.
func TestRecheckAfterAnOlderQuestion(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx := context.Background()
		o := options()
		store := &asked{record: bot("bot", "Sales", 71001)}
		store.record.Rev = 1
		slow := true
		o.Load = func(ctx context.Context, q directory.Query) ([]directory.Record, error) {
			found, err := store.load(ctx, q)
			if slow {
				time.Sleep(time.Second) // the answer is on its way
			}
			return found, err
		}
		d := newDirectory(t, o, store.record)
		go func() { _, _ = d.Receive(ctx, "/telegram/bot", update("forged", 1)) }()
		synctest.Wait()
		store.rotate(t, o, "renewed-secret")
		slow = false
		if _, err := d.Receive(ctx, "/telegram/bot", update("renewed-secret", 2)); err != nil {
			t.Errorf("the call was refused: %v", err)
		}
	})
}

// Credentials that two channels share are replaced elsewhere: the prover is loaded, and then the
// owner of the event.
func TestRecheckOfAnOwner(t *testing.T) {
	ctx := context.Background()
	o := shared()
	a, b := pages("a", "North", "8801", "24001"), pages("b", "South", "8801", "24002")
	a.Connector, b.Connector = "meta", "meta"
	secrets := pages("", "", "8801", "24001", "24002").Secrets
	a.Secrets, b.Secrets = secrets, secrets
	stored := map[string]directory.Record{"/facebook/a": a, "/facebook/b": b}
	o.Load = func(_ context.Context, q directory.Query) ([]directory.Record, error) {
		return []directory.Record{stored[q.Path]}, nil
	}
	d := newDirectory(t, o, a, b)
	edit := secrets.Clone()
	edit.Keys["appSecret"] = channel.NewKeys("renewed-secret")
	next, err := o.ChangeSecrets(secrets, edit)
	require.NoError(t, err)
	for path, r := range stored {
		r.Secrets = next
		stored[path] = r
	}
	got, err := d.Receive(ctx, "/facebook/a", batch("renewed-secret", "24001", "24002"))
	require.NoError(t, err)
	if list := routes(got); list[0] != "24001 North " || list[1] != "24002 South " {
		t.Errorf("events went to %v", list)
	}
}
