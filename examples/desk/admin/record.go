package admin

import (
	"cmp"
	"encoding/json"
	"fmt"
	"net/url"
	"strings"

	"github.com/contactkit/contactkit/channel/directory"
	"github.com/contactkit/contactkit/session/keyword"
	"github.com/contactkit/contactkit/worktime"
)

// values is a record as its form would send it, without credentials. The way back is read.
func (a *Admin) values(r directory.Record) url.Values {
	v := make(url.Values)
	flatten(v, "", tree(r))
	for name, value := range r.Settings {
		v.Set("settings."+name, value)
	}
	v.Set("certificates.trust", strings.Join(r.Certificates.Trust, "\n"))
	v.Set("service.keywords.deny", strings.Join(r.Service.Keywords.Deny, "\n"))
	v.Set("service.keywords.mode", string(cmp.Or(r.Service.Keywords.Mode, keyword.Exact)))
	v.Set("hours.schedule.workday", worktime.FormatSegments(r.Hours.Schedule.Workday))
	v.Set("hours.schedule.nonworkday", worktime.FormatSegments(r.Hours.Schedule.Nonworkday))
	v.Set("hours.schedule.week", strings.ReplaceAll(r.Hours.Schedule.Week.String(), "; ", "\n"))
	v.Set("hours.holidays", worktime.FormatHolidays(r.Hours.Holidays))
	for i := range r.Hours.Holidays { // as text alone
		for name := range v {
			if strings.HasPrefix(name, fmt.Sprintf("hours.holidays[%d]", i)) {
				v.Del(name)
			}
		}
	}
	for i, x := range r.Attributes {
		v.Set(fmt.Sprintf("attributes[%d].options", i), strings.Join(x.Options, "\n"))
		v.Set(fmt.Sprintf("attributes[%d].key", i), x.Key)
	}
	return v
}

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
