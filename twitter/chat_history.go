package twitter

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/jsonread"
)

// chatEventFields are the fields of a row. X refuses a call that names one it does not know.
const chatEventFields = "conversation_id,conversation_token,created_at,encoded_event,id,is_trusted,message_event_signature,previous_id,sender_id"

// chatPage is a page of a conversation: rows, newest first, and the key changes that open them.
type chatPage struct {
	rows    [][]byte
	changes []string
	next    string
}

func readChatPage(r jsonread.Reader) (p chatPage) {
	for key := range r.Object {
		switch string(key) {
		case "data":
			for range r.Array {
				p.rows = append(p.rows, r.Raw())
			}
		case "meta":
			for key := range r.Object {
				switch string(key) {
				case "conversation_key_events":
					for range r.Array {
						p.changes = append(p.changes, r.Text())
					}
				case "next_token":
					p.next = r.ID()
				}
			}
		}
	}
	return p
}

// chats walks the encrypted conversations that changed since, each back to that instant. A webhook
// may miss events: this is the net below it.
func (h *history) chats(ctx context.Context) error {
	params := url.Values{"max_results": {"100"}, "chat_conversation.fields": {"id,type,updated_at,participant_ids"}}
	seen := make(map[string]bool)
	for {
		r, err := h.ask(ctx, "/2/chat/conversations", params)
		if err != nil {
			return err
		}
		next := ""
		for key := range r.Object {
			switch string(key) {
			case "data":
				for range r.Array {
					id, updated, whole := "", time.Time{}, r
					for key := range r.Object {
						switch string(key) {
						case "id":
							id = r.ID()
						case "updated_at":
							updated = date(r.Text())
						}
					}
					if id == "" { // it cannot be asked for, and must not vanish
						if !h.odd(whole.Raw()) {
							return nil
						}
						continue
					}
					if !updated.IsZero() && updated.Before(h.since) {
						continue
					}
					if more, err := h.chat(ctx, id, whole.Raw()); err != nil || !more {
						return err
					}
				}
			case "meta":
				next = readMember(&r, "next_token")
			}
		}
		if next == "" || seen[next] {
			return nil
		}
		seen[next] = true
		params.Set("pagination_token", next)
	}
}

// odd reports an entry of the list of conversations that does not have its form. It returns false
// if the caller of History has stopped.
func (h *history) odd(raw []byte) bool {
	d := decoder{c: h.c, account: h.c.cfg.Account}
	d.decodeOdd("chat_conversation", raw)
	ev := d.events[0]
	ev.Late = true
	return h.yield(ev, nil)
}

// chat walks one conversation, of which raw is the entry in the list. The result more is false if
// the caller of History has stopped.
func (h *history) chat(ctx context.Context, conversation string, raw []byte) (more bool, err error) {
	d := decoder{c: h.c, account: h.c.cfg.Account}
	name, contact := d.chatOf(conversation, h.c.cfg.Account)
	if contact == "" {
		return h.odd(raw), nil // no path takes an id of this form
	}
	params := url.Values{"max_results": {"100"}, "chat_message_event.fields": {chatEventFields}}
	seen := make(map[string]bool)
	for {
		r, err := h.ask(ctx, chatPath(name, "/events"), params)
		if err != nil {
			return false, err
		}
		page := readChatPage(r)
		d.events = nil
		for _, change := range page.changes {
			d.decodeEncodedKey(change)
		}
		for _, row := range page.rows { // a key may come later in the page than what it opens
			if p, ok := readChatPayload(jsonread.Sub(row)); ok {
				d.decodeEncodedKey(p.encoded)
			}
		}
		for _, row := range page.rows {
			d.decodeChatRow(row)
		}
		old := false
		for _, ev := range d.events {
			old = !ev.Time.IsZero() && ev.Time.Before(h.since)
			if old || h.seen[ev.ID] {
				continue
			}
			h.seen[ev.ID] = true
			ev.Late = true
			if !h.yield(ev, nil) {
				return false, nil
			}
		}
		if old || page.next == "" || seen[page.next] {
			return true, nil
		}
		seen[page.next] = true
		params.Set("pagination_token", page.next)
	}
}

// decodeChatRow decodes a row as if it had come live.
func (d *decoder) decodeChatRow(row []byte) {
	p, ok := readChatPayload(jsonread.Sub(row))
	p.raw, p.uuid = row, channel.Fingerprint(row)
	if p.kind = "chat.received"; p.Sender == d.account {
		p.kind = "chat.sent"
	}
	if !ok {
		d.decodeOdd("chat", row)
		return
	}
	d.decodeChatPayload(p)
}

// ask makes a call of the walk, after a rest where X asks for one.
func (h *history) ask(ctx context.Context, path string, params url.Values) (jsonread.Reader, error) {
	for {
		r, err := h.c.answered(ctx, h.c.chatIdentity(ctx), opHistory, http.MethodGet, path, params)
		e, _ := errors.AsType[*channel.Error](err)
		if e == nil || e.Kind != channel.ErrRateLimited {
			return r, settled(err)
		}
		if err := pause(ctx, opHistory, max(e.Wait, time.Second)); err != nil {
			return r, err
		}
	}
}
