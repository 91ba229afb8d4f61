package twittertest

import (
	"net/http"
	"strings"
)

// downloadPhoto is GET ton.twitter.com/1.1/ton/data/dm/…, signed OAuth 1.0a by the account.
func (s *Server) downloadPhoto(c *call) (answer, *failure) { return s.download(c.URL.Path) }

// downloadV2 is GET /2/dm_conversations/media/:dm/:media/:name, whose three parts end the photo's
// address.
func (s *Server) downloadV2(c *call) (answer, *failure) {
	path := "/1.1/ton/data/dm/" + c.PathValue("dm") + "/" + c.PathValue("media") + "/" + c.PathValue("name")
	a, f := s.download(path)
	if f != nil {
		return answer{}, notFound("media", "media_id", c.PathValue("media"))
	}
	a.header.Set("Content-Type", "application/octet-stream")
	return a, nil
}

// downloadPlain reads videos, GIFs and previews, without a token.
func (s *Server) downloadPlain(c *call) (answer, *failure) { return s.download(c.URL.Path) }

func (s *Server) download(path string) (answer, *failure) {
	f := s.files[path]
	if f == nil || f.owner != strings.HasPrefix(path, "/1.1/") {
		return answer{}, errNotPage
	}
	return answer{status: http.StatusOK, body: f.data, header: http.Header{"Content-Type": {f.typ}}}, nil
}
