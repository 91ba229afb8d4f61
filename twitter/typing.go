package twitter

import (
	"context"
	"net/http"
	"net/url"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/call"
)

// ShowTyping shows the contact for about three seconds that an agent is writing. v1.1 and encrypted
// conversations only. [POST direct_messages/indicate_typing]
func (c *Channel) ShowTyping(ctx context.Context, to channel.Thread) error {
	if isChat(to) {
		return c.typeChat(ctx, to)
	}
	if !c.Limits(to).Abilities.Typing {
		return channel.Unsupported(Platform, opTyping)
	}
	if err := c.checkThread(to); err != nil {
		return call.Rejected(Platform, opTyping, err)
	}
	answer, err := c.form(ctx, opTyping, http.MethodPost, "/1.1/direct_messages/indicate_typing.json", url.Values{"recipient_id": {to.Contact}})
	if err != nil {
		return err
	}
	return confirmed(opTyping, answer, "success", true)
}
