package allow

import (
	"io"

	"github.com/contactkit/contactkit/channel"
)

// bounded fails once more bytes come than are allowed.
type bounded struct {
	body io.ReadCloser
	left int64
	most int64
}

// Read reads on, or fails.
func (b *bounded) Read(p []byte) (int, error) {
	if int64(len(p)) > b.left+1 {
		p = p[:b.left+1]
	}
	n, err := b.body.Read(p)
	if int64(n) > b.left {
		n, b.left = int(b.left), 0
		return n, refusal{&channel.FieldError{Field: "size", Code: channel.CodeTooLarge, Reason: "file has too many bytes", Limit: int(b.most), Got: int(b.most) + 1}}
	}
	b.left -= int64(n)
	return n, err
}

// Close closes the file.
func (b *bounded) Close() error { return b.body.Close() }
