package whatsapp

import (
	"context"
	"encoding/json"
	"net/http"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/call"
)

// MarkRead shows the person that a message, and all before it, was read.
func (c *Channel) MarkRead(ctx context.Context, to channel.Thread, messageID string) error {
	return c.mark(ctx, "mark read", to, messageID, nil)
}

// mark marks a message as read.
func (c *Channel) mark(ctx context.Context, op string, to channel.Thread, messageID string, typing *sentTyping) error {
	path, _, err := c.recipient(op, to)
	if err != nil {
		return err
	}
	if messageID == "" {
		return rejected(op, "messageId", channel.CodeMissing, "the id of a received message is needed")
	}
	body, err := json.Marshal(request{Product: product, Status: "read", MessageID: messageID, Typing: typing})
	if err != nil {
		return call.Rejected(Platform, op, err)
	}
	answer, err := c.do(ctx, op, http.MethodPost, path, nil, body)
	if err != nil {
		return repeatable(err)
	}
	return succeeded(op, answer)
}
