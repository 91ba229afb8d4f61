package recordexport

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/contactkit/contactkit/channel"
	"github.com/contactkit/contactkit/channel/directory"
	"github.com/contactkit/contactkit/session/keyword"
)

// A list is one cell, an item a line. In an item a backslash escapes: \\ is a backslash, \n and \r
// are line ends, \s is a blank where one would divide, \e is nothing at all, and \= divides a
// keyword from a mode of its own.

var (
	escapes   = strings.NewReplacer(`\`, `\\`, "\n", `\n`, "\r", `\r`)
	errEscape = errors.New(`a backslash is written \\, and stands before n, r, s, e and = only`)
)

func unescape(s string) (string, error) {
	if !strings.Contains(s, `\`) {
		return s, nil
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] != '\\' {
			b.WriteByte(s[i])
			continue
		}
		if i++; i == len(s) {
			return "", errEscape
		}
		switch s[i] {
		case '\\':
			b.WriteByte('\\')
		case 'n':
			b.WriteByte('\n')
		case 'r':
			b.WriteByte('\r')
		case 's':
			b.WriteByte(' ')
		case 'e':
		default:
			return "", errEscape
		}
	}
	return b.String(), nil
}

// formatList writes a list of items that are escaped.
func formatList[T any](list []T, item func(T) string) string {
	lines := make([]string, len(list))
	for i, x := range list {
		if lines[i] = item(x); lines[i] == "" {
			lines[i] = `\e`
		}
	}
	return strings.Join(lines, "\n")
}

var lineEnds = strings.NewReplacer("\r\n", "\n", "\r", "\n")

// parseList reads a list. Spreadsheet programs may end its lines in CR LF or in CR; lines that are
// left empty are passed over.
func parseList[T any](s string, item func(string) (T, error)) ([]T, error) {
	var list []T
	var errs []error
	for line := range strings.SplitSeq(lineEnds.Replace(s), "\n") {
		if line == "" {
			continue
		}
		x, err := item(line)
		if err != nil {
			errs = append(errs, fmt.Errorf("item %d: %w", len(list)+len(errs)+1, err))
			continue
		}
		list = append(list, x)
	}
	return list, errors.Join(errs...)
}

func formatLines(list []string) string { return formatList(list, escapes.Replace) }

func parseLines(s string) ([]string, error) { return parseList(s, unescape) }

func formatKeywords(list []keyword.Word) string {
	return formatList(list, func(w keyword.Word) string {
		if w.Mode == "" {
			return escapes.Replace(w.Text)
		}
		return escapes.Replace(w.Text) + `\=` + escapes.Replace(string(w.Mode))
	})
}

func parseKeywords(s string) ([]keyword.Word, error) {
	return parseList(s, func(line string) (keyword.Word, error) {
		word, mode := line, ""
		for i := 0; i+1 < len(line); i++ {
			if line[i] != '\\' {
				continue
			}
			if i++; line[i] == '=' {
				word, mode = line[:i-1], line[i+1:]
				break
			}
		}
		word, err := unescape(word)
		mode, errMode := unescape(mode)
		return keyword.Word{Text: word, Mode: keyword.Mode(mode)}, errors.Join(err, errMode)
	})
}

// formatPages writes an ID, a blank and a name a line.
func formatPages(list []directory.Page) string {
	return formatList(list, func(p directory.Page) string {
		id := strings.ReplaceAll(escapes.Replace(p.ID), " ", `\s`)
		if p.Name == "" {
			return id
		}
		return id + " " + escapes.Replace(p.Name)
	})
}

func parsePages(s string) ([]directory.Page, error) {
	return parseList(s, func(line string) (directory.Page, error) {
		id, name, _ := strings.Cut(line, " ")
		id, err := unescape(id)
		name, errName := unescape(name)
		return directory.Page{ID: id, Name: name}, errors.Join(err, errName)
	})
}

// formatAttributes writes an attribute's JSON form a line, but for the value of one that is secret:
// a record that does not pass Check may have one.
func formatAttributes(list []directory.Attribute) string {
	return formatList(list, func(a directory.Attribute) string {
		if a.IsSecret() {
			a.Value = ""
		}
		var line bytes.Buffer
		e := json.NewEncoder(&line)
		e.SetEscapeHTML(false)
		_ = e.Encode(a) // texts and truth values have a JSON form
		return strings.TrimSuffix(line.String(), "\n")
	})
}

func parseAttributes(s string) ([]directory.Attribute, error) {
	parse := parseObjects("an attribute", `{"key":"tier","type":"String50","value":"gold"}`, `{"attributes":[%s]}`,
		func(r record) []directory.Attribute { return r.Attributes })
	list, err := parse(s)
	if err == nil && slices.ContainsFunc(list, func(a directory.Attribute) bool { return a.IsSecret() && a.Value != "" }) {
		err = errors.New("the value of a secret attribute is not read from a file: enter it as a credential")
	}
	return list, err
}

// formatObjects writes the JSON form of each item a line.
func formatObjects[T any](list []T) string {
	return formatList(list, func(x T) string {
		var line bytes.Buffer
		e := json.NewEncoder(&line)
		e.SetEscapeHTML(false)
		_ = e.Encode(x) // texts and truth values have a JSON form
		return strings.TrimSuffix(line.String(), "\n")
	})
}

// parseObjects reads what formatObjects wrote: an object a line. It is read as a part of a record,
// and therefore as strictly as directory.ParseJSON reads one. The noun and an example are for
// complaints, which never quote the cell. form is a record with a place for the object, and pick
// takes it from there.
func parseObjects[T any](noun, example, form string, pick func(record) []T) func(string) ([]T, error) {
	return func(s string) ([]T, error) {
		return parseList(s, func(line string) (x T, err error) {
			if !strings.HasPrefix(strings.TrimSpace(line), "{") || !json.Valid([]byte(line)) {
				return x, errors.New(noun + " must be JSON, such as " + example)
			}
			r, err := directory.ParseJSON([]byte(fmt.Sprintf(form, line)))
			if list := channel.FieldErrors(err); len(list) > 0 {
				return x, errors.New(noun + " must be JSON, such as " + example + ": " + list[0].Reason)
			}
			if err != nil || len(pick(r)) != 1 {
				return x, errors.New(noun + " must be JSON, such as " + example + ": it has a field of another name, or a value of another kind")
			}
			return pick(r)[0], nil
		})
	}
}
