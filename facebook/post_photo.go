package facebook

import (
	"context"
	"errors"
	"net/url"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/call"
	"github.com/contactkit/contactkit/channel/jsonread"
)

// photosEdge is where a Page's photos are.
const photosEdge = "/photos"

// mostPhoto is the largest picture of a comment in bytes, as of a picture by URL. Meta's pages of
// today state no limit for photos.
const mostPhoto = 8 * megabyte

// sentPhoto are the parameters of a photo.
type sentPhoto struct {
	Published bool `json:"published"`
}

// postPhoto gives Meta one of the host's files as a photo of the Page that is not published, and
// returns its ID for a comment. The first bytes of the file must be those of a picture.
func (c *Channel) postPhoto(ctx context.Context, in channel.Thread, s sender, a channel.Attachment) (string, error) {
	const field = "attachments[0]"
	f, err := c.cfg.Files(ctx, a.File)
	if err != nil {
		return "", named(c.unopened(opReplyPost, err, s.token), field+".file")
	}
	if f.Body == nil {
		return "", rejected(opReplyPost, field+".file", channel.CodeMissing, "the file must have a content")
	}
	_, f, err = c.PostLimits(in).Describe(a, f)
	if err != nil {
		_ = f.Body.Close()
		for _, e := range channel.FieldErrors(err) {
			e.Field = field + "." + e.Field
		}
		return "", call.Rejected(Platform, opReplyPost, err)
	}
	once := func() (channel.File, error) { return f, nil }
	answer, err := c.postForm(ctx, opReplyPost, aboutPage, s, url.PathEscape(s.through)+photosEdge, sentPhoto{}, field+".file", once, mostPhoto, true)
	if err != nil {
		return "", err
	}
	id := ""
	r, err := jsonread.New(answer.Body)
	if err == nil {
		for key := range r.Object {
			if string(key) == "id" {
				id = r.ID()
			}
		}
	}
	if id == "" {
		return "", fault(opReplyPost, channel.ErrUnavailable, errors.New("the answer names no photo"))
	}
	return id, nil
}
