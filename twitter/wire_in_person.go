package twitter

import (
	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/jsonread"
	"github.com/contactkit/contactkit/channel/receive"
)

// people are the users that a call tells of. They are looked up rarely more than once, so nothing
// is decoded before it is asked for.
type people struct {
	users    jsonread.Reader // {"<id>": user}; zero: there is none
	apps     jsonread.Reader // {"<id>": app}; one of X's samples has the users in here
	included jsonread.Reader // [user]
	asked    int
	index    map[string]channel.Person
	n        *receive.Count
}

// find returns what the call tells of a user: at least the id.
func (p *people) find(id string) channel.Person {
	if p.asked++; p.asked > 4 {
		return p.indexed(id)
	}
	person := channel.Person{ID: id}
	p.walk(func(key []byte, r *jsonread.Reader) bool {
		if key != nil && string(key) != id {
			return true
		}
		if u := readUser(r, id); u.Handle != "" && (key != nil || u.ID == id) {
			person.Name, person.Handle = u.Name, u.Handle
			return false
		}
		return true
	})
	return person
}

// indexed is find for calls that ask often: a batch must not read all users for each event.
func (p *people) indexed(id string) channel.Person {
	if p.index == nil {
		p.index = make(map[string]channel.Person)
		p.walk(func(key []byte, r *jsonread.Reader) bool {
			u := readUser(r, "")
			if key != nil {
				u.ID = string(key)
			}
			if _, known := p.index[u.ID]; !known && u.Handle != "" && p.n.Take() {
				p.index[u.ID] = u
			}
			return true
		})
	}
	if u, ok := p.index[id]; ok {
		return u
	}
	return channel.Person{ID: id}
}

// walk yields every user, with its name in the map, until yield returns false.
func (p *people) walk(yield func(key []byte, r *jsonread.Reader) bool) {
	r := p.users
	for key := range r.Object {
		if !yield(key, &r) {
			return
		}
	}
	r = p.apps
	for key := range r.Object {
		if !yield(key, &r) {
			return
		}
	}
	r = p.included
	for range r.Array {
		if !yield(nil, &r) {
			return
		}
	}
}

// readUser reads a user, who mostly has the id that is known, as v1.1 (screen_name) or v2
// (username, often one level deeper, in "data") writes it.
func readUser(r *jsonread.Reader, known string) channel.Person {
	var u channel.Person
	for key := range r.Object {
		switch string(key) {
		case "data":
			u = readUser(r, known)
		case "id_str":
			u.ID = r.KnownID(known)
		case "id":
			if id := r.KnownID(known, u.ID); u.ID == "" {
				u.ID = id
			}
		case "name":
			u.Name = r.Text()
		case "screen_name", "username":
			u.Handle = r.Text()
		}
	}
	return u
}

// readPerson reads a user as v1.1 or v2 writes one, and the address of the picture.
func readPerson(r *jsonread.Reader) (p channel.Person, picture string) {
	number := ""
	for key := range r.Object {
		switch string(key) {
		case "id":
			number = r.ID()
		case "id_str":
			p.ID = r.ID()
		case "name":
			p.Name = r.Text()
		case "screen_name", "username":
			p.Handle = r.Text()
		case "profile_image_url_https", "profile_image_url":
			if s := r.Text(); picture == "" {
				picture = s
			}
		}
	}
	if p.ID == "" {
		p.ID = number
	}
	return p, picture
}
