package twitter

import (
	"strconv"
	"strings"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/call"
	"github.com/contactkit/contactkit/twitter/xchat"
)

// chatFailure is what a failure event of X means for a host. [CRYPTO.md of chat-xdk: failure types]
type chatFailure struct {
	kind    error
	affects channel.Affects
	reason  string
}

// chatFailures are the failures by their number. The reaction to each is our advice; X documents
// the names alone.
var chatFailures = map[xchat.FailureType]chatFailure{
	xchat.FailureEmpty:         {channel.ErrRejected, channel.AffectsMessage, "the event was empty"},
	xchat.FailureInternal:      {channel.ErrUnavailable, channel.AffectsUnknown, "X failed"},
	xchat.FailureTooLarge:      {channel.ErrRejected, channel.AffectsMessage, "the message is too large"},
	xchat.FailureTooMany:       {channel.ErrRateLimited, channel.AffectsAccount, "too many messages"},
	xchat.FailureSender:        {channel.ErrUnauthorized, channel.AffectsCredentials, "the signature of the sender is invalid"},
	xchat.FailureOldKey:        {channel.ErrUnavailable, channel.AffectsMessage, "the conversation has a newer key: send again"},
	xchat.FailureNotTrusted:    {channel.ErrUnreachable, channel.AffectsPerson, "the contact has not accepted the conversation"},
	xchat.FailureRecipientKey:  {channel.ErrUnavailable, channel.AffectsMessage, "the contact has a new key: send again"},
	xchat.FailureOnlyEncrypted: {channel.ErrRejected, channel.AffectsPerson, "the conversation takes encrypted messages only"},
	xchat.FailureNotAdmin:      {channel.ErrRejected, channel.AffectsPerson, "only an admin of the group may do this"},
	xchat.FailureSpam:          {channel.ErrRejected, channel.AffectsMessage, "X took the message for spam"},
	xchat.FailureUpsell:        {channel.ErrRateLimited, channel.AffectsAccount, "the limit of the account's plan is reached"},
	xchat.FailureSignature:     {channel.ErrUnauthorized, channel.AffectsCredentials, "the signature does not verify"},
	xchat.FailureGeneric:       {channel.ErrUnavailable, channel.AffectsUnknown, "X failed without a reason"},
	xchat.FailureNotMember:     {channel.ErrUnreachable, channel.AffectsPerson, "the account is no member of the group"},
	xchat.FailureVersion:       {channel.ErrUnauthorized, channel.AffectsApp, "the version of the signature is too old"},
	xchat.FailurePinRequest:    {channel.ErrRejected, channel.AffectsMessage, "the pin is invalid"},
	xchat.FailureTooManyPins:   {channel.ErrRejected, channel.AffectsMessage, "too many messages are pinned"},
}

// failurePrefix begins the code of a Failed that a failure event of X made.
const failurePrefix = "chat-failure/"

// chatFailed makes the body of a failure event. Whether X names the message by the envelope's
// message id is not confirmed; Sent.IDs holds it and the sequence, so that either is found.
func chatFailed(e xchat.Event, f xchat.Failure) channel.Failed {
	known, ok := chatFailures[f.Type]
	if !ok {
		known.reason = "X refused the message"
	}
	return channel.Failed{ID: channel.Clean(e.ID), Code: failurePrefix + strconv.Itoa(int(f.Type)), Reason: known.reason, Affects: known.affects}
}

// ChatFailure says what a Failed of an encrypted conversation means, as Send would have said it; ok
// is false for every other Failed. X had taken the message and then refused it, so nothing arrived.
// The numbers below are X's failure types (xchat.FailureType), as at the end of Failed.Code:
// "chat-failure/6".
//
// Types 6 and 8 are [channel.ErrUnavailable]: the conversation or the contact has a new key. The
// channel that received the event fetches it with the next Send, which makes a new message. Send
// the message once more. If that fails too, give up. After types 7, 9 and 11 do not send the
// message again. Types 4 and 12 are [channel.ErrRateLimited] and wait a minute, for X names no
// time; the channel that received the event sends nothing into encrypted conversations for
// [ChatConfig.Pause] by itself.
func ChatFailure(f channel.Failed) (err *channel.Error, ok bool) {
	number, ok := strings.CutPrefix(f.Code, failurePrefix)
	if !ok {
		return nil, false
	}
	n, errNumber := strconv.Atoi(number)
	known, found := chatFailures[xchat.FailureType(n)]
	if errNumber != nil || !found {
		known = chatFailure{channel.ErrRejected, channel.AffectsUnknown, "X refused the message"}
	}
	v := call.Verdict{Kind: known.kind, Affects: known.affects}
	if known.kind == channel.ErrRateLimited {
		v.Scope, v.Wait = channel.ScopeAccount, call.DefaultPause
	}
	return call.Refused(Platform, channel.OpSend, f.Code, v, known.reason), true
}

// tooMany notes that X refused a message of an instant because the account sends too much. The
// pause begins at that instant: an event that comes late asks for no pause.
func (c *chats) tooMany(why xchat.FailureType, at, now time.Time) {
	if chatFailures[why].kind != channel.ErrRateLimited {
		return
	}
	if at.IsZero() || at.After(now) {
		at = now
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if until := at.Add(c.pause); until.After(c.resting) {
		c.resting = until
	}
}

// rest returns an error while the account's encrypted conversations pause. It concerns each of them
// alone, so that plain messages go on: whether X counts both together is not confirmed.
func (c *chats) rest(op string, now time.Time) error {
	c.mu.Lock()
	wait := c.resting.Sub(now)
	c.mu.Unlock()
	if wait <= 0 {
		return nil
	}
	return call.Refused(Platform, op, "chat-paused", call.Verdict{Kind: channel.ErrRateLimited, Affects: channel.AffectsAccount, Scope: channel.ScopeThread, Wait: wait},
		"X refused an encrypted message because the account sends too many")
}
