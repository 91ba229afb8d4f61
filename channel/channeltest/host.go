package channeltest

import (
	"bytes"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"testing"
	"testing/synctest"

	"github.com/contactkit/contactkit/channel"
)

// Host is a host's own code, for [CheckHost].
type Host struct {
	// New returns the host's routes with ch as its channel, and a storage that is empty.
	New func(t testing.TB, ch channel.Channel) http.Handler

	// Path is where the routes take the channel's webhook. Defaults to "/".
	Path string

	// Text is what the customer writes. Defaults to "Hello". If the host answers some texts without
	// a person, Text should be one of them.
	Text string

	// Settle waits until the host has finished the work that a call caused. If nil, the host must
	// finish it before it answers the call; in a bubble, synctest.Wait is used.
	Settle func()

	// Bubble runs each case in a bubble of testing/synctest of its own, New included.
	Bubble bool
}

// CheckHost finds what hosts get wrong with webhooks, most of all a host that answers its own
// messages for ever. It lets a [Memory] call the host's routes and watches what the host sends.
// Each case is a subtest; its promise is printed when it fails.
func CheckHost(t *testing.T, h Host) {
	t.Helper()
	for _, c := range hostCases {
		t.Run(c.name, func(t *testing.T) {
			if !h.Bubble {
				c.run(t, h)
				return
			}
			if h.Settle == nil {
				h.Settle = synctest.Wait
			}
			synctest.Test(t, func(t *testing.T) { c.run(t, h) })
		})
	}
}

type hostCase struct {
	name, promise string
	check         func(*visit)
}

func (c hostCase) run(t testing.TB, h Host) {
	defer func() {
		if t.Failed() {
			t.Logf("the promise: %s", c.promise)
		}
	}()
	ch, err := NewMemory(MemoryConfig{})
	if err != nil {
		t.Fatal(err)
	}
	c.check(&visit{TB: t, h: h, ch: ch, routes: h.New(t, ch)})
}

var hostCases = []hostCase{
	{"own messages", "Platforms deliver our own messages as events, and those that a person, another app or the platform itself wrote for the account. A host must not answer them: look at Event.Origin.", ownMessages},
	{"unknown origins", "A platform may not tell who wrote a message, and a later version of the library may tell of an origin that the host does not know. A host must not answer either: answer channel.OriginContact alone.", unknownUnanswered},
	{"standby", "While another app controls the thread, the host must not answer: look at Event.Standby.", standbyUnanswered},
	{"redelivered", "A call that comes again is answered with 200 and leads to nothing a second time: events are unique by Event.ID.", redeliveredOnce},
	{"batch", "A call with several events leads to what each of them leads to alone.", batchAnswered},
	{"malformed body", "A call that is proved and cannot be decoded is stored and answered with 200: refused, it would come again for days.", malformedTaken},
	{"forged call", "A call without a proof is answered with 401 and leads to nothing.", forgedRefused},
}

// visit is one case at work.
type visit struct {
	testing.TB
	h      Host
	ch     *Memory
	routes http.Handler
}

// call makes a call at the host and returns its answer and how many messages the host sent.
func (v *visit) call(r *http.Request) (status, sent int) {
	v.Helper()
	before := len(v.ch.Sent())
	w := httptest.NewRecorder()
	v.routes.ServeHTTP(w, r)
	if v.h.Settle != nil {
		v.h.Settle()
	}
	return w.Code, len(v.ch.Sent()) - before
}

func (v *visit) request(w channel.Webhook) *http.Request {
	path := v.h.Path
	if path == "" {
		path = "/"
	}
	return Request(path, w)
}

// says is a customer's message.
func (v *visit) says(contact string) channel.Event {
	text := v.h.Text
	if text == "" {
		text = "Hello"
	}
	return channel.Event{Thread: channel.Thread{Contact: contact}, Body: channel.Message{Text: text}}
}

// expect checks the answer of a call that must lead to no message.
func (v *visit) expect(what string, w channel.Webhook, status int) {
	v.Helper()
	if got, sent := v.call(v.request(w)); got != status || sent > 0 {
		v.Errorf("%s: answered %d with %d messages sent, want %d with none", what, got, sent, status)
	}
}

func ownMessages(v *visit) {
	if status, sent := v.call(v.request(v.ch.Webhook(v.says("ada")))); status != http.StatusOK {
		v.Errorf("a customer's message: answered %d, want 200", status)
	} else if sent == 0 {
		v.Log("the host answers no text by itself")
	}
	for _, m := range v.ch.Sent() {
		v.expect("the echo of the host's own message", v.ch.Echo(m), http.StatusOK)
	}
	for what, origin := range map[string]channel.Origin{
		"our own message, without a reference to it": channel.OriginUs, "a colleague's message in the platform's inbox": channel.OriginPerson,
		"another app's message": channel.OriginOtherApp, "the platform's own message": channel.OriginPlatform,
	} {
		e := v.says("ada")
		e.Origin, e.From = origin, channel.Person{ID: "desk"}
		v.expect(what, v.ch.Webhook(e), http.StatusOK)
	}
}

// laterOrigin is an origin that no version of the library has.
const laterOrigin channel.Origin = "of-a-later-version"

func unknownUnanswered(v *visit) {
	e := v.says("ada")
	e.Origin, e.From = laterOrigin, channel.Person{ID: "desk"}
	v.expect("a message of an origin that the host cannot know", v.ch.Webhook(e), http.StatusOK)
	e.ID = channel.EventID(MemoryPlatform, v.ch.Info().Accounts[0], "untold")
	untold := v.ch.Webhook(e)
	body := bytes.ReplaceAll(untold.Body, fmt.Appendf(nil, `"origin":%q,`, laterOrigin), nil)
	if got, err := v.ch.Receive(v.ch.Raw(body)); err != nil || len(got.Events) != 1 || got.Events[0].Origin != channel.OriginUnknown {
		v.Fatalf("the call without an origin is not what it should be: %v, %v", got.Events, err)
	}
	v.expect("a message whose origin the platform does not tell", v.ch.Raw(body), http.StatusOK)
}

func standbyUnanswered(v *visit) {
	e := v.says("ada")
	e.Standby = true
	v.expect("a message on standby", v.ch.Webhook(e), http.StatusOK)
}

func redeliveredOnce(v *visit) {
	call := v.request(v.ch.Webhook(v.says("ada")))
	v.call(call)
	for range 2 {
		if status, sent := v.call(Repeat(call)); status != http.StatusOK || sent > 0 {
			v.Errorf("the same call again: answered %d with %d messages sent, want 200 with none", status, sent)
		}
	}
}

func batchAnswered(v *visit) {
	_, one := v.call(v.request(v.ch.Webhook(v.says("ada"))))
	others := []string{"bo", "cy", "di"}
	var events []channel.Event
	for _, contact := range others {
		events = append(events, v.says(contact))
	}
	before := len(v.ch.Sent())
	status, sent := v.call(v.request(v.ch.Webhook(events...)))
	if status != http.StatusOK || sent != one*len(others) {
		v.Errorf("%d events in one call: answered %d with %d messages sent, want 200 with %d", len(others), status, sent, one*len(others))
		return
	}
	for _, m := range v.ch.Sent()[before:] {
		if !slices.Contains(others, m.Thread.Contact) {
			v.Errorf("an answer of the batch went to %q", m.Thread.Contact)
		}
	}
}

func malformedTaken(v *visit) {
	v.expect("a body that cannot be decoded", v.ch.Raw([]byte(`{"events":`)), http.StatusOK)
}

func forgedRefused(v *visit) {
	genuine := v.ch.Webhook(v.says("ada"))
	for what, r := range map[string]*http.Request{"a body changed after it was signed": Tamper(v.request(genuine)), "no signature": func() *http.Request {
		r := v.request(genuine)
		r.Header = http.Header{}
		return r
	}()} {
		if status, sent := v.call(r); status != http.StatusUnauthorized || sent > 0 {
			v.Errorf("%s: answered %d with %d messages sent, want 401 with none", what, status, sent)
		}
	}
}
