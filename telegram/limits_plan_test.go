package telegram_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/plan"
	"github.com/contactkit/contactkit/telegram"
)

// A long text goes in parts of 4,096 UTF-16 units, and a caption of more than 1,024 in a text of
// its own.
func TestPlanForTelegram(t *testing.T) {
	ch, err := telegram.New(telegram.Config{Token: "7100000009:AAGplannedplannedplannedplannedplan", WebhookSecret: channel.NewKeys("planned-secret")})
	if err != nil {
		t.Fatal(err)
	}
	limits := ch.Limits(channel.Thread{Platform: telegram.Platform, Account: "7100000009", Contact: "5551000001"})
	photo := []channel.Attachment{{Kind: channel.MediaImage, ID: "AgACAgQAAx"}}
	tests := []struct {
		name string
		m    channel.Message
		want []int // UTF-16 units of the parts
	}{
		{"as long as a text may be", channel.Message{Text: strings.Repeat("k", 4096)}, []int{4096}},
		{"one more", channel.Message{Text: strings.Repeat("k", 4097)}, []int{4096, 1}},
		{"as many emoji", channel.Message{Text: strings.Repeat("🐝", 4096)}, []int{4096, 4096}},
		{"one emoji more", channel.Message{Text: strings.Repeat("🐝", 2049)}, []int{4096, 2}},
		{"as long as a caption may be", channel.Message{Text: strings.Repeat("k", 1024), Attachments: photo}, []int{1024}},
		{"a caption of one more", channel.Message{Text: strings.Repeat("k", 1025), Attachments: photo}, []int{0, 1025}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			parts, _, err := plan.Fit(tt.m, limits, plan.Split)
			if err != nil {
				t.Fatal(err)
			}
			var got []int
			for _, p := range parts {
				got = append(got, channel.UTF16.Count(p.Text))
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("parts (-want +got):\n%s", diff)
			}
		})
	}
}

// A file that Telegram does not fetch by URL becomes its address in the text; the same file
// uploads.
func TestPlanKnowsWhatTelegramFetches(t *testing.T) {
	limits := newChannel(t, func(c *telegram.Config) { c.Files = hostFiles }).Limits(private)
	for _, tt := range []struct {
		name string
		a    channel.Attachment
		kind channel.MediaKind // of the attachment that is left; empty: there is none
		text string
	}{
		{"a WAV by URL", channel.Attachment{Kind: channel.MediaAudio, URL: "https://a.example/a.wav", Type: "audio/wav"}, "", "https://a.example/a.wav"},
		{"a WAV by upload", channel.Attachment{Kind: channel.MediaAudio, File: "a.wav", Type: "audio/wav"}, channel.MediaFile, ""},
		{"an MP3 by URL", channel.Attachment{Kind: channel.MediaAudio, URL: "https://a.example/a.mp3", Type: "audio/mpeg"}, channel.MediaAudio, ""},
		{"a WAV by URL, by its name", channel.Attachment{Kind: channel.MediaAudio, URL: "https://a.example/a.wav"}, "", "https://a.example/a.wav"},
		{"an M4A by URL, by its name", channel.Attachment{Kind: channel.MediaAudio, URL: "https://a.example/a.m4a"}, channel.MediaAudio, ""},
		{"a MOV by URL", channel.Attachment{Kind: channel.MediaVideo, URL: "https://a.example/v", Type: "video/quicktime"}, "", "https://a.example/v"},
		{"a MOV by URL, by its name", channel.Attachment{Kind: channel.MediaVideo, URL: "https://a.example/a.MOV?v=1"}, "", "https://a.example/a.MOV?v=1"},
		{"a MOV by upload", channel.Attachment{Kind: channel.MediaVideo, File: "a.mov", Type: "video/quicktime"}, channel.MediaVideo, ""},
		{"an MP4 by URL", channel.Attachment{Kind: channel.MediaVideo, URL: "https://a.example/a.mp4"}, channel.MediaVideo, ""},
		{"a video by URL of which nothing is known", channel.Attachment{Kind: channel.MediaVideo, URL: "https://a.example/v?id=7"}, channel.MediaVideo, ""},
		{"a WEBM by URL as an animation", channel.Attachment{Kind: channel.MediaAnimation, URL: "https://a.example/a.webm"}, "", "https://a.example/a.webm"},
		{"a GIF by URL", channel.Attachment{Kind: channel.MediaAnimation, URL: "https://a.example/a.gif"}, channel.MediaAnimation, ""},
		{"an OGG by URL as a voice message", channel.Attachment{Kind: channel.MediaVoice, URL: "https://a.example/a.oga"}, channel.MediaVoice, ""},
		{"a document by URL", channel.Attachment{Kind: channel.MediaFile, URL: "https://a.example/a.docx"}, "", "https://a.example/a.docx"},
		{"a PDF by URL", channel.Attachment{Kind: channel.MediaFile, URL: "https://a.example/a.pdf"}, channel.MediaFile, ""},
		{"a voice message by URL that is no OGG", channel.Attachment{Kind: channel.MediaVoice, URL: "https://a.example/a.mp3", Type: "audio/mpeg"}, channel.MediaAudio, ""},
		{"a picture that is too long", channel.Attachment{Kind: channel.MediaImage, File: "a.jpg", Width: 100, Height: 2001}, channel.MediaFile, ""},
	} {
		parts, _, err := plan.Fit(channel.Message{Attachments: []channel.Attachment{tt.a}}, limits, plan.Split)
		if err != nil || len(parts) != 1 {
			t.Errorf("%s: %+v, %v", tt.name, parts, err)
			continue
		}
		var kind channel.MediaKind
		for _, a := range parts[0].Attachments {
			kind = a.Kind
		}
		if kind != tt.kind || parts[0].Text != tt.text {
			t.Errorf("%s: as %q with the text %q, want %q and %q", tt.name, kind, parts[0].Text, tt.kind, tt.text)
		}
	}
}
