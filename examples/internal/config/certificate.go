package config

import (
	"context"
	"errors"
	"io/fs"
	"path/filepath"

	"github.com/contactkit/contactkit/channel/directory"
)

// Certificate reads a certificate that a record names: the name is that of a file, PEM or DER, in
// the folder of the configuration or below it. No name leads out of there, because an administrator
// may choose it in a form. The key of an identity certificate is in the same file, as PEM. The file
// may be mangled as [directory.ReadCertificate] allows; the error for any other joins its
// complaints, and no certificate of the file is lost silently. Certificate serves as
// Lookup.Certificate of a directory.
func (c Config) Certificate(_ context.Context, _, name string) (directory.Certificate, error) {
	if !filepath.IsLocal(name) {
		return directory.Certificate{}, directory.ErrNotFound
	}
	data, _, err := readFile(filepath.Join(c.dir, name), maxSecret)
	if errors.Is(err, fs.ErrNotExist) {
		return directory.Certificate{}, directory.ErrNotFound
	}
	if err != nil {
		return directory.Certificate{}, err
	}
	return directory.ReadCertificate(data)
}
