package storetest

import (
	"context"
	"fmt"
	"slices"
	"sync"

	"github.com/contactkit/contactkit/channel"
)

// wire is a platform that remembers what it is sent. It counts messages within a chat, as Telegram
// does.
type wire struct {
	clock  *clock
	echoes bool // the platform returns Message.Ref
	mu     sync.Mutex
	sent   []sent
	// before and after are called once, when the next message comes and when it has arrived.
	before, after func()
	err           error // of every send, instead of sending
}

type sent struct {
	to   channel.Thread
	id   string
	text string
	ref  string
}

func (w *wire) Limits(channel.Thread) channel.Limits {
	return channel.Limits{Text: channel.Length{Max: 100}, EchoesRef: w.echoes}
}

func (w *wire) Send(_ context.Context, to channel.Thread, m channel.Message) (channel.Sent, error) {
	hook := func(f *func()) {
		w.mu.Lock()
		call := *f
		*f = nil
		w.mu.Unlock()
		if call != nil {
			call()
		}
	}
	hook(&w.before)
	w.mu.Lock()
	err := w.err
	id := fmt.Sprint("m", 1+len(slices.DeleteFunc(slices.Clone(w.sent), func(s sent) bool { return s.to != to })))
	if err == nil {
		w.sent = append(w.sent, sent{to, id, m.Text, m.Ref})
	}
	w.mu.Unlock()
	if err != nil {
		return channel.Sent{}, err
	}
	hook(&w.after)
	return channel.Sent{IDs: []string{id}}, nil
}

// read is what a contact has read.
func (w *wire) read(contact string) []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	var texts []string
	for _, s := range w.sent {
		if s.to.Contact == contact {
			texts = append(texts, s.text)
		}
	}
	return texts
}
