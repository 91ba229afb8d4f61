package telegram_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"strings"
	"testing"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/standin"
	"github.com/contactkit/contactkit/telegram"
	"github.com/contactkit/contactkit/telegram/telegramtest"
	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"
)

// attachment lets ada send a file, and returns it as the channel reports it.
func attachment(t *testing.T, ch *telegram.Channel, server *telegramtest.Server, kind, name, content string) (channel.Thread, channel.Attachment) {
	t.Helper()
	received(t, ch, server)
	server.SendFile(ada, kind, name, "", []byte(content))
	events := received(t, ch, server)
	require.Len(t, events, 1)
	m, ok := events[0].Body.(channel.Message)
	require.True(t, ok)
	require.Len(t, m.Attachments, 1)
	return events[0].Thread, m.Attachments[0]
}

func TestOpenMedia(t *testing.T) {
	ch, server := hired(t, telegramtest.Config{}, nil)
	thread, a := attachment(t, ch, server, "document", "Søknad.pdf", "%PDF-1.7")
	f, err := channel.OpenMedia(t.Context(), ch, thread, a)
	require.NoError(t, err)
	body, err := io.ReadAll(f.Body)
	require.NoError(t, err)
	require.NoError(t, f.Body.Close())
	f.Body = nil
	if diff := cmp.Diff(channel.File{Name: "Søknad.pdf", Type: a.Type, Size: 8}, f); diff != "" || string(body) != "%PDF-1.7" {
		t.Errorf("read %q (-want +got):\n%s", body, diff)
	}
	for _, id := range []string{"", "../../etc/passwd", "https://a.example/x", "file:///etc/passwd"} {
		calls := len(server.Calls())
		if _, err := ch.OpenMedia(t.Context(), thread, channel.Attachment{ID: id}); !errors.Is(err, channel.ErrRejected) || len(server.Calls()) != calls {
			t.Errorf("id %q: %v", id, err)
		}
	}
	if _, err := ch.OpenMedia(t.Context(), thread, channel.Attachment{ID: "AgAC-unknown"}); !errors.Is(err, channel.ErrUnavailable) {
		t.Errorf("an id that is not known: %v", err)
	}
	server.SendHuge(ada, "film.mkv", 21<<20)
	huge := received(t, ch, server)[0].Body.(channel.Message).Attachments[0]
	if _, err := ch.OpenMedia(t.Context(), thread, huge); !errors.Is(err, channel.ErrRejected) {
		t.Errorf("over 20 MB: %v", err)
	}
}

// Whatever label a customer's program wrote, the first bytes of the file decide.
func TestOpenMediaTellsTheTypeByTheBytes(t *testing.T) {
	ch, server := hired(t, telegramtest.Config{}, nil)
	for content, want := range map[string]string{
		"\xff\xd8\xff\xe0\x00\x10JFIF": "image/jpeg", "%PDF-1.7": "application/pdf", "\x00\x01\x02\x03": "image/png", "<html>no": "text/html",
	} {
		thread, a := attachment(t, ch, server, "document", "seen.png", content)
		a.Type = "image/png"
		f, err := ch.OpenMedia(t.Context(), thread, a)
		require.NoError(t, err)
		body, err := io.ReadAll(f.Body)
		require.NoError(t, err)
		if f.Type != want || string(body) != content {
			t.Errorf("%q is %q, want %q; read %q", content, f.Type, want, body)
		}
	}
}

// An address that has expired between its being told and its use is asked for again, once.
func TestOpenMediaAsksAgain(t *testing.T) {
	ch, server := hired(t, telegramtest.Config{}, nil)
	thread, a := attachment(t, ch, server, "photo", "", "JPG")
	gone := standin.Status(http.StatusNotFound, `{"ok":false,"error_code":404,"description":"Not Found"}`).On("/file/")
	server.Fail(gone, 1)
	f, err := ch.OpenMedia(t.Context(), thread, a)
	require.NoError(t, err)
	f.Body.Close()
	server.Fail(gone, -1)
	before := len(server.Calls())
	if _, err := ch.OpenMedia(t.Context(), thread, a); !errors.Is(err, channel.ErrUnavailable) || errors.Is(err, channel.ErrUnauthorized) || len(server.Calls()) != before+4 {
		t.Errorf("gone for good: %v after %d calls", err, len(server.Calls())-before)
	}
	server.Heal()
	for _, fault := range []standin.Fault{standin.Status(403, "<html>").On("/file/"), standin.Refuse().On("/file/"), standin.Drop().On("/file/"), standin.Refuse().On("getFile")} {
		server.Fail(fault, 1)
		_, err := ch.OpenMedia(t.Context(), thread, a)
		if !errors.Is(err, channel.ErrUnavailable) || strings.Contains(fmt.Sprintf("%v %+v", err, err), token.Reveal()) {
			t.Errorf("%+v: %v", fault, err)
		}
		server.Heal()
	}
	ch, f2 := sending(t, nil)
	f2.answer = `{"ok":true,"result":{"file_id":"A","file_unique_id":"B"}}`
	if _, err := ch.OpenMedia(t.Context(), private, channel.Attachment{ID: "A"}); !errors.Is(err, channel.ErrUnavailable) {
		t.Errorf("no path is told: %v", err)
	}
}

// With a local server the path is one on its disk; it may hold the token, and is not read unless
// the host says how.
func TestOpenMediaOfALocalServer(t *testing.T) {
	var server *telegramtest.Server
	disk := func(_ context.Context, name string) (channel.File, error) {
		data, ok := server.Disk(name)
		if !ok {
			return channel.File{}, fmt.Errorf("%s: %w", name, fs.ErrNotExist)
		}
		return channel.File{Body: io.NopCloser(strings.NewReader(string(data))), Size: int64(len(data))}, nil
	}
	for name, files := range map[string]channel.Files{"with the disk": disk, "without": nil} {
		t.Run(name, func(t *testing.T) {
			var ch *telegram.Channel
			ch, server = hired(t, telegramtest.Config{Local: true}, func(c *telegram.Config) {
				c.BaseURL, c.Local, c.LocalFiles = "http://localhost:8081", true, files
			})
			thread, a := attachment(t, ch, server, "voice", "", "OGG")
			f, err := ch.OpenMedia(t.Context(), thread, a)
			if files == nil {
				if diff := cmp.Diff([]complaint{{"localFiles", channel.CodeMissing}}, complaints(err)); diff != "" || strings.Contains(err.Error(), token.Reveal()) {
					t.Errorf("OpenMedia: %v (-want +got):\n%s", err, diff)
				}
				return
			}
			require.NoError(t, err)
			body, err := io.ReadAll(f.Body)
			if err != nil || string(body) != "OGG" || f.Size != 3 {
				t.Errorf("read %q of %d, %v", body, f.Size, err)
			}
		})
	}
}

// The answer of getFile decides where a file is read: below the address of files, on the server's
// disk, or not now.
func TestAnswersOfGetFile(t *testing.T) {
	onDisk := func(c *telegram.Config) {
		c.BaseURL, c.Local = "http://127.0.0.1:8081", true
		c.LocalFiles = func(_ context.Context, name string) (channel.File, error) {
			return channel.File{Body: io.NopCloser(strings.NewReader("")), Name: name, Size: -1}, nil
		}
	}
	for name, tt := range map[string]struct {
		answer string
		change func(*telegram.Config)
		want   channel.File
		url    string // that was asked last
		err    error
	}{
		"a path": {`{"ok":true,"result":{"file_id":"AgACKiosk","file_unique_id":"AQADk","file_size":5120,"file_path":"photos/file_7.jpg"}}`, nil,
			channel.File{Name: "file_7.jpg", Type: "text/plain", Size: 5120}, "https://api.telegram.org/file/bot" + token.Reveal() + "/photos/file_7.jpg", nil},
		"no path": {`{"ok":true,"result":{"file_id":"BQACKiosk","file_unique_id":"AgADk","file_size":5120}}`, nil,
			channel.File{}, "https://api.telegram.org/bot" + token.Reveal() + "/getFile", channel.ErrUnavailable},
		"a path on the disk of a local server, which holds the token": {`{"ok":true,"result":{"file_id":"BQACKiosk","file_size":3221225999,"file_path":"/var/lib/telegram-bot-api/` + token.Reveal() + `/documents/file_9.zip"}}`, onDisk,
			channel.File{Name: "/var/lib/telegram-bot-api/[secret]/documents/file_9.zip", Size: 3221225999}, "http://127.0.0.1:8081/bot" + token.Reveal() + "/getFile", nil},
		"a path on a disk that cannot be read": {`{"ok":true,"result":{"file_path":"/var/lib/telegram-bot-api/file_9.zip"}}`, nil,
			channel.File{}, "https://api.telegram.org/bot" + token.Reveal() + "/getFile", channel.ErrRejected},
	} {
		ch, f := sending(t, tt.change)
		f.answer = tt.answer
		got, err := ch.OpenMedia(t.Context(), private, channel.Attachment{ID: "AgACKiosk"})
		got.Body = nil
		if diff := cmp.Diff(tt.want, got); diff != "" || !errors.Is(err, tt.err) || f.url != tt.url {
			t.Errorf("%s: %v, asked %s (-want +got):\n%s", name, err, f.url, diff)
		}
	}
}
