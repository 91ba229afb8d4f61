package twitter

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/call"
	"github.com/contactkit/contactkit/twitter/xchat"
)

// chats is what a Channel knows of encrypted conversations.
type chats struct {
	identity xchat.Identity
	own      []xchat.PublicKey // the public halves of identity: our own messages are verified by them
	memory   ChatMemory
	limits   channel.Limits

	pause time.Duration // ChatConfig.Pause

	mu      sync.Mutex
	stale   map[string]xchat.FailureType // conversations whose next message needs new keys, and why
	resting time.Time                    // nothing is sent before; zero: X has not asked for a pause
}

func newChats(cfg Config) *chats {
	c := &chats{identity: cfg.Chat.identity(cfg.Account), memory: cfg.Chat.Memory, pause: cfg.Chat.Pause, stale: make(map[string]xchat.FailureType)}
	if c.memory == nil {
		c.memory = new(ChatCache)
	}
	for _, k := range c.identity.Keys {
		if row, err := k.Public(cfg.Account); err == nil && k.CanSign() {
			c.own = append(c.own, row)
		}
	}
	c.limits = chatLimits(cfg, c.canSend())
	return c
}

// canSend reports whether a private key can sign.
func (c *chats) canSend() bool {
	for _, k := range c.identity.Keys {
		if k.CanSign() {
			return true
		}
	}
	return false
}

// people returns the registered keys that are known of a user.
func (c *chats) people(user string) []xchat.PublicKey {
	rows := c.memory.People(user)
	if user == c.identity.User {
		rows = slices.Concat(c.own, rows)
	}
	return rows
}

// learn keeps the key of a change. A signature counts only if the sender is one of the two; who is
// in a group is not known here. A newer key that cannot be verified yet makes the next message look
// for its sender's keys, so that it is not encrypted with the old key.
func (c *chats) learn(change xchat.Event, key xchat.Key) xchat.Trust {
	trust := change.Verify(key, c.people(change.Sender)...)
	if !isChatGroup(change.Conversation) && otherOf(change.Conversation, change.Sender) == "" {
		trust = xchat.Unverified
	}
	_, known := c.memory.Key(change.Conversation, key.Version())
	c.memory.Learn(change.Conversation, key, trust)
	if newest, ok := c.memory.Key(change.Conversation, ""); ok && !known && xchat.CompareVersions(key.Version(), newest.Version()) > 0 {
		c.failed(change.Conversation, xchat.FailureOldKey)
	}
	return trust
}

// failed notes that the next message to a conversation needs new keys.
func (c *chats) failed(conversation string, why xchat.FailureType) {
	if why != xchat.FailureOldKey && why != xchat.FailureRecipientKey {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.stale) < mostChats {
		c.stale[conversation] = why
	}
}

// takeStale returns what failed has noted, once.
func (c *chats) takeStale(conversation string) xchat.FailureType {
	c.mu.Lock()
	defer c.mu.Unlock()
	why := c.stale[conversation]
	delete(c.stale, conversation)
	return why
}

// The operations on encrypted conversations, as errors name them.
const (
	opChatKeys  = "chat keys"
	opChatStart = "start chat"
	opEdit      = "edit"
	opReact     = "react"
)

// chatThread returns the conversation that a thread names: "a:b" or "g…"; empty if the thread is no
// encrypted one.
func (c *Channel) chatThread(t channel.Thread) (conversation, contact string) {
	if other, ok := strings.CutPrefix(t.Contact, "chat:"); ok {
		return xchat.Conversation(c.cfg.Account, other), other
	}
	if group, ok := strings.CutPrefix(t.Contact, "group:"); ok && strings.HasPrefix(group, "g") {
		return group, ""
	}
	return "", ""
}

// isChat reports whether a thread is an encrypted conversation.
func isChat(t channel.Thread) bool {
	return strings.HasPrefix(t.Contact, "chat:") || strings.HasPrefix(t.Contact, "group:g")
}

// checkChat complains about a thread that is no encrypted conversation of this channel.
func (c *Channel) checkChat(t channel.Thread) error {
	bad := func(field, code, reason string) error {
		return &channel.FieldError{Field: "thread." + field, Code: code, Reason: reason}
	}
	conversation, contact := c.chatThread(t)
	switch {
	case t.Platform != Platform:
		return bad("platform", channel.CodeInvalid, "the thread is on another platform")
	case t.Account != c.cfg.Account:
		return bad("account", channel.CodeInvalid, "the thread belongs to another account")
	case t.Via != "":
		return bad("via", channel.CodeUnsupported, "an encrypted conversation must not have a via")
	case contact == "" && !isChatGroup(conversation), contact != "" && (!isID(contact) || contact == c.cfg.Account):
		return bad("contact", channel.CodeInvalid, "an encrypted conversation needs chat: and a user id, or group: and the id of an encrypted group")
	}
	return nil
}

// chatPath is the path of a conversation: the pair has a hyphen there.
func chatPath(conversation, rest string) string {
	return "/2/chat/conversations/" + strings.Replace(conversation, ":", "-", 1) + rest
}

// askChat makes a call on an encrypted conversation. X's guides speak of user tokens of OAuth 2.0
// alone; its OpenAPI document lists OAuth 1.0a, too, which serves where there are no tokens: no
// store for them, or no login yet. That it works is not confirmed.
func (c *Channel) askChat(ctx context.Context, op, method, path string, in any) (call.Answer, error) {
	return c.ask(ctx, c.chatIdentity(ctx), op, method, path, in)
}

func (c *Channel) chatIdentity(ctx context.Context) identity {
	if c.chatByToken(ctx) {
		return asUser
	}
	return asAccount
}

// chatByToken reports whether calls on encrypted conversations have a user token of OAuth 2.0. If
// the store of tokens fails, they have: the call says so.
func (c *Channel) chatByToken(ctx context.Context) bool {
	if c.cfg.OAuth2.Tokens == nil || c.cfg.byTokenAlone() {
		return c.cfg.OAuth2.Tokens != nil
	}
	t, err := c.cfg.OAuth2.Tokens.Load(ctx, c.cfg.Account)
	return err != nil || t.Access != "" || t.Refresh != ""
}

// typeChat shows the contact a typing sign for a few seconds.
func (c *Channel) typeChat(ctx context.Context, to channel.Thread) error {
	if err := c.checkChat(to); err != nil {
		return call.Rejected(Platform, opTyping, err)
	}
	conversation, _ := c.chatThread(to)
	_, err := c.askChat(ctx, opTyping, http.MethodPost, chatPath(conversation, "/typing"), nil)
	return err
}

// readChat shows the contact that everything up to a message was read.
func (c *Channel) readChat(ctx context.Context, to channel.Thread, sequence string) error {
	if err := c.checkChat(to); err != nil {
		return call.Rejected(Platform, opRead, err)
	}
	if err := checkSequence(sequence); err != nil {
		return call.Rejected(Platform, opRead, err)
	}
	conversation, _ := c.chatThread(to)
	_, err := c.askChat(ctx, opRead, http.MethodPost, chatPath(conversation, "/read"), struct {
		Until string `json:"seen_until_sequence_id"`
	}{sequence})
	return err
}

func checkSequence(id string) error {
	if !isID(id) {
		return &channel.FieldError{Field: "messageId", Code: channel.CodeInvalid, Reason: "the id of an encrypted message needs to be a number"}
	}
	return nil
}
