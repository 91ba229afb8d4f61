package twitter

import (
	"context"
	"errors"
	"net/http"
	"net/url"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/call"
)

// MarkRead shows the contact that the message and all before it were read. v1.1 and encrypted
// conversations only. [POST direct_messages/mark_read]
func (c *Channel) MarkRead(ctx context.Context, to channel.Thread, messageID string) error {
	if isChat(to) {
		return c.readChat(ctx, to, messageID)
	}
	if !c.Limits(to).Abilities.MarkRead {
		return channel.Unsupported(Platform, opRead)
	}
	if err := errors.Join(c.checkThread(to), checkMessageID(messageID)); err != nil {
		return call.Rejected(Platform, opRead, err)
	}
	answer, err := c.form(ctx, opRead, http.MethodPost, "/1.1/direct_messages/mark_read.json",
		url.Values{"recipient_id": {to.Contact}, "last_read_event_id": {messageID}})
	if err != nil {
		return err
	}
	return confirmed(opRead, answer, "success", true)
}

func checkMessageID(id string) error {
	if !isID(id) {
		return &channel.FieldError{Field: "messageId", Code: channel.CodeInvalid, Reason: "a message id of X is a number of at most 19 digits"}
	}
	return nil
}
