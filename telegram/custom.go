package telegram

import (
	"strconv"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/call"
	"github.com/contactkit/contactkit/channel/jsonread"
)

// JoinRequest is a person's wish to join a group or channel that the bot administers (Telegram Bot
// API: ChatJoinRequest).
type JoinRequest struct {
	Chat string         // the group, as in Thread.Contact: "group:-100…"
	From channel.Person // who asks
	// Contact is the person's private chat, as in Thread.Contact. The bot may write there for five
	// minutes or until the request is answered, even if the person never wrote to the bot.
	Contact string
	Time    time.Time
	Bio     string
	Link    string // the invite link that was used; empty: none
	Query   string // id for answerChatJoinRequestQuery, where the bot guards the chat (Bot API 10.1); empty: none
}

// DecodeJoinRequest reads a Custom of kind "chat_join_request". The error matches
// channel.ErrMalformed if c is of another kind, or its data of another form.
func DecodeJoinRequest(c channel.Custom) (JoinRequest, error) {
	r, err := dataOf(c, "chat_join_request")
	if err != nil {
		return JoinRequest{}, err
	}
	var j JoinRequest
	var group chat
	var from user
	for key := range r.Object {
		switch string(key) {
		case "chat":
			group.read(&r)
		case "from":
			from.read(&r)
		case "user_chat_id":
			if id := r.Int(); id != 0 {
				j.Contact = strconv.FormatInt(id, 10)
			}
		case "date":
			j.Time = instant(r.Int())
		case "bio":
			j.Bio = r.Text()
		case "query_id":
			j.Query = r.ID()
		case "invite_link":
			for key := range r.Object {
				if string(key) == "invite_link" {
					j.Link = r.Text()
				}
			}
		}
	}
	if group.id == 0 || from.id == 0 {
		return JoinRequest{}, unreadable("data needs a group and a person")
	}
	j.Chat = groupPrefix + strconv.FormatInt(group.id, 10)
	j.From = from.person()
	return j, nil
}

// Subscription is what became of a paid subscription to the bot (Telegram Bot API 10.2:
// Update.subscription).
type Subscription struct {
	From    channel.Person
	Payload string // invoice_payload: the host's own name of what was sold
	State   string // "active", "canceled", "failed", or a word of a later version
}

// DecodeSubscription reads a Custom of kind "subscription". The error matches channel.ErrMalformed
// if c is of another kind, or its data of another form.
func DecodeSubscription(c channel.Custom) (Subscription, error) {
	r, err := dataOf(c, "subscription")
	if err != nil {
		return Subscription{}, err
	}
	var s Subscription
	for key := range r.Object {
		switch string(key) {
		case "user":
			var u user
			u.read(&r)
			s.From = u.person()
		case "invoice_payload":
			s.Payload = r.Text()
		case "state":
			s.State = r.Text()
		}
	}
	if s.From.ID == "" || s.State == "" {
		return Subscription{}, unreadable("data needs a person and a state")
	}
	return s, nil
}

// PollAnswer is a vote in a poll that the bot sent (Telegram Bot API: PollAnswer).
type PollAnswer struct {
	Poll    string
	From    channel.Person // who voted: a person, or a chat in whose name a person did
	Options []int          // places of the options in the poll, from 0; none: the vote was taken back
}

// DecodePollAnswer reads a Custom of kind "poll_answer". The error matches channel.ErrMalformed if
// c is of another kind, or its data of another form.
func DecodePollAnswer(c channel.Custom) (PollAnswer, error) {
	r, err := dataOf(c, "poll_answer")
	if err != nil {
		return PollAnswer{}, err
	}
	var a PollAnswer
	for key := range r.Object {
		switch string(key) {
		case "poll_id":
			a.Poll = r.ID()
		case "user":
			var u user
			if u.read(&r); u.id != 0 {
				a.From = u.person()
			}
		case "voter_chat":
			var c chat
			if c.read(&r); c.id != 0 {
				a.From = c.person()
			}
		case "option_ids":
			for range r.Array {
				a.Options = append(a.Options, count(r.Int()))
			}
		}
	}
	if a.Poll == "" {
		return PollAnswer{}, unreadable("data needs the id of a poll")
	}
	return a, nil
}

// person is the user with its id.
func (u *user) person() channel.Person {
	p := u.Person
	p.ID = u.text()
	return p
}

// dataOf reads the data of a Custom of a kind as one JSON object.
func dataOf(c channel.Custom, kind string) (jsonread.Reader, error) {
	if c.Kind != kind {
		return jsonread.Reader{}, call.Undecodable(Platform, "kind", "kind must be "+kind)
	}
	r, err := jsonread.New(c.Data)
	if err != nil || r.Kind() != jsonread.Object {
		return r, unreadable("data must be a JSON object")
	}
	return r, nil
}

// unreadable is the error of a Custom whose data does not have the form of its kind.
func unreadable(reason string) error { return call.Undecodable(Platform, "data", reason) }

// Connection is what a business account lets the bot do for it (Telegram Bot API:
// BusinessConnection). Its ID is the Via of the account's threads.
type Connection struct {
	ID      string
	Owner   channel.Person // of the account
	Chat    string         // the owner's private chat with the bot, as Thread.Contact
	Since   time.Time      // when it was established; a later change of rights does not move it
	Enabled bool           // false: the account disconnected the bot
	Reply   bool           // messages may be sent in chats with a message from the customer in the last 24 hours
	Read    bool           // messages may be marked as read
	Delete  bool           // messages that the bot sent may be deleted
}

// DecodeConnection reads a Custom of kind "business_connection". The error matches
// channel.ErrMalformed if c is of another kind, or its data of another form. Keep the latest: an
// account may take rights away while the connection lasts. When a connection ends, a Revoked event
// comes. Its Raw is the connection: pass channel.Custom{Kind: "business_connection", Data: ev.Raw}.
func DecodeConnection(c channel.Custom) (Connection, error) {
	r, err := dataOf(c, "business_connection")
	if err != nil {
		return Connection{}, err
	}
	conn, ok := readConnection(&r)
	if !ok {
		return Connection{}, unreadable("data must be a business connection")
	}
	return conn, nil
}

// Stopped says which answer the customer stopped while it was a draft (Telegram Bot API:
// StoppedMessageGeneration).
type Stopped struct {
	Draft int64 // DraftID of the draft's key
}

// DecodeStopped reads a Custom of kind "stopped_message_generation". The error matches
// channel.ErrMalformed if c is of another kind, or if its data names no draft.
func DecodeStopped(c channel.Custom) (Stopped, error) {
	r, err := dataOf(c, kindStopped)
	if err != nil {
		return Stopped{}, err
	}
	var s Stopped
	for key := range r.Object {
		if string(key) == "draft_id" {
			s.Draft = r.Int()
		}
	}
	if s.Draft == 0 {
		return Stopped{}, unreadable("data needs the id of a draft")
	}
	return s, nil
}
