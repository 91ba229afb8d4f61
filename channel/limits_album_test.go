package channel_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/contactkit/contactkit/channel"
)

func TestSeveralAttachments(t *testing.T) {
	kinds := func(kinds ...channel.MediaKind) (all []channel.Attachment) {
		for _, k := range kinds {
			all = append(all, channel.Attachment{Kind: k, ID: "1"})
		}
		return all
	}
	any := channel.Limits{Attachments: 3, Caption: channel.Length{Max: 9}, Buttons: channel.ChoiceLimit{Max: 1, Text: channel.Length{Max: 9}}, ButtonURLs: true,
		QuickReplies: channel.ChoiceLimit{Max: 1, Text: channel.Length{Max: 9}}}
	for _, k := range []channel.MediaKind{channel.MediaImage, channel.MediaVideo, channel.MediaFile, channel.MediaVoice} {
		any.Media = append(any.Media, channel.MediaLimit{Kind: k, ByID: true})
	}
	album := any
	album.Together = [][]channel.MediaKind{{channel.MediaImage, channel.MediaVideo}, {channel.MediaFile}}
	album.AlbumBare = true
	button := []channel.Button{{Text: "a", URL: "https://a.example"}}
	reply := []channel.QuickReply{{Text: "a"}}
	tests := []struct {
		name   string
		limits channel.Limits
		m      channel.Message
		want   []string
	}{
		{"any kinds", any, channel.Message{Attachments: kinds("image", "file", "voice"), Buttons: button, QuickReplies: reply}, nil},
		{"of one set", album, channel.Message{Attachments: kinds("image", "video", "image"), Text: "a"}, nil},
		{"of another set", album, channel.Message{Attachments: kinds("file", "file")}, nil},
		{"of two sets", album, channel.Message{Attachments: kinds("image", "file")}, []string{"attachments conflict"}},
		{"of no set", album, channel.Message{Attachments: kinds("voice", "voice")}, []string{"attachments conflict"}},
		{"alone", album, channel.Message{Attachments: kinds("voice"), Buttons: button, QuickReplies: reply}, nil},
		{"with choices", album, channel.Message{Attachments: kinds("file", "file"), Buttons: button, QuickReplies: reply},
			[]string{"buttons conflict", "quickReplies conflict"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var got []string
			for _, f := range channel.FieldErrors(tt.limits.Check(tt.m)) {
				got = append(got, f.Field+" "+f.Code)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("complaints (-want +got):\n%s", diff)
			}
		})
	}
}
