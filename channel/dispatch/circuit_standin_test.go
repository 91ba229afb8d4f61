package dispatch_test

import (
	"errors"
	"testing"
	"testing/synctest"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/dispatch"
	"github.com/contactkit/contactkit/channel/standin"
	"github.com/contactkit/contactkit/twitter"
)

// A refusal that X does not document concerns its message, which ends; another one, too. A second
// thread that meets the same one shows that it concerns the account: its message is held, and
// nothing more is tried until Renew.
func TestARefusalThatXDoesNotDocument(t *testing.T) {
	refused := func(text string) standin.Fault {
		return standin.Status(403, `{"title":"Forbidden","type":"about:blank","status":403,"detail":"`+text+`"}`)
	}
	for name, api := range map[string]twitter.API{"v1.1": twitter.V11, "v2": twitter.V2} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s, ch, ada := x(t, api, 0)
				ben, cleo := ada, ada
				ben.Contact, cleo.Contact = "2002", "2003"
				s.Say(ben.Contact, "Me too")
				s.Say(cleo.Contact, "And me")
				d := newDispatcher(t, ch, dispatch.Config{})
				send := func(key string, to channel.Thread) (dispatch.Receipt, *channel.Error) {
					r, err := accept(t, d, key, to, channel.Message{Text: key}).Wait()
					e, _ := errors.AsType[*channel.Error](err)
					if e == nil || e.Kind != channel.ErrUnauthorized {
						t.Fatalf("%s: %v, want ErrUnauthorized", key, err)
					}
					return r, e
				}
				for _, one := range []struct {
					to   channel.Thread
					said string
				}{{ada, "You may not write to user 2001 today."}, {ben, "This text is of an unusual form."}, {ada, "You may not write to user 2001 today."}} {
					s.Fail(refused(one.said), 1)
					r, e := send("to "+one.to.Contact+" after "+one.said, one.to)
					if r.Status() != dispatch.Failed || e.Affects != channel.AffectsMessage {
						t.Errorf("%q is %q, and concerns %q; want the end of this message alone", one.said, r.Status(), e.Affects)
					}
				}
				s.Fail(refused("You may not write to user 2003 today."), 1)
				held, e := send("held", cleo)
				if !held.Open() || e.Affects != channel.AffectsAccount || errors.Is(e, dispatch.ErrCircuit) {
					t.Errorf("the second thread: %q, and concerns %q (%v); want it held for the account", held.Status(), e.Affects, e)
				}
				calls := len(s.Calls())
				if r, e := send("not tried", ben); !r.Open() || e.Affects != channel.AffectsAccount || !errors.Is(e, dispatch.ErrCircuit) || len(s.Calls()) != calls {
					t.Errorf("the next message: %q, %v, %d calls; want no call", r.Status(), e, len(s.Calls())-calls)
				}
				d.Renew(twitter.Platform, ada.Account)
				if r, err := d.Deliver(t.Context(), held); err != nil || r.Status() != dispatch.Sent {
					t.Errorf("held, after Renew: %q, %v", r.Status(), err)
				}
			})
		})
	}
}
