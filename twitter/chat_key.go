package twitter

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/call"
	"github.com/contactkit/contactkit/channel/jsonread"
	"github.com/contactkit/contactkit/twitter/xchat"
)

// keyFields are the fields of a registered key.
const keyFields = "identity_public_key_signature,public_key,public_key_version,signing_public_key"

// ChatKeys returns the public keys that users have registered for encrypted conversations, one row
// for each version, and pins them in ChatConfig.Memory. A user without rows has no encrypted
// conversations. Rows whose binding is not valid are left out. Up to 100 users. [Get public keys
// for multiple users]
func (c *Channel) ChatKeys(ctx context.Context, users ...string) ([]xchat.PublicKey, error) {
	if len(users) == 0 || len(users) > 100 {
		return nil, call.Rejected(Platform, opChatKeys, &channel.FieldError{Field: "users", Code: channel.CodeTooMany, Reason: "between 1 and 100 users are needed", Limit: 100, Got: len(users)})
	}
	for _, user := range users {
		if !isID(user) {
			return nil, call.Rejected(Platform, opChatKeys, checkID("user", user))
		}
	}
	r, err := c.answered(ctx, c.chatIdentity(), opChatKeys, http.MethodGet, "/2/users/public_keys",
		url.Values{"ids": {strings.Join(users, ",")}, "public_key.fields": {keyFields}})
	var rows []xchat.PublicKey
	if errors.Is(err, channel.ErrUnauthorized) {
		// Some apps may ask for one user alone.
		for _, user := range users {
			r, err := c.answered(ctx, c.chatIdentity(), opChatKeys, http.MethodGet, "/2/users/"+user+"/public_keys", url.Values{"public_key.fields": {keyFields}})
			if err != nil && codeOf(err) != "resource-not-found" {
				return nil, err
			}
			rows = append(rows, readKeys(r, user)...)
		}
	} else if err != nil {
		return nil, err
	} else {
		rows = readKeys(r, "")
	}
	rows = slices.DeleteFunc(rows, func(row xchat.PublicKey) bool { return !slices.Contains(users, row.User) || row.Check() != nil })
	for _, user := range users {
		mine := slices.DeleteFunc(slices.Clone(rows), func(row xchat.PublicKey) bool { return row.User != user })
		if err := c.chat.memory.Pin(user, mine); err != nil {
			return nil, &channel.Error{Op: opChatKeys, Platform: Platform, Kind: channel.ErrRejected, Code: "chat-key-changed", Affects: channel.AffectsPerson, Err: err}
		}
	}
	return rows, nil
}

// readKeys reads rows; those that name no user are user's.
func readKeys(r jsonread.Reader, user string) (rows []xchat.PublicKey) {
	for key := range r.Object {
		if string(key) != "data" {
			continue
		}
		for range r.Array {
			row := xchat.PublicKey{User: user}
			for key := range r.Object {
				switch string(key) {
				case "user_id":
					row.User = r.ID()
				case "public_key":
					row.Identity = r.Text()
				case "public_key_version":
					row.Version = r.ID()
				case "signing_public_key":
					row.Signing = r.Text()
				case "identity_public_key_signature":
					row.Binding = r.Text()
				}
			}
			rows = append(rows, row)
		}
	}
	return rows
}

// sendingKey finds the key that the next message of a conversation is encrypted with: the newest
// that was verified. If there is none at hand, it looks into the conversation; only if X says
// clearly that there is none, it starts one.
func (c *Channel) sendingKey(ctx context.Context, conversation, contact string) (xchat.Key, error) {
	stale := c.chat.takeStale(conversation)
	if stale == 0 {
		if key, ok := c.chat.memory.Key(conversation, ""); ok {
			return key, nil
		}
	}
	key, err := c.refreshKey(ctx, conversation, contact, stale)
	if err != nil && stale != 0 {
		c.chat.failed(conversation, stale) // still to be done
	}
	return key, err
}

func (c *Channel) refreshKey(ctx context.Context, conversation, contact string, stale xchat.FailureType) (xchat.Key, error) {
	if stale == xchat.FailureRecipientKey && contact != "" {
		return c.startKey(ctx, conversation, contact)
	}
	changes, err := c.keyChanges(ctx, conversation)
	if err != nil {
		return xchat.Key{}, err
	}
	if err := c.learnChanges(ctx, changes); err != nil {
		return xchat.Key{}, err
	}
	if key, ok := c.chat.memory.Key(conversation, ""); ok {
		return key, nil
	}
	if len(changes) > 0 || contact == "" {
		return xchat.Key{}, &channel.Error{Op: channel.OpSend, Platform: Platform, Kind: channel.ErrRejected, Code: "chat-key-unknown", Affects: channel.AffectsPerson,
			Err: errors.New("no key of the conversation could be opened and verified: add the account's newest private key, or start a new key with StartChat")}
	}
	return c.startKey(ctx, conversation, contact)
}

// learnChanges keeps the keys of changes, verified with the registered keys of their senders.
func (c *Channel) learnChanges(ctx context.Context, changes []xchat.Event) error {
	var senders []string
	for _, change := range changes {
		if isID(change.Sender) && !slices.Contains(senders, change.Sender) && len(senders) < 100 {
			senders = append(senders, change.Sender)
		}
	}
	if len(senders) > 0 {
		if _, err := c.ChatKeys(ctx, senders...); err != nil {
			return err
		}
	}
	for _, change := range changes {
		if key, err := c.chat.identity.Unwrap(change); err == nil {
			c.chat.learn(change, key)
		}
	}
	return nil
}

// keyChanges returns the key changes that the newest page of a conversation has; none if there is
// no such conversation.
func (c *Channel) keyChanges(ctx context.Context, conversation string) (list []xchat.Event, err error) {
	r, err := c.answered(ctx, c.chatIdentity(), opChatKeys, http.MethodGet, chatPath(conversation, "/events"),
		url.Values{"max_results": {"10"}, "chat_message_event.fields": {chatEventFields}})
	if codeOf(err) == "resource-not-found" {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	page := readChatPage(r)
	for _, encoded := range page.changes {
		if e, err := xchat.Parse(encoded); err == nil {
			list = append(list, e)
		}
	}
	for _, row := range page.rows {
		p, _ := readChatPayload(jsonread.Sub(row))
		e, err := xchat.Parse(p.encoded)
		if _, ok := e.Detail.(xchat.KeyChange); ok && err == nil {
			list = append(list, e)
		}
	}
	return slices.DeleteFunc(list, func(e xchat.Event) bool {
		_, ok := e.Detail.(xchat.KeyChange)
		return !ok || e.Conversation != conversation
	}), nil
}

// StartChat gives the conversation with a contact a new key: the first one, or another one when the
// key may be in wrong hands. Send starts a conversation by itself when there is none. A contact
// without registered keys cannot be written to: [channel.ErrUnreachable]. Groups are refused. [Add
// conversation keys]
func (c *Channel) StartChat(ctx context.Context, to channel.Thread) error {
	if err := c.checkChat(to); err != nil {
		return call.Rejected(Platform, opChatStart, err)
	}
	conversation, contact := c.chatThread(to)
	if contact == "" || !c.chat.canSend() {
		return channel.Unsupported(Platform, opChatStart)
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
		return xchat.Key{}, &channel.Error{Op: opChatStart, Platform: Platform, Kind: channel.ErrUnreachable, Code: "chat-no-keys", Affects: channel.AffectsPerson,
			Err: errors.New("the contact has registered no keys for encrypted conversations")}
	}
	ours, err := xchat.Newest(rows, c.cfg.Account)
	if err != nil || !slices.ContainsFunc(c.chat.identity.Keys, func(k xchat.PrivateKey) bool { return k.Version() == ours.Version }) {
		return xchat.Key{}, &channel.Error{Op: opChatStart, Platform: Platform, Kind: channel.ErrUnauthorized, Code: "chat-own-key", Affects: channel.AffectsCredentials,
			Err: errors.New("the newest key that the account has registered is not configured: import version " + strconv.Quote(ours.Version))}
	}
	version := c.cfg.Now().UnixMilli()
	if known, ok := c.chat.memory.Key(conversation, ""); ok {
		if n, err := strconv.ParseInt(known.Version(), 10, 64); err == nil {
			version = max(version, n+1)
		}
	}
	key, err := xchat.GenerateKey(strconv.FormatInt(version, 10), nil)
	if err != nil {
		return key, call.Rejected(Platform, opChatStart, err)
	}
	change, err := c.chat.identity.ChangeKey(conversation, key, []xchat.PublicKey{ours, theirs}, nil)
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
