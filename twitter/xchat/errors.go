package xchat

import (
	"errors"
	"fmt"
)

// Errors of this package. No error contains a key, and none contains text that was decrypted.
var (
	// ErrMalformed means that bytes do not have the form that X documents.
	ErrMalformed = errors.New("xchat: malformed")
	// ErrMissingKey means that the key is not at hand; the error is a [*KeyError], which names it.
	ErrMissingKey = errors.New("xchat: missing key")
	// ErrOpen means that the key is at hand and does not fit: the bytes were changed, or belong to
	// another key.
	ErrOpen = errors.New("xchat: cannot be decrypted")
	// ErrTruncated means that a file ended before its last frame.
	ErrTruncated = errors.New("xchat: file is truncated")
	// ErrUntrusted means that a registered key is not signed by its owner's other key, and must not
	// be used. Package twitter also returns it for a key that differs from the pinned one of the
	// same version.
	ErrUntrusted = errors.New("xchat: registered key has no valid binding")
	// ErrUnsignable means that a value holds a comma. The signed text uses commas as separators.
	ErrUnsignable = errors.New("xchat: a signed value must not contain a comma")
)

// errCut is a last frame that does not verify: it was cut, or changed.
var errCut = fmt.Errorf("%w, or its last frame was changed: %w", ErrTruncated, ErrOpen)

// KeyError names the key that is missing. It matches [ErrMissingKey].
type KeyError struct {
	Conversation string // as in Event.Conversation; empty if a private key is missing
	Version      string // of the conversation key or, if Conversation is empty, of the private key
}

// Error says which key is missing.
func (e *KeyError) Error() string {
	if e.Conversation == "" {
		return fmt.Sprintf("xchat: no private key of version %q", e.Version)
	}
	return fmt.Sprintf("xchat: no key of version %q for conversation %q", e.Version, e.Conversation)
}

// Is reports whether target is ErrMissingKey.
func (e *KeyError) Is(target error) bool { return target == ErrMissingKey }
