package journaltest_test

import (
	"testing"

	"github.com/contactkit/contactkit/channel/dispatch"
	"github.com/contactkit/contactkit/channel/dispatch/journaltest"
)

// outbox is a host's own journal: Note stores an entry, put and get reach the receipts.
type outbox interface {
	dispatch.Journal
	put(t *testing.T, r dispatch.Receipt)
	get(t *testing.T, key string) dispatch.Receipt
}

// How is a journal of one's own checked? The function is a test, so the example has no output.
func ExampleRun() {
	var open func(t *testing.T) outbox // an empty one
	test := func(t *testing.T) {       // func TestJournal(t *testing.T)
		journaltest.Run(t, journaltest.Harness{
			New: func(t *testing.T) dispatch.Journal { return open(t) },
			Put: func(t *testing.T, j dispatch.Journal, r dispatch.Receipt) { j.(outbox).put(t, r) },
			Get: func(t *testing.T, j dispatch.Journal, key string) dispatch.Receipt { return j.(outbox).get(t, key) },
		})
	}
	_ = test
}
