package telegram

import (
	"errors"
	"net/http"
	"strconv"
	"strings"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/call"
	"github.com/contactkit/contactkit/internal/jsonread"
)

// errDone stands under a refusal that means that there was nothing left to do.
var errDone = errors.New("nothing to do")

// refusal is what Telegram says against a call (Telegram Bot API: Making requests).
type refusal struct {
	code        int64
	description string
	retryAfter  int64 // seconds; -1: not told
	migrateTo   int64
}

// understand takes the result out of an answer, or says what its refusal means. The body decides, not the status.
func (c *Channel) understand(op string, a call.Answer) (result []byte, failure *channel.Error) {
	no := refusal{code: int64(a.Status), retryAfter: -1}
	ok := false
	r, err := jsonread.New(a.Body)
	if err != nil || r.Kind() != jsonread.Object {
		return nil, c.foreign(op, a)
	}
	told := false
	for key := range r.Object {
		switch string(key) {
		case "ok":
			told = r.Kind() == jsonread.Bool
			ok = r.Bool()
		case "result":
			result = r.Raw()
		case "error_code":
			no.code = r.Int()
		case "description":
			no.description = r.Text()
		case "parameters":
			for key := range r.Object {
				switch string(key) {
				case "retry_after":
					no.retryAfter = r.Int()
				case "migrate_to_chat_id":
					no.migrateTo = r.Int()
				}
			}
		}
	}
	switch {
	case !told:
		return nil, c.foreign(op, a)
	case ok:
		return result, nil
	}
	return nil, c.refused(op, no, a.Header)
}

func (c *Channel) refused(op string, no refusal, header http.Header) *channel.Error {
	kind, done := kindOf(no)
	e := &channel.Error{Op: op, Platform: Platform, Kind: kind, Code: strconv.FormatInt(no.code, 10)}
	text := shorten(c.redact(no.description))
	switch {
	case done:
		e.Err = doneError{text}
	case text != "":
		e.Err = errors.New(text)
	}
	if no.migrateTo != 0 {
		e.Moved = c.thread(chat{id: no.migrateTo}, "", "")
	}
	if kind == channel.ErrRateLimited {
		// Telegram does not say what the pause applies to: Scope stays ScopeUnknown.
		e.Wait = seconds(waitSeconds(no, header))
	}
	return e
}

// foreign is an answer that does not come from a Bot API server but from something before it.
func (c *Channel) foreign(op string, a call.Answer) *channel.Error {
	e := &channel.Error{Op: op, Platform: Platform, Kind: channel.ErrUncertain, Code: strconv.Itoa(a.Status),
		Err: errors.New("the answer is not that of a Bot API server")}
	switch {
	case a.Status == http.StatusTooManyRequests:
		e.Kind, e.Wait = channel.ErrRateLimited, seconds(waitSeconds(refusal{retryAfter: -1}, a.Header))
	case a.Status == http.StatusUnauthorized, a.Status == http.StatusNotFound, a.Status >= 300 && a.Status < 400:
		e.Kind = channel.ErrUnauthorized // a wrong base URL, or one that redirects, which is not followed
	}
	return e
}

// doneError is a description under which errDone is found.
type doneError struct{ text string }

func (d doneError) Error() string { return d.text }

func (d doneError) Is(target error) bool { return target == errDone }

// kindOf says what a refusal means for the host; done, that there was nothing left to do. Numbers decide first; for the rest Telegram
// has texts only, whose wording drifts, so a part of each is looked for whatever its case.
func kindOf(no refusal) (kind error, done bool) {
	text := strings.ToLower(no.description)
	has := func(parts ...string) bool {
		for _, p := range parts {
			if strings.Contains(text, p) {
				return true
			}
		}
		return false
	}
	if no.migrateTo != 0 {
		return channel.ErrUnreachable, false
	}
	switch no.code {
	case 429:
		return channel.ErrRateLimited, false
	case 401, 404, 421:
		return channel.ErrUnauthorized, false
	case 403:
		if has("send messages to bots", "send messages to the bot") {
			return channel.ErrRejected, false
		}
		return channel.ErrUnreachable, false
	case 409: // somebody else reads the same bot's updates
		return channel.ErrUnavailable, false
	case 400:
		switch {
		case has("logged out"):
			return channel.ErrUnauthorized, false
		case has("message is not modified", "query is too old"):
			return channel.ErrRejected, true
		case has("business_peer_usage_missing"): // messages.sendMessage: the customer has not written recently
			return channel.ErrWindowClosed, false
		case has("temporarily unavailable"): // a file
			return channel.ErrUnavailable, false
		case has("chat not found", "user not found", "peer_id_invalid", "group is deactivated",
			"upgraded to a supergroup", "migrated to a supergroup",
			"not enough rights", "no write access", "no rights to send", "chat_write_forbidden",
			"business connection not found", "business_connection_invalid", "business_peer_invalid"):
			return channel.ErrUnreachable, false
		}
	}
	if no.code >= 500 || no.code < 400 {
		return channel.ErrUncertain, false // may have been done
	}
	return channel.ErrRejected, false
}

// shorten bounds a text of somebody else's.
func shorten(s string) string {
	const most = 300
	if len(s) <= most {
		return s
	}
	return channel.Clean(s[:most]) + "…"
}

// follow completes the thread that a conversation moved to: it keeps what was not said to change.
func follow(err error, from channel.Thread) error {
	if e, ok := errors.AsType[*channel.Error](err); ok && e.Moved != (channel.Thread{}) {
		e.Moved.Via, e.Moved.Topic = from.Via, from.Topic
	}
	return err
}
