package engine_test

import (
	"testing"

	"github.com/contactkit/contactkit/examples/desk/store"
)

// A customer whose profile names a language gets the translation, with the place in the queue. The
// name is not known, so its sentence is left out.
func TestNoticeInTheCustomersLanguage(t *testing.T) {
	b := newBench(t, says())
	if err := b.store.Do(t.Context(), func(tx *store.Tx) error { return tx.SetLocale(b.thread, "de_AT") }); err != nil {
		t.Fatal(err)
	}
	b.say("agent")
	b.rest()
	b.want("got", []string{"Sie sind Nummer 1."}, b.got())
}
