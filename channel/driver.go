package channel

import (
	"context"
	"net"
	"net/http"
	"strings"
	"time"
)

// Driver lets a directory build channels of a platform without knowing it. Platform packages offer
// one. There is no registry: a host lists the drivers that it uses (directory.Options.Drivers). Its
// functions may be called concurrently.
type Driver struct {
	Platform string // the word in Info.Platform and Thread.Platform
	// Name is what people call the platform, for screens. If empty, Title makes it of Platform.
	Name   string
	Fields []Field // what Open reads from Settings: for forms, JSON Schema and secret columns
	// Open builds a channel. It does no I/O, and joins all complaints, one FieldError each.
	Open func(Settings) (Channel, error)
	// Check reports the settings that Open does not need but sending or receiving does, such as the
	// path by which a gateway sends. It does no I/O, and joins all complaints, one FieldError each.
	// A directory reports them before the channel becomes active; until then these settings may be
	// missing. If nil, there are no such complaints.
	Check func(Settings) error
}

// Field describes one setting of a platform.
type Field struct {
	Name     string    // the key in Settings, and the path in a FieldError
	Label    string    // as the platform's own pages call it
	Help     string    // one sentence: where to find it, what it is for
	Kind     FieldKind // how to ask for it and where to keep it
	Required bool
	Options  []string // with FieldChoice; the first is the default
	Max      int      // length in runes; zero: no limit
}

// FieldKind is how a Field is asked for.
type FieldKind string

// Kinds of a field. FieldKeys and FieldTokens hold credentials: keep them apart from the record.
const (
	FieldText        FieldKind = "text"        // Settings.Values
	FieldURL         FieldKind = "url"         // Settings.Values
	FieldBool        FieldKind = "bool"        // Settings.Values: "true" or "false"
	FieldChoice      FieldKind = "choice"      // Settings.Values: one of Options
	FieldKeys        FieldKind = "keys"        // Settings.Keys: one credential, with those that are still valid during a rotation
	FieldTokens      FieldKind = "tokens"      // Settings.Tokens: one credential for each account
	FieldCertificate FieldKind = "certificate" // Settings.TLS
)

// Settings is what a Driver builds a channel from. Values and credentials are apart, so that a host
// can store them apart. Its functions may be called concurrently.
type Settings struct {
	Values map[string]string            // by Field.Name
	Keys   map[string]Keys              // by Field.Name
	Tokens map[string]map[string]Secret // by Field.Name, then account
	TLS    TLS                          // certificates for the channel's own calls

	// Draft says that the channel is not in use yet. If an administrator is to connect its account
	// by the platform's login page (package login), the account may be missing until then. A driver
	// without such a login ignores Draft.
	Draft bool

	HTTP  *http.Client     // makes the channel's calls, in place of TLS and Dial; nil: one is made from TLS and Dial
	Media *http.Client     // reads files at addresses that customers may choose; nil: public addresses only, by https
	Files Files            // opens Attachment.File; nil: files cannot be sent
	Now   func() time.Time // for reply windows and signatures; nil: time.Now
	// Dial opens connections to base URLs that a tenant chose, and decides which addresses may be
	// reached: such a URL could name a machine in the host's own network. If it does not allow an
	// address, its error must match ErrRejected; any other error counts as an outage, and messages
	// are tried again. It is not used for addresses that come in messages: see Media. nil: public
	// addresses only.
	Dial func(ctx context.Context, network, address string) (net.Conn, error)
}

// Key returns the newest secret of a field; empty when there is none.
func (s Settings) Key(field string) Secret { return s.Keys[field].First() }

// Title is what a screen calls the platform: Name, or else Platform with a capital letter.
func (d Driver) Title() string {
	if d.Name != "" || d.Platform == "" {
		return d.Name
	}
	return strings.ToUpper(d.Platform[:1]) + d.Platform[1:]
}
