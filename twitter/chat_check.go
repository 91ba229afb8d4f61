package twitter

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/contactkit/contactkit/channel"
)

// Codes of findings about encrypted conversations.
const (
	// FindingEncrypted says that encrypted conversations exist which are not subscribed to, or
	// which no key opens. Messages of customers in them are lost to the desk, or show as
	// "encrypted".
	FindingEncrypted = "encrypted_conversations"
	// FindingChatUnseen says that X did not tell whether there are encrypted conversations.
	FindingChatUnseen = "encrypted_unseen"
)

// chatEvents are the kinds of event of encrypted conversations. X's pages also name
// "chat.conversation_join"; its OpenAPI document calls that an old name.
var chatEvents = [...]string{"chat.received", "chat.sent", "chat.conversation.join"}

// wantedEvents are the kinds of event that Subscribe asks for.
func (c *Channel) wantedEvents() []string {
	if c.cfg.Chat.wanted() {
		return slices.Concat(messageEvents[:], chatEvents[:])
	}
	return messageEvents[:]
}

// findChats looks for encrypted conversations, so that none goes unnoticed. It never fails the
// check.
func (c *Channel) findChats(ctx context.Context, subscribed bool) (list []channel.Finding) {
	find := func(code, text string) {
		list = append(list, channel.Finding{Code: code, Account: c.cfg.Account, Text: text})
	}
	r, err := c.answered(ctx, c.chatIdentity(ctx), opCheck, http.MethodGet, "/2/chat/conversations", url.Values{"max_results": {"1"}})
	if err != nil {
		find(FindingChatUnseen, "X did not tell whether the account has encrypted conversations. If its owner opened Chat and set a PIN, customers' messages may go there.")
		return list
	}
	any := false
	for key := range r.Object {
		switch string(key) {
		case "data":
			for range r.Array {
				any = true
				r.Skip()
			}
		case "meta":
			for key := range r.Object {
				if string(key) == "has_message_requests" {
					any = r.Bool() || any
				}
			}
		}
	}
	switch {
	case !any:
	case !subscribed:
		find(FindingEncrypted, "The account has encrypted conversations, and their events are not subscribed to: what customers write there does not arrive.")
	case len(c.cfg.Chat.Keys) == 0:
		find(FindingEncrypted, "The account has encrypted conversations, and no key is configured: the desk sees that customers write, and not what.")
	}
	return list
}

// missingChats lists the chat.* events that are wanted and that do not go to the webhook.
func missingChats(all []ActivitySubscription, account, webhook string) (missing []string) {
	for _, kind := range chatEvents {
		if !slices.ContainsFunc(all, func(s ActivitySubscription) bool {
			return s.User == account && s.Webhook == webhook && sameEvent(s.EventType, kind)
		}) {
			missing = append(missing, kind)
		}
	}
	return missing
}

// sameEvent compares two names of a kind of event; one has an old name.
func sameEvent(a, b string) bool {
	const old, now = "chat.conversation_join", "chat.conversation.join"
	if a == old {
		a = now
	}
	return a == b
}

// checkChats adds what CheckSubscription finds about encrypted conversations.
func (c *Channel) checkChats(ctx context.Context, webhook string, sub *channel.Subscription) {
	subscribed := false
	if c.cfg.Product == Activity {
		all, err := c.ActivitySubscriptions(ctx)
		missing := missingChats(all, c.cfg.Account, webhook)
		subscribed = err == nil && len(missing) == 0
		if err == nil && c.cfg.Chat.wanted() && !subscribed {
			sub.Findings = append(sub.Findings, channel.Finding{Code: channel.FindingMissingEvents, Account: c.cfg.Account, Fatal: true,
				Text: fmt.Sprintf("These events are not subscribed to: %s.", strings.Join(missing, ", "))})
		}
	}
	sub.Findings = append(sub.Findings, c.findChats(ctx, subscribed)...)
}
