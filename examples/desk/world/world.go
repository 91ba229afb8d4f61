// Package world is three pretended platforms with simulated customers, for a desk that runs without
// the internet. The desk does not know: its channels are configured as for the real ones, and only
// the HTTP client leads elsewhere.
//
// world.go is the platforms, in terms that they share; customers.go is who writes there, and what.
package world

import (
	"context"
	"errors"
	"math/rand/v2"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/contactkit/contactkit/channel/directory"
	"github.com/contactkit/contactkit/channel/standin"
)

// A World is the three platforms.
type World struct{ Platforms []*Platform }

// A Platform is one pretended platform with our account on it.
type Platform struct {
	Name    string
	Server  Standin
	Account string // ours
	Contact string // the first customer
	Record  directory.Record

	Photo     func(contact, caption string)     // the customer sends a photo
	Encrypted func(contact, text string)        // the customer writes in an encrypted conversation; nil: there are none
	Tap       func(contact, text string)        // the customer taps a quick reply
	Type      func(contact string)              // the customer is typing; nil: it cannot be seen
	Read      func(contact string)              // the customer has read everything; nil: it cannot be seen
	Inbox     func(contact, text string)        // answers in the platform's own inbox; nil: there is none
	Block     func(contact string)              // the customer blocks us
	Unblock   func(contact string)              // and thinks better of it
	Meet      func(contact, name string)        // who the customer is
	Redeliver func()                            // the next webhook comes twice
	Reorder   func()                            // the next webhook overtakes the one before
	Lose      func()                            // the answer to the next text is lost; on Facebook, or to a sign
	Received  func() []Received                 // what customers got from us
	Comment   func(contact, text string) string // the customer says something in public; nil: there is no such place. It returns the id
	Uncomment func(id string)                   // the customer deletes it, and the platform does not tell; nil: it would tell
	Published func() []Published                // what we said in public; nil: there is no such place
	Handshake func(http.Handler) error          // the platform checks the endpoint; nil: it has no such check

	allow, deny func(address string) (back string, err error) // on a login page; nil: there is none
}

// Customer is the platform's name of its n-th customer; 0 is the first.
func (p *Platform) Customer(n int) string {
	first, err := strconv.ParseInt(p.Contact, 10, 64)
	if err != nil {
		panic(err) // it is one of those below
	}
	return strconv.FormatInt(first+int64(n), 10)
}

// Published is what we said in public, or a customer's post as it is there.
type Published struct {
	ID, Text, ReplyTo string
	Ours, Hidden      bool
}

// Received is a message that a customer got from us.
type Received struct {
	Contact, Text, Ref string
	Attachments        int
	Choices            []string // quick replies
}

// A Standin is what the three stand-in servers have in common.
type Standin interface {
	standin.Connected
	Hook(http.Handler)
	HookURL(address string, client *http.Client)
	Deliver(http.Handler) []int
	Flush(context.Context) error
	Run(context.Context) error
	Pending() int
	Raw(body []byte)
	Say(contact, text string) string
}

// New makes the platforms. now is their clock; nil: time.Now.
func New(now func() time.Time) *World {
	return &World{[]*Platform{newTelegram(now), newFacebook(now), newTwitter(now)}}
}

// Records are our channels on the platforms, as drafts without policies of their own.
func (w *World) Records() []directory.Record {
	var list []directory.Record
	for _, p := range w.Platforms {
		list = append(list, p.Record.Clone())
	}
	return list
}

// internet leads to the platforms by their real names.
func (w *World) internet() *standin.Internet {
	servers := make([]standin.Connected, len(w.Platforms))
	for i, p := range w.Platforms {
		servers[i] = p.Server
	}
	return standin.NewInternet(servers...)
}

// Client reaches the platforms under their real names, within the process.
func (w *World) Client() *http.Client {
	return &http.Client{Transport: w, Timeout: 30 * time.Second}
}

// ServeHTTP is the pretended internet for a desk in another process: it answers calls to the
// platforms' hosts as if they came by TLS.
func (w *World) ServeHTTP(out http.ResponseWriter, r *http.Request) {
	name, _, _ := strings.Cut(r.Host, ":")
	if picture, ok := face(name + r.URL.Path); ok {
		out.Header().Set("Content-Type", "image/jpeg")
		_, _ = out.Write(picture)
		return
	}
	w.internet().ServeHTTP(out, r)
}

// Relay is the transport of a desk in another process: it leads calls to the platforms' hosts to an
// address where a World answers.
type Relay struct{ Address string }

// RoundTrip sends one call there.
func (r Relay) RoundTrip(req *http.Request) (*http.Response, error) {
	out := req.Clone(req.Context())
	out.Host, out.URL.Scheme, out.URL.Host = req.URL.Host, "http", r.Address
	return http.DefaultTransport.RoundTrip(out)
}

// platform returns the one that has a host, for its login page; nil: none has it.
func (w *World) platform(name string) *Platform {
	for _, p := range w.Platforms {
		for _, host := range p.Server.Connection().Hosts {
			if name == host || strings.HasSuffix(name, "."+host) {
				return p
			}
		}
	}
	return nil
}

// Live delivers webhooks to the desk at an address, and lets customers write, until ctx ends.
func (w *World) Live(ctx context.Context, desk string) error {
	for _, p := range w.Platforms {
		p.Server.HookURL(desk+p.Record.CallbackPath(), nil)
	}
	return w.Play(ctx, rand.Uint64())
}

// quiet turns the end of the program into no error.
func quiet(err error) error {
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return nil
	}
	return err
}
