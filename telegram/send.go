package telegram

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/call"
	"github.com/contactkit/contactkit/channel/jsonread"
)

// Send hands Telegram one message by the method that fits it: sendMessage, sendPhoto and its like,
// sendMediaGroup for several attachments, sendLocation or sendVenue, sendContact. A place, a card
// and a sticker go without text. Quick replies become a keyboard that vanishes after a tap, whose
// text then comes back as a message; buttons appear below the message. Both are shown one in each
// row unless Options.Columns is set. An album has as many IDs as attachments. There is no
// protection against a repeat: an error matching ErrUncertain leaves open whether the message
// arrived.
//
// The first bytes of a file of the host's decide its kind and so the method, whatever the message
// calls it: a WAV goes as a document, a GIF as an animation.
//
// When a group has become a supergroup, the error matches ErrUnreachable and its Moved names the
// new thread.
func (c *Channel) Send(ctx context.Context, to channel.Thread, m channel.Message) (channel.Sent, error) {
	now := c.cfg.Now()
	if !m.NotAfter.IsZero() && !now.Before(m.NotAfter) {
		return channel.Sent{}, call.RejectedField(Platform, channel.OpSend, "notAfter", channel.CodeInvalid, "the message is past its time (NotAfter)")
	}
	limits := c.Limits(to)
	target, err := c.target(to)
	out, invalid := c.translate(m, target)
	if err := errors.Join(err, limits.CheckUnopened(m), invalid); err != nil {
		return channel.Sent{}, call.Rejected(Platform, channel.OpSend, err)
	}
	if !m.Heard.IsZero() {
		if _, _, ok := channel.OpenWindow(limits, m.By, m.Heard, now); !ok {
			return channel.Sent{}, call.Failed(Platform, channel.OpSend, channel.ErrWindowClosed, errors.New("the customer wrote nothing for 24 hours"))
		}
	}
	m, files, err := c.look(ctx, channel.OpSend, limits, m)
	if err != nil {
		return channel.Sent{}, err
	}
	defer files.close()
	if len(files) > 0 {
		out, invalid = c.translate(m, target)
		if err := errors.Join(limits.Check(m), invalid); err != nil {
			return channel.Sent{}, call.Rejected(Platform, channel.OpSend, err)
		}
		files.hand(out.files)
	}
	result, err := c.postBy(ctx, out.fetches || len(out.files) > 0, channel.OpSend, out.method, out.params, out.files)
	if err != nil {
		return channel.Sent{}, follow(err, to)
	}
	return sent(result)
}

// sending is the call that a message becomes.
type sending struct {
	method  string
	params  any
	files   []upload
	fetches bool // Telegram fetches a file by URL first, which may take longer than an ordinary call
}

func (c *Channel) translate(m channel.Message, to target) (sending, error) {
	if m.Native.Platform == Platform && m.Native.Kind == nativeMethod {
		return methodCall(m, to)
	}
	method, p, err := c.params(m, to)
	p.target = to
	return sending{method, p, p.files, byURL(m)}, err
}

// methodCall is the call of a message that Method made.
func methodCall(m channel.Message, to target) (sending, error) {
	var native nativeCall
	var given map[string]json.RawMessage
	if json.Unmarshal(m.Native.Data, &native) != nil || len(native.Params) > 0 && json.Unmarshal(native.Params, &given) != nil {
		return sending{}, nativeError(channel.CodeInvalid, "the parameters of a method must be a JSON object")
	}
	switch native.Method {
	case "copyMessage", "copyMessages", "forwardMessage", "forwardMessages":
	default:
		if !sends(native.Method) {
			return sending{}, nativeError(channel.CodeInvalid, "the method must send, copy or forward a message")
		}
	}
	if err := to.fits(native.Method); err != nil {
		return sending{}, err
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
	return sending{method: native.Method, params: all, fetches: fetches(given)}, json.Unmarshal(own, &all)
}

// sends reports whether a method sends a message.
func sends(method string) bool {
	switch method {
	case "sendChatAction", "sendMessageDraft", "sendRichMessageDraft", "sendChatJoinRequestWebApp":
		return false
	}
	return strings.HasPrefix(method, "send") && isMethod(method)
}

// byURL reports whether Telegram must fetch an attachment.
func byURL(m channel.Message) bool {
	return slices.ContainsFunc(m.Attachments, func(a channel.Attachment) bool { return a.URL != "" })
}

// fetches is byURL for the parameters of a method.
func fetches(params map[string]json.RawMessage) bool {
	for name, value := range params {
		switch name {
		case "text", "caption", "explanation", "question", "description", "url": // the last is a webhook's, or a page to open
			continue
		}
		if bytes.Contains(value, []byte(`"http://`)) || bytes.Contains(value, []byte(`"https://`)) {
			return true
		}
	}
	return false
}

// sent reads the Message that a send returns, or the list of them. A scheduled message has no id
// yet.
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
		return channel.Sent{}, call.Failed(Platform, channel.OpSend, channel.ErrUncertain, errors.New("the answer is no message"))
	}
	return s, nil
}

// readSent reads a Message, or the MessageId of a copy, and reports whether it is one.
func readSent(r *jsonread.Reader, s *channel.Sent) bool {
	var id, ephemeral int64
	for key := range r.Object {
		switch string(key) {
		case "message_id":
			id = r.Int()
		case "ephemeral_message_id": // message_id is then 0
			ephemeral = r.Int()
		case "date":
			if at := instant(r.Int()); s.Time.IsZero() {
				s.Time = at
			}
		}
	}
	if id = cmp.Or(id, ephemeral); id != 0 {
		s.IDs = append(s.IDs, strconv.FormatInt(id, 10))
	}
	return id != 0 || !s.Time.IsZero()
}
