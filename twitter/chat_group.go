package twitter

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/call"
	"github.com/contactkit/contactkit/twitter/xchat"
)

// opChatMembers is the look-up of who is in a conversation, as errors name it.
const opChatMembers = "chat members"

// mostChatMembers bounds how many members of a group are read.
const mostChatMembers = 10_000

// ChatMember is a person in an encrypted conversation.
type ChatMember struct {
	User  string // user id
	Admin bool   // may change the group; false in a conversation of two
	// Keyed says that the person has registered keys. New messages are encrypted for keyed members
	// alone: a member without keys sees nothing of them.
	Keyed bool
}

// ChatMembers returns who is in an encrypted conversation and who of them can read it, the account
// included. It asks X for the members of a group and for everybody's keys, and pins the keys as
// [Channel.ChatKeys] does. [Get a conversation]
func (c *Channel) ChatMembers(ctx context.Context, in channel.Thread) ([]ChatMember, error) {
	if err := c.checkChat(in); err != nil {
		return nil, call.Rejected(Platform, opChatMembers, err)
	}
	conversation, contact := c.chatThread(in)
	members := []ChatMember{{User: c.cfg.Account}, {User: contact}}
	if contact == "" {
		var err error
		if members, err = c.groupMembers(ctx, conversation); err != nil {
			return nil, err
		}
	}
	rows, err := c.keysOf(ctx, members)
	if err != nil {
		return nil, err
	}
	for i, m := range members {
		_, err := xchat.Newest(rows, m.User)
		members[i].Keyed = err == nil
	}
	return members, nil
}

// groupMembers asks who is in a group. X calls the list member_ids for groups and participant_ids
// for all conversations.
func (c *Channel) groupMembers(ctx context.Context, group string) ([]ChatMember, error) {
	r, err := c.answered(ctx, c.chatIdentity(ctx), opChatMembers, http.MethodGet, chatPath(group, ""),
		url.Values{"chat_conversation.fields": {"admin_ids,id,member_ids,participant_ids,type"}})
	if err != nil {
		return nil, err
	}
	var members, participants, admins []string
	for key := range r.Object {
		if string(key) != "data" {
			continue
		}
		for key := range r.Object {
			var list *[]string
			switch string(key) {
			case "member_ids":
				list = &members
			case "participant_ids":
				list = &participants
			case "admin_ids":
				list = &admins
			default:
				continue
			}
			for range r.Array {
				if id := r.ID(); isID(id) && len(*list) < mostChatMembers && !slices.Contains(*list, id) {
					*list = append(*list, id)
				}
			}
		}
	}
	if len(members) == 0 {
		members = participants
	}
	if len(members) == 0 {
		return nil, call.Malformed(Platform, opChatMembers, errors.New("the answer names no member"))
	}
	list := make([]ChatMember, len(members))
	for i, id := range members {
		list[i] = ChatMember{User: id, Admin: slices.Contains(admins, id)}
	}
	return list, nil
}

// keysOf asks for the registered keys of members, as many in one call as X allows.
func (c *Channel) keysOf(ctx context.Context, members []ChatMember) (rows []xchat.PublicKey, err error) {
	for some := range slices.Chunk(members, 100) {
		var ids []string
		for _, m := range some {
			ids = append(ids, m.User)
		}
		more, err := c.ChatKeys(ctx, ids...)
		if err != nil {
			return nil, err
		}
		rows = append(rows, more...)
	}
	return rows, nil
}

// groupKey finds the key of a group, or gives the group another one. A key serves if it is wrapped
// for the newest keys of every member of the group and of no other person: a former member must not
// read on, and a new one must be able to. stale is 0 if nothing speaks against the key.
func (c *Channel) groupKey(ctx context.Context, group string, stale xchat.FailureType) (xchat.Key, error) {
	changes, err := c.keyChanges(ctx, group, "")
	if err != nil {
		return xchat.Key{}, err
	}
	if err := c.learnChanges(ctx, changes); err != nil {
		return xchat.Key{}, err
	}
	key, ok := c.chat.memory.Key(group, "")
	if !ok {
		return key, errNoChatKey()
	}
	wrapped, known := wrappedFor(changes, key.Version())
	if !known && stale == 0 {
		return key, nil // the change lies further back than the page reaches
	}
	members, err := c.groupMembers(ctx, group)
	if err != nil {
		return xchat.Key{}, err
	}
	rows, err := c.keysOf(ctx, members)
	if err != nil {
		return xchat.Key{}, err
	}
	people := newestOf(rows, members)
	if known && serves(wrapped, members, people) {
		return key, nil
	}
	return c.changeKey(ctx, group, newestVersion(changes), people)
}

// serves reports whether a wrapped key is right for the members of a group, of whom people are the
// newest rows. A member whose rows X does not serve just now keeps the key: a read that fails must
// not lock anybody out.
func serves(wrapped []xchat.WrappedKey, members []ChatMember, people []xchat.PublicKey) bool {
	for _, w := range wrapped {
		if !slices.ContainsFunc(members, func(m ChatMember) bool { return m.User == w.User }) {
			return false // a former member has it
		}
	}
	for _, p := range people {
		if !slices.ContainsFunc(wrapped, func(w xchat.WrappedKey) bool {
			return w.User == p.User && xchat.CompareVersions(w.KeyVersion, p.Version) == 0
		}) {
			return false // a member lacks it
		}
	}
	return true
}

// startGroup gives a group a new key.
func (c *Channel) startGroup(ctx context.Context, group string) error {
	members, err := c.groupMembers(ctx, group)
	if err != nil {
		return err
	}
	rows, err := c.keysOf(ctx, members)
	if err != nil {
		return err
	}
	changes, err := c.keyChanges(ctx, group, "")
	if err != nil {
		return err
	}
	_, err = c.changeKey(ctx, group, newestVersion(changes), newestOf(rows, members))
	return err
}

// newestOf returns the newest row of each member who has one.
func newestOf(rows []xchat.PublicKey, members []ChatMember) (people []xchat.PublicKey) {
	for _, m := range members {
		if p, err := xchat.Newest(rows, m.User); err == nil {
			people = append(people, p)
		}
	}
	return people
}

// newestVersion returns the highest version that changes name; empty if there is none.
func newestVersion(changes []xchat.Event) (version string) {
	for _, e := range changes {
		if k, ok := e.Detail.(xchat.KeyChange); ok && xchat.CompareVersions(k.Version, version) > 0 {
			version = k.Version
		}
	}
	return version
}

// wrappedFor returns for whom the change to a version has wrapped the key; known is false if the
// change is not there.
func wrappedFor(changes []xchat.Event, version string) (wrapped []xchat.WrappedKey, known bool) {
	for _, e := range changes {
		if k, ok := e.Detail.(xchat.KeyChange); ok && k.Version == version {
			return k.Keys, true
		}
	}
	return nil, false
}
