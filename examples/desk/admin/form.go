package admin

import (
	"cmp"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/directory"
	"github.com/contactkit/contactkit/session"
	"github.com/contactkit/contactkit/worktime"
)

// A form is a channel's record as a page shows it: groups of fields, each with what is wrong with it.
type form struct {
	Groups  []*group
	General []complaint // what belongs to no field
	All     []complaint // for the list on top
	Odd     int         // warnings
	Rev     int64
	Kept    string // under which name typed credentials are kept
}

type group struct {
	ID, Title, Help string
	Fields          []*field
	Rows            *rows
}

// rows are a list of the record: one row of fields for each item.
type rows struct {
	Name, Title, More string // Name: of the list
	List              []row
	Errors            []complaint
}

type row struct {
	Title  string
	Fields []*field
}

// A field is one input. Its name is the path in the record's JSON form, as complaints name it.
type field struct {
	Path, ID, Label, Help string
	Kind                  string // text, url, lines, number, check, choice, secret
	Value                 string
	Options               []option
	Required              bool
	Min, Max              *int64
	Set                   string // of a secret: whether there is one
	Drop                  bool   // of a secret: it may be removed
	Errors, Warnings      []complaint
}

type option struct {
	Value, Label string
	Selected     bool
}

type complaint struct{ ID, Label, Text string }

// Described names the elements that describe the input, for aria-describedby.
func (f *field) Described() string {
	var ids []string
	if f.Help != "" {
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

// layout is the order of the form. Fields of lists and of the platform's driver are put in by the code; a test looks that none is
// forgotten.
var layout = []struct {
	id, title, help string
	paths           []string
}{
	{"basic", "Channel", "", []string{"name", "about", "unit", "serviceId", "connector", "forOutbound"}},
	{"credentials", "Credentials", "What is set is never shown. Leave a field empty to keep what is set; what you enter replaces it, and the former one stays valid for two days.", nil},
	{"settings", "Settings of the platform", "", nil},
	{"pages", "Pages", "The accounts that have a token each.", nil},
	{"certificates", "Certificates", "For calls to a server or gateway with certificates of its own.", []string{"certificates.trust", "certificates.identity", "certificates.serverName"}},
	{"service", "Who serves", "", []string{"service.mode", "service.robot", "service.assistant"}},
	{"keywords", "Transfer keywords", "With these words customers ask for a person.", []string{"service.keywords.mode", "service.keywords.deny", "service.keywords.arabicVariants"}},
	{"routing", "Routing", "", []string{"routing.mode", "routing.queue", "routing.list", "routing.fallback", "routing.selection", "routing.requestTtl", "routing.queueWait",
		"routing.transferWait", "routing.maxHops", "routing.lastAgent", "routing.lastAgentFor", "routing.lastAgentWait"}},
	{"silence", "Silence", "What happens when somebody owes an answer.", []string{"silence.customer", "silence.customerWarn", "silence.called", "silence.agent", "silence.robot",
		"silence.hold", "silence.reopen", "silence.lastMessage", "silence.openTime"}},
	{"hours", "Work time", "", []string{"hours.always", "hours.zone", "hours.schedule.workday", "hours.schedule.nonworkday", "hours.schedule.week"}},
	{"offline", "Offline messages", "What becomes of messages that come while nobody can serve.", []string{"offline.on", "offline.to", "offline.limit", "offline.reassign", "offline.expire", "offline.outbound"}},
	{"notices", "Automatic messages", "An empty text sends the desk's own words, or none.", []string{"notices.nonWorking", "notices.offline", "notices.warning", "notices.end"}},
	{"attributes", "Attributes of your own", "", nil},
}

// lines are texts of several lines; those of lists hold one item a line.
var lines = map[string]bool{
	"about": true, "certificates.trust": true, "service.keywords.deny": true, "hours.schedule.week": true,
	"notices.nonWorking": true, "notices.offline": true, "notices.warning": true, "notices.end": true,
}

var labels = map[string]string{
	"service.keywords.mode": "Where a keyword counts", "service.keywords.deny": "Phrases in which no keyword counts",
	"service.keywords.arabicVariants": "Take variants of Arabic letters for the same",
	"hours.schedule.workday":          "On workdays", "hours.schedule.nonworkday": "On other days", "hours.schedule.week": "On single weekdays instead",
}

var helps = map[string]string{
	"name":                       "Letters, digits and _; unique.",
	"serviceId":                  "How other systems name the channel.",
	"connector":                  "Whose credentials the channel shares; empty: its own.",
	"certificates.trust":         "Names, one a line.",
	"service.keywords.deny":      "One a line: “travel agent” keeps “agent” from counting there.",
	"routing.queueWait":          "0 is without end.",
	"routing.maxHops":            "Before the fallback queue.",
	"silence.customer":           "Then the session ends. 0 is off.",
	"silence.customerWarn":       "So long before the end. 0 is off.",
	"silence.called":             "Where the agent wrote first. 0 is off.",
	"silence.agent":              "Then the session goes to another agent. 0 is off.",
	"silence.robot":              "Then the session goes to people.",
	"silence.reopen":             "A message so soon after the end goes on with the session.",
	"silence.lastMessage":        "Instead of from the first unanswered one.",
	"hours.zone":                 "Like Europe/Paris. Saturday and Sunday are no workdays.",
	"hours.schedule.workday":     "Like 09:00-13:00,14:00-18:00, overnight 22:00-06:00+1, or closed.",
	"hours.schedule.nonworkday":  "The same form.",
	"hours.schedule.week":        "One a line: Mon-Thu 09:00-18:00, Fri 09:00-13:00, Sat closed.",
	"offline.outbound":           "Since the customer's message. Empty is always, 0 never.",
	"notices.offline":            "At most 256 characters.",
	"service.keywords.list.text": "Case, width and punctuation at the ends make no difference.",
}

var modes = []option{
	{Value: "exact", Label: "the whole message"}, {Value: "phrase", Label: "as words of its own"}, {Value: "prefix", Label: "at the beginning"}, {Value: "contains", Label: "anywhere"},
}

// words of choices, where the record's own are for programs.
var choices = map[string]string{
	"HYBRID": "Robot first, then agents", "BOT": "Robot alone", "AGENT": "Agents alone", "PUSH": "Push: the desk offers customers to agents", "PULL": "Pull: agents take customers from a list",
	"LONGEST_AVAILABLE": "Who has waited longest", "LEAST_SKILLED": "Who serves the fewest queues", "MOST_SKILLED": "Who serves the most queues",
	"QUEUE": "To the queue", "LAST_AGENT": "To the last agent", "ROBOT": "To the robot", "true": "yes", "false": "no", "": "as the platform has it",
}

// suggestions are the names that a record may use.
type suggestions struct{ queues []string }

// build makes the form of a record with what was typed, or nil for what is stored.
func (a *Admin) build(r directory.Record, typed url.Values, known suggestions) *form {
	f := &form{Rev: r.Rev}
	driver := a.driver(r.Platform)
	tokens := ""
	for _, d := range driver.Fields {
		if d.Kind == channel.FieldTokens {
			tokens = d.Name
		}
	}
	values := typed
	if values == nil {
		values = a.values(r)
	}
	for _, part := range layout {
		g := &group{ID: part.id, Title: part.title, Help: part.help}
		for _, path := range part.paths {
			g.Fields = append(g.Fields, a.field(path, values, known))
		}
		switch part.id {
		case "credentials":
			for _, d := range driver.Fields {
				if d.Kind == channel.FieldKeys {
					x := input("secrets."+d.Name, d.Label, d.Help, "secret")
					x.Set, x.Drop = state(r.Secrets.Keys[d.Name], a.now()), !d.Required && r.Secrets.Keys[d.Name].First() != ""
					if x.Required = d.Required; d.Name == directory.FieldVerifyToken || d.Name == directory.FieldWebhookSecret {
						x.Required = false
						x.Help += " The desk makes one up if you leave it empty."
					}
					g.Fields = append(g.Fields, x)
				}
			}
		case "settings":
			for _, d := range driver.Fields {
				if x := setting(d, values); x != nil {
					g.Fields = append(g.Fields, x)
				}
			}
		case "pages":
			if tokens == "" {
				continue
			}
			g.Rows = &rows{Name: "pages", Title: "Page", More: "Another page"}
			for i := range count(values, "pages") + 1 { // one to fill in
				at := fmt.Sprintf("pages[%d].", i)
				token := input(at+"token", "Access token", "", "secret")
				token.Set = state(r.Secrets.Tokens[tokens][values.Get(at+"id")], a.now())
				g.Rows.List = append(g.Rows.List, row{"Page " + itoa(i+1), []*field{text(at+"id", "Page ID", values), text(at+"name", "Page name", values), token}})
			}
		case "keywords":
			g.Rows = &rows{Name: "service.keywords.list", Title: "Keyword", More: "Another keyword"}
			for i := range count(values, "service.keywords.list") + 1 { // one to fill in
				at := fmt.Sprintf("service.keywords.list[%d].", i)
				mode := input(at+"mode", "Counts", "", "choice")
				mode.choose(values.Get(at+"mode"), append([]option{{Label: "as the list says"}}, modes...))
				g.Rows.List = append(g.Rows.List, row{"Keyword " + itoa(i+1), []*field{text(at+"text", "Keyword", values), mode}})
			}
		case "attributes":
			g.Rows = &rows{Name: "attributes", Title: "Attribute", More: "Another attribute"}
			for i := range count(values, "attributes") + 1 { // one to fill in
				g.Rows.List = append(g.Rows.List, a.attribute(r, values, i))
			}
		}
		if len(g.Fields) > 0 || g.Rows != nil {
			f.Groups = append(f.Groups, g)
		}
	}
	return f
}

func (a *Admin) driver(platform string) channel.Driver {
	for _, d := range a.directory.Options().Drivers {
		if d.Platform == platform {
			return d
		}
	}
	return channel.Driver{}
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

// field is one of the record's own, as the schema describes it.
func (a *Admin) field(path string, values url.Values, known suggestions) *field {
	s := a.schema.at(path)
	f := input(path, cmp.Or(labels[path], s.Title), helps[path], "text")
	f.Value, f.Min, f.Max = values.Get(path), s.Minimum, s.Maximum
	f.Required = path == "name" || slices.Contains([]string{"service.mode", "routing.mode", "routing.selection", "offline.to"}, path)
	switch {
	case path == "routing.queue" || path == "routing.fallback":
		options := []option{{Label: "none"}}
		for _, q := range known.queues {
			options = append(options, option{Value: q, Label: q})
		}
		f.Kind = "choice"
		f.choose(f.Value, options)
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
		if s.Maximum != nil && path != "routing.maxHops" {
			f.Help = strings.TrimSpace(fmt.Sprintf("Seconds, %s to %s. %s", number(*s.Minimum), number(*s.Maximum), f.Help))
			if n, err := strconv.Atoi(f.Value); err == nil && n >= 60 && int64(n) <= *s.Maximum {
				f.Help += " Now " + duration(time.Duration(n)*time.Second) + "."
			}
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
		f.choose(f.Value, enum(append([]string{""}, d.Options...)))
	case channel.FieldKeys, channel.FieldTokens, channel.FieldCertificate:
		return nil
	}
	if strings.Contains(d.Help, "PEM") {
		f.Kind = "lines"
	}
	return f
}

func (a *Admin) attribute(r directory.Record, values url.Values, i int) row {
	at := fmt.Sprintf("attributes[%d].", i)
	check := func(name, label string) *field {
		f := input(at+name, label, "", "check")
		f.Value = values.Get(f.Path)
		return f
	}
	kind := input(at+"type", "Type", "", "choice")
	kind.choose(cmp.Or(values.Get(kind.Path), string(directory.String100)), enum(a.schema.at("attributes[].type").Enum))
	key, secret := text(at+"key", "Key", values), check("secret", "Secret")
	value := text(at+"value", "Value", values)
	if secret.Value != "" || kind.Value == string(directory.Password) {
		value.Kind, value.Value = "secret", ""
		value.Set = state(channel.NewKeys(r.Secrets.Attributes[key.Value]), a.now())
	} else if kind.Value == string(directory.StringList) || kind.Value == string(directory.String2000) {
		value.Kind = "lines"
	}
	options := text(at+"options", "Options, one a line", values)
	options.Kind = "lines"
	return row{"Attribute " + itoa(i+1), []*field{key, text(at+"label", "Label", values), kind, value, text(at+"help", "Help text", values), options, check("required", "Required"), secret}}
}

// state says of a credential whether it is set, and nothing else.
func state(k channel.Keys, now time.Time) string {
	if k.First() == "" {
		return "not set"
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
		return "set"
	}
	return fmt.Sprintf("set; %d former still valid, until %s", former, until.Local().Format("2 Jan 15:04"))
}

// values is a record as its form would send it, without credentials.
func (a *Admin) values(r directory.Record) url.Values {
	v := make(url.Values)
	flatten(v, "", tree(r))
	for name, value := range r.Settings {
		v.Set("settings."+name, value)
	}
	v.Set("certificates.trust", strings.Join(r.Certificates.Trust, "\n"))
	v.Set("service.keywords.deny", strings.Join(r.Service.Keywords.Deny, "\n"))
	v.Set("service.keywords.mode", string(cmp.Or(r.Service.Keywords.Mode, session.MatchExact)))
	v.Set("hours.schedule.workday", worktime.FormatSegments(r.Hours.Schedule.Workday))
	v.Set("hours.schedule.nonworkday", worktime.FormatSegments(r.Hours.Schedule.Nonworkday))
	v.Set("hours.schedule.week", strings.ReplaceAll(r.Hours.Schedule.Week.String(), "; ", "\n"))
	for i, x := range r.Attributes {
		v.Set(fmt.Sprintf("attributes[%d].options", i), strings.Join(x.Options, "\n"))
		v.Set(fmt.Sprintf("attributes[%d].key", i), x.Key)
	}
	return v
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
