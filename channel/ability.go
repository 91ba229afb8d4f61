package channel

import (
	"errors"
	"fmt"
)

// As finds what ch, or a channel that it wraps, can do beyond Channel: it follows Unwrap() Channel,
// so that a logging wrapper hides nothing. Hosts call the functions of this package instead
// (ShowTyping, MarkRead, …).
func As[T any](ch any) (T, bool) {
	for ch != nil {
		if t, ok := ch.(T); ok {
			return t, true
		}
		w, ok := ch.(interface{ Unwrap() Channel })
		if !ok {
			break
		}
		ch = w.Unwrap()
	}
	var none T
	return none, false
}

// Unsupported is the error of an ability that a channel or thread does not have. It matches
// errors.ErrUnsupported and ErrRejected.
func Unsupported(platform, op string) error {
	return &Error{Op: op, Platform: platform, Kind: ErrRejected, Err: fmt.Errorf("%s has no such ability: %w", platform, errors.ErrUnsupported)}
}

func unsupported(ch Sender, op string) error {
	platform := "channel"
	if c, ok := ch.(Channel); ok {
		platform = c.Info().Platform
	}
	return Unsupported(platform, op)
}
