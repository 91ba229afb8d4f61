package export

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"io/fs"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"
)

func TestZip(t *testing.T) {
	sink := newMemory()
	_, err := Run(t.Context(), pending(), list(desks(25)), config(sink))
	require.NoError(t, err)
	var first, second bytes.Buffer
	require.NoError(t, Zip(t.Context(), &first, sink, "desks"))
	require.NoError(t, Zip(t.Context(), &second, sink, "desks"))
	if !bytes.Equal(first.Bytes(), second.Bytes()) {
		t.Error("the same export was packed differently")
	}
	archive, err := zip.NewReader(bytes.NewReader(first.Bytes()), int64(first.Len()))
	require.NoError(t, err)
	got := make(map[string][]byte)
	for _, f := range archive.File {
		r, err := f.Open()
		require.NoError(t, err)
		got[f.Name], err = io.ReadAll(r)
		require.NoError(t, err)
		if !f.Modified.Equal(t0) {
			t.Errorf("%s is dated %v, want %v", f.Name, f.Modified, t0)
		}
	}
	if diff := cmp.Diff(sink.files, got); diff != "" {
		t.Errorf("archive (-want +got):\n%s", diff)
	}
}

// An archive that is not whole cannot be opened.
func TestZipOfADamagedExport(t *testing.T) {
	sink := newMemory()
	_, err := Run(t.Context(), pending(), list(desks(25)), config(sink))
	require.NoError(t, err)
	sink.files["desks-0003-of-0003.csv"][30] ^= 1
	var out bytes.Buffer
	if err := Zip(t.Context(), &out, sink, "desks"); !errors.Is(err, errDiffers) {
		t.Errorf("Zip: %v, want %v", err, errDiffers)
	}
	if _, err := zip.NewReader(bytes.NewReader(out.Bytes()), int64(out.Len())); err == nil {
		t.Error("the archive can be opened")
	}
}

func TestZipOfNothing(t *testing.T) {
	if err := Zip(t.Context(), io.Discard, newMemory(), "desks"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("Zip: %v, want fs.ErrNotExist", err)
	}
}

func TestZipReportsTheWriter(t *testing.T) {
	sink := newMemory()
	_, err := Run(t.Context(), pending(), list(desks(25)), config(sink))
	require.NoError(t, err)
	if err := Zip(t.Context(), broken{}, sink, "desks"); !errors.Is(err, errFault) {
		t.Errorf("Zip: %v, want %v", err, errFault)
	}
}

type broken struct{}

func (broken) Write([]byte) (int, error) { return 0, errFault }
