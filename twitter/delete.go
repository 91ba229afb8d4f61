package twitter

import (
	"context"
	"errors"
	"net/http"
	"net/url"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/call"
)

// DeleteMessage removes a message from the account's own view; the contact keeps it. If the message
// is gone already, the error matches ErrRejected with code "34" (v1.1) or "resource-not-found"
// (v2). [DELETE direct_messages/events/destroy; Manage Direct Messages]
//
// In an encrypted conversation DeleteMessage takes the message back from everybody. There, deleting
// a message that is gone is not an error.
func (c *Channel) DeleteMessage(ctx context.Context, in channel.Thread, messageID string) error {
	if isChat(in) {
		return c.deleteChat(ctx, in, messageID)
	}
	if !c.Limits(in).Abilities.Delete {
		return channel.Unsupported(Platform, opDelete)
	}
	if err := errors.Join(c.checkThread(in), checkMessageID(messageID)); err != nil {
		return call.Rejected(Platform, opDelete, err)
	}
	path, params := "/1.1/direct_messages/events/destroy.json", url.Values{"id": {messageID}}
	if c.cfg.API == V2 {
		path, params = "/2/dm_events/"+messageID, nil
	}
	answer, err := c.form(ctx, opDelete, http.MethodDelete, path, params)
	if err != nil {
		return err
	}
	return confirmed(opDelete, answer, "deleted", true)
}
