package twitter

import (
	"context"
	"errors"
	"net/http"
	"net/url"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/call"
)

const (
	opWelcome   = "welcome message"
	welcomePath = "/1.1/direct_messages/welcome_messages/"
	// welcomeLess is by how much a welcome message is shorter than others.
	welcomeLess = 10
)

// CreateWelcome makes a welcome message. X shows it to those who open a conversation by
// WelcomeLink; after DefaultWelcome, X shows it to everybody who opens one. name, of at most 100
// characters, is for the host. A file goes up as by UploadShared. If the account does not take
// messages from everyone, X refuses the call: the error matches ErrRejected and has code "214".
// v1.1 only. [POST direct_messages/welcome_messages/new]
func (c *Channel) CreateWelcome(ctx context.Context, name string, m channel.Message) (id string, err error) {
	data, err := c.welcomeData(ctx, m)
	if err != nil {
		return "", err
	}
	var in welcomeRequest
	in.WelcomeMessage.Name, in.WelcomeMessage.MessageData = name, data
	return c.welcomeID(ctx, http.MethodPost, "new.json", in, "welcome_message")
}

// UpdateWelcome replaces what a welcome message says. v1.1 only. [PUT
// direct_messages/welcome_messages/update]
func (c *Channel) UpdateWelcome(ctx context.Context, id string, m channel.Message) error {
	if err := checkID("id", id); err != nil {
		return call.Rejected(Platform, opWelcome, err)
	}
	data, err := c.welcomeData(ctx, m)
	if err != nil {
		return err
	}
	_, err = c.welcomeID(ctx, http.MethodPut, "update.json?id="+id, struct {
		MessageData wireMessageData `json:"message_data"`
	}{data}, "welcome_message")
	return err
}

// DefaultWelcome makes X show a welcome message to everybody who opens a conversation, and returns
// the id of the rule. An account has one rule: end the former with DeleteWelcomeRule first. v1.1
// only. [POST direct_messages/welcome_messages/rules/new]
func (c *Channel) DefaultWelcome(ctx context.Context, id string) (rule string, err error) {
	if err := checkID("id", id); err != nil {
		return "", call.Rejected(Platform, opWelcome, err)
	}
	var in struct {
		Rule struct {
			ID string `json:"welcome_message_id"`
		} `json:"welcome_message_rule"`
	}
	in.Rule.ID = id
	return c.welcomeID(ctx, http.MethodPost, "rules/new.json", in, "welcome_message_rule")
}

// DeleteWelcome ends a welcome message. Deleting a missing one is not an error. v1.1 only.
func (c *Channel) DeleteWelcome(ctx context.Context, id string) error {
	return c.deleteWelcome(ctx, "destroy.json", id)
}

// DeleteWelcomeRule ends a rule that DefaultWelcome made. Deleting a missing rule is not an error.
// v1.1 only.
func (c *Channel) DeleteWelcomeRule(ctx context.Context, rule string) error {
	return c.deleteWelcome(ctx, "rules/destroy.json", rule)
}

// WelcomeLink is an address that opens a conversation with the account, with a welcome message
// unless the id is empty. The message that the customer then writes has a Referral with the id.
// [Welcome messages]
func (c *Channel) WelcomeLink(id string) string {
	q := url.Values{"recipient_id": {c.cfg.Account}}
	if id != "" {
		q.Set("welcome_message_id", id)
	}
	return "https://twitter.com/messages/compose?" + q.Encode()
}

// welcomeData checks a welcome message and uploads its files.
func (c *Channel) welcomeData(ctx context.Context, m channel.Message) (wireMessageData, error) {
	to := channel.Thread{Platform: Platform, Account: c.cfg.Account, Contact: "0"}
	if c.cfg.API == V2 {
		return wireMessageData{}, channel.Unsupported(Platform, opWelcome)
	}
	errs := []error{c.checkMessage(to, m)}
	if l := (channel.Length{Max: max(c.cfg.Text.Max-welcomeLess, 1), Unit: c.cfg.Text.Unit}); !l.Fits(m.Text) && c.cfg.Text.Fits(m.Text) { // a longer text has its complaint
		errs = append(errs, &channel.FieldError{Field: "text", Code: channel.CodeTooLong, Reason: "too long", Limit: l.Max, Got: l.Count(m.Text), Unit: string(l.Unit)})
	}
	if m.Text == "" {
		errs = append(errs, &channel.FieldError{Field: "text", Code: channel.CodeMissing, Reason: "a welcome message has a text"})
	}
	if err := errors.Join(errs...); err != nil {
		return wireMessageData{}, call.Rejected(Platform, opWelcome, err)
	}
	m, err := c.withFiles(ctx, m, transfer{c: c, shared: true})
	if err != nil {
		return wireMessageData{}, err
	}
	return eventBody(to, m).Event.MessageCreate.MessageData, nil
}

// welcomeID makes a call and returns the id under the name.
func (c *Channel) welcomeID(ctx context.Context, method, path string, in any, name string) (id string, err error) {
	if c.cfg.API == V2 {
		return "", channel.Unsupported(Platform, opWelcome)
	}
	r, err := c.answered(ctx, asAccount, opWelcome, method, welcomePath+path, in)
	if err != nil {
		return "", err
	}
	for key := range r.Object {
		if string(key) == name {
			id = readMember(&r, "id")
		}
	}
	if id == "" {
		return "", call.Malformed(Platform, opWelcome, errors.New("the answer has no id"))
	}
	return id, nil
}

func (c *Channel) deleteWelcome(ctx context.Context, path, id string) error {
	if c.cfg.API == V2 {
		return channel.Unsupported(Platform, opWelcome)
	}
	if err := checkID("id", id); err != nil {
		return call.Rejected(Platform, opWelcome, err)
	}
	_, err := c.form(ctx, opWelcome, http.MethodDelete, welcomePath+path, url.Values{"id": {id}})
	if codeOf(err) == "34" {
		return nil
	}
	return err
}
