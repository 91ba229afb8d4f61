package telegram

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strconv"
	"strings"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/call"
	"github.com/contactkit/contactkit/internal/jsonread"
)

// Send hands Telegram one message by the method that fits it: sendMessage, sendPhoto and its like, sendMediaGroup for several
// attachments, sendLocation or sendVenue, sendContact. A place, a card and a sticker go without text. Quick replies become a keyboard that
// vanishes after a tap, whose text then comes back as a message; buttons stand below the message; both stand one a row. An
// album has as many IDs as attachments. There is no protection against a repeat: an error matching ErrUncertain leaves open whether
// the message arrived.
//
// When a group has become a supergroup, the error matches ErrUnreachable and its Moved names the new thread.
func (c *Channel) Send(ctx context.Context, to channel.Thread, m channel.Message) (channel.Sent, error) {
	now := c.cfg.Now()
	if !m.NotAfter.IsZero() && !now.Before(m.NotAfter) {
		return channel.Sent{}, call.RejectedField(Platform, channel.OpSend, "notAfter", channel.CodeInvalid, "the message is no longer of use")
	}
	limits := c.Limits(to)
	target, err := c.target(to)
	out, invalid := c.translate(m, target)
	if err := errors.Join(err, limits.Check(m), invalid); err != nil {
		return channel.Sent{}, call.Rejected(Platform, channel.OpSend, err)
	}
	if !m.Heard.IsZero() {
		if _, _, ok := channel.OpenWindow(limits, m.By, m.Heard, now); !ok {
			return channel.Sent{}, call.Failed(Platform, channel.OpSend, channel.ErrWindowClosed, errors.New("the customer wrote nothing for 24 hours"))
		}
	}
	result, err := c.post(ctx, channel.OpSend, out.method, out.params, out.files...)
	if err != nil {
		return channel.Sent{}, follow(err, to)
	}
	return sent(result)
}

// sending is the call that a message becomes.
type sending struct {
	method string
	params any
	files  []upload
}

func (c *Channel) translate(m channel.Message, to target) (sending, error) {
	if m.Native.Platform == Platform && m.Native.Kind == nativeMethod {
		return methodCall(m, to)
	}
	method, p, err := c.params(m)
	p.target = to
	return sending{method, p, p.files}, err
}

// methodCall is the call of a message that Method made.
func methodCall(m channel.Message, to target) (sending, error) {
	var native nativeCall
	var given map[string]json.RawMessage
	if json.Unmarshal(m.Native.Data, &native) != nil || len(native.Params) > 0 && json.Unmarshal(native.Params, &given) != nil {
		return sending{}, nativeError(channel.CodeInvalid, "the parameters of a method are a JSON object")
	}
	switch native.Method {
	case "copyMessage", "copyMessages", "forwardMessage", "forwardMessages":
	default:
		if !strings.HasPrefix(native.Method, "send") || !isMethod(native.Method) || native.Method == "sendChatAction" {
			return sending{}, nativeError(channel.CodeInvalid, "a message is made by a method that sends, copies or forwards")
		}
	}
	m.Native, m.By, m.Ref, m.Heard, m.NotAfter = channel.Native{}, "", "", time.Time{}, time.Time{}
	if !reflect.ValueOf(m).IsZero() {
		return sending{}, nativeError(channel.CodeConflict, "a method says everything by itself")
	}
	own, err := json.Marshal(to)
	if err != nil {
		return sending{}, err
	}
	all := make(map[string]json.RawMessage)
	for name, value := range given {
		all[name] = value
	}
	return sending{method: native.Method, params: all}, json.Unmarshal(own, &all)
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

// sent reads the Message that a send returns, or the list of them. A scheduled message has no id yet.
func sent(result []byte) (channel.Sent, error) {
	var s channel.Sent
	told := false
	r := jsonread.Sub(result)
	switch r.Kind() {
	case jsonread.Object:
		told = readSent(&r, &s)
	case jsonread.Array:
		for range r.Array {
			told = readSent(&r, &s) || told
		}
	}
	if !told {
		return channel.Sent{}, &channel.Error{Op: channel.OpSend, Platform: Platform, Kind: channel.ErrUncertain,
			Err: errors.New("the answer is no message")}
	}
	return s, nil
}

// readSent reads a Message, or the MessageId of a copy, and reports whether it is one.
func readSent(r *jsonread.Reader, s *channel.Sent) bool {
	var id int64
	for key := range r.Object {
		switch string(key) {
		case "message_id":
			id = r.Int()
		case "date":
			if at := instant(r.Int()); s.Time.IsZero() {
				s.Time = at
			}
		}
	}
	if id != 0 {
		s.IDs = append(s.IDs, strconv.FormatInt(id, 10))
	}
	return id != 0 || !s.Time.IsZero()
}
