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
type Files func(ctx context.Context, name string) (File, error)
