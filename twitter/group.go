package twitter

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/call"
)

// CreateGroup begins a conversation of the account with 2 to 49 others, and sends its first
// message. It is a new conversation every time, also with the same people. The Contact of the
// thread is "group:" and the conversation's id, as in events of History; webhooks do not tell of
// groups. v2 only. The errors are those of Send. [Manage Direct Messages: create a conversation]
func (c *Channel) CreateGroup(ctx context.Context, participants []string, m channel.Message) (channel.Thread, channel.Sent, error) {
	to := channel.Thread{Platform: Platform, Account: c.cfg.Account, Contact: "group:0"}
	if c.cfg.API != V2 {
		return channel.Thread{}, channel.Sent{}, channel.Unsupported(Platform, channel.OpSend)
	}
	errs := []error{c.checkMessage(to, m)}
	if n := len(participants); n < 2 || n > 49 {
		errs = append(errs, &channel.FieldError{Field: "participants", Code: channel.CodeInvalid, Reason: "a group has 2 to 49 others"})
	}
	for i, id := range participants {
		errs = append(errs, checkID(fmt.Sprintf("participants[%d]", i), id))
	}
	if err := errors.Join(errs...); err != nil {
		return channel.Thread{}, channel.Sent{}, call.Rejected(Platform, channel.OpSend, err)
	}
	m, err := c.withFiles(ctx, m, transfer{c: c})
	if err != nil {
		return channel.Thread{}, channel.Sent{}, err
	}
	answer, err := c.json(ctx, channel.OpSend, http.MethodPost, "/2/dm_conversations", groupRequest{
		ConversationType: "Group", ParticipantIDs: participants, Message: conversationBody(m),
	})
	if err != nil {
		return channel.Thread{}, channel.Sent{}, err
	}
	sent, conversation, err := c.sent(answer)
	if err == nil && !isConversation(conversation) {
		err = call.Failed(Platform, channel.OpSend, channel.ErrUncertain, fmt.Errorf("answer %d names no conversation", answer.Status))
	}
	if err != nil {
		return channel.Thread{}, channel.Sent{}, err
	}
	to.Contact = "group:" + conversation
	return to, sent, nil
}
