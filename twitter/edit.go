package twitter

import (
	"context"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/call"
	"github.com/contactkit/contactkit/twitter/xchat"
)

// EditMessage replaces the text of a message of ours in an encrypted conversation; elsewhere X has
// no edits. m must have a text within the limits and no attachment. Clients lose a message whose
// edit overtakes it: wait five seconds before the first edit.
func (c *Channel) EditMessage(ctx context.Context, in channel.Thread, messageID string, m channel.Message) error {
	if !isChat(in) {
		return channel.Unsupported(Platform, opEdit)
	}
	if len(m.Attachments) > 0 || m.Text == "" || !c.chat.limits.Text.Fits(m.Text) && c.chat.canSend() {
		return call.Rejected(Platform, opEdit, &channel.FieldError{Field: "text", Code: channel.CodeInvalid, Reason: "an edit needs a text within the limit, and nothing else"})
	}
	return c.changeChat(ctx, opEdit, in, messageID, xchat.Edit{Sequence: messageID, Text: m.Text})
}
