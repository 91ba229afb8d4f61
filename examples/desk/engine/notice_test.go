package engine_test

import (
	"testing"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/directory"
)

// A customer whose profile names a language gets the translation, with the name and the place in
// the queue.
func TestNoticeInTheCustomersLanguage(t *testing.T) {
	b := newBench(t, says())
	b.say("hello")
	ev := channel.Event{ID: "profile", Thread: b.thread, Origin: channel.OriginContact, From: channel.Person{Locale: "de_AT"}, Body: channel.Typing{}}
	owner, _ := b.entry()
	if err := b.Accept(t.Context(), []directory.Routed{{Event: ev, Owner: owner}}); err != nil {
		t.Fatal(err)
	}
	b.until("the profile", func() bool { return b.conversation().Name != "" }) // it is fetched meanwhile
	b.say("agent")
	b.rest()
	b.want("got", []string{"Moment, Customer 7771000000000001. Sie sind Nummer 1."}, b.got())
}
