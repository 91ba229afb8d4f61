package twitter_test

import (
	"context"
	"io"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/twitter"
	"github.com/contactkit/contactkit/twitter/twittertest"
)

// The first bytes of a file decide the type and the category that X is told, not its name.
func TestUploadByTheFirstBytes(t *testing.T) {
	const gif, png, mp4, unknown = "GIF89a\x01\x00\x01\x00", "\x89PNG\r\n\x1a\n\x00", "\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42", "\x00\x01\x02\x03"
	tests := []struct {
		name, content, label string
		kind                 channel.MediaKind
		want, category       string
		as                   channel.MediaKind
	}{
		{"an alias", jpegStart, "image/jpg", channel.MediaImage, "image/jpeg", "photo", channel.MediaImage},
		{"an older alias", jpegStart, "image/pjpeg", channel.MediaImage, "image/jpeg", "photo", channel.MediaImage},
		{"a wrong image", png, "image/jpeg", channel.MediaImage, "image/png", "photo", channel.MediaImage},
		{"a GIF called JPEG", gif, "image/jpg", channel.MediaImage, "image/gif", "animated_gif", channel.MediaAnimation},
		{"a JPEG called GIF", jpegStart, "image/gif", channel.MediaAnimation, "image/jpeg", "photo", channel.MediaImage},
		{"an alias of a video", mp4, "video/x-m4v", channel.MediaVideo, "video/mp4", "video", channel.MediaVideo},
		{"an animation that is a video", mp4, "image/gif", channel.MediaAnimation, "video/mp4", "video", channel.MediaVideo},
		{"an alias, and bytes that tell nothing", unknown, "video/x-m4v", channel.MediaVideo, "video/mp4", "video", channel.MediaVideo},
		{"no label", png, "", channel.MediaImage, "image/png", "photo", channel.MediaImage},
		{"a label that says nothing", png, "application/octet-stream", channel.MediaImage, "image/png", "photo", channel.MediaImage},
	}
	for _, api := range []twitter.API{twitter.V11, twitter.V2} {
		for _, tt := range tests {
			t.Run(string(api)+" "+tt.name, func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					x := fresh(func(c *twittertest.Config) { c.Processing, c.NoV11 = time.Second, api == twitter.V2 })
					x.Say(ada, "Show me")
					file := func() channel.File {
						return channel.File{Body: io.NopCloser(strings.NewReader(tt.content)), Type: tt.label, Size: int64(len(tt.content))}
					}
					ch := managed(t, x, twitter.AccountActivity, func(c *twitter.Config) {
						c.API = api
						c.Files = func(context.Context, string) (channel.File, error) { return file(), nil }
					})
					_, err := ch.Send(t.Context(), toAda, channel.Message{Attachments: []channel.Attachment{{Kind: tt.kind, File: "f"}}})
					require.NoError(t, err)
					sent := x.Sent()[0].Attachments[0]
					if diff := cmp.Diff([]string{tt.want, tt.category}, []string{sent.Type, sent.Kind}); diff != "" {
						t.Errorf("X was told (-want +got):\n%s", diff)
					}
					got, err := ch.Upload(t.Context(), toAda, channel.Attachment{Kind: tt.kind, Type: tt.label}, file())
					require.NoError(t, err)
					if got.Kind != tt.as || got.Type != tt.want {
						t.Errorf("Upload returned a %s of type %s, want a %s of type %s", got.Kind, got.Type, tt.as, tt.want)
					}
				})
			})
		}
	}
}

// The error page of a proxy that bears a picture's name is no picture.
func TestUploadOfAPage(t *testing.T) {
	x := fresh()
	ch := managed(t, x, twitter.AccountActivity)
	const page = "<!DOCTYPE html><title>Not found</title>"
	_, err := ch.Upload(t.Context(), toAda, channel.Attachment{Kind: channel.MediaImage, Type: "image/jpeg"},
		channel.File{Body: io.NopCloser(strings.NewReader(page)), Size: int64(len(page))})
	if diff := cmp.Diff([]string{"type unsupported"}, complaints(err)); diff != "" || len(x.Calls()) != 0 {
		t.Errorf("complaints (-want +got):\n%s%d calls", diff, len(x.Calls()))
	}
}
