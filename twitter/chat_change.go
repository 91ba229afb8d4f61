package twitter

import (
	"context"
	"errors"
	"math"
	"net/http"
	"slices"
	"strconv"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/call"
	"github.com/contactkit/contactkit/twitter/xchat"
)

// StartChat gives a conversation a new key: the first one, or another one when the key may be in
// wrong hands. Send starts a conversation by itself when there is none. A contact without
// registered keys cannot be written to: [channel.ErrUnreachable].
//
// In a group every member who has registered keys gets the new key; [Channel.ChatMembers] tells who
// has none. That members other than admins may change the key of a group is not confirmed. [Add
// conversation keys]
func (c *Channel) StartChat(ctx context.Context, to channel.Thread) error {
	if err := c.checkChat(to); err != nil {
		return call.Rejected(Platform, opChatStart, err)
	}
	conversation, contact := c.chatThread(to)
	if !c.chat.canSend() {
		return channel.Unsupported(Platform, opChatStart)
	}
	if contact == "" {
		return c.startGroup(ctx, conversation)
	}
	_, err := c.startKey(ctx, conversation, contact)
	return err
}

func (c *Channel) startKey(ctx context.Context, conversation, contact string) (xchat.Key, error) {
	rows, err := c.ChatKeys(ctx, c.cfg.Account, contact)
	if err != nil {
		return xchat.Key{}, err
	}
	theirs, err := xchat.Newest(rows, contact)
	if err != nil {
		return xchat.Key{}, call.RefusedFor(Platform, opChatStart, "chat-no-keys", call.Verdict{Kind: channel.ErrUnreachable, Affects: channel.AffectsPerson},
			errors.New("the contact has registered no keys for encrypted conversations"))
	}
	ours, err := xchat.Newest(rows, c.cfg.Account)
	if err != nil {
		ours = xchat.PublicKey{}
	}
	return c.changeKey(ctx, conversation, "", []xchat.PublicKey{ours, theirs})
}

// changeKey gives a conversation a new key, wrapped for the newest keys of people, and uses it from
// then on. Its version is higher than after and than every verified one.
func (c *Channel) changeKey(ctx context.Context, conversation, after string, people []xchat.PublicKey) (xchat.Key, error) {
	ours, err := xchat.Newest(people, c.cfg.Account)
	if err != nil || !slices.ContainsFunc(c.chat.identity.Keys, func(k xchat.PrivateKey) bool { return k.Version() == ours.Version }) {
		return xchat.Key{}, call.RefusedFor(Platform, opChatStart, "chat-own-key", call.Verdict{Kind: channel.ErrUnauthorized, Affects: channel.AffectsCredentials},
			errors.New("the newest key that the account has registered is not configured: import version "+strconv.Quote(ours.Version)))
	}
	known, _ := c.chat.memory.Key(conversation, "")
	version := c.cfg.Now().UnixMilli()
	for _, old := range [...]string{known.Version(), after} {
		if n, err := strconv.ParseInt(old, 10, 64); err == nil && n < math.MaxInt64 {
			version = max(version, n+1)
		}
	}
	key, err := xchat.GenerateKey(strconv.FormatInt(version, 10), nil)
	if err != nil {
		return key, call.Rejected(Platform, opChatStart, err)
	}
	change, err := c.chat.identity.ChangeKey(conversation, key, people, nil)
	if err != nil {
		return key, call.Rejected(Platform, opChatStart, err)
	}
	if _, err := c.askChat(ctx, opChatStart, http.MethodPost, chatPath(conversation, "/keys"), keyChangeBody(change)); err != nil {
		return key, notSent(err)
	}
	c.chat.memory.Learn(conversation, key, xchat.Verified)
	return key, nil
}

// notSent is the error of a call before the message: the message has surely not left.
func notSent(err error) error {
	if e, ok := errors.AsType[*channel.Error](err); ok && e.Kind == channel.ErrUncertain {
		e.Kind = channel.ErrUnavailable
	}
	return err
}

// wireKeyChange is the body of POST …/keys.
type wireKeyChange struct {
	Version string           `json:"conversation_key_version"`
	Keys    []wireWrappedKey `json:"conversation_participant_keys"`
	Actions []wireAction     `json:"action_signatures"`
}

type wireWrappedKey struct {
	User    string `json:"user_id"`
	Wrapped string `json:"encrypted_conversation_key"`
	Version string `json:"public_key_version"`
}

type wireAction struct {
	ID        string              `json:"message_id"`
	Detail    string              `json:"encoded_message_event_detail"`
	Signature wireActionSignature `json:"message_event_signature"`
}

type wireActionSignature struct {
	Signature  string `json:"signature"`
	KeyVersion string `json:"public_key_version"`
	Version    string `json:"signature_version"`
	SigningKey string `json:"signing_public_key"`
}

func keyChangeBody(c xchat.Change) wireKeyChange {
	body := wireKeyChange{Version: c.KeyVersion, Actions: []wireAction{actionBody(c.Action)}}
	for _, k := range c.Keys {
		body.Keys = append(body.Keys, wireWrappedKey{k.User, k.Wrapped, k.KeyVersion})
	}
	return body
}

func actionBody(a xchat.Action) wireAction {
	return wireAction{a.ID, a.Detail, wireActionSignature{a.Signature, a.KeyVersion, a.Version, a.SigningKey}}
}
