package facebook

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/call"
	"github.com/contactkit/contactkit/channel/jsonread"
)

// Messaging types and the tag, "Send API Reference".
const (
	typeResponse = "RESPONSE"
	typeUpdate   = "UPDATE"
	typeTagged   = "MESSAGE_TAG"
	typeUtility  = "UTILITY"
	tagHuman     = "HUMAN_AGENT"
)

// Send hands one message to Meta. The messaging type and the tag follow from the author and the
// reply window. Within 24 hours of Message.Heard, or if it is zero, the type is RESPONSE. For a
// message that a person wrote, within seven days, if Config.HumanAgent is set, the tag is
// HUMAN_AGENT. Otherwise the error matches channel.ErrWindowClosed, before any I/O. Meta has
// refused all other tags since April 2026.
//
// Three kinds of message have rules of their own. The private answer to a comment or post
// ("comment:") is a RESPONSE, and its window is seven days for persons and for robots. A message to
// a permission ("token:") is an UPDATE and has no window. A message with [Options].Utility is a
// UTILITY and has no window.
//
// On Messenger, Message.Ref travels as metadata and returns on the echo, which may arrive before
// Send returns. To Instagram it is not sent. The echo's Event.ID is made from the id in Sent.IDs.
//
// Buttons make a button template, which needs a text and allows no other attachment. A quick reply
// without a payload carries its text. A quick reply that asks shows the customer's own phone number
// or email address instead of its text, and must have no payload.
//
// An attachment by File is streamed with the message, as the kind that its first bytes tell. On
// Instagram a message may have 2 to 10 images. Files among them are uploaded first; if an upload
// fails, nothing was sent. Native adds settings that only Meta's platforms know: see [Options].
func (c *Channel) Send(ctx context.Context, to channel.Thread, m channel.Message) (channel.Sent, error) {
	s, req, err := c.prepare(to, m)
	if err != nil {
		return channel.Sent{}, err
	}
	if len(m.Attachments) > 1 {
		if req.Message.Attachments, err = c.album(ctx, to, s, m.Attachments); err != nil {
			return channel.Sent{}, err
		}
	}
	if len(m.Attachments) == 1 && m.Attachments[0].File != "" {
		return c.sendFile(ctx, to, s, req, m.Attachments[0])
	}
	client := c.http
	if len(m.Attachments) > 0 { // Meta may take longer than this client waits to fetch it
		client = c.slow
	}
	return c.post(ctx, client, channel.OpSend, s, req)
}

// prepare checks everything that can be checked without Meta, and builds the request.
func (c *Channel) prepare(to channel.Thread, m channel.Message) (sender, request, error) {
	now := c.cfg.Now()
	if !m.NotAfter.IsZero() && !now.Before(m.NotAfter) {
		return sender{}, request{}, rejected(channel.OpSend, "notAfter", channel.CodeInvalid, "the time until which the message was of use is over")
	}
	s, rcpt, err := c.recipient(channel.OpSend, to)
	if err != nil {
		return s, request{}, err
	}
	limits := c.Limits(to)
	extra, err := options(m.Native)
	err = errors.Join(limits.CheckUnopened(m), err, extra.check(m), c.checkMore(m))
	if c.isInstagram(to.Account) {
		err = errors.Join(err, extra.checkInstagram())
	}
	if err != nil {
		return s, request{}, call.Rejected(Platform, channel.OpSend, err)
	}
	req := request{Recipient: rcpt, MessagingType: typeResponse, Message: newMessage(m)}
	if rcpt.Token != "" {
		req.MessagingType = typeUpdate
	}
	if !m.Heard.IsZero() && extra.Utility == nil {
		window, _, ok := channel.OpenWindow(limits, m.By, m.Heard, now)
		if !ok {
			return s, request{}, call.Refused(Platform, channel.OpSend, "", windowClosed, "")
		}
		if window.Name == WindowHumanAgent {
			req.MessagingType, req.Tag = typeTagged, tagHuman
		}
	}
	if limits.Ref.Max > 0 {
		req.Message.Metadata = m.Ref
	}
	if m.ReplyTo != "" {
		req.ReplyTo = &sentReplyTo{ID: m.ReplyTo}
	}
	extra.fill(&req)
	return s, req, nil
}

// account finds the Page and the token of an account.
func (c *Channel) account(op, platform, account string) (sender, error) {
	var errs complaints
	if platform != Platform {
		errs.add("thread.platform", channel.CodeInvalid, "the thread must be on this platform")
	}
	s, ok := c.sender(account)
	if !ok {
		errs.add("thread.account", channel.CodeInvalid, "the account must be one of the channel")
	}
	if len(errs) > 0 {
		return s, call.Rejected(Platform, op, errors.Join(errs...))
	}
	if s.token == "" {
		return s, noToken(op)
	}
	return s, nil
}

// recipient finds the recipient that a thread names, and the Page and token for it.
func (c *Channel) recipient(op string, to channel.Thread) (sender, recipient, error) {
	var errs []error
	complain := func(field, code, reason string) {
		errs = append(errs, &channel.FieldError{Field: field, Code: code, Reason: reason})
	}
	if to.Platform != Platform {
		complain("thread.platform", channel.CodeInvalid, "the thread must be on this platform")
	}
	s, ok := c.sender(to.Account)
	if !ok {
		complain("thread.account", channel.CodeInvalid, "the account must be one of the channel")
	}
	if to.Via != "" || to.Topic != "" {
		complain("thread", channel.CodeUnsupported, "via and topic are not allowed here")
	}
	var rcpt recipient
	scheme, id := to.Scheme()
	switch scheme {
	case "":
		rcpt.ID = id
	case "ref":
		rcpt.UserRef = id
	case "comment":
		if strings.HasPrefix(id, s.through+"_") { // a post is named after its Page, a comment after its post
			rcpt.Post = id
		} else {
			rcpt.Comment = id
		}
	case "token":
		rcpt.Token = id
	default:
		complain("thread.contact", channel.CodeUnsupported, "contacts of this kind do not exist here")
	}
	if id == "" {
		complain("thread.contact", channel.CodeMissing, "the thread needs a contact")
	}
	if len(errs) > 0 {
		return s, rcpt, call.Rejected(Platform, op, errors.Join(errs...))
	}
	if s.token == "" {
		return s, rcpt, noToken(op)
	}
	return s, rcpt, nil
}

// checkMore finds what Limits cannot express.
func (c *Channel) checkMore(m channel.Message) error {
	var errs complaints
	if len(m.Buttons) > 0 && len(m.Attachments) > 0 {
		errs.add("buttons", channel.CodeConflict, "buttons and attachments are not allowed in one message here")
	} else if len(m.Buttons) > 0 && m.Text == "" && (m.Location != nil || m.Card != nil || !m.Native.IsZero()) { // else Limits.Check complains
		errs.add("text", channel.CodeMissing, "buttons need a text")
	}
	for i, b := range m.Buttons {
		field := fmt.Sprintf("buttons[%d]", i)
		errs.address(field+".url", b.URL)
	}
	for i, q := range m.QuickReplies {
		field := fmt.Sprintf("quickReplies[%d]", i)
		errs.address(field+".image", q.Image)
		if q.Asks != "" && q.Payload != "" {
			errs.add(field+".payload", channel.CodeConflict, "a payload is not allowed on a quick reply that asks: the tap carries the answer")
		}
	}
	for i, a := range m.Attachments {
		field := fmt.Sprintf("attachments[%d]", i)
		if a.Kind == channel.MediaSticker && a.ID != "" && !isDigits(a.ID) {
			errs.add(field+".id", channel.CodeInvalid, "the id of a sticker must be a number")
		}
	}
	return errors.Join(errs...)
}

// newMessage builds a message that was checked.
func newMessage(m channel.Message) *sentMessage {
	out := &sentMessage{}
	switch {
	case len(m.Buttons) > 0:
		out.Attachment = withButtons(m)
	case len(m.Attachments) > 1: // Send fills them in: files must be uploaded first
	case len(m.Attachments) > 0 && m.Attachments[0].Kind == channel.MediaSticker:
		out.Sticker = json.Number(m.Attachments[0].ID)
	case len(m.Attachments) > 0:
		out.Attachment = newAttachment(m.Attachments[0])
	default:
		out.Text = m.Text
	}
	for _, q := range m.QuickReplies {
		out.QuickReplies = append(out.QuickReplies, newReply(q))
	}
	return out
}

func newReply(q channel.QuickReply) sentReply {
	switch q.Asks {
	case channel.AskPhone:
		return sentReply{Type: "user_phone_number"}
	case channel.AskEmail:
		return sentReply{Type: "user_email"}
	}
	r := sentReply{Type: "text", Title: q.Text, Payload: q.Payload, Image: q.Image}
	if r.Payload == "" {
		r.Payload = q.Text
	}
	return r
}

func messagesEdge(s sender) string { return url.PathEscape(s.through) + "/messages" }

// post sends a request of the Send API.
func (c *Channel) post(ctx context.Context, client *http.Client, op string, s sender, req request) (channel.Sent, error) {
	body, err := json.Marshal(req)
	if err != nil {
		return channel.Sent{}, call.Rejected(Platform, op, err)
	}
	answer, err := c.doWith(ctx, client, op, req.Recipient.about(), s, http.MethodPost, messagesEdge(s), nil, body)
	if err != nil {
		return channel.Sent{}, err
	}
	return readSent(op, answer, req.Message != nil)
}

// readSent reads a successful answer. The answer to a message names it; the answer to an action has
// no name.
func readSent(op string, answer call.Answer, message bool) (channel.Sent, error) {
	sent := channel.Sent{Pace: paceOf(answer.Header)}
	if !message {
		return sent, succeeded(op, answer)
	}
	r, err := jsonread.New(answer.Body)
	if err == nil {
		for key := range r.Object {
			if string(key) == "message_id" {
				if id := r.ID(); id != "" {
					sent.IDs = []string{id}
				}
			}
		}
		if sent.IDs == nil {
			err = errors.New("the answer names no message")
		}
	}
	if err != nil { // Meta said yes, but what it did cannot be told
		return channel.Sent{}, fault(op, channel.ErrUncertain, err)
	}
	return sent, nil
}
