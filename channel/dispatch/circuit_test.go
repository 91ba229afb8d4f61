package dispatch_test

import (
	"errors"
	"fmt"
	"slices"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/dispatch"
)

// refusal is a platform's ErrUnauthorized with a code.
func refusal(code string, affects channel.Affects) error {
	return &channel.Error{Op: channel.OpSend, Platform: "test", Kind: channel.ErrUnauthorized, Code: code, Affects: affects}
}

// refusing refuses the messages of some contacts.
func refusing(of map[string]error) func(channel.Thread, channel.Message) (before, after error) {
	return func(to channel.Thread, _ channel.Message) (error, error) { return of[to.Contact], nil }
}

// When the circuit of an account opens: at once for credentials and money; for the account, the
// app, an unknown reason, or one that was taken for a message's, when a second thread meets the
// same; and never for a person, or a content that is rejected.
func TestWhatOpensTheCircuit(t *testing.T) {
	const unknown = channel.AffectsUnknown
	rejected := &channel.Error{Kind: channel.ErrRejected, Code: "368", Affects: channel.AffectsMessage}
	tests := []struct {
		name string
		said []error // to a, b and c
		open []bool  // after each of them
	}{
		{"credentials", []error{refusal("190", channel.AffectsCredentials), nil}, []bool{true, true}},
		{"money", []error{&channel.Error{Kind: channel.ErrCredit, Affects: channel.AffectsCredit}, nil}, []bool{true, true}},
		{"a person, twice", []error{refusal("10/2018336", channel.AffectsPerson), refusal("10/2018336", channel.AffectsPerson)}, []bool{false, false}},
		{"a message, twice", []error{refusal("403/a", channel.AffectsMessage), refusal("403/a", channel.AffectsMessage)}, []bool{false, true}},
		{"a message, another code", []error{refusal("403/a", channel.AffectsMessage), refusal("403/b", channel.AffectsMessage)}, []bool{false, false}},
		{"a message, another code between", []error{refusal("403/a", channel.AffectsMessage), refusal("403/b", channel.AffectsMessage), refusal("403/a", channel.AffectsMessage)}, []bool{false, false, true}},
		{"a message, once", []error{refusal("403/a", channel.AffectsMessage), nil}, []bool{false, false}},
		{"a content, twice", []error{rejected, rejected}, []bool{false, false}},
		{"unknown, twice", []error{refusal("403", unknown), refusal("403", unknown)}, []bool{false, true}},
		{"the account, twice", []error{refusal("368", channel.AffectsAccount), refusal("368", channel.AffectsAccount)}, []bool{false, true}},
		{"the app, twice", []error{refusal("10", channel.AffectsApp), refusal("10", channel.AffectsApp)}, []bool{false, true}},
		{"unknown, another code", []error{refusal("403", unknown), refusal("404", unknown)}, []bool{false, false}},
		{"unknown, another code between", []error{refusal("403", unknown), refusal("404", unknown), refusal("403", unknown)}, []bool{false, false, true}},
		{"unknown, once", []error{refusal("403", unknown), nil}, []bool{false, false}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				of := make(map[string]error)
				p := &platform{limits: short, fault: refusing(of)}
				d := newDispatcher(t, p, dispatch.Config{})
				var open []bool
				for i, said := range tt.said {
					contact := string(rune('a' + i))
					of[contact] = said
					_, _ = accept(t, d, contact, thread(contact), channel.Message{Text: "x"}).Wait()
					r, err := accept(t, d, "probe "+contact, thread("probe"), channel.Message{Text: "y"}).Wait()
					open = append(open, errors.Is(err, dispatch.ErrCircuit))
					if err != nil && (!errors.Is(err, details(tt.said[0]).Kind) || !r.Open()) {
						t.Errorf("while the circuit is open: %q, %v", r.Status(), err)
					}
					if slices.Contains(open, true) || i+1 < len(tt.said) && tt.said[i+1] == nil {
						continue
					}
					for j := range i + 1 { // the answer to the probe has cleared the account
						before := string(rune('a' + j))
						_, _ = accept(t, d, fmt.Sprint("again ", i, before), thread(before), channel.Message{Text: "x"}).Wait()
					}
				}
				if diff := cmp.Diff(tt.open, open); diff != "" {
					t.Errorf("open after each refusal (-want +got):\n%s", diff)
				}
			})
		})
	}
}

// Of the calls that were under way when the second thread was refused, only the first one's message
// has ended: the others are held with those of the account.
func TestRefusedWhileTheCircuitOpens(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		said := refusal("403/a", channel.AffectsMessage)
		p := &platform{limits: short, latency: constant(30 * time.Millisecond), fault: func(channel.Thread, channel.Message) (error, error) { return said, nil }}
		d := newDispatcher(t, p, dispatch.Config{Concurrency: 4})
		var all []*dispatch.Pending
		for i := range 4 {
			contact := fmt.Sprint(i)
			all = append(all, accept(t, d, contact, thread(contact), channel.Message{Text: "x"}))
		}
		got := make(map[string]int)
		for _, p := range all {
			r, err := p.Wait()
			got[fmt.Sprintf("open %t, of the %s", r.Open(), details(err).Affects)]++
		}
		if diff := cmp.Diff(map[string]int{"open false, of the message": 1, "open true, of the account": 3}, got); diff != "" {
			t.Errorf("messages (-want +got):\n%s", diff)
		}
		if calls, _, _ := p.counts(); calls != 4 {
			t.Errorf("%d calls, want 4 that were under way at once", calls)
		}
	})
}

func details(err error) *channel.Error {
	e, _ := errors.AsType[*channel.Error](err)
	return e
}

// The error of a message that an open circuit holds back says why, as the refusal did: a missing
// permission is no matter of credentials.
func TestTheCircuitSaysWhy(t *testing.T) {
	money := func(affects channel.Affects) error {
		return &channel.Error{Kind: channel.ErrCredit, Code: "402", Affects: affects}
	}
	tests := []struct {
		name string
		said error
		want channel.Error // of the next message
	}{
		{"credentials", refusal("190", channel.AffectsCredentials), channel.Error{Kind: channel.ErrUnauthorized, Code: "190", Affects: channel.AffectsCredentials}},
		{"a permission", refusal("10", channel.AffectsApp), channel.Error{Kind: channel.ErrUnauthorized, Code: "10", Affects: channel.AffectsApp}},
		{"the account", refusal("368", channel.AffectsAccount), channel.Error{Kind: channel.ErrUnauthorized, Code: "368", Affects: channel.AffectsAccount}},
		{"a message", refusal("403/a", channel.AffectsMessage), channel.Error{Kind: channel.ErrUnauthorized, Code: "403/a", Affects: channel.AffectsAccount}},
		{"unknown", refusal("403", channel.AffectsUnknown), channel.Error{Kind: channel.ErrUnauthorized, Code: "403", Affects: channel.AffectsAccount}},
		{"money", money(channel.AffectsCredit), channel.Error{Kind: channel.ErrCredit, Code: "402", Affects: channel.AffectsCredit}},
		{"money of the account", money(channel.AffectsAccount), channel.Error{Kind: channel.ErrCredit, Code: "402", Affects: channel.AffectsCredit}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				p := &platform{limits: short, fault: func(channel.Thread, channel.Message) (error, error) { return tt.said, nil }}
				d := newDispatcher(t, p, dispatch.Config{})
				for _, contact := range []string{"a", "b"} {
					_, _ = accept(t, d, contact, thread(contact), channel.Message{Text: "x"}).Wait()
				}
				_, err := accept(t, d, "c", thread("c"), channel.Message{Text: "x"}).Wait()
				want := tt.want
				want.Op, want.Platform, want.Scope, want.Err = channel.OpSend, "test", channel.ScopeAccount, dispatch.ErrCircuit
				if diff := cmp.Diff(want, *details(err), cmpopts.EquateErrors()); diff != "" {
					t.Errorf("the third message (-want +got):\n%s", diff)
				}
			})
		})
	}
}

// One person whom the platform refuses stops no other person of the page, and his message ends
// after a bound.
func TestOnePersonStopsNoPage(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := &platform{limits: short, fault: refusing(map[string]error{"sick": refusal("230", channel.AffectsUnknown)})}
		d := newDispatcher(t, p, dispatch.Config{})
		r, _, _ := d.Prepare("sick", thread("sick"), channel.Message{Text: "to the sick one"})
		tries := 0
		for ; r.Open() && tries < 20; tries++ {
			var err error
			if r, err = d.Deliver(t.Context(), r); !errors.Is(err, channel.ErrUnauthorized) {
				t.Fatalf("try %d: %v", tries, err)
			}
			for i := range 3 {
				contact := fmt.Sprint("well ", tries, " ", i)
				if _, err := accept(t, d, contact, thread(contact), channel.Message{Text: "y"}).Wait(); err != nil {
					t.Fatalf("another person after %d refusals: %v", tries+1, err)
				}
			}
			d.Renew("test", "1")
		}
		if r.Status() != dispatch.Failed || r.Parts[0].Reason != dispatch.ReasonUnauthorized || r.Parts[0].Code != "230" || tries != 5 {
			t.Errorf("after %d tries it is %q because %q", tries, r.Status(), r.Parts[0].Reason)
		}
	})
}

// A message that was refused before is not sent first after Renew.
func TestWhatWasRefusedGoesLast(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		bad := true
		p := &platform{limits: slow(), fault: func(channel.Thread, channel.Message) (error, error) {
			if bad {
				return refusal("190", channel.AffectsCredentials), nil
			}
			return nil, nil
		}}
		d := newDispatcher(t, p, dispatch.Config{})
		refused, err := accept(t, d, "refused", thread("a"), channel.Message{Text: "refused", By: channel.ByPerson}).Wait()
		if !errors.Is(err, channel.ErrUnauthorized) {
			t.Fatal(err)
		}
		bad = false
		time.Sleep(time.Second)
		d.Renew("test", "1")
		accept(t, d, "0", thread("z"), channel.Message{Text: "0"}) // takes the one permit there is
		synctest.Wait()
		accepted, err := d.Accept(t.Context(), refused)
		if err != nil {
			t.Fatal(err)
		}
		for i := range 3 {
			accept(t, d, fmt.Sprint(i+1), thread(fmt.Sprint(i)), channel.Message{Text: fmt.Sprint(i + 1), By: channel.ByAutomatic})
		}
		if _, err := accepted.Wait(); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff([]string{"0", "1", "2", "3", "refused"}, p.texts()); diff != "" {
			t.Errorf("sent (-want +got):\n%s", diff)
		}
	})
}

// Without Renew, an account that lacks money is tried again after a while, one message at first.
func TestAnAccountWithoutMoney(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var events []dispatch.Event
		paid := false
		p := &platform{limits: short, fault: func(channel.Thread, channel.Message) (error, error) {
			if !paid {
				return &channel.Error{Kind: channel.ErrCredit, Code: "402", Affects: channel.AffectsCredit}, nil
			}
			return nil, nil
		}}
		d := newDispatcher(t, p, dispatch.Config{Observe: func(o dispatch.Observation) {
			if o.Event == dispatch.EventCircuitOpen || o.Event == dispatch.EventCircuitClosed {
				events = append(events, o.Event)
			}
		}})
		for i := range 3 { // twice within the pause, once after it
			r, err := accept(t, d, fmt.Sprint(i), thread("a"), channel.Message{Text: "x"}).Wait()
			if !errors.Is(err, channel.ErrCredit) || errors.Is(err, channel.ErrUnauthorized) || !r.Open() {
				t.Errorf("message %d is %q: %v", i, r.Status(), err)
			}
			time.Sleep(8 * time.Minute)
		}
		if calls, _, _ := p.counts(); calls != 2 {
			t.Errorf("%d calls, want 2", calls)
		}
		paid = true
		time.Sleep(15 * time.Minute)
		if _, err := accept(t, d, "paid", thread("a"), channel.Message{Text: "x"}).Wait(); err != nil {
			t.Error(err)
		}
		if diff := cmp.Diff([]dispatch.Event{dispatch.EventCircuitOpen, dispatch.EventCircuitClosed}, events); diff != "" {
			t.Errorf("observed (-want +got):\n%s", diff)
		}
	})
}

// renewable is a platform whose sender tells of new credentials.
type renewable struct {
	*platform
	number atomic.Uint64
}

func (r *renewable) Renewals(channel.Thread) uint64 { return r.number.Load() }

// The circuit closes when the sender tells of new credentials, on no other word of it, and opens
// again if those are refused too.
func TestTheSenderClosesTheCircuit(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		bad := true
		p := &renewable{platform: &platform{limits: short, fault: func(channel.Thread, channel.Message) (error, error) {
			if bad {
				return refusal("190", channel.AffectsCredentials), nil
			}
			return nil, nil
		}}}
		d := newDispatcher(t, p, dispatch.Config{})
		send := func() string {
			r, _, _ := d.Prepare(fmt.Sprint(time.Now()), thread("a"), channel.Message{Text: "x"})
			time.Sleep(time.Second)
			switch r, err := d.Deliver(t.Context(), r); {
			case errors.Is(err, dispatch.ErrCircuit):
				return "circuit"
			case err != nil:
				return "refused"
			default:
				return string(r.Status())
			}
		}
		var got []string
		for _, number := range []uint64{0, 0, 4, 4, 5, 5, 4, 6} { // 4 is the first that is known
			p.number.Store(number)
			bad = number < 6
			got = append(got, send())
		}
		want := []string{"refused", "circuit", "refused", "circuit", "refused", "circuit", "circuit", "sent"}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("messages (-want +got):\n%s", diff)
		}
	})
}
