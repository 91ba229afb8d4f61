package dispatch_test

import (
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/dispatch"
)

// line is an observation in a table.
type line struct {
	Event dispatch.Event
	Key   string
	Part  int
	Parts int
	Try   int
	Wait  time.Duration
	Err   string // of the kind that it matches
}

// watch keeps what is observed of deliveries. Errors are reduced to the one of kinds that they
// match.
func watch(lines *[]line, kinds ...error) func(dispatch.Observation) {
	return func(o dispatch.Observation) {
		if o.Event == dispatch.EventPrepared || o.Event == dispatch.EventHeldUp {
			return
		}
		l := line{Event: o.Event, Key: o.Key, Part: o.Part, Parts: o.Parts, Try: o.Try, Wait: o.Wait}
		for _, kind := range kinds {
			if errors.Is(o.Err, kind) {
				l.Err = kind.Error()
				break
			}
		}
		*lines = append(*lines, l)
	}
}

// Each end of a part and of a receipt is reported once, with its part, its try and its error: sent
// and over, given back with the receipts behind it, dropped.
func TestEachEndIsReported(t *testing.T) {
	const text = "First part of it. Second part."
	deliver := func(t *testing.T, p *platform, j dispatch.Journal, keys ...string) (lines []line) {
		d := newDispatcher(t, p, dispatch.Config{
			Journal: j, Attempts: 1, Random: func() float64 { return 0 },
			Observe: watch(&lines, dispatch.ErrBehind, dispatch.ErrJournal, channel.ErrUnavailable, channel.ErrRejected, channel.ErrUncertain),
		})
		var pending []*dispatch.Pending
		for _, key := range keys {
			pending = append(pending, accept(t, d, key, thread("a"), channel.Message{Text: text, By: channel.ByPerson}))
		}
		for _, accepted := range pending {
			_, _ = accepted.Wait()
		}
		if receipts, _ := d.Waiting(); receipts != 0 {
			t.Errorf("%d receipts wait in the end", receipts)
		}
		return lines
	}
	accepted := func(keys ...string) (lines []line) {
		for _, key := range keys {
			lines = append(lines, line{Event: dispatch.EventAccepted, Key: key, Parts: 2})
		}
		return lines
	}
	broken := func(status dispatch.Status) *journal {
		j := newJournal()
		j.fail = func(e dispatch.Entry) error {
			switch {
			case e.Status == status && e.Part == 1 && status == dispatch.Sent:
				return dispatch.ErrFenced // the receipt was erased meanwhile
			case e.Status == status && e.Part == 1:
				return errors.New("disk full")
			}
			return nil
		}
		return j
	}
	for name, test := range map[string]struct {
		faults  []error
		journal *journal
		keys    []string
		want    []line
	}{
		"sent": {nil, newJournal(), []string{"k"}, []line{
			{Event: dispatch.EventSent, Key: "k", Part: 0, Parts: 2, Try: 1},
			{Event: dispatch.EventSent, Key: "k", Part: 1, Parts: 2, Try: 1},
			{Event: dispatch.EventDone, Key: "k", Parts: 2},
		}},
		"given back, and the one behind it": {[]error{nil, fail(channel.ErrUnavailable, nil)}, newJournal(), []string{"k", "l"}, []line{
			{Event: dispatch.EventSent, Key: "k", Part: 0, Parts: 2, Try: 1},
			{Event: dispatch.EventReturned, Key: "k", Parts: 2, Err: channel.ErrUnavailable.Error()},
			{Event: dispatch.EventReturned, Key: "l", Parts: 2, Err: dispatch.ErrBehind.Error()},
		}},
		"refused": {[]error{nil, fail(channel.ErrRejected, nil)}, newJournal(), []string{"k"}, []line{
			{Event: dispatch.EventSent, Key: "k", Part: 0, Parts: 2, Try: 1},
			{Event: dispatch.EventFailed, Key: "k", Part: 1, Parts: 2, Try: 1, Err: channel.ErrRejected.Error()},
			{Event: dispatch.EventDone, Key: "k", Parts: 2, Err: channel.ErrRejected.Error()},
		}},
		"sent, and the journal does not hold it": {nil, broken(dispatch.Sent), []string{"k"}, []line{
			{Event: dispatch.EventSent, Key: "k", Part: 0, Parts: 2, Try: 1},
			{Event: dispatch.EventSent, Key: "k", Part: 1, Parts: 2, Try: 1},
			{Event: dispatch.EventDone, Key: "k", Parts: 2, Err: dispatch.ErrJournal.Error()},
		}},
		"not begun": {nil, broken(dispatch.Begun), []string{"k"}, []line{
			{Event: dispatch.EventSent, Key: "k", Part: 0, Parts: 2, Try: 1},
			{Event: dispatch.EventReturned, Key: "k", Parts: 2, Err: dispatch.ErrJournal.Error()},
		}},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				p := &platform{limits: channel.Limits{Text: channel.Length{Max: 20}}, fault: failing(test.faults...), latency: constant(time.Second)} // so that all are accepted first
				got := deliver(t, p, test.journal, test.keys...)
				want(t, "accepted", accepted(test.keys...), only(got, true))
				want(t, "reported", test.want, only(got, false))
			})
		})
	}
}

// only returns the lines of EventAccepted, or all others.
func only(lines []line, accepted bool) (some []line) {
	for _, l := range lines {
		if (l.Event == dispatch.EventAccepted) == accepted {
			some = append(some, l)
		}
	}
	return some
}

// A notice that is superseded while the journal fails is dropped all the same, and Deliver says
// both.
func TestADropThatTheJournalDoesNotHold(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		j := newJournal()
		j.fail = func(e dispatch.Entry) error {
			if e.Status == dispatch.Dropped {
				return errors.New("disk full")
			}
			return nil
		}
		d := newDispatcher(t, &platform{limits: slow()}, dispatch.Config{Journal: j})
		accept(t, d, "first", thread("other"), channel.Message{Text: "first"})
		notice := accept(t, d, "notice", thread("a"), channel.Message{Text: "Still there?", By: channel.ByAutomatic}, perishable)
		time.Sleep(100 * time.Millisecond)
		accept(t, d, "person", thread("a"), channel.Message{Text: "Here I am", By: channel.ByPerson})
		r, err := notice.Wait()
		if r.Status() != dispatch.Dropped || !errors.Is(err, dispatch.ErrSuperseded) || !errors.Is(err, dispatch.ErrJournal) {
			t.Errorf("the notice is %q: %v", r.Status(), err)
		}
		if _, ok := d.Withdraw("notice"); ok {
			t.Error("a notice that was dropped can be withdrawn")
		}
	})
}

// An echo without an id settles a part once; the id comes with a later one, once too.
func TestAnEchoWithoutAnID(t *testing.T) {
	echo := func(id string) channel.Event {
		return channel.Event{Thread: thread("a"), Origin: channel.OriginUs, Time: noon.Add(time.Second), Body: channel.Message{ID: id, Ref: "ref.1", Text: "a"}}
	}
	r := receipt(dispatch.Uncertain, dispatch.Unsent)
	r.Echoes = dispatch.EchoesRef
	for i, step := range []struct {
		id  string
		ok  bool
		ids []string
	}{{"", true, nil}, {"", false, nil}, {"m7", true, []string{"m7"}}, {"m8", false, []string{"m7"}}, {"", false, []string{"m7"}}} {
		settled, ok := r.Settle(echo(step.id))
		if ok != step.ok || settled.Parts[0].Status != dispatch.Sent {
			t.Errorf("echo %d: %v, and the part is %q", i, ok, settled.Parts[0].Status)
		}
		want(t, "the part's ids", step.ids, settled.Parts[0].IDs)
		if !settled.Parts[0].Ended.Equal(noon.Add(time.Second)) {
			t.Errorf("echo %d: the part ended at %v, want the time of the first echo", i, settled.Parts[0].Ended)
		}
		r = settled
	}
}

// The text of an entry's error is the platform's, and is stored with whom it concerns.
func TestWhatAnEntrySaysOfAnError(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		refused := &channel.Error{Op: channel.OpSend, Platform: "test", Kind: channel.ErrUnreachable, Code: "403", Affects: channel.AffectsPerson, Scope: channel.ScopeThread, Err: errors.New("bot was blocked by the user")}
		j := newJournal()
		d := newDispatcher(t, &platform{limits: short, fault: failing(refused)}, dispatch.Config{Journal: j})
		_, _ = accept(t, d, "k", thread("a"), channel.Message{Text: "x"}).Wait()
		all := j.all()
		got := all[len(all)-1]
		got.At, got.Token = time.Time{}, ""
		want(t, "the entry", dispatch.Entry{Key: "k", Try: 1, Status: dispatch.Failed, Reason: dispatch.ReasonUnreachable, Code: "403",
			Error: refused.Error(), Affects: channel.AffectsPerson, Scope: channel.ScopeThread}, got)
	})
}
