package store

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"golang.org/x/crypto/bcrypt"
)

// Roles of people.
const (
	RoleAgent      = "agent"
	RoleSupervisor = "supervisor" // is an agent too
	RoleAdmin      = "admin"      // is a supervisor too
)

// Roles lists all roles. Each may do what those before it may. See decision 418.
var Roles = []string{RoleAgent, RoleSupervisor, RoleAdmin}

// A Person can sign in to the desk.
type Person struct {
	ID     string // the name to sign in with
	Name   string
	Role   string
	Queues []string
	Levels map[string]uint8 // how well they know a queue, 1 to 10; missing: 5
	Room   int              // conversations at one time
	Ready  bool             // takes conversations
	Since  time.Time        // since when they are ready
	Idle   time.Time        // since when they got no conversation
	Missed int              // offers that passed in a row since they became ready or served a customer

	Language string // a tag of the pages' languages; empty: as the browser says
	Zone     string // an IANA time zone for the times on pages; empty: the browser's
}

// May reports whether a person may do what a role does. An unknown role may do nothing.
func (p Person) May(role string) bool {
	own, asked := slices.Index(Roles, p.Role), slices.Index(Roles, role)
	return asked >= 0 && own >= asked
}

// Supervises reports whether a person sees to the work of the others.
func (p Person) Supervises() bool { return p.May(RoleSupervisor) }

// Serves reports whether a person works on a queue. A queue without a name is everybody's.
func (p Person) Serves(queue string) bool { return queue == "" || slices.Contains(p.Queues, queue) }

// Level is how well a person knows a queue.
func (p Person) Level(queue string) uint8 {
	if l, ok := p.Levels[queue]; ok {
		return l
	}
	return 5
}

var (
	// ErrSignIn: the name or the password is wrong.
	ErrSignIn = errors.New("the name or the password is wrong")
	// ErrPassword: the password is too short or too long.
	ErrPassword = errors.New("a password must have 10 to 72 bytes")
)

// Cost of a guess at a password, as bcrypt counts it: about 50 ms. Tests lower it before they open
// a store.
var Cost = bcrypt.DefaultCost

// unknownPerson is compared with if a name is unknown, so that the answer takes as long. It is no
// person's password: entering it is refused too.
var unknownPerson = sync.OnceValue(func() []byte {
	hash, _ := bcrypt.GenerateFromPassword([]byte(rand.Text()), Cost)
	return hash
})

// guesses lets as many passwords be compared at one time: more would take the processors from the
// webhooks, wherever they come from.
var guesses = make(chan struct{}, max(1, runtime.GOMAXPROCS(0)/2))

// matches compares a password when its turn comes; ErrSignIn if it is another.
func matches(ctx context.Context, hash []byte, password string) error {
	select {
	case guesses <- struct{}{}:
	case <-ctx.Done():
		return ctx.Err()
	}
	defer func() { <-guesses }()
	if len(password) > 72 || bcrypt.CompareHashAndPassword(hash, []byte(password)) != nil {
		return ErrSignIn
	}
	return nil
}

// PutPerson stores a person. An empty password keeps the present one; another ends all of the
// person's tokens in the same moment.
func (s *Store) PutPerson(ctx context.Context, p Person, password string) error {
	var hash []byte
	if password != "" {
		if len(password) < 10 || len(password) > 72 {
			return ErrPassword
		}
		var err error
		if hash, err = bcrypt.GenerateFromPassword([]byte(password), Cost); err != nil {
			return err
		}
	}
	return s.Do(ctx, func(t *Tx) error {
		n, err := t.exec(`UPDATE person SET name = ?, role = ?, queues = ?, room = ?, password = coalesce(?, password) WHERE id = ?`,
			p.Name, p.Role, p.queues(), p.Room, hash, p.ID)
		if err == nil && hash != nil { // who knew the former one is out
			err = t.SignOutAll(p.ID)
		}
		if err != nil || n > 0 {
			return err
		}
		if hash == nil {
			return ErrPassword
		}
		_, err = t.exec(`INSERT INTO person(id, name, role, password, queues, room) VALUES(?, ?, ?, ?, ?, ?)`,
			p.ID, p.Name, p.Role, hash, p.queues(), p.Room)
		return err
	})
}

// SignIn checks a password and returns a token for a cookie, good until it expires.
func (s *Store) SignIn(ctx context.Context, id, password string, expires time.Time) (token string, err error) {
	hash, known := unknownPerson(), false
	err = s.View(ctx, func(t *Tx) error {
		found, err := one(t, value[[]byte], `SELECT password FROM person WHERE id = ?`, id)
		if errors.Is(err, ErrNotFound) {
			return nil
		}
		hash, known = found, true
		return err
	})
	if err == nil {
		err = matches(ctx, hash, password)
	}
	if err == nil && !known {
		err = ErrSignIn
	}
	if err != nil {
		return "", err
	}
	return s.signIn(ctx, id, hash, expires)
}

// signIn makes a token for who has proved to know the password with this hash.
func (s *Store) signIn(ctx context.Context, id string, hash []byte, expires time.Time) (token string, err error) {
	token = rand.Text()
	sum := sha256.Sum256([]byte(token))
	err = s.Do(ctx, func(t *Tx) error {
		n, err := t.exec(`INSERT INTO login(token, person, expires) SELECT ?, id, ? FROM person WHERE id = ? AND password = ?`, sum[:], micros(expires), id, hash)
		if err == nil && n == 0 { // it was changed meanwhile
			err = ErrSignIn
		}
		return err
	})
	if err != nil {
		return "", err
	}
	return token, nil
}

// SignedIn returns whose token it is. If the token is unknown or has expired, it returns
// ErrNotFound.
func (s *Store) SignedIn(ctx context.Context, token string, now time.Time) (p Person, err error) {
	sum := sha256.Sum256([]byte(token))
	err = s.View(ctx, func(t *Tx) error {
		p, err = one(t, scanPerson, personColumns+`WHERE id = (SELECT person FROM login WHERE token = ? AND expires > ?)`, sum[:], micros(now))
		return err
	})
	return p, err
}

// SignOut ends a token, and all that have expired.
func (t *Tx) SignOut(token string, now time.Time) error {
	sum := sha256.Sum256([]byte(token))
	_, err := t.exec(`DELETE FROM login WHERE token = ? OR expires <= ?`, sum[:], micros(now))
	return err
}

// SignOutAll ends every token of a person: the password was reset.
func (t *Tx) SignOutAll(person string) error {
	_, err := t.exec(`DELETE FROM login WHERE person = ?`, person)
	return err
}

const personColumns = `SELECT id, name, role, queues, room, ready, since, idle, coalesce(language, ''), coalesce(zone, ''),
	(SELECT count(*) FROM miss WHERE miss.person = person.id)
	FROM person LEFT JOIN reader ON reader.person = person.id `

func scanPerson(row func(...any) error) (p Person, err error) {
	var queues string
	var since, idle int64
	err = row(&p.ID, &p.Name, &p.Role, &queues, &p.Room, &p.Ready, &since, &idle, &p.Language, &p.Zone, &p.Missed)
	for line := range strings.SplitSeq(queues, "\n") { // a name may have blanks
		name, level, _ := strings.Cut(line, "\t")
		if name == "" {
			continue
		}
		p.Queues = append(p.Queues, name)
		if n, err := strconv.ParseUint(level, 10, 8); err == nil {
			if p.Levels == nil {
				p.Levels = make(map[string]uint8)
			}
			p.Levels[name] = uint8(n)
		}
	}
	p.Since, p.Idle = fromMicros(since), fromMicros(idle)
	return p, err
}

// queues is the column of a person's queues: one a line, with the level after a tab if there is
// one.
func (p Person) queues() string {
	var lines []string
	for _, q := range p.Queues {
		if l, ok := p.Levels[q]; ok {
			q += "\t" + strconv.Itoa(int(l))
		}
		lines = append(lines, q)
	}
	return strings.Join(lines, "\n")
}

// People returns all, by name.
func (t *Tx) People() ([]Person, error) { return all(t, scanPerson, personColumns+`ORDER BY name`) }

// Person returns one; ErrNotFound if there is none.
func (t *Tx) Person(id string) (Person, error) {
	return one(t, scanPerson, personColumns+`WHERE id = ?`, id)
}

// SetReady stores whether a person takes conversations.
func (t *Tx) SetReady(id string, ready bool, now time.Time) error {
	if ready {
		if err := t.ForgetMisses(id); err != nil {
			return err
		}
	}
	_, err := t.exec(`UPDATE person SET idle = CASE WHEN ?1 THEN ?2 ELSE idle END, since = CASE WHEN ?1 AND NOT ready THEN ?2 ELSE since END, ready = ?1 WHERE id = ?3`, ready, micros(now), id)
	return err
}

// SetReader stores in which language and time zone a person reads the pages.
func (t *Tx) SetReader(id, language, zone string) error {
	_, err := t.exec(`INSERT INTO reader(person, language, zone) VALUES(?, ?, ?) ON CONFLICT(person) DO UPDATE SET language = excluded.language, zone = excluded.zone`, id, language, zone)
	return err
}

// Miss counts an offer that a person let pass, and returns how many they were in a row.
func (t *Tx) Miss(id string) (n int, err error) {
	if err := t.LockPerson(id); err != nil { // offers of several conversations may pass at one moment
		return 0, err
	}
	if _, err := t.exec(`INSERT INTO miss(person) SELECT id FROM person WHERE id = ?`, id); err != nil {
		return 0, err
	}
	return one(t, value[int], `SELECT count(*) FROM miss WHERE person = ?`, id)
}

// ForgetMisses begins the count of missed offers anew.
func (t *Tx) ForgetMisses(id string) error {
	_, err := t.exec(`DELETE FROM miss WHERE person = ?`, id)
	return err
}

// AnyReady reports whether a person takes conversations.
func (t *Tx) AnyReady() (bool, error) {
	return one(t, value[bool], `SELECT EXISTS (SELECT 1 FROM person WHERE ready)`)
}

// SetBusy stores that a person got a conversation just now.
func (t *Tx) SetBusy(id string, now time.Time) error {
	_, err := t.exec(`UPDATE person SET idle = ? WHERE id = ?`, micros(now), id)
	return err
}

// Queues returns the names of the skill queues.
func (t *Tx) Queues() ([]string, error) {
	return all(t, value[string], `SELECT name FROM queue ORDER BY name`)
}

// AddQueue stores a skill queue.
func (t *Tx) AddQueue(name string) error {
	_, err := t.exec(`INSERT INTO queue(name) VALUES(?) ON CONFLICT DO NOTHING`, name)
	return err
}
