package engine

import (
	"errors"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/dispatch"
)

// plainly says to an agent what became of a message. The platform's own text follows where it tells
// more; the log has the whole.
func plainly(err error) string {
	text := ""
	for _, kind := range []struct {
		is   error
		text string
	}{
		{channel.ErrUncertain, "The platform's answer was lost: it may have arrived."},
		{channel.ErrUnreachable, "The customer cannot be reached any more."},
		{channel.ErrWindowClosed, "The platform's reply window is closed: the customer must write first."},
		{channel.ErrNotOwner, "Another app has this conversation now."},
		{channel.ErrCredit, "The platform wants money: an administrator must pay there."},
		{channel.ErrUnauthorized, "The platform refuses the desk's credentials: an administrator must renew them."},
		{channel.ErrRateLimited, "The platform asks to wait. It will be sent later."},
		{channel.ErrUnavailable, "The platform is not available. It will be sent later."},
		{channel.ErrRejected, "The platform does not take this message."},
		{dispatch.ErrExpired, "Its time was over before it could be sent."},
		{dispatch.ErrSuperseded, "It was not needed any more: a person wrote."},
		{dispatch.ErrClosed, "The desk closes. It will be sent when it opens again."},
	} {
		if errors.Is(err, kind.is) {
			text = kind.text
			break
		}
	}
	if placeGone(err) {
		text = "This topic is closed or gone: nothing can be sent to it."
	}
	var refused *channel.Error
	var field *channel.FieldError
	if errors.Is(err, channel.ErrUnauthorized) && errors.As(err, &refused) &&
		(refused.Affects == channel.AffectsApp || refused.Affects == channel.AffectsAccount) {
		text = "The platform does not allow it: an administrator must check the app's permissions there."
	}
	if refused != nil && refused.Affects == channel.AffectsUnknown && refused.Code != "" && errors.Is(err, channel.ErrUnauthorized) {
		text = "The platform does not take this message."
	}
	switch {
	case text == "":
		return err.Error()
	case errors.As(err, &field):
		return text + " " + field.Error()
	case errors.As(err, &refused) && refused.Code != "":
		return text + " (code " + refused.Code + ")"
	}
	return text
}

// placeGone reports whether a thread alone cannot be written to any more, such as a closed topic,
// while its customer can be reached elsewhere.
func placeGone(err error) bool {
	refused, ok := errors.AsType[*channel.Error](err)
	return ok && refused.Kind == channel.ErrUnreachable && refused.Scope == channel.ScopeThread
}
