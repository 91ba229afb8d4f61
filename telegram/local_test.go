package telegram_test

import (
	"io"
	"os"
	"path/filepath"
	"testing"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/telegram"
	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"
)

func TestLocalDir(t *testing.T) {
	mount := t.TempDir()
	require.NoError(t, os.MkdirAll(filepath.Join(mount, "7310000042", "photos"), 0o755))
	require.NoError(t, os.WriteFile(filepath.Join(mount, "7310000042", "photos", "file_0.jpg"), []byte("JPG"), 0o644))
	outside := filepath.Join(t.TempDir(), "secret")
	require.NoError(t, os.WriteFile(outside, []byte("secret"), 0o644))
	require.NoError(t, os.Symlink(outside, filepath.Join(mount, "link")))
	open := telegram.LocalDir("/var/lib/telegram-bot-api/", mount)
	f, err := open(t.Context(), "/var/lib/telegram-bot-api/7310000042/photos/file_0.jpg")
	require.NoError(t, err)
	body, err := io.ReadAll(f.Body)
	require.NoError(t, err)
	require.NoError(t, f.Body.Close())
	f.Body = nil
	if diff := cmp.Diff(channel.File{Name: "file_0.jpg", Size: 3}, f); diff != "" || string(body) != "JPG" {
		t.Errorf("read %q (-want +got):\n%s", body, diff)
	}
	for _, name := range []string{
		"/etc/passwd", "/var/lib/telegram-bot-api/../../../etc/passwd", "/var/lib/telegram-bot-api/link", "/var/lib/telegram-bot-api/7310000042/photos",
		"/var/lib/telegram-bot-api", "/var/lib/telegram-bot-apix/a", "7310000042/photos/file_0.jpg", outside,
	} {
		if f, err := open(t.Context(), name); err == nil {
			f.Body.Close()
			t.Errorf("%s was opened", name)
		}
	}
}
