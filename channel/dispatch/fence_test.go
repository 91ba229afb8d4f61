package dispatch_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/dispatch"
)

// Two dispatchers that hold one receipt send it once, also when the second begins after the first
// has ended; and one that was cancelled in the store is not sent.
func TestTheFence(t *testing.T) {
	for _, when := range []string{"at once", "afterwards", "cancelled"} {
		t.Run(when, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				p := &platform{limits: short, latency: constant(time.Second)}
				rows := dispatch.NewMemoryOutbox(nil)
				a := newDispatcher(t, p, dispatch.Config{Journal: rows})
				b := newDispatcher(t, p, dispatch.Config{Journal: rows})
				r, _, _ := a.Prepare("k", thread("a"), channel.Message{Text: "hello"})
				if err := rows.Put(r); err != nil {
					t.Fatal(err)
				}
				want := []string{"hello"}
				if when == "cancelled" {
					want = nil
					if err := rows.Save(r.Cancel()); err != nil {
						t.Fatal(err)
					}
				}
				first, err := a.Accept(t.Context(), r)
				if err != nil {
					t.Fatal(err)
				}
				if when == "afterwards" {
					<-first.Done()
				}
				second, err := b.Deliver(t.Context(), r)
				if when != "at once" && (!errors.Is(err, dispatch.ErrFenced) || second.Status() != dispatch.Unsent) {
					t.Errorf("the second is %q: %v, want ErrFenced", second.Status(), err)
				}
				if r, err := first.Wait(); when == "afterwards" && err != nil || err != nil && !errors.Is(err, dispatch.ErrFenced) {
					t.Errorf("the first is %q: %v", r.Status(), err)
				}
				if diff := cmp.Diff(want, p.texts()); diff != "" {
					t.Errorf("sent (-want +got):\n%s", diff)
				}
			})
		})
	}
}

// doubtful is a journal that is out of reach for a while: what it is told then is stored or not,
// and in either case the answer is an error.
type doubtful struct {
	*dispatch.MemoryOutbox
	from, until time.Time
	stored      bool
	asked       int
}

func (j *doubtful) Note(ctx context.Context, e dispatch.Entry) error {
	now := time.Now()
	if now.Before(j.from) || !now.Before(j.until) {
		return j.MemoryOutbox.Note(ctx, e)
	}
	j.asked++
	if j.stored && j.asked == 1 {
		_ = j.MemoryOutbox.Note(ctx, e)
	}
	return errors.New("connection reset")
}

// A begun whose storing is in doubt is closed as unsent once the journal is back: the part is sent
// later, and is not uncertain.
func TestABegunInDoubt(t *testing.T) {
	for _, stored := range []bool{true, false} {
		t.Run(fmt.Sprint("stored ", stored), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				p := &platform{limits: short}
				j := &doubtful{MemoryOutbox: dispatch.NewMemoryOutbox(nil), until: time.Now().Add(time.Minute), stored: stored}
				d := newDispatcher(t, p, dispatch.Config{Journal: j})
				r, _, _ := d.Prepare("k", thread("a"), channel.Message{Text: "hello"})
				if err := j.Put(r); err != nil {
					t.Fatal(err)
				}
				r, err := d.Deliver(t.Context(), r)
				if !errors.Is(err, dispatch.ErrJournal) || r.Status() != dispatch.Unsent {
					t.Errorf("it is %q: %v, want unsent and ErrJournal", r.Status(), err)
				}
				got, _ := j.Get("k")
				got.Parts[0].Begun = r.Parts[0].Begun // known only if it was stored
				if diff := cmp.Diff(r, got); diff != "" || got.Parts[0].Try != 1 {
					t.Errorf("the journal knows something else (-returned +stored):\n%s", diff)
				}
				other := newDispatcher(t, p, dispatch.Config{Journal: j}) // another node
				if r, err = other.Deliver(t.Context(), got); err != nil || r.Status() != dispatch.Sent {
					t.Errorf("delivered again it is %q: %v", r.Status(), err)
				}
			})
		})
	}
}

// The closing ends with the delivery's context, and with the dispatcher.
func TestABegunInDoubtDoesNotHang(t *testing.T) {
	for _, end := range []string{"context", "close", "withdrawn"} {
		t.Run(end, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				j := &doubtful{MemoryOutbox: dispatch.NewMemoryOutbox(nil), until: time.Now().Add(time.Hour)}
				d := newDispatcher(t, &platform{limits: short}, dispatch.Config{Journal: j})
				r, _, _ := d.Prepare("k", thread("a"), channel.Message{Text: "hello"})
				ctx, cancel := context.WithCancel(t.Context())
				defer cancel()
				accepted, err := d.Accept(ctx, r)
				if err != nil {
					t.Fatal(err)
				}
				time.Sleep(time.Minute)
				want := context.Canceled
				switch end {
				case "context":
					cancel()
				case "close":
					want = dispatch.ErrClosed
					if err := d.Close(t.Context()); err != nil {
						t.Error(err)
					}
				default:
					want = dispatch.ErrCancelled
					d.Withdraw("k")
				}
				if r, err := accepted.Wait(); !errors.Is(err, dispatch.ErrJournal) || !errors.Is(err, want) || r.Open() != (end != "withdrawn") {
					t.Errorf("it is %q: %v", r.Status(), err)
				}
			})
		})
	}
}

// A receipt that is given back unsent gives back those behind it: no customer reads 2 before 1.
func TestNothingOvertakesWhatIsGivenBack(t *testing.T) {
	unavailable := fail(channel.ErrUnavailable, nil)
	tests := []struct {
		name  string
		cfg   func(*dispatch.Config, *platform)
		match error
	}{
		{"the journal fails", func(c *dispatch.Config, _ *platform) {
			j := newJournal()
			failed := false
			j.fail = func(e dispatch.Entry) error {
				if e.Status == dispatch.Begun && !failed {
					time.Sleep(time.Millisecond) // until all are accepted
					failed = true
					return errors.New("disk full")
				}
				return nil
			}
			c.Journal = j
		}, dispatch.ErrJournal},
		{"the limiter fails", func(c *dispatch.Config, _ *platform) {
			c.Attempts = 1
			c.Limiter = &failingLimiter{Limiter: emptyLimiter(), times: 1}
		}, dispatch.ErrLimiter},
		{"attempts in vain", func(c *dispatch.Config, p *platform) {
			c.Attempts = 2
			p.fault = failing(unavailable, unavailable)
		}, channel.ErrUnavailable},
		{"a long pause", func(_ *dispatch.Config, p *platform) {
			p.fault = failing(limited(channel.ScopeThread, 40*time.Second))
		}, channel.ErrRateLimited},
		{"refused credentials", func(_ *dispatch.Config, p *platform) {
			p.fault = failing(fail(channel.ErrUnauthorized, nil))
		}, channel.ErrUnauthorized},
		{"moved", func(_ *dispatch.Config, p *platform) {
			p.fault = failing(&channel.Error{Kind: channel.ErrUnreachable, Moved: thread("b")})
		}, channel.ErrUnreachable},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				p := &platform{limits: short, latency: constant(10 * time.Millisecond)} // all are accepted by then
				var cfg dispatch.Config
				tt.cfg(&cfg, p)
				d := newDispatcher(t, p, cfg)
				var pending []*dispatch.Pending
				for i := range 3 {
					pending = append(pending, accept(t, d, fmt.Sprint(i+1), thread("a"), channel.Message{Text: fmt.Sprint(i + 1)}))
				}
				var back []dispatch.Receipt
				for i, accepted := range pending {
					r, err := accepted.Wait()
					if r.Status() != dispatch.Unsent || !errors.Is(err, tt.match) || errors.Is(err, dispatch.ErrBehind) != (i > 0) {
						t.Errorf("message %d is %q: %v", i+1, r.Status(), err)
					}
					back = append(back, r)
				}
				time.Sleep(time.Hour) // the pause is over
				d.Renew("", "")
				for _, r := range back {
					if _, err := d.Accept(t.Context(), r); err != nil {
						t.Fatal(err)
					}
				}
				time.Sleep(time.Minute)
				if got := strings.Join(p.texts(), " "); got != "1 2 3" {
					t.Errorf("the customer reads %s", got)
				}
			})
		})
	}
}

// The end of a context gives back what waits behind; a receipt that was cancelled does not.
func TestWhatWaitsBehindOneThatLeaves(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := &platform{limits: slow()}
		d := newDispatcher(t, p, dispatch.Config{})
		accept(t, d, "0", thread("z"), channel.Message{Text: "0"})
		synctest.Wait()
		ctx, cancel := context.WithCancel(t.Context())
		r, _, _ := d.Prepare("1", thread("a"), channel.Message{Text: "1"})
		first, err := d.Accept(ctx, r)
		if err != nil {
			t.Fatal(err)
		}
		second := accept(t, d, "2", thread("a"), channel.Message{Text: "2"})
		cancel()
		if r, err := first.Wait(); !errors.Is(err, context.Canceled) || !r.Open() {
			t.Errorf("the first is %q: %v", r.Status(), err)
		}
		if r, err := second.Wait(); !errors.Is(err, dispatch.ErrBehind) || !r.Open() {
			t.Errorf("the second is %q: %v", r.Status(), err)
		}
		accept(t, d, "3", thread("b"), channel.Message{Text: "3"})
		fourth := accept(t, d, "4", thread("b"), channel.Message{Text: "4"})
		d.Withdraw("3")
		if r, err := fourth.Wait(); err != nil || r.Status() != dispatch.Sent {
			t.Errorf("behind a cancelled one: %q %v", r.Status(), err)
		}
	})
}
