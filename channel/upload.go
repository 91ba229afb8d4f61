package channel

import "context"

// An Uploader can give the platform a file before the message that shows it.
type Uploader interface {
	Upload(ctx context.Context, to Thread, a Attachment, f File) (Attachment, error)
}

// Upload hands the platform a file and returns the attachment with its ID set. Its Kind and Type
// are what the first bytes of the file tell, so send the attachment that Upload returns. It closes
// f.Body.
func Upload(ctx context.Context, ch Sender, to Thread, a Attachment, f File) (Attachment, error) {
	if u, ok := As[Uploader](ch); ok {
		return u.Upload(ctx, to, a, f)
	}
	if f.Body != nil {
		_ = f.Body.Close()
	}
	return Attachment{}, unsupported(ch, "upload")
}
