package facebooktest

import "strconv"

// uploadPhoto is POST /{page-id}/photos, for a photo that a comment will show. A photo that would
// be published at once is refused: it would be a post that no call of a desk means.
func (s *Server) uploadPhoto(r *request) (any, *graphError) {
	p := r.by.page
	f, ok := r.Files["source"]
	switch {
	case p.instagram:
		return nil, missing("post", r.node)
	case !ok:
		return nil, invalid("The parameter source is required")
	case !r.Has("published") || r.Flag("published"):
		return nil, invalid("The parameter published must be false")
	}
	photo := Attachment{Kind: "image", Name: f.Name, Type: f.Type, Data: f.Data}
	if e := checkFile(photo, mostImageURL); e != nil {
		return nil, e
	}
	id := strconv.FormatInt(2e15+s.core.Int63()%1e15, 10)
	s.photos[id] = &asset{Attachment: photo, page: p.id}
	return obj{"id": id}, nil
}
