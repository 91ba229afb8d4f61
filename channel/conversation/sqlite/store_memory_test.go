package sqlite_test

import (
	"context"
	"fmt"
	"runtime"
	"testing"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/channeltest"
	"github.com/contactkit/contactkit/channel/conversation"
	"github.com/contactkit/contactkit/channel/conversation/host"
	"github.com/contactkit/contactkit/channel/conversation/sqlite"
	"github.com/contactkit/contactkit/channel/directory"
	"github.com/contactkit/contactkit/channel/directory/directorytest"
	"github.com/contactkit/contactkit/session"
)

// forgetful is a platform that keeps no messages.
type forgetful struct{ *channeltest.Memory }

func (forgetful) Send(_ context.Context, _ channel.Thread, m channel.Message) (channel.Sent, error) {
	return channel.Sent{IDs: []string{"sent " + m.Ref}}, nil
}

// A host keeps nothing in memory of conversations that are over: after each round of contacts it
// is as large as before.
func TestMemoryReturns(t *testing.T) {
	if testing.Short() {
		t.Skip("thousands of conversations: the long form counts their memory")
	}
	ctx, cancel := context.WithCancel(t.Context())
	store, _ := newStore(t, sqlite.Options{})
	m, err := channeltest.NewMemory(channeltest.MemoryConfig{})
	if err != nil {
		t.Fatal(err)
	}
	driver, record := directorytest.Memory(forgetful{m})
	h, err := host.New(ctx, host.Config{
		Store: store, Directory: directory.Options{Drivers: []channel.Driver{driver}}, Records: []directory.Record{record},
		Conversation: conversation.Config{Robot: conversation.Answering(func(_ context.Context, m channel.Message) (string, error) { return m.Text, nil })},
	})
	if err != nil {
		t.Fatal(err)
	}
	ended := make(chan error)
	go func() { ended <- h.Run(ctx) }()
	defer func() { cancel(); <-ended }()
	entry, _ := h.Directory.Find(record.ID)
	settle := func() {
		for b, err := store.Backlog(ctx); err != nil || b != (sqlite.Backlog{}); b, err = store.Backlog(ctx) {
			if err != nil {
				t.Fatal(err)
			}
			time.Sleep(time.Millisecond)
		}
	}
	round := func(n int) uint64 {
		const contacts = 300
		for i := range contacts {
			id := fmt.Sprint(n, "/", i)
			to := channel.Thread{Platform: channeltest.MemoryPlatform, Account: m.Info().Accounts[0], Contact: "c" + id}
			e := channel.Event{ID: id, Thread: to, Origin: channel.OriginContact, Renews: true, Time: time.Now(), Body: channel.Message{ID: id, Text: "hello"}}
			if err := h.Service.Receive(ctx, []directory.Routed{{Event: e, Owner: entry}}); err != nil {
				t.Fatal(err)
			}
		}
		settle()
		for i := range contacts {
			id := fmt.Sprint(n, "/", i)
			to := channel.Thread{Platform: channeltest.MemoryPlatform, Account: m.Info().Accounts[0], Contact: "c" + id}
			if _, err := h.Service.Do(ctx, to, session.Event{Kind: session.CloseRequested, ID: "close/" + id, By: session.Host}); err != nil {
				t.Fatal(err)
			}
		}
		settle()
		runtime.GC()
		runtime.GC()
		var stats runtime.MemStats
		runtime.ReadMemStats(&stats)
		return stats.HeapAlloc
	}
	round(0) // what is made once
	first := round(1)
	round(2)
	last := round(3)
	t.Logf("%d KiB after one round of contacts, %d KiB after two more", first>>10, last>>10)
	if last > first+256<<10 {
		t.Errorf("the heap grew from %d to %d bytes with contacts whose conversations are over", first, last)
	}
}
