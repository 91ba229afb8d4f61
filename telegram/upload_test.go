package telegram_test

import (
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/telegram"
	"github.com/contactkit/contactkit/telegram/telegramtest"
	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"
)

func file(kind channel.MediaKind, content string) channel.Attachment {
	return channel.Attachment{Kind: kind, File: "content:" + heads[kind] + content}
}

// heads are the first bytes of a file of each kind. The first bytes of a file decide how it is
// sent.
var heads = map[channel.MediaKind]string{
	channel.MediaImage: "\xff\xd8\xff", channel.MediaVideo: "\x00\x00\x00\x18ftypmp42", channel.MediaAnimation: "GIF89a",
	channel.MediaAudio: "ID3", channel.MediaVoice: "OggS\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x01\x13OpusHead", channel.MediaSticker: "RIFF\x00\x00\x00\x00WEBPVP",
}

// Every kind of file goes out by upload, by URL and by id, and arrives as what it is.
func TestSendFiles(t *testing.T) {
	ch, server := hired(t, telegramtest.Config{}, nil)
	methods := map[channel.MediaKind][2]string{
		channel.MediaImage: {"sendPhoto", "photo"}, channel.MediaVideo: {"sendVideo", "video"}, channel.MediaAnimation: {"sendAnimation", "animation"},
		channel.MediaAudio: {"sendAudio", "audio"}, channel.MediaVoice: {"sendVoice", "voice"}, channel.MediaSticker: {"sendSticker", "sticker"},
		channel.MediaFile: {"sendDocument", "document"},
	}
	urls := map[channel.MediaKind]string{
		channel.MediaImage: "a.jpg", channel.MediaVideo: "a.mp4", channel.MediaAnimation: "a.gif", channel.MediaAudio: "a.mp3",
		channel.MediaVoice: "a.ogg", channel.MediaSticker: "a.webp", channel.MediaFile: "a.pdf",
	}
	for _, limit := range ch.Limits(private).Media {
		kind := limit.Kind
		a := file(kind, "bytes of "+string(kind))
		a.Name = "own-name.bin"
		send := func(a channel.Attachment) telegramtest.Sent {
			_, err := ch.Send(t.Context(), private, channel.Message{Attachments: []channel.Attachment{a}})
			require.NoError(t, err, "%s", kind)
			return lastSent(t, server)
		}
		sent := send(a)
		got := sent.Attachments[0]
		want := []string{methods[kind][0], methods[kind][1], "own-name.bin", heads[kind] + "bytes of " + string(kind)}
		if diff := cmp.Diff(want, []string{sent.Method, got.Kind, got.Name, string(got.Data)}); diff != "" {
			t.Errorf("%s by upload (-want +got):\n%s", kind, diff)
		}
		if again := send(channel.Attachment{Kind: kind, ID: got.ID}); again.Attachments[0].ID != got.ID {
			t.Errorf("%s by id arrived as %+v", kind, again.Attachments[0])
		}
		address := "https://files.example/" + urls[kind]
		if by := send(channel.Attachment{Kind: kind, URL: address}); by.Attachments[0].URL != address || by.Method != methods[kind][0] {
			t.Errorf("%s by URL arrived as %+v", kind, by)
		}
	}
}

// form is a multipart request as a server reads it: the parameters, and of files their names and
// contents.
func form(t *testing.T, f *fake) map[string]string {
	t.Helper()
	kind, params, err := mime.ParseMediaType(strings.TrimPrefix(f.http, "POST "))
	require.NoError(t, err)
	require.Equal(t, "multipart/form-data", kind)
	all := make(map[string]string)
	r := multipart.NewReader(strings.NewReader(f.body), params["boundary"])
	for {
		part, err := r.NextRawPart()
		if err == io.EOF {
			return all
		}
		require.NoError(t, err)
		body, err := io.ReadAll(part)
		require.NoError(t, err)
		all[part.FormName()] = string(body)
		if part.FileName() != "" {
			all[part.FormName()] = fmt.Sprintf("%s (%s): %s", part.FileName(), part.Header.Get("Content-Type"), body)
		}
	}
}

func TestFormOfAnUpload(t *testing.T) {
	ch, f := sending(t, func(c *telegram.Config) { c.Files = hostFiles })
	tests := []struct {
		name   string
		to     channel.Thread
		m      channel.Message
		method string
		want   map[string]string
	}{
		{"a picture with a formatted caption and a button", topic, channel.Message{
			Text: "så <fat>", Spans: []channel.Span{{Kind: channel.SpanBold, Start: 4, End: 9}}, ReplyTo: "7",
			Attachments: []channel.Attachment{file(channel.MediaImage, "JPG")}, Buttons: []channel.Button{{Text: "Ok", Payload: "1"}},
			Native: telegram.Native(telegram.Options{Silent: true, Protect: true, Spoiler: true, CaptionAbove: true}),
		}, "sendPhoto", map[string]string{
			"chat_id": "6804410077", "message_thread_id": "17", "photo": "attach://file0", "file0": "host.txt (image/jpeg): " + heads["image"] + "JPG", "caption": "så <fat>",
			"caption_entities": `[{"type":"bold","offset":3,"length":5}]`, "reply_markup": `{"inline_keyboard":[[{"text":"Ok","callback_data":"1"}]]}`,
			"reply_parameters": `{"message_id":7,"allow_sending_without_reply":true}`, "disable_notification": "true", "protect_content": "true",
			"has_spoiler": "true", "show_caption_above_media": "true",
		}},
		{"a file that must stay one", private, channel.Message{Attachments: []channel.Attachment{{Kind: channel.MediaFile, File: "content:GIF89a", Type: "text/plain"}}},
			"sendDocument", map[string]string{"chat_id": "6804410077", "document": "attach://file0", "file0": "host.txt (image/gif): GIF89a", "disable_content_type_detection": "true"}},
		{"a video with its measures", private, channel.Message{Attachments: []channel.Attachment{
			{Kind: channel.MediaVideo, File: "content:" + heads["video"] + "MP4", Width: 640, Height: 480, Duration: 7500 * time.Millisecond}}},
			"sendVideo", map[string]string{"chat_id": "6804410077", "video": "attach://file0", "file0": "host.txt (video/mp4): " + heads["video"] + "MP4", "width": "640", "height": "480", "duration": "7"}},
		{"a video note", private, channel.Message{Attachments: []channel.Attachment{{Kind: channel.MediaVideo, File: "content:" + heads["video"] + "MP4", Width: 384, Height: 384}},
			Native: telegram.Native(telegram.Options{Round: true})},
			"sendVideoNote", map[string]string{"chat_id": "6804410077", "video_note": "attach://file0", "file0": "host.txt (video/mp4): " + heads["video"] + "MP4", "length": "384"}},
		{"a file of no known length, and no name", private, channel.Message{Attachments: []channel.Attachment{{Kind: channel.MediaFile, File: "streamed"}}},
			"sendDocument", map[string]string{"chat_id": "6804410077", "document": "attach://file0", "file0": "file (text/plain): of no known length", "disable_content_type_detection": "true"}},
		{"an album of all three ways", private, channel.Message{Text: "se", Attachments: []channel.Attachment{
			file(channel.MediaImage, "1"), {Kind: channel.MediaVideo, ID: "BAAC-v"}, {Kind: channel.MediaImage, URL: "https://a.example/b.jpg"}, file(channel.MediaVideo, "2")},
			Native: telegram.Native(telegram.Options{Spoiler: true})},
			"sendMediaGroup", map[string]string{"chat_id": "6804410077", "file0": "host.txt (image/jpeg): " + heads["image"] + "1", "file1": "host.txt (video/mp4): " + heads["video"] + "2",
				"media": `[{"type":"photo","media":"attach://file0","caption":"se","has_spoiler":true},{"type":"video","media":"BAAC-v","has_spoiler":true},` +
					`{"type":"photo","media":"https://a.example/b.jpg","has_spoiler":true},{"type":"video","media":"attach://file1","has_spoiler":true}]`}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := ch.Send(t.Context(), tt.to, tt.m)
			require.NoError(t, err)
			if diff := cmp.Diff(tt.want, form(t, f)); diff != "" || f.method != tt.method {
				t.Errorf("%s, want %s (-want +got):\n%s", f.method, tt.method, diff)
			}
		})
	}
}

func TestSendAlbum(t *testing.T) {
	ch, server := hired(t, telegramtest.Config{}, nil)
	got, err := ch.Send(t.Context(), private, channel.Message{Text: "The three", Spans: []channel.Span{{Kind: channel.SpanBold, Start: 4, End: 9}},
		Attachments: []channel.Attachment{file(channel.MediaImage, "1"), file(channel.MediaVideo, "2"), file(channel.MediaImage, "3")}})
	require.NoError(t, err)
	if diff := cmp.Diff(channel.Sent{IDs: []string{"2", "3", "4"}, Time: server.Now()}, got); diff != "" {
		t.Errorf("Sent (-want +got):\n%s", diff)
	}
	var seen []string
	for _, s := range server.Sent() {
		seen = append(seen, fmt.Sprintf("%s %s %s %q", s.Method, s.Attachments[0].Kind, s.Attachments[0].Data[len(s.Attachments[0].Data)-1:], s.Text))
	}
	want := []string{`sendMediaGroup photo 1 "The three"`, `sendMediaGroup video 2 ""`, `sendMediaGroup photo 3 ""`}
	if diff := cmp.Diff(want, seen); diff != "" {
		t.Errorf("arrived (-want +got):\n%s", diff)
	}
	_, err = ch.Send(t.Context(), business, channel.Message{Attachments: []channel.Attachment{{Kind: channel.MediaFile, ID: "A"}, {Kind: channel.MediaAudio, ID: "B"}}})
	if diff := cmp.Diff([]complaint{{"attachments", channel.CodeConflict}}, complaints(err)); diff != "" {
		t.Errorf("a file and a sound (-want +got):\n%s", diff)
	}
}

// A file that cannot be had has surely not arrived, and the error says whether to try again.
func TestFilesThatCannotBeHad(t *testing.T) {
	ch, server := hired(t, telegramtest.Config{}, nil)
	tests := []struct {
		name  string
		files string
		kind  channel.MediaKind
		want  error
		field string
	}{
		{"not there", "nothing of this name", channel.MediaFile, channel.ErrRejected, ""},
		{"store is down", "offline", channel.MediaFile, channel.ErrUnavailable, ""},
		{"shorter than it said", "cut short", channel.MediaFile, channel.ErrUnavailable, ""},
		{"picture over 10 MB", "content:" + heads["image"] + strings.Repeat("x", 10<<20), channel.MediaImage, channel.ErrRejected, "attachments[0]"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := ch.Send(t.Context(), private, channel.Message{Attachments: []channel.Attachment{{Kind: tt.kind, File: tt.files}}})
			if !errors.Is(err, tt.want) || len(server.Sent()) != 0 {
				t.Errorf("Send: %.200v, %d sent; want %v", err, len(server.Sent()), tt.want)
			}
			if fields := channel.FieldErrors(err); tt.field != "" && (len(fields) != 1 || fields[0].Field != tt.field) {
				t.Errorf("complaints %v, want one about %s", fields, tt.field)
			}
			if strings.Contains(err.Error(), token.Reveal()) {
				t.Errorf("the error of the host's store shows the token: %v", err)
			}
		})
	}
}

// A local server takes large files, and reads those on its own disk itself.
func TestLocalServer(t *testing.T) {
	disk := func(name string) string {
		path, _ := strings.CutPrefix(name, "disk:")
		if path == name {
			return ""
		}
		return path
	}
	ch, server := hired(t, telegramtest.Config{Local: true}, func(c *telegram.Config) {
		c.BaseURL, c.Local, c.LocalPath = "http://localhost:8081", true, disk
	})
	server.PutDisk("/srv/desk/bill.pdf", []byte("PDF"))
	image := "content:" + heads["image"] + strings.Repeat("x", 11<<20)
	for _, a := range []channel.Attachment{{Kind: channel.MediaFile, File: "disk:/srv/desk/bill.pdf"}, {Kind: channel.MediaImage, File: image}} {
		_, err := ch.Send(t.Context(), private, channel.Message{Attachments: []channel.Attachment{a}})
		require.NoError(t, err)
	}
	calls := server.Calls()
	if !strings.Contains(calls[0].Body, `"document":"file:///srv/desk/bill.pdf"`) || !strings.Contains(calls[1].Body, "attach://file0") {
		t.Errorf("sent %s and %.300s", calls[0].Body, calls[1].Body)
	}
	// How the server reads other characters is not documented: such a file is uploaded.
	_, err := ch.Send(t.Context(), private, channel.Message{Attachments: []channel.Attachment{{Kind: channel.MediaFile, File: "disk:/srv/med mellomrom.pdf"}}})
	if !errors.Is(err, channel.ErrRejected) {
		t.Errorf("a path with a blank, and no such file: %v", err)
	}
	if got := ch.Limits(private).Media[0].Upload; got != 2000<<20 {
		t.Errorf("a local server takes %d bytes", got)
	}
}

// Who gives a client decides how long an upload may take.
func TestTimeoutOfTheHostsClientCounts(t *testing.T) {
	var ctxs []bool
	slow := &http.Client{Timeout: time.Minute, Transport: roundTrip(func(r *http.Request) (*http.Response, error) {
		_, bounded := r.Context().Deadline()
		ctxs = append(ctxs, bounded)
		_, _ = io.Copy(io.Discard, r.Body)
		return &http.Response{StatusCode: 200, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(sentOK))}, nil
	})}
	ch := newChannel(t, func(c *telegram.Config) { c.HTTP, c.Files = slow, hostFiles })
	_, err := ch.Send(t.Context(), private, channel.Message{Attachments: []channel.Attachment{file(channel.MediaFile, "x")}})
	require.NoError(t, err)
	if diff := cmp.Diff([]bool{true}, ctxs); diff != "" {
		t.Errorf("bounded in time (-want +got):\n%s", diff)
	}
}

// The server ends a name at the first semicolon, and takes quotes, backslashes and percent signs as
// they are.
func TestFileNamesArriveWhole(t *testing.T) {
	ch, server := hired(t, telegramtest.Config{}, nil)
	for name, want := range map[string]string{
		`a;b.pdf`: "a,b.pdf", `the "new" one.pdf`: "the 'new' one.pdf", `c\d.pdf`: "c_d.pdf", "50%22.pdf": "50%22.pdf", "brød 🍞.pdf": "brød 🍞.pdf", "e=f.pdf": "e=f.pdf",
	} {
		_, err := ch.Send(t.Context(), private, channel.Message{Attachments: []channel.Attachment{{Kind: channel.MediaFile, File: "content:x", Name: name}}})
		require.NoError(t, err)
		if got := lastSent(t, server).Attachments[0].Name; got != want {
			t.Errorf("%q arrives as %q, want %q", name, got, want)
		}
	}
}

// Telegram fetches a URL before it answers, which may take longer than an ordinary call.
func TestWhatTelegramFetchesTakesItsTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		server := telegramtest.New(telegramtest.Config{Token: token.Reveal(), WebhookSecret: secret.Reveal(), Now: time.Now})
		server.Say(ada, "Hei")
		listener := make(pipes)
		web := &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			time.Sleep(40 * time.Second) // of bubble time
			checking(t, server).ServeHTTP(w, r)
		})}
		go func() { _ = web.Serve(listener) }()
		defer web.Close()
		ch := newChannel(t, func(c *telegram.Config) { c.BaseURL, c.Dial = "http://telegram.example", listener.dial })
		picture := channel.Attachment{Kind: channel.MediaImage, ID: "A"}
		if _, err := ch.Send(t.Context(), private, channel.Message{Attachments: []channel.Attachment{picture}}); !errors.Is(err, channel.ErrUncertain) {
			t.Errorf("by id: %v, want no answer within 30 seconds", err)
		}
		picture = channel.Attachment{Kind: channel.MediaImage, URL: "https://a.example/a.jpg"}
		byMethod := method(t, "sendPhoto", map[string]any{"photo": picture.URL})
		for name, m := range map[string]channel.Message{"by URL": {Attachments: []channel.Attachment{picture}}, "by a method": {Native: byMethod}} {
			if _, err := ch.Send(t.Context(), private, m); err != nil {
				t.Errorf("%s: %v, want the server's answer after 40 seconds", name, err)
			}
		}
		second := channel.Attachment{Kind: channel.MediaImage, URL: "https://a.example/b.jpg"}
		album, err := ch.Send(t.Context(), private, channel.Message{Attachments: []channel.Attachment{picture, second}})
		if err != nil || len(album.IDs) != 2 {
			t.Fatalf("an album by URL: %+v, %v, want the server's answer after 40 seconds", album, err)
		}
		if err := ch.EditMessage(t.Context(), private, album.IDs[0], channel.Message{Attachments: []channel.Attachment{second}}); err != nil {
			t.Errorf("a picture by URL in the place of another: %v, want the server's answer after 40 seconds", err)
		}
		opened := map[string]string{"callback_query_id": "1", "url": "https://a.example/"} // Telegram fetches none
		if err := ch.Call(t.Context(), "answerCallbackQuery", opened, nil); !errors.Is(err, channel.ErrUncertain) {
			t.Errorf("an address that is no file's in a Call: %v, want no answer within 30 seconds", err)
		}
		called := map[string]any{"chat_id": ada, "message_id": album.IDs[0], "media": map[string]string{"type": "photo", "media": picture.URL}}
		if err := ch.Call(t.Context(), "editMessageMedia", called, nil); err != nil {
			t.Errorf("a picture by URL in a Call: %v, want the server's answer after 40 seconds", err)
		}
	})
}
