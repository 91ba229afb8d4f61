package telegram

import (
	"cmp"
	"slices"
	"strconv"
	"time"

	"github.com/contactkit/contactkit/channel"
)

// Telegram delivers each piece of an album as a message of its own, which share Message.Group.
// Nothing says how many there are, nor which is the last. Show each as it comes, or wait a moment
// and join them.

// AlbumQuiet is how long to wait for a further piece before an album is taken to be whole. Pieces
// come one after the other, each once the former was answered with 200.
const AlbumQuiet = time.Second

// JoinAlbum makes one event of the pieces of an album, in whatever order they are given: the
// attachments in the order of the message ids, the captions one below the other. ID, Raw and all
// else are those of the first piece. The pieces must be new messages of one thread with the same
// Message.Group. An event of another kind, thread or album is left out, as is a repeat. Without any
// piece the result is the zero Event.
func JoinAlbum(pieces ...channel.Event) channel.Event {
	pieces = slices.Clone(pieces)
	slices.SortStableFunc(pieces, func(a, b channel.Event) int { return cmp.Compare(messageNumber(a), messageNumber(b)) })
	pieces = slices.CompactFunc(pieces, func(a, b channel.Event) bool { return a.ID == b.ID })
	var whole channel.Event
	var m channel.Message
	for _, ev := range pieces {
		piece, ok := ev.Body.(channel.Message)
		switch {
		case !ok:
		case whole.Body == nil:
			whole, m = ev, piece
			m.Attachments, m.Spans = slices.Clone(m.Attachments), slices.Clone(m.Spans)
			whole.Body = m
		case ev.Thread == whole.Thread && piece.Group == m.Group:
			join(&m, piece)
			whole.Body = m
		}
	}
	return whole
}

func join(m *channel.Message, piece channel.Message) {
	m.Attachments = append(m.Attachments, piece.Attachments...)
	if piece.Text == "" {
		return
	}
	if m.Text != "" {
		m.Text += "\n"
	}
	for _, s := range piece.Spans {
		s.Start, s.End = s.Start+len(m.Text), s.End+len(m.Text)
		m.Spans = append(m.Spans, s)
	}
	m.Text += piece.Text
}

// messageNumber orders messages of one chat.
func messageNumber(ev channel.Event) int64 {
	m, _ := ev.Body.(channel.Message)
	n, _ := strconv.ParseInt(m.ID, 10, 64) // a message without a number comes first
	return n
}

// Albums collects the pieces of albums until each is quiet. It has no clock of its own and no
// goroutine: the host passes the time. The zero Albums waits AlbumQuiet. It is not for concurrent
// use, and serves a host whose events all pass through one process. A host with several processes
// keeps the pieces in a store that they share, and calls JoinAlbum. An album is lost with the
// process, so events must have been stored before. See decision 047.
type Albums struct {
	Quiet time.Duration // zero: AlbumQuiet

	open []openAlbum
}

type openAlbum struct {
	thread channel.Thread
	group  string
	pieces []channel.Event
	last   time.Time
}

// Add takes an event in, and returns what can be shown now. A piece of an album is kept: Due
// returns the album when its time has come. Every other event is returned at once. A message of the
// thread that is not a piece of its open album ends that album, which then comes first in the
// result.
func (a *Albums) Add(ev channel.Event, now time.Time) []channel.Event {
	m, ok := ev.Body.(channel.Message)
	if ok && m.Group != "" {
		for i := range a.open {
			if o := &a.open[i]; o.thread == ev.Thread && o.group == m.Group {
				o.pieces, o.last = append(o.pieces, ev), now
				return nil
			}
		}
	}
	// Within a chat messages come in order: another one means that the album is whole.
	ready := a.take(func(o openAlbum) bool { return ok && o.thread == ev.Thread })
	if ok && m.Group != "" {
		a.open = append(a.open, openAlbum{ev.Thread, m.Group, []channel.Event{ev}, now})
		return ready
	}
	return append(ready, ev)
}

// Due returns the albums that are quiet, joined.
func (a *Albums) Due(now time.Time) []channel.Event {
	return a.take(func(o openAlbum) bool { return !now.Before(o.last.Add(a.quiet())) })
}

// Next is when Due should be called; zero: nothing waits.
func (a *Albums) Next() (next time.Time) {
	for _, o := range a.open {
		if at := o.last.Add(a.quiet()); next.IsZero() || at.Before(next) {
			next = at
		}
	}
	return next
}

func (a *Albums) quiet() time.Duration { return cmp.Or(a.Quiet, AlbumQuiet) }

func (a *Albums) take(whole func(openAlbum) bool) (ready []channel.Event) {
	a.open = slices.DeleteFunc(a.open, func(o openAlbum) bool {
		if !whole(o) {
			return false
		}
		ready = append(ready, JoinAlbum(o.pieces...))
		return true
	})
	return ready
}
