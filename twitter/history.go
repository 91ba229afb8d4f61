package twitter

import (
	"context"
	"errors"
	"iter"
	"net/http"
	"net/url"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/call"
	"github.com/contactkit/contactkit/channel/jsonread"
)

const opHistory = "history"

// History walks the account's direct messages, sent and received, since an instant and up to 30
// days back, newest first, without a webhook: after an outage, or instead of one. They have the IDs
// of live ones, and each comes once. Messages written meanwhile are left to the next walk. X allows
// few calls, fifteen in fifteen minutes, with 50 (v1.1) or 100 (v2) messages each: when they are
// used up the walk waits, as long as ctx allows. Store the events first, and then note that the
// walk is done: a walk that breaks off has skipped older messages.
//
// v1.1 knows neither groups nor names; v2 does not tell what app a message of ours was sent with
// (OriginUnknown), nor quick replies and buttons. Neither tells of typing and reading. After the
// direct messages come those of encrypted conversations, if Config.Chat asks for them. [GET
// direct_messages/events/list; Direct Messages lookup] See decision 065.
func (c *Channel) History(ctx context.Context, account string, since time.Time) iter.Seq2[channel.Event, error] {
	return func(yield func(channel.Event, error) bool) {
		if account != c.cfg.Account {
			yield(channel.Event{}, call.Rejected(Platform, opHistory, &channel.FieldError{Field: "account", Code: channel.CodeInvalid, Reason: "the channel is that of another account"}))
			return
		}
		since = since.Truncate(time.Millisecond) // as X tells times
		stopped := false
		hear := func(ev channel.Event, err error) bool {
			stopped = stopped || !yield(ev, err)
			return !stopped
		}
		h := history{c: c, since: since, yield: hear, seen: make(map[string]bool), pages: make(map[string]bool)}
		next, more := "", true
		for more {
			body, err := h.page(ctx, next)
			if err == nil {
				next, more, err = h.events(body)
			}
			if err != nil {
				yield(channel.Event{}, err)
				return
			}
		}
		if stopped || !c.cfg.Chat.wanted() {
			return
		}
		if err := h.chats(ctx); err != nil && !stopped {
			yield(channel.Event{}, err)
		}
	}
}

// history is one walk.
type history struct {
	c     *Channel
	since time.Time
	yield func(channel.Event, error) bool
	seen  map[string]bool // IDs that were yielded
	pages map[string]bool // cursors that were followed
}

// page asks for one page, after a rest where X asks for one.
func (h *history) page(ctx context.Context, next string) ([]byte, error) {
	path, params := "/1.1/direct_messages/events/list.json", url.Values{"count": {"50"}}
	if h.c.cfg.API == V2 {
		path = "/2/dm_events"
		params = url.Values{
			"max_results":     {"100"},
			"dm_event.fields": {"id,event_type,text,dm_conversation_id,created_at,sender_id,attachments,participant_ids,entities"},
			"expansions":      {"sender_id,attachments.media_keys"},
			"user.fields":     {"id,name,username"},
			"media.fields":    {"media_key,type,url,preview_image_url,width,height,duration_ms,variants,alt_text"},
		}
	}
	if next != "" && h.c.cfg.API == V2 {
		params.Set("pagination_token", next)
	} else if next != "" {
		params.Set("cursor", next)
	}
	for {
		answer, err := h.c.form(ctx, opHistory, http.MethodGet, path, params)
		e, _ := errors.AsType[*channel.Error](err)
		if e == nil || e.Kind != channel.ErrRateLimited {
			return answer.Body, settled(err)
		}
		if err := pause(ctx, opHistory, max(e.Wait, time.Second)); err != nil {
			return nil, err
		}
	}
}

// events yields those of a page, and returns the cursor of the next; no more: the walk is over.
func (h *history) events(body []byte) (next string, more bool, err error) {
	r, err := jsonread.New(body)
	if err != nil {
		return "", false, call.Malformed(Platform, opHistory, err)
	}
	d := decoder{c: h.c, account: h.c.cfg.Account}
	var list, media jsonread.Reader
	page := false // v1.1 has a list, which may be empty; v2 leaves out an empty one and tells its length in meta
	for key := range r.Object {
		switch string(key) {
		case "events", "data", "meta":
			page = true
		}
		switch string(key) {
		case "events", "data":
			list = r
		case "apps":
			d.apps = r
		case "next_cursor":
			next = r.ID() // one that has come to its end is missing, or the number 0
		case "meta":
			next = readMember(&r, "next_token")
		case "includes":
			for key := range r.Object {
				switch string(key) {
				case "users":
					d.people.included = r
				case "media":
					media = r
				}
			}
		}
	}
	if !page {
		return "", false, call.Malformed(Platform, opHistory, errors.New("the answer is not a page of messages"))
	}
	for range list.Array {
		if h.c.cfg.API == V2 {
			d.decodeHistory(list.Raw(), media)
		} else {
			d.decodeMessage(list.Raw())
		}
	}
	young, sorted, old, last := 0, true, false, time.Time{}
	for i, ev := range d.events {
		old = !ev.Time.IsZero() && ev.Time.Before(h.since)
		sorted = sorted && (i == 0 || !ev.Time.After(last))
		last = ev.Time
		if !old {
			young++
		}
		if old || h.seen[ev.ID] {
			continue
		}
		h.seen[ev.ID] = true
		ev.Late = true
		if !h.yield(ev, nil) {
			return "", false, nil
		}
	}
	// Newest first, says X, so that what follows an old one is older; a sample of X's is in another
	// order.
	done := old && (sorted || young == 0)
	if next == "" || next == "0" || done {
		return "", false, nil
	}
	if h.pages[next] {
		return "", false, call.Malformed(Platform, opHistory, errors.New("the pages go in a circle"))
	}
	h.pages[next] = true
	return next, true, nil
}
