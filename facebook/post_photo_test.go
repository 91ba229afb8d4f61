package facebook_test

import (
	"context"
	"errors"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/standin"
	"github.com/contactkit/contactkit/facebook"
	"github.com/contactkit/contactkit/facebook/facebooktest"
)

const aPNG = "\x89PNG\r\n\x1a\n a picture"

// asked answers a comment of a stand-in with one attachment, until an instant; zero: at any time.
func asked(t *testing.T, notAfter *time.Time, change func(*facebook.Config)) (*facebooktest.Server, func(channel.Attachment) (channel.Sent, error)) {
	t.Helper()
	fb, ch := standIn(t, facebooktest.Config{}, change)
	host := gather(ch)
	fb.Hook(host)
	fb.Comment("24001", "9001", "which colour?")
	require.NoError(t, fb.Flush(t.Context()))
	got := host.take()
	require.Len(t, got, 1)
	return fb, func(a channel.Attachment) (channel.Sent, error) {
		return channel.ReplyToPost(t.Context(), ch, got[0].Thread, got[0].Body.(channel.Post), channel.Message{Text: "this one", Attachments: []channel.Attachment{a}, NotAfter: *notAfter})
	}
}

// A host's own picture becomes a photo that is not published, and the comment shows it.
func TestReplyToPostWithAFile(t *testing.T) {
	stored := files{"red.png": aPNG, "bill.pdf": "%PDF-1.7", "empty.png": ""}
	fb, reply := asked(t, new(time.Time), func(c *facebook.Config) { c.Files = stored.open })
	sent, err := reply(channel.Attachment{Kind: channel.MediaImage, File: "red.png"})
	require.NoError(t, err)
	answer := fb.Comments()[sent.IDs[0]]
	require.Equal(t, "this one", answer.Text)
	resp, err := fb.Client().Get(answer.Picture)
	require.NoError(t, err)
	shown, err := io.ReadAll(resp.Body)
	require.NoError(t, err)
	require.Equal(t, aPNG, string(shown))

	before := len(fb.Comments())
	calls := len(fb.Calls())
	for name, want := range map[string]string{"bill.pdf": "attachments[0].type", "gone.png": ""} {
		_, err := reply(channel.Attachment{Kind: channel.MediaImage, File: name})
		require.ErrorIs(t, err, channel.ErrRejected, name)
		if list := channel.FieldErrors(err); want != "" && (len(list) != 1 || list[0].Field != want) {
			t.Errorf("%s: %v, want a complaint about %s", name, err, want)
		}
	}
	require.Len(t, fb.Calls(), calls, "a file that is no picture was sent")
	_, err = reply(channel.Attachment{Kind: channel.MediaImage, ID: "1000000000000001"}) // as Upload gives it
	require.ErrorIs(t, err, channel.ErrRejected)
	fb.Fail(standin.Status(500, `{}`).On("/photos"), 1)
	_, err = reply(channel.Attachment{Kind: channel.MediaImage, File: "red.png"})
	require.ErrorIs(t, err, channel.ErrUnavailable, "nothing was posted, so it may be tried again")
	fb.Fail(standin.Status(200, `{"post_id":"1"}`).On("/photos"), 1)
	_, err = reply(channel.Attachment{Kind: channel.MediaImage, File: "red.png"})
	require.ErrorIs(t, err, channel.ErrUnavailable, "a photo without an id")
	require.Len(t, fb.Comments(), before)
}

func TestReplyToPostWithAFileIsBounded(t *testing.T) {
	clock, notAfter := time.Now(), time.Time{}
	late := false
	_, reply := asked(t, &notAfter, func(c *facebook.Config) {
		c.Now = func() time.Time { return clock }
		c.Files = func(_ context.Context, name string) (channel.File, error) {
			if name == "slow.png" {
				clock, late = clock.Add(time.Hour), true
				return channel.File{Body: io.NopCloser(strings.NewReader(aPNG)), Name: name, Size: int64(len(aPNG))}, nil
			}
			return channel.File{Body: io.NopCloser(io.MultiReader(strings.NewReader(aPNG), io.LimitReader(zeros{}, 9<<20))), Name: name, Size: -1}, nil
		}
	})
	_, err := reply(channel.Attachment{Kind: channel.MediaImage, File: "huge.png"})
	if list := channel.FieldErrors(err); !errors.Is(err, channel.ErrRejected) || len(list) != 1 || list[0].Code != channel.CodeTooLarge || !strings.HasPrefix(list[0].Field, "attachments[0].file") {
		t.Errorf("9 MB: %v", err)
	}
	_, err = reply(channel.Attachment{Kind: channel.MediaImage, File: "slow.png"})
	require.NoError(t, err)
	require.True(t, late)
	// An answer that comes too late once its file has been uploaded is not posted.
	notAfter = clock.Add(time.Minute)
	_, err = reply(channel.Attachment{Kind: channel.MediaImage, File: "slow.png"})
	if list := channel.FieldErrors(err); !errors.Is(err, channel.ErrRejected) || len(list) != 1 || list[0].Field != "notAfter" {
		t.Errorf("too late after the upload: %v", err)
	}
	notAfter = time.Time{}
	// Without Files no file of the host's can be sent.
	_, reply = asked(t, new(time.Time), nil)
	_, err = reply(channel.Attachment{Kind: channel.MediaImage, File: "red.png"})
	require.ErrorIs(t, err, channel.ErrRejected)
	require.Len(t, channel.FieldErrors(err), 1)
}
