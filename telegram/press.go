package telegram

import (
	"context"
	"errors"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/call"
)

// AnswerPress ends the waiting sign on a pressed button, and shows a text of at most 200 characters
// if one is given (Telegram Bot API: answerCallbackQuery). The open server waits 150 seconds for
// it. If the query is older, AnswerPress shows nothing and returns nil.
func (c *Channel) AnswerPress(ctx context.Context, in channel.Thread, p channel.Press, text string) error {
	const op = "answer press"
	if _, err := c.target(in); err != nil {
		return call.Rejected(Platform, op, err)
	}
	if p.ID == "" || !c.Limits(in).Abilities.AnswerPress { // the button of a web app waits for no answer
		return channel.Unsupported(Platform, op)
	}
	if l := (channel.Length{Max: 200, Unit: channel.UTF16}); !l.Fits(text) {
		return call.Rejected(Platform, op, &channel.FieldError{Field: "text", Code: channel.CodeTooLong, Reason: "too long",
			Limit: l.Max, Got: l.Unit.Count(text), Unit: string(l.Unit)})
	}
	err := c.act(ctx, op, "answerCallbackQuery", pressAnswer{p.ID, text})
	if errors.Is(err, errDone) {
		return nil
	}
	return err
}
