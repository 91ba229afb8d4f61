package facebook_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/facebook"
)

// instagram is the thread of a person on Instagram.
func instagram(contact string) channel.Thread {
	return channel.Thread{Platform: "facebook", Account: instagramID, Contact: contact}
}

// Instagram's formats and sizes are not Messenger's.
func TestLimitsOfInstagram(t *testing.T) {
	ch := newChannel(t, func(c *facebook.Config) { c.Files = files{}.open })
	for _, contact := range []string{"66", "comment:179010"} {
		l := ch.Limits(instagram(contact))
		for _, tt := range []struct {
			m    channel.Message
			want string // the field that is refused
		}{
			{channel.Message{Text: strings.Repeat("é", 500)}, ""},
			{channel.Message{Text: strings.Repeat("é", 501)}, "text"},
			{channel.Message{Attachments: []channel.Attachment{{Kind: channel.MediaImage, URL: "https://a.example/b", Type: "image/png", Size: 8_000_000}}}, ""},
			{channel.Message{Attachments: []channel.Attachment{{Kind: channel.MediaImage, URL: "https://a.example/b", Type: "image/webp"}}}, "attachments[0].type"},
			{channel.Message{Attachments: []channel.Attachment{{Kind: channel.MediaImage, File: "b", Size: 8_000_001}}}, "attachments[0].size"},
			{channel.Message{Attachments: []channel.Attachment{{Kind: channel.MediaAudio, URL: "https://a.example/b", Type: "audio/x-m4a"}}}, ""},
			{channel.Message{Attachments: []channel.Attachment{{Kind: channel.MediaAudio, URL: "https://a.example/b", Type: "audio/mpeg"}}}, "attachments[0].type"},
			{channel.Message{Attachments: []channel.Attachment{{Kind: channel.MediaVideo, URL: "https://a.example/b", Type: "video/webm", Size: 25_000_000}}}, ""},
			{channel.Message{Attachments: []channel.Attachment{{Kind: channel.MediaVideo, URL: "https://a.example/b", Type: "video/3gpp"}}}, "attachments[0].type"},
			{channel.Message{Attachments: []channel.Attachment{{Kind: channel.MediaFile, URL: "https://a.example/b", Type: "application/pdf"}}}, ""},
			{channel.Message{Attachments: []channel.Attachment{{Kind: channel.MediaFile, URL: "https://a.example/b", Type: "application/zip"}}}, "attachments[0].type"},
			{channel.Message{Text: "x", QuickReplies: []channel.QuickReply{{Text: "a"}}}, ""},
			{channel.Message{Text: "x", QuickReplies: []channel.QuickReply{{Asks: channel.AskPhone}}}, "quickReplies[0].asks"},
			{channel.Message{Text: "x", QuickReplies: []channel.QuickReply{{Asks: channel.AskEmail}}}, "quickReplies[0].asks"},
			{channel.Message{Text: "x", QuickReplies: []channel.QuickReply{{Text: "a", Image: "https://a.example/b"}}}, "quickReplies[0].image"},
		} {
			var got []string
			for _, e := range channel.FieldErrors(l.Check(tt.m)) {
				got = append(got, e.Field)
			}
			if strings.Join(got, " ") != tt.want {
				t.Errorf("%s: %+v: complaints about %v, want %q", contact, tt.m, got, tt.want)
			}
		}
	}
	image := channel.Attachment{Kind: channel.MediaImage, URL: "https://a.example/b"}
	l := ch.Limits(instagram("66"))
	for n, want := range map[int]bool{2: true, 10: true, 11: false} {
		if err := l.Check(channel.Message{Attachments: slices.Repeat([]channel.Attachment{image}, n)}); (err == nil) != want {
			t.Errorf("%d images: %v", n, err)
		}
	}
	film := channel.Attachment{Kind: channel.MediaVideo, URL: "https://a.example/b"}
	if err := l.Check(channel.Message{Attachments: []channel.Attachment{image, film}}); err == nil {
		t.Error("an image and a video went together")
	}
	if err := ch.Limits(thread(personID)).Check(channel.Message{Attachments: []channel.Attachment{image, image}}); err == nil {
		t.Error("two images went together on Messenger")
	}
}

// The rates are the host's, where Meta gave the app others.
func TestRatesAreSettable(t *testing.T) {
	rates := []channel.Rate{{Scope: channel.ScopeAccount, N: 5, Per: 1e9}}
	ch := newChannel(t, func(c *facebook.Config) { c.Rates = rates })
	if diff := cmp.Diff(rates, ch.Limits(thread(personID)).Rates); diff != "" {
		t.Errorf("Rates (-want +got):\n%s", diff)
	}
	cfg := config()
	cfg.Rates = []channel.Rate{{N: 5}}
	if _, err := facebook.New(cfg); len(channel.FieldErrors(err)) != 1 || channel.FieldErrors(err)[0].Field != "rates[0]" {
		t.Errorf("a rate without a time: %v", err)
	}
}
