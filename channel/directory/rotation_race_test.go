package directory_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/directory"
)

// Eight readers receive and send while two writers replace the credentials of the same channels: no
// call is refused, none goes astray.
func TestRotationUnderTraffic(t *testing.T) {
	ctx := context.Background()
	server := &api{token: token("t")}
	o := shared()
	o.HTTP = &http.Client{Transport: server}
	a, b := pages("a", "North", "8801", "24001"), pages("b", "South", "8801", "24002")
	a.Path, b.Path = "/meta", "/meta"
	d := newDirectory(t, o, bot("bot", "Sales", 71001), a, b)
	const rounds = 150
	var generation [2]atomic.Int64 // the newest webhook secret of bot and of the Meta app that is in force
	secretOf := func(name string, first channel.Secret, n int64) channel.Secret {
		if n == 0 {
			return first
		}
		return channel.Secret(fmt.Sprintf("%s-secret-%d", name, n))
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
	var writers, readers sync.WaitGroup
	stop := make(chan struct{})
	writers.Go(func() {
		for n := range int64(rounds) {
			edit("bot", func(r *directory.Record) {
				r.Secrets.Keys["webhookSecret"] = channel.NewKeys(secretOf("bot", "", n+1))
				r.Path = fmt.Sprintf("/bot/%d", n%2) // the path moves too: its callers follow
			})
			generation[0].Store(n + 1)
		}
	})
	writers.Go(func() {
		for n := range int64(rounds) {
			for _, id := range []string{"a", "b"} {
				edit(id, func(r *directory.Record) {
					r.Secrets.Keys["appSecret"] = channel.NewKeys(secretOf("app", "", n+1))
					r.About = fmt.Sprint(n)
				})
			}
			generation[1].Store(n + 1)
		}
	})
	var received, sent atomic.Int64
	for i := range 8 {
		readers.Go(func() {
			sender := d.Sender()
			for {
				select {
				case <-stop:
					return
				default:
				}
				switch i % 4 {
				case 0: // the newest secret that is surely in force
					call := batch(secretOf("app", "app-secret-8801", generation[1].Load()), "24001", "24002")
					got, err := d.Receive(ctx, "/meta", call)
					if list := routes(got); err != nil || len(list) != 2 || list[0] != "24001 North " || list[1] != "24002 South " {
						t.Errorf("received %v, %v", list, err)
						return
					}
					received.Add(1)
				case 1: // a former one, which the platform may still use
					call := batch(secretOf("app", "app-secret-8801", max(0, generation[1].Load()-3)), "24002", "24001")
					got, err := d.Receive(ctx, "/meta", call)
					if list := routes(got); err != nil || len(list) != 2 || list[0] != "24002 South " || list[1] != "24001 North " {
						t.Errorf("received %v, %v", list, err)
						return
					}
					received.Add(1)
				case 2:
					newest := secretOf("bot", "webhook-bot", generation[0].Load())
					e, ok := d.Owner(customer) // looked up after the secret was put in
					if !ok || e.ID() != "bot" || e.Channel().Verify(update(newest, 1)) != nil {
						t.Errorf("owner %v %v", e, ok)
						return
					}
					if _, err := d.Receive(ctx, e.Record().CallbackPath(), update("forged", 1)); err == nil {
						t.Error("a forged call passed")
						return
					}
				default:
					if _, err := sender.Send(ctx, customer, channel.Message{Text: "hi"}); err != nil {
						t.Errorf("send: %v", err)
						return
					}
					sent.Add(1)
				}
			}
		})
	}
	writers.Wait()
	close(stop)
	readers.Wait()
	if received.Load() == 0 || sent.Load() == 0 {
		t.Errorf("%d received, %d sent: nothing was tried", received.Load(), sent.Load())
	}
	t.Logf("%d received, %d sent during %d rotations", received.Load(), sent.Load(), 3*rounds)
}

// Names that two writers fight for are never in two channels at once.
func TestNamesAreNeverDoubled(t *testing.T) {
	ctx := context.Background()
	d := newDirectory(t, options())
	var won atomic.Int64
	var writers sync.WaitGroup
	for w := range 4 {
		writers.Go(func() {
			for n := range 50 {
				r := bot(fmt.Sprintf("w%d-%d", w, n), fmt.Sprintf("Name%d", n), 72000+100*w+n)
				switch _, err := d.Add(ctx, r); {
				case err == nil:
					won.Add(1)
				case !errors.Is(err, directory.ErrTaken):
					t.Errorf("Add: %v", err)
				}
			}
		})
	}
	writers.Wait()
	if won.Load() != 50 || d.Len() != 50 {
		t.Errorf("%d won, %d channels, want 50", won.Load(), d.Len())
	}
}
