package export

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"
)

func TestFolderNames(t *testing.T) {
	dir := t.TempDir()
	f := Folder{Dir: filepath.Join(dir, "sub")}
	for _, name := range []string{"", ".", "..", "../x", "a/b", `a\b`, "c:x", ".hidden", "a*"} {
		if _, err := f.Create(t.Context(), name); !errors.Is(err, fs.ErrInvalid) {
			t.Errorf("Create(%q): %v, want fs.ErrInvalid", name, err)
		}
		if _, err := f.Open(t.Context(), name); !errors.Is(err, fs.ErrInvalid) {
			t.Errorf("Open(%q): %v, want fs.ErrInvalid", name, err)
		}
		if err := f.Remove(t.Context(), name); !errors.Is(err, fs.ErrInvalid) {
			t.Errorf("Remove(%q): %v, want fs.ErrInvalid", name, err)
		}
	}
	if _, err := (Folder{}).Create(t.Context(), "a"); err == nil || err.Error() != "export: a Folder needs a Dir" {
		t.Errorf("Create without a folder: %v", err)
	}
	if diff := cmp.Diff(map[string]string{}, folder(t, dir)); diff != "" {
		t.Errorf("files (-want +got):\n%s", diff)
	}
}

func TestFolder(t *testing.T) {
	f := Folder{Dir: filepath.Join(t.TempDir(), "made", "on demand")}
	if _, err := f.Open(t.Context(), "a"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("Open of nothing: %v", err)
	}
	if err := f.Remove(t.Context(), "a"); err != nil {
		t.Errorf("Remove of nothing: %v", err)
	}
	file, err := f.Create(t.Context(), "a")
	require.NoError(t, err)
	_, err = file.Write([]byte("one"))
	require.NoError(t, err)
	if _, err := f.Open(t.Context(), "a"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the file shows before it is whole: %v", err)
	}
	require.NoError(t, file.Commit())
	if err := file.Commit(); !errors.Is(err, fs.ErrClosed) {
		t.Errorf("a second Commit: %v, want fs.ErrClosed", err)
	}
	require.NoError(t, file.Abort())
	if got := content(t, f, "a"); got != "one" {
		t.Errorf("holds %q", got)
	}
	info, err := os.Stat(filepath.Join(f.Dir, "a"))
	require.NoError(t, err)
	if info.Mode().Perm() != 0o600 {
		t.Errorf("everybody may read it: %v", info.Mode())
	}

	file, err = f.Create(t.Context(), "a")
	require.NoError(t, err)
	_, err = file.Write([]byte("half"))
	require.NoError(t, err)
	require.NoError(t, file.Abort())
	require.NoError(t, file.Abort())
	if diff := cmp.Diff(map[string]string{"a": "one"}, folder(t, f.Dir)); diff != "" {
		t.Errorf("after Abort (-want +got):\n%s", diff)
	}
	require.NoError(t, f.Remove(t.Context(), "a"))
	if diff := cmp.Diff(map[string]string{}, folder(t, f.Dir)); diff != "" {
		t.Errorf("after Remove (-want +got):\n%s", diff)
	}
}

// The remains of a file after a kill go with the next attempt at it, or with its removal; other
// files stay.
func TestFolderSweeps(t *testing.T) {
	f := Folder{Dir: t.TempDir()}
	leave := func(names ...string) {
		for _, name := range names {
			require.NoError(t, os.WriteFile(filepath.Join(f.Dir, name), []byte("x"), 0o600))
		}
	}
	leave(".a.123.part", ".a.4.part", ".ab.5.part", ".a", "b")
	file, err := f.Create(t.Context(), "a")
	require.NoError(t, err)
	require.NoError(t, file.Commit())
	want := map[string]string{".ab.5.part": "x", ".a": "x", "b": "x", "a": ""}
	if diff := cmp.Diff(want, folder(t, f.Dir)); diff != "" {
		t.Errorf("after Create (-want +got):\n%s", diff)
	}
	leave(".a.6.part")
	require.NoError(t, f.Remove(t.Context(), "a"))
	delete(want, "a")
	if diff := cmp.Diff(want, folder(t, f.Dir)); diff != "" {
		t.Errorf("after Remove (-want +got):\n%s", diff)
	}
}

func TestFolderMindsTheContext(t *testing.T) {
	f := Folder{Dir: t.TempDir()}
	ctx, stop := context.WithCancel(t.Context())
	stop()
	_, created := f.Create(ctx, "a")
	_, opened := f.Open(ctx, "a")
	if removed := f.Remove(ctx, "a"); created != context.Canceled || opened != context.Canceled || removed != context.Canceled {
		t.Errorf("Create %v, Open %v, Remove %v", created, opened, removed)
	}
}

// Contents reach the disk before the name does, and the name before Commit returns.
func TestFolderOrder(t *testing.T) {
	disk := &badDisk{}
	f := Folder{Dir: t.TempDir(), disk: disk}
	file, err := f.Create(t.Context(), "a")
	require.NoError(t, err)
	_, err = file.Write([]byte("one"))
	require.NoError(t, err)
	require.NoError(t, file.Commit())
	require.NoError(t, f.Remove(t.Context(), "a"))
	want := []string{"mkdir", "list", "create", "write", "sync", "close", "rename", "sync folder", "list", "remove", "sync folder"}
	if diff := cmp.Diff(want, disk.log); diff != "" {
		t.Errorf("operations (-want +got):\n%s", diff)
	}
}

// Exports with bases of their own run side by side in one folder.
func TestRunsSideBySide(t *testing.T) {
	f := Folder{Dir: t.TempDir()}
	done := make(chan error)
	for i := range 4 {
		go func() {
			task := pending()
			task.ID, task.Base = fmt.Sprint(i), fmt.Sprint("desks-", i)
			_, err := Run(t.Context(), task, list(desks(25)), config(f))
			done <- err
		}()
	}
	for range 4 {
		require.NoError(t, <-done)
	}
	for i := range 4 {
		m, err := ReadManifest(t.Context(), f, fmt.Sprint("desks-", i))
		require.NoError(t, err)
		if err := m.Verify(t.Context(), f); err != nil || m.Rows != 25 {
			t.Errorf("export %d: %d rows, %v", i, m.Rows, err)
		}
	}
	if got := len(folder(t, f.Dir)); got != 16 {
		t.Errorf("%d files, want 16", got)
	}
}
