package twitter

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"
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
	r, err := c.answered(ctx, c.chatIdentity(ctx), opChatKeys, http.MethodGet, "/2/users/public_keys",
		url.Values{"ids": {strings.Join(users, ",")}, "public_key.fields": {keyFields}})
	var rows []xchat.PublicKey
	if err == nil {
		rows = readKeys(r, "")
	}
	// Some apps may ask for one user alone. That the rows of several users name their users is not
	// confirmed; the call for one user needs no names.
	nameless := slices.ContainsFunc(rows, func(row xchat.PublicKey) bool { return row.User == "" })
	if nameless || errors.Is(err, channel.ErrUnauthorized) {
		rows = nil
		for _, user := range users {
			r, err := c.answered(ctx, c.chatIdentity(ctx), opChatKeys, http.MethodGet, "/2/users/"+user+"/public_keys", url.Values{"public_key.fields": {keyFields}})
			if err != nil && codeOf(err) != "resource-not-found" {
				return nil, err
			}
			rows = append(rows, readKeys(r, user)...)
		}
	} else if err != nil {
		return nil, err
	}
	rows = slices.DeleteFunc(rows, func(row xchat.PublicKey) bool { return !slices.Contains(users, row.User) || row.Check() != nil })
	for _, user := range users {
		mine := slices.DeleteFunc(slices.Clone(rows), func(row xchat.PublicKey) bool { return row.User != user })
		if err := c.chat.memory.Pin(user, mine); err != nil {
			return nil, call.RefusedFor(Platform, opChatKeys, "chat-key-changed", call.Verdict{Kind: channel.ErrRejected, Affects: channel.AffectsPerson}, err)
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
				case "user_id": // X's OpenAPI document has no such field: that it comes is not confirmed
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
	if contact == "" {
		key, err := c.groupKey(ctx, conversation, stale)
		if errors.Is(err, channel.ErrRejected) && codeOf(err) != codeNoChatKey {
			// Another member may have changed the key at the same time.
			key, err = c.groupKey(ctx, conversation, stale)
		}
		return key, err
	}
	if stale == xchat.FailureRecipientKey {
		return c.startKey(ctx, conversation, contact)
	}
	changes, err := c.keyChanges(ctx, conversation, "")
	if err != nil {
		return xchat.Key{}, err
	}
	if err := c.learnChanges(ctx, changes); err != nil {
		return xchat.Key{}, err
	}
	if key, ok := c.chat.memory.Key(conversation, ""); ok {
		return key, nil
	}
	if len(changes) > 0 {
		return xchat.Key{}, errNoChatKey()
	}
	return c.startKey(ctx, conversation, contact)
}

// codeNoChatKey is the code of an error that says that a conversation has a key which the account
// cannot use.
const codeNoChatKey = "chat-key-unknown"

func errNoChatKey() error {
	return call.RefusedFor(Platform, channel.OpSend, codeNoChatKey, call.Verdict{Kind: channel.ErrRejected, Affects: channel.AffectsPerson},
		errors.New("no key of the conversation could be opened and verified: add the account's newest private key, or start a new key with StartChat"))
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

// mostKeyPages bounds how far back a key is looked for.
const mostKeyPages = 20

// keyChanges returns the key changes that the newest page of a conversation has; none if there is
// no such conversation. If version is set, it walks back until it finds the change to that version,
// at most 2,000 events.
func (c *Channel) keyChanges(ctx context.Context, conversation, version string) (list []xchat.Event, err error) {
	params := url.Values{"max_results": {"10"}, "chat_message_event.fields": {chatEventFields}}
	if version != "" {
		params.Set("max_results", "100")
	}
	for range mostKeyPages {
		r, err := c.answered(ctx, c.chatIdentity(ctx), opChatKeys, http.MethodGet, chatPath(conversation, "/events"), params)
		if codeOf(err) == "resource-not-found" {
			return nil, nil
		}
		if err != nil {
			return nil, err
		}
		page := readChatPage(r)
		list = append(list, page.keyChanges(conversation)...)
		if _, found := wrappedFor(list, version); found || version == "" || page.next == "" {
			break
		}
		params.Set("pagination_token", page.next)
	}
	return list, nil
}

// keyChanges returns the key changes of a page: those that come with it and those in its rows.
func (p chatPage) keyChanges(conversation string) (list []xchat.Event) {
	encoded := slices.Clone(p.changes)
	for _, row := range p.rows {
		payload, _ := readChatPayload(jsonread.Sub(row))
		encoded = append(encoded, payload.encoded)
	}
	for _, one := range encoded {
		e, err := xchat.Parse(one)
		if _, ok := e.Detail.(xchat.KeyChange); ok && err == nil && e.Conversation == conversation {
			list = append(list, e)
		}
	}
	return list
}
