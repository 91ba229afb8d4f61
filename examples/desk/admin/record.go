package admin

import (
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/directory"
	"github.com/contactkit/contactkit/worktime"
)

// tree is a record in its JSON form.
func tree(r directory.Record) map[string]any {
	var t map[string]any
	data, err := json.Marshal(r)
	if err == nil {
		d := json.NewDecoder(strings.NewReader(string(data)))
		d.UseNumber()
		err = d.Decode(&t)
	}
	if err != nil {
		panic(err) // plain data that came from its JSON form
	}
	return t
}

// flatten writes what a form's inputs would hold: true as "on", false as nothing.
func flatten(into url.Values, at string, value any) {
	switch v := value.(type) {
	case map[string]any:
		for name, inner := range v {
			flatten(into, strings.TrimPrefix(at+"."+name, "."), inner)
		}
	case []any:
		for i, inner := range v {
			flatten(into, fmt.Sprintf("%s[%d]", at, i), inner)
		}
	case bool:
		if v {
			into.Set(at, "on")
		}
	case string:
		into.Set(at, v)
	case json.Number:
		into.Set(at, v.String())
	}
}

// put sets a value at a path of objects.
func put(t map[string]any, path string, value any) {
	names := strings.Split(path, ".")
	for _, name := range names[:len(names)-1] {
		inner, ok := t[name].(map[string]any)
		if !ok {
			inner = map[string]any{}
			t[name] = inner
		}
		t = inner
	}
	if t[names[len(names)-1]] = value; value == nil {
		delete(t, names[len(names)-1])
	}
}

// read makes a record of what was typed into the form of a record, with the credentials that were typed or kept. What cannot be read at all,
// such as a number with letters, is complained about and stays as it was; everything else is left to the directory's Check. The rows of typed are
// compact.
func (a *Admin) read(base directory.Record, typed url.Values, kept directory.Secrets) (directory.Record, []*channel.FieldError) {
	var wrong []*channel.FieldError
	fault := func(path, reason string) {
		wrong = append(wrong, &channel.FieldError{Field: path, Code: channel.CodeInvalid, Reason: reason})
	}
	t := tree(base)
	for _, part := range layout {
		for _, path := range part.paths {
			s := a.schema.at(path)
			value := strings.TrimSpace(typed.Get(path))
			switch {
			case strings.HasPrefix(path, "hours.schedule."):
			case s.Type == "array":
				put(t, path, items(value))
			case s.Type == "boolean":
				put(t, path, value != "")
			case s.Type == "integer":
				n, err := strconv.ParseInt(value, 10, 64)
				switch {
				case path == "offline.outbound" && value == "":
					put(t, path, nil)
				case err != nil:
					fault(path, "a whole number is needed")
				default:
					put(t, path, n)
				}
			default:
				put(t, path, strings.ReplaceAll(value, "\r\n", "\n"))
			}
		}
	}
	settings := map[string]any{}
	tokens := ""
	for _, d := range a.driver(base.Platform).Fields {
		value := strings.ReplaceAll(strings.TrimSpace(typed.Get("settings."+d.Name)), "\r\n", "\n")
		switch d.Kind {
		case channel.FieldTokens:
			tokens = d.Name
		case channel.FieldKeys, channel.FieldCertificate:
		case channel.FieldBool:
			if value != "" {
				settings[d.Name] = "true"
			}
		default:
			if value != "" {
				settings[d.Name] = value
			}
		}
	}
	put(t, "settings", settings)
	var pages, keywords, attributes []any
	for i := range count(typed, "pages") {
		at := fmt.Sprintf("pages[%d].", i)
		pages = append(pages, map[string]any{"id": strings.TrimSpace(typed.Get(at + "id")), "name": strings.TrimSpace(typed.Get(at + "name"))})
	}
	for i := range count(typed, "service.keywords.list") {
		at := fmt.Sprintf("service.keywords.list[%d].", i)
		keywords = append(keywords, map[string]any{"text": strings.TrimSpace(typed.Get(at + "text")), "mode": typed.Get(at + "mode")})
	}
	for i := range count(typed, "attributes") {
		at := fmt.Sprintf("attributes[%d].", i)
		x := map[string]any{"key": strings.TrimSpace(typed.Get(at + "key")), "label": typed.Get(at + "label"), "help": typed.Get(at + "help"), "type": typed.Get(at + "type"),
			"required": typed.Get(at+"required") != "", "secret": typed.Get(at+"secret") != "", "options": items(typed.Get(at + "options"))}
		if !secretAttribute(typed, at) {
			x["value"] = strings.ReplaceAll(typed.Get(at+"value"), "\r\n", "\n")
		}
		attributes = append(attributes, x)
	}
	put(t, "pages", pages)
	put(t, "service.keywords.list", keywords)
	put(t, "attributes", attributes)

	data, err := json.Marshal(t)
	r := base
	if err == nil {
		r, err = directory.ParseJSON(data)
	}
	if err != nil { // a state that is none, say: somebody plays with the form
		fault("", err.Error())
		r = base.Clone()
	}
	r.Hours.Schedule = base.Hours.Schedule
	for path, list := range map[string]*[]worktime.Segment{"hours.schedule.workday": &r.Hours.Schedule.Workday, "hours.schedule.nonworkday": &r.Hours.Schedule.Nonworkday} {
		text := strings.TrimSpace(typed.Get(path))
		if text == "" {
			text = "closed"
		}
		segments, err := worktime.ParseSegments(text)
		if err != nil {
			fault(path, reason(err))
			continue
		}
		*list = segments
	}
	if week, err := worktime.ParseWeek(typed.Get("hours.schedule.week")); err != nil {
		fault("hours.schedule.week", reason(err))
	} else {
		r.Hours.Schedule.Week = week
	}
	r.Secrets = prune(typedSecrets(a.driver(base.Platform), typed).Keep(kept).Keep(base.Secrets), r, tokens)
	for _, d := range a.driver(base.Platform).Fields {
		if d.Kind == channel.FieldKeys && typed.Get("drop:secrets."+d.Name) != "" && typed.Get("secrets."+d.Name) == "" {
			delete(r.Secrets.Keys, d.Name)
		}
	}
	slices.SortFunc(wrong, func(a, b *channel.FieldError) int { return strings.Compare(a.Field, b.Field) })
	return r, wrong
}

type list struct {
	name   string
	counts int
	fields []string
}

// lists are the lists of the form with the fields of a row; a row in which those first few are empty does not count.
var lists = []list{
	{"pages", 3, []string{"id", "name", "token"}},
	{"service.keywords.list", 1, []string{"text", "mode"}},
	{"attributes", 3, []string{"key", "label", "value", "help", "type", "options", "required", "secret"}},
}

// mostRows is how many rows a form's list may have: every one is checked, and shown again.
const mostRows = 2000

// tooMany reports whether a form has more rows than anybody types.
func tooMany(typed url.Values) bool {
	return slices.ContainsFunc(lists, func(l list) bool { return count(typed, l.name) > mostRows })
}

// compact drops the rows that were left empty, so that the rows of a form are the items of the record.
func compact(typed url.Values) {
	for _, l := range lists {
		next := 0
		for i := range count(typed, l.name) {
			row, used := make([][]string, len(l.fields)), false
			for j, name := range l.fields {
				path := fmt.Sprintf("%s[%d].%s", l.name, i, name)
				row[j] = typed[path]
				used = used || j < l.counts && strings.TrimSpace(typed.Get(path)) != ""
				delete(typed, path)
			}
			for j, name := range l.fields {
				if used && len(row[j]) > 0 {
					typed[fmt.Sprintf("%s[%d].%s", l.name, next, name)] = row[j]
				}
			}
			if used {
				next++
			}
		}
	}
}

// count is how many rows of a list were sent.
func count(typed url.Values, of string) int {
	fields := lists[slices.IndexFunc(lists, func(l list) bool { return l.name == of })].fields
	n := 0
	for slices.ContainsFunc(fields, func(name string) bool { return typed.Has(fmt.Sprintf("%s[%d].%s", of, n, name)) }) {
		n++
	}
	return n
}

// reason is an error of package worktime in a form.
func reason(err error) string { return strings.TrimPrefix(err.Error(), "worktime: ") }

// items are the lines of a text that are not empty.
func items(text string) []string {
	var list []string
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line != "" {
			list = append(list, line)
		}
	}
	return list
}

func secretAttribute(typed url.Values, at string) bool {
	return typed.Get(at+"secret") != "" || typed.Get(at+"type") == string(directory.Password)
}

// typedSecrets are the credentials that a form sent.
func typedSecrets(d channel.Driver, typed url.Values) directory.Secrets {
	s := directory.Secrets{Keys: map[string]channel.Keys{}, Tokens: map[string]map[string]channel.Keys{}, Attributes: map[string]channel.Secret{}}
	for _, f := range d.Fields {
		switch f.Kind {
		case channel.FieldKeys:
			if value := strings.TrimSpace(typed.Get("secrets." + f.Name)); value != "" {
				s.Keys[f.Name] = channel.NewKeys(channel.Secret(value))
			}
		case channel.FieldTokens:
			accounts := map[string]channel.Keys{}
			for i := range count(typed, "pages") {
				at := fmt.Sprintf("pages[%d].", i)
				if value := strings.TrimSpace(typed.Get(at + "token")); value != "" {
					accounts[strings.TrimSpace(typed.Get(at+"id"))] = channel.NewKeys(channel.Secret(value))
				}
			}
			s.Tokens[f.Name] = accounts
		}
	}
	for i := range count(typed, "attributes") {
		at := fmt.Sprintf("attributes[%d].", i)
		if value := typed.Get(at + "value"); value != "" && secretAttribute(typed, at) {
			s.Attributes[strings.TrimSpace(typed.Get(at+"key"))] = channel.Secret(value)
		}
	}
	return s
}

// prune drops credentials of what the record no longer has: pages, attributes.
func prune(s directory.Secrets, r directory.Record, tokens string) directory.Secrets {
	for account := range s.Tokens[tokens] {
		if r.Connector == "" && !slices.ContainsFunc(r.Pages, func(p directory.Page) bool { return p.ID == account }) {
			delete(s.Tokens[tokens], account)
		}
	}
	for key := range s.Attributes {
		if !slices.ContainsFunc(r.Attributes, func(x directory.Attribute) bool { return x.Key == key && x.IsSecret() }) {
			delete(s.Attributes, key)
		}
	}
	return s
}

// blank takes the credentials out of what was typed, so that a page cannot show them.
func blank(typed url.Values) {
	for name := range typed {
		if strings.HasPrefix(name, "secrets.") || strings.HasSuffix(name, "].token") {
			typed.Set(name, "")
		}
	}
	for i := range count(typed, "attributes") {
		if at := fmt.Sprintf("attributes[%d].", i); secretAttribute(typed, at) {
			typed.Set(at+"value", "")
		}
	}
}
