package plan_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/plan"
)

// The type of a file says what kind it is, whatever it is called.
func TestKindByType(t *testing.T) {
	x := channel.Limits{Attachments: 1, Media: []channel.MediaLimit{
		{Kind: channel.MediaImage, Types: []string{"image/jpeg"}, Upload: 5},
		{Kind: channel.MediaAnimation, Types: []string{"image/gif"}, Upload: 15},
		{Kind: channel.MediaVideo, Types: []string{"video/mp4"}, Upload: 25},
	}}
	messenger := channel.Limits{Attachments: 1, Media: []channel.MediaLimit{
		{Kind: channel.MediaImage, Types: []string{"image/*"}, Upload: 25},
		{Kind: channel.MediaVideo, Types: []string{"video/*"}, Upload: 25},
		{Kind: channel.MediaFile, Upload: 25},
	}}
	tests := []struct {
		name   string
		limits channel.Limits
		a      channel.Attachment
		want   channel.MediaKind // empty: refused
	}{
		{"a GIF called an image", x, channel.Attachment{Kind: channel.MediaImage, Type: "image/gif"}, channel.MediaAnimation},
		{"a JPEG by another name", x, channel.Attachment{Kind: channel.MediaImage, Type: "image/pjpeg"}, channel.MediaImage},
		{"a silent video", x, channel.Attachment{Kind: channel.MediaAnimation, Type: "video/x-m4v"}, channel.MediaVideo},
		{"a picture called a file", x, channel.Attachment{Kind: channel.MediaFile, Type: "image/jpg"}, channel.MediaImage},
		{"a picture that is too large", x, channel.Attachment{Kind: channel.MediaImage, Type: "image/jpeg", Size: 9}, ""},
		{"a document", x, channel.Attachment{Kind: channel.MediaFile, Type: "application/pdf"}, ""},
		{"a GIF where there are no animations", messenger, channel.Attachment{Kind: channel.MediaAnimation, Type: "image/gif"}, channel.MediaImage},
		{"an animation of unknown type", messenger, channel.Attachment{Kind: channel.MediaAnimation}, channel.MediaVideo},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			tt.a.File = "f"
			parts, _, err := plan.Fit(channel.Message{Attachments: []channel.Attachment{tt.a}}, tt.limits, plan.Split)
			var got []channel.MediaKind
			for _, m := range parts {
				for _, a := range m.Attachments {
					got = append(got, a.Kind)
				}
			}
			var want []channel.MediaKind
			if tt.want != "" {
				want = []channel.MediaKind{tt.want}
			}
			if diff := cmp.Diff(want, got); diff != "" || (err == nil) != (tt.want != "") {
				t.Errorf("kinds (-want +got):\n%s%v", diff, err)
			}
		})
	}
}
