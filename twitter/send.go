package twitter

import (
	"context"
	"errors"
	"fmt"
	"math"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/call"
	"github.com/contactkit/contactkit/channel/jsonread"
)

// Send sends one direct message. In the public thread of a person ("post:") it is the private
// answer: a direct message to that person, whose echo comes in the thread of direct messages. Sent
// has the message's id, which the echo has as well. v2 tells no time.
//
// In an encrypted conversation the one message has two names, and Sent.IDs holds both. The first is
// its sequence, which the echo has, and by which replies, reactions, edits and deletions name the
// message. The second is its message id, which a channel.Failed may have. If X's answer tells no
// sequence, IDs holds the message id alone: take the sequence from the echo.
//
// X refuses a text that the same customer was just sent with code "151" (ErrRejected): the first
// copy arrived. With the same code and "Bad Media" it asks for a fresh upload: ErrUnavailable if
// the message has a File, because the next Send uploads it anew, and ErrRejected if it has the ID
// of an earlier upload. A text that goes to many is refused with code "226" (ErrUnavailable, wait
// minutes): vary it. A 403 that X does not document is ErrUnauthorized with AffectsMessage;
// refusals with the same text have the same code ("403/5f2c01ab").
func (c *Channel) Send(ctx context.Context, to channel.Thread, m channel.Message) (channel.Sent, error) {
	if !m.NotAfter.IsZero() && !c.cfg.Now().Before(m.NotAfter) {
		return channel.Sent{}, call.Rejected(Platform, channel.OpSend, &channel.FieldError{Field: "notAfter", Code: channel.CodeInvalid, Reason: "the message is useless by now"})
	}
	if isChat(to) {
		return c.sendChat(ctx, to, m)
	}
	to = private(to)
	if err := errors.Join(c.checkThread(to), c.checkMessage(to, m)); err != nil {
		return channel.Sent{}, call.Rejected(Platform, channel.OpSend, err)
	}
	fresh := slices.ContainsFunc(m.Attachments, func(a channel.Attachment) bool { return a.File != "" })
	m, err := c.withFiles(ctx, m, transfer{c: c})
	if err != nil {
		return channel.Sent{}, err
	}
	if !m.NotAfter.IsZero() && !c.cfg.Now().Before(m.NotAfter) {
		return channel.Sent{}, call.Rejected(Platform, channel.OpSend, &channel.FieldError{Field: "notAfter", Code: channel.CodeInvalid, Reason: "the message was useless when its file was there"})
	}
	// X has no reply window, so Message.Heard decides nothing.
	path, body := "/1.1/direct_messages/events/new.json", any(eventBody(to, m))
	if c.cfg.API == V2 {
		path, body = conversationPath(to), conversationBody(m)
	}
	answer, err := c.json(ctx, channel.OpSend, http.MethodPost, path, body)
	if err != nil {
		return channel.Sent{}, worthAnUpload(err, fresh)
	}
	sent, _, err := c.sent(answer)
	return sent, err
}

// worthAnUpload makes the refusal of a message for its media one that may be tried again, if the
// next try uploads the file anew. A message that names the handle of an earlier upload stays
// rejected: X does not take that handle any more.
func worthAnUpload(err error, uploads bool) error {
	if e, ok := errors.AsType[*channel.Error](err); ok && uploads && e.Code == "151" && containsText(err, "Bad Media") {
		e.Kind = channel.ErrUnavailable
	}
	return err
}

// withFiles uploads the files of a message and puts their handles in place. The message has not
// left when that fails.
func (c *Channel) withFiles(ctx context.Context, m channel.Message, u transfer) (channel.Message, error) {
	m.Attachments = slices.Clone(m.Attachments)
	for i, a := range m.Attachments {
		if a.File == "" {
			continue
		}
		f, err := c.cfg.Files(ctx, a.File)
		if err != nil {
			err = c.unread(err)
		} else {
			m.Attachments[i], err = c.upload(ctx, a, f, u)
		}
		for _, e := range channel.FieldErrors(err) {
			e.Field = fmt.Sprintf("attachments[%d].%s", i, e.Field)
		}
		if err != nil {
			return m, err
		}
	}
	if u.public && !c.posts.GoTogether(m.Attachments...) { // the first bytes may tell another kind than the message
		return m, call.Rejected(Platform, opReplyPost, &channel.FieldError{Field: "attachments", Code: channel.CodeConflict, Reason: "several attachments of a post must be images"})
	}
	return m, nil
}

// sent reads the answer to a message that X accepted, and, with v2, in which conversation.
func (c *Channel) sent(a call.Answer) (sent channel.Sent, conversation string, err error) {
	sent.Pace = c.pace(a.Header)
	r, err := jsonread.New(a.Body)
	if err != nil {
		return channel.Sent{}, "", call.Failed(Platform, channel.OpSend, channel.ErrUncertain, fmt.Errorf("answer %d: %w", a.Status, err))
	}
	id := ""
	for key := range r.Object {
		switch string(key) {
		case "event": // v1.1
			for key := range r.Object {
				switch string(key) {
				case "id":
					id = r.ID()
				case "created_timestamp":
					sent.Time = instant(r.Int())
				}
			}
		case "data": // v2
			for key := range r.Object {
				switch string(key) {
				case "dm_event_id":
					id = r.ID()
				case "dm_conversation_id":
					conversation = r.ID()
				}
			}
		}
	}
	if id == "" {
		return channel.Sent{}, "", call.Failed(Platform, channel.OpSend, channel.ErrUncertain, fmt.Errorf("answer %d names no message", a.Status))
	}
	sent.IDs = []string{id}
	return sent, conversation, nil
}

func conversationPath(to channel.Thread) string {
	if id := conversation(to); id != "" {
		return "/2/dm_conversations/" + id + "/messages"
	}
	return "/2/dm_conversations/with/" + to.Contact + "/messages"
}

func conversationBody(m channel.Message) conversationMessage {
	body := conversationMessage{Text: m.Text}
	for _, a := range m.Attachments {
		body.Attachments = append(body.Attachments, wireMediaByKey{MediaID: a.ID})
	}
	return body
}

func eventBody(to channel.Thread, m channel.Message) eventRequest {
	var body eventRequest
	body.Event.Type = "message_create"
	create := &body.Event.MessageCreate
	create.Target.RecipientID = to.Contact
	data := &create.MessageData
	data.Text = m.Text
	for _, a := range m.Attachments {
		data.Attachment = &wireAttachment{Type: "media", Media: &wireMedia{ID: a.ID}}
	}
	if m.Location != nil {
		l := &wireLocation{Type: "shared_coordinate", SharedCoordinate: &wireCoordinate{}}
		l.SharedCoordinate.Coordinates = wirePoint{Type: "Point", Coordinates: [2]float64{m.Location.Longitude, m.Location.Latitude}}
		data.Attachment = &wireAttachment{Type: "location", Location: l}
	}
	if len(m.QuickReplies) > 0 {
		data.QuickReply = &wireQuickReply{Type: "options"}
		for _, q := range m.QuickReplies {
			data.QuickReply.Options = append(data.QuickReply.Options, wireOption{Label: q.Text, Description: q.Description, Metadata: q.Payload})
		}
	}
	extra, _ := readOptions(m.Native)
	create.CustomProfileID = extra.CustomProfile
	if extra.Place != "" {
		l := &wireLocation{Type: "shared_place", SharedPlace: &wirePlace{}}
		l.SharedPlace.Place.ID = extra.Place
		data.Attachment = &wireAttachment{Type: "location", Location: l}
	}
	for _, b := range m.Buttons {
		data.CTAs = append(data.CTAs, wireCTA{Type: "web_url", Label: b.Text, URL: b.URL})
	}
	return body
}

// checkThread complains about a thread that this channel cannot write to.
func (c *Channel) checkThread(to channel.Thread) error {
	var errs []error
	complain := func(field, code, reason string) {
		errs = append(errs, &channel.FieldError{Field: "thread." + field, Code: code, Reason: reason})
	}
	if to.Platform != Platform {
		complain("platform", channel.CodeInvalid, "the thread is on another platform")
	}
	if to.Account != c.cfg.Account {
		complain("account", channel.CodeInvalid, "the thread belongs to another account")
	}
	group := conversation(to)
	switch {
	case group != "" && c.cfg.API == V11:
		complain("via", channel.CodeUnsupported, "v1.1 does not know group conversations")
	case group != "" && !isConversation(group):
		complain("via", channel.CodeInvalid, "a conversation id is a number, or two with a hyphen")
	case group == "" && !isID(to.Contact):
		complain("contact", channel.CodeInvalid, "a user id of X is a number of at most 19 digits")
	}
	return errors.Join(errs...)
}

// isConversation reports whether s is the id of a conversation: of a group, or the two users' ids.
func isConversation(s string) bool {
	a, b, pair := strings.Cut(s, "-")
	return isID(a) && (!pair || isID(b))
}

// checkMessage complains about what the limits say, and about rules of X that they have no words
// for.
func (c *Channel) checkMessage(to channel.Thread, m channel.Message) error {
	l := c.Limits(to)
	if l.Text.Max == 0 {
		return nil // nothing can be sent there: the thread is the complaint
	}
	errs := []error{l.CheckUnopened(m)}
	complain := func(field, code, reason string) {
		errs = append(errs, &channel.FieldError{Field: field, Code: code, Reason: reason})
	}
	extra, ok := readOptions(m.Native)
	switch {
	case !ok || extra != (Options{}) && c.cfg.API == V2 || extra != extra.onMessages():
		complain("native", channel.CodeUnsupported, "X, or this version of its API, has no extra of this kind")
	case extra.CustomProfile != "" && !isID(extra.CustomProfile):
		complain("native.customProfile", channel.CodeInvalid, "an id of X is a number of at most 19 digits")
	case extra.Place != "" && (m.Location != nil || len(m.Attachments) > 0):
		complain("native.place", channel.CodeConflict, "X takes either a place, a location or a file in one message")
	}
	for i, a := range m.Attachments {
		if a.ID != "" && !isID(a.ID) {
			complain(fmt.Sprintf("attachments[%d].id", i), channel.CodeInvalid, "a media id of X is a number")
		}
	}
	if p := m.Location; p != nil && l.Location {
		if !(math.Abs(p.Latitude) <= 90 && math.Abs(p.Longitude) <= 180) {
			complain("location", channel.CodeInvalid, "a latitude is at most 90 degrees, a longitude 180")
		}
		if len(m.Attachments) > 0 {
			complain("location", channel.CodeConflict, "X takes either a location or a file in one message")
		}
	}
	described := 0
	for i, q := range m.QuickReplies {
		if q.Description != "" {
			described++
		}
		if hasURL(q.Text) {
			complain(fmt.Sprintf("quickReplies[%d].text", i), channel.CodeInvalid, "the text of a quick reply holds no address")
		}
	}
	if described > 0 && described < len(m.QuickReplies) {
		complain("quickReplies", channel.CodeConflict, "either all quick replies have a description or none")
	}
	for i, b := range m.Buttons {
		if u, err := url.Parse(b.URL); b.URL != "" && l.ButtonURLs &&
			(err != nil || u.Hostname() == "" || u.Scheme != "http" && u.Scheme != "https" || strings.ContainsAny(b.URL, " \t\r\n")) {
			complain(fmt.Sprintf("buttons[%d].url", i), channel.CodeInvalid, "an http or https address is needed")
		}
	}
	return errors.Join(errs...)
}

// hasURL finds addresses that are written as such. X also takes bare names such as "example.com"
// for addresses, by lists that it does not publish: those are left to X.
func hasURL(s string) bool {
	s = strings.ToLower(s)
	return strings.Contains(s, "http://") || strings.Contains(s, "https://") || strings.HasPrefix(s, "www.") || strings.Contains(s, " www.")
}
