package admin

import (
	"cmp"
	"encoding/json"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/directory"
	"github.com/contactkit/contactkit/worktime"
)

// reading makes a record of what was typed into its form.
type reading struct {
	*Admin
	typed  url.Values
	driver channel.Driver
	wrong  []*channel.FieldError
}

// read makes a record of what was typed into the form of a record, with the credentials that were
// typed or kept. A value that cannot be read at all, such as a number with letters, is a fault, and
// the former value stays; everything else is left to the directory's Check. The rows of typed are
// compact.
func (a *Admin) read(base directory.Record, typed url.Values, kept directory.Secrets) (directory.Record, []*channel.FieldError) {
	in := &reading{Admin: a, typed: typed, driver: a.driver(base.Platform)}
	if !isMore(typed.Get("do")) {
		in.clicked()
	}
	t := tree(base)
	in.fields(t)
	put(t, "settings", in.settings())
	in.lists(t)
	data, err := json.Marshal(t)
	r := base
	if err == nil {
		r, err = directory.ParseJSON(data)
	}
	if err != nil { // an unknown state, say: the form was forged
		in.fault("", err.Error())
		r = base.Clone()
	}
	r.Hours.Schedule = in.schedule(base.Hours.Schedule)
	r.Hours.Holidays = in.holidays(base.Hours.Holidays)
	r.Secrets = prune(typedSecrets(in.driver, typed).Keep(kept).Keep(base.Secrets), r, tokenField(in.driver))
	for _, d := range in.driver.Fields {
		if d.Kind == channel.FieldKeys && typed.Get("drop:secrets."+d.Name) != "" && typed.Get("secrets."+d.Name) == "" {
			delete(r.Secrets.Keys, d.Name)
		}
	}
	slices.SortFunc(in.wrong, func(a, b *channel.FieldError) int { return strings.Compare(a.Field, b.Field) })
	return r, in.wrong
}

func (in *reading) fault(path, reason string) {
	in.wrong = append(in.wrong, &channel.FieldError{Field: path, Code: channel.CodeInvalid, Reason: reason})
}

// word is what was typed, without blanks around it.
func (in *reading) word(path string) string { return strings.TrimSpace(in.typed.Get(path)) }

// fields are the record's own, as the schema describes them.
func (in *reading) fields(t map[string]any) {
	for _, part := range layout {
		for _, path := range part.paths {
			s, value := in.schema.at(path), in.word(path)
			switch {
			case strings.HasPrefix(path, "hours.schedule."), path == "hours.holidays":
			case s.Type == "array":
				put(t, path, items(strings.Join(in.typed[path], "\n"))) // one value for each box, or one text
			case s.Type == "boolean":
				put(t, path, value != "")
			case s.Type == "integer":
				n, err := strconv.ParseInt(value, 10, 64)
				switch {
				case path == "offline.outbound" && value == "":
					put(t, path, nil)
				case err != nil:
					in.fault(path, "a whole number is needed")
				default:
					put(t, path, n)
				}
			default:
				put(t, path, unix(value))
			}
		}
	}
}

// settings are the driver's fields that are no credentials.
func (in *reading) settings() map[string]any {
	settings := map[string]any{}
	for _, d := range in.driver.Fields {
		value := unix(in.word("settings." + d.Name))
		if otherKind(in.driver.Platform, in.typed, d) {
			continue
		}
		switch d.Kind {
		case channel.FieldKeys, channel.FieldTokens, channel.FieldCertificate:
			continue
		case channel.FieldBool:
			if value != "" {
				value = "true"
			}
		}
		if value != "" {
			settings[d.Name] = value
		}
	}
	return settings
}

// lists are the rows of the form.
func (in *reading) lists(t map[string]any) {
	var pages, keywords, attributes, codes, translations []any
	for _, at := range rowsIn(in.typed, "pages") {
		pages = append(pages, map[string]any{"id": in.word(at + "id"), "name": in.word(at + "name")})
	}
	for _, at := range rowsIn(in.typed, "service.keywords.list") {
		keywords = append(keywords, map[string]any{"text": in.word(at + "text"), "mode": in.typed.Get(at + "mode")})
	}
	for _, at := range rowsIn(in.typed, "routing.wrapCodes") {
		codes = append(codes, map[string]any{"id": in.word(at + "id"), "label": in.word(at + "label"), "retired": in.typed.Get(at+"retired") != ""})
	}
	for _, at := range rowsIn(in.typed, "notices.translations") {
		translations = append(translations, map[string]any{"language": in.word(at + "language"), "notice": in.typed.Get(at + "notice"), "text": unix(in.word(at + "text"))})
	}
	for _, at := range rowsIn(in.typed, "attributes") {
		get := func(name string) string { return in.typed.Get(at + name) }
		x := map[string]any{"key": in.word(at + "key"), "label": get("label"), "help": get("help"), "type": get("type"),
			"required": get("required") != "", "secret": get("secret") != "", "options": items(get("options"))}
		if !secretAttribute(in.typed, at) {
			x["value"] = unix(get("value"))
		}
		attributes = append(attributes, x)
	}
	put(t, "pages", pages)
	put(t, "service.keywords.list", keywords)
	put(t, "attributes", attributes)
	put(t, "routing.wrapCodes", codes)
	put(t, "notices.translations", translations)
}

// schedule is the work time; what is wrong in it stays as it was.
func (in *reading) schedule(s worktime.Schedule) worktime.Schedule {
	const workday, nonworkday, week = "hours.schedule.workday", "hours.schedule.nonworkday", "hours.schedule.week"
	for path, list := range map[string]*[]worktime.Segment{workday: &s.Workday, nonworkday: &s.Nonworkday} {
		segments, err := worktime.ParseSegments(cmp.Or(in.word(path), "closed"))
		if err != nil {
			in.fault(path, reason(err))
			continue
		}
		*list = segments
	}
	days, err := worktime.ParseWeek(in.typed.Get(week))
	if err != nil {
		in.fault(week, reason(err))
		return s
	}
	s.Week = days
	return s
}

// holidays are the dates with hours of their own; if a line is wrong, they stay as they were.
func (in *reading) holidays(list []worktime.Holiday) []worktime.Holiday {
	const path = "hours.holidays"
	typed, err := worktime.ParseHolidays(in.typed.Get(path))
	if err != nil {
		in.fault(path, reason(err))
		return list
	}
	return typed
}

// unix gives a text the line ends of the record: browsers send others.
func unix(text string) string { return strings.ReplaceAll(text, "\r\n", "\n") }

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
