package channel_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/contactkit/contactkit/channel"
)

func TestCheckKnowsWhatGoesByURLAndWhatAPictureMayMeasure(t *testing.T) {
	limits := channel.Limits{Attachments: 1, Media: []channel.MediaLimit{
		{Kind: channel.MediaImage, URL: -1, Upload: -1, ByID: true, Sides: 10000, Ratio: 20},
		{Kind: channel.MediaFile, URL: -1, Upload: -1, URLTypes: []string{"application/pdf", "application/zip"}},
	}}
	for _, tt := range []struct {
		name string
		a    channel.Attachment
		want string // field of the complaint and its code
	}{
		{"a PDF by URL", channel.Attachment{Kind: "file", URL: "https://a.example/x", Type: "application/pdf"}, ""},
		{"a text by URL", channel.Attachment{Kind: "file", URL: "https://a.example/x", Type: "text/plain"}, "attachments[0].type unsupported"},
		{"a text by upload", channel.Attachment{Kind: "file", File: "x", Type: "text/plain"}, ""},
		{"a name that tells", channel.Attachment{Kind: "file", URL: "https://a.example/x.DOCX?v=1.pdf"}, "attachments[0].type unsupported"},
		{"a name that is right", channel.Attachment{Kind: "file", URL: "https://a.example/x.zip#a.doc"}, ""},
		{"a name that tells nothing", channel.Attachment{Kind: "file", URL: "https://a.example/get.php?id=7"}, ""},
		{"no host", channel.Attachment{Kind: "image", URL: "https://"}, "attachments[0].url invalid"},
		{"a host without a scheme", channel.Attachment{Kind: "image", URL: "a.example/x.png"}, "attachments[0].url invalid"},
		{"an address with a space", channel.Attachment{Kind: "image", URL: "https://a.example/a b.png"}, "attachments[0].url invalid"},
		{"both sides", channel.Attachment{Kind: "image", File: "x", Width: 9000, Height: 1000}, ""},
		{"sides that are too long", channel.Attachment{Kind: "image", File: "x", Width: 9000, Height: 1001}, "attachments[0].width too_large"},
		{"a strip", channel.Attachment{Kind: "image", URL: "https://a.example/x", Width: 41, Height: 821}, "attachments[0].width invalid"},
		{"a strip that just passes", channel.Attachment{Kind: "image", File: "x", Width: 41, Height: 820}, ""},
		{"a picture of the platform's", channel.Attachment{Kind: "image", ID: "x", Width: 9000, Height: 9000}, ""},
		{"one side unknown", channel.Attachment{Kind: "image", File: "x", Width: 20000}, ""},
	} {
		got := ""
		for _, e := range channel.FieldErrors(limits.Check(channel.Message{Attachments: []channel.Attachment{tt.a}})) {
			got += e.Field + " " + e.Code
		}
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.name, diff)
		}
	}
}
