package journaltest

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/dispatch"
	"github.com/contactkit/contactkit/channel/pace"
)

var cases = []struct {
	name    string
	promise string
	run     func(*suite)
}{
	{"begin and end", "what is noted is stored, with every field", func(s *suite) {
		s.put(receipt("k", 2))
		first, second := begin("k", 0, 1, "a"), begin("k", 1, 1, "b")
		failed := end(second, dispatch.Failed)
		failed.Reason, failed.Code, failed.Error = dispatch.ReasonUnreachable, "551", "the contact has blocked us"
		want := receipt("k", 2)
		for _, e := range []dispatch.Entry{first, end(first, dispatch.Sent), second, failed} {
			s.note(e)
			want = want.Apply(e)
			s.holds(want)
		}
	}},
	{"other receipts", "an entry changes the receipt that it names alone", func(s *suite) {
		s.put(receipt("k", 1))
		s.put(receipt("l", 1))
		s.note(begin("k", 0, 1, "a"))
		s.holds(receipt("l", 1))
	}},
	{"two nodes at once", "of nodes that begin the same try at once, one may send", func(s *suite) {
		s.put(receipt("k", 1))
		if n := s.each(20, func(i int) dispatch.Entry { return begin("k", 0, 1, fmt.Sprint(i)) }); n != 1 {
			s.t.Errorf("%d nodes may send, want 1", n)
		}
		s.status("k", dispatch.Begun)
	}},
	{"the same entry twice", "a try that has begun does not begin again, also not by the same token", func(s *suite) {
		s.put(receipt("k", 1))
		s.note(begin("k", 0, 1, "a"))
		s.fenced(begin("k", 0, 1, "a"))
	}},
	{"after it was sent", "a node that read the receipt before another sent it sends nothing", func(s *suite) {
		s.put(receipt("k", 1))
		first := begin("k", 0, 1, "a")
		s.note(first, end(first, dispatch.Sent))
		s.fenced(begin("k", 0, 1, "b"))
		s.fenced(begin("k", 0, 2, "b"))
	}},
	{"after it failed", "a part that has ended does not begin, whatever the try", func(s *suite) {
		for i, status := range []dispatch.Status{dispatch.Failed, dispatch.Dropped, dispatch.Uncertain} {
			key := fmt.Sprint("k", i)
			s.put(receipt(key, 1))
			first := begin(key, 0, 1, "a")
			s.note(first, end(first, status))
			s.fenced(begin(key, 0, 1, "b"))
			s.fenced(begin(key, 0, 2, "b"))
		}
	}},
	{"a stale try", "a node that read the receipt before another's try that was refused sends nothing; one that reads it now does", func(s *suite) {
		s.put(receipt("k", 1))
		first := begin("k", 0, 1, "a")
		s.note(first, end(first, dispatch.Unsent))
		s.fenced(begin("k", 0, 1, "b"))
		s.fenced(begin("k", 0, 3, "b"))
		s.note(begin("k", 0, 2, "b"))
	}},
	{"cancelled", "a receipt that was cancelled where it is stored is not sent", func(s *suite) {
		s.put(receipt("k", 1))
		s.put(receipt("k", 1).Cancel())
		s.fenced(begin("k", 0, 1, "a"))
		s.status("k", dispatch.Cancelled)
	}},
	{"cancelled between two parts", "what was cancelled after a part was sent ends there", func(s *suite) {
		s.put(receipt("k", 2))
		first := begin("k", 0, 1, "a")
		s.note(first, end(first, dispatch.Sent))
		s.put(s.h.Get(s.test, s.j, "k").Cancel())
		s.fenced(begin("k", 1, 1, "b"))
		s.status("k", dispatch.Sent, dispatch.Cancelled)
	}},
	{"cancelled while under way, then refused", "a part that was withdrawn during its call, and that the platform did not accept, is cancelled", func(s *suite) {
		s.put(receipt("k", 2))
		first := begin("k", 0, 1, "a")
		s.note(first)
		s.put(s.h.Get(s.test, s.j, "k").Cancel())
		s.status("k", dispatch.Begun, dispatch.Cancelled)
		s.note(end(first, dispatch.Unsent))
		s.status("k", dispatch.Cancelled, dispatch.Cancelled)
		s.fenced(begin("k", 0, 2, "b"))
	}},
	{"cancelled while under way, then sent", "a part that was withdrawn during its call, and that the platform accepted, is sent", func(s *suite) {
		s.put(receipt("k", 2))
		first := begin("k", 0, 1, "a")
		s.note(first)
		s.put(s.h.Get(s.test, s.j, "k").Cancel())
		s.note(end(first, dispatch.Sent))
		s.status("k", dispatch.Sent, dispatch.Cancelled)
		if p := s.h.Get(s.test, s.j, "k").Parts[0]; p.Reason != "" {
			s.t.Errorf("the part was sent, with the reason %q", p.Reason)
		}
	}},
	{"parts in order", "a part does not begin before the one before it was sent", func(s *suite) {
		s.put(receipt("k", 2))
		s.fenced(begin("k", 1, 1, "a"))
		first := begin("k", 0, 1, "a")
		s.note(first)
		s.fenced(begin("k", 1, 1, "b"))
		s.note(end(first, dispatch.Sent), begin("k", 1, 1, "c"))
	}},
	{"nowhere", "an entry of a receipt or part that is not there is refused", func(s *suite) {
		s.put(receipt("k", 1))
		s.fenced(begin("k", 1, 1, "a"))
		if err := s.j.Note(s.t.Context(), begin("another", 0, 1, "a")); err == nil {
			s.t.Error("a receipt that is not stored may be sent")
		}
	}},
	{"closed", "a begun that was closed as unsent begins with the next try", func(s *suite) {
		s.put(receipt("k", 1))
		first := begin("k", 0, 1, "a")
		s.note(first, end(first, dispatch.Unsent))
		s.status("k", dispatch.Unsent)
		s.fenced(begin("k", 0, 1, "a"))
		s.note(begin("k", 0, 2, "b"))
	}},
	{"closed before it came", "a begun that is stored after it was closed as unsent is refused", func(s *suite) {
		s.put(receipt("k", 1))
		first := begin("k", 0, 1, "a")
		s.note(end(first, dispatch.Unsent))
		s.fenced(first)
	}},
	{"closed by another", "a node whose begun was in doubt does not take back another's", func(s *suite) {
		s.put(receipt("k", 1))
		s.note(begin("k", 0, 1, "a"), end(begin("k", 0, 1, "b"), dispatch.Unsent))
		s.status("k", dispatch.Begun)
		s.fenced(begin("k", 0, 2, "b"))
	}},
	{"sent stays sent", "an entry that comes late or twice takes nothing back", func(s *suite) {
		s.put(receipt("k", 1))
		first := begin("k", 0, 1, "a")
		sent := end(first, dispatch.Sent)
		s.note(first, sent)
		want := s.h.Get(s.test, s.j, "k")
		for _, e := range []dispatch.Entry{end(first, dispatch.Uncertain), end(first, dispatch.Unsent), sent} {
			s.note(e)
			s.holds(want)
		}
	}},
	{"sent again by the host", "what a host decides to send again begins once more", func(s *suite) {
		s.put(receipt("k", 1))
		first := begin("k", 0, 1, "a")
		s.note(first, end(first, dispatch.Uncertain))
		s.put(s.h.Get(s.test, s.j, "k").Retry())
		s.fenced(begin("k", 0, 1, "a"))
		s.note(begin("k", 0, 2, "b"))
	}},
	{"prepared files", "files that were prepared are stored, and the part stays unsent", func(s *suite) {
		r := receipt("k", 1)
		r.Parts[0].Message.Attachments = []channel.Attachment{{Kind: channel.MediaVideo, File: "film"}}
		s.put(r)
		e := dispatch.Entry{Key: "k", Status: dispatch.Prepared, At: noon, Ready: []channel.Attachment{{Kind: channel.MediaVideo, ID: "9001"}}}
		s.note(e)
		s.status("k", dispatch.Unsent)
		s.holds(r.Apply(e))
		s.note(begin("k", 0, 1, "a"))
	}},
	{"two dispatchers", "two dispatchers that hold the same receipts send each part once", func(s *suite) {
		w := &wire{got: make(map[string]int)}
		var all []dispatch.Receipt
		for i := range 20 {
			r := receipt(fmt.Sprint("k", i), 2)
			s.put(r)
			all = append(all, r)
		}
		var wg sync.WaitGroup
		for range 2 {
			d, err := dispatch.New(w, dispatch.Config{Journal: s.j, Limiter: pace.NewMemory(pace.MemoryConfig{Empty: true})})
			if err != nil {
				s.t.Fatal(err)
			}
			for _, r := range all {
				wg.Go(func() { _, _ = d.Deliver(s.t.Context(), r) })
			}
			defer func() { _ = d.Close(context.Background()) }()
		}
		wg.Wait()
		for _, r := range all {
			for i, p := range s.h.Get(s.test, s.j, r.Key).Parts {
				if n := w.got[p.Message.Ref]; n > 1 || p.Status == dispatch.Sent != (n == 1) {
					s.t.Errorf("%s part %d left %d times and is %q", r.Key, i, n, p.Status)
				}
			}
		}
	}},
}

// wire is a platform that counts what it is sent.
type wire struct {
	mu  sync.Mutex
	got map[string]int
}

func (w *wire) Limits(channel.Thread) channel.Limits {
	return channel.Limits{Text: channel.Length{Max: 100}}
}

func (w *wire) Send(_ context.Context, _ channel.Thread, m channel.Message) (channel.Sent, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.got[m.Ref]++
	return channel.Sent{IDs: []string{m.Ref}, Time: noon.Add(time.Minute)}, nil
}
