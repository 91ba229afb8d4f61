package channel

import (
	"context"
	"io/fs"
	"mime"
	"path"
)

// FilesIn opens the files of a file system, for hosts whose Attachment.File names files of a
// folder: FilesIn(os.DirFS("files")). A name is a path with slashes, within the folder. Any other
// name, and that of a folder, is refused with an error that matches fs.ErrInvalid or
// fs.ErrNotExist. The type is that of the first bytes, or of the name's ending. If others write
// into the folder, use os.Root.FS, so that no link leads out of it.
func FilesIn(folder fs.FS) Files {
	return func(_ context.Context, name string) (File, error) {
		f, err := folder.Open(name)
		if err != nil {
			return File{}, err
		}
		info, err := f.Stat()
		if err == nil && !info.Mode().IsRegular() {
			err = &fs.PathError{Op: "open", Path: name, Err: fs.ErrInvalid}
		}
		if err != nil {
			_ = f.Close()
			return File{}, err
		}
		file := File{Body: f, Name: path.Base(name), Size: info.Size()}
		return Sniff(file, mime.TypeByExtension(path.Ext(name))), nil
	}
}
