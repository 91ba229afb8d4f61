package telegram

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/internal/jsonread"
)

// Send hands Telegram one message by the method that fits it: sendMessage, sendPhoto and its like, sendLocation or
// sendVenue, sendContact. A place, a card and a sticker go without text. Quick replies become a keyboard of one button a
// row that vanishes after a tap, whose text then comes back as a message; buttons stand below the message, one a row. There is no protection against
// a repeat: an error matching ErrUncertain leaves open whether the message arrived.
//
// When a group has become a supergroup, the error matches ErrUnreachable and its Moved names the new thread.
func (c *Channel) Send(ctx context.Context, to channel.Thread, m channel.Message) (channel.Sent, error) {
	now := c.cfg.Now()
	if !m.NotAfter.IsZero() && !now.Before(m.NotAfter) {
		return channel.Sent{}, refuse(channel.OpSend, channel.ErrRejected, &channel.FieldError{
			Field: "notAfter", Code: channel.CodeInvalid, Reason: "the message is no longer of use"})
	}
	limits := c.Limits(to)
	target, err := c.target(to)
	method, p, invalid := c.params(m)
	if err := errors.Join(err, limits.Check(m), invalid); err != nil {
		return channel.Sent{}, refuse(channel.OpSend, channel.ErrRejected, err)
	}
	if !m.Heard.IsZero() {
		if _, _, ok := channel.OpenWindow(limits, m.By, m.Heard, now); !ok {
			return channel.Sent{}, refuse(channel.OpSend, channel.ErrWindowClosed, errors.New("the customer wrote nothing for 24 hours"))
		}
	}
	p.target = target
	result, err := c.post(ctx, channel.OpSend, method, p)
	if err != nil {
		return channel.Sent{}, follow(err, to)
	}
	return sent(result)
}

// refuse is an error of our own, before any I/O.
func refuse(op string, kind, err error) error {
	return &channel.Error{Op: op, Platform: Platform, Kind: kind, Err: err}
}

// target is where a call goes, the same in every method.
type target struct {
	Connection string `json:"business_connection_id,omitempty"`
	Chat       int64  `json:"chat_id"`
	Topic      int64  `json:"message_thread_id,omitempty"`
	Direct     int64  `json:"direct_messages_topic_id,omitempty"`
}

// target reads a thread back, and complains of one that is not ours.
func (c *Channel) target(to channel.Thread) (t target, err error) {
	var errs []error
	complain := func(field, reason string) {
		errs = append(errs, &channel.FieldError{Field: field, Code: channel.CodeInvalid, Reason: reason})
	}
	if to.Platform != Platform {
		complain("thread.platform", fmt.Sprintf("the thread is on %q", to.Platform))
	}
	if to.Account != c.account {
		complain("thread.account", fmt.Sprintf("the thread is with the account %q, this channel is %q", to.Account, c.account))
	}
	scheme, id := to.Scheme()
	t.Chat, err = strconv.ParseInt(id, 10, 64)
	if err != nil || t.Chat == 0 || scheme != "" && scheme+":" != groupPrefix {
		complain("thread.contact", `a contact is a person's number, or "group:" and a chat's`)
	}
	t.Connection = to.Via
	if topic, direct := strings.CutPrefix(to.Topic, directPrefix); to.Topic != "" {
		n, err := strconv.ParseInt(topic, 10, 64)
		switch {
		case err != nil || n == 0:
			complain("thread.topic", `a topic is a number, or "direct:" and a number`)
		case direct:
			t.Direct = n
		default:
			t.Topic = n
		}
	}
	return t, errors.Join(errs...)
}

func isDirect(to channel.Thread) bool { return strings.HasPrefix(to.Topic, directPrefix) }

// sent reads the Message that a send returns. A scheduled message has no id yet.
func sent(result []byte) (channel.Sent, error) {
	var s channel.Sent
	var id int64
	r := jsonread.Sub(result)
	for key := range r.Object {
		switch string(key) {
		case "message_id":
			id = r.Int()
		case "date":
			s.Time = instant(r.Int())
		}
	}
	if id != 0 {
		s.IDs = []string{strconv.FormatInt(id, 10)}
	} else if s.Time.IsZero() {
		return channel.Sent{}, &channel.Error{Op: channel.OpSend, Platform: Platform, Kind: channel.ErrUncertain,
			Err: errors.New("the answer is no message")}
	}
	return s, nil
}

// seconds is a duration that Telegram gives as a number.
func seconds(n int64) time.Duration {
	const most = int64(1<<63-1) / int64(time.Second)
	return time.Duration(min(max(n, 0), most)) * time.Second
}
