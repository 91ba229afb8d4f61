package admin

import (
	"cmp"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/examples/desk/locale"
)

// A field is one input. Its name is the path in the record's JSON form, as complaints name it.
type field struct {
	Path, ID, Label, Help string
	Also                  string         // a second sentence of the help
	Low, High             *time.Duration // bounds of a duration; nil: there are none
	Kind                  string         // text, url, lines, number, duration, check, choice, many, secret
	Value                 string
	Options               []option
	Required              bool
	Min, Max              *int64
	Set                   string // of a secret: whether there is one
	Drop                  bool   // of a secret: it may be removed
	Rare                  bool   // few channels need it, and this one has none yet
	Other                 bool   // of many: a name that is not among the options can be typed
	Names                 string // id of a list of values to choose from; empty: there is none
	Hidden                bool   // the other values of the form do not ask for it; see kind.go
	When                  string // conditions for the script, such as service.mode=HYBRID|BOT;kind=bot
	Errors, Warnings      []complaint
}

type option struct {
	Value, Label string
	Selected     bool
}

// Described names the elements that describe the input, for aria-describedby.
func (f *field) Described() string {
	var ids []string
	if f.Help != "" || f.Also != "" || f.Low != nil {
		ids = append(ids, f.ID+"-help")
	}
	if f.Set != "" {
		ids = append(ids, f.ID+"-set")
	}
	if len(f.Errors) > 0 {
		ids = append(ids, f.ID+"-error")
	}
	if len(f.Warnings) > 0 {
		ids = append(ids, f.ID+"-warning")
	}
	return strings.Join(ids, " ")
}

func input(path, label, help, kind string) *field {
	id := "f-" + strings.NewReplacer(".", "-", "[", "-", "]", "").Replace(path)
	return &field{Path: path, ID: id, Label: label, Help: help, Kind: kind}
}

func text(path, label string, values url.Values) *field {
	f := input(path, label, "", "text")
	f.Value = values.Get(path)
	return f
}

func (f *field) choose(value string, options []option) {
	f.Options = slices.Clone(options)
	for i, o := range f.Options {
		f.Options[i].Selected = o.Value == value
	}
	if !slices.ContainsFunc(options, func(o option) bool { return o.Value == value }) {
		f.Options = append(f.Options, option{value, value, true}) // what was sent stays, and is complained about
	}
	f.Value = value
}

// tick offers a box for each name. Names that are chosen already and not offered stay.
func (f *field) tick(chosen, offered []string) {
	for _, name := range offered {
		f.Options = append(f.Options, option{name, name, slices.Contains(chosen, name)})
	}
	for _, name := range chosen {
		if !slices.Contains(offered, name) {
			f.Options = append(f.Options, option{name, name, true})
		}
	}
}

// field is one of the record's own, as the schema describes it.
func (a *Admin) field(path string, values url.Values, known suggestions) *field {
	s := a.schema.at(path)
	f := input(path, cmp.Or(labels[path], s.Title), helps[path], "text")
	f.Value, f.Min, f.Max = values.Get(path), s.Minimum, s.Maximum
	f.Required = path == "name" || slices.Contains([]string{"service.mode", "routing.mode", "routing.selection", "offline.to"}, path)
	switch {
	case path == "routing.queue" || path == "routing.fallback":
		options := []option{{Label: locale.Mark("none")}}
		for _, q := range known.queues {
			options = append(options, option{Value: q, Label: q})
		}
		f.Kind = "choice"
		f.choose(f.Value, options)
	case (path == "service.robot" || path == "service.assistant") && len(a.Robots) > 0:
		options := []option{{Label: locale.Mark("none")}}
		for _, name := range a.Robots {
			options = append(options, option{Value: name, Label: name})
		}
		f.Kind = "choice"
		f.choose(f.Value, options)
	case path == "certificates.trust":
		f.Kind, f.Value = "many", strings.Join(values[path], "\n")
		f.tick(items(f.Value), known.certificates)
		f.Other = a.CertificateFiles
	case path == "certificates.identity" && a.CertificateFiles:
		f.Names = "identities"
	case path == "certificates.identity":
		options := []option{{Label: locale.Mark("none")}}
		for _, name := range known.identities {
			options = append(options, option{Value: name, Label: name})
		}
		f.Kind = "choice"
		f.choose(f.Value, options)
	case path == "hours.zone":
		f.Names = "zones"
	case path == "service.keywords.mode":
		f.Kind = "choice"
		f.choose(cmp.Or(f.Value, "exact"), modes)
	case s.Type == "boolean":
		f.Kind = "check"
	case len(s.Enum) > 0:
		f.Kind = "choice"
		f.choose(f.Value, enum(s.Enum))
	case s.Type == "integer":
		f.Kind = "number"
		if !counts[path] {
			f.Kind = "duration"
			f.inUnit()
		}
	case lines[path]:
		f.Kind = "lines"
	}
	return f
}

func enum(values []string) []option {
	options := make([]option, len(values))
	for i, v := range values {
		options[i] = option{Value: v, Label: cmp.Or(choices[v], v)}
	}
	return options
}

// defaulted are the options of a driver's choice. The first one is the default: a record that does
// not name it keeps the empty value, so that the default is offered once.
func defaulted(values []string, chosen string) []option {
	options := enum(values)
	if len(options) > 0 && chosen != values[0] {
		options[0].Value = ""
	}
	return options
}

// setting is a driver's field that is no credential; nil for the others.
func setting(d channel.Field, values url.Values) *field {
	f := input("settings."+d.Name, d.Label, d.Help, "text")
	f.Value, f.Required = values.Get(f.Path), d.Required
	switch d.Kind {
	case channel.FieldURL:
		f.Kind = "url"
	case channel.FieldBool:
		f.Kind = "check"
	case channel.FieldChoice:
		f.Kind = "choice"
		f.choose(f.Value, defaulted(d.Options, f.Value))
	case channel.FieldKeys, channel.FieldTokens, channel.FieldCertificate:
		return nil
	}
	f.Rare = !d.Required && (f.Value == "" || f.Value == "false")
	if strings.Contains(d.Help, "PEM") {
		f.Kind = "lines"
	}
	return f
}

// state says of a credential whether it is set, and nothing else.
func state(k channel.Keys, now time.Time) string {
	if k.First() == "" {
		return locale.Mark("not set")
	}
	former := 0
	var until time.Time
	for _, x := range k[1:] {
		if x.Until.IsZero() || now.Before(x.Until) {
			former++
			until = x.Until
		}
	}
	if former == 0 {
		return locale.Mark("set")
	}
	return string(locale.Tell("set; {n} former still valid, until {time}", "n", former, "time", locale.Moment(until)))
}

func itoa(n int) string { return strconv.Itoa(n) }

// number writes 86400 as 86,400.
func number(n int64) string {
	s := strconv.FormatInt(n, 10)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}
