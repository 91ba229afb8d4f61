package admin

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
)

// A list is one of the form.
type list struct {
	name   string
	counts int // how many of the fields, from the first, make a row count
	fields []string
}

// lists are the lists of the form with the fields of a row.
var lists = []list{
	{"pages", 3, []string{"id", "name", "token"}},
	{"service.keywords.list", 1, []string{"text", "mode"}},
	{"routing.wrapCodes", 2, []string{"id", "label", "retired"}},
	{"notices.translations", 3, []string{"language", "text", "notice"}},
	{"attributes", 3, []string{"key", "label", "value", "help", "type", "options", "required", "secret"}},
}

// mostRows is how many rows a form's list may have: every one is checked, and shown again.
const mostRows = 2000

// isMore reports whether a button asks for the form with other rows or other fields: nothing is
// checked then.
func isMore(do string) bool {
	return do == "more" || strings.HasPrefix(do, "add ") || strings.HasPrefix(do, "drop ")
}

// tooMany reports whether a form has more rows than anybody types.
func tooMany(typed url.Values) bool {
	return len(sentHolidays(typed)) > mostRows || slices.ContainsFunc(lists, func(l list) bool { return count(typed, l.name) > mostRows })
}

// compact drops the rows that were left empty, so that the rows of a form are the items of the
// record.
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

// rowsIn are the beginnings of the paths of a list's rows: "pages[0].", "pages[1]." and so on.
func rowsIn(typed url.Values, list string) []string {
	at := make([]string, count(typed, list))
	for i := range at {
		at[i] = fmt.Sprintf("%s[%d].", list, i)
	}
	return at
}
