package telegramtest

import (
	"net/http"
	"path"
	"strconv"
	"strings"
	"time"
)

// linkLife is how long a download address works. Telegram promises at least one hour.
const linkLife = time.Hour

// folders by kind.
var folders = map[string]string{
	"photo": "photos", "document": "documents", "video": "videos", "animation": "animations", "audio": "music", "voice": "voice",
	"video_note": "video_notes", "sticker": "stickers", "thumbnail": "thumbnails",
}

// getFile: up to 20 MB on the public server, without a limit on a local one, where file_path is a
// path on its disk.
func (s *Server) getFile(p params) (any, *refusal) {
	f, ok := s.files[p.Str("file_id")]
	if !ok {
		return nil, badRequest("wrong file_id or the file is temporarily unavailable")
	}
	if f.size > mostDownload && !s.cfg.Local {
		return nil, badRequest("file is too big")
	}
	where := folders[f.kind] + "/file_" + strconv.Itoa(s.nfiles) + path.Ext(f.name)
	s.nfiles++
	if s.cfg.Local {
		where = "/var/lib/telegram-bot-api/" + s.cfg.Token + "/" + where
	}
	s.paths[where] = &link{file: f, until: s.core.Clock.Now().Add(linkLife)}
	return obj{"file_id": f.id, "file_unique_id": f.unique, "file_size": f.size, "file_path": where}, nil
}

// download is GET {base}/file/bot{token}/{file_path}.
func (s *Server) download(w http.ResponseWriter, rest string) {
	token, where, _ := strings.Cut(rest, "/")
	if bad := s.checkToken(token); bad != nil {
		s.answer(w, nil, "", bad)
		return
	}
	s.mu.Lock()
	l := s.paths[where]
	now := s.core.Clock.Now()
	s.mu.Unlock()
	if l == nil || s.cfg.Local || !now.Before(l.until) {
		s.answer(w, nil, "", &refusal{code: 404, text: "Not Found"})
		return
	}
	w.Header().Set("Content-Type", "application/octet-stream")
	_, _ = w.Write(l.file.data)
}
