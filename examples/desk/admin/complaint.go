package admin

import (
	"cmp"
	"strings"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/examples/desk/locale"
)

// complain shows complaints and warnings at the fields that they are about, or at the nearest
// element around them.
func (f *form) complain(l locale.Words, errors, warnings []*channel.FieldError) {
	fields := f.byPath()
	put := func(e *channel.FieldError, warning bool) {
		c := complaint{Text: says(l, e)}
		if x := nearest(fields, e.Field); x != nil {
			if c.ID, c.Label = x.ID, x.Label; warning {
				x.Warnings = append(x.Warnings, c)
			} else {
				x.Errors = append(x.Errors, c)
			}
		} else if g := f.group(e.Field); g != nil {
			if c.ID, c.Label = "g-"+g.ID, g.Title; g.Rows != nil && !warning {
				g.Rows.Errors = append(g.Rows.Errors, c)
			} else {
				c.Text = e.Field + ": " + c.Text
				f.General = append(f.General, c)
			}
		} else {
			c.ID = "complaints"
			f.General = append(f.General, c)
		}
		if warning {
			f.Odd++
		} else {
			f.All = append(f.All, c)
		}
	}
	for _, e := range errors {
		put(e, false)
	}
	for _, e := range warnings {
		put(e, true)
	}
}

// says is a complaint at its field, so that it need not name the field. If the reader's language
// lacks the reason, it says the kind of complaint, and the reason in English.
func says(l locale.Words, e *channel.FieldError) string {
	text := e.Code
	if e.Reason != "" {
		text = strings.ToUpper(e.Reason[:1]) + e.Reason[1:] + "."
	}
	own, ok := l.Said(text)
	switch kind := codeWords[e.Code]; {
	case ok:
		text = own
	case l.Tag() != locale.Languages[0].Tag && kind != "":
		text = l.T(kind) + " (" + e.Reason + ")"
	}
	if e.Limit > 0 && e.Code == channel.CodeTooShort {
		text += " " + l.T("({got}, at least {limit} {unit})", "got", e.Got, "limit", e.Limit, "unit", l.T(cmp.Or(unitWords[channel.Unit(e.Unit)], e.Unit)))
	} else if e.Limit > 0 {
		text += " " + l.T("({got}, at most {limit} {unit})", "got", e.Got, "limit", e.Limit, "unit", l.T(cmp.Or(unitWords[channel.Unit(e.Unit)], e.Unit)))
	}
	return text
}

// byPath are the fields of a form. It is made once for all complaints: a form may have thousands of
// both.
func (f *form) byPath() map[string]*field {
	all := make(map[string]*field)
	note := func(list []*field) {
		for _, x := range list {
			if all[x.Path] == nil {
				all[x.Path] = x
			}
		}
	}
	for _, g := range f.Groups {
		note(g.Fields)
		if g.Rows != nil {
			for _, r := range g.Rows.List {
				note(r.Fields)
			}
		}
	}
	return all
}

// nearest returns the field that a complaint is about: of its path, or the nearest one around it.
func nearest(all map[string]*field, path string) *field {
	for at := path; at != ""; at = outer(at) {
		if x := all[at]; x != nil {
			return x
		}
		if at == "pages" || at == "attributes" || at == "service.keywords.list" { // lists have a place of their own
			return nil
		}
	}
	return nil
}

func (f *form) group(path string) *group {
	for at := path; at != ""; at = outer(at) {
		for _, g := range f.Groups {
			if g.ID == at || g.Rows != nil && g.Rows.Name == at || g.ID == "credentials" && at == "secrets" {
				return g
			}
		}
	}
	return nil
}

// outer is the path around a path: "a.b[3].c", "a.b[3]", "a.b", "a", "".
func outer(path string) string {
	return path[:max(strings.LastIndexAny(path, ".["), 0)]
}
