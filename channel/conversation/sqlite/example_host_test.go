package sqlite_test

import (
	"context"
	"database/sql"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/channeltest"
	"github.com/contactkit/contactkit/channel/conversation"
	"github.com/contactkit/contactkit/channel/conversation/sqlite"
	"github.com/contactkit/contactkit/channel/directory"
	"github.com/contactkit/contactkit/channel/directory/directorytest"
)

// openHost is a host that takes drivers and records: its directory, store, service and routes.
func openHost(t testing.TB, driver channel.Driver, record directory.Record) (http.Handler, *sqlite.Store) {
	db, err := sql.Open("sqlite", "file:"+filepath.Join(t.TempDir(), "host.db")+"?_pragma=busy_timeout(10000)&_pragma=journal_mode(wal)&_pragma=synchronous(full)")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	store, err := sqlite.New(t.Context(), db, sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	d, err := directory.New(directory.Options{Drivers: []channel.Driver{driver}})
	if err != nil {
		t.Fatal(err)
	}
	if err := d.Load(t.Context(), record); err != nil {
		t.Fatal(err)
	}
	s, err := conversation.New(conversation.Config{Store: store, Directory: d, Robot: conversation.Answering(
		func(_ context.Context, m channel.Message) (string, error) { return "You said: " + m.Text, nil },
	)})
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error)
	go func() { ended <- s.Run(ctx) }()
	t.Cleanup(func() { stop(); <-ended })
	return s.Handler(), store
}

// A host that takes records is checked like one that takes a channel: directorytest makes the
// driver and the record. A call that comes again changes nothing of what is stored.
func Example_checkHost() {
	var store *sqlite.Store
	newHost := func(t testing.TB, ch channel.Channel) (routes http.Handler) {
		driver, record := directorytest.Memory(ch)
		routes, store = openHost(t, driver, record)
		return routes
	}
	settle := func() { // until the host has done all that a call led to
		for b, err := store.Backlog(context.Background()); err == nil && b != (sqlite.Backlog{}); b, err = store.Backlog(context.Background()) {
			time.Sleep(time.Millisecond)
		}
	}
	TestHost := func(t *testing.T) { // func TestHost(t *testing.T) in a file of yours
		channeltest.CheckHost(t, channeltest.Host{Path: directorytest.MemoryPath, New: newHost, Settle: settle})
	}
	TestStoredOnce := func(t *testing.T) {
		ch, err := channeltest.NewMemory(channeltest.MemoryConfig{})
		if err != nil {
			t.Fatal(err)
		}
		routes := newHost(t, ch)
		ann := channel.Thread{Platform: channeltest.MemoryPlatform, Account: ch.Info().Accounts[0], Contact: "ann"}
		call := channeltest.Request(directorytest.MemoryPath, ch.Webhook(channel.Event{Thread: ann, Body: channel.Message{Text: "Hello"}}))
		post := func() conversation.Row {
			routes.ServeHTTP(httptest.NewRecorder(), channeltest.Repeat(call))
			settle()
			row, err := store.Row(t.Context(), ann)
			if err != nil {
				t.Fatal(err)
			}
			return row
		}
		if first, again := post(), post(); first != again || len(ch.Sent()) != 1 {
			t.Errorf("a call that comes again changes %+v to %+v", first, again)
		}
	}
	fmt.Println(exampleTests(TestHost, TestStoredOnce))
	// Output: true
}

// exampleTests runs tests from an example; go test does it for yours. The lines of go test -v are
// no output of the example.
func exampleTests(tests ...func(*testing.T)) bool {
	defer func(out *os.File) { os.Stdout = out }(os.Stdout)
	os.Stdout = nil
	var list []testing.InternalTest
	for i, test := range tests {
		list = append(list, testing.InternalTest{Name: fmt.Sprint("Test", i), F: test})
	}
	return testing.RunTests(func(string, string) (bool, error) { return true, nil }, list)
}
