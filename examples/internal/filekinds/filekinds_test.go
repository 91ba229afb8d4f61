package filekinds_test

import (
	"encoding/json"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/plan"
	"github.com/contactkit/contactkit/telegram/apifabric"
	"github.com/contactkit/contactkit/telegram/apifabric/apifabrictest"
	"github.com/contactkit/contactkit/telegram/telegramtest"
)

const (
	jpeg = "\xff\xd8\xff\xe0\x00\x10JFIF"
	png  = "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"
	gif  = "GIF89a\x01\x00\x01\x00"
	mp4  = "\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42"
	m4v  = "\x00\x00\x00\x18ftypM4V \x00\x00\x00\x00M4V "
	mov  = "\x00\x00\x00\x14ftypqt  \x00\x00\x00\x00"
	mp3  = "ID3\x03\x00\x00\x00\x00\x00\x00"
	wav  = "RIFF\x24\x00\x00\x00WAVEfmt "
	pdf  = "%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"
	page = "<!DOCTYPE html><title>Not found</title>"
	ogg  = "OggS\x00\x02\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x01\x13OpusHead"
)

// Short names of kinds, for the table.
const (
	image, animation, video, audio, voice, file = channel.MediaImage, channel.MediaAnimation, channel.MediaVideo, channel.MediaAudio, channel.MediaVoice, channel.MediaFile

	none = channel.MediaKind("") // the file is refused before any call
)

// platforms are the columns of the table.
var platforms = [...]struct {
	name string
	open func(testing.TB, *shelf) place
}{
	{"Telegram", onTelegram},
	{"Messenger", func(t testing.TB, s *shelf) place { return onMeta(t, s, false) }},
	{"Instagram", func(t testing.TB, s *shelf) place { return onMeta(t, s, true) }},
	{"X", func(t testing.TB, s *shelf) place { return onX(t, s, false) }},
	{"X encrypted", func(t testing.TB, s *shelf) place { return onX(t, s, true) }},
	{"WhatsApp", onWhatsApp},
}

// labels are names and types that a file may wrongly have. None of them changes how it is sent.
var labels = [...][2]string{
	{"", ""}, {"file", "application/octet-stream"}, {"a.jpg", "image/jpg"}, {"a.jfif", "image/pjpeg"}, {"a.m4v", "video/x-m4v"}, {"a.mp3", "audio/mpeg"},
	{"a.pdf", "application/pdf"}, {"a.txt", "text/plain; charset=utf-8"}, {"a.gif", "image/gif"},
}

// Every platform sends the same file as the same kind, whatever its labels are, as far as it takes
// that kind. Package plan says so beforehand where the label is right.
func TestEveryPlatformTellsAFileFromItsFirstBytes(t *testing.T) {
	tests := []struct {
		name, content, typ string
		called             channel.MediaKind
		want               [len(platforms)]channel.MediaKind
	}{
		// Telegram   Messenger  Instagram  X          encrypted  WhatsApp
		{"a JPEG", jpeg, "image/jpeg", image, [...]channel.MediaKind{image, image, image, image, image, image}},
		{"a PNG", png, "image/png", image, [...]channel.MediaKind{image, image, image, image, image, image}},
		{"a JPEG called a video", jpeg, "image/jpeg", video, [...]channel.MediaKind{image, image, image, image, image, image}},
		{"a JPEG called a sound", jpeg, "image/jpeg", audio, [...]channel.MediaKind{image, image, image, none, image, image}},
		{"a JPEG that is to be a file", jpeg, "image/jpeg", file, [...]channel.MediaKind{file, file, image, none, file, file}},
		{"a GIF called an image", gif, "image/gif", image, [...]channel.MediaKind{animation, animation, animation, animation, animation, file}},
		{"a GIF", gif, "image/gif", animation, [...]channel.MediaKind{animation, animation, animation, animation, animation, none}},
		{"an animation that is an MP4", mp4, "video/mp4", animation, [...]channel.MediaKind{animation, video, video, video, video, none}},
		{"an MP4", mp4, "video/mp4", video, [...]channel.MediaKind{video, video, video, video, video, video}},
		{"an M4V", m4v, "video/mp4", video, [...]channel.MediaKind{video, video, video, video, video, video}},
		{"an MP4 called an image", mp4, "video/mp4", image, [...]channel.MediaKind{video, video, video, video, video, video}},
		{"a QuickTime film", mov, "video/quicktime", video, [...]channel.MediaKind{video, video, video, video, video, file}},
		{"a sound in an MP4", mp4, "audio/mp4", audio, [...]channel.MediaKind{audio, audio, audio, none, audio, audio}},
		{"an MP3", mp3, "audio/mpeg", audio, [...]channel.MediaKind{audio, audio, none, none, audio, audio}},
		{"a WAV", wav, "audio/wav", audio, [...]channel.MediaKind{file, audio, audio, none, audio, file}},
		{"a voice message", ogg, "audio/ogg", voice, [...]channel.MediaKind{voice, voice, none, none, voice, voice}},
		{"a sound called a video", mp3, "audio/mpeg", video, [...]channel.MediaKind{audio, audio, none, none, audio, audio}},
		{"a PDF", pdf, "application/pdf", file, [...]channel.MediaKind{file, file, file, none, file, file}},
		{"a PDF called an image", pdf, "application/pdf", image, [...]channel.MediaKind{file, file, file, none, file, file}},
		{"an error page called an image", page, "text/html", image, [len(platforms)]channel.MediaKind{}},
		{"an error page called a sound", page, "text/html", audio, [len(platforms)]channel.MediaKind{}},
	}
	for i, p := range platforms {
		t.Run(p.name, func(t *testing.T) {
			var host shelf
			place := p.open(t, &host)
			for _, tt := range tests {
				for _, label := range labels {
					host.put(tt.content, label[0], label[1])
					a := channel.Attachment{Kind: tt.called, File: "f", Type: label[1]}
					_, err := place.ch.Send(t.Context(), place.to, channel.Message{Attachments: []channel.Attachment{a}})
					if tt.want[i] == none {
						if len(channel.FieldErrors(err)) != 1 || !errors.Is(err, channel.ErrRejected) {
							t.Errorf("%s with the labels %q: %v, want one complaint", tt.name, label, err)
						}
						continue
					}
					if err != nil {
						t.Errorf("%s with the labels %q: %v", tt.name, label, err)
					} else if got, want := place.last(), place.words[tt.want[i]]; got != want {
						t.Errorf("%s with the labels %q went as %q, want %q", tt.name, label, got, want)
					}
				}
				planned, _, err := plan.Fit(channel.Message{Attachments: []channel.Attachment{{Kind: tt.called, File: "f", Type: tt.typ}}}, place.ch.Limits(place.to), plan.Split)
				if err != nil || len(planned[0].Attachments) == 0 {
					if tt.want[i] != none {
						t.Errorf("%s: plan refuses: %v", tt.name, err)
					}
				} else if got := planned[0].Attachments[0].Kind; tt.want[i] != none && place.words[got] != place.words[tt.want[i]] {
					t.Errorf("%s: plan says %q, sent as %q", tt.name, got, tt.want[i])
				}
			}
		})
	}
}

// The interfaces of AICC's web client have types of their own.
func TestWebClientTellsAFileFromItsFirstBytes(t *testing.T) {
	gateway := apifabrictest.New(apifabrictest.Config{Now: now, Bot: telegramtest.New(telegramtest.Config{Now: now})})
	client := must(apifabric.New(apifabric.Config{TokenURL: apifabrictest.TokenURL, BusinessURL: apifabrictest.BusinessURL, AppKey: gateway.Config().AppKey,
		AppSecret: channel.Secret(gateway.Config().AppSecret), HTTP: gateway.Client(), Now: now}))(t)
	web := must(client.Web(apifabric.WebOptions{ConfigID: gateway.Config().Channel, UploadMember: "objectKey"}))(t)
	for _, tt := range []struct{ name, content, called, want string }{
		{"a JPEG", jpeg, "PNG", "JPG"},
		{"a JPEG by its other name", jpeg, "jpeg", "JPEG"},
		{"a PNG called PDF", png, "PDF", "PNG"},
		{"an MP3", mp3, "", "MP3"},
		{"an MP4", m4v, "MP3", "MP4"},
		{"a table", "a,b\n1,2\n", "csv", "CSV"},
		{"bytes that tell nothing", "\x00\x01\x02", "AAC", "AAC"},
		{"a WAV called MP3", wav, "MP3", ""},
		{"a GIF called PNG", gif, "PNG", ""},
		{"an error page called JPG", page, "JPG", ""},
		{"a text called PNG", "Not found", "PNG", ""},
	} {
		_, err := web.Upload(t.Context(), apifabric.User{ID: "u1"}, tt.called, channel.File{Body: io.NopCloser(strings.NewReader(tt.content))})
		if tt.want == "" {
			if all := channel.FieldErrors(err); len(all) != 1 || all[0].Field != "fileType" || all[0].Code != channel.CodeUnsupported {
				t.Errorf("%s: %v, want a complaint about fileType", tt.name, err)
			}
			continue
		}
		if err != nil {
			t.Errorf("%s: %v", tt.name, err)
			continue
		}
		var sent struct{ FileType string }
		calls := gateway.Calls()
		if err := json.Unmarshal([]byte(calls[len(calls)-1].Body), &sent); err != nil || sent.FileType != tt.want {
			t.Errorf("%s went as %q, want %q", tt.name, sent.FileType, tt.want)
		}
	}
}
