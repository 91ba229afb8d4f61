package twitter

import (
	"context"
	"errors"
	"io"
	"strings"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/call"
)

// The largest files that X takes, in bytes. [Media best practices]
const (
	mostImage = 5 << 20
	mostGIF   = 15 << 20
	mostVideo = 512 << 20
)

const opUpload = "upload"

// fileKind is what X takes of a kind of file.
type fileKind struct {
	category string
	most     int64
	types    []string
}

// fileKinds are the files that direct messages take.
func fileKinds(cfg Config) map[channel.MediaKind]fileKind {
	return map[channel.MediaKind]fileKind{
		channel.MediaImage:     {"dm_image", mostImage, []string{"image/jpeg", "image/png", "image/webp"}},
		channel.MediaAnimation: {"dm_gif", mostGIF, []string{"image/gif"}},
		channel.MediaVideo:     {"dm_video", cfg.MaxVideo, []string{"video/mp4", "video/quicktime", "video/webm", "video/mp2t"}},
	}
}

// Upload hands X a file in chunks, waits until X has processed it, as long as ctx allows, and
// returns the attachment with its ID. The ID is good for 24 hours and, as X has it, for one
// message. Type and Kind of the returned attachment are what the first bytes say (channel.TypeOf);
// if these tell no type, the Type and the Name of a and f count instead. At most 4 MB of the file
// are in memory at a time; a chunk that got lost is sent again. X needs the size beforehand: a file
// of unknown Size may have up to 4 MB. [Chunked media upload]
//
// If X still processes the file when the call ends, Upload returns the attachment with its ID, and
// an error that matches channel.ErrUnavailable. Upload of that attachment, with the file again,
// waits for X to finish; it sends the file only if X does not have it any more.
//
// In an encrypted conversation the file must have a Size, and X processes nothing. The ID is good
// in that conversation alone, and only until the conversation gets another key.
func (c *Channel) Upload(ctx context.Context, to channel.Thread, a channel.Attachment, f channel.File) (channel.Attachment, error) {
	if !c.Limits(to).Abilities.Upload {
		closeFile(f)
		return channel.Attachment{}, channel.Unsupported(Platform, opUpload)
	}
	if isChat(to) {
		return c.uploadChat(ctx, to, a, f)
	}
	if err := c.checkThread(private(to)); err != nil {
		closeFile(f)
		return channel.Attachment{}, call.Rejected(Platform, opUpload, err)
	}
	return c.upload(ctx, a, f, transfer{c: c})
}

// UploadShared is Upload for a file that goes into several messages, or into a welcome message. X
// then shows it to anyone who has its address, so do not share a file that others must not see.
// [Attaching media]
func (c *Channel) UploadShared(ctx context.Context, a channel.Attachment, f channel.File) (channel.Attachment, error) {
	return c.upload(ctx, a, f, transfer{c: c, shared: true})
}

func (c *Channel) upload(ctx context.Context, a channel.Attachment, f channel.File, u transfer) (channel.Attachment, error) {
	defer closeFile(f)
	if f.Body == nil {
		return a, call.Rejected(Platform, opUpload, &channel.FieldError{Field: "file", Code: channel.CodeMissing, Reason: "the file has no content"})
	}
	a, f, err := u.c.direct.Describe(a, f)
	if err != nil {
		return a, call.Rejected(Platform, opUpload, err)
	}
	first, err := readChunk(f.Body, f.Size)
	if err != nil {
		return a, c.unread(err)
	}
	u.size = f.Size
	if u.size < 0 && len(first) < chunkSize {
		u.size = int64(len(first))
	}
	if err := u.categorize(a); err != nil {
		return a, call.Rejected(Platform, opUpload, err)
	}
	id := a.ID
	if id != "" {
		err = u.resume(ctx, id)
	}
	if id == "" || errors.Is(err, channel.ErrRejected) {
		id, err = u.run(ctx, first, f.Body)
	}
	if err != nil {
		if a.ID = id; errors.Is(err, channel.ErrRejected) {
			a.ID = ""
		}
		return a, err
	}
	a.ID, a.URL, a.File, a.Type, a.Size = id, "", "", u.kind, u.size
	return a, nil
}

func closeFile(f channel.File) {
	if f.Body != nil {
		_ = f.Body.Close()
	}
}

// unread is a file of the host's that cannot be read.
func (c *Channel) unread(err error) error {
	return call.Unopened(Platform, opUpload, err, c.secrets...)
}

// transfer is an upload on its way.
type transfer struct {
	c        *Channel
	kind     string // MIME type
	category string
	size     int64
	shared   bool
	public   bool // for a post
}

// categorize finds the category of a file that Describe has told, and whether X takes it.
func (u *transfer) categorize(a channel.Attachment) error {
	s := fileKinds(u.c.cfg)[a.Kind]
	u.kind, u.category = a.Type, s.category
	if u.public {
		u.category = "tweet_" + strings.TrimPrefix(s.category, "dm_")
	}
	switch {
	case a.Type == "":
		return &channel.FieldError{Field: "type", Code: channel.CodeMissing, Reason: "X needs the type of a file, and neither its bytes nor its labels tell one"}
	case u.size < 0:
		return &channel.FieldError{Field: "size", Code: channel.CodeMissing, Reason: "X needs the size of a large file beforehand"}
	case u.size == 0:
		return &channel.FieldError{Field: "size", Code: channel.CodeInvalid, Reason: "the file must not be empty"}
	case u.size > s.most:
		return &channel.FieldError{Field: "size", Code: channel.CodeTooLarge, Reason: "the file has too many bytes", Limit: int(s.most), Got: int(u.size)}
	}
	return nil
}

// resume goes on with an upload that was broken off while X processed it. The error matches
// channel.ErrRejected if X does not have the file any more, or cannot use it.
func (u *transfer) resume(ctx context.Context, id string) error {
	answer, err := u.status(ctx, id)
	if err != nil {
		return settled(err)
	}
	return u.await(ctx, id, answer)
}

// run makes the calls: initialize, append each chunk, finalize, and ask until it is processed.
func (u *transfer) run(ctx context.Context, chunk []byte, rest io.Reader) (id string, err error) {
	if id, err = u.initialize(ctx); err != nil {
		return "", err
	}
	left := u.size
	for i := 0; left > 0; i++ {
		if i > 0 {
			if chunk, err = readChunk(rest, left); err != nil {
				return "", u.c.unread(err)
			}
		}
		if n := int64(len(chunk)); n > left || n < min(left, chunkSize) || n == left && more(rest) {
			return "", call.Rejected(Platform, opUpload, &channel.FieldError{Field: "size", Code: channel.CodeInvalid, Reason: "the file is not as long as it said"})
		}
		left -= int64(len(chunk))
		if err := u.appendChunk(ctx, id, i, chunk); err != nil {
			return "", err
		}
	}
	answer, err := u.finalize(ctx, id)
	if err != nil {
		return "", err
	}
	return id, u.await(ctx, id, answer)
}
