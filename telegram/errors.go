package telegram

import (
	"errors"
	"net/http"
	"strconv"
	"strings"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/call"
	"github.com/contactkit/contactkit/channel/jsonread"
	"github.com/contactkit/contactkit/telegram/apifabric"
)

// errDone is the cause of a refusal that means that there was nothing left to do.
var errDone = errors.New("nothing to do")

// doneError is a description under which errDone is found.
type doneError struct{ text string }

func (d doneError) Error() string        { return d.text }
func (d doneError) Is(target error) bool { return target == errDone }

// refusal is what Telegram says against a call (Telegram Bot API: Making requests).
type refusal struct {
	code        int64
	description string
	retryAfter  int64 // seconds; -1: not told
	migrateTo   int64
}

// understand takes the result out of an answer, or says what its refusal means. The body decides,
// not the status.
func (c *Channel) understand(op string, a call.Answer) (result []byte, failure *channel.Error) {
	no := refusal{code: int64(a.Status), retryAfter: -1}
	ok := false
	r, err := jsonread.New(a.Body)
	if err != nil || r.Kind() != jsonread.Object || a.Status/100 == 3 { // a Bot API server redirects nothing
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

// refused makes the error of a refusal.
func (c *Channel) refused(op string, no refusal, header http.Header) *channel.Error {
	verdict, done := classify(no)
	if verdict.Kind == channel.ErrRateLimited {
		// Telegram does not say what the pause applies to: Scope stays ScopeUnknown.
		verdict.Wait = pause(no, header)
	}
	text := c.redact(no.description)
	e := call.Refused(Platform, op, strconv.FormatInt(no.code, 10), verdict, text)
	if done {
		e.Err = doneError{call.Shorten(text)}
	}
	if no.migrateTo != 0 {
		e.Moved = threadOf(c.account, chat{id: no.migrateTo}, "", "")
	}
	return e
}

// foreign is an answer that does not come from a Bot API server but from something before it: a
// proxy, or the gateway that hands calls on.
func (c *Channel) foreign(op string, a call.Answer) *channel.Error {
	if c.gate != nil && a.Status >= 300 {
		e, _ := errors.AsType[*channel.Error](c.gate.client.Refused(op, apifabric.Answer(a)))
		return e
	}
	return call.Refused(Platform, op, strconv.Itoa(a.Status), call.Foreign(a), "the answer is not that of a Bot API server")
}

// follow completes the thread that a conversation moved to: it keeps what was not said to change.
func follow(err error, from channel.Thread) error {
	if e, ok := errors.AsType[*channel.Error](err); ok && e.Moved != (channel.Thread{}) {
		e.Moved.Via, e.Moved.Topic = from.Via, from.Topic
	}
	return err
}

// Verdicts of the table.
var (
	ofMessage     = call.Verdict{Kind: channel.ErrRejected, Affects: channel.AffectsMessage}
	ofPerson      = call.Verdict{Kind: channel.ErrUnreachable, Affects: channel.AffectsPerson}
	ofThread      = call.Verdict{Kind: channel.ErrUnreachable, Affects: channel.AffectsPerson, Scope: channel.ScopeThread}
	ofCredentials = call.Verdict{Kind: channel.ErrUnauthorized, Affects: channel.AffectsCredentials}
)

// rule is one row of the table.
type rule struct {
	code    int64    // error_code; zero: any
	texts   []string // parts of the description in lower case, one of which must be there; nil: any description
	verdict call.Verdict
	done    bool // there was nothing left to do
}

// table says what refusals mean. The first row that fits counts. Telegram numbers its refusals
// coarsely and otherwise has texts only, whose wording drifts between versions of its server, so a
// part of each is looked for whatever its case.
var table = []rule{
	{code: 429, verdict: call.Verdict{Kind: channel.ErrRateLimited}},
	{code: 404, texts: []string{"method not found"}, verdict: ofMessage},
	{code: 401, verdict: ofCredentials},
	{code: 404, verdict: ofCredentials},
	{code: 421, verdict: ofCredentials},
	{code: 409, verdict: call.Verdict{Kind: channel.ErrUnavailable}}, // another process reads the same bot's updates
	{code: 400, texts: []string{"logged out"}, verdict: call.Verdict{Kind: channel.ErrUnauthorized, Affects: channel.AffectsApp}},
	{code: 400, texts: []string{"message is not modified", "query is too old"}, verdict: ofMessage, done: true},

	// A topic that is gone or closed: other threads with the same person or group go on.
	{texts: []string{"message thread not found", "topic_closed", "topic_deleted"}, verdict: ofThread},
	// Without the right to send texts nothing can be said; a right to other kinds of content
	// concerns that kind alone.
	{texts: []string{"not enough rights to send text", "no rights to send a message", "chat_send_plain_forbidden"}, verdict: ofPerson},
	{texts: []string{"not enough rights to send", "no rights to send"}, verdict: ofMessage},
	// The chat charges for messages, and a bot cannot pay. The text is that of the client API: the
	// Bot API's is not confirmed.
	{texts: []string{"allow_payment_required"}, verdict: ofPerson},
	{code: 403, texts: []string{"send messages to bots", "send messages to the bot"},
		verdict: call.Verdict{Kind: channel.ErrRejected, Affects: channel.AffectsPerson}},
	{code: 403, verdict: ofPerson},
	// messages.sendMessage: the customer has not written recently.
	{code: 400, texts: []string{"business_peer_usage_missing"}, verdict: call.Verdict{Kind: channel.ErrWindowClosed, Affects: channel.AffectsPerson}},
	// The id of a file, which may be that of another bot. The first text also speaks of a file that
	// will be there later.
	{code: 400, texts: []string{"temporarily unavailable"},
		verdict: call.Verdict{Kind: channel.ErrUnavailable, Affects: channel.AffectsMessage, StaleFile: true}},
	{code: 400, texts: []string{"wrong file identifier", "wrong file_id", "invalid file id", "wrong remote file identifier", "file_reference_", "file_id_invalid"},
		verdict: call.Verdict{Kind: channel.ErrRejected, Affects: channel.AffectsMessage, StaleFile: true}},
	// The picture alone: as a document it would go.
	{code: 400, texts: []string{"photo_invalid_dimensions", "image_process_failed"}, verdict: ofMessage},
	{code: 400, texts: []string{
		"chat not found", "user not found", "peer_id_invalid", "group is deactivated",
		"input_user_deactivated", "user_is_blocked", // of field reports
		"upgraded to a supergroup", "migrated to a supergroup",
		"not enough rights", "no write access", "chat_write_forbidden",
		"business connection not found", "business_connection_invalid", "business_peer_invalid",
	}, verdict: ofPerson},
}

// classify says what a refusal means for the host; done, that there was nothing left to do. See
// decision 043.
func classify(no refusal) (verdict call.Verdict, done bool) {
	if no.migrateTo != 0 {
		return ofPerson, false
	}
	if no.code >= 500 || no.code < 400 {
		return call.Verdict{Kind: channel.ErrUncertain}, false // may have been done
	}
	text := strings.ToLower(no.description)
	for _, r := range table {
		if (r.code == 0 || r.code == no.code) && r.fits(text) {
			return r.verdict, r.done
		}
	}
	return ofMessage, false
}

func (r rule) fits(text string) bool {
	for _, part := range r.texts {
		if strings.Contains(text, part) {
			return true
		}
	}
	return r.texts == nil
}
