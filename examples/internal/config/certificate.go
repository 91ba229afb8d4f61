package config

import (
	"bytes"
	"context"
	"encoding/pem"
	"errors"
	"io/fs"
	"path/filepath"
	"strings"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/directory"
)

// Certificate reads a certificate that a record names: the name is that of a file, PEM or DER, in
// the folder of the configuration or below it. No name leads out of there, because an administrator
// may choose it in a form. The key of an identity certificate is in the same file, as PEM. It
// serves as Lookup.Certificate of a directory.
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
	if !bytes.Contains(data, []byte("-----BEGIN ")) {
		return directory.Certificate{Certificate: data}, nil
	}
	var out directory.Certificate
	for block, rest := pem.Decode(data); block != nil; block, rest = pem.Decode(rest) {
		if strings.Contains(block.Type, "PRIVATE KEY") {
			out.Key = channel.Secret(pem.EncodeToMemory(block))
		} else {
			out.Certificate = append(out.Certificate, pem.EncodeToMemory(block)...)
		}
	}
	return out, nil
}
