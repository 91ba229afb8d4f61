package directory

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/worktime"
)

// Options are what a host gives the records' checks and the Directory. Drivers are required;
// everything else may be left out. Functions may be called concurrently.
type Options struct {
	Drivers []channel.Driver // the platforms; one each

	// SharedApps are apps that several channels may have, each with accounts of its own: one Meta
	// app that serves many tenants. The list is that of New: it cannot change while the Directory
	// is in use, so list an app before its second channel comes.
	SharedApps []App
	// OfflineOn lists the platforms whose channels may keep offline messages. nil: "telegram"
	// alone, as in Huawei AICC, whose forms for X and Facebook have no such fields.
	OfflineOn []string

	Lookup Lookup // what records name

	// Overlap is how long a former credential stays valid after it was replaced. Zero:
	// DefaultOverlap; negative: not at all.
	Overlap time.Duration

	// Load reads the records that answer a query, with their secrets, if the Directory has none, or
	// if a webhook call to their path has no valid proof here, or only checks the webhook: another
	// node may have replaced the credentials. If there is no such record, Load returns none, and a
	// nil error. If it returns an error, a webhook call is answered with 503, unless it only checks
	// the webhook, and a message fails with channel.ErrUnavailable. Simultaneous queries for the
	// same thing are one call, whose context ends after a minute and not with that of a caller.
	Load func(context.Context, Query) ([]Record, error)
	// Recheck is how much time there must be for each question to Load about a path that is known
	// but whose calls have no valid proof. After five times Recheck without a question, five may be
	// asked at once, so that a forged call does not use up the question of an authentic one that
	// follows. Defaults to DefaultRecheck; negative: Load is never asked.
	Recheck time.Duration
	// Absent is for how long Load is not asked again about a webhook path that it does not know. A
	// record that is added or loaded meanwhile is found at once. Zero: DefaultAbsent; negative:
	// Load is asked each time. Up to 20,000 paths are remembered. A caller can still make up new
	// paths without end: a host limits how often one address may call unknown paths, or refuses
	// paths of another form than its own, before it calls Receive. Missing accounts and IDs are not
	// remembered: platforms and the host ask for those, and a wrong answer would cost a message.
	Absent time.Duration
	// Alert hears of refusals that concern all of an account: once until a send succeeds again or
	// the record changes. It is called on the sender's goroutine and must not block.
	Alert func(Alert)

	// The following are given to Driver.Open, as in channel.Settings. HTTP makes the calls of
	// channels that name neither certificates nor a base URL of their own; for the others a client
	// is made, which dials with Dial.
	HTTP  *http.Client
	Media *http.Client  // reads files at addresses that customers may choose; nil: public addresses only, by https
	Files channel.Files // opens Attachment.File; nil: files cannot be sent
	Dial  func(ctx context.Context, network, address string) (net.Conn, error)
	Now   func() time.Time // nil: time.Now
}

// App names an app of a platform, as channel.Info does.
type App struct{ Platform, App string }

// The functions of Lookup tell whether the things that a record names exist: those that return a
// bool return true if the name exists. A nil function leaves its names unchecked, except for
// Certificate, Calendar and Provider: without them a record can name none.
type Lookup struct {
	Unit   func(ctx context.Context, tenant, name string) (bool, error) // organisation unit
	Queue  func(ctx context.Context, tenant, name string) (bool, error) // skill queue
	List   func(ctx context.Context, tenant, name string) (bool, error) // pull list
	Robot  func(ctx context.Context, tenant, name string) (bool, error) // robot, and assistant
	Secret func(ctx context.Context, tenant, name string) (bool, error) // connector

	// Choices lists what a form's select offers for a kind: KindUnit, KindQueue, KindList,
	// KindRobot, KindCertificate, KindCalendar, KindProvider or KindConnector. If nil, forms ask
	// for the names as text.
	Choices func(ctx context.Context, tenant, kind string) ([]Choice, error)

	// Certificate returns a certificate of the tenant; ErrNotFound where there is none. Complaints
	// in another error, such as those of ReadCertificate, are shown at the record's field.
	Certificate func(ctx context.Context, tenant, name string) (Certificate, error)
	// Provider returns the attributes that channels of a provider share; ErrNotFound where there is
	// none. If nil, records can name none.
	Provider func(ctx context.Context, tenant, name string) (Provider, error)
	// Calendar returns the days of a work calendar; ErrNotFound where there is none. They are not
	// changed.
	Calendar func(ctx context.Context, tenant, name string) (*worktime.Days, error)
}

// Choice is one line of a form's select.
type Choice struct {
	Name  string `json:"name"`            // what the record names
	Label string `json:"label,omitempty"` // what people read; empty: Name
}

// Choices lists what a form's select offers for a kind of thing of the tenant's, sorted by what
// people read. In the JSON Schema of a record "x-choices" names the kind of a field. The error is
// that of Lookup.Choices, or matches errors.ErrUnsupported if there is no such function.
func (o Options) Choices(ctx context.Context, tenant, kind string) ([]Choice, error) {
	if o.Lookup.Choices == nil {
		return nil, fmt.Errorf("directory: choices of %s: %w", kind, errors.ErrUnsupported)
	}
	list, err := o.Lookup.Choices(ctx, tenant, kind)
	if err != nil {
		return nil, fmt.Errorf("directory: choices of %s: %w", kind, err)
	}
	list = slices.Clone(list)
	slices.SortStableFunc(list, func(a, b Choice) int {
		return cmp.Or(strings.Compare(cmp.Or(a.Label, a.Name), cmp.Or(b.Label, b.Name)), strings.Compare(a.Name, b.Name))
	})
	return list, nil
}

// Query is what Options.Load is asked for: one of ID, Path, or Platform and Account.
type Query struct {
	ID       string // Record.ID
	Path     string // Record.CallbackPath
	Platform string // with Account: the record whose channel has the account
	Account  string
}

// driver finds the driver of a platform.
func (o *Options) driver(platform string) (channel.Driver, bool) {
	for _, d := range o.Drivers {
		if d.Platform == platform {
			return d, true
		}
	}
	return channel.Driver{}, false
}

func (o *Options) now() time.Time {
	if o.Now != nil {
		return o.Now()
	}
	return time.Now()
}

func (o *Options) recheck() time.Duration { return cmp.Or(o.Recheck, DefaultRecheck) }

func (o *Options) absentFor() time.Duration { return cmp.Or(o.Absent, DefaultAbsent) }

func (o *Options) overlap() time.Duration { return cmp.Or(o.Overlap, DefaultOverlap) }

func (o *Options) offlineOn(platform string) bool {
	if o.OfflineOn == nil {
		return platform == "telegram"
	}
	return slices.Contains(o.OfflineOn, platform)
}

func (o *Options) check() error {
	var errs []error
	if len(o.Drivers) == 0 {
		errs = append(errs, &channel.FieldError{Field: "drivers", Code: channel.CodeMissing, Reason: "at least one platform is needed"})
	}
	for i, d := range o.Drivers {
		field := fmt.Sprintf("drivers[%d]", i)
		if d.Platform == "" || d.Open == nil {
			errs = append(errs, &channel.FieldError{Field: field, Code: channel.CodeMissing, Reason: "a driver has a platform and a function Open"})
		}
		if slices.ContainsFunc(o.Drivers[:i], func(e channel.Driver) bool { return e.Platform == d.Platform }) {
			errs = append(errs, &channel.FieldError{Field: field, Code: channel.CodeDuplicate, Reason: "the platform has another driver"})
		}
	}
	return errors.Join(errs...)
}
