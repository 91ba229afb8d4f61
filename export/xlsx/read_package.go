package xlsx

import (
	"archive/zip"
	"fmt"
	"io"
	"io/fs"
	"strings"
)

// An opener opens a part of a package by its name. An error matching [fs.ErrNotExist] says that
// there is none.
type opener func(part string) (io.ReadCloser, error)

// unpack opens the parts of a package in a ZIP archive.
func unpack(r io.ReaderAt, size int64) (opener, error) {
	archive, err := zip.NewReader(r, size)
	if err != nil {
		return nil, fmt.Errorf("xlsx: no workbook: %w", err)
	}
	files := make(map[string]*zip.File)
	for _, f := range archive.File {
		files[strings.ToLower(f.Name)] = f // names of parts differ in case only by mistake
	}
	return func(part string) (io.ReadCloser, error) {
		f := files[strings.ToLower(part)]
		if f == nil {
			return nil, fs.ErrNotExist
		}
		return f.Open()
	}, nil
}
