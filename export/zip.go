package export

import (
	"archive/zip"
	"context"
	"fmt"
	"io"
)

// Zip writes a finished export, every file and the manifest, as one ZIP archive, for a download.
// Each file is checked against the manifest on the way; on an error the archive is left without its
// end, so that nothing opens it. The same export gives the same bytes. An error matching
// [io/fs.ErrNotExist] says that no export is finished, or that a file of the export is missing.
func Zip(ctx context.Context, w io.Writer, sink Sink, base string) error {
	m, err := ReadManifest(ctx, sink, base)
	if err != nil {
		return err
	}
	archive := zip.NewWriter(w)
	begin := func(name string, method uint16) (io.Writer, error) {
		f, err := archive.CreateHeader(&zip.FileHeader{Name: name, Method: method, Modified: m.Created})
		if err != nil {
			return nil, fmt.Errorf("export: packing %s: %w", name, err)
		}
		return f, nil
	}
	method := zip.Deflate
	if m.Ext == "xlsx" {
		method = zip.Store // a ZIP archive itself
	}
	for _, e := range m.Files {
		if err := ctx.Err(); err != nil {
			return err
		}
		f, err := begin(e.Name, method)
		if err != nil {
			return err
		}
		if err := e.copyTo(ctx, sink, f); err != nil {
			return err
		}
	}
	f, err := begin(ManifestName(base), zip.Deflate)
	if err != nil {
		return err
	}
	text, err := encode(m, "\t")
	if err != nil {
		return err
	}
	if _, err := f.Write(text); err != nil {
		return fmt.Errorf("export: packing the manifest: %w", err)
	}
	if err := archive.Close(); err != nil {
		return fmt.Errorf("export: packing: %w", err)
	}
	return nil
}
