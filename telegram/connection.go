package telegram

import (
	"context"
	"errors"
	"strconv"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/internal/jsonread"
)

// Connection is what a business account lets the bot do for it (Telegram Bot API: BusinessConnection). Its ID is the Via of
// the account's threads.
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

// ParseConnection reads the Data of a Custom of kind "business_connection", or the Raw of the Revoked that ends one. Keep the latest: an
// account may take rights away while the connection lasts.
func ParseConnection(data []byte) (Connection, error) {
	r, err := jsonread.New(data)
	if err != nil {
		return Connection{}, err
	}
	c, ok := readConnection(&r)
	if !ok {
		return Connection{}, errors.New("telegram: not a business connection")
	}
	return c, nil
}

// FetchConnection asks Telegram for a connection by its id, the Via of its threads: after a restart, say (Telegram Bot API:
// getBusinessConnection).
func (c *Channel) FetchConnection(ctx context.Context, id string) (Connection, error) {
	const op = "connection"
	result, err := c.post(ctx, op, "getBusinessConnection", struct {
		ID string `json:"business_connection_id"`
	}{id})
	if err != nil {
		return Connection{}, err
	}
	r := jsonread.Sub(result)
	conn, ok := readConnection(&r)
	if !ok {
		return Connection{}, refuse(op, channel.ErrMalformed, errors.New("the answer is no business connection"))
	}
	return conn, nil
}

// readConnection reports whether it has an id and says if it is enabled.
func readConnection(r *jsonread.Reader) (c Connection, ok bool) {
	told := false
	for key := range r.Object {
		switch string(key) {
		case "id":
			c.ID = r.Text()
		case "user":
			var u user
			u.read(r)
			c.Owner = u.Person
			c.Owner.ID = u.text()
		case "user_chat_id":
			if id := r.Int(); id != 0 {
				c.Chat = strconv.FormatInt(id, 10)
			}
		case "date":
			c.Since = instant(r.Int())
		case "is_enabled":
			told = r.Kind() == jsonread.Bool
			c.Enabled = r.Bool()
		case "rights": // beside it stands the older can_reply
			for key := range r.Object {
				switch string(key) {
				case "can_reply":
					c.Reply = r.Bool()
				case "can_read_messages":
					c.Read = r.Bool()
				case "can_delete_sent_messages", "can_delete_outgoing_messages": // its former name
					c.Delete = c.Delete || r.Bool()
				}
			}
		}
	}
	return c, told && c.ID != ""
}

// connection reports that a business account connected the bot, changed its rights, or disconnected it. The element's date is when the
// connection began, whatever happened now, so the event has no time.
func (c *Channel) connection(u update) channel.Event {
	r := jsonread.Sub(u.raw)
	conn, ok := readConnection(&r)
	if !ok {
		return c.odd(u)
	}
	ev := channel.Event{
		ID:     c.updateID(u, 0),
		Thread: channel.Thread{Platform: Platform, Account: c.account, Via: conn.ID},
		From:   conn.Owner,
		Origin: channel.OriginPerson,
		Body:   channel.Custom{Kind: string(u.kind), Data: u.raw},
		Raw:    u.raw,
	}
	if !conn.Enabled {
		ev.Body = channel.Revoked{Reason: "the business account disconnected the bot"}
	}
	return ev
}
