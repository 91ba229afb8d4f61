package channel

import "context"

// A PressAnswerer can answer the press of a button.
type PressAnswerer interface {
	AnswerPress(ctx context.Context, in Thread, p Press, text string) error
}

// AnswerPress ends the waiting sign on a pressed button, and shows the customer a short text unless
// text is empty. If the platform has no such sign, the error matches errors.ErrUnsupported.
func AnswerPress(ctx context.Context, ch Sender, in Thread, p Press, text string) error {
	if a, ok := As[PressAnswerer](ch); ok {
		return a.AnswerPress(ctx, in, p, text)
	}
	return unsupported(ch, "answer press")
}
