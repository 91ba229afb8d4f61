package dispatch_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/dispatch"
)

// A pause holds what its scope names, and nothing else.
func TestAPauseHoldsItsScope(t *testing.T) {
	image := []channel.Attachment{{Kind: channel.MediaImage, ID: "1"}}
	limits := channel.Limits{Text: channel.Length{Max: 20}, Attachments: 1, Media: []channel.MediaLimit{{Kind: channel.MediaImage, ByID: true}},
		Rates: []channel.Rate{{Scope: channel.ScopeKind, Kind: "media", N: 1000, Per: time.Hour}, {Scope: channel.ScopeKind, Kind: "text", N: 1000, Per: time.Hour}}}
	others := map[string]struct {
		to channel.Thread
		m  channel.Message
	}{
		"same thread":   {thread("a"), channel.Message{Attachments: image}},
		"same kind":     {thread("b"), channel.Message{Attachments: image}},
		"same account":  {thread("c"), channel.Message{Text: "text"}},
		"same app":      {channel.Thread{Platform: "test", Account: "2", Contact: "d"}, channel.Message{Text: "text"}},
		"other app":     {channel.Thread{Platform: "test", Account: "3", Contact: "e"}, channel.Message{Text: "text"}},
		"text, thread":  {thread("a"), channel.Message{Text: "text"}},
		"other account": {channel.Thread{Platform: "test", Account: "2", Contact: "f"}, channel.Message{Attachments: image}},
	}
	tests := map[channel.Scope][]string{ // who waits
		channel.ScopeUnknown: {"same thread", "text, thread"},
		channel.ScopeThread:  {"same thread", "text, thread"},
		channel.ScopeKind:    {"same thread", "same kind"},
		channel.ScopeAccount: {"same thread", "text, thread", "same kind", "same account"},
		channel.ScopeApp:     {"same thread", "text, thread", "same kind", "same account", "same app", "other account"},
	}
	for scope, waiting := range tests {
		for name, other := range others {
			t.Run(fmt.Sprintf("%s/%s", scope, name), func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					p := &platform{limits: limits, fault: failing(limited(scope, 20*time.Second))}
					d := newDispatcher(t, p, dispatch.Config{App: func(to channel.Thread) string {
						if to.Account == "3" {
							return "other"
						}
						return "app"
					}})
					refused := accept(t, d, "refused", thread("a"), channel.Message{Attachments: image})
					synctest.Wait()
					if name == "text, thread" || name == "same thread" {
						if _, ok := d.Withdraw("refused"); !ok { // else it comes before
							t.Fatal("not withdrawn")
						}
					}
					start := time.Now()
					if _, err := accept(t, d, "other", other.to, other.m).Wait(); err != nil {
						t.Fatal(err)
					}
					want := time.Duration(0)
					for _, w := range waiting {
						if w == name {
							want = 20 * time.Second
						}
					}
					if got := time.Since(start); got != want {
						t.Errorf("it waited %v, want %v", got, want)
					}
					_, _ = refused.Wait()
				})
			})
		}
	}
}

// Of a platform that does not say what a pause applies to: the thread, until another is refused
// within five seconds.
func TestAPauseOfUnknownScope(t *testing.T) {
	for _, tt := range []struct {
		apart time.Duration
		want  time.Duration
	}{{4 * time.Second, 20 * time.Second}, {6 * time.Second, 0}} {
		t.Run(tt.apart.String(), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				p := &platform{limits: short, fault: failing(limited("", 20*time.Second), limited("", 20*time.Second))}
				d := newDispatcher(t, p, dispatch.Config{})
				accept(t, d, "1", thread("a"), channel.Message{Text: "1"})
				time.Sleep(tt.apart)
				accept(t, d, "2", thread("b"), channel.Message{Text: "2"})
				synctest.Wait()
				start := time.Now()
				if _, err := accept(t, d, "3", thread("c"), channel.Message{Text: "3"}).Wait(); err != nil {
					t.Fatal(err)
				}
				if got := time.Since(start); got != tt.want {
					t.Errorf("a third thread waited %v, want %v", got, tt.want)
				}
				time.Sleep(time.Minute)
			})
		})
	}
}

// A pause over MaxWait is returned with its length, to whoever comes while it lasts.
func TestALongPauseIsReturned(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := &platform{limits: short, fault: failing(limited(channel.ScopeAccount, time.Minute))}
		d := newDispatcher(t, p, dispatch.Config{})
		start := time.Now()
		for i, to := range []channel.Thread{thread("a"), thread("a"), thread("b")} {
			r, _, _ := d.Prepare(fmt.Sprint(i), to, channel.Message{Text: "x"})
			_, err := d.Deliver(t.Context(), r)
			e, _ := errors.AsType[*channel.Error](err)
			if !errors.Is(err, channel.ErrRateLimited) || e.Scope != channel.ScopeAccount || e.Wait != time.Minute-time.Since(start) {
				t.Errorf("message %d: %v", i, err)
			}
			if i == 1 {
				time.Sleep(20 * time.Second)
			}
		}
		time.Sleep(15 * time.Second) // 25 are left
		if _, err := accept(t, d, "last", thread("c"), channel.Message{Text: "x"}).Wait(); err != nil || time.Since(start) != time.Minute {
			t.Errorf("%v after %v", err, time.Since(start))
		}
	})
}

// The limits in an answer of the platform hold for all calls that leave after it.
func TestHeadersArePaced(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := &platform{limits: short}
		s := &paced{platform: p, pace: []channel.Pace{{Scope: channel.ScopeAccount, Remaining: 2, Reset: 10 * time.Second}}}
		d := newDispatcher(t, s, dispatch.Config{})
		start := time.Now()
		for i := range 4 {
			first := accept(t, d, fmt.Sprint(i), thread(fmt.Sprint(i)), channel.Message{Text: "x"})
			if i > 0 {
				continue
			}
			if _, err := first.Wait(); err != nil { // calls that leave before its answer know nothing of it
				t.Fatal(err)
			}
		}
		time.Sleep(time.Minute)
		var at []time.Duration
		for _, a := range p.arrivals() {
			at = append(at, a.At.Sub(start))
		}
		if diff := cmp.Diff([]time.Duration{0, 0, 0, 10 * time.Second}, at); diff != "" {
			t.Errorf("sent at (-want +got):\n%s", diff)
		}
	})
}

// paced says in its first answer how many calls are left.
type paced struct {
	*platform
	pace []channel.Pace
}

func (p *paced) Send(ctx context.Context, to channel.Thread, m channel.Message) (channel.Sent, error) {
	sent, err := p.platform.Send(ctx, to, m)
	p.mu.Lock()
	defer p.mu.Unlock()
	sent.Pace, p.pace = p.pace, nil
	return sent, err
}
