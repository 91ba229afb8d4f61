package facebook

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"iter"
	"net/http"
	"net/url"
	"slices"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/jsonread"
)

const (
	opHistory = "history"
	// newestDetailed is how many messages of a conversation the Conversations API tells in detail.
	newestDetailed = 20
	// mostListed is how many messages are asked for to count the missing ones.
	mostListed = 100
)

// History walks the messages of an account since an instant ("Conversations API for Messenger
// Platform"). Order: one conversation after the other, the conversation with the newest message
// first; within a conversation from old to new. To feed a backlog to sessions, sort it with
// channel.InOrder.
//
// History needs the permission pages_read_engagement, and keeps Config.HistoryGap between its
// calls. If Meta has switched the webhook off meanwhile, call Connect first. An error ends the
// walk; a conversation that Meta refuses (ErrRejected) is a KindGap instead.
//
// The API tells less than webhooks do:
//
//   - It tells only the newest 20 messages of a conversation. Older ones are reported as one Custom
//     of KindGap before the conversation's messages: see [DecodeGap].
//   - Of the Page's own messages it tells neither the app nor Message.Ref: Origin is unknown.
//   - A conversation without an id that can be asked for is one Custom of [channel.KindOdd].
//   - It tells no postbacks, reactions, edits, receipts and referrals.
//   - It tells times in whole seconds.
//
// If the API and the webhooks have the same message ids, events have the ID that the webhook's
// would have. Meta does not promise it: see [FallbackKey]. See decision 059.
func (c *Channel) History(ctx context.Context, account string, since time.Time) iter.Seq2[channel.Event, error] {
	return func(yield func(channel.Event, error) bool) {
		s, err := c.account(opHistory, Platform, account)
		if err != nil {
			yield(channel.Event{}, err)
			return
		}
		h := &history{ch: c, ctx: ctx, sender: s, account: account, since: since, yield: yield}
		if err := h.walk(); err != nil && !h.stopped {
			yield(channel.Event{}, err)
		}
	}
}

// history is one walk.
type history struct {
	ch      *Channel
	ctx     context.Context
	sender  sender
	account string
	since   time.Time
	yield   func(channel.Event, error) bool
	stopped bool // the host wants no more events
}

// conversation is an entry of the list of conversations.
type conversation struct {
	id      string
	updated time.Time
	contact channel.Person
}

func (h *history) walk() error {
	platform := "messenger"
	if h.ch.isInstagram(h.account) {
		platform = "instagram"
	}
	query := url.Values{"platform": {platform}, "fields": {"id,updated_time,participants"}, "limit": {"25"}}
	var failed error
	err := h.ch.list(h.ctx, opHistory, h.ch.http, h.sender, url.PathEscape(h.sender.through)+"/conversations", query, h.pause, func(r *jsonread.Reader) bool {
		whole := *r
		conv := h.readConversation(r)
		if !isNode(conv.id) { // it cannot be asked for, and must not vanish
			return h.emit(h.odd(whole.Raw()))
		}
		if !conv.updated.IsZero() && conv.updated.Before(h.since.Truncate(time.Second)) {
			return false
		}
		failed = h.conversation(conv)
		return failed == nil && !h.stopped
	})
	return cmp.Or(failed, err)
}

func (h *history) pause() error { return h.ch.conversations.wait(h.ctx, opHistory, h.sender.through) }

func (h *history) readConversation(r *jsonread.Reader) (conv conversation) {
	for key := range r.Object {
		switch string(key) {
		case "id":
			conv.id = r.ID()
		case "updated_time":
			conv.updated = readTime(r.Text())
		case "participants":
			for _, p := range readPeople(r) {
				if !h.ours(p.ID) {
					conv.contact = p
				}
			}
		}
	}
	return conv
}

func (h *history) ours(id string) bool { return id == h.account || id == h.sender.through }

// conversation reports the messages of one conversation. It returns an error only if the walk must
// end.
func (h *history) conversation(conv conversation) error {
	fields := "id,created_time,from,to,message,attachments,reply_to"
	if h.ch.isInstagram(h.account) {
		fields += ",story"
	}
	messages, err := h.messages(conv, fmt.Sprintf("messages.limit(%d){%s}", newestDetailed, fields))
	if errors.Is(err, channel.ErrRejected) { // this conversation cannot be read; others can
		e, _ := errors.AsType[*channel.Error](err)
		return h.gap(conv, Gap{Conversation: conv.id, From: h.since, To: conv.updated, More: true, Code: e.Code})
	}
	if err != nil {
		return err
	}
	gap := Gap{Conversation: conv.id}
	detailed := messages[:0:0]
	for _, m := range messages {
		switch {
		case m.at.Before(h.since.Truncate(time.Second)):
		case m.told:
			detailed = append(detailed, m)
		default:
			gap.add(m.at)
		}
	}
	if gap.Missing == 0 && len(detailed) == len(messages) && len(messages) >= newestDetailed {
		if gap, err = h.missing(conv, detailed); err != nil {
			return err
		}
	}
	if gap.Missing > 0 || gap.More {
		if err := h.gap(conv, gap); err != nil || h.stopped {
			return err
		}
	}
	slices.Reverse(detailed) // of the same second, too, the older comes first
	slices.SortStableFunc(detailed, func(a, b listed) int { return a.at.Compare(b.at) })
	for _, m := range detailed {
		if !h.emit(m.event(h, conv)) {
			return nil
		}
	}
	return nil
}

// missing counts the messages between the instant and the oldest message that was told in detail.
func (h *history) missing(conv conversation, told []listed) (Gap, error) {
	gap := Gap{Conversation: conv.id}
	all, err := h.messages(conv, fmt.Sprintf("messages.limit(%d){id,created_time}", mostListed))
	if err != nil {
		if errors.Is(err, channel.ErrRejected) {
			gap.More = true
			return gap, nil
		}
		return gap, err
	}
	known := make(map[string]bool, len(told))
	for _, m := range told {
		known[m.id] = true
	}
	for _, m := range all {
		if !known[m.id] && !m.at.Before(h.since.Truncate(time.Second)) {
			gap.add(m.at)
		}
	}
	gap.More = gap.Missing > 0 && len(all) >= mostListed && !all[len(all)-1].at.Before(h.since)
	return gap, nil
}

// messages asks for the messages of a conversation, newest first.
func (h *history) messages(conv conversation, fields string) (all []listed, err error) {
	if err := h.pause(); err != nil {
		return nil, err
	}
	answer, err := h.ch.do(h.ctx, opHistory, h.sender, http.MethodGet, url.PathEscape(conv.id), url.Values{"fields": {fields}}, nil)
	if err != nil {
		return nil, err
	}
	r, err := jsonread.New(answer.Body)
	if err != nil {
		return nil, fault(opHistory, channel.ErrMalformed, err)
	}
	for key := range r.Object {
		if string(key) != "messages" {
			continue
		}
		for key := range r.Object {
			if string(key) == "data" {
				for range r.Array {
					all = append(all, readListed(r.Raw()))
				}
			}
		}
	}
	return all, nil
}

func (h *history) emit(ev channel.Event) bool {
	h.stopped = !h.yield(ev, nil)
	return !h.stopped
}

// odd reports an entry of the list of conversations that does not have its form.
func (h *history) odd(raw []byte) channel.Event {
	d := decoder{cfg: &h.ch.cfg, entry: entry{id: h.account}}
	d.decodeOdd(raw)
	ev := d.events[0]
	ev.Late = true
	return ev
}

// readTime reads a time as Graph objects carry it.
func readTime(s string) time.Time {
	t, err := time.Parse("2006-01-02T15:04:05-0700", s)
	if err != nil {
		return time.Time{}
	}
	return t.UTC()
}

// readPeople reads a list of people.
func readPeople(r *jsonread.Reader) (all []channel.Person) {
	for key := range r.Object {
		if string(key) == "data" {
			for range r.Array {
				all = append(all, readPerson(r))
			}
		}
	}
	return all
}

func readPerson(r *jsonread.Reader) (p channel.Person) {
	for key := range r.Object {
		switch string(key) {
		case "id":
			p.ID = r.ID()
		case "name":
			p.Name = r.Text()
		case "username":
			p.Handle = r.Text()
		}
	}
	return p
}
