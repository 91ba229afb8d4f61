package engine

import (
	"errors"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/dispatch"
	"github.com/contactkit/contactkit/examples/desk/locale"
)

// plainly says to an agent what became of a message. The platform's own text follows where it tells
// more; the log has the whole.
func plainly(err error) locale.Told {
	text := ""
	for _, kind := range []struct {
		is   error
		text string
	}{
		{channel.ErrUncertain, locale.Mark("The platform's answer was lost: it may have arrived.")},
		{channel.ErrUnreachable, locale.Mark("The customer cannot be reached any more.")},
		{channel.ErrWindowClosed, locale.Mark("The platform's reply window is closed: the customer must write first.")},
		{channel.ErrNotOwner, locale.Mark("Another app has this conversation now.")},
		{channel.ErrCredit, locale.Mark("The platform wants money: an administrator must pay there.")},
		{channel.ErrUnauthorized, locale.Mark("The platform refuses the desk's credentials: an administrator must renew them.")},
		{channel.ErrRateLimited, locale.Mark("The platform asks to wait. It will be sent later.")},
		{channel.ErrUnavailable, locale.Mark("The platform is not available. It will be sent later.")},
		{channel.ErrRejected, locale.Mark("The platform does not take this message.")},
		{dispatch.ErrExpired, locale.Mark("Its time was over before it could be sent.")},
		{dispatch.ErrSuperseded, locale.Mark("It was not needed any more: a person wrote.")},
		{dispatch.ErrClosed, locale.Mark("The desk closes. It will be sent when it opens again.")},
	} {
		if errors.Is(err, kind.is) {
			text = kind.text
			break
		}
	}
	if placeGone(err) {
		text = locale.Mark("This topic is closed or gone: nothing can be sent to it.")
	}
	var refused *channel.Error
	var field *channel.FieldError
	if errors.Is(err, channel.ErrUnauthorized) && errors.As(err, &refused) &&
		(refused.Affects == channel.AffectsApp || refused.Affects == channel.AffectsAccount) {
		text = locale.Mark("The platform does not allow it: an administrator must check the app's permissions there.")
	}
	if refused != nil && errors.Is(err, channel.ErrUnauthorized) &&
		(refused.Affects == channel.AffectsMessage || refused.Affects == channel.AffectsUnknown && refused.Code != "") {
		text = locale.Mark("The platform does not take this message.")
	}
	switch {
	case text == "":
		return locale.Plain(err.Error())
	case errors.As(err, &field):
		return locale.Tell("{text} {more}", "text", locale.Tell(text), "more", field.Error())
	case errors.As(err, &refused) && refused.Code != "":
		return locale.Tell("{text} (code {code})", "text", locale.Tell(text), "code", refused.Code)
	}
	return locale.Tell(text)
}

// placeGone reports whether a thread alone cannot be written to any more, such as a closed topic,
// while its customer can be reached elsewhere.
func placeGone(err error) bool {
	refused, ok := errors.AsType[*channel.Error](err)
	return ok && refused.Kind == channel.ErrUnreachable && refused.Scope == channel.ScopeThread
}
