package twittertest_test

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/contactkit/contactkit/twitter/twittertest"
	"github.com/contactkit/contactkit/twitter/xchat"
)

// chats is a stand-in with a customer who wrote encrypted, and the account's side of it by the
// client's own package: what the stand-in's own cryptography makes and takes must be the same.
type chats struct {
	t    *testing.T
	s    *twittertest.Server
	us   xchat.Identity
	key  xchat.Key
	rows []xchat.PublicKey
	host *host
}

const (
	chatUs   = "3000"
	chatAda  = "2001"
	chatPair = "2001:3000"
	chatPath = "/2/chat/conversations/2001-3000"
)

func newChats(t *testing.T) *chats {
	t.Helper()
	c := &chats{t: t, s: frozen(twittertest.Config{Account: chatUs, Chats: true}), host: &host{}}
	version, private := c.s.ChatKey()
	blob, err := base64.StdEncoding.DecodeString(private)
	if err != nil {
		t.Fatal(err)
	}
	k, err := xchat.NewPrivateKey(version, blob)
	if err != nil {
		t.Fatal(err)
	}
	c.us = xchat.Identity{User: chatUs, Keys: []xchat.PrivateKey{k}}
	c.s.SayEncrypted(chatAda, "hello")
	p := c.payloads()[0]
	change, err := xchat.Parse(p.Change)
	if err != nil {
		t.Fatal(err)
	}
	if c.key, err = c.us.Unwrap(change); err != nil {
		t.Fatal(err)
	}
	c.rows = c.keys(chatUs, chatAda)
	return c
}

type chatPayload struct {
	ID      string
	Sender  string `json:"sender_id"`
	Chat    string `json:"conversation_id"`
	Encoded string `json:"encoded_event"`
	Change  string `json:"conversation_key_change_event"`
}

// payloads delivers what waits.
func (c *chats) payloads() (list []chatPayload) {
	c.t.Helper()
	c.host.raw = nil
	c.s.Deliver(c.host)
	for _, raw := range c.host.raw {
		var e struct{ Data struct{ Payload chatPayload } }
		if err := json.Unmarshal([]byte(raw), &e); err != nil {
			c.t.Fatal(err)
		}
		list = append(list, e.Data.Payload)
	}
	return list
}

// keys asks for registered keys.
func (c *chats) keys(users ...string) (rows []xchat.PublicKey) {
	c.t.Helper()
	var got struct {
		Data []struct {
			User     string `json:"user_id"`
			Version  string `json:"public_key_version"`
			Identity string `json:"public_key"`
			Signing  string `json:"signing_public_key"`
			Binding  string `json:"identity_public_key_signature"`
		}
	}
	call(c.t, c.s, "GET", "/2/users/public_keys?ids="+strings.Join(users, ","), "", "").into(c.t, &got)
	for _, r := range got.Data {
		rows = append(rows, xchat.PublicKey{User: r.User, Version: r.Version, Identity: r.Identity, Signing: r.Signing, Binding: r.Binding})
	}
	return rows
}

func (c *chats) seal(conversation string, key xchat.Key, text string) xchat.Outgoing {
	c.t.Helper()
	out, err := c.us.Seal(conversation, key, xchat.Message{Text: text}, xchat.Options{})
	if err != nil {
		c.t.Fatal(err)
	}
	return out
}

func (c *chats) post(path, body string) reply {
	c.t.Helper()
	return call(c.t, c.s, "POST", path, jsonType, body)
}

func (c *chats) send(out xchat.Outgoing) reply {
	c.t.Helper()
	return c.post(chatPath+"/messages", fmt.Sprintf(`{"message_id":%q,"encoded_message_create_event":%q,"encoded_message_event_signature":%q}`, out.ID, out.Event, out.Signature))
}

// failure is the failure type of the next event; 0: it is none.
func (c *chats) failure() xchat.FailureType {
	c.t.Helper()
	for _, p := range c.payloads() {
		e, err := xchat.Parse(p.Encoded)
		if err != nil {
			c.t.Fatal(err)
		}
		if f, ok := e.Detail.(xchat.Failure); ok {
			return f.Type
		}
	}
	return 0
}

func TestTheStandInEncryptsAsTheClientDoes(t *testing.T) {
	c := newChats(t)
	for _, row := range c.rows {
		if err := row.Check(); err != nil {
			t.Errorf("the row of %s: %v", row.User, err)
		}
	}
	c.s.SayEncrypted(chatAda, "Grüße 👋")
	p := c.payloads()[0]
	e, err := xchat.Parse(p.Encoded)
	if err != nil || e.ID != p.ID || e.Sender != chatAda || e.Conversation != chatPair || p.Chat != chatPair {
		t.Fatalf("the event %+v, %v", e, err)
	}
	content, err := e.Open(c.key)
	if m, ok := content.(xchat.Message); !ok || m.Text != "Grüße 👋" || err != nil {
		t.Errorf("Open = %+v, %v", content, err)
	}
	if got := e.Verify(xchat.Key{}, c.rows...); got != xchat.Verified {
		t.Errorf("the message is %v", got)
	}
	if r := c.send(c.seal(chatPair, c.key, "hello to you")); r.status != http.StatusCreated {
		t.Fatalf("send: %d %s", r.status, r.body)
	}
	if sent := c.s.ChatSent(); len(sent) != 1 || sent[0].Text != "hello to you" || sent[0].To != chatAda {
		t.Errorf("ChatSent = %+v", sent)
	}
}

// The server checks the form at once, and reports everything else later by a failure event.
func TestChatFailureEvents(t *testing.T) {
	for name, tt := range map[string]struct {
		send func(*chats) xchat.Outgoing
		want xchat.FailureType
	}{
		"a signature over another id": {func(c *chats) xchat.Outgoing {
			out := c.seal(chatPair, c.key, "a")
			out.ID = "0b0e7a52-0000-4000-8000-000000000001"
			return out
		}, xchat.FailureSignature},
		"a signature over another conversation": {func(c *chats) xchat.Outgoing { return c.seal("2001:3001", c.key, "a") }, xchat.FailureSignature},
		"a key that is not registered": {func(c *chats) xchat.Outgoing {
			blob := []byte(strings.Repeat("\x01", 64))
			k, err := xchat.NewPrivateKey("1", blob)
			if err != nil {
				c.t.Fatal(err)
			}
			c.us.Keys = []xchat.PrivateKey{k}
			return c.seal(chatPair, c.key, "a")
		}, xchat.FailureSignature},
		"an old key of the conversation": {func(c *chats) xchat.Outgoing {
			c.s.RotateChat(chatAda)
			return c.seal(chatPair, c.key, "a")
		}, xchat.FailureOldKey},
		"a new phone": {func(c *chats) xchat.Outgoing {
			c.s.NewChatKeys(chatAda)
			return c.seal(chatPair, c.key, "a")
		}, xchat.FailureRecipientKey},
		"contents that nobody can open": {func(c *chats) xchat.Outgoing {
			other, err := xchat.GenerateKey(c.key.Version(), nil)
			if err != nil {
				c.t.Fatal(err)
			}
			return c.seal(chatPair, other, "a")
		}, xchat.FailureInternal},
		"as it was told": {func(c *chats) xchat.Outgoing {
			c.s.FailChat(chatAda, 12)
			return c.seal(chatPair, c.key, "a")
		}, xchat.FailureUpsell},
		"nothing": {func(c *chats) xchat.Outgoing { return c.seal(chatPair, c.key, "a") }, 0},
	} {
		c := newChats(t)
		out := tt.send(c)
		if r := c.send(out); r.status != http.StatusCreated {
			t.Errorf("%s: %d %s", name, r.status, r.body)
		}
		if got := c.failure(); got != tt.want {
			t.Errorf("%s: failure %d, want %d", name, got, tt.want)
		}
		if sent := len(c.s.ChatSent()); (sent == 1) != (tt.want == 0) {
			t.Errorf("%s: %d messages arrived", name, sent)
		}
	}
}

func TestADoubleMessageIsDropped(t *testing.T) {
	c := newChats(t)
	out := c.seal(chatPair, c.key, "once")
	first, second := c.send(out), c.send(out)
	if first.status != 201 || first.body != second.body || len(c.s.ChatSent()) != 1 {
		t.Errorf("%d %s and %d %s, %d messages", first.status, first.body, second.status, second.body, len(c.s.ChatSent()))
	}
}

// The form is checked at once.
func TestChatSendRefusals(t *testing.T) {
	c := newChats(t)
	out := c.seal(chatPair, c.key, "a")
	good := fmt.Sprintf(`{"message_id":%q,"encoded_message_create_event":%q,"encoded_message_event_signature":%q}`, out.ID, out.Event, out.Signature)
	for name, tt := range map[string]struct {
		path, body string
		status     int
	}{
		"no UUID":            {chatPath, strings.Replace(good, out.ID, "1", 1), 400},
		"no event":           {chatPath, strings.Replace(good, out.Event, "", 1), 400},
		"no signature":       {chatPath, strings.Replace(good, out.Signature, "", 1), 400},
		"not base64":         {chatPath, strings.Replace(good, out.Event, "?", 1), 400},
		"another struct":     {chatPath, strings.Replace(good, out.Event, out.Signature, 1), 400},
		"more than a struct": {chatPath, strings.Replace(good, out.Event, base64.StdEncoding.EncodeToString(append(decode64(t, out.Event), 1)), 1), 400},
		"an unknown member":  {chatPath, strings.Replace(good, `{`, `{"text":"a",`, 1), 400},
		"a colon":            {"/2/chat/conversations/2001:3000", good, 400},
		"the wrong order":    {"/2/chat/conversations/3000-2001", good, 403},
		"somebody else's":    {"/2/chat/conversations/2001-2002", good, 403},
		"nobody's":           {"/2/chat/conversations/2002-3000", good, 404},
		"the contact alone":  {"/2/chat/conversations/2001", good, 201},
	} {
		if r := c.post(tt.path+"/messages", tt.body); r.status != tt.status {
			t.Errorf("%s: %d %s, want %d", name, r.status, r.body, tt.status)
		}
	}
}

func decode64(t *testing.T, s string) []byte {
	t.Helper()
	b, err := base64.StdEncoding.DecodeString(s)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestKeyChangeRefusals(t *testing.T) {
	c := newChats(t)
	key, err := xchat.GenerateKey("9999999999999", nil)
	if err != nil {
		t.Fatal(err)
	}
	newest := func(rows []xchat.PublicKey, user string) xchat.PublicKey {
		row, err := xchat.Newest(rows, user)
		if err != nil {
			t.Fatal(err)
		}
		return row
	}
	ours, theirs := newest(c.rows, chatUs), newest(c.rows, chatAda)
	body := func(change xchat.Change) string {
		var keys []string
		for _, k := range change.Keys {
			keys = append(keys, fmt.Sprintf(`{"user_id":%q,"encrypted_conversation_key":%q,"public_key_version":%q}`, k.User, k.Wrapped, k.KeyVersion))
		}
		a := change.Action
		return fmt.Sprintf(`{"conversation_key_version":%q,"conversation_participant_keys":[%s],"action_signatures":[{"message_id":%q,"encoded_message_event_detail":%q,`+
			`"message_event_signature":{"signature":%q,"public_key_version":%q,"signature_version":%q,"signing_public_key":%q}}]}`,
			change.KeyVersion, strings.Join(keys, ","), a.ID, a.Detail, a.Signature, a.KeyVersion, a.Version, a.SigningKey)
	}
	make := func(conversation string, people ...xchat.PublicKey) xchat.Change {
		change, err := c.us.ChangeKey(conversation, key, people, nil)
		if err != nil {
			t.Fatal(err)
		}
		return change
	}
	good := make(chatPair, ours, theirs)
	other := make(chatPair, ours, theirs)
	for name, tt := range map[string]struct {
		body   string
		status int
	}{
		"another detail":          {strings.Replace(body(good), good.Action.Detail, other.Action.Detail, 1), 400},
		"another signature":       {strings.Replace(body(good), good.Action.Signature, other.Action.Signature, 1), 400},
		"another key than signed": {strings.Replace(body(good), good.Keys[0].Wrapped, other.Keys[0].Wrapped, 1), 400},
		"an old version of keys":  {strings.Replace(body(good), `"public_key_version":"`+theirs.Version, `"public_key_version":"1`, 1), 400},
		"one person left out":     {body(make(chatPair, ours, ours)), 400},
		"an old version":          {strings.Replace(body(good), "9999999999999", "1", 1), 400},
		"another conversation":    {body(make("2001:3001", ours, theirs)), 400},
		"no signature":            {body(good)[:strings.Index(body(good), `,"action_signatures"`)] + "}", 400},
		"as it should be":         {body(good), 200},
	} {
		if name == "as it should be" {
			continue
		}
		if r := c.post(chatPath+"/keys", tt.body); r.status != tt.status {
			t.Errorf("%s: %d %s, want %d", name, r.status, r.body, tt.status)
		}
	}
	if r := c.post(chatPath+"/keys", body(good)); r.status != 200 {
		t.Fatalf("as it should be: %d %s", r.status, r.body)
	}
	if r := c.send(c.seal(chatPair, key, "with the new key")); r.status != 201 || c.failure() != 0 {
		t.Errorf("with the new key: %d %s", r.status, r.body)
	}
}

func TestChatDeleteRefusals(t *testing.T) {
	c := newChats(t)
	var sent struct {
		Data struct {
			Event string `json:"encoded_message_event"`
		}
	}
	c.send(c.seal(chatPair, c.key, "a")).into(t, &sent)
	e, err := xchat.Parse(sent.Data.Event)
	if err != nil {
		t.Fatal(err)
	}
	body := func(sequence, how string, forAll bool, signed ...string) string {
		a, err := c.us.Delete(chatPair, forAll, signed, nil)
		if err != nil {
			t.Fatal(err)
		}
		return fmt.Sprintf(`{"sequence_ids":[%q],"delete_message_action":%q,"action_signatures":[{"message_id":%q,"encoded_message_event_detail":%q,`+
			`"message_event_signature":{"signature":%q,"public_key_version":%q,"signature_version":%q}}]}`, sequence, how, a.ID, a.Detail, a.Signature, a.KeyVersion, a.Version)
	}
	for _, tt := range []struct {
		name, body string
		status     int
	}{
		{"another message than signed", body(e.Sequence, "delete_for_all", true, "5"), 400},
		{"another way than signed", body(e.Sequence, "delete_for_all", false, e.Sequence), 400},
		{"an unknown way", body(e.Sequence, "delete", true, e.Sequence), 400},
		{"an unknown message", body("5", "delete_for_all", true, "5"), 404},
		{"as it should be", body(e.Sequence, "delete_for_all", true, e.Sequence), 200},
		{"again", body(e.Sequence, "delete_for_all", true, e.Sequence), 404},
	} {
		if r := c.post(chatPath+"/messages/delete", tt.body); r.status != tt.status {
			t.Errorf("%s: %d %s, want %d", tt.name, r.status, r.body, tt.status)
		}
	}
}
