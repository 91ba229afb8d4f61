package channel

import "context"

// An Uploader can give the platform a file before the message that shows it. If the call is broken
// off while the platform processes a file that it has in full, an implementation may return the
// attachment with its ID and the error: Upload of that attachment then goes on from there.
type Uploader interface {
	Upload(ctx context.Context, to Thread, a Attachment, f File) (Attachment, error)
}

// Upload hands the platform a file and returns the attachment with its ID set. Its Kind and Type
// are what the first bytes of the file tell, so send the attachment that Upload returns. It closes
// f.Body.
//
// If it fails with ErrUnavailable and returns an attachment with an ID, the platform has the file
// and was still processing it. Upload of that attachment asks again, and sends the file only if the
// platform has dropped it. X does so; Meta processes a file within the call.
func Upload(ctx context.Context, ch Sender, to Thread, a Attachment, f File) (Attachment, error) {
	if u, ok := As[Uploader](ch); ok {
		return u.Upload(ctx, to, a, f)
	}
	if f.Body != nil {
		_ = f.Body.Close()
	}
	return Attachment{}, unsupported(ch, "upload")
}
