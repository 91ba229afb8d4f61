package telegramtest

import (
	"mime"
	"net/url"
	"path"
	"slices"
	"strings"

	"github.com/contactkit/contactkit/channel/standin"
)

// Disk reads a path on the disk of a local Bot API server: what getFile named, or PutDisk wrote.
func (s *Server) Disk(where string) (data []byte, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if l := s.paths[where]; l != nil && s.cfg.Local {
		return slices.Clone(l.file.data), true
	}
	data, ok = s.disk[where]
	return slices.Clone(data), ok
}

// PutDisk writes a file on the disk of a local Bot API server, where a host can then send it as
// file:// and its path.
func (s *Server) PutDisk(where string, data []byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.disk[where] = slices.Clone(data)
}

// onDisk finds the file that file:// and a path names. Only a local server takes those.
func (s *Server) onDisk(kind, value string) (*file, *refusal) {
	u, err := url.Parse(value)
	if err != nil || !s.cfg.Local {
		return nil, badRequest("wrong file identifier/HTTP URL specified")
	}
	data, ok := s.disk[u.Path]
	if !ok {
		return nil, badRequest("wrong file identifier/HTTP URL specified")
	}
	return s.uploaded(kind, standin.Upload{Name: path.Base(u.Path), Type: mime.TypeByExtension(path.Ext(u.Path)), Data: data})
}

// isFileURL reports a value that names a path on the server.
func isFileURL(value string) bool { return strings.HasPrefix(value, "file:") }
