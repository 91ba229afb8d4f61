package telegram

import (
	"context"
	"encoding/json"
	"errors"
	"hash/fnv"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/call"
)

// Draft shows in a private chat what an answer says so far, for 30 seconds; a further call with the
// same key changes it (Telegram Bot API: sendMessageDraft). Without a text it shows "Thinking…".
// The whole answer must follow through Send. The key must not be empty, and m must have nothing but
// a text with spans and the options Stop and KeepOnStop. Business chats, groups and the direct
// messages of channels have no drafts.
//
// With Options.Stop the customer can stop the answer, which comes back as a Custom event: see
// DecodeStopped.
func (c *Channel) Draft(ctx context.Context, to channel.Thread, key string, m channel.Message) error {
	const op = "draft"
	target, err := c.target(to)
	if err != nil {
		return call.Rejected(Platform, op, err)
	}
	limits := c.Limits(to)
	if !limits.Abilities.Draft {
		return channel.Unsupported(Platform, op)
	}
	p := draft{Chat: target.Chat, Topic: target.Topic, ID: DraftID(key), Text: m.Text}
	var errs []error
	if key == "" {
		errs = append(errs, &channel.FieldError{Field: "key", Code: channel.CodeMissing, Reason: "a draft needs a key"})
	}
	if !m.Native.IsZero() {
		var o Options
		if m.Native.Platform != Platform || m.Native.Kind != nativeOptions || json.Unmarshal(m.Native.Data, &o) != nil || o != (Options{Stop: o.Stop, KeepOnStop: o.KeepOnStop}) {
			errs = append(errs, nativeError(channel.CodeConflict, "a draft takes the options Stop and KeepOnStop alone"))
		}
		p.Stop, p.Keep = o.Stop, o.KeepOnStop
	}
	text := channel.Message{Text: m.Text, Spans: m.Spans}
	if m.Text != "" {
		errs = append(errs, limits.Check(text))
	}
	if len(m.Attachments) > 0 || m.Location != nil || m.Card != nil || len(m.QuickReplies) > 0 || len(m.Buttons) > 0 || m.ReplyTo != "" {
		errs = append(errs, &channel.FieldError{Field: "message", Code: channel.CodeUnsupported, Reason: "a draft must have a text alone"})
	}
	p.Entities, err = toEntities(m.Text, m.Spans)
	if err := errors.Join(append(errs, err)...); err != nil {
		return call.Rejected(Platform, op, err)
	}
	err = c.act(ctx, op, "sendMessageDraft", p)
	return follow(err, to)
}

// DraftID is the number by which Telegram knows the draft of a key: never zero, and small enough
// for every JSON reader.
func DraftID(key string) int64 {
	h := fnv.New64a()
	_, _ = h.Write([]byte(key))
	return max(1, int64(h.Sum64()&(1<<52-1)))
}
