package telegram_test

import (
	"bytes"
	"context"
	"errors"
	"image"
	"image/color"
	"image/png"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/telegram"
	"github.com/contactkit/contactkit/telegram/telegramtest"
)

// shelf is a host's store that counts how often its files are opened and closed.
type shelf struct{ opened, closed int }

type shelved struct {
	io.Reader
	of *shelf
}

func (s shelved) Close() error { s.of.closed++; return nil }

func (s *shelf) open(_ context.Context, content string) (channel.File, error) {
	if content == "gone" {
		return channel.File{}, errors.New("the store is down")
	}
	s.opened++
	return channel.File{Body: shelved{strings.NewReader(content), s}, Type: "image/jpeg", Size: int64(len(content))}, nil
}

// Telegram refuses pictures whose sides are too long as photos; as documents they arrive.
func TestPicturesOfUnusualSidesGoAsDocuments(t *testing.T) {
	for _, tt := range []struct {
		width, height int
		method        string
	}{
		{9000, 1000, "sendPhoto"}, {9000, 1001, "sendDocument"}, {20, 400, "sendPhoto"}, {20, 401, "sendDocument"},
	} {
		var b bytes.Buffer
		require.NoError(t, png.Encode(&b, image.NewPaletted(image.Rect(0, 0, tt.width, tt.height), color.Palette{color.White})))
		ch, server := hired(t, telegramtest.Config{}, func(c *telegram.Config) { c.Files = new(shelf).open })
		if _, err := ch.Send(t.Context(), private, channel.Message{Attachments: []channel.Attachment{{Kind: channel.MediaImage, File: b.String()}}}); err != nil {
			t.Errorf("%d × %d: %v", tt.width, tt.height, err)
			continue
		}
		if got := lastSent(t, server).Method; got != tt.method {
			t.Errorf("%d × %d goes by %s, want %s", tt.width, tt.height, got, tt.method)
		}
	}
}

// A file is opened once: it is looked at, and then sent. Files that are not sent are closed.
func TestFilesAreOpenedOnceAndClosed(t *testing.T) {
	const gif, pdf = "GIF89a", "%PDF-1.7"
	picture := heads[channel.MediaImage]
	for _, tt := range []struct {
		name   string
		files  []string
		call   string // empty: none
		opened int
		fields []string
	}{
		{"a picture", []string{picture}, "sendPhoto", 1, nil},
		{"a GIF called a picture", []string{gif}, "sendAnimation", 1, nil},
		{"a document called a picture", []string{pdf}, "sendDocument", 1, nil},
		{"pictures", []string{picture, picture}, "sendMediaGroup", 2, nil},
		{"a document among pictures", []string{picture, pdf, picture}, "", 3, []string{"attachments conflict"}},
		{"an error page among pictures", []string{picture, "<!DOCTYPE html>", picture}, "", 2, []string{"attachments[1].type unsupported"}},
		{"a file that cannot be opened", []string{picture, "gone"}, "", 1, nil},
	} {
		var s shelf
		ch, f := sending(t, func(c *telegram.Config) { c.Files = s.open })
		var m channel.Message
		for _, content := range tt.files {
			m.Attachments = append(m.Attachments, channel.Attachment{Kind: channel.MediaImage, File: content})
		}
		_, err := ch.Send(t.Context(), private, m)
		var fields []string
		for _, e := range channel.FieldErrors(err) {
			fields = append(fields, e.Field+" "+e.Code)
		}
		if diff := cmp.Diff(tt.fields, fields); diff != "" || (err == nil) != (tt.call != "") || f.method != tt.call {
			t.Errorf("%s: %q, %v (-want +got):\n%s", tt.name, f.method, err, diff)
		}
		if s.opened != tt.opened || s.closed != s.opened {
			t.Errorf("%s: %d files opened and %d closed, want %d", tt.name, s.opened, s.closed, tt.opened)
		}
	}
}

// An edit takes a file as what it is, too.
func TestEditIntoAFileByItsFirstBytes(t *testing.T) {
	var s shelf
	ch, f := sending(t, func(c *telegram.Config) { c.Files = s.open })
	err := ch.EditMessage(t.Context(), private, "7", channel.Message{Attachments: []channel.Attachment{{Kind: channel.MediaImage, File: "GIF89a"}}})
	require.NoError(t, err)
	if got := form(t, f)["media"]; f.method != "editMessageMedia" || got != `{"type":"animation","media":"attach://file0"}` || s.opened != 1 || s.closed != 1 {
		t.Errorf("%s of %s, %d files opened and %d closed", f.method, got, s.opened, s.closed)
	}
	err = ch.EditMessage(t.Context(), private, "7", channel.Message{Attachments: []channel.Attachment{{Kind: channel.MediaImage, File: "<!DOCTYPE html>"}}})
	if all := channel.FieldErrors(err); len(all) != 1 || all[0].Field != "attachments[0].type" || f.calls != 1 || s.closed != s.opened {
		t.Errorf("an error page: %v after %d calls", err, f.calls)
	}
}
