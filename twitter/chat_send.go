package twitter

import (
	"context"
	"fmt"
	"net/http"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/call"
	"github.com/contactkit/contactkit/channel/jsonread"
	"github.com/contactkit/contactkit/twitter/xchat"
)

// sendChat encrypts a message, signs it and sends it. With Message.Ref, a repeat of the same text
// sends the same bytes under the same message id; that X drops the double is not confirmed. A
// repeat of a message with Attachment.File uploads the file again, so that its bytes are others.
// Sent.IDs holds the sequence, by which replies, reactions and edits name the message, and the
// message id, by which a failure event may.
//
// The conversation token, which X marks as optional, is not sent. [Send a message]
func (c *Channel) sendChat(ctx context.Context, to channel.Thread, m channel.Message) (channel.Sent, error) {
	if err := c.checkChat(to); err != nil {
		return channel.Sent{}, call.Rejected(Platform, channel.OpSend, err)
	}
	if err := c.checkChatMessage(m); err != nil {
		return channel.Sent{}, call.Rejected(Platform, channel.OpSend, err)
	}
	if err := c.chat.rest(channel.OpSend, c.cfg.Now()); err != nil {
		return channel.Sent{}, err
	}
	conversation, contact := c.chatThread(to)
	key, err := c.sendingKey(ctx, conversation, contact)
	if err != nil {
		return channel.Sent{}, notSent(err)
	}
	content := xchat.Message{Text: m.Text}
	if m.ReplyTo != "" {
		content.Reply = &xchat.Reply{Sequence: m.ReplyTo}
	}
	for i, a := range m.Attachments {
		file, err := c.chatFile(ctx, conversation, key, a)
		for _, e := range channel.FieldErrors(err) {
			e.Field = fmt.Sprintf("attachments[%d].%s", i, e.Field)
		}
		if err != nil {
			return channel.Sent{}, notSent(err)
		}
		content.Attachments = append(content.Attachments, file)
	}
	if !m.NotAfter.IsZero() && !c.cfg.Now().Before(m.NotAfter) {
		return channel.Sent{}, call.Rejected(Platform, channel.OpSend, &channel.FieldError{Field: "notAfter", Code: channel.CodeInvalid,
			Reason: "the message was useless when its key and files were there"})
	}
	return c.seal(ctx, channel.OpSend, conversation, key, content, m.Ref)
}

// seal encrypts contents of any kind, sends them, and reads the answer.
func (c *Channel) seal(ctx context.Context, op, conversation string, key xchat.Key, content xchat.Content, ref string) (channel.Sent, error) {
	out, err := c.chat.identity.Seal(conversation, key, content, xchat.Options{Ref: ref})
	if err != nil {
		return channel.Sent{}, call.Rejected(Platform, op, err)
	}
	answer, err := c.askChat(ctx, op, http.MethodPost, chatPath(conversation, "/messages"), struct {
		ID        string `json:"message_id"`
		Event     string `json:"encoded_message_create_event"`
		Signature string `json:"encoded_message_event_signature"`
	}{out.ID, out.Event, out.Signature})
	if err != nil {
		return channel.Sent{}, err
	}
	sent := channel.Sent{IDs: []string{out.ID}, Pace: c.pace(answer.Header)}
	r, err := jsonread.New(answer.Body)
	if err != nil {
		return sent, nil // it was accepted; the id that we chose names it
	}
	for key := range r.Object {
		if string(key) != "data" {
			continue
		}
		e, err := xchat.Parse(readMember(&r, "encoded_message_event"))
		if err == nil && e.ID == out.ID && isID(e.Sequence) {
			sent.IDs, sent.Time = []string{e.Sequence, out.ID}, e.Time
		}
	}
	return sent, nil
}

// checkChatMessage complains about what the limits say, and about rules of X that they have no
// words for.
func (c *Channel) checkChatMessage(m channel.Message) error {
	if c.chat.limits.Text.Max == 0 {
		return &channel.FieldError{Field: "chat.keys", Code: channel.CodeMissing, Reason: "encrypted messages need a private key that signs"}
	}
	if err := c.chat.limits.CheckUnopened(m); err != nil {
		return err
	}
	if !m.Native.IsZero() {
		return &channel.FieldError{Field: "native", Code: channel.CodeUnsupported, Reason: "an encrypted message must not have an extra of this kind"}
	}
	if m.ReplyTo != "" && !isID(m.ReplyTo) {
		return &channel.FieldError{Field: "replyTo", Code: channel.CodeInvalid, Reason: "the id of an encrypted message needs to be a number"}
	}
	return nil
}

// changeChat sends contents that change an earlier message.
func (c *Channel) changeChat(ctx context.Context, op string, in channel.Thread, messageID string, content xchat.Content) error {
	if err := c.checkChat(in); err != nil {
		return call.Rejected(Platform, op, err)
	}
	if err := checkSequence(messageID); err != nil {
		return call.Rejected(Platform, op, err)
	}
	if !c.chat.canSend() {
		return channel.Unsupported(Platform, op)
	}
	if err := c.chat.rest(op, c.cfg.Now()); err != nil {
		return err
	}
	conversation, contact := c.chatThread(in)
	key, err := c.sendingKey(ctx, conversation, contact)
	if err != nil {
		return err
	}
	_, err = c.seal(ctx, op, conversation, key, content, "")
	return err
}

// deleteChat takes a message back, from everybody.
func (c *Channel) deleteChat(ctx context.Context, in channel.Thread, messageID string) error {
	if err := c.checkChat(in); err != nil {
		return call.Rejected(Platform, opDelete, err)
	}
	if err := checkSequence(messageID); err != nil {
		return call.Rejected(Platform, opDelete, err)
	}
	if !c.chat.canSend() {
		return channel.Unsupported(Platform, opDelete)
	}
	conversation, _ := c.chatThread(in)
	action, err := c.chat.identity.Delete(conversation, true, []string{messageID}, nil)
	if err != nil {
		return call.Rejected(Platform, opDelete, err)
	}
	_, err = c.askChat(ctx, opDelete, http.MethodPost, chatPath(conversation, "/messages/delete"), struct {
		Sequences []string     `json:"sequence_ids"`
		Action    string       `json:"delete_message_action"`
		Actions   []wireAction `json:"action_signatures"`
	}{[]string{messageID}, "delete_for_all", []wireAction{actionBody(action)}})
	if codeOf(err) == "resource-not-found" {
		return nil // a message that is gone is deleted
	}
	return err
}

// ChatTrust says who wrote an event of an encrypted conversation, as far as the keys that are known
// now tell. It needs Event.Raw. An event of another kind is Unverified.
func (c *Channel) ChatTrust(ev channel.Event) xchat.Trust {
	p, ok := readChatRaw(ev.Raw)
	if !ok {
		return xchat.Unverified
	}
	d := decoder{c: c, account: c.cfg.Account}
	e, _ := d.decodeEnvelope(p)
	var key xchat.Key
	if k, ok := e.Detail.(xchat.KeyChange); ok {
		key, _ = c.chat.memory.Key(e.Conversation, k.Version)
	}
	return e.Verify(key, c.chat.people(e.Sender)...)
}

// readChatRaw reads the payload out of the bytes of an event, live or from a history.
func readChatRaw(raw []byte) (p chatPayload, ok bool) {
	r, err := jsonread.New(raw)
	if err != nil {
		return p, false
	}
	payload := r
	for key := range r.Object {
		if string(key) == "payload" {
			payload = r
		}
	}
	return readChatPayload(payload)
}
