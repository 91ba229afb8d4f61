package telegram

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/contactkit/contactkit/channel"
)

// target reads a thread back, and complains of one that is not ours.
func (c *Channel) target(to channel.Thread) (t target, err error) {
	var errs []error
	complain := func(field, reason string) {
		errs = append(errs, &channel.FieldError{Field: field, Code: channel.CodeInvalid, Reason: reason})
	}
	if to.Platform != Platform {
		complain("thread.platform", fmt.Sprintf("the thread is on platform %q", to.Platform))
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
	if !t.place(to.Topic) {
		complain("thread.topic", `a topic is a number, "direct:" and a number, or "ephemeral:" and a member of the group`)
	}
	if t.Chat < 0 && t.Topic == generalTopic {
		t.Topic = 0
	}
	return t, errors.Join(errs...)
}

// generalTopic is the id of the General topic of a forum. Telegram delivers its messages without an
// id and refuses the id on the way out ("message thread not found").
const generalTopic = 1

// place reads a topic, and reports whether it is one.
func (t *target) place(topic string) bool {
	if topic == "" {
		return true
	}
	kind, rest, named := strings.Cut(topic, ":")
	if !named {
		kind, rest = "", topic
	}
	switch kind {
	case "":
		n, ok := positive(rest)
		t.Topic = n
		return ok
	case "direct":
		n, ok := positive(rest)
		t.Direct = n
		return ok
	case "ephemeral":
		person, within, deeper := strings.Cut(rest, ":")
		n, ok := positive(person)
		t.Ephemeral = &ephemeral{Receiver: n}
		if ok && deeper {
			t.Topic, ok = positive(within)
		}
		return ok
	}
	return false
}

func positive(s string) (int64, bool) {
	n, err := strconv.ParseInt(s, 10, 64)
	return n, err == nil && n != 0
}

func isDirect(to channel.Thread) bool    { return strings.HasPrefix(to.Topic, directPrefix) }
func isEphemeral(to channel.Thread) bool { return strings.HasPrefix(to.Topic, ephemeralPrefix) }

// EphemeralThread is the thread whose messages only one member of a group sees (Telegram Bot API
// 10.2). The bot must be an administrator of the group. Messages of that member to the bot alone
// arrive in the same thread. Such messages may vanish at any time, and their ids are used again.
func EphemeralThread(group channel.Thread, person string) channel.Thread {
	group.Topic = ephemeralTopic(person, group.Topic)
	return group
}

// takes says which parameters of a place a method takes, in addition to chat_id (Telegram Bot API).
type takes struct{ business, topic, direct, ephemeral bool }

// placesOf is the table of the methods that send. On behalf of a business account, or into the
// direct messages of a channel, a method that does not take the parameter would send in the bot's
// own name, to another place.
func placesOf(method string) (t takes, known bool) {
	switch method {
	case "sendMessage", "sendPhoto", "sendAudio", "sendDocument", "sendVideo", "sendAnimation", "sendVoice", "sendVideoNote",
		"sendLocation", "sendVenue", "sendContact", "sendSticker", "sendLivePhoto", "sendRichMessage":
		return takes{business: true, topic: true, direct: true, ephemeral: true}, true
	case "sendDice", "sendPaidMedia", "sendMediaGroup":
		return takes{business: true, topic: true, direct: true}, true
	case "sendPoll", "sendGame":
		return takes{business: true, topic: true}, true
	case "sendChecklist":
		return takes{business: true}, true
	case "sendInvoice", "copyMessage", "copyMessages", "forwardMessage", "forwardMessages":
		return takes{topic: true, direct: true}, true
	}
	return takes{topic: true}, false
}

// fits complains of a method that cannot send to the place. See decision 182.
func (t target) fits(method string) error {
	can, known := placesOf(method)
	lacks := ""
	switch {
	case t.Connection != "" && !can.business:
		lacks = "a business chat"
	case t.Direct != 0 && !can.direct:
		lacks = "the direct messages of a channel"
	case t.Ephemeral != nil && !can.ephemeral:
		lacks = "one member of a group alone"
	case t.Topic != 0 && !can.topic:
		lacks = "a topic"
	default:
		return nil
	}
	if !known {
		return nativeError(channel.CodeUnsupported, "it is not known whether "+method+" can send to "+lacks)
	}
	return nativeError(channel.CodeUnsupported, method+" cannot send to "+lacks)
}
