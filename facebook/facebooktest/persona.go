package facebooktest

import (
	"maps"
	"slices"
	"strconv"
	"unicode/utf8"

	"github.com/contactkit/contactkit/channel/standin"
)

// persona is one that the host made.
type persona struct {
	id, name, picture string
}

func (p persona) object() obj {
	return obj{"id": p.id, "name": p.name, "profile_picture_url": p.picture}
}

// createPersona: name at most 50 characters.
func (s *Server) createPersona(r *request) (any, *graphError) {
	name, picture := r.Str("name"), r.Str("profile_picture_url")
	if standin.IsBlank(name) || !isAddress(picture) || utf8.RuneCountInString(name) > 50 {
		return nil, invalid("Params name, of at most 50 characters, and profile_picture_url are required")
	}
	p := persona{id: strconv.FormatInt(s.core.Int63()%1e15, 10), name: name, picture: picture}
	r.by.page.personas[p.id] = p
	return obj{"id": p.id}, nil
}

func (s *Server) listPersonas(r *request) (any, *graphError) {
	var data []obj
	for _, id := range slices.Sorted(maps.Keys(r.by.page.personas)) {
		data = append(data, r.by.page.personas[id].object())
	}
	return paged(r, data), nil
}
