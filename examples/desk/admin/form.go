package admin

import (
	"cmp"
	"fmt"
	"net/url"
	"strings"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/directory"
	"github.com/contactkit/contactkit/examples/desk/locale"
	"github.com/contactkit/contactkit/session"
)

// A form is a channel's record as a page shows it: groups of fields, each with what is wrong with
// it.
type form struct {
	Groups     []*group
	General    []complaint // what belongs to no field
	All        []complaint // for the list on top
	Odd        int         // warnings
	Rev        int64
	Identities []string // certificates with keys, for a list of names to choose from
	Kept       string   // under which name typed credentials are kept
	Way        *field   // how the channel is connected; nil: there is one way
}

type group struct {
	ID, Title, Help string
	Fields          []*field
	Rows            *rows
	Rare            bool // few channels need it, and this one has nothing in it yet
	Grid            *grid
}

// MoreTitle is the summary of the other fields.
func (g *group) MoreTitle() string {
	if g.Grid != nil {
		return locale.Mark("The same as text, to copy and to paste")
	}
	return locale.Mark("More settings, which few channels need")
}

// Common are the fields that every channel of the kind needs, or that have a value.
func (g *group) Common() (list []*field) { return g.rare(false) }

// More are the others.
func (g *group) More() (list []*field) { return g.rare(true) }

func (g *group) rare(rare bool) (list []*field) {
	for _, f := range g.Fields {
		if f.Rare == rare {
			list = append(list, f)
		}
	}
	return list
}

// MoreOpen reports whether the other fields must be seen: something is wrong with one of them.
func (g *group) MoreOpen() bool {
	for _, f := range g.More() {
		if len(f.Errors) > 0 || len(f.Warnings) > 0 {
			return true
		}
	}
	return false
}

// Closed reports whether a group is shown folded.
func (g *group) Closed() bool {
	if !g.Rare || g.Rows != nil && (len(g.Rows.Errors) > 0 || len(g.Rows.List) > 1) {
		return false
	}
	for _, f := range g.Fields {
		if f.Value != "" || len(f.Errors) > 0 || len(f.Warnings) > 0 {
			return false
		}
	}
	return true
}

// rareGroups are needed by few channels.
var rareGroups = map[string]bool{"certificates": true, "codes": true, "translations": true, "attributes": true}

// rows are a list of the record: one row of fields for each item.
type rows struct {
	Name, Title, More string // Name: of the list
	List              []row
	Errors            []complaint
	Hidden            bool   // the other values of the form do not ask for it
	When              string // conditions for the script
}

type row struct {
	Title  string
	N      int
	Fields []*field
}

// A complaint leads to the field that it is about.
type complaint struct{ ID, Label, Text string }

// suggestions are the names that a record may use.
type suggestions struct{ queues, certificates, identities []string }

// build makes the form of a record with what was typed, or nil for what is stored.
func (a *Admin) build(r directory.Record, typed url.Values, known suggestions) *form {
	f := &form{Rev: r.Rev, Identities: known.identities}
	values := typed
	if values == nil {
		values = a.values(r)
	}
	values.Set("kind", kindOf(r, values))
	f.Way = kindField(r.Platform, values.Get("kind"))
	for _, part := range layout {
		g := &group{ID: part.id, Title: part.title, Help: part.help, Rare: rareGroups[part.id]}
		for _, path := range part.paths {
			g.Fields = append(g.Fields, a.field(path, values, known))
		}
		switch part.id {
		case "credentials":
			g.Fields = a.credentials(r)
		case "settings":
			for _, d := range a.driver(r.Platform).Fields {
				if x := setting(d, values); x != nil {
					g.Fields = append(g.Fields, x)
				}
			}
		case "hours":
			g.Grid = newGrid(values, a.now())
			for _, x := range g.Fields {
				x.Rare = x.Path == "hours.holidays" || strings.HasPrefix(x.Path, "hours.schedule.")
			}
		case "pages":
			if tokens := tokenField(a.driver(r.Platform)); tokens != "" {
				g.Rows = rowsOf("pages", locale.Mark("Page"), locale.Mark("Another page"), values, func(at string) []*field {
					token := input(at+"token", locale.Mark("Access token"), "", "secret")
					token.Set = state(r.Secrets.Tokens[tokens][values.Get(at+"id")], a.now())
					return []*field{text(at+"id", locale.Mark("Page ID"), values), text(at+"name", locale.Mark("Page name"), values), token}
				})
			}
		case "keywords":
			g.Rows = rowsOf("service.keywords.list", locale.Mark("Keyword"), locale.Mark("Another keyword"), values, func(at string) []*field {
				mode := input(at+"mode", locale.Mark("Counts"), "", "choice")
				mode.choose(values.Get(at+"mode"), append([]option{{Label: locale.Mark("as the list says")}}, modes...))
				return []*field{text(at+"text", locale.Mark("Keyword"), values), mode}
			})
		case "codes":
			g.Rows = rowsOf("routing.wrapCodes", locale.Mark("Code"), locale.Mark("Another code"), values, func(at string) []*field {
				retired := input(at+"retired", locale.Mark("No longer offered"), "", "check")
				retired.Value = values.Get(retired.Path)
				return []*field{text(at+"id", locale.Mark("Code"), values), text(at+"label", locale.Mark("Label"), values), retired}
			})
		case "translations":
			g.Rows = rowsOf("notices.translations", locale.Mark("Translation"), locale.Mark("Another translation"), values, func(at string) []*field {
				notice := input(at+"notice", locale.Mark("Notice"), "", "choice")
				notice.choose(values.Get(at+"notice"), append([]option{{Label: locale.Mark("none")}}, a.noticeOptions()...))
				words := text(at+"text", locale.Mark("Text"), values)
				words.Kind = "lines"
				return []*field{text(at+"language", locale.Mark("Language"), values), notice, words}
			})
		case "attributes":
			g.Rows = rowsOf("attributes", locale.Mark("Attribute"), locale.Mark("Another attribute"), values, func(at string) []*field { return a.attribute(r, values, at) })
		}
		if len(g.Fields) > 0 || g.Rows != nil {
			f.Groups = append(f.Groups, g)
		}
	}
	f.show(r.Platform, values)
	return f
}

// noticeOptions are the automatic messages by their words.
func (a *Admin) noticeOptions() (list []option) {
	for n := session.NoticeNone + 1; ; n++ {
		word, err := n.MarshalText()
		if err != nil {
			return list
		}
		label := strings.ReplaceAll(string(word), "-", " ")
		for _, x := range ownNotices {
			if x.notice == n {
				label = a.schema.at(x.path).Title
			}
		}
		list = append(list, option{Value: string(word), Label: label})
	}
}

// rowsOf are the rows of a list, and one more to fill in. fields makes those of the row whose paths
// begin with at.
func rowsOf(name, title, more string, values url.Values, fields func(at string) []*field) *rows {
	r := &rows{Name: name, Title: title, More: more}
	for i := range count(values, name) + 1 {
		r.List = append(r.List, row{title, i + 1, fields(fmt.Sprintf("%s[%d].", name, i))})
	}
	return r
}

// credentials are the fields of those that a platform asks for.
func (a *Admin) credentials(r directory.Record) (list []*field) {
	for _, d := range a.driver(r.Platform).Fields {
		if d.Kind != channel.FieldKeys {
			continue
		}
		x := input("secrets."+d.Name, d.Label, d.Help, "secret")
		x.Set, x.Drop = state(r.Secrets.Keys[d.Name], a.now()), !d.Required && r.Secrets.Keys[d.Name].First() != ""
		if x.Required = d.Required; ours(d.Name) {
			x.Required = false
			x.Also = locale.Mark("The desk makes one up if you leave it empty.")
		}
		list = append(list, x)
	}
	return list
}

// attribute are the fields of one.
func (a *Admin) attribute(r directory.Record, values url.Values, at string) []*field {
	check := func(name, label string) *field {
		f := input(at+name, label, "", "check")
		f.Value = values.Get(f.Path)
		return f
	}
	kind := input(at+"type", locale.Mark("Type"), "", "choice")
	kind.choose(cmp.Or(values.Get(kind.Path), string(directory.String100)), enum(a.schema.at("attributes[].type").Enum))
	key, secret := text(at+"key", locale.Mark("Key"), values), check("secret", locale.Mark("Secret"))
	value := text(at+"value", locale.Mark("Value"), values)
	if secret.Value != "" || kind.Value == string(directory.Password) {
		value.Kind, value.Value = "secret", ""
		value.Set = state(channel.NewKeys(r.Secrets.Attributes[key.Value]), a.now())
	} else if kind.Value == string(directory.StringList) || kind.Value == string(directory.String2000) {
		value.Kind = "lines"
	}
	options := text(at+"options", locale.Mark("Options, one a line"), values)
	options.Kind = "lines"
	return []*field{key, text(at+"label", locale.Mark("Label"), values), kind, value, text(at+"help", locale.Mark("Help text"), values), options, check("required", locale.Mark("Required")), secret}
}

func (a *Admin) driver(platform string) channel.Driver {
	for _, d := range a.directory.Options().Drivers {
		if d.Platform == platform {
			return d
		}
	}
	return channel.Driver{}
}

// tokenField is the driver's field that holds a token for each page; empty if it has none.
func tokenField(d channel.Driver) string {
	for _, f := range d.Fields {
		if f.Kind == channel.FieldTokens {
			return f.Name
		}
	}
	return ""
}
