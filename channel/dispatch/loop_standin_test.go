package dispatch_test

import (
	"context"
	"fmt"
	"net/http"
	"strconv"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/dispatch"
	"github.com/contactkit/contactkit/channel/standin"
	"github.com/contactkit/contactkit/facebook"
	"github.com/contactkit/contactkit/facebook/facebooktest"
	"github.com/contactkit/contactkit/telegram"
	"github.com/contactkit/contactkit/telegram/telegramtest"
	"github.com/contactkit/contactkit/twitter"
	"github.com/contactkit/contactkit/twitter/twittertest"
)

// bot is a Telegram channel on a stand-in to which the given number of people have written.
func bot(t *testing.T, cfg telegramtest.Config, rates []channel.Rate, people int) (*telegramtest.Server, *telegram.Channel, []channel.Thread) {
	t.Helper()
	cfg.Now = time.Now
	s := telegramtest.New(cfg)
	ch, err := telegram.New(telegram.Config{
		Token: channel.Secret(s.Config().Token), WebhookSecret: channel.NewKeys(channel.Secret(s.Config().WebhookSecret)),
		HTTP: s.Client(), Rates: rates,
	})
	if err != nil {
		t.Fatal(err)
	}
	threads := make([]channel.Thread, people)
	for i := range threads {
		who := strconv.Itoa(5551000000 + i)
		s.Say(who, "hello")
		threads[i] = channel.Thread{Platform: telegram.Platform, Account: ch.Info().App, Contact: who}
	}
	return s, ch, threads
}

// The same goal as TestTheWholeRateIsUsed, with a real channel and a stand-in that counts by
// itself.
func TestTheWholeRateOfAStandInIsUsed(t *testing.T) {
	const n, long = 30, 40 * time.Second
	for _, kind := range []struct {
		name string
		rate standin.Rate
	}{
		{"fixed window", standin.Rate{Kind: standin.FixedWindow, N: n, Per: time.Second}},
		{"sliding window", standin.Rate{Kind: standin.SlidingWindow, N: n, Per: time.Second}},
		{"token bucket", standin.Rate{Kind: standin.TokenBucket, N: n, Per: time.Second}},
	} {
		t.Run(kind.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s, ch, threads := bot(t, telegramtest.Config{Rate: kind.rate}, []channel.Rate{{Scope: channel.ScopeAccount, N: n, Per: time.Second}}, 3*n)
				s.Fail(standin.Latency(50*time.Millisecond, 50*time.Millisecond), -1)
				d := newDispatcher(t, ch, dispatch.Config{Concurrency: 4 * n})
				ctx, cancel := context.WithTimeout(t.Context(), long)
				defer cancel()
				for i, to := range threads {
					go func() {
						for k := 0; ctx.Err() == nil; k++ {
							r, _, _ := d.Prepare(fmt.Sprint(i, "/", k), to, channel.Message{Text: "x", By: channel.ByRobot})
							if _, err := d.Deliver(ctx, r); err != nil {
								_ = sleep(ctx, time.Second)
							}
						}
					}()
				}
				<-ctx.Done()
				refused := 0
				for _, c := range s.Calls() {
					if c.Status == http.StatusTooManyRequests {
						refused++
					}
				}
				used := float64(len(s.Sent())) / (n * long.Seconds())
				t.Logf("%.1f %% of the rate, %d refused", 100*used, refused)
				if refused != 0 || used < 0.98 {
					t.Errorf("%.1f %% of the rate and %d refused", 100*used, refused)
				}
				synctest.Wait()
			})
		})
	}
}

// A crowd is a channel on a stand-in to which some people have written.
type crowd struct {
	channel.Channel
	threads []channel.Thread
	fail    func(standin.Fault, int)
	arrived func() []said
}

// said is what the stand-in has taken.
type said struct{ to, text string }

// crowdOf is on the stand-in that the seed chooses: Telegram's, Facebook's, or X's with one of its
// APIs.
func crowdOf(t *testing.T, seed int64, people int) crowd {
	t.Helper()
	rates := []channel.Rate{{Scope: channel.ScopeAccount, N: 100, Per: time.Second}}
	join := func(platform, account string, first int, say func(contact, text string) string) (threads []channel.Thread) {
		for i := range people {
			who := strconv.Itoa(first + i)
			say(who, "hello")
			threads = append(threads, channel.Thread{Platform: platform, Account: account, Contact: who})
		}
		return threads
	}
	switch seed % 4 {
	case 0:
		s, ch, threads := bot(t, telegramtest.Config{Seed: seed}, rates, people)
		return crowd{ch, threads, s.Fail, heard(s.Sent, func(m telegramtest.Sent) said { return said{m.To, m.Text} })}
	case 1:
		s, ch := pageWith(t, facebooktest.Config{Seed: seed})
		threads := join(facebook.Platform, ch.Info().Accounts[0], 24001, s.Say)
		return crowd{ch, threads, s.Fail, heard(s.Sent, func(m facebooktest.Sent) said { return said{m.To, m.Text} })}
	}
	s, ch := xWith(t, map[int64]twitter.API{2: twitter.V11, 3: twitter.V2}[seed%4], twittertest.Config{Seed: seed}, rates...)
	threads := join(twitter.Platform, s.Config().Account, 2001, s.Say)
	return crowd{ch, threads, s.Fail, heard(s.Sent, func(m twittertest.Sent) said { return said{m.To, m.Text} })}
}

func heard[S any](sent func() []S, one func(S) said) func() []said {
	return func() (all []said) {
		for _, m := range sent() {
			all = append(all, one(m))
		}
		return all
	}
}

// With a stand-in that loses answers, breaks connections or leaves them open, fails and is slow,
// nothing arrives twice, nothing is lost without being reported, and each person reads in order.
func TestAStandInThatMisbehaves(t *testing.T) {
	for seed := int64(*firstSeed); seed < int64(*firstSeed+*seeds); seed++ {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				c := crowdOf(t, seed, 6)
				c.fail(standin.Latency(20*time.Millisecond, 2*time.Second).Chance(0.5), -1)
				for _, f := range []standin.Fault{
					standin.Refuse(), standin.LoseAnswer(), standin.Reset(), standin.Truncate(), standin.HalfOpen(),
					standin.SlowClose(time.Hour), standin.Status(500, "<html>"), standin.Delay(3 * time.Second),
				} {
					c.fail(f.Chance(0.02), -1)
				}
				d := newDispatcher(t, c.Channel, dispatch.Config{})
				const each = 12
				var mu sync.Mutex
				sent, unsure := make(map[string]bool), make(map[string]bool)
				var all sync.WaitGroup
				for _, to := range c.threads {
					all.Go(func() {
						for k := range each {
							text := fmt.Sprintf("%s %02d", to.Contact, k)
							r, _, _ := d.Prepare(text, to, channel.Message{Text: text, By: channel.ByPerson})
							r, err := d.Deliver(t.Context(), r)
							mu.Lock()
							switch r.Status() {
							case dispatch.Sent:
								sent[text] = true
							case dispatch.Uncertain:
								unsure[text] = true
							default:
								t.Errorf("%s: %v, %v", text, r.Status(), err)
							}
							mu.Unlock()
						}
					})
				}
				all.Wait()
				arrived, last := make(map[string]int), make(map[string]string)
				for _, m := range c.arrived() {
					arrived[m.text]++
					if m.text <= last[m.to] {
						t.Errorf("%q arrived after %q", m.text, last[m.to])
					}
					last[m.to] = m.text
				}
				for text := range sent {
					if arrived[text] != 1 {
						t.Errorf("%q is said to be sent and arrived %d times", text, arrived[text])
					}
				}
				for text := range unsure {
					if arrived[text] > 1 {
						t.Errorf("%q is uncertain and arrived %d times", text, arrived[text])
					}
				}
				if len(sent)+len(unsure) != each*len(c.threads) {
					t.Errorf("%d sent and %d uncertain of %d", len(sent), len(unsure), each*len(c.threads))
				}
			})
		})
	}
}
