package admin

import (
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/contactkit/contactkit/channel/directory"
	"github.com/contactkit/contactkit/examples/desk/locale"
	"github.com/contactkit/contactkit/examples/desk/store"
	"github.com/contactkit/contactkit/examples/desk/web"
)

var peoplePage, personPage = page("people.html"), page("person.html")

func (a *Admin) allPeople(w http.ResponseWriter, r *http.Request) {
	data := struct {
		frame
		List []store.Person
	}{frame: a.frame(r, "people")}
	if a.view(w, r, func(t *store.Tx) (err error) { data.List, err = t.People(); return err }) {
		a.site.Render(w, r, peoplePage, data)
	}
}

// personForm is a person as a form shows them. A password goes in and never comes out.
type personForm struct {
	frame
	store.Person
	New    bool
	Self   bool   // it is who is signed in
	Room   string // as it was typed
	Queues []skill
	Rooms  []skill           // by platform
	Wrong  map[string]string // by field
}

// A skill is a queue in the form of a person, with the level as it was typed.
type skill struct {
	option
	Level string
}

var validID = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._@-]{0,63}$`)

// person shows the form of a person, or stores what was typed.
func (a *Admin) person(w http.ResponseWriter, r *http.Request) {
	me, id := web.Who(r.Context()), r.PathValue("id")
	data := personForm{frame: a.frame(r, "people"), New: id == "", Self: id == me.ID, Wrong: map[string]string{}}
	data.Role, data.Room = store.RoleAgent, "3"
	var queues []string
	var rooms map[string]int
	ok := a.view(w, r, func(t *store.Tx) (err error) {
		if queues, err = t.Queues(); err == nil && id != "" {
			data.Person, err = t.Person(id)
			data.Room = strconv.Itoa(data.Person.Room)
		}
		if err == nil {
			rooms, err = t.Rooms(id)
		}
		return err
	})
	if !ok {
		return
	}
	if r.Method == http.MethodPost {
		if a.putPerson(w, r, me, &data, queues) {
			return
		}
	}
	for _, q := range queues {
		level := strconv.Itoa(int(data.Person.Level(q)))
		if r.PostForm.Has("level:" + q) {
			level = r.PostFormValue("level:" + q)
		}
		data.Queues = append(data.Queues, skill{option{q, q, slices.Contains(data.Person.Queues, q)}, level})
	}
	for _, p := range a.platforms() {
		most := ""
		if n, ok := rooms[p]; ok {
			most = strconv.Itoa(n)
		}
		if r.PostForm.Has("room:" + p) {
			most = r.PostFormValue("room:" + p)
		}
		data.Rooms = append(data.Rooms, skill{option{p, web.PlatformName(p), false}, most})
	}
	a.site.Render(w, r, personPage, data)
}

// roomsOf reads how many conversations of each platform a person takes; ok is false if one is no
// number.
func (a *Admin) roomsOf(r *http.Request) (rooms map[string]int, ok bool) {
	rooms = make(map[string]int)
	for _, p := range a.platforms() {
		most := strings.TrimSpace(r.PostFormValue("room:" + p))
		if most == "" {
			continue
		}
		n, err := strconv.Atoi(most)
		if err != nil || n < 0 || n > 100 {
			return nil, false
		}
		rooms[p] = n
	}
	return rooms, true
}

// putPerson stores a person and leads to the list; false if there is a fault, which the form shows.
func (a *Admin) putPerson(w http.ResponseWriter, r *http.Request, me store.Person, data *personForm, queues []string) bool {
	a.people.Lock() // or two administrators could take each other's role away
	defer a.people.Unlock()
	if !a.view(w, r, func(t *store.Tx) (err error) { me, err = t.Person(me.ID); return err }) {
		return true
	}
	if !me.May(store.RoleAdmin) {
		a.site.Refuse(w, r, http.StatusForbidden, locale.Mark("You are no administrator any more."))
		return true
	}
	before, fresh := data.Person, data.New
	if fresh {
		before = store.Person{}
		data.ID = strings.TrimSpace(r.PostFormValue("id"))
	}
	password := r.PostFormValue("password")
	data.Name, data.Role, data.Room = strings.TrimSpace(r.PostFormValue("name")), r.PostFormValue("role"), strings.TrimSpace(r.PostFormValue("room"))
	data.Person.Queues = slices.DeleteFunc(slices.Clone(r.PostForm["queues"]), func(q string) bool { return !slices.Contains(queues, q) })
	data.Person.Levels = make(map[string]uint8)
	for _, q := range data.Person.Queues {
		level := strings.TrimSpace(r.PostFormValue("level:" + q))
		if level == "" {
			continue
		}
		n, err := strconv.Atoi(level)
		if err != nil || n < 1 || n > 10 {
			data.Wrong["queues"] = locale.Mark("A level is a whole number from 1 to 10.")
			continue
		}
		data.Person.Levels[q] = uint8(n)
	}
	room, err := strconv.Atoi(data.Room)
	data.Person.Room = room
	wrong := data.Wrong
	switch {
	case !validID.MatchString(data.ID):
		wrong["id"] = locale.Mark("1 to 64 letters, digits and . _ @ - are needed, beginning with a letter or digit.")
	case fresh && a.known(r, data.ID):
		wrong["id"] = locale.Mark("Somebody signs in with this name already.")
	}
	if data.Name == "" || len(data.Name) > 200 {
		wrong["name"] = locale.Mark("A name of at most 200 characters is needed.")
	}
	if !slices.Contains(store.Roles, data.Role) {
		wrong["role"] = locale.Mark("The role must be agent, supervisor or administrator.")
	} else if data.Self && data.Role != store.RoleAdmin {
		wrong["role"] = locale.Mark("You cannot take your own role away: ask another administrator.")
	}
	if err != nil || room < 0 || room > 100 {
		wrong["room"] = locale.Mark("A whole number from 0 to 100 is needed.")
	}
	rooms, fine := a.roomsOf(r)
	if !fine {
		wrong["rooms"] = locale.Mark("A whole number from 0 to 100 is needed, or nothing.")
	}
	if fresh && password == "" {
		wrong["password"] = locale.Mark("A new person needs a password.")
	}
	if data.Self && password != "" { // there the present one is asked for: the screen may be an unwatched one
		wrong["password"] = locale.Mark("Your own password is changed on the page of your account, a click on your name.")
	}
	if len(wrong) > 0 {
		return false
	}
	err = a.store.PutPerson(r.Context(), data.Person, password)
	if errors.Is(err, store.ErrPassword) {
		wrong["password"] = locale.Mark("A password must have 10 to 72 bytes.")
		return false
	}
	if err == nil {
		err = a.store.Do(r.Context(), func(t *store.Tx) error {
			return errors.Join(t.SetRooms(data.ID, rooms),
				t.AddAudit(store.Audit{At: a.now(), Person: me.ID, What: "person " + data.ID, Changes: changes(before, data.Person, password != "")}))
		})
	}
	if err != nil {
		a.site.Fail(w, r, err)
		return true
	}
	a.tell(w, r, "/admin/people", note{Good: web.Words(r).T("{name} is saved.", "name", data.Name)})
	return true
}

func (a *Admin) known(r *http.Request, id string) bool {
	err := a.store.View(r.Context(), func(t *store.Tx) error { _, err := t.Person(id); return err })
	return err == nil
}

// changes are what an audit log says of a person.
func changes(old, now store.Person, password bool) []directory.Change {
	var list []directory.Change
	for _, c := range []directory.Change{
		{Field: "name", Old: old.Name, New: now.Name}, {Field: "role", Old: old.Role, New: now.Role},
		{Field: "room", Old: strconv.Itoa(old.Room), New: strconv.Itoa(now.Room)},
		{Field: "queues", Old: served(old), New: served(now)},
	} {
		if c.Old != c.New {
			list = append(list, c)
		}
	}
	if password {
		list = append(list, directory.Change{Field: "password", New: "[secret, replaced]"})
	}
	return list
}

// served are the queues of a person with their levels, in words.
func served(p store.Person) string {
	var list []string
	for _, q := range p.Queues {
		if l, ok := p.Levels[q]; ok {
			q += fmt.Sprintf(" (level %d)", l)
		}
		list = append(list, q)
	}
	return strings.Join(list, ", ")
}
