package admin

import (
	"fmt"
	"strings"

	"github.com/contactkit/contactkit/channel"
)

// complain shows complaints and warnings at the fields that they are about, or at the nearest
// element around them.
func (f *form) complain(errors, warnings []*channel.FieldError) {
	fields := f.byPath()
	put := func(e *channel.FieldError, warning bool) {
		c := complaint{Text: says(e)}
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

// says is a complaint at its field, so that it need not name the field.
func says(e *channel.FieldError) string {
	text := e.Reason
	if e.Limit > 0 {
		unit := e.Unit
		if unit == "" {
			unit = "at most"
		} else {
			unit += ", at most"
		}
		text += fmt.Sprintf(" (%d %s %d)", e.Got, unit, e.Limit)
	}
	if text == "" {
		return e.Code
	}
	return strings.ToUpper(text[:1]) + text[1:] + "."
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
