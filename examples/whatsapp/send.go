package whatsapp

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"regexp"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/call"
	"github.com/contactkit/contactkit/channel/jsonread"
)

// product is the value of messaging_product in every call.
const product = "whatsapp"

// Forms of a contact.
var (
	phoneForm = regexp.MustCompile(`^\d{5,20}$`)
	userForm  = regexp.MustCompile(`^[A-Z]{2}\.(ENT\.)?[A-Za-z0-9]{1,128}$`)
)

// Send hands one message to WhatsApp. Its answer says that the message was accepted, not that it
// arrived: statuses tell that later (Delivered, Read, Failed), with Message.Ref.
//
// Within 24 hours of Message.Heard, or if it is zero, the message is sent. Otherwise the error
// matches channel.ErrWindowClosed, before any I/O, unless the message is a template
// (Options.Template).
//
// Buttons with a payload become reply buttons; one button with a URL, alone, becomes a link. A
// picture, video or document may be above buttons. Quick replies become a list that opens by a
// label (Config.ListButton); without a payload a row carries its text. A quick reply that asks for
// the phone number must be alone, and so must a location and a contact card.
//
// An attachment by File is uploaded first; if the upload fails, nothing was sent.
func (c *Channel) Send(ctx context.Context, to channel.Thread, m channel.Message) (channel.Sent, error) {
	path, req, err := c.prepare(to, m)
	if err != nil {
		return channel.Sent{}, err
	}
	client := c.http
	if len(m.Attachments) == 1 {
		a := m.Attachments[0]
		if a.File != "" {
			if a, err = c.uploadFor(ctx, to, a); err != nil {
				return channel.Sent{}, err
			}
			m.Attachments = []channel.Attachment{a} // its first bytes may tell another kind
			if err := errors.Join(c.limits.Check(m), checkMore(m)); err != nil {
				return channel.Sent{}, call.Rejected(Platform, channel.OpSend, err)
			}
		}
		if err := attach(&req, m, a); err != nil {
			return channel.Sent{}, call.Rejected(Platform, channel.OpSend, err)
		}
		client = c.slow // Meta may take longer to fetch a link than a quick client waits
	}
	return c.post(ctx, client, channel.OpSend, path, req)
}

// prepare checks everything that can be checked without Meta, and builds the request but for its
// attachment.
func (c *Channel) prepare(to channel.Thread, m channel.Message) (path string, req request, err error) {
	if !m.NotAfter.IsZero() && !c.cfg.Now().Before(m.NotAfter) {
		return "", req, rejected(channel.OpSend, "notAfter", channel.CodeInvalid, "the time until which the message was of use is over")
	}
	path, req, err = c.recipient(channel.OpSend, to)
	if err != nil {
		return "", req, err
	}
	extra, err := options(m.Native)
	if err = errors.Join(c.limits.CheckUnopened(m), err, extra.check(m), checkMore(m)); err != nil {
		return "", req, call.Rejected(Platform, channel.OpSend, err)
	}
	if err := c.checkWindow(m, extra.Template != nil); err != nil {
		return "", req, err
	}
	req.Ref = m.Ref
	if m.ReplyTo != "" {
		req.Context = &sentContext{m.ReplyTo}
	}
	if err := c.fill(&req, m, extra); err != nil {
		return "", req, call.Rejected(Platform, channel.OpSend, err)
	}
	return path, req, nil
}

// recipient finds the path and the recipient that a thread names. A phone number and a user id
// travel in members of their own.
func (c *Channel) recipient(op string, to channel.Thread) (path string, req request, err error) {
	var errs complaints
	if to.Platform != Platform {
		errs.add("thread.platform", channel.CodeInvalid, "the thread must be on this platform")
	}
	number, err := c.number(op, to.Account)
	if err != nil {
		errs.add("thread.account", channel.CodeInvalid, "the account must be one of the channel")
	}
	if to.Via != "" || to.Topic != "" {
		errs.add("thread", channel.CodeUnsupported, "via and topic are not allowed here")
	}
	req = request{Product: product, Kind: "individual"}
	switch {
	case to.Contact == "":
		errs.add("thread.contact", channel.CodeMissing, "the thread needs a contact")
	case phoneForm.MatchString(to.Contact):
		req.To = to.Contact
	case userForm.MatchString(to.Contact):
		req.Recipient = to.Contact
	default:
		errs.add("thread.contact", channel.CodeInvalid, "the contact must be a user id or a phone number in digits")
	}
	if len(errs) > 0 {
		return "", req, call.Rejected(Platform, op, errors.Join(errs...))
	}
	if c.cfg.Token == "" {
		return "", req, call.Unauthorized(Platform, op, errors.New("a token is needed"))
	}
	return number + "/messages", req, nil
}

// fill puts the content into the request, but for an attachment.
func (c *Channel) fill(req *request, m channel.Message, o Options) (err error) {
	switch {
	case o.Template != nil:
		req.Type = "template"
		req.Template, err = o.Template.sent()
	case o.Interactive != nil:
		req.Type, req.Interactive = typeInteractive, o.Interactive
	case len(m.Buttons) > 0:
		err = req.interact(withButtons(m, o))
	case len(m.QuickReplies) > 0:
		err = req.interact(c.withReplies(m, o))
	case len(m.Attachments) > 0: // Send adds it
	case m.Location != nil:
		req.Type = typeLocation
		req.Location = &sentLocation{m.Location.Latitude, m.Location.Longitude, m.Location.Name, m.Location.Address}
	case m.Card != nil:
		req.Type, req.Contacts = typeContacts, []sentContact{newContact(*m.Card)}
	default:
		req.Type, req.Text = typeText, &sentText{Body: m.Text, Preview: o.Preview}
	}
	return err
}

func newContact(card channel.Card) sentContact {
	name := card.Name
	if name == "" {
		name = card.Phone
	}
	contact := sentContact{Name: sentName{Formatted: name, First: name}}
	if card.Phone != "" {
		contact.Phones = []sentPhone{{card.Phone}}
	}
	return contact
}

// post sends a request and reads the name of the message.
func (c *Channel) post(ctx context.Context, client *http.Client, op, path string, req request) (channel.Sent, error) {
	body, err := json.Marshal(req)
	if err != nil {
		return channel.Sent{}, call.Rejected(Platform, op, err)
	}
	answer, err := c.doAs(ctx, client, op, c.cfg.Token, http.MethodPost, path, nil, body)
	if err != nil {
		return channel.Sent{}, err
	}
	return readSent(op, answer)
}

// readSent reads the answer to a message: accepted, not delivered.
func readSent(op string, answer call.Answer) (sent channel.Sent, err error) {
	r, err := jsonread.New(answer.Body)
	for key := range r.Object {
		if string(key) != "messages" {
			continue
		}
		for range r.Array {
			for key := range r.Object {
				if string(key) == "id" {
					if id := r.ID(); id != "" {
						sent.IDs = append(sent.IDs, id)
					}
				}
			}
		}
	}
	if err == nil && len(sent.IDs) == 0 {
		err = errors.New("the answer names no message")
	}
	if err != nil { // Meta said yes, but what it did cannot be told
		return channel.Sent{}, call.Failed(Platform, op, channel.ErrUncertain, err)
	}
	return sent, nil
}

// succeeded reads the answer of a call that has no other content than "success". A no is
// ErrUnavailable: nothing was done, and no reason is given. An answer that says neither is
// ErrMalformed.
func succeeded(op string, answer call.Answer) error {
	r, err := jsonread.New(answer.Body)
	said, done := false, false
	for key := range r.Object {
		if string(key) == "success" {
			said, done = r.Kind() == jsonread.Bool, r.Bool()
		}
	}
	if err == nil && !said {
		err = errors.New("the answer does not say whether it was done")
	}
	switch {
	case err != nil:
		return call.Malformed(Platform, op, err)
	case !done:
		return call.Failed(Platform, op, channel.ErrUnavailable, errors.New("the answer says that it was not done"))
	}
	return nil
}

// repeatable makes an uncertain outcome one that may be tried again: to mark, to show typing or to
// react twice is no harm.
func repeatable(err error) error {
	if e, ok := errors.AsType[*channel.Error](err); ok && e.Kind == channel.ErrUncertain {
		e.Kind = channel.ErrUnavailable
	}
	return err
}
