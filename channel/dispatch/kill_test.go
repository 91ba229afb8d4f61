package dispatch_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/dispatch"
)

// world is all that survives a kill: what the platform saw and what the journal holds.
type world struct {
	point   string
	got     []arrival
	entries []dispatch.Entry
}

// Killed at any point, before and after each note and each answer, and resumed, the platform sees
// each part at most once, and each part is sent, unsent or uncertain in the receipt.
func TestAKillAtEveryPoint(t *testing.T) {
	texts := []string{"First part of it. Second part of it. Third part.", "A short one", "Here are two parts. And this is the end."}
	faults := []error{nil, nil, limited(channel.ScopeThread, time.Second), nil, fail(channel.ErrUnavailable, nil), nil, nil, nil, nil, nil}
	var worlds []world
	prepare := func(d *dispatch.Dispatcher) (all []dispatch.Receipt) {
		for i, text := range texts {
			r, _, _ := d.Prepare(fmt.Sprint(i), thread("a"), channel.Message{Text: text})
			all = append(all, r)
		}
		r, _, _ := d.Prepare("film", thread("a"), video("film"))
		return append(all, r)
	}
	synctest.Test(t, func(t *testing.T) {
		s := newStudio(time.Second)
		p := s.platform
		p.latency = constant(10 * time.Millisecond)
		j := newJournal()
		snapshot := func(point string) {
			worlds = append(worlds, world{point: point, got: p.arrivals(), entries: j.all()})
		}
		p.fault = func(to channel.Thread, m channel.Message) (error, error) {
			err := faults[0]
			faults = faults[1:]
			return err, nil
		}
		p.arrived = func(a arrival) { snapshot("after the platform took " + a.Message.Text) }
		w := &watched{Sender: s, before: func(m channel.Message) { snapshot("before " + m.Text + " left") },
			after: func(m channel.Message) { snapshot("after the answer to " + m.Text) }}
		n := &notes{journal: j, snapshot: snapshot}
		d := newDispatcher(t, w, dispatch.Config{Journal: n, Files: shelf})
		for _, r := range prepare(d) {
			if _, err := d.Deliver(t.Context(), r); err != nil {
				t.Fatal(err)
			}
		}
	})
	if len(worlds) < 40 {
		t.Fatalf("killed at %d points only", len(worlds))
	}
	t.Logf("killed at %d points", len(worlds))
	for i, w := range worlds {
		t.Run(fmt.Sprint(i, " ", w.point), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := newStudio(time.Second)
				p := s.platform
				p.got = w.got
				j := &journal{entries: w.entries}
				d := newDispatcher(t, s, dispatch.Config{Journal: j, Files: shelf})
				var pending []*dispatch.Pending
				var stored []dispatch.Receipt
				for _, r := range prepare(d) {
					r = j.receipt(r)
					for n, part := range r.Parts {
						switch part.Status {
						case dispatch.Unsent, dispatch.Begun, dispatch.Sent:
						default:
							t.Errorf("%s part %d is %q", r.Key, n, part.Status)
						}
					}
					stored = append(stored, r)
				}
				for _, r := range stored {
					accepted, err := d.Accept(t.Context(), r)
					if err != nil {
						t.Fatal(err)
					}
					pending = append(pending, accepted)
				}
				var after []dispatch.Receipt
				for _, accepted := range pending {
					r, err := accepted.Wait()
					if r.Status() != dispatch.Sent && !(r.Status() == dispatch.Uncertain && errors.Is(err, channel.ErrUncertain)) {
						t.Errorf("%s is %q: %v", r.Key, r.Status(), err)
					}
					after = append(after, r)
				}
				checkDelivery(t, p, j, [][]dispatch.Receipt{after})

				// An echo of what had come settles what is uncertain; then the rest goes.
				for n, r := range after {
					r.Echoes = dispatch.EchoesRef
					for _, a := range p.arrivals() {
						r, _ = r.Settle(a.echo(true))
					}
					after[n] = r
				}
				for n, r := range after {
					if r.Status() == dispatch.Uncertain {
						r = r.Retry() // it never came: the host looked
					}
					got, err := d.Deliver(t.Context(), r)
					if err != nil {
						t.Errorf("%s, settled and delivered again: %v", r.Key, err)
					}
					after[n] = got
				}
				most := 1 // upload, unless the journal has one
				if slices.ContainsFunc(w.entries, func(e dispatch.Entry) bool { return e.Status == dispatch.Prepared }) {
					most = 0
				}
				if s.uploads > most {
					t.Errorf("%d uploads after the kill, want %d at most", s.uploads, most)
				}
				seen := make(map[string]int)
				for _, a := range p.arrivals() {
					seen[a.Message.Ref]++
				}
				for _, r := range after {
					for n, part := range r.Parts {
						if part.Status != dispatch.Sent || seen[part.Message.Ref] != 1 {
							t.Errorf("in the end %s part %d is %q and came %d times", r.Key, n, part.Status, seen[part.Message.Ref])
						}
					}
				}
			})
		})
	}
}

// watched tells of each call, before it leaves and after its answer.
type watched struct {
	channel.Sender
	before, after func(channel.Message)
}

func (w *watched) Send(ctx context.Context, to channel.Thread, m channel.Message) (channel.Sent, error) {
	w.before(m)
	sent, err := w.Sender.Send(ctx, to, m)
	w.after(m)
	return sent, err
}

func (w *watched) Upload(ctx context.Context, to channel.Thread, a channel.Attachment, f channel.File) (channel.Attachment, error) {
	w.before(channel.Message{Text: "the file " + a.File})
	ready, err := w.Sender.(channel.Uploader).Upload(ctx, to, a, f)
	w.after(channel.Message{Text: "the file " + a.File})
	return ready, err
}

// notes tells of each note, before it is stored and after.
type notes struct {
	*journal
	snapshot func(string)
}

func (n *notes) Note(ctx context.Context, e dispatch.Entry) error {
	what := fmt.Sprintf("the note that %s part %d is %q", e.Key, e.Part, e.Status)
	n.snapshot("before " + what)
	err := n.journal.Note(ctx, e)
	n.snapshot("after " + what)
	return err
}

// A part does not leave before the journal holds it; and a journal that fails afterwards takes
// nothing back.
func TestAJournalThatFails(t *testing.T) {
	broken := errors.New("disk full")
	for _, state := range []dispatch.Status{dispatch.Begun, dispatch.Sent} {
		t.Run(string(state), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				p := &platform{limits: channel.Limits{Text: channel.Length{Max: 20}, Rates: []channel.Rate{{Scope: channel.ScopeThread, N: 1, Per: time.Second}}}}
				j := newJournal()
				j.fail = func(e dispatch.Entry) error {
					if e.Status == state && e.Part == 1 {
						return broken
					}
					return nil
				}
				d := newDispatcher(t, p, dispatch.Config{Journal: j})
				prepared, _, _ := d.Prepare("k", thread("a"), channel.Message{Text: "First part of it. Second part of it. Third part."})
				ctx, cancel := context.WithTimeout(t.Context(), time.Hour)
				defer cancel()
				r, err := d.Deliver(ctx, prepared)
				if !errors.Is(err, dispatch.ErrJournal) || !errors.Is(err, broken) {
					t.Errorf("error %v", err)
				}
				want, stored, sent := dispatch.Unsent, dispatch.Unsent, 1
				if state == dispatch.Sent {
					want, stored, sent = dispatch.Sent, dispatch.Begun, 2
				}
				if r.Parts[1].Status != want || r.Parts[2].Status != dispatch.Unsent || len(p.texts()) != sent {
					t.Errorf("the parts are %q %q, and %d were sent", r.Parts[1].Status, r.Parts[2].Status, len(p.texts()))
				}
				if got := j.receipt(prepared).Parts[1].Status; got != stored {
					t.Errorf("the journal has part 1 as %q, want %q", got, stored)
				}
				j.fail = nil
				if r, err = d.Deliver(t.Context(), r); err != nil || r.Status() != dispatch.Sent || len(p.texts()) != 3 {
					t.Errorf("delivered again: %q %v", r.Status(), err)
				}
			})
		})
	}
}

// The permit of a part that did not leave is free again at once.
func TestAPartThatDidNotLeaveCostsNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := &platform{limits: channel.Limits{Text: channel.Length{Max: 20}, Rates: []channel.Rate{{Scope: channel.ScopeAccount, N: 1, Per: time.Hour}}}}
		j := newJournal()
		j.fail = func(e dispatch.Entry) error {
			if e.Status == dispatch.Begun {
				return errors.New("disk full")
			}
			return nil
		}
		d := newDispatcher(t, p, dispatch.Config{Journal: j})
		if _, err := accept(t, d, "1", thread("a"), channel.Message{Text: "x"}).Wait(); !errors.Is(err, dispatch.ErrJournal) {
			t.Fatal(err)
		}
		j.fail = nil
		if _, err := accept(t, d, "2", thread("a"), channel.Message{Text: "x"}).Wait(); err != nil {
			t.Error(err)
		}
	})
}
