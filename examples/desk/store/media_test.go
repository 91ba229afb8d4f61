package store

import (
	"bytes"
	"errors"
	"io"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
)

// Media are there whole or not at all, on the disk as in the database.
func TestMedia(t *testing.T) {
	m := open(t).Media
	broken := errors.New("broken")
	if _, err := m.Put(t.Context(), "ID", io.MultiReader(strings.NewReader("half"), iotest.ErrReader(broken))); !errors.Is(err, broken) {
		t.Errorf("bytes that break off: %v", err)
	}
	if _, err := m.Open(t.Context(), "ID"); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("half of a file: %v", err)
	}
	for _, content := range []string{"", "small", strings.Repeat("0123456789", 120_000)} {
		size, err := m.Put(t.Context(), "ID", strings.NewReader(content))
		if err != nil || size != int64(len(content)) {
			t.Fatalf("%d bytes of %d, %v", size, len(content), err)
		}
		f, err := m.Open(t.Context(), "ID")
		if err != nil {
			t.Fatal(err)
		}
		data, err := io.ReadAll(f)
		if err != nil || string(data) != content || f.At.IsZero() {
			t.Errorf("%d bytes of %d, %v, stored at %v", len(data), len(content), err, f.At)
		}
		if at, err := f.Seek(0, io.SeekEnd); at != int64(len(content)) || err != nil {
			t.Errorf("the end is at %d, %v", at, err)
		}
		if err := f.Close(); err != nil {
			t.Error(err)
		}
	}
	if err := m.Remove(t.Context(), "ID"); err != nil {
		t.Error(err)
	}
	if err := m.Remove(t.Context(), "ID"); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a second removal: %v", err)
	}
	if _, err := m.Put(t.Context(), "", strings.NewReader("x")); err == nil {
		t.Error("bytes without a name are stored")
	}
}

// The files of an export show when they are committed, and go with what is left of others.
func TestExports(t *testing.T) {
	x := open(t).Exports
	write := func(name, content string, end bool) {
		t.Helper()
		f, err := x.Create(t.Context(), name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.Copy(f, iotest.OneByteReader(strings.NewReader(content))); err != nil {
			t.Fatal(err)
		}
		if end {
			err = f.Commit()
		}
		if err = errors.Join(err, f.Abort()); err != nil {
			t.Fatal(err)
		}
	}
	read := func(name string) string {
		t.Helper()
		f, err := x.Open(t.Context(), name)
		if errors.Is(err, os.ErrNotExist) {
			return "none"
		}
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		data, err := io.ReadAll(f)
		if err != nil {
			t.Fatal(err)
		}
		return string(data)
	}
	write("messages-a-0001-of-0001.csv", "given up", false)
	if got := read("messages-a-0001-of-0001.csv"); got != "none" {
		t.Errorf("a file that was given up: %q", got)
	}
	write("messages-a-0001-of-0001.csv", "first", true)
	write("messages-a-0001-of-0001.csv", "second", true)
	write("messages-a-manifest.json", "{}", true)
	write("messages-b-manifest.json", "{}", true)
	if got := read("messages-a-0001-of-0001.csv"); got != "second" {
		t.Errorf("the file is %q", got)
	}
	names, err := x.Names(t.Context(), "messages-a")
	slices.Sort(names)
	if err != nil || !slices.Equal(names, []string{"messages-a-0001-of-0001.csv", "messages-a-manifest.json"}) {
		t.Errorf("names %v, %v", names, err)
	}
	for range 2 { // a file that is gone is removed already
		if err := x.Remove(t.Context(), "messages-a-0001-of-0001.csv"); err != nil {
			t.Error(err)
		}
	}
	if got := read("messages-a-0001-of-0001.csv"); got != "none" {
		t.Errorf("a file that was removed: %q", got)
	}
	if f, err := x.Create(t.Context(), "messages-c-manifest.json"); err != nil {
		t.Error(err)
	} else if n, err := f.Write(bytes.Repeat([]byte("x"), 1_200_000)); n != 1_200_000 || err != nil || f.Commit() != nil || len(read("messages-c-manifest.json")) != n {
		t.Errorf("a large file: %d, %v", n, err)
	}
}
