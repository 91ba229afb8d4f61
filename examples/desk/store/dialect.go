package store

import (
	"regexp"
	"strconv"
	"strings"
	"sync"
)

// The statements of the store are written for SQLite, and in words that PostgreSQL understands too:
// ON CONFLICT and not OR REPLACE, CASE and not iif, RETURNING and not the last row's number, truth
// values and not 1 and 0. See decision 385. Here is what is left.

// inPostgres returns a statement as PostgreSQL takes it.
func inPostgres(query string) string {
	if said, ok := said.Load(query); ok {
		return said.(string)
	}
	text := numbered(words.Replace(query))
	said.Store(query, text)
	return text
}

// said are the statements that have been asked for: there are as many as the package has.
var said sync.Map

// words differ in the two databases. Case does not matter to LIKE in SQLite.
var words = strings.NewReplacer(
	"conversation_thread", "contactkit_thread",
	"conversation_input", "contactkit_input",
	"conversation_receipt", "contactkit_receipt",
	"conversation_call", "contactkit_call",
	"instr(", "strpos(",
	" LIKE ", " ILIKE ",
)

var placeholder = regexp.MustCompile(`\?\d*`)

// numbered gives placeholders the form of PostgreSQL. A placeholder without a number is the next
// one.
func numbered(query string) string {
	n := 0
	return placeholder.ReplaceAllStringFunc(query, func(mark string) string {
		if mark == "?" {
			n++
			return "$" + strconv.Itoa(n)
		}
		if named, err := strconv.Atoi(mark[1:]); err == nil {
			n = max(n, named)
		}
		return "$" + mark[1:]
	})
}

// clean returns an argument as PostgreSQL can store it: a text has no NUL, and is UTF-8.
func clean(arg any) any {
	if text, ok := arg.(string); ok {
		return strings.ToValidUTF8(strings.ReplaceAll(text, "\x00", "\uFFFD"), "\uFFFD")
	}
	return arg
}
