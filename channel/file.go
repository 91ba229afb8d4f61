package channel

import (
	"context"
	"io"
)

// File is an open file on its way in or out. The receiver closes Body.
type File struct {
	Body io.ReadCloser
	Name string
	Type string // MIME type; empty: unknown
	Size int64  // bytes; -1: unknown
}

// Files opens a file of the host's by the name in Attachment.File. It may be called concurrently,
// and again for the same name.
//
// If Files returns an error, the message is not sent, and the error decides what becomes of it. If
// the error matches fs.ErrNotExist, fs.ErrInvalid, ErrRejected or ErrTooLarge, or is a *FieldError,
// the message has failed. After any other error it may be sent again: the error of Send matches
// ErrUnavailable, and package dispatch tries again.
type Files func(ctx context.Context, name string) (File, error)
